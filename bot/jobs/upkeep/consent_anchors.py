"""Where new consent entries stand, reported again to the relay: it may have been out of reach when they were made."""

from __future__ import annotations

from collections.abc import Iterator

from bot.adapters import relay_reports
from bot.jobs.record import consent_chain
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.people import consent
from bot.rules.wire import consent_anchors
from bot.rules.wire.consent_anchors import Anchor


def report(context: ReconcileContext) -> list[str]:
    """Report the sealed entries of the period; the relay keeps each once."""
    tools = context.tools
    anchors = list(_recent(context))
    relay_reports.report_anchors(tools.settings.relay_url, anchors, tools.vault)
    return []


def _recent(context: ReconcileContext) -> Iterator[Anchor]:
    tools = context.tools
    for issue in context.issues:
        contact = tools.ledger.contact_of(issue)
        if contact is None:
            continue
        comments = (comment for comment in context.comments if comment.issue == issue.number)
        found = consent_chain.listed(comments, contact, tools.own, tools.vault)
        entries = [consent.read(one.line) for one in found if one.fits]
        yield from consent_anchors.of_entries(contact, entries)
