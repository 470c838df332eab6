"""The emulated Twilio keeps a message for its hour, by the sandbox's clock, and gives any error it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest.api.v2010.account.message import MessageInstance

from bot.adapters.twilio.client import connect
from bot.core import clock
from bot.sandbox.world import SMS_NUMBER
from tests.conftest import MovedClock
from tests.stage import Stage

SERVICE = f"MG{'0' * 32}"
ANA = "+5511987654321"


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock) -> Iterator[Stage]:
    with Stage() as stage:
        stage.twilio.state.services.ours = SERVICE
        yield stage


def ask(stage: Stage, ahead: timedelta = timedelta(hours=2), **changes: str) -> MessageInstance:
    wanted = {
        "to": ANA,
        "from_": SMS_NUMBER,
        "body": "Oi",
        "messaging_service_sid": SERVICE,
        "schedule_type": "fixed",
        **changes,
    }
    return connect(stage.tools.settings).messages.create(**wanted, send_at=clock.now() + ahead)


def test_it_leaves_at_its_hour_and_not_before(stage: Stage, moved_clock: MovedClock) -> None:
    sid = ask(stage).sid
    moved_clock.advance(timedelta(hours=1, minutes=59))
    assert stage.twilio.wait_idle(5)
    assert stage.sandbox.received(ANA) == []
    assert stage.twilio.state.message(sid).status == "scheduled"

    moved_clock.advance(timedelta(minutes=2))
    assert stage.twilio.wait_idle(5)

    assert stage.sandbox.received(ANA) == ["Oi"]
    assert stage.twilio.state.message(sid).status == "delivered"


def test_it_leaves_by_itself_without_anybody_asking(stage: Stage, moved_clock: MovedClock) -> None:
    ask(stage)
    moved_clock.advance(timedelta(hours=3))

    assert stage.sandbox.until(lambda: stage.sandbox.received(ANA), "the message", 10) == ["Oi"]


def test_until_then_it_names_no_sender(stage: Stage, moved_clock: MovedClock) -> None:
    asked = ask(stage)
    client = connect(stage.tools.settings)

    assert (asked.status, asked.from_) == ("scheduled", None)
    assert client.messages.list(from_=SMS_NUMBER) == []
    assert [one.sid for one in client.messages.list(to=ANA)] == [asked.sid]
    moved_clock.advance(timedelta(hours=3))
    stage.twilio.wait_idle(5)
    assert [one.sid for one in client.messages.list(from_=SMS_NUMBER)] == [asked.sid]


def test_what_was_taken_back_never_leaves(stage: Stage, moved_clock: MovedClock) -> None:
    sid = ask(stage).sid
    client = connect(stage.tools.settings)
    assert client.messages(sid).update(status="canceled").status == "canceled"
    with pytest.raises(TwilioRestException) as twice:
        client.messages(sid).update(status="canceled")
    moved_clock.advance(timedelta(hours=3))
    stage.twilio.wait_idle(5)

    assert twice.value.code == 30409
    assert stage.sandbox.received(ANA) == []


@pytest.mark.parametrize(
    ("ahead", "changes", "code"),
    [
        (timedelta(minutes=4), {}, 35114),
        (timedelta(days=36), {}, 35114),
        (timedelta(hours=2), {"schedule_type": ""}, 35117),
        (timedelta(hours=2), {"messaging_service_sid": f"MG{'1' * 32}"}, 21705),
    ],
    ids=["too near", "too far", "no type", "another service"],
)
def test_what_cannot_be_kept_is_refused(
    stage: Stage, ahead: timedelta, changes: dict[str, str], code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        ask(stage, ahead, **changes)

    assert refused.value.code == code


def test_any_error_code_can_be_asked_for(stage: Stage) -> None:
    stage.sandbox.switch_on("twilio-refuse-21612", 1)
    with pytest.raises(TwilioRestException) as refused:
        ask(stage)
    ask(stage)

    assert (refused.value.status, refused.value.code) == (400, 21612)


@pytest.mark.parametrize(("code", "status"), [(30005, "undelivered"), (30001, "failed")])
def test_any_failure_can_be_asked_for(stage: Stage, code: int, status: str) -> None:
    stage.sandbox.switch_on(f"twilio-fail-{code}", 1)
    sid = connect(stage.tools.settings).messages.create(to=ANA, from_=SMS_NUMBER, body="Oi").sid
    stage.twilio.wait_idle(5)

    message = stage.twilio.state.message(sid)
    assert (message.status, message.error_code) == (status, code)
    assert stage.sandbox.faults()["twilio"]["active"] == []
