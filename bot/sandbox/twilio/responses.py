"""Responses that the routes share: refusals and paged lists."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, jsonify, request

from bot.sandbox.twilio import shapes
from bot.sandbox.twilio.rules import Refusal
from bot.sandbox.twilio.shapes import Json


class RefusedError(Exception):
    """The request is answered with one of Twilio's refusals."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def refused(refusal: Refusal) -> Response:
    response = jsonify(shapes.refusal(refusal))
    response.status_code = refusal.status
    if refusal.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    return response


def not_found() -> Refusal:
    return Refusal(404, 20404, f"The requested resource {request.path} was not found")


def nothing_left() -> Response:
    """Return the answer to a successful delete."""
    return Response(status=204)


def page(name: str, entries: Sequence[Json], filter_names: Sequence[str]) -> Response:
    query = request.args
    try:
        size, number = int(query.get("PageSize", 50)), int(query.get("Page", 0))
    except ValueError:
        raise RefusedError(Refusal(400, 20001, "Page and PageSize must be numbers")) from None
    cut = shapes.Cut(min(max(size, 1), 1000), max(number, 0), query.get("PageToken", ""))
    filters = {key: query[key] for key in filter_names if key in query}
    return jsonify(shapes.page(name, request.path, filters, entries, cut))
