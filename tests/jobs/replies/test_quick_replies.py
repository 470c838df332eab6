"""/q sends a text that the office keeps, shows it before it leaves, and never another one in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from requests import PreparedRequest, Response

from bot.core.errors import TemporaryError
from bot.core.messages import DeliveryStatus
from bot.jobs.delivery import record_delivery
from tests import wire
from tests.actors import ANA
from tests.jobs.replies.comments import arrived, marks, notes, post
from tests.jobs.reports import report_on
from tests.stage import Stage

SEND = '/q boleto valor="R$ 10,00" nome=Ana'
TEXT = "Olá Ana, sua guia de R$ 10,00 está paga."


@pytest.fixture(name="kept", autouse=True)
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The checkout that the jobs run in."""
    folder = tmp_path / ".github" / "quick-replies"
    folder.mkdir(parents=True)
    (folder / "boleto.md").write_text("Olá **{nome}**, sua guia de {valor} está paga.\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def change(kept: Path, stage: Stage, text: str = "Outro texto: {nome} {valor}") -> None:
    (kept / "boleto.md").write_text(text, encoding="utf-8")
    stage.tools = stage.new_tools()


def test_a_quick_reply_arrives_and_the_issue_shows_its_text_once(asked: Stage) -> None:
    comment = post(asked, SEND)
    asked.reply()
    asked.reply()

    assert arrived(asked) == [TEXT]
    assert marks(asked, comment) == {"eyes", "rocket"}
    (note,) = notes(asked)
    assert "> Olá Ana, sua guia de `R$ 10,00` está paga.\n" in note
    assert f"issuecomment-{comment}" in note
    assert asked.tools.labels.waiting not in asked.sandbox.issue(1)["labels"]


def test_one_of_the_configuration_is_sent_too(asked: Stage) -> None:
    asked.configure({"quick_replies": {"horario": "Atendemos das *8h* às 18h."}})
    post(asked, "/rapida HORARIO")
    asked.reply()

    assert arrived(asked) == ["Atendemos das 8h às 18h."]


def test_markdown_in_a_value_arrives_as_it_was_typed(asked: Stage) -> None:
    post(asked, '/q boleto nome="*Ana_Lima*" valor="10 **" ')
    asked.reply()

    assert arrived(asked) == ["Olá *Ana_Lima*, sua guia de 10 ** está paga."]


@pytest.mark.parametrize("command", ["/q", "/rápida", "/preview /q"])
def test_without_a_name_all_are_listed_and_nothing_leaves(asked: Stage, kept: Path, command: str) -> None:
    (kept / "ruim.md").write_text("Oi <!-- nota -->", encoding="utf-8")
    (kept / "README.md").write_text("# Como usar", encoding="utf-8")
    comment = post(asked, command)
    asked.reply()

    (note,) = notes(asked)
    assert '```\n/q boleto nome="..." valor="..."\n```' in note
    assert "`ruim` não pode ser enviada: o texto tem uma parte que a página do GitHub não mostra" in note
    assert "readme" not in note.casefold()
    assert marks(asked, comment) == {"rocket"}
    assert arrived(asked) == []
    assert asked.tools.labels.waiting in asked.sandbox.issue(1)["labels"]


def test_where_none_is_kept_it_says_how_to_keep_one(asked: Stage, kept: Path) -> None:
    (kept / "boleto.md").unlink()
    post(asked, "/q")
    asked.reply()

    assert ".github/quick-replies/NOME.md" in notes(asked)[0]


@pytest.mark.parametrize("before", ["", "/preview "])
@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("/q boletos nome=Ana valor=1", "Seria `boleto`?"),
        ("/q boleto valo=1", "Faltam: `nome`, `valor`. Desconhecido: `valo`. Seria `valor`?"),
        ('/q boleto nome="Ana', "Uma aspa ficou aberta"),
        ("/q boleto Ana", "Em `/q` cada valor precisa de um nome"),
    ],
    ids=["name", "variables", "quote", "no-value"],
)
def test_a_wrong_one_is_refused_with_the_lines_to_paste(
    asked: Stage, command: str, expected: str, before: str
) -> None:
    comment = post(asked, f"{before}{command}")
    asked.reply()

    (note,) = notes(asked)
    assert expected in note
    assert "/q boleto nome=" in note
    assert marks(asked, comment) == {"confused"}
    assert arrived(asked) == []


