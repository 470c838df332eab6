"""What was cut off the end of a consent record, or deleted with it, is found: the relay knows where entries stood."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result
from flask import Flask, request

from bot.adapters import relay_client, relay_reports
from bot.cli import cli
from bot.core import clock
from bot.core.contact_keys import new_key
from bot.core.messages import ContactId
from bot.jobs.upkeep import reconcile
from bot.rules.people.sealing import Vault
from bot.rules.wire import consent_anchors
from bot.rules.wire.consent_anchors import Anchor, AnchorMessage
from bot.sandbox.emulator.server import Server
from tests.nearby import NearbyRelay
from tests.stage import ROOT, Stage


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def _bot(stage: Stage, *arguments: str, answer: str = "", **variables: str) -> Result:
    environment = {**stage.environment, **variables}
    return CliRunner().invoke(cli, ["consent", *arguments], env=environment, input=answer)


@pytest.fixture(name="relay")
def _relay(stage: Stage, tmp_path: Path) -> Iterator[NearbyRelay]:
    with NearbyRelay(stage, tmp_path) as relay:
        yield relay


@pytest.fixture(name="connected")
def _connected(stage: Stage, relay: NearbyRelay) -> Stage:
    """A stage whose jobs know the relay."""
    stage.set_variables(RELAY_URL=relay.url)
    stage.tools = stage.new_tools()
    return stage


def _opt_in_and_out(stage: Stage) -> int:
    for word in ("VOLTAR", "SAIR"):
        stage.record(stage.event(word))
    return int(next(one["number"] for one in stage.sandbox.issues() if "consentimento" in one["labels"]))


def test_an_opt_out_deleted_from_the_end_is_found(connected: Stage) -> None:
    number = _opt_in_and_out(connected)
    assert _bot(connected, "verify").exit_code == 0
    last = connected.sandbox.issue(number)["comments"][-1]["id"]
    connected.state.issues.delete_comment(last)

    result = _bot(connected, "verify")

    assert result.exit_code == 1
    assert f"#{number}: entry 2 that stood here was removed or rewritten" in result.output
    told = json.loads(_bot(connected, "verify", "--json").stdout)
    assert (told["relay"], told["gone"]) == ("answered", [])
    assert told["records"][0]["faults"] == [{"kind": "removed", "entry": 2}]


def test_a_record_deleted_whole_is_found(connected: Stage) -> None:
    number = _opt_in_and_out(connected)
    connected.state.issues.delete(number)

    result = _bot(connected, "verify")

    contact = connected.tools.vault.contact_id(connected.event().message.sender)
    assert result.exit_code == 1
    assert f"{contact}: the whole record is gone, with 2 entries." in result.output
    portuguese = _bot(connected, "verify", LC_MESSAGES="pt_BR.UTF-8").output
    assert f"{contact}: o registro inteiro sumiu, com 2 entradas." in portuguese
    told = json.loads(_bot(connected, "verify", "--json").stdout)
    assert told == {"records": [], "gone": [{"contact": contact, "entries": 2}], "relay": "answered"}


def test_what_is_rewritten_and_continued_after_a_deletion_is_found(connected: Stage) -> None:
    number = _opt_in_and_out(connected)
    last = connected.sandbox.issue(number)["comments"][-1]["id"]
    connected.state.issues.delete_comment(last)
    connected.sandbox.comment(1, "marina", "/consent marketing")
    connected.reply()

    result = _bot(connected, "verify")

    assert result.exit_code == 1
    assert "entry 2 that stood here was removed or rewritten" in result.output


def test_an_entry_made_while_the_relay_was_away_is_reported_by_reconcile(
    stage: Stage, relay: NearbyRelay
) -> None:
    stage.set_variables(RELAY_URL="http://127.0.0.1:9")
    stage.tools = stage.new_tools()
    _opt_in_and_out(stage)
    stage.set_variables(RELAY_URL=relay.url)
    assert relay_client.ask_anchors(relay.url, stage.tools.vault) == ()

    reconcile.run({}, stage.new_tools())

    anchors = relay_client.ask_anchors(relay.url, stage.tools.vault) or ()
    assert [one.place for one in anchors] == [1, 2]


def test_older_records_are_reported_by_sealing_them(stage: Stage, relay: NearbyRelay) -> None:
    _opt_in_and_out(stage)
    stage.set_variables(RELAY_URL=relay.url)

    assert _bot(stage, "seal").exit_code == 0

    assert len(relay_client.ask_anchors(relay.url, stage.tools.vault) or ()) == 2


def test_a_relay_that_does_not_answer_is_not_taken_for_a_clean_record(stage: Stage) -> None:
    _opt_in_and_out(stage)
    stage.set_variables(RELAY_URL="http://127.0.0.1:9")

    result = _bot(stage, "verify")

    assert result.exit_code == 2
    assert (
        "The relay did not answer: whether entries or whole records were deleted was not checked."
        in result.stderr
    )
    told = _bot(stage, "verify", "--json")
    assert (told.exit_code, json.loads(told.stdout)["relay"]) == (2, "silent")


def test_anchors_are_only_added_to_and_each_is_kept_once(connected: Stage, relay: NearbyRelay) -> None:
    _opt_in_and_out(connected)
    vault = connected.tools.vault
    known = relay_client.ask_anchors(relay.url, vault)
    assert known
    false = Anchor(known[0].contact, known[0].place, "0" * 64)

    relay_reports.report_anchors(relay.url, [*known, false], vault)
    relay_reports.report_anchors(relay.url, [false], vault)

    assert sorted(relay_client.ask_anchors(relay.url, vault) or (), key=str) == sorted(
        [*known, false], key=str
    )


def test_nobody_without_the_key_reads_or_writes_anchors(connected: Stage, relay: NearbyRelay) -> None:
    _opt_in_and_out(connected)
    url, keys = f"{relay.url}/api/notifications/consent-anchors", connected.tools.vault.relay_keys
    forged = (Anchor(ContactId("c"), 1, "0" * 64),)
    old = consent_anchors.seal(AnchorMessage(clock.now() - timedelta(minutes=11), forged, asks=True), keys)
    foreign = consent_anchors.seal(
        AnchorMessage(clock.now(), forged, asks=True), Vault([new_key()]).relay_keys
    )
    bodies: list[object] = [{"sealed": old}, {"sealed": foreign}, {"sealed": "é"}, {"sealed": 3}, {}]

    assert [requests.post(url, json=body, timeout=5).status_code for body in bodies] == [403] * len(bodies)
    assert requests.post(url, json=[], timeout=5).status_code == 400
    assert relay_client.ask_anchors(relay.url, Vault([new_key()])) is None
    kept = relay_client.ask_anchors(relay.url, connected.tools.vault) or ()
    assert forged[0] not in kept


def test_a_report_of_thousands_arrives_whole(connected: Stage, relay: NearbyRelay) -> None:
    many = [Anchor(ContactId(f"{number:016d}"), 1, "0" * 64) for number in range(2500)]

    relay_reports.report_anchors(relay.url, many, connected.tools.vault)

    assert len(relay_client.ask_anchors(relay.url, connected.tools.vault) or ()) == 2500


def test_an_opt_out_deleted_from_the_end_is_named_by_reconcile(connected: Stage) -> None:
    number = _opt_in_and_out(connected)
    reconcile.run({}, connected.new_tools())
    assert "Conversas e consentimentos fora do lugar" not in [
        one["title"] for one in connected.sandbox.issues()
    ]
    connected.state.issues.delete_comment(connected.sandbox.issue(number)["comments"][-1]["id"])

    reconcile.run({}, connected.new_tools())

    (notice,) = [one for one in connected.sandbox.issues() if "fora do lugar" in one["title"]]
    assert f"- #{number}" in connected.sandbox.issue(notice["number"])["body"]


def test_our_own_question_sent_back_is_no_answer(stage: Stage) -> None:
    app = Flask(__name__)

    @app.post("/api/notifications/consent-anchors")
    def reflect() -> dict[str, str]:
        return dict(request.get_json())

    with Server(app) as mirror:
        assert relay_client.ask_anchors(mirror.url, stage.tools.vault) is None
