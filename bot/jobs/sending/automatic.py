"""Automatic answers: whether one may leave, and what maintainers see where it may not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.core import clock, logs
from bot.core.messages import Address
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import ceiling_notice, policy_gate
from bot.jobs.tools import Tools
from bot.rules import texts
from bot.rules.sending import ceilings
from bot.rules.sending.ceilings import DAY, ReachedCeiling
from bot.rules.sending.policy import HoldReason, Intended, Refuse
from bot.rules.wire.markers import KeyedMarker

_MEMORY = timedelta(days=31)  # how far back they are counted
# What maintainers can do something about, or have to know: nobody else answers the person.
_WORTH_A_NOTE = frozenset({HoldReason.OUR_NUMBER, HoldReason.COSTLY_NUMBER, HoldReason.FOREIGN_COUNTRY})


def may_leave(
    intended: Intended, issue: int, record: ConsentRecord, tools: Tools, only_text: str = ""
) -> bool:
    """Return whether an automatic answer may leave now; if not, show why where maintainers should know it.

    `only_text` is the text of one that no other has: if it left before a run died, it is found despite the ceiling.
    """
    answer = answerable(intended, issue, record, tools, only_text)
    if answer is Answerable.TOO_MANY:
        tools.repository.add_label(issue, tools.labels.unanswered)
    return answer is Answerable.YES


class Answerable(Enum):
    """Whether an automatic answer may leave; of TOO_MANY the conversation is to get the label `unanswered`."""

    YES = auto()
    NO = auto()
    TOO_MANY = auto()


def answerable(
    intended: Intended,
    issue: int,
    record: ConsentRecord,
    tools: Tools,
    only_text: str = "",
    *,
    under_way: int = 0,
) -> Answerable:
    """Return what `may_leave` does, and leave it to the caller to label the conversation.

    `under_way` are the answers of which this has said that they may leave, and that have not left yet.
    """
    held = policy_gate.held(intended, record, tools)
    if isinstance(held, Refuse) and held.reason in _WORTH_A_NOTE:
        note_unanswered(issue, held, tools)
    if held:
        return Answerable.NO
    reached = _reached(intended.sender, only_text, tools, under_way)
    if reached is None:
        return Answerable.YES
    if reached.key not in tools.shown_ceilings:
        ceiling_notice.show(reached, tools)
        tools.shown_ceilings.add(reached.key)
    return Answerable.TOO_MANY


def _reached(sender: Address, only_text: str, tools: Tools, under_way: int) -> ReachedCeiling | None:
    """Return the ceiling that allows no further automatic answer from the number now, by Twilio's list."""
    now = clock.now()
    sent = [one for one in tools.messages.sent_from(sender, now - DAY) if _is_automatic(one.text)]
    if only_text in [one.text for one in sent]:
        return None
    moments = [*(one.created_at for one in sent), *([now] * under_way)]
    known = ceilings.of_answers(tools.settings.config.ceilings)
    return next((ReachedCeiling(one, now) for one in known if one.reached(moments, now)), None)


def note_unanswered(issue: int, held: Refuse, tools: Tools) -> None:
    """Label a conversation whose person gets no automatic answers, and say why, once for each reason."""
    sentences = tools.maintainers
    sentence = sentences.sending.unanswered.format(
        reason=sentences.reasons[held.reason], remedy=sentences.remedies[held.remedy]
    )
    tools.repository.add_label(issue, tools.labels.unanswered)
    tools.conversations.comment_once(issue, KeyedMarker(f"unanswered-{held.reason}"), sentence)
    logs.step("automatic-answer-held", issue=issue, reason=held.reason)


def answers(people: Iterable[Address], sender: Address, tools: Tools) -> list[datetime]:
    """Return when the person, at any of these addresses, got automatic texts: greetings and answers to keywords."""
    since = clock.now() - _MEMORY
    sent = (one for address in people for one in tools.messages.sent_to(address, sender, since))
    return [one.created_at for one in sent if _is_automatic(one.text)]


def _is_automatic(text: str) -> bool:
    """Recognise an automatic text by its first words; numbers and dates follow them."""
    return any(
        text.startswith(sentence.partition("{")[0])
        for sentences in texts.everywhere()
        for sentence in (
            sentences.acknowledgement,
            sentences.opted_out,
            sentences.opted_in,
            sentences.keyword_help,
            sentences.privacy.kept,
            sentences.privacy.confirm,
            sentences.privacy.wrong_code,
            sentences.privacy.wrong_try,
            sentences.privacy.tries_used_up,
            sentences.privacy.asked_too_often,
            sentences.privacy.handed_over,
            sentences.privacy.opted_in_later,
            sentences.inbound.certificate_advice,
        )
    )
