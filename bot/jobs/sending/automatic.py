"""Automatic answers: whether one may leave, and what maintainers see where it may not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import Enum, auto

from bot.core import clock, logs
from bot.core.messages import Address, SentMessage
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import ceiling_notice, policy_gate
from bot.jobs.tools import Tools
from bot.rules.sending import ceilings, phone_sentences, recognition
from bot.rules.sending.ceilings import DAY, ReachedCeiling
from bot.rules.sending.policy import HoldReason, Intended, Refuse
from bot.rules.texts import own
from bot.rules.wire.markers import KeyedMarker

_MEMORY = timedelta(days=31)  # how far back they are counted
# What maintainers can do something about, or have to know: nobody else answers the person.
_WORTH_A_NOTE = frozenset({HoldReason.OUR_NUMBER, HoldReason.COSTLY_NUMBER, HoldReason.FOREIGN_COUNTRY})

# Of the sentences that phones are sent, those that answer a message at once, by their names in config.yml.
SENTENCES = (
    *("acknowledgement", "opted_out", "opted_in", "keyword_help", "privacy.kept", "privacy.confirm"),
    *("privacy.wrong_code", "privacy.wrong_try", "privacy.tries_used_up", "privacy.asked_too_often"),
    *("privacy.handed_over", "privacy.opted_in_later", "certificate_advice", "office_closed"),
)


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
    sent = _automatic(tools.messages.sent_from(sender, now - DAY), tools)
    if only_text and recognition.key(only_text) in [recognition.key(one.text) for one in sent]:
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
    return [one.created_at for one in _automatic(sent, tools)]


def _automatic(sent: Iterable[SentMessage], tools: Tools) -> list[SentMessage]:
    config = tools.settings.config
    behind = own.every(config, ("office_back",))
    greetings = {f"{one} {said}" for one in own.every(config, ("acknowledgement",)) for said in behind}
    sentences = own.every(config, SENTENCES) | greetings
    return [one for one in sent if phone_sentences.is_one_of(one.text, sentences)]
