"""The page *Messages*: what came and what went, what is held, and the way of each message."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, render_template, request

from bot.adapters.twilio.message_log import LogPlace
from bot.console.entry import visitor
from bot.console.messages import held as messages_held
from bot.console.messages import way as messages_way
from bot.console.messages.filters import DIRECTIONS, STATES, Cursor, Filters
from bot.console.messages.listing import Lister, MessageList
from bot.console.tools.patience import TooLongError
from bot.core import clock, logs
from bot.core.errors import BotError, TemporaryError
from bot.core.messages import SENDING
from bot.relay.mounting import RelayParts
from bot.rules.text.networks import name_of


def blueprint(parts: RelayParts) -> Blueprint:
    """Return the routes of the page."""
    area = Blueprint("messages", __name__)

    @area.get("/messages")
    def page() -> str:
        """Return the page with what the store knows; it asks for the list itself."""
        return _page(parts, _filters(parts), None)

    @area.post("/messages")
    def whole() -> str:
        """Return the page with the list, for browsers without scripts."""
        return _page(parts, *_list(parts))

    @area.post("/messages/list")
    def part() -> str:
        """Return a part of the list."""
        filters, found = _list(parts)
        return render_template("messages_list.html", found=found, filters=filters)

    @area.post("/messages/sheet")
    def sheet() -> Response | tuple[str, int]:
        """Return what the filters choose as a file, or the page that says why not."""
        filters, who = _filters(parts), visitor.visitor()
        try:
            content = Lister(parts, who, str(g.language)).spreadsheet(filters)
        except BotError as error:
            code = 502 if isinstance(error, TemporaryError | TooLongError) else 422
            return _page(parts, filters, MessageList((), trouble=error)), code
        logs.step("console-messages-sheet", reason=who.name)
        answer = Response(content, mimetype="text/csv")
        answer.headers.set(
            "Content-Disposition",
            "attachment",
            filename="mensagens.csv" if g.language == "pt-BR" else "messages.csv",
        )
        return answer

    messages_held.add_routes(area, parts)
    messages_way.add_routes(area, parts)
    return area


def _filters(parts: RelayParts) -> Filters:
    zone = ZoneInfo(parts.live.current.config.time_zone)
    return Filters.of_form(request.form, clock.now(), zone)


def _list(parts: RelayParts) -> tuple[Filters, MessageList]:
    given = request.form.get("cursor", "")
    try:
        cursor = Cursor.opened(given, parts.store.keys) if given else Cursor(_filters(parts), LogPlace())
    except BotError as error:
        return _filters(parts), MessageList((), trouble=error)
    return cursor.filters, Lister(parts, visitor.visitor(), str(g.language)).part(cursor)


def _page(parts: RelayParts, filters: Filters, found: MessageList | None) -> str:
    return render_template(
        "messages.html",
        held=messages_held.held_in(parts.store, str(g.language)),
        was_held=False,
        filters=filters,
        found=found,
        channels={str(channel): name_of(str(channel)) for channel in SENDING},
        directions=DIRECTIONS,
        states=STATES,
    )