def test_a_preview_shows_the_text_as_it_would_arrive(asked: Stage) -> None:
    comment = post(asked, f"/preview {SEND}")
    asked.reply()

    (note,) = notes(asked)
    assert f"**Texto que chega**\n\n    {TEXT}\n" in note
    assert marks(asked, comment) == {"rocket"}
    assert arrived(asked) == []


def test_a_lost_answer_of_twilio_sends_nothing_twice(asked: Stage, quick: None) -> None:
    post(asked, SEND)
    post(asked, SEND)
    asked.sandbox.switch_on("twilio-lost-answer", 1)
    asked.reply()

    assert arrived(asked) == [TEXT, TEXT]


def die_behind_twilio(asked: Stage) -> int:
    """Comment, and end the run when Twilio has the text and GitHub does not know it yet."""
    comment = post(asked, SEND)

    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and "Messages.json" in str(request.url):
            raise KeyboardInterrupt

    with wire.passing(look), pytest.raises(KeyboardInterrupt):
        asked.reply()
    return comment


def test_a_run_that_goes_on_after_a_crash_recognises_what_left(asked: Stage) -> None:
    comment = die_behind_twilio(asked)
    asked.tools = asked.new_tools()
    asked.reply()

    assert arrived(asked) == [TEXT]
    assert marks(asked, comment) == {"eyes", "rocket"}
    assert len(notes(asked)) == 1


def test_a_run_that_goes_on_after_a_crash_sends_no_other_text(asked: Stage, kept: Path) -> None:
    comment = die_behind_twilio(asked)
    change(kept, asked)
    asked.reply()

    assert arrived(asked) == [TEXT]
    assert marks(asked, comment) == {"eyes", "confused"}
    assert "A resposta rápida `boleto` mudou" in notes(asked)[-1]


def undelivered(asked: Stage) -> None:
    comment = post(asked, SEND)
    asked.reply()
    report = report_on(f"1-{comment}", DeliveryStatus.UNDELIVERED, 30008)
    record_delivery.run({"client_payload": asked.payload([report])}, asked.new_tools())
    asked.tools = asked.new_tools()


def test_a_retry_sends_the_same_text(asked: Stage) -> None:
    undelivered(asked)
    again = post(asked, "/retry")
    asked.reply()

    assert arrived(asked) == [TEXT, TEXT]
    assert marks(asked, again) == {"eyes", "rocket"}


@pytest.mark.parametrize("gone", [True, False])
def test_a_retry_is_refused_once_the_text_has_changed(asked: Stage, kept: Path, *, gone: bool) -> None:
    undelivered(asked)
    change(kept, asked)
    if gone:
        (kept / "boleto.md").unlink()
    again = post(asked, "/retry")
    asked.reply()

    assert arrived(asked) == [TEXT]
    assert marks(asked, again) == {"confused"}


def test_an_edited_one_is_never_sent(asked: Stage) -> None:
    comment = post(asked, SEND)
    asked.sandbox.edit(comment, "marina", SEND.replace("10", "99"))
    asked.reply()

    assert arrived(asked) == []
    assert marks(asked, comment) == {"confused"}


def test_a_link_in_the_folder_is_not_followed(asked: Stage, kept: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("segredo", encoding="utf-8")
    (kept / "link.md").symlink_to(tmp_path / "outside")
    post(asked, "/q link")
    asked.reply()

    assert arrived(asked) == []
    assert "`link` não pode ser enviada" in notes(asked)[0]


def test_a_quick_reply_that_is_delayed_is_shown_once_and_leaves_later(asked: Stage, quick: None) -> None:
    post(asked, SEND)
    asked.sandbox.switch_on("twilio-down")
    for _ in range(2):
        with pytest.raises(TemporaryError):
            asked.reply()
    asked.sandbox.switch_off("twilio-down")
    asked.reply()

    assert asked.sandbox.received(ANA)[1:] == [TEXT]
    assert len([note for note in notes(asked) if "> Olá Ana" in note]) == 1
