"""The emulated accounts.twilio.com: a secondary auth token, and its promotion.

Source: twilio.com/docs/iam/api/authtoken. It does not document what happens on creation
while there is a secondary token; this refuses it, the harder case for the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.core import clock
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import RefusedError, not_found, nothing_left
from bot.sandbox.twilio.rules import Refusal

_FORBIDDEN = Refusal(403, 20403, "403 Forbidden")
_THERE_IS_ONE = Refusal(409, 20409, "A secondary auth token already exists")
_ROUTES = (
    ("/AuthTokens/Secondary", "POST"),
    ("/AuthTokens/Secondary", "DELETE"),
    ("/AuthTokens/Promote", "POST"),
)


def add_routes(rest: Blueprint, bind: Callable[[Callable[..., Response]], Callable[..., Response]]) -> None:
    for (rule, method), view in zip(_ROUTES, (create, delete, promote), strict=True):
        rest.add_url_rule(rule, f"{method} {rule}", bind(view), methods=[method])


def create(twilio: TwilioEmulator) -> Response:
    _needs_auth_token()
    made = twilio.state.make_secondary()
    if not made:
        raise RefusedError(_THERE_IS_ONE)
    answer = jsonify(_shape(twilio, "Secondary", secondary_auth_token=made))
    answer.status_code = 201
    return answer


def delete(twilio: TwilioEmulator) -> Response:
    _needs_auth_token()
    if not twilio.state.drop_secondary():
        raise RefusedError(not_found())
    return nothing_left()


def promote(twilio: TwilioEmulator) -> Response:
    _needs_auth_token()
    if not twilio.state.promote_secondary():
        raise RefusedError(not_found())
    return jsonify(_shape(twilio, "Promote", auth_token=twilio.state.auth_token))


def _needs_auth_token() -> None:
    """Refuse API keys: they have no access to the account's own credentials (twilio.com/docs/iam/api-keys)."""
    if request.authorization and str(request.authorization.username).startswith("SK"):
        raise RefusedError(_FORBIDDEN)


def _shape(twilio: TwilioEmulator, resource: str, **token: str) -> dict[str, Any]:
    moment = clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "account_sid": twilio.state.account_sid,
        **token,
        "date_created": moment,
        "date_updated": moment,
        "url": f"https://accounts.twilio.com/v1/AuthTokens/{resource}",
    }
