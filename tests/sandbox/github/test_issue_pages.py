"""The pages of issues and runs, as people see them in a browser."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import chain
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from bot.core.settings import Configuration
from bot.sandbox.emulator import reader
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.github.api import create_app
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.people import JOB_LOGIN
from bot.sandbox.github.state import GithubState
from bot.sandbox.github.values import Subject

ISSUES = "/acme/desk/issues"


@pytest.fixture(name="state")
def _state() -> GithubState:
    state = GithubState("acme", "desk")
    for login, role in (("marina", "maintain"), ("estranha", "read")):
        state.add_user(login, role)  # type: ignore[arg-type] # both are roles
    state.labels.create("aguardando-resposta", "fbca04", "A pessoa espera")
    state.issues.create(
        JOB_LOGIN, "SMS · Ana", "> Bom dia <b>\n\n<!-- marca -->", state.labels.ids(["aguardando-resposta"])
    )
    return state


@pytest.fixture(name="page")
def _page(state: GithubState) -> Iterator[FlaskClient]:
    with create_app(state, Faults(GITHUB_FAULTS)).test_client() as client:
        yield client


def test_the_address_alone_leads_a_browser_to_the_issues(page: FlaskClient) -> None:
    assert page.get("/", headers={"Accept": "text/html,*/*;q=0.8"}).headers["Location"] == ISSUES
    assert "rate_limit_url" in page.get("/").text


def test_pages_are_in_the_language_of_the_office_and_run_nothing_but_their_own_scripts(
    page: FlaskClient,
) -> None:
    shown = page.get(ISSUES)

    assert '<html lang="pt-BR">' in shown.text
    assert "1 aberta" in shown.text
    assert "unsafe" not in shown.headers["Content-Security-Policy"]
    assert " style=" not in shown.text
    assert "<script>" not in shown.text


def test_a_reader_may_choose_another_language(page: FlaskClient) -> None:
    page.set_cookie(reader.CHOSEN, "en")

    assert "1 open" in page.get(ISSUES).text


def test_moments_are_those_of_the_office(page: FlaskClient, state: GithubState) -> None:
    tokyo = Configuration(time_zone="Asia/Tokyo")
    page.application.config["CONFIGURATION"] = lambda: tokyo
    at = state.issues.get(1).created_at

    assert f"{at.astimezone(ZoneInfo('Asia/Tokyo')):%d/%m %H:%M}" in page.get(f"{ISSUES}/1").text


def test_an_issue_shows_what_the_person_wrote_and_hides_the_marker(page: FlaskClient) -> None:
    shown = page.get(f"{ISSUES}/1").text

    assert "<blockquote>\n<p>Bom dia &lt;b&gt;</p>" in shown
    assert "marca" not in shown


def test_reactions_have_names_for_those_who_cannot_see_them(page: FlaskClient, state: GithubState) -> None:
    state.reactions.add(Subject("issue", 1), JOB_LOGIN, "rocket")

    assert "foguete: github-actions" in page.get(f"{ISSUES}/1").text


def test_what_happened_stands_among_the_comments(page: FlaskClient, state: GithubState) -> None:
    state.issues.assign(1, ("marina",))
    state.issues.comment(1, "marina", "Depois")
    state.issues.set_state(1, "closed", None, "marina")
    shown = page.get(f"{ISSUES}/1").text

    assert (
        shown.index("marina ficou responsável")
        < shown.index("Depois")
        < shown.index("marina encerrou esta issue")
    )


def test_the_address_of_a_label_lists_its_issues(page: FlaskClient, state: GithubState) -> None:
    state.issues.create("marina", "Outra", None)
    shown = page.get("/acme/desk/labels/aguardando-resposta").text

    assert "SMS · Ana" in shown
    assert "Outra" not in shown


def test_a_long_list_comes_in_pages_which_lead_to_each_other(page: FlaskClient, state: GithubState) -> None:
    for count in range(59):
        state.issues.create("marina", f"Conversa {count}", None)
    pages = [page.get(ISSUES).text]
    while older := re.search(r'href="([^"]+)" rel="next">Mais antigas', pages[-1]):
        pages.append(page.get(html.unescape(older[1])).text)

    numbers = [re.findall(r'class="title"><a href="/acme/desk/issues/(\d+)"', one) for one in pages]
    assert [len(one) for one in numbers] == [25, 25, 10]
    assert [int(one) for one in chain.from_iterable(numbers)] == list(range(60, 0, -1))
    assert ['rel="prev">Mais recentes' in one for one in pages] == [False, True, True]
    assert all("60 abertas" in one for one in pages)


def test_a_short_list_has_no_other_pages(page: FlaskClient) -> None:
    assert "rel=" not in page.get(ISSUES).text.partition("</header>")[2]


def test_somebody_closes_an_issue_with_a_comment_and_reopens_it(
    page: FlaskClient, state: GithubState
) -> None:
    page.post(f"{ISSUES}/1", data={"login": "marina", "body": "Resolvido", "state": "closed"})
    closed = state.issues.get(1)
    page.post(f"{ISSUES}/1", data={"login": "marina", "body": "", "state": "open"})

    assert (closed.state, closed.closed_by) == ("closed", "marina")
    assert [one.body for one in state.issues.comments(1)] == ["Resolvido"]
    assert state.issues.get(1).state == "open"


def test_who_may_only_read_does_not_close_what_others_opened(page: FlaskClient, state: GithubState) -> None:
    answer = page.post(f"{ISSUES}/1", data={"login": "estranha", "body": "Fechem", "state": "closed"})

    assert answer.status_code == 403
    assert "estranha não pode encerrar nem reabrir esta issue." in answer.text
    assert state.issues.get(1).state == "open"
    assert state.issues.comments(1) == []


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (f"{ISSUES}/99", 404, "Não há nada aqui"),
        ("/acme/other/issues", 404, "Não há nada aqui"),
        ("/acme/desk/labels/nenhuma", 404, "Não há nada aqui"),
        (f"{ISSUES}/2", 410, "Esta issue foi excluída"),
    ],
)
def test_what_is_not_there_is_said_on_a_page(
    page: FlaskClient, state: GithubState, path: str, status: int, said: str
) -> None:
    state.issues.create("marina", "Outra", None)
    state.issues.delete(2)
    answer = page.get(path)

    assert answer.status_code == status
    assert said in answer.text
    assert "<h1>" in answer.text


def test_the_colours_of_labels_are_a_style_sheet_of_their_own(page: FlaskClient, state: GithubState) -> None:
    sheet = page.get("/acme/desk/labels.css")

    assert sheet.content_type.startswith("text/css")
    assert f".label-{state.labels.get('aguardando-resposta').id} {{" in sheet.text


def test_what_a_page_renews_by_itself_is_the_timeline_alone(page: FlaskClient) -> None:
    shown = page.get(f"{ISSUES}/1/timeline").text

    assert shown.strip().startswith('<div class="gh-timeline"')
    assert "<form" not in shown
