"""The page *Overview*: whether all is well, and the figures that show it."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from bot.console.overview import charts
from bot.console.overview import figures as overview_figures
from bot.console.tools import writing
from bot.core.settings import Language
from bot.relay.mounting import RelayParts
from bot.rules import texts


def blueprint(parts: RelayParts) -> Blueprint:
    """Return the routes of the page."""
    area = Blueprint("overview", __name__)

    @area.get("/")
    def page() -> str:
        return _shown("overview.html", parts)

    @area.get("/now")
    def now() -> str:
        """Return what the page renews by itself."""
        return _shown("overview_figures.html", parts)

    return area


def _shown(template: str, parts: RelayParts) -> str:
    figures, language = overview_figures.gather(parts), Language(g.language)
    hours = figures.traffic.hours
    return render_template(
        template,
        figures=figures,
        names=texts.of(language).rotation.names,
        received=charts.bars([[hour.received] for hour in hours]),
        sent=charts.bars([[hour.arrived, hour.failed] for hour in hours]),
        number=lambda value: writing.number(value, language),
        percent=lambda share: writing.percent(share, language),
        money=lambda amount, currency: writing.money(amount, currency, language),
        span=writing.span,
    )
