"""The page *Overview*."""

from __future__ import annotations

from flask import Blueprint, render_template

from bot.relay.mounting import RelayParts


def blueprint(parts: RelayParts) -> Blueprint:
    """Return the routes of the page."""
    area = Blueprint("overview", __name__)

    @area.get("/")
    def page() -> str:
        return render_template("overview.html", zone=parts.live.current.config.time_zone)

    return area
