"""Twilio's copies of an erased person's messages, deleted as soon as Twilio allows it."""

from __future__ import annotations

from datetime import datetime

from bot.adapters.twilio.archive import Archive, KeptMessage
from bot.core import logs
from bot.core.errors import SendRefusedError, TemporaryError
from bot.jobs.rights.plans import ErasurePlan
from bot.jobs.sending import outbound
from bot.jobs.tools import Tools


def erase(plan: ErasurePlan, until: datetime, final_text: str, tools: Tools) -> int:
    """Delete what Twilio keeps, including `final_text` to the person; return how many copies are left.

    `until` is when the erasure began. What the person wrote since then is kept.
    """
    archive, left = Archive(tools.settings), 0
    try:
        for kept in archive.kept(plan.addresses, _ours(plan, tools)):
            if _belongs(kept, plan, until, final_text):
                left += not archive.delete(kept.sid)
    except (TemporaryError, SendRefusedError) as error:
        logs.trouble("copies-not-erased", reason=error.message, remedy=error.remedy)
        return left + 1
    return left


def _belongs(kept: KeptMessage, plan: ErasurePlan, until: datetime, final_text: str) -> bool:
    if kept.inbound:
        return kept.created_at <= plan.at
    return kept.created_at <= until or outbound.key(kept.text) == outbound.key(final_text)


def _ours(plan: ErasurePlan, tools: Tools) -> frozenset[str]:
    """Return our own addresses: those that are configured, and those that the person wrote to."""
    environment = tools.settings.environment
    configured = (environment.TWILIO_PHONE_NUMBER, environment.TWILIO_WHATSAPP_NUMBER)
    return frozenset({plan.sender, *(one.sender for one in plan.issues), *filter(None, configured)})
