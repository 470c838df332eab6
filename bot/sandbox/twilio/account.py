"""The Account and Balance resources, and what an account that is not active may still ask.

Sources: Twilio's API reference, "Account resource" and "Balance"; twilio.com/docs/api/errors/20005 and 20403. The
pages do not say which status comes with 20005: this answers 403, as for 20403.
"""

from __future__ import annotations

from flask import Response, jsonify, request

from bot.sandbox.twilio import shapes
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import RefusedError, not_found
from bot.sandbox.twilio.rules import Refusal

LOW = "0.42"  # of the fault twilio-low-balance
_NOT_ACTIVE = {
    "suspended": Refusal(403, 20005, "Account not active"),
    "closed": Refusal(403, 20403, "403 Forbidden"),
}


def require_active(twilio: TwilioEmulator) -> None:
    """Refuse everything but a look at the account itself while it is suspended, and all once it is closed."""
    status = _status(twilio)
    is_own_page = request.path == f"{shapes.account_path(twilio.state.account_sid)}.json"
    if status == "closed" or (status == "suspended" and not is_own_page):
        raise RefusedError(_NOT_ACTIVE[status])


def fetch(twilio: TwilioEmulator) -> Response:
    trial = "twilio-trial" in twilio.faults.active()
    shape = shapes.account(twilio.state.account_sid, twilio.state.created_at, trial=trial)
    return jsonify({**shape, "auth_token": twilio.state.auth_token, "status": _status(twilio)})


def balance(twilio: TwilioEmulator) -> Response:
    state = twilio.state
    if twilio.faults.fires("twilio-no-balance"):
        raise RefusedError(not_found())
    if twilio.faults.fires("twilio-balance-down"):
        raise RefusedError(Refusal(500, 20500, "Internal server error"))
    shown = LOW if "twilio-low-balance" in twilio.faults.active() else f"{state.balance:.5f}"
    return jsonify(account_sid=state.account_sid, balance=shown, currency="USD")


def _status(twilio: TwilioEmulator) -> str:
    active = twilio.faults.active()
    return next((one for one in _NOT_ACTIVE if f"twilio-{one}" in active), "active")
