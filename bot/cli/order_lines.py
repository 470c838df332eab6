"""An order's report as a line of the terminal: its status, and why it waits or was refused."""

from __future__ import annotations

from datetime import datetime, tzinfo

from bot.cli import language, moments, screen
from bot.core import clock
from bot.core.sentences import Sentence
from bot.core.settings import Language
from bot.rules import texts
from bot.rules.wire.order_status import OrderReport

# As the terminal names what is not a message's own status at Twilio.
_STATUSES = {"unknown": "unknown, perhaps sent", "refused": "refused, not sent"}
_UNTIL = "until "  # before a moment, at the end of a reason


def line(report: OrderReport, zone: tzinfo | None) -> str:
    """Return the report in one line; times in the zone."""
    code = f"Twilio {report.code}" if report.code else ""
    status = screen.shown(_STATUSES.get(report.status, report.status))
    return "  ".join(part for part in (report.order, status, code, why(report.reason, zone)) if part)


def why(reason: str, zone: tzinfo | None) -> str:
    """Return the reason as people read it."""
    words, moment = parts(reason)
    if moment is None:
        return words
    until = moments.written(moment, zone)
    if not words:
        return screen.shown(Sentence("until {moment}", moment=until))
    return screen.shown(Sentence("{why} (until {moment})", why=words, moment=until))


def parts(reason: str) -> tuple[str, datetime | None]:
    """Return the reason in words, and until when it holds; jobs report the name of a rule, a moment, or a sentence."""
    name, _, moment = reason.rpartition(_UNTIL)
    try:
        until = clock.read_iso(moment)
    except ValueError:
        return _rule(reason) or screen.shown_again(reason), None
    return _rule(name.removesuffix(", ")), until


def _rule(name: str) -> str:
    """Return what a rule of the policy says, empty for what is none."""
    reasons = texts.of(Language(language.current())).reasons
    return reasons.get(name, "").removesuffix(".")
