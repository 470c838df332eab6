"""*Testar conexão*: one test at a time that everybody watches, and what sets right what it finds."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.console.connections import results
from bot.console.connections.testing import TESTED, ConnectionTests, LastTest
from bot.console.tools.work import Work, WorkProgress
from bot.core import clock
from bot.core.errors import BotError
from bot.relay.mounting import RelayParts
from bot.rules.texts import terminal
from tests.conftest import MovedClock
from tests.console.connected import PART, ConsoleOfOffice
from tests.relay.harness import wait_until

_FOREIGN = "https://other.example.com/sms?key=made-up"


def _post(console: ConsoleOfOffice, path: str, **fields: str) -> str:
    return console.visiting.post(path, **fields).text


def _line(page: str, check: str) -> str:
    found = re.search(rf'<li id="check-{check}".*?\n</li>', page, re.DOTALL)
    assert found
    return found[0]


def test_before_the_first_test_the_page_says_what_it_does(console: ConsoleOfOffice) -> None:
    assert f"{len(TESTED)} verificações que não custam" in console.visiting.get("/connections").text


def test_a_test_shows_each_check_with_its_verdict_evidence_and_time(with_token: ConsoleOfOffice) -> None:
    answer = with_token.visiting.post("/connections/test")
    assert answer.headers["Location"] == "/console/connections#test"
    early = with_token.visiting.get("/connections/test", **PART).text
    assert all(f'id="check-{check.id}"' in early for check in TESTED)  # also those that have not run yet

    page = with_token.tested()

    for check in TESTED:
        assert terminal.of("pt-BR").shown(check.title) in page
    line = _line(page, "twilio-number-webhook")
    assert "Com erro" in line
    assert "o que as pessoas escrevem se perde" in line
    assert re.search(r"\d,\d s", line)
    assert "Em ordem" in _line(page, "twilio-number")
    assert with_token.office.present.sms_number not in page
    assert "read -rs" not in page


def test_every_line_is_in_the_readers_language(console: ConsoleOfOffice) -> None:
    console.visiting.post("/connections/test")
    console.tested()

    lines = [line for line in ConnectionTests(console.parts.store).progress().lines if "check" in line]
    said = [line[part] for line in lines for part in ("evidence", "remedy") if line[part]]
    shown = terminal.read_back("pt-BR").shown

    assert len(lines) == len(TESTED)
    assert [one for one in said if shown(one) == one] == []


def test_without_a_github_token_the_page_asks_for_one_once(console: ConsoleOfOffice) -> None:
    console.visiting.post("/connections/test")

    page = console.tested()

    assert re.search(r"Sem um token seu do GitHub, \d+ verificações veem pouco", page)
    assert "read -rs" not in page
    assert page.count("Informe um token seu do GitHub para esta sessão") == 1


def test_two_visitors_and_double_clicks_have_one_test(console: ConsoleOfOffice) -> None:
    other = console.another("rita")

    console.visiting.post("/connections/test")
    console.visiting.post("/connections/test")
    other.post("/connections/test")

    assert "por marina" in console.tested(other)
    assert "por marina" in console.tested()
    progress = ConnectionTests(console.parts.store).progress()
    assert len([line for line in progress.lines if line.get("check") == "store"]) == 1


def test_a_fault_is_set_right_after_it_was_shown_what_changes(with_token: ConsoleOfOffice) -> None:
    with_token.office.stage.twilio.state.point_webhooks(_FOREIGN)
    with_token.visiting.post("/connections/test")
    line = _line(with_token.tested(), "twilio-number-webhook")
    assert "https://other.example.com/sms?..." in line
    assert "made-up" not in line
    assert "bot doctor --fix" not in line

    fields = dict(re.findall(r'name="(check|plan)" value="([\w-]+)"', line))
    page = _fixed(with_token, fields)

    assert "Em ordem" in _line(page, "twilio-number-webhook")
    assert "Com erro" in _line(page, "twilio-whatsapp-webhook")
    number = with_token.office.stage.twilio.state.sender_for(whatsapp=False)
    assert number.sms_url == "https://bot.exemplo.com.br/api/notifications/webhook/twilio#rc=3&rp=5xx,ct,rt"
    assert (with_token.office.folder / ".setup-journal").exists()  # `bot setup --undo` takes it back


def test_what_was_not_shown_is_not_changed(with_token: ConsoleOfOffice) -> None:
    state = with_token.office.stage.twilio.state
    state.point_webhooks(_FOREIGN)
    with_token.visiting.post("/connections/test")
    line = _line(with_token.tested(), "twilio-number-webhook")
    state.point_webhooks("https://third.example.com/sms")

    page = _fixed(with_token, dict(re.findall(r'name="(check|plan)" value="([\w-]+)"', line)))

    line = _line(page, "twilio-number-webhook")
    assert "já não é o que foi mostrado" in line
    assert "https://third.example.com/sms" in line
    assert state.sender_for(whatsapp=False).sms_url == "https://third.example.com/sms"


def test_a_check_that_has_no_step_cannot_be_set_right(console: ConsoleOfOffice) -> None:
    for check in ("", "store", "../x"):
        assert console.visiting.post("/connections/fix", check=check, plan="0").status_code == 404


def test_a_setup_at_work_in_the_folder_is_named(with_token: ConsoleOfOffice) -> None:
    with_token.office.stage.twilio.state.point_webhooks(_FOREIGN)
    with_token.visiting.post("/connections/test")
    line = _line(with_token.tested(), "twilio-number-webhook")

    with with_token.turn_taken():
        page = _fixed(with_token, dict(re.findall(r'name="(check|plan)" value="([\w-]+)"', line)))

    assert "<code>bot setup</code> já está trabalhando nesta pasta" in _line(page, "twilio-number-webhook")


def test_a_test_whose_process_died_is_told_of() -> None:
    shown = results.shown(LastTest([{"check": "store", "verdict": "ok"}], "marina", None, interrupted=True))

    assert "cut off" in shown.summary
    assert {check.state for check in shown.checks} == {"ok", "cut-off"}


def test_a_test_of_long_ago_is_no_test_and_never_says_that_all_is_well(
    parts: RelayParts, moved_clock: MovedClock
) -> None:
    tests = ConnectionTests(parts.store)
    assert tests.start("marina", lambda report: report({"check": "store", "verdict": "wrong"}))
    wait_until(lambda: not tests.progress().is_running)
    assert results.shown(tests.progress()).kind == "bad"

    moved_clock.advance(timedelta(minutes=65))
    other = Work(parts.store).start("rotation", "owner", lambda _report: None)
    wait_until(lambda: _has_ended(Work(parts.store).progress(other, "owner")))

    assert tests.progress() == LastTest()
    with pytest.raises(BotError, match="of long ago"):
        tests.go_on("marina", lambda _report: None)
    assert tests.start("marina", lambda _report: None)
    wait_until(lambda: not tests.progress().is_running)


def _has_ended(work: WorkProgress | None) -> bool:
    return work is not None and work.ended


def test_what_was_not_run_is_counted_and_not_taken_for_good() -> None:
    shown = results.shown(LastTest([{"check": "store", "verdict": "ok"}], "marina", clock.now()))

    assert shown.kind == "warn"
    assert shown.summary == f"1 is in order. {len(TESTED) - 1} were not run."


def _fixed(console: ConsoleOfOffice, fields: dict[str, str]) -> str:
    before = len(ConnectionTests(console.parts.store).progress().lines)
    console.visiting.post("/connections/fix", **fields)
    wait_until(lambda: len(ConnectionTests(console.parts.store).progress().lines) > before)
    return console.tested()
