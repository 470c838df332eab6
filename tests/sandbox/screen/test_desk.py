"""The right pane: conversations, an issue, and what one may do with it."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from bot.core.errors import BotError
from bot.core.messages import Address, Channel
from bot.core.settings import Configuration
from bot.rules.texts import of as texts_of
from bot.sandbox.github.people import JOB_LOGIN
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Subject
from bot.sandbox.screen import desk
from tests.sandbox.screen.shown import StillParts
from tests.stage import Stage

BY_SCRIPT = {"HX-Request": "true"}
HOME = "http://127.0.0.1:9/escritorio/AUDITORIA360"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'`"


@pytest.fixture(name="state")
def _state(parts: StillParts) -> GithubState:
    return parts.state


def _opens(state: GithubState, title: str, *labels: str, body: str = "> Oi") -> int:
    return state.issues.create(JOB_LOGIN, title, body, state.labels.ids(labels)).number


def _tabs(page: str) -> list[str]:
    return re.findall(r'<span class="who">(.*?)</span>', page)


def test_before_anybody_writes_it_says_what_to_do(client: FlaskClient) -> None:
    assert "Ninguém escreveu ainda." in client.get("/desk").text


def test_who_waits_stands_first_and_who_is_done_last(client: FlaskClient, state: GithubState) -> None:
    waiting = ("mensagem-recebida", "via-twilio-sms", "aguardando-resposta")
    _opens(state, "SMS · Ana (+55 11 *****-4321): Oi", *waiting)
    done = _opens(state, "SMS · Bia: Oi", *waiting)
    _opens(state, "WhatsApp · Caio: Oi", "mensagem-recebida", "via-twilio-whatsapp")
    state.issues.set_state(done, "closed", None, "marina")
    page = client.get("/desk").text

    assert _tabs(page) == ["Ana (+55 11 *****-4321)", "Caio", "Bia"]
    assert page.count("espera resposta") == 1
    assert "#3 · WhatsApp · aberta" in page


def test_the_issue_of_the_open_phone_is_shown_unless_one_was_chosen(
    client: FlaskClient, state: GithubState, stage: Stage
) -> None:
    contact = stage.tools.vault.contact_id(Address(Channel.SMS, "+5511987654321"))
    ana = _opens(state, "SMS · Ana: Oi", f"contato-{contact}")
    other = _opens(state, "SMS · Bia: Oi", "aguardando-resposta")

    assert f'id="timeline-{ana}"' in client.get("/desk?phone=%2B5511987654321").text
    assert f'id="timeline-{other}"' in client.get(f"/desk?phone=%2B5511987654321&issue={other}").text
    assert f'id="timeline-{other}"' in client.get("/desk").text


def test_hidden_lines_are_shown_only_when_asked_for_and_run_nothing(
    client: FlaskClient, state: GithubState
) -> None:
    _opens(state, "SMS · Ana", body='<!-- auditoria360 {"v":"<script>"} -->\n> Oi')

    assert "auditoria360 {" not in client.get("/desk").text
    revealed = client.get("/desk?hidden=shown").text
    assert "&lt;!-- auditoria360" in revealed
    assert "<script>" not in revealed


@pytest.mark.parametrize("number", ["0", "-1", "99", "²", "9" * 5000])
def test_an_address_that_names_no_issue_shows_the_first_one(
    client: FlaskClient, state: GithubState, number: str
) -> None:
    first = _opens(state, "SMS · Ana")
    page = client.get("/desk", query_string={"issue": number})

    assert page.status_code == 200
    assert f'id="timeline-{first}"' in page.text


def test_a_comment_that_was_written_is_no_draft_although_the_issue_could_not_be_closed(
    client: FlaskClient, parts: StillParts, state: GithubState, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise BotError("GitHub is down.")

    monkeypatch.setattr(parts.at_github, "close", refuses)
    number = _opens(state, "SMS · Ana")
    form = {"login": "marina", "body": "Resolvido", "state": "closed"}
    answer = client.post(f"/desk/issues/{number}", data=form, headers=BY_SCRIPT)

    assert answer.status_code == 422
    assert "O GitHub está fora do ar." in answer.text
    assert [one.body for one in state.issues.comments(number)] == ["Resolvido"]
    assert ">Resolvido</textarea>" not in answer.text


def test_hostile_texts_are_text(client: FlaskClient, state: GithubState) -> None:
    number = _opens(state, HOSTILE, HOSTILE[:50], body=HOSTILE)
    comment = state.issues.comment(number, "marina", HOSTILE)
    for address in ("/desk", f"/desk?edit={comment.id}", f"/desk?issue={HOSTILE}&edit={HOSTILE}"):
        page = client.get(address).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_commands_are_offered_with_their_meaning_in_the_language_of_the_reader(
    client: FlaskClient, state: GithubState
) -> None:
    _opens(state, "SMS · Ana")
    portuguese = client.get("/desk").text
    client.get("/?lang=en")
    english = client.get("/desk").text

    assert 'data-insert="/responder "' in portuguese
    assert texts_of("pt-BR").commands["reply"] in portuguese
    assert 'data-insert="/reply "' in english
    assert texts_of("en").commands["reply"] in english


def test_kept_texts_can_be_inserted(client: FlaskClient, parts: StillParts, state: GithubState) -> None:
    _opens(state, "SMS · Ana")
    assert "Textos prontos" not in client.get("/desk").text
    template = {"sid": f"HX{'0' * 32}", "text": "Olá {nome}", "variables": ["nome"]}
    kept = {"quick_replies": {"boleto": "Segue, {nome}."}, "templates": {"aviso": template}}
    parts.configuration = Configuration.model_validate(kept)
    page = client.get("/desk").text

    assert 'data-insert="/q boleto nome=&#34;...&#34;"' in page
    assert 'data-insert="/modelo aviso nome=&#34;...&#34;"' in page
    assert "Segue, {nome}." in page


def test_somebody_comments_closes_and_reopens(client: FlaskClient, state: GithubState) -> None:
    number = _opens(state, "SMS · Ana")
    page = client.post(
        f"/desk/issues/{number}",
        data={"login": "tiago", "body": " Resolvido ", "state": "closed"},
        headers=BY_SCRIPT,
    ).text

    assert [(one.author, one.body) for one in state.issues.comments(number)] == [("tiago", "Resolvido")]
    assert "tiago encerrou esta issue" in page
    answer = client.post(f"/desk/issues/{number}?issue=1", data={"login": "tiago", "state": "open"})
    assert (answer.status_code, answer.location) == (303, "/?issue=1#desk")
    assert state.issues.get(number).state == "open"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (
            {"login": "estranha", "body": "Fechem", "state": "closed"},
            "estranha não pode encerrar nem reabrir",
        ),
        ({"login": "ninguem", "body": "Oi"}, "Ninguém com esse nome pode comentar aqui."),
        ({"login": "relay", "body": "Oi"}, "Ninguém com esse nome pode comentar aqui."),
        ({"login": "marina", "body": "  "}, "Escreva um comentário primeiro."),
    ],
)
def test_what_cannot_be_done_is_said_and_the_draft_stays(
    client: FlaskClient, state: GithubState, form: dict[str, str], said: str
) -> None:
    number = _opens(state, "SMS · Ana")
    answer = client.post(f"/desk/issues/{number}", data=form, headers=BY_SCRIPT)

    assert answer.status_code == 422
    assert said in answer.text
    assert f">{form['body'].strip()}</textarea>" in answer.text
    assert state.issues.comments(number) == []
    assert state.issues.get(number).state == "open"


def test_a_comment_is_edited_by_who_wrote_it_and_a_bots_by_nobody(
    client: FlaskClient, state: GithubState
) -> None:
    number = _opens(state, "SMS · Ana")
    ours, bots = (
        state.issues.comment(number, "marina", "Oi"),
        state.issues.comment(number, JOB_LOGIN, "Feito"),
    )
    page = client.get(f"/desk?edit={ours.id}").text
    assert f'id="edit-{ours.id}"' in page
    client.post(f"/desk/comments/{ours.id}", data={"body": "Olá"})
    refused = client.post(f"/desk/comments/{bots.id}", data={"body": "Olá"})

    edited = state.issues.get_comment(ours.id)
    assert (edited.body, edited.editor) == ("Olá", "marina")
    assert "editado" in client.get("/desk").text
    assert refused.status_code == 404


def test_a_picture_in_an_issue_comes_from_the_screen_itself(client: FlaskClient, state: GithubState) -> None:
    files = state.files
    tree = files.add_tree({"1-foto.png": files.add_blob(b"\x89PNG")})
    files.set_branch("midia/abc", files.add_commit(tree, (), "foto", "ana").sha)
    _opens(state, "SMS · Ana", body=f"![foto]({HOME}/raw/midia/abc/1-foto.png)")
    page = client.get("/desk").text

    assert '<img src="/desk/files/midia/abc/1-foto.png" alt="foto"' in page
    picture = client.get("/desk/files/midia/abc/1-foto.png")
    assert (picture.data, picture.content_type) == (b"\x89PNG", "image/png")
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert client.get("/desk/files/midia/abc/2.png").status_code == 404


def test_links_lead_to_the_emulated_github(client: FlaskClient, state: GithubState) -> None:
    _opens(state, "SMS · Ana", body=f"Veja #1 e {HOME}/actions/runs/7")
    page = client.get("/desk").text

    assert f'<a href="{HOME}/issues/1" target="_blank">#1</a>' in page
    assert f'<a href="{HOME}/actions/runs/7" target="_blank">' in page


def test_the_pane_counts_as_changed_when_a_reaction_comes_and_else_not(
    parts: StillParts, state: GithubState
) -> None:
    number = _opens(state, "SMS · Ana")
    pane = desk.pane(parts)
    before = pane.mark()
    assert pane.mark() == before
    state.reactions.add(Subject("issue", number), JOB_LOGIN, "eyes")
    assert pane.mark() != before


def test_each_label_has_its_colour(client: FlaskClient, state: GithubState) -> None:
    label = state.labels.create("aguardando-resposta", "fbca04")

    assert f".label-{label.id} {{" in client.get("/desk/labels.css").text


def test_a_refused_comment_comes_back_in_its_own_issue(client: FlaskClient, state: GithubState) -> None:
    ana = _opens(state, "SMS · Ana: Oi")
    _opens(state, "SMS · Bia: Oi", "aguardando-resposta")
    form = {"login": "stranger", "body": "O seu CPF"}
    page = client.post(f"/desk/issues/{ana}", data=form).text

    assert f'data-draft="draft-issue-{ana}"' in page
    assert ">O seu CPF</textarea>" in page


def test_without_scripts_the_issue_of_an_edited_comment_stays_open(
    client: FlaskClient, state: GithubState
) -> None:
    ana = _opens(state, "SMS · Ana: Oi")
    comment = state.issues.comment(ana, "marina", "Oi")
    _opens(state, "SMS · Bia: Oi", "aguardando-resposta")
    answer = client.post(f"/desk/comments/{comment.id}?edit={comment.id}", data={"body": "Olá"})

    assert answer.status_code == 303
    assert f"issue={ana}" in answer.headers["Location"]
    assert "edit=" not in answer.headers["Location"]


def test_a_phone_without_a_conversation_has_no_issue_beside_it(
    client: FlaskClient, state: GithubState
) -> None:
    _opens(state, "SMS · Ana: Oi")
    page = client.get("/desk?phone=%2B5511911112222").text

    assert "Esta pessoa ainda não escreveu." in page
    assert "<textarea" not in page
