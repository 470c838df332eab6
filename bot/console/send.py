"""The page *Send a message*."""

from __future__ import annotations

from flask import Blueprint, render_template

from bot.relay.mounting import RelayParts


def blueprint(parts: RelayParts) -> Blueprint:
    """Return the routes of the page."""
    area = Blueprint("send", __name__)

    @area.get("/send")
    def page() -> str:
        return render_template("send.html", zone=parts.live.current.config.time_zone)

    return area
