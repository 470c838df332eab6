"""The emulated Monitor API: Twilio's error log.

Source: twilio.com/docs/usage/monitor-alert.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.core import clock
from bot.sandbox.twilio.content import paged
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import RefusedError, not_found
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.shapes import Json
from bot.sandbox.twilio.values import Alert

OLDEST = timedelta(days=30)


def add_routes(rest: Blueprint, bound: Callable[..., Any]) -> None:
    """Add the routes: the alerts of a period, and one alert."""
    for rule, view in (("/Alerts", listed), ("/Alerts/<sid>", fetch)):
        rest.add_url_rule(rule, f"GET {rule}", bound(view), methods=["GET"])


def listed(twilio: TwilioEmulator) -> Response:
    """List alerts, newest first."""
    query, now = request.args, clock.now()
    since = _moment("StartDate") or now - OLDEST
    until = _moment("EndDate") or now
    if since < now - OLDEST - timedelta(minutes=1):
        raise RefusedError(Refusal(400, 20001, "Queries for alerts older than 30 days are not supported"))
    found = [
        _shape(alert, twilio.state.account_sid)
        for alert in reversed(twilio.state.alerts())
        if since <= alert.at <= until and query.get("LogLevel", alert.level) == alert.level
    ]
    return paged("alerts", found)


def fetch(twilio: TwilioEmulator, sid: str) -> Response:
    for alert in twilio.state.alerts():
        if alert.sid == sid:
            request_ = dict.fromkeys(
                ("request_headers", "request_variables", "response_body", "response_headers")
            )
            return jsonify({**_shape(alert, twilio.state.account_sid), **request_})
    raise RefusedError(not_found())


def _shape(alert: Alert, account: str) -> Json:
    at = alert.at.strftime("%Y-%m-%dT%H:%M:%SZ")  # twilio's own library parses no fractions of a second
    return {
        "account_sid": account,
        "alert_text": alert.message,
        "api_version": "2010-04-01",
        "date_created": at,
        "date_generated": at,
        "date_updated": at,
        "error_code": alert.error_code,
        "log_level": alert.level,
        "more_info": f"https://www.twilio.com/docs/api/errors/{alert.error_code}",
        "request_method": "POST",
        "request_url": alert.url,
        "resource_sid": alert.resource_sid,
        "service_sid": None,
        "sid": alert.sid,
        "url": f"{request.host_url}v1/Alerts/{alert.sid}",
    }


def _moment(name: str) -> datetime | None:
    text = request.args.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise RefusedError(Refusal(400, 20001, f"Invalid date: {text}")) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.now().tzinfo)
