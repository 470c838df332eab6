"""What GitHub and Twilio really do to a busy office: locks, limits, lags, rewritten texts."""

from __future__ import annotations

import base64
import os
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import requests

from tests.chaos.arena import Arena
from tests.chaos.drills import drill
from tests.chaos.proxy import Spoil
from tests.chaos.service_drills import first, sends, settled_after
from tests.jobs.inbound.files import PDF, PNG
from tests.journeys.processes import pid_of


@drill("one conversation of three is locked, while all three write in one batch")
def locked(arena: Arena) -> None:
    people = arena.people(3)
    arena.greet(people)
    arena.world.sandbox.lock(arena.issue(people[1]), "marina")
    for _ in range(3):
        for number in people:
            assert arena.write(number)
    arena.settle()


@drill("a conversation is full: its comments have reached GitHub's limit")
def full(arena: Arena) -> None:
    people = arena.people(2)
    arena.greet(people)
    for number in people:
        arena.answer(number)
    arena.settle()
    github = arena.world.addresses.github
    requests.put(f"{github}/_sandbox/comment-limit", json={"comments": 1}, timeout=10).raise_for_status()
    for _ in range(2):
        for number in people:
            assert arena.write(number)
        arena.settle()


@drill("creating is refused for 15 seconds after each twenty new issues")
def few_new_issues(arena: Arena) -> None:
    arena.world.state.limits.bursts.block = timedelta(seconds=15)
    arena.world.sandbox.switch_on("github-few-new-issues")
    for number in arena.people(30):
        assert arena.write(number)
        arena.ledger.automatic(number)
    arena.settle(240)


@drill("GitHub lags after creates: issues, branches, commits; files come with the messages")
def lags(arena: Arena) -> None:
    faults = ("github-late-issues", "github-late-branches", "github-late-commits")

    def begin() -> None:
        for fault in faults:
            arena.world.sandbox.switch_on(fault)
        for number in arena.people(2):
            files = [
                {"content_type": kind, "base64": base64.b64encode(content).decode()}
                for kind, content in (("image/png", PNG), ("application/pdf", PDF))
            ]
            assert arena.write(number, media=files)

    settled_after(arena, begin)
    shown = "".join(arena.seen().issues)
    assert (shown.count("![1.png]"), shown.count("[2.pdf]")) == (2, 2), "a file was lost or doubled"


def _answers_in_doubt(faults: tuple[str, ...], arena: Arena) -> None:
    """Lose Twilio's answer to a reply while its list or its texts are not what was sent: never twice."""
    people = arena.people(2)
    arena.greet(people)
    for fault in faults:
        arena.world.sandbox.switch_on(fault)
    for number in people:
        arena.world.twilio.state.change_phone(number, verified=True)
        arena.spoil(jobs_to_twilio=first(1, Spoil.RESET_AFTER, sends))
        arena.answer(number, "/reply “Bom dia”… ")
        arena.world.sandbox.rest()
        arena.mend()
    arena.hour()
    for fault in faults:
        arena.world.sandbox.switch_off(fault)
    arena.hour()


for _name, _faults in {
    "Twilio's answer to a reply is lost on a trial account, which rewrites texts": ("twilio-trial",),
    "Twilio's answer to a reply is lost while smart encoding rewrites texts": ("twilio-smart-encoding",),
    "Twilio's answer to a reply is lost while its list lags for five minutes": ("twilio-lagging-list",),
}.items():
    drill(_name)(partial(_answers_in_doubt, _faults))


def _script_killed(script: str, work: Callable[[Arena, str], object], arena: Arena) -> None:
    """Kill a script while Twilio is slow, three times over."""
    people = arena.people(3)
    arena.greet(people)
    for number in people:
        arena.world.sandbox.switch_on("twilio-slow")
        work(arena, number)
        os.kill(pid_of(arena.world.sandbox, script, arena.world.folder), signal.SIGKILL)
        arena.world.sandbox.switch_off("twilio-slow")
    arena.settle()
    arena.hour()
    arena.settle()
    arena.hour()


def _write_as_stranger(arena: Arena, _number: str) -> None:
    stranger = arena.number()
    assert arena.write(stranger)
    arena.ledger.automatic(stranger)


def _order(arena: Arena, number: str) -> None:
    """Order a text twice with one key, as a system does that got no answer."""
    words = arena.ledger.words()
    arena.ledger.answered(words, number)
    arena.ledger.noted(words, f"orders to {number}")
    for _ in range(2):
        requests.post(
            f"{arena.world.relay_url}/api/notifications/send-enhanced",
            headers={
                "Authorization": f"Bearer {arena.world.status_token}",
                "Idempotency-Key": f"key-{words}",
            },
            json={"destination": number, "message": f"Aviso {words}", "type": "sms", "provider": "twilio"},
            timeout=10,
        ).raise_for_status()


drill("kill -9 of record-messages while it sends, three times")(
    partial(_script_killed, "scripts/record_messages.py", _write_as_stranger)
)
drill("kill -9 of send-replies while it sends, three times")(
    partial(_script_killed, "scripts/send_replies.py", Arena.answer)
)
drill("kill -9 of send-notification while it sends, each order given twice")(
    partial(_script_killed, "scripts/send_notification.py", _order)
)


@drill("webhooks twice, status callbacks in reverse order")
def twice_and_reversed(arena: Arena) -> None:
    for fault in ("webhooks-twice", "webhooks-out-of-order"):
        arena.world.sandbox.switch_on(fault)
    people = arena.people(4)
    arena.greet(people)
    for number in people:
        arena.answer(number)
    arena.settle()


@drill("Actions is off for a while")
def actions_off(arena: Arena) -> None:
    people = arena.people(3)
    arena.greet(people)
    arena.world.sandbox.switch_on("actions-off")
    for number in people * 2:
        assert arena.write(number)
    time.sleep(4)
    arena.world.sandbox.switch_off("actions-off")
    arena.settle()


@drill("forms that are signed and odd, among others that are not")
def odd_forms(arena: Arena) -> None:
    odd = (
        {"NumMedia": "1000000000"},
        {"NumMedia": "-1"},
        {"NumMedia": "x"},
        {"ProfileName": "\x00\u202e" * 50},
        {"Latitude": "1e400", "Longitude": "nan"},
        {"ChannelMetadata": "{" * 2000},
        {"ChannelMetadata": "[" * 2000},
        {"MessageType": "unsupported"},
        {"ButtonText": "x" * 5000},
        {"ReferralBody": "`" * 200},
        {"MediaUrl0": "http://169.254.169.254/", "MediaContentType0": "image/png", "NumMedia": "1"},
        {"Forwarded": "huh", "OriginalRepliedMessageSid": "SM"},
        {"SmsStatus": "?", "NumSegments": "many"},
    )
    people = arena.people(2)
    arena.greet(people)
    for extra in odd:
        for number in people:
            assert arena.write(number)
            arena.write(number, extra=extra)
    arena.settle()
