"""The emulated usage triggers: create, list, fetch, update, delete; `meter` decides which of them fire.

Source: twilio.com/docs/usage/api/usage-trigger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.core import clock
from bot.sandbox.twilio import meter, shapes
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.forms import API_VERSION
from bot.sandbox.twilio.responses import RefusedError, nothing_left, page
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.shapes import Json
from bot.sandbox.twilio.state import TwilioState
from bot.sandbox.twilio.values import Trigger, new_sid

_RECURRING = ("daily", "monthly", "yearly", "alltime")
_BY = ("count", "usage", "price")


def add_routes(rest: Blueprint, bound: Callable[..., Any]) -> None:
    one, all_ = "/<account>/Usage/Triggers/<sid>.json", "/<account>/Usage/Triggers.json"
    for rule, method, view in (
        (all_, "GET", listed),
        (all_, "POST", create),
        (one, "GET", fetch),
        (one, "POST", update),
        (one, "DELETE", delete),
    ):
        rest.add_url_rule(rule, f"{method} {rule}".replace(".", " "), bound(view), methods=[method])


def listed(twilio: TwilioEmulator) -> Response:
    query, state = request.args, twilio.state
    chosen = [
        shape(one, state)
        for one in state.triggers()
        if query.get("UsageCategory", one.category) == one.category
        and query.get("TriggerBy", one.by) == one.by
        and query.get("Recurring", one.recurring) == one.recurring
    ]
    return page("usage_triggers", chosen, ("UsageCategory", "TriggerBy", "Recurring"))


def create(twilio: TwilioEmulator) -> Response:
    form, state, now = request.form, twilio.state, clock.now()
    category, by = form.get("UsageCategory", ""), form.get("TriggerBy", "usage")
    recurring = form.get("Recurring") or None
    _require("UsageCategory", category in meter.CATEGORIES)
    _require("TriggerBy", by in _BY)
    _require("Recurring", recurring is None or recurring in _RECURRING)
    _require("CallbackUrl", form.get("CallbackUrl", "").startswith(("http://", "https://")))
    made = Trigger(
        new_sid("UT"),
        form.get("FriendlyName", ""),
        category,
        by,
        _value(form.get("TriggerValue", ""), state, category, by, recurring),
        recurring,
        form["CallbackUrl"],
        form.get("CallbackMethod", "POST"),
        now,
        now,
    )
    response = jsonify(shape(state.put_trigger(made), state))
    response.status_code = 201
    return response


def fetch(twilio: TwilioEmulator, sid: str) -> Response:
    return jsonify(shape(twilio.state.trigger(sid), twilio.state))


def update(twilio: TwilioEmulator, sid: str) -> Response:
    """Change a trigger's callback and name; its value does not change."""
    old, form = twilio.state.trigger(sid), request.form
    changed = replace(
        old,
        name=form.get("FriendlyName", old.name),
        callback_url=form.get("CallbackUrl", old.callback_url),
        callback_method=form.get("CallbackMethod", old.callback_method),
        updated_at=clock.now(),
    )
    return jsonify(shape(twilio.state.put_trigger(changed), twilio.state))


def delete(twilio: TwilioEmulator, sid: str) -> Response:
    twilio.state.remove_trigger(sid)
    return nothing_left()


def _require(name: str, good: object) -> None:
    if not good:
        raise RefusedError(Refusal(400, 20001, f"Invalid {name}"))


def _value(text: str, state: TwilioState, category: str, by: str, recurring: str | None) -> Decimal:
    """Parse a value; `+30` is 30 more than the current one."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(-1)
    _require("TriggerValue", value >= 0)
    return value + meter.current(state, category, by, recurring) if text.startswith("+") else value


def shape(one: Trigger, state: TwilioState) -> Json:
    path = f"{shapes.account_path(state.account_sid)}/Usage"
    return {
        "account_sid": state.account_sid,
        "api_version": API_VERSION,
        "callback_method": one.callback_method,
        "callback_url": one.callback_url,
        "current_value": f"{meter.current(state, one.category, one.by, one.recurring):f}",
        "date_created": shapes.rfc2822(one.created_at),
        "date_fired": shapes.rfc2822(one.fired_at),
        "date_updated": shapes.rfc2822(one.updated_at),
        "friendly_name": one.name,
        "recurring": one.recurring,
        "sid": one.sid,
        "trigger_by": one.by,
        "trigger_value": f"{one.value:f}",
        "uri": f"{path}/Triggers/{one.sid}.json",
        "usage_category": one.category,
        "usage_record_uri": meter.record_uri(one, state),
    }
