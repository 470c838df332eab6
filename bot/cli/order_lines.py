"""An order's report as a line of the terminal: its status, and why it waits or was refused."""

from __future__ import annotations

from datetime import tzinfo

from bot.cli import language, moments, screen
from bot.core.sentences import Sentence
from bot.core.settings import Language
from bot.rules import texts
from bot.rules.wire.order_status import OrderReport

# As the terminal names what is not a message's own status at Twilio.
_STATUSES = {"unknown": "unknown, perhaps sent", "refused": "refused, not sent"}


def line(report: OrderReport, zone: tzinfo | None) -> str:
    """Return the report in one line; times in the zone."""
    code = f"Twilio {report.code}" if report.code else ""
    status = screen.shown(_STATUSES.get(report.status, report.status))
    return "  ".join(part for part in (report.order, status, code, why(report, zone)) if part)


def why(report: OrderReport, zone: tzinfo | None) -> str:
    """Return why it waits or was refused, as people read it."""
    words = cause(report)
    if report.until is None:
        return words
    until = moments.written(report.until, zone)
    if not words:
        return screen.shown(Sentence("until {moment}", moment=until))
    return screen.shown(Sentence("{why} (until {moment})", why=words, moment=until))


def cause(report: OrderReport) -> str:
    """Return the same without until when; jobs report the name of a rule of the policy, or a sentence."""
    rule = texts.of(Language(language.current())).reasons.get(report.cause, "").removesuffix(".")
    return rule or screen.shown_again(report.cause)
