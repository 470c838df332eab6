"""The page *Credentials*."""

from __future__ import annotations

from flask import Blueprint, render_template

from bot.relay.mounting import RelayParts


def blueprint(parts: RelayParts) -> Blueprint:
    """Return the routes of the page."""
    area = Blueprint("credentials", __name__)

    @area.get("/credentials")
    def page() -> str:
        return render_template("credentials.html", zone=parts.live.current.config.time_zone)

    return area
