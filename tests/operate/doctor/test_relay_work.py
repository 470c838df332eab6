"""What the doctor finds of the running relay: its keys, its credentials, its queue, who reaches it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core import clock, contact_keys
from bot.operate.doctor.checks import Verdict
from bot.relay.schedule_state import LatestRuns, ScheduleState
from bot.relay.store import job_reach
from bot.relay.store.notes import SharedNotes
from bot.rules.people.relay_keys import relay_key
from tests.nearby import NearbyRelay
from tests.operate.doctor.conftest import Look


def test_a_relay_with_what_is_written_here_is_in_order(look: Look) -> None:
    for name in ("relay-key", "relay-credentials", "relay-github", "queue", "refused-webhooks"):
        assert look(name).verdict == Verdict.OK, name


def test_another_key_than_the_running_relays_is_found(look: Look) -> None:
    other = {"CONTACT_KEY": "", "RELAY_KEY": relay_key([contact_keys.new_key()])}

    assert look("relay-key", instead=other).verdict == Verdict.WRONG
    assert look("relay-credentials", instead=other).verdict == Verdict.CANNOT_TELL
    assert look("relay-key").verdict == Verdict.OK


def test_a_running_relay_that_uses_other_credentials_is_found(look: Look) -> None:
    found = look("relay-credentials", instead={"GITHUB_TOKEN": "github_pat_" + "0123456789abcdef" * 3})

    assert found.verdict == Verdict.WRONG
    assert found.evidence == "The running relay uses another GITHUB_TOKEN than .env has."


def test_a_relay_that_is_down_is_no_wrong_key(look: Look, relay: NearbyRelay) -> None:
    relay.env.change({"RELAY_URL": "http://127.0.0.1:9"})

    assert look("relay-key").verdict == Verdict.CANNOT_TELL


def test_what_the_relays_token_lacks_is_found_by_the_relay_itself(look: Look, relay: NearbyRelay) -> None:
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(frozenset({"metadata:read"}))})

    found = look("relay-github")
    assert found.verdict == Verdict.WRONG
    assert "Contents: write, Actions: read" in found.evidence


def test_messages_that_wait_too_long_are_wrong(look: Look, relay: NearbyRelay) -> None:
    relay.store.append(relay.stage.event("Oi"))
    assert look("queue").verdict == Verdict.OK
    assert str(look("queue").evidence) == "Messages that wait: 1."


def test_webhooks_that_are_refused_are_wrong(look: Look, relay: NearbyRelay) -> None:
    note = {
        "count": 3,
        "reason": "The signature does not fit.",
        "remedy": "Set the token.",
        "since": clock.iso(clock.now()),
    }
    SharedNotes(relay.store).write("signatures", note, clock.now())

    found = look("refused-webhooks")
    assert (found.verdict, found.remedy) == (Verdict.WRONG, "Set the token.")
    assert found.evidence == "The last 3 webhooks were refused: The signature does not fit."


@pytest.mark.parametrize(
    ("ago", "verdict"),
    [(None, Verdict.ATTENTION), (timedelta(hours=1), Verdict.OK), (timedelta(days=5), Verdict.WRONG)],
)
def test_whether_workflows_reach_the_relay(
    look: Look, relay: NearbyRelay, ago: timedelta | None, verdict: Verdict
) -> None:
    if ago is not None:
        SharedNotes(relay.store).write(job_reach.NAME, {"at": clock.iso(clock.now() - ago)}, clock.now())

    assert look("jobs-reach").verdict == verdict


def test_schedules_as_the_relay_sees_them(look: Look, relay: NearbyRelay) -> None:
    def noted(state: ScheduleState) -> None:
        SharedNotes(relay.store).write("schedule", state.noted(), clock.now())

    assert look("schedules").verdict == Verdict.ATTENTION
    runs = {"reconcile": LatestRuns(clock.now(), "success", clock.now())}
    noted(ScheduleState(runs))
    assert look("schedules").verdict == Verdict.OK
    noted(ScheduleState(runs, frozenset({"check-billing"})))
    found = look("schedules")
    assert (found.verdict, "check-billing" in found.evidence) == (Verdict.ATTENTION, True)


def test_which_systems_may_send(look: Look, relay: NearbyRelay) -> None:
    assert str(look("api-tokens").evidence) == "Systems that may send: painel."
    relay.env.change({"GATEWAY_API_TOKENS": None})
    assert look("api-tokens").verdict == Verdict.NOT_NEEDED


def test_without_a_store_here_nothing_is_guessed(look: Look) -> None:
    for name in ("queue", "refused-webhooks", "jobs-reach", "schedules"):
        assert look(name, database="elsewhere.db").verdict == Verdict.CANNOT_TELL, name
