"""Whatever answers in Twilio's place, no check fails over it, takes long or takes it for Twilio."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from bot.operate.doctor.checks import Verdict
from bot.sandbox.emulator.server import Server
from tests.operate.doctor.twilio_account import AT_TWILIO, TwilioAccount
from tests.stage import NOBODY, Stage

# What needs no answer of Twilio's.
_UNASKED = {"twilio-api-key", "twilio-templates", "twilio-secondary-token"}


@pytest.fixture(name="twilio")
def _twilio(stage: Stage) -> TwilioAccount:
    twilio = TwilioAccount(stage)
    twilio.changes = {"billing": {"usage_triggers": True, "monthly_budget": "50.00"}}
    return twilio


def _look(twilio: TwilioAccount, url: str) -> None:
    twilio.variables["TWILIO_API_URL"] = url
    found = twilio.look()

    assert not [name for name, one in found.items() if "itself failed" in one.evidence]
    assert not [name for name, one in found.items() if "No answer within" in one.evidence]
    unsure = {name for name, one in found.items() if one.verdict is Verdict.CANNOT_TELL}
    assert {one.id for one in AT_TWILIO} - unsure <= _UNASKED


@pytest.mark.parametrize(
    ("status", "content"),
    [(200, "<html>"), (200, "null"), (200, "[]"), (200, "5"), (200, ""), (500, "out of order"), (302, "")],
)
def test_what_is_not_twilio_is_not_taken_for_it(twilio: TwilioAccount, status: int, content: str) -> None:
    app = Flask("stranger")
    app.register_error_handler(404, lambda _: Response(content, status, mimetype="application/json"))
    with Server(app) as server:
        _look(twilio, server.url)


def test_where_nothing_listens_nothing_is_found(twilio: TwilioAccount) -> None:
    _look(twilio, NOBODY)
