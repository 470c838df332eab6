"""`bot messages` over the emulated Twilio and GitHub: the log joined with issues, and nothing personal in it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.cli import cli, messages
from bot.core import clock
from bot.core.errors import BotError, TemporaryError
from bot.core.messages import BatchId, Event, MessageSid
from bot.operate.messages import issue_index
from bot.relay.batches.batch import Problem
from bot.relay.store.batches import Batches
from bot.relay.store.store import Store
from bot.rules.conversation import absence
from bot.rules.people.relay_keys import RelayKeys, relay_key
from bot.rules.texts.codes_en import EN
from bot.rules.texts.terminal.messages import PORTUGUESE
from bot.rules.wire import envelope
from bot.sandbox.world import SMS_NUMBER
from tests.actors import ANA, BIA, Maintainer
from tests.jobs.ordering import carry_out, new_order
from tests.stage import PUBLIC_URL, Stage

SAID = '=HYPERLINK("http://x"; "guia")\nPerdi meu recibo'


@dataclass
class Office:
    """The folder of a relay, beside the emulated services."""

    stage: Stage

    def configure(self, **relay: str) -> None:
        config = {
            "relay": {"public_url": PUBLIC_URL, "database": "relay.db", "log_file": "relay.log", **relay},
            "language": {"maintainers": "en"},
            "time_zone": "America/Sao_Paulo",
        }
        Path("config.yml").write_text(yaml.safe_dump(config))

    def texts(self, text: str = SAID, number: str = ANA) -> Event:
        """Return a message by SMS that Twilio lists and nobody has recorded yet."""
        sid = self.stage.twilio.person_texts(number, SMS_NUMBER, text).sid
        return self.stage.event(text, number, sid=MessageSid(sid))

    def age(self, sid: str, by: timedelta) -> None:
        """Make a message at Twilio so much older."""
        message = self.stage.twilio.state.message(sid)
        self.stage.twilio.state.change(sid, created_at=message.created_at - by)

    def store(self) -> Store:
        return Store(Path("relay.db"), RelayKeys(relay_key([self.stage.contact_key])))

    def run(self, *arguments: str, **variables: str) -> Result:
        given = {
            **self.stage.environment,
            "ADMIN_GITHUB_TOKEN": "",
            "RELAY_KEY": "",
            "RELAY_URL": "",
            "LANG": "C",
        }
        return CliRunner().invoke(cli, ["messages", *arguments], env={**given, **variables})

    def listed(self, *arguments: str, **variables: str) -> dict[str, dict[str, Any]]:
        """Return the messages by their ids, as JSON has them."""
        result = self.run(*arguments, "--json", **variables)
        assert result.exit_code == 0, result.exception
        return {one["id"]: one for one in json.loads(result.stdout)["messages"]}


@pytest.fixture
def office(stage: Stage) -> Office:
    office = Office(stage)
    office.configure()
    return office


def test_a_message_names_the_issue_that_shows_it_and_its_answer_that_conversation(office: Office) -> None:
    first, second = office.texts(), office.texts("E agora?")
    office.stage.record(first)
    office.stage.record(second, batch="batch-2")
    Maintainer(office.stage.sandbox, "marina").comment(1, "/reply Achei")
    office.stage.reply()

    found = office.listed()

    assert found[first.message.sid]["url"].endswith("/issues/1")
    assert re.search(r"/issues/1#issuecomment-\d+$", found[second.message.sid]["url"])
    sent = [one for one in found.values() if one["direction"] == "out"]
    assert [(one["issue"], one["status"], one["channel"]) for one in sent] == [(1, "delivered", "sms")] * len(
        sent
    )
    assert len(sent) == 2, "the acknowledgement and the reply"
    assert all(one["price"] and one["currency"] == "USD" and one["segments"] == 1 for one in sent)
    contact = office.stage.tools.vault.contact_id(first.message.sender)
    assert {one["contact"] for one in found.values()} == {contact}
    assert found[first.message.sid]["time"].endswith("-03:00")


def test_a_line_says_when_who_where_and_what_became_of_it(office: Office) -> None:
    event = office.texts()
    office.stage.record(event)

    lines = office.run("--direction", "in").stdout.splitlines()

    assert len(lines) == 2
    when = r"\d+ \w{3} 20\d\d \d\d:\d\d:\d\d"
    what = r"← +SMS +\+55 11 \*+-4321 +#1 +received +1 +US\$0\.\d+"
    assert re.fullmatch(f"{when} +{what} +{event.message.sid}", lines[1])


def test_nothing_personal_is_shown_unless_it_is_asked_for(office: Office) -> None:
    office.stage.record(office.texts())
    secret = re.compile(r"987654321|recibo|HYPERLINK")

    for form in ((), ("--json",), ("--csv",), ("--excel",)):
        result = office.run(*form)
        assert result.exit_code == 0
        assert not secret.search(result.output)
        assert {"987654321", "recibo"} <= set(secret.findall(office.run("--reveal", *form).output))


def test_a_spreadsheet_takes_every_cell_for_text(office: Office) -> None:
    event = office.texts()
    office.stage.record(event)

    rows = list(csv.DictReader(io.StringIO(office.run("--csv", "--reveal", "--direction", "in").stdout)))

    assert rows[0]["text"].startswith("'=HYPERLINK")
    assert rows[0]["from"] == f"'{ANA}"
    assert rows[0]["issue"] == "1"
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]


def test_excel_gets_its_mark_and_in_portuguese_its_semicolons(office: Office) -> None:
    office.stage.record(office.texts())

    english = office.run("--excel").stdout
    portuguese = office.run("--excel", LC_MESSAGES="pt_BR.UTF-8").stdout

    assert english.startswith("\ufefftime,time_zone,")
    assert portuguese.startswith("\ufefftime;time_zone;")
    assert re.search(r";0,\d+;USD;", portuguese)


def test_the_terminal_speaks_portuguese_where_it_is_set_so(office: Office) -> None:
    office.stage.record(office.texts())

    assert re.search(r"#1 +recebida", office.run("--direction", "in", LC_MESSAGES="pt_BR.UTF-8").stdout)


def test_a_failed_message_says_why_in_words_and_what_to_do(office: Office) -> None:
    office.stage.record(office.texts())
    office.stage.twilio.faults.switch_on("twilio-30003")
    Maintainer(office.stage.sandbox, "marina").comment(1, "/reply Achei")
    office.stage.reply()

    page = office.run("--status", "undelivered").stdout

    [line] = [one for one in page.splitlines() if "→" in one]
    meaning = EN[30003]
    assert "undelivered 30003" in line
    assert line.endswith(meaning.what)
    assert f"30003 (1): {meaning.what} {meaning.remedy}" in page


def test_a_message_that_waits_in_the_relay_says_so(office: Office) -> None:
    event = office.texts()
    office.age(event.message.sid, timedelta(hours=2))
    with office.store() as store:
        store.append(event)

    found = office.listed()[event.message.sid]

    assert (found["issue"], found["absence"]) == (None, "waiting-in-the-relay")
    assert "`bot relay retry`" in office.run().stdout


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            "The run https://github.com/o/r/actions/runs/7 ended with failure: GitHub cannot read its workflow file.",
            "A execução https://github.com/o/r/actions/runs/7 terminou com failure: o GitHub não lê o arquivo",
        ),
        ("GitHub refused (HTTP 422: No ref found).", "O GitHub recusou (HTTP 422: No ref found)."),
        ("What an older relay said.", "What an older relay said."),
    ],
)
def test_what_a_message_waits_for_is_said_in_the_language_of_the_terminal(
    office: Office, problem: str, said: str
) -> None:
    event = office.texts()
    office.age(event.message.sid, timedelta(hours=2))
    with office.store() as store:
        store.append(event)
        batches, now = Batches(store), clock.now()
        made = batches.gather(BatchId("b-1"), envelope.RECORD_MESSAGES, now)
        assert made
        batches.save(made.attempted(now).held(Problem(problem, "", now), 0.0))

    assert f"espera no relay: {said}" in office.run(LC_MESSAGES="pt_BR.UTF-8").stdout
    assert problem in office.run().stdout


def test_a_message_that_was_passed_on_and_is_nowhere_was_deleted(office: Office) -> None:
    event = office.texts()
    office.age(event.message.sid, timedelta(hours=2))
    with office.store() as store:
        store.append(event)
        batches, now = Batches(store), clock.now()
        made = batches.gather(BatchId("b-1"), envelope.RECORD_MESSAGES, now)
        assert made
        batches.save(replace(made.attempted(now).dispatched(now), done_at=now))

    assert office.listed()[event.message.sid]["absence"] == "deleted"


@pytest.mark.parametrize(
    ("age", "why"),
    [
        (timedelta(0), "on-its-way"),
        (timedelta(hours=3), "not-recorded-yet"),
        (timedelta(days=8), "not-recorded-any-more"),
    ],
)
def test_what_nobody_recorded_says_whether_it_still_will_be(office: Office, age: timedelta, why: str) -> None:
    event = office.texts()
    office.age(event.message.sid, age)

    assert office.listed("--since", "30d")[event.message.sid]["absence"] == why


def test_what_is_older_than_the_first_issue_was_there_before_the_bot(office: Office) -> None:
    event = office.texts()
    office.stage.record(office.texts("Oi", BIA))
    office.age(event.message.sid, timedelta(hours=2))

    assert office.listed()[event.message.sid]["absence"] == "before-the-first-issue"


def test_messages_of_other_numbers_alerts_and_of_other_senders_are_told_apart(office: Office) -> None:
    other = office.texts().message.sid
    office.stage.twilio.state.change(other, recipient="+15557654321")
    office.stage.set_variables(ADMIN_PHONES=BIA)
    send = office.stage.tools.messages.send
    ours = office.stage.tools.settings.our_numbers[0]
    sent = {
        "alert": send(replace(ours, value=BIA), ours, "Alerta"),
        "not-by-the-bot": send(replace(ours, value=ANA), ours, "De outro sistema"),
    }

    found = office.listed()

    assert found[other]["absence"] == "other-number"
    assert {found[sid]["absence"] for sid in sent.values()} == set(sent)
    assert all(found[sid]["absence"] == why for why, sid in sent.items())


def test_an_order_is_in_the_conversation_that_it_began(office: Office) -> None:
    carry_out(office.stage, new_order())

    [sent] = office.listed().values()
    assert (sent["direction"], sent["issue"]) == ("out", 1)


def test_without_the_whole_key_the_log_of_the_relay_names_the_issue(office: Office) -> None:
    event = office.texts()
    office.stage.record(event)
    [ours] = [sid for sid, one in office.listed().items() if one["direction"] == "out"]
    relay_only = {"CONTACT_KEY": "", "RELAY_KEY": relay_key([office.stage.contact_key])}

    before = office.listed(**relay_only)
    Path("relay.log").write_text(
        f"2026-11-28T12:00:00.000Z INFO status-noted message={ours} status=delivered issue=1 comment=0\n"
    )
    after = office.listed(**relay_only)

    assert (before[event.message.sid]["issue"], before[event.message.sid]["contact"]) == (1, None)
    assert (before[ours]["issue"], before[ours]["absence"]) == (None, "unknown")
    assert after[ours]["url"].endswith("/issues/1")
    assert "Without the whole CONTACT_KEY" in office.run(**relay_only).stderr


def test_what_is_asked_for_is_what_is_listed(office: Office) -> None:
    sms = office.texts()
    whatsapp = office.stage.event("Oi", f"whatsapp:{BIA}")
    office.stage.record(sms, whatsapp)
    old = office.texts("Antiga")
    office.age(old.message.sid, timedelta(days=3))

    assert set(office.listed("--channel", "whatsapp", "--direction", "in")) == {whatsapp.message.sid}
    assert set(office.listed("--until", "2d", "--since", "10d")) == {old.message.sid}
    assert old.message.sid not in office.listed()
    assert set(office.listed("--status", "failed")) == set()
    assert "There is no such message." in office.run("--status", "failed").stdout
    few = office.run("--limit", "1", "--since", "10d")
    assert len(few.stdout.splitlines()) == 2
    assert "Only the newest 1 messages" in few.stderr


@pytest.mark.parametrize(
    "wrong",
    [
        ("--since", "ontem"),
        ("--since", "99999999999d"),
        ("--since", "0001-01-01"),
        ("--until", "31/11/2026"),
        ("--since", "1d", "--until", "2d"),
        ("--json", "--csv"),
        ("--limit", "0"),
        ("--status", "lost"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_with_a_sentence(office: Office, wrong: tuple[str, ...]) -> None:
    result = office.run(*wrong)

    assert result.exit_code == 2 or isinstance(result.exception, BotError)
    assert "Traceback" not in result.output


def test_many_messages_come_page_by_page_and_each_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.twilio.message_log.MOST_ON_A_PAGE", 3)
    sids = {office.texts(f"Oi {number}").message.sid for number in range(8)}

    result = office.run("--json", "--direction", "in")

    listed = [one["id"] for one in json.loads(result.stdout)["messages"]]
    assert (set(listed), len(listed)) == (sids, 8)


def test_a_period_with_more_comments_than_are_read_says_what_is_missing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = office.texts()
    office.stage.record(event)
    for number in range(3):
        office.stage.sandbox.comment(1, "marina", f"Nota {number}")
    monkeypatch.setattr(issue_index, "MOST", 2)

    result = office.run()

    assert "Issues are shown only for messages since" in result.stderr


def test_github_s_refusal_hides_the_issues_and_nothing_else(office: Office) -> None:
    event = office.texts()
    office.stage.record(event)
    office.stage.github_faults.switch_on("github-bad-credentials")

    result = office.run("--json")

    found = json.loads(result.stdout)
    assert next(one for one in found["messages"] if one["id"] == event.message.sid)["absence"] == "unknown"
    assert any("Bad credentials" in sentence for sentence in found["unseen"])


def test_twilio_s_silence_is_a_sentence(office: Office) -> None:
    result = office.run(TWILIO_API_URL="http://127.0.0.1:9")

    assert isinstance(result.exception, TemporaryError)
    assert "Twilio cannot be reached." in str(result.exception)


def test_a_store_that_cannot_be_read_hides_nothing_else(office: Office) -> None:
    office.stage.record(office.texts())
    Path("relay.db").write_bytes(b"no database" * 1000)

    result = office.run()

    assert "#1" in result.stdout
    assert "The relay's store cannot be read (" in result.stderr


def test_every_status_and_every_reason_has_its_portuguese() -> None:
    reasons = [text for one in absence.MEANINGS.values() for text in (one.what, one.remedy) if text]

    assert not {*reasons, *messages.STATUSES} - PORTUGUESE.keys()
    assert set(absence.MEANINGS) == set(absence.Absence)
