"""The emulated iam.twilio.com: create, list, fetch, update and delete API keys.

Source: twilio.com/docs/iam/api-keys/key-resource-v1.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.sandbox.twilio.content import paged
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.keys import RESTRICTED, STANDARD, ApiKey, is_permission, missing_permission
from bot.sandbox.twilio.responses import RefusedError, not_found, nothing_left
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.shapes import Json, rfc2822

MAX_NAME, MAX_PERMISSIONS = 64, 100
_NOT_FOR_THIS_KEY = Refusal(401, 20003, "Authenticate")


def add_routes(rest: Blueprint, bind: Callable[[Callable[..., Response]], Callable[..., Response]]) -> None:
    for rule, method, view in (
        ("/Keys", "GET", listed),
        ("/Keys", "POST", create),
        ("/Keys/<sid>", "GET", fetch),
        ("/Keys/<sid>", "POST", update),
        ("/Keys/<sid>", "DELETE", delete),
    ):
        rest.add_url_rule(rule, f"{method} {rule}", bind(view), methods=[method])


def require_permission(key: ApiKey) -> None:
    """Refuse what the key may not do: as if it were unknown, or naming the missing permission."""
    missing = missing_permission(key, request.method, request.path)
    if missing is None:
        return
    if not missing:
        raise RefusedError(_NOT_FOR_THIS_KEY)
    raise RefusedError(Refusal(401, 70051, f"Not permitted, missing permissions: [{missing}]"))


def listed(twilio: TwilioEmulator) -> Response:
    _require_account(request.args.get("AccountSid"), twilio)
    entries = [
        {**_shape(one), "flags": ["rest_api", "signing"]} for one in twilio.state.api_keys.everything()
    ]
    return paged("keys", entries, AccountSid=twilio.state.account_sid)


def create(twilio: TwilioEmulator) -> Response:
    _require_account(request.form.get("AccountSid"), twilio)
    kind = request.form.get("KeyType", STANDARD)
    if kind not in (STANDARD, RESTRICTED):
        raise RefusedError(Refusal(400, 20001, "Invalid KeyType"))
    allow = _policy() if kind == RESTRICTED else []
    if kind == RESTRICTED and not allow:
        raise RefusedError(Refusal(400, 20001, "Policy is required for a restricted key"))
    made = twilio.state.api_keys.add(_name(), kind=kind, allow=allow)
    answer = jsonify({**_shape(made), "secret": made.secret, "policy": _shape_of_policy(made)})
    answer.status_code = 201
    return answer


def fetch(twilio: TwilioEmulator, sid: str) -> Response:
    key = _known(twilio, sid)
    return jsonify({**_shape(key), "policy": _shape_of_policy(key)})


def update(twilio: TwilioEmulator, sid: str) -> Response:
    """Rename a key; a given policy replaces the earlier one."""
    key = _known(twilio, sid)
    name = _name() if "FriendlyName" in request.form else key.name
    allow = _policy() if "Policy" in request.form and key.kind == RESTRICTED else key.allow
    changed = twilio.state.api_keys.change(sid, name, allow)
    return jsonify({**_shape(changed), "policy": _shape_of_policy(changed)})


def delete(twilio: TwilioEmulator, sid: str) -> Response:
    if not twilio.state.api_keys.remove(sid):
        raise RefusedError(not_found())
    return nothing_left()


def _known(twilio: TwilioEmulator, sid: str) -> ApiKey:
    found = twilio.state.api_keys.find(sid)
    if found is None:
        raise RefusedError(not_found())
    return found


def _require_account(given: str | None, twilio: TwilioEmulator) -> None:
    if not given:
        raise RefusedError(Refusal(400, 20001, "AccountSid is required"))
    if given != twilio.state.account_sid:
        raise RefusedError(not_found())


def _name() -> str:
    name = request.form.get("FriendlyName", "")
    if len(name) > MAX_NAME:
        raise RefusedError(Refusal(400, 20001, "FriendlyName is too long"))
    return name


def _policy() -> list[str]:
    try:
        content = json.loads(request.form.get("Policy", "{}"))
        allow = list(content.get("allow", []))
    except (ValueError, TypeError, AttributeError):
        raise RefusedError(Refusal(400, 20001, "Invalid Policy")) from None
    for one in allow:
        if not isinstance(one, str) or not is_permission(one):
            raise RefusedError(Refusal(400, 70002, f"assertion '{one}' is invalid"))
    if len(allow) > MAX_PERMISSIONS:
        raise RefusedError(Refusal(400, 20001, "Policy has too many permissions"))
    return allow


def _shape(key: ApiKey) -> Json:
    return {
        "sid": key.sid,
        "friendly_name": key.name,
        "date_created": rfc2822(key.created_at),
        "date_updated": rfc2822(key.updated_at),
    }


def _shape_of_policy(key: ApiKey) -> dict[str, Any] | None:
    return {"allow": list(key.allow)} if key.kind == RESTRICTED else None
