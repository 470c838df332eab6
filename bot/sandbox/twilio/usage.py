"""The emulated usage records: charges summed by category over a range of days in UTC.

Source: twilio.com/docs/usage/api/usage-record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from bot.core import clock
from bot.sandbox.twilio import shapes
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.forms import API_VERSION
from bot.sandbox.twilio.meter import CATEGORIES, TOTAL, Span, amount
from bot.sandbox.twilio.responses import RefusedError, not_found, page
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.shapes import Json
from bot.sandbox.twilio.values import Charge

_PERIODS = ("AllTime", "Today", "Yesterday", "ThisMonth", "LastMonth", "Daily", "Monthly")
_UNITS = {
    "phonenumbers": "numbers",
    "shortcodes": "numbers",
    "calls": "minutes",
    "recordings": "minutes",
    TOTAL: "usd",
}


def add_routes(rest: Blueprint, bound: Callable[..., Any]) -> None:
    """Add the list, and the lists of each period."""
    for rule in ("/<account>/Usage/Records.json", "/<account>/Usage/Records/<period>.json"):
        name = f"GET {rule}".replace(".", " ")
        rest.add_url_rule(rule, name, bound(listed), methods=["GET"])


def listed(twilio: TwilioEmulator, period: str = "AllTime") -> Response:
    """List every category that Twilio knows, those without usage too."""
    if period not in _PERIODS:
        raise RefusedError(not_found())
    if twilio.faults.fires("twilio-usage-down"):
        raise RefusedError(Refusal(500, 20500, "Internal server error"))
    if twilio.faults.fires("twilio-no-usage"):
        raise RefusedError(Refusal(403, 20008, "Resource not accessible with these credentials"))
    state, today = twilio.state, clock.now().date()
    charges = state.charges()
    opened = min([state.created_at.date(), *(charge.at.date() for charge in charges)])
    category_filter = request.args.get("Category")
    spans = _spans(period, (_day("StartDate", opened), _day("EndDate", today)), today)
    entries = [
        _record(category, span, charges, state.account_sid)
        for span in spans
        for category in CATEGORIES
        if category_filter in (None, category)
    ]
    return page("usage_records", entries, ("Category", "StartDate", "EndDate"))


def _month(day: date) -> Span:
    after = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day.replace(day=1), after - timedelta(days=1)


def _spans(period: str, asked: Span, today: date) -> Sequence[Span]:
    first = today.replace(day=1)
    fixed = {
        "Today": (today, today),
        "Yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "ThisMonth": (first, today),
        "LastMonth": _month(first - timedelta(days=1)),
        "AllTime": asked,
    }
    if period in fixed:
        return [fixed[period]]
    if period == "Daily":
        return [(day, day) for day in _days(asked)]
    months = dict.fromkeys(map(_month, _days(asked)))
    return [(max(begin, asked[0]), min(end, asked[1])) for begin, end in months]


def _days(span: Span) -> Iterator[date]:
    for number in range((min(span[1], clock.now().date()) - span[0]).days + 1):
        yield span[0] + timedelta(days=number)


def _day(name: str, otherwise: date) -> date:
    text = request.args.get(name)
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RefusedError(Refusal(400, 20001, f"Invalid {name}: {text}")) from None


def _record(category: str, span: Span, charges: Sequence[Charge], account_sid: str) -> Json:
    query = urlencode({"Category": category, "StartDate": span[0], "EndDate": span[1]})
    path = f"{shapes.account_path(account_sid)}/Usage/Records"
    price = amount(charges, category, "price", span)
    unit = _UNITS.get(category.partition("-")[0], "messages")
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "as_of": clock.now().strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        "category": category,
        "count": f"{amount(charges, category, 'count', span):f}",
        "count_unit": unit,
        "description": category.replace("-", " ").title(),
        "end_date": span[1].isoformat(),
        "price": float(price),  # a number, as in Twilio's OpenAPI description; the sum is exact until here
        "price_unit": "usd",
        "start_date": span[0].isoformat(),
        "subresource_uris": {
            name.lower(): f"{path}/{name}.json?{urlencode({'Category': category})}" for name in _PERIODS
        },
        "uri": f"{path}.json?{query}",
        "usage": f"{amount(charges, category, 'usage', span):f}",
        "usage_unit": "segments" if category.startswith("sms") else unit,
    }
