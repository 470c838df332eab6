"""What became of the messages that an administrator ordered here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from flask import Blueprint, g, render_template
from werkzeug.exceptions import NotFound

from bot.adapters.github import app_manifest
from bot.console.entry import visitor
from bot.console.sending import addressed, fate, views
from bot.console.sending.addressed import Addressed
from bot.console.sending.fate import OrderFate
from bot.core import clock
from bot.core.settings import Settings
from bot.relay.mounting import RelayParts
from bot.rules.texts import terminal

_SHOWN = 10
_LAST_LOOK = 286  # htmx looks no more then (htmx.org/docs/#polling)
_NOT_YOURS = "You have ordered no message of this id here, or it was too long ago."


def token_name(administrator: str) -> str:
    """Return whose orders an administrator's are: the colon keeps it apart from all names of GATEWAY_API_TOKENS."""
    return f"console:{administrator}"


class Follower:
    """The pages about orders."""

    def __init__(self, parts: RelayParts) -> None:
        self._parts = parts

    def add_routes(self, area: Blueprint) -> None:
        @area.get("/send/orders/<order>")
        def order(order: str) -> str:
            return render_template("send_fate.html", **self._shown(order))

        @area.get("/send/orders/<order>/steps")
        def steps(order: str) -> tuple[str, int]:
            shown = self._shown(order)
            return render_template("send_steps.html", **shown), 200 if shown["is_followed"] else _LAST_LOOK

    def latest(self) -> Sequence[tuple[OrderFate, Addressed | None]]:
        """Return the visitor's latest orders, the newest first, with what the browser knows of them."""
        found = self._parts.intake.orders.latest(token_name(visitor.visitor().name), _SHOWN)
        known = self._addressed()
        texts = views.own_texts()
        return [(fate.of(way, texts), known.get(way.report.order)) for way in found]

    def _shown(self, order: str) -> Mapping[str, object]:
        way = self._parts.intake.orders.way(order, token_name(visitor.visitor().name))
        if way is None:
            raise NotFound(_NOT_YOURS)
        settings = self._parts.live.current
        found = fate.of(way, views.own_texts())
        return {
            "fate": found,
            "is_followed": found.is_followed(clock.now()),
            "addressed": self._addressed().get(order),
            # What relay and jobs keep is English, or in the language of the issues.
            "again": terminal.read_back(g.language).shown,
            "zone": ZoneInfo(settings.config.time_zone),
            "run_url": _run_url(way.run, settings) if way.run else "",
        }

    def _addressed(self) -> Mapping[str, Addressed]:
        return addressed.known(visitor.visitor().session, self._parts.store.keys)


def _run_url(run: int, settings: Settings) -> str:
    home = app_manifest.pages_of(settings.environment.GITHUB_API_URL)
    return f"{home}/{settings.repository}/actions/runs/{run}"
