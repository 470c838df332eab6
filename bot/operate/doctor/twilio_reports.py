"""Checks of what Twilio itself reports: its errors of the last day, and which templates WhatsApp has approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.adapters.twilio import content, monitor
from bot.core import clock
from bot.core.sentences import Sentence
from bot.operate.doctor import twilio_asks as asks
from bot.operate.doctor.checks import Area, Check, Finding, attention, not_needed, ok, wrong
from bot.operate.doctor.facts import Facts
from bot.rules import texts
from bot.rules.texts import Meaning
from bot.rules.upkeep import alerts
from bot.rules.upkeep.alerts import AlertSummary

LOOKED_BACK = timedelta(days=1)
STILL = timedelta(hours=1)  # an error this young may go on


def errors(facts: Facts) -> Finding:
    """Whether Twilio could deliver to us what it had, in the last day."""
    now = clock.now()
    with asks.seen("its error log"):
        log = facts.once("twilio-log", lambda: monitor.log(asks.asking(facts), now - LOOKED_BACK))
    rows = alerts.grouped(log.alerts)
    if not rows:
        return ok("Twilio's error log has nothing of the last day.")
    known = texts.of("en")
    ours = [row for row in rows if row.code in known.upkeep.alert_codes]
    codes = ", ".join(f"{row.code} x {row.count}" for row in ours or rows)
    if not ours:
        return attention(
            Sentence("Twilio's error log of the last day concerns single messages: {codes}.", codes=codes),
            "The comments that sent them say what became of each.",
        )
    meaning = known.upkeep.alert_codes[ours[0].code]
    evidence = Sentence("Twilio's error log of the last day: {codes}. {what}", codes=codes, what=meaning.what)
    young = any(now - row.last < STILL for row in ours)
    return (wrong if young else attention)(evidence, _remedy(meaning, ours))


def _remedy(meaning: Meaning, rows: Sequence[AlertSummary]) -> Sentence:
    return Sentence(meaning.remedy, code=rows[0].code)


def templates(facts: Facts) -> Finding:
    """Whether the configured templates exist at Twilio, approved and as they are here."""
    configured = facts.settings.config.templates
    if not configured:
        return not_needed("config.yml has no templates.")
    with asks.seen("the templates"):
        known = facts.once("twilio-templates", lambda: content.contents(asks.asking(facts)))
    faulty = [one.name for one in content.compare(configured, known) if one.faults]
    if faulty:
        return wrong(
            Sentence(
                "Of {count} templates {faulty} cannot be sent: {names}.",
                count=len(configured),
                faulty=len(faulty),
                names=", ".join(faulty),
            ),
            "`bot templates check` says what is wrong with each.",
        )
    return ok(Sentence("All {count} templates can be sent.", count=len(configured)))


CHECKS = (
    Check("twilio-errors", Area.TWILIO, "Twilio's own errors of the last day", errors),
    Check("twilio-templates", Area.TWILIO, "Templates", templates),
)
