"""The emulated Content API: templates and their approval by WhatsApp.

Source: twilio.com/docs/content/content-api-resources.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest

from bot.core import clock
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import RefusedError, not_found
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.shapes import Json
from bot.sandbox.twilio.values import Template

APPROVALS = ("approved", "pending", "received", "rejected", "paused", "disabled", "unsubmitted")


def add_routes(rest: Blueprint, bound: Callable[..., Any]) -> None:
    """Add the routes: all templates, with or without approvals, and one template."""
    for rule, view in (
        ("/Content", listed),
        ("/ContentAndApprovals", with_approvals),
        ("/Content/<sid>", fetch),
    ):
        rest.add_url_rule(rule, f"GET {rule}", bound(view), methods=["GET"])


def add_control(control: Blueprint, twilio: TwilioEmulator) -> None:
    """Add the control route that creates or replaces a template."""

    @control.put("/templates/<sid>")
    def put_template(sid: str) -> Response:
        given = request.get_json(force=True)
        if not isinstance(given, dict) or not isinstance(given.get("text"), str):
            raise BadRequest("text: the template's text, with {{1}} for a variable")
        approval = given.get("approval", "approved")
        if approval not in APPROVALS:
            raise BadRequest(f"approval: expected one of {', '.join(APPROVALS)}")
        template = Template(
            sid,
            given["text"],
            clock.now(),
            name=str(given.get("name", "")),
            language=str(given.get("language", "pt_BR")),
            approval=approval,
            variables=tuple((str(key), str(value)) for key, value in given.get("variables", {}).items()),
        )
        return jsonify(_shape(twilio.state.put_template(template), twilio.state.account_sid))


def listed(twilio: TwilioEmulator) -> Response:
    account = twilio.state.account_sid
    return _page([_shape(template, account) for template in twilio.state.known_templates()])


def with_approvals(twilio: TwilioEmulator) -> Response:
    account = twilio.state.account_sid
    known = twilio.state.known_templates()
    return _page(
        [{**_shape(template, account), "approval_requests": _approval(template)} for template in known]
    )


def fetch(twilio: TwilioEmulator, sid: str) -> Response:
    for template in twilio.state.known_templates():
        if template.sid == sid:
            address = f"{request.host_url}v1/Content/{sid}"
            links = {"approval_create": f"{address}/ApprovalRequests/whatsapp"}
            links["approval_fetch"] = f"{address}/ApprovalRequests"
            shape = _shape(template, twilio.state.account_sid)
            return jsonify({**shape, "url": address, "links": links})
    raise RefusedError(not_found())


def _shape(template: Template, account: str) -> Json:
    at = clock.iso(template.at)
    return {
        "account_sid": account,
        "date_created": at,
        "date_updated": at,
        "friendly_name": template.name,
        "language": template.language,
        "sid": template.sid,
        "types": {"twilio/text": {"body": template.text}},
        "variables": dict(template.variables),
    }


def _approval(template: Template) -> Json:
    rejected = template.approval == "rejected"
    return {
        "allow_category_change": True,
        "category": "UTILITY",
        "content_type": "twilio/text",
        "name": template.name,
        "rejection_reason": "It was rejected in the sandbox." if rejected else "",
        "status": template.approval,
    }


def _page(entries: Sequence[Json]) -> Response:
    return paged("contents", entries)


def paged(key: str, entries: Sequence[Json], **filters: str) -> Response:
    """Return one page of a list as Twilio's newer APIs do: neighbours under `meta`, with full URLs."""
    try:
        size, number = int(request.args.get("PageSize", 50)), int(request.args.get("Page", 0))
    except ValueError:
        raise RefusedError(Refusal(400, 20001, "Page and PageSize must be numbers")) from None
    size, number = min(max(size, 1), 1000), max(number, 0)

    def address(page: int) -> str:
        return f"{request.base_url}?{urlencode({**filters, 'PageSize': size, 'Page': page})}"

    more = (number + 1) * size < len(entries)
    meta = {
        "first_page_url": address(0),
        "key": key,
        "next_page_url": address(number + 1) if more else None,
        "page": number,
        "page_size": size,
        "previous_page_url": address(number - 1) if number else None,
        "url": address(number),
    }
    return jsonify({key: list(entries[number * size : (number + 1) * size]), "meta": meta})
