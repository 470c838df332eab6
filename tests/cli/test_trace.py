"""`bot trace` over the emulated GitHub, a store and a log: ids of each kind, and what it cannot see."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core import clock
from bot.core.errors import BotError
from bot.core.messages import BatchId
from bot.relay import ids
from bot.relay.store.batches import Batches
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys, relay_key
from bot.rules.texts import tracing as texts
from bot.rules.wire import envelope
from tests.jobs.ordering import carry_out, new_order
from tests.stage import PUBLIC_URL, Stage

SAID = "Perdi meu recibo"


@dataclass
class Office:
    """The folder of a relay, beside the emulated services."""

    stage: Stage
    folder: Path

    def configure(self, **relay: str) -> None:
        config = {
            "relay": {"public_url": PUBLIC_URL, "database": "relay.db", "log_file": "relay.log", **relay},
            "language": {"maintainers": "en"},
        }
        Path("config.yml").write_text(yaml.safe_dump(config))

    def store(self) -> Store:
        return Store(Path("relay.db"), RelayKeys(relay_key([self.stage.contact_key])))

    def log(self, *lines: str) -> None:
        with Path("relay.log").open("a") as file:
            file.writelines(f"{line}\n" for line in lines)

    def trace(self, *arguments: str) -> Result:
        given = {**self.stage.environment, "ADMIN_GITHUB_TOKEN": "", "RELAY_KEY": "", "RELAY_URL": ""}
        return CliRunner().invoke(cli, ["trace", *arguments], env=given)

    def steps(self, known: str) -> dict[str, Any]:
        result = self.trace(known, "--json")
        assert result.exception is None, result.exception
        found: dict[str, Any] = json.loads(result.output)
        return found


@pytest.fixture
def office(stage: Stage, tmp_path: Path) -> Office:
    office = Office(stage, tmp_path)
    office.configure()
    return office


def names(trail: dict[str, Any]) -> list[str]:
    return [step["step"] for step in trail["steps"]]


def test_the_store_and_github_show_a_message_that_the_log_has_lost(office: Office) -> None:
    event = office.stage.event(SAID)
    with office.store() as store:
        store.append(event)
        batches, now = Batches(store), clock.now()
        made = batches.gather(BatchId("b-1"), envelope.RECORD_MESSAGES, now)
        assert made
        batches.save(made.attempted(now).dispatched(now + timedelta(seconds=1)))
    office.stage.record(event)

    trail = office.steps(event.message.sid)
    assert (trail["kind"], names(trail)[0]) == ("received", "message-stored")
    assert {"message-batched", "batch-dispatched", "recorded"} <= set(names(trail))
    assert next(step for step in trail["steps"] if step["step"] == "recorded")["url"].endswith("/issues/1")
    assert any("log is not on this machine" in sentence for sentence in trail["unseen"])
    assert not re.search(rf"{SAID}|987654321", json.dumps(trail))


def test_a_later_message_is_found_in_its_comment_and_with_the_reply_to_it(office: Office) -> None:
    first, second = office.stage.event(SAID), office.stage.event("E agora?")
    office.stage.record(first)
    office.stage.record(second, batch="batch-2")
    reply = office.stage.sandbox.comment(1, "marina", "/reply Achei")["id"]
    office.stage.reply()

    trail = office.steps(second.message.sid)
    assert names(trail) == ["recorded", "reply", "mark", "mark"]
    assert re.search(r"/issues/1#issuecomment-\d+$", trail["steps"][0]["url"])
    assert trail["steps"][1]["url"].endswith(f"#issuecomment-{reply}")
    assert [step["mark"] for step in trail["steps"][2:]] == ["eyes", "rocket"]
    assert {step["source"] for step in trail["steps"]} == {"github"}


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_id_of_an_order_leads_to_what_was_sent_for_it(office: Office, form: str) -> None:
    order = replace(new_order(), id=ids.new(clock.now()))
    carry_out(office.stage, order)
    ours = f"SM{7:032x}"
    note = office.stage.sandbox.issue(1)["comments"][0]["id"]
    start = {"time": "2026-11-28T12:00:00.000Z", "level": "INFO", "step": "status-noted"}
    fields = {"message": ours, "status": "undelivered", "code": 30003, "issue": 1, "comment": note}
    fields["order"] = order.id
    pairs = [f"{key}={value}" for key, value in fields.items()]
    as_text = " ".join([*start.values(), *pairs])
    office.log(json.dumps(start | fields) if form == "json" else as_text, "torn li")

    trail = office.steps(order.id)
    assert trail["kind"] == "order"
    assert {"order-shown", "status-noted", "mark"} == set(names(trail))
    page = office.trace(ours).output
    assert page.startswith(f"{ours}: message of ours\n")
    assert f"Twilio reported on {ours}: undelivered, code 30003" in page
    assert f"#issuecomment-{note}" in page
    assert office.steps(str(note))["kind"] == "comment"


@pytest.mark.parametrize(
    "line",
    [
        "batch-made batch=b-7 event=record-messages count=2 messages=SM{other},SM{mine}",
        "message-batched message=SM{mine} batch=b-7",  # of an earlier version
    ],
)
def test_the_line_of_its_batch_leads_to_what_the_log_says_of_that(office: Office, line: str) -> None:
    mine, other = f"{7:032x}", f"{8:032x}"
    start, later = "2026-11-28T12:00:00.000Z INFO", "2026-11-28T12:00:01.000Z INFO"
    office.log(
        f"{start} {line.format(mine=mine, other=other)}",
        f"{later} batch-dispatched batch=b-7 event=record-messages",
        f"{later} batch-made batch=b-8 event=record-messages count=1 messages=SM{other}",
    )

    trail = office.steps(f"SM{mine}")
    assert [(step["step"], step["batch"]) for step in trail["steps"]] == [
        ("message-batched", "b-7"),
        ("batch-dispatched", "b-7"),
    ]
    assert other not in json.dumps(trail)


def test_a_report_in_a_batch_shows_its_status_from_the_log(office: Office) -> None:
    sid = f"SM{7:032x}"
    line = f"batch-made batch=b-7 event=record-delivery count=2 messages=SM{8:032x}:failed,{sid}:delivered"
    office.log(f"2026-11-28T12:00:00.000Z INFO {line}")

    (step,) = office.steps(sid)["steps"]
    assert (step["step"], step["status"]) == ("message-batched", "delivered")


def test_what_nobody_knows_and_what_is_no_id_are_refused_with_a_sentence(office: Office) -> None:
    unknown = office.trace(f"SM{1:032X}")
    assert isinstance(unknown.exception, BotError)
    assert unknown.exception.message == texts.EN.unknown
    assert "log is not on this machine" in unknown.exception.remedy
    for wrong in ("+5511987654321", "SM12", "../relay.db", "", "SM" + "g" * 32, "\u0661\u0662"):
        refused = office.trace(wrong)
        assert isinstance(refused.exception, BotError)
        assert refused.exception.message == "That is not the id of a message."
        assert not wrong or wrong not in str(refused.exception)
    assert not Path("relay.db").exists()


def test_the_number_of_an_issue_is_no_comment_s_and_says_so(office: Office) -> None:
    office.stage.record(office.stage.event(SAID))

    refused = office.trace("1")

    assert isinstance(refused.exception, BotError)
    assert "GitHub has no comment 1 in this repository" in refused.exception.remedy
    assert "GITHUB_REPO_NAME" not in refused.exception.remedy


def test_why_something_cannot_be_seen_is_in_the_language_of_the_terminal_too(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
    office.stage.github_faults.switch_on("github-bad-credentials")

    refused = office.trace(f"SM{1:032X}")

    assert isinstance(refused.exception, BotError)
    assert (
        "O GitHub não mostra as issues. O GitHub recusou (HTTP 401: Bad credentials)."
        in refused.exception.remedy
    )


def test_times_and_statuses_are_written_as_people_of_the_language_do(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sid = f"SM{7:032x}"
    office.log(
        f"2026-11-28T12:00:00.000Z INFO status-noted message={sid} status=delivered",
        f"2026-11-28T12:00:01.000Z INFO dispatch-failed message={sid} "
        'reason="GitHub is out of order (HTTP 502)." seconds=2',
    )

    assert f"28 Nov 2026, 09:00:00 -03  Twilio reported on {sid}: delivered" in office.trace(sid).output
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
    page = office.trace(sid).output
    assert f"28/11/2026 09:00:00 -03  a Twilio informou sobre {sid}: entregue" in page
    assert "o GitHub não aceitou o lote agora: O GitHub está com problemas (HTTP 502)." in page


def test_a_store_that_cannot_be_read_hides_nothing_else(office: Office) -> None:
    event = office.stage.event(SAID)
    office.stage.record(event)
    Path("relay.db").write_bytes(b"no database" * 1000)

    trail = office.steps(event.message.sid)
    assert names(trail)[0] == "recorded"
    assert any(sentence.startswith("The relay's store cannot be read (") for sentence in trail["unseen"])


def test_a_store_of_another_version_is_left_as_it_is(office: Office) -> None:
    event = office.stage.event(SAID)
    office.stage.record(event)
    with office.store() as store:
        store.append(event)
    with closing(sqlite3.connect("relay.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")

    trail = office.steps(event.message.sid)
    assert any("is of revision 0001" in sentence for sentence in trail["unseen"])
    with closing(sqlite3.connect("relay.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]


def test_a_forged_marker_of_somebody_else_records_nothing(office: Office) -> None:
    event = office.stage.event(SAID)
    office.stage.record(event)
    body = office.stage.sandbox.issue(1)["body"].splitlines()[0]
    other = f"SM{5:032x}"
    office.stage.sandbox.comment(1, "marina", body.replace(event.message.sid, other))

    assert isinstance(office.trace(other).exception, BotError)


def test_both_languages_have_a_sentence_for_the_same_things() -> None:
    for name in texts.TraceTexts.__slots__:
        one, two = getattr(texts.PT_BR, name), getattr(texts.EN, name)
        pairs = [(one[key], two[key]) for key in one] if isinstance(one, dict) else [(one, two)]
        assert not isinstance(one, dict) or one.keys() == two.keys()
        for first, second in pairs:
            assert sorted(re.findall(r"{\w+}", first)) == sorted(re.findall(r"{\w+}", second))
