"""A message that nobody wrote shows whether the path is open; nobody else can make one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.relay_client import WEBHOOK_PATH
from bot.adapters.twilio import signature, webhook
from bot.core import clock, contact_keys
from bot.core.errors import UnfinishedError
from bot.core.messages import Event
from bot.rules import texts
from bot.rules.people.sealing import Vault
from bot.rules.text.plain_spelling import plain
from bot.rules.wire import canary, markers
from bot.sandbox.world import SMS_NUMBER
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.inbound.recording_relay import PUBLIC_URL, RecordingRelay, relay
from tests.jobs.upkeep.reconciling import HOUR, run
from tests.made_up import AUTH_TOKEN
from tests.rules.phone_facts import GSM_7
from tests.stage import ACCOUNT, Stage

ADMIN = "+5511911111111"
__all__ = ["relay"]

TITLE = "mensagem de teste"


def enabled(within: str = "30m") -> dict[str, Any]:
    return {
        "relay": {"public_url": PUBLIC_URL},
        "canary": {"enabled": True, "arrives_within": within},
    }


@pytest.fixture
def stage(moved_clock: MovedClock, tmp_path: Path, relay: RecordingRelay) -> Iterator[Stage]:
    with Stage(enabled(), history=tmp_path) as stage:
        stage.set_variables(RELAY_URL=relay.url, ADMIN_PHONES=ADMIN)
        stage.ran("reconcile", ago=HOUR)
        yield stage


def arrives(stage: Stage, form: Mapping[str, str]) -> None:
    """Run record-messages on what the relay accepted."""
    stage.record(Event(1, clock.now(), webhook.parse(form)), batch="canary")


def hour(stage: Stage, moved_clock: MovedClock) -> str:
    text = run(stage)
    stage.ran("reconcile")
    moved_clock.advance(HOUR)
    return text


def about(stage: Stage) -> dict[str, Any]:
    (found,) = [one for one in stage.sandbox.issues() if TITLE in one["title"]]
    return stage.sandbox.issue(found["number"])


def test_it_is_signed_as_twilio_signs(stage: Stage, relay: RecordingRelay) -> None:
    run(stage)

    assert relay.signatures == [signature.sign(f"{PUBLIC_URL}{WEBHOOK_PATH}", relay.forms[0], AUTH_TOKEN)]
    assert relay.forms[0]["AccountSid"] == ACCOUNT
    assert relay.forms[0]["To"] == SMS_NUMBER


def test_it_makes_no_conversation_and_texts_nobody(stage: Stage, relay: RecordingRelay) -> None:
    run(stage)
    arrives(stage, relay.forms[0])

    assert [TITLE in one["title"] for one in stage.sandbox.issues()] == [True]
    assert stage.sandbox.received(canary.SENDER.value) == []
    assert about(stage)["state"] == "closed"


def test_while_all_arrive_nothing_is_reported(
    stage: Stage, relay: RecordingRelay, moved_clock: MovedClock
) -> None:
    for _ in range(4):
        hour(stage, moved_clock)
        arrives(stage, relay.forms[-1])

    assert (about(stage)["state"], about(stage)["comments"]) == ("closed", [])
    assert stage.sandbox.received(ADMIN) == []


def test_one_that_does_not_arrive_opens_the_issue_and_alerts_the_administrators_once(
    stage: Stage, relay: RecordingRelay, moved_clock: MovedClock
) -> None:
    hour(stage, moved_clock)
    arrives(stage, relay.forms[-1])
    hour(stage, moved_clock)
    for _ in range(3):
        hour(stage, moved_clock)

    notice = about(stage)
    assert notice["state"] == "open"
    assert [one["body"].count("não chegou") for one in notice["comments"]] == [1]
    assert len(stage.sandbox.received(ADMIN)) == 1
    assert str(notice["number"]) in stage.sandbox.received(ADMIN)[0]

    arrives(stage, relay.forms[-1])
    notice = about(stage)
    assert notice["state"] == "closed"
    assert "voltou a chegar" in notice["comments"][-1]["body"]

    for _ in range(3):
        hour(stage, moved_clock)
    assert about(stage)["state"] == "open"
    assert len(stage.sandbox.received(ADMIN)) == 2


def test_one_is_missed_also_while_another_step_fails(
    stage: Stage, relay: RecordingRelay, moved_clock: MovedClock, quick: None
) -> None:
    hour(stage, moved_clock)
    arrives(stage, relay.forms[-1])
    stage.twilio.state.auth_token = "another"  # Twilio's credentials are wrong: every run is red
    for _ in range(3):
        with pytest.raises(UnfinishedError):
            run(stage)
        stage.ran("reconcile", "failure")
        moved_clock.advance(HOUR)

    assert len(relay.forms) == 4
    assert about(stage)["state"] == "open"


def test_the_very_first_is_missed_too(stage: Stage, relay: RecordingRelay, moved_clock: MovedClock) -> None:
    for _ in range(2):
        hour(stage, moved_clock)

    assert about(stage)["state"] == "open"


def test_administrators_who_could_not_be_alerted_are_alerted_by_the_next_run(
    stage: Stage, relay: RecordingRelay, moved_clock: MovedClock, quick: None
) -> None:
    hour(stage, moved_clock)
    stage.sandbox.switch_on("twilio-refuse-20429")
    with pytest.raises(UnfinishedError, match="Mensagem de teste"):
        run(stage)
    stage.sandbox.switch_off("twilio-refuse-20429")
    moved_clock.advance(HOUR)
    for _ in range(2):
        run(stage)

    assert len(stage.sandbox.received(ADMIN)) == 1


def test_one_that_arrives_late_changes_nothing_of_the_next(
    stage: Stage, relay: RecordingRelay, moved_clock: MovedClock
) -> None:
    for _ in range(2):
        hour(stage, moved_clock)
    arrives(stage, relay.forms[0])
    assert about(stage)["state"] == "closed"

    hour(stage, moved_clock)
    arrives(stage, relay.forms[1])
    hour(stage, moved_clock)
    assert about(stage)["state"] == "open"


def test_a_batch_that_comes_again_changes_nothing(
    stage: Stage, relay: RecordingRelay, moved_clock: MovedClock
) -> None:
    for _ in range(2):
        hour(stage, moved_clock)
    arrives(stage, relay.forms[1])
    body = about(stage)["body"]
    for form in relay.forms:
        arrives(stage, form)

    assert about(stage)["body"] == body


def test_a_relay_that_does_not_accept_it_is_reported_at_once(stage: Stage, relay: RecordingRelay) -> None:
    relay.status = 403

    assert "não aceitou a mensagem de teste: HTTP 403" in run(stage)
    assert "HTTP 403" in about(stage)["comments"][0]["body"]
    assert about(stage)["state"] == "open"
    assert len(stage.sandbox.received(ADMIN)) == 1


def test_switched_off_and_on_again_none_is_missed(
    stage: Stage, relay: RecordingRelay, moved_clock: MovedClock
) -> None:
    hour(stage, moved_clock)
    stage.configure({})
    for _ in range(3):
        hour(stage, moved_clock)
    assert "desligada" in about(stage)["body"]

    stage.configure(enabled())
    hour(stage, moved_clock)
    assert about(stage)["state"] == "closed"


def test_without_a_signing_token_the_run_reports_what_is_missing(stage: Stage) -> None:
    stage.configure({"canary": {"enabled": True}})

    with pytest.raises(Exception, match="Mensagem de teste"):
        run(stage)


@pytest.mark.parametrize(
    "body",
    [
        "canary:",
        "canary:nonsense",
        f"canary:{Vault([contact_keys.new_key()]).seal(b'{}')}",
        "{another seal of ours}",
        "Oi",
    ],
    ids=["nothing", "nonsense", "another key", "another seal", "a plain text"],
)
def test_nobody_else_can_make_one(stage: Stage, body: str) -> None:
    ours = markers.write(markers.TopicMarker("x"), stage.tools.vault, 1)
    text = body.replace("{another seal of ours}", f"canary:{stage.tools.vault.seal(ours.encode())}")
    form = canary.form(SMS_NUMBER, ACCOUNT, clock.now(), stage.tools.vault) | {"Body": text}
    arrives(stage, form)

    assert [TITLE in one["title"] for one in stage.sandbox.issues()] == [False]


def test_a_seal_that_was_seen_makes_none_from_another_number(stage: Stage) -> None:
    form = canary.form(SMS_NUMBER, ACCOUNT, clock.now(), stage.tools.vault)
    arrives(stage, form | {"From": ANA})

    assert [TITLE in one["title"] for one in stage.sandbox.issues()] == [False]


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_what_administrators_get_fits_one_cheap_segment(language: str) -> None:
    text = plain(texts.of(language).upkeep.canary_phone.format(number=123456))

    assert set(text) <= GSM_7
    assert len(text) <= 160


def test_how_long_it_may_take_is_configured(
    stage: Stage, relay: RecordingRelay, moved_clock: MovedClock
) -> None:
    stage.configure(enabled("3h"))
    for _ in range(3):
        hour(stage, moved_clock)

    assert about(stage)["state"] == "closed"
