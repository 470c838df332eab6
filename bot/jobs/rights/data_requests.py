"""People's requests about their own data: to see what is kept, and to have it erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from bot.core.messages import ContactId, Event, MessageSid, Purpose
from bot.core.settings.vocabulary import Intent
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.rights import erasure, erasure_codes
from bot.jobs.rights.holdings import Holdings
from bot.jobs.rights.keyword_answers import answer, is_noted, note
from bot.jobs.rights.plans import ErasureRequest
from bot.jobs.sending import wording
from bot.jobs.tools import Tools
from bot.rules.people import contacts, keywords
from bot.rules.people.consent import ConsentState
from bot.rules.sending.phone_sentences import PhoneTexts
from bot.rules.text.inert import one_line
from bot.rules.texts.privacy import PrivacyTexts

_MOST_NAME = 40  # characters: the summary fits two SMS

# How often a person may ask at once; None are the codes that confirm an erasure.
_MOST_AT_ONCE = {
    Intent.HELP: 1,
    Intent.MY_DATA: 1,
    Intent.ERASE: 1,
    None: erasure_codes.TRIES,
}


def send_summary(event: Event, conversation: Conversation, record: ConsentRecord, tools: Tools) -> None:
    """Answer MEUS DADOS at once, and show maintainers what they still owe the person."""
    number = conversation.issue.number
    if is_noted(event, number, tools):
        return
    texts = tools.maintainers.privacy
    said, kept = (
        wording.for_answer(event, conversation, tools),
        erasure.holdings_of(event.message.sender, tools),
    )
    left = answer(event, summary(kept, record, said, tools), number, record, tools)
    note(event, texts.summary_sent if left else texts.summary_not_sent, number, tools)


def summary(kept: Holdings, record: ConsentRecord, said: PhoneTexts, tools: Tools) -> str:
    """Return what is kept about a person, short enough for a phone; it contains nothing about anybody else."""
    since, until = (
        said.texts.dates.write_day(moment.astimezone(tools.zone)) if moment else "-"
        for moment in (kept.since, kept.until)
    )
    return said.write(
        said.texts.privacy.kept,
        since=since,
        until=until,
        conversations=len(kept.held),
        received=kept.received,
        sent=kept.sent,
        files=kept.files,
        consent=_name_sentence(kept, said.texts.privacy) + _consent_sentence(record, said.texts.privacy),
    )


def ask_to_confirm(event: Event, conversation: Conversation, record: ConsentRecord, tools: Tools) -> None:
    """Answer APAGAR with a code; sending it back proves that the phone's owner asks, and means it.

    The sender of an SMS can be forged, but what is sent to that number reaches its owner.
    """
    number, texts = conversation.issue.number, tools.maintainers.privacy
    if is_noted(event, number, tools):
        return
    said = wording.for_answer(event, conversation, tools)
    if tools.settings.config.privacy.erasure == "ask":
        answer(event, said.write(said.texts.privacy.handed_over), number, record, tools)
        note(event, texts.for_maintainers, number, tools)
        return
    if not erasure_codes.may_ask(event.message.sender, tools):
        answer(event, said.write(said.texts.privacy.asked_too_often), number, record, tools)
        note(event, texts.asked_too_often_note, number, tools)
        return
    kept, hours = erasure.holdings_of(event.message.sender, tools), _hours_to_confirm(tools)
    question = said.write(
        said.texts.privacy.confirm,
        conversations=len(kept.held),
        messages=kept.received + kept.sent,
        files=kept.files,
        hours=hours,
        code=erasure_codes.code(event.message.sid, tools),
    )
    left = answer(event, question, number, record, tools, is_unique=True)
    sentence = texts.confirmation_sent.format(hours=hours) if left else texts.confirmation_not_sent
    note(event, sentence, number, tools, code_left=left)


def confirm(event: Event, conversation: Conversation, record: ConsentRecord, tools: Tools) -> ConsentRecord:
    """Erase everything if the message holds the code that was sent; return the consent record afterwards.

    While an erasure waits to be confirmed, any other six digits are a wrong code; otherwise they are an ordinary
    message.
    """
    message, said = event.message, wording.for_answer(event, conversation, tools)
    texts = said.texts.privacy
    code = keywords.code(message.text, tools.settings.config.keywords.vocabulary)
    automatic = tools.settings.config.privacy.erasure == "automatic"
    waiting = erasure_codes.requests(message.sender, tools) if automatic else []
    request = erasure_codes.counted(waiting, message.sid) or next(iter(waiting[-1:]), None)
    if request and message.sid not in request.marker.wrong and not request.is_ended:
        if code == erasure_codes.code(request.marker.sid, tools):
            return _erase(event, tools)
        request = erasure_codes.count_wrong(request, event, tools)
    if request and message.sid in request.marker.wrong:
        erasure_codes.warn(request, message.sid, tools)
        left = erasure_codes.tries_left_after(request, message.sid)
        text = said.write(texts.wrong_try, left=left) if left else said.write(texts.tries_used_up)
        answer(event, text, conversation.issue.number, record, tools)
    elif message.text.strip() != code:
        answer(event, said.write(texts.wrong_code), conversation.issue.number, record, tools)
    return record


def _erase(event: Event, tools: Tools) -> ConsentRecord:
    message = event.message
    request = ErasureRequest(
        message.sid, event.received_at, message.sender, message.recipient, sid=message.sid
    )
    return erasure.erase(request, tools)


def acting(events: Sequence[Event], tools: Tools) -> frozenset[MessageSid]:
    """Return which messages of a batch may act; the others are recorded and nothing more.

    Whoever asks the same thing several times at once gets one answer, and after the codes that end a request no further
    one can confirm it: the code of a new request reaches the person only after this batch.
    """
    vocabulary = tools.settings.config.keywords.vocabulary
    asked: Counter[tuple[str, Intent | None]] = Counter()
    found = set()
    for message in (event.message for event in events):
        intent = keywords.read(message.text, vocabulary, message.opt_out)
        most = _MOST_AT_ONCE.get(intent)
        if intent is None and not keywords.code(message.text, vocabulary):
            most = None
        key = f"{message.sender.network} {contacts.canonical(message.sender)}", intent
        asked[key] += most is not None
        if most is None or asked[key] <= most:
            found.add(message.sid)
    return frozenset(found)


def split_after_erasure(
    events: Sequence[Event], may_act: frozenset[MessageSid], tools: Tools
) -> tuple[list[Event], list[Event]]:
    """Return the events that can be recorded together, and those that a person sent after confirming an erasure.

    The latter begin a new conversation, once everything before them is erased.
    """
    now: list[Event] = []
    later: list[Event] = []
    confirmed: set[str] = set()
    for event in events:
        people = set(map(contacts.canonical, event.message.people))
        (now if confirmed.isdisjoint(people) else later).append(event)
        if event.message.sid in may_act and confirms(event, tools):
            confirmed |= people
    return now, later


def confirms(event: Event, tools: Tools) -> bool:
    """Return whether the message looks like the confirmation of an erasure."""
    return bool(keywords.code(event.message.text, tools.settings.config.keywords.vocabulary))


def forget_code(contact: ContactId) -> str:
    """Return the code with which a maintainer confirms an erasure; it is valid for this person only."""
    return contact[:4]


def _hours_to_confirm(tools: Tools) -> int:
    return max(1, tools.settings.config.privacy.confirm_within // timedelta(hours=1))


def _name_sentence(kept: Holdings, texts: PrivacyTexts) -> str:
    """Return the name that is kept, as short as a phone's text has room for; empty, or with the blank behind it."""
    name = one_line(kept.called.line)
    shown = name if len(name) <= _MOST_NAME else f"{name[:_MOST_NAME].rstrip()}..."
    return _apart(texts.kept_name.format(name=shown)) if shown else ""


def _consent_sentence(record: ConsentRecord, texts: PrivacyTexts) -> str:
    """Return what stands before the rest of a text; empty, or with the blank behind it."""
    if record.opted_out:
        return _apart(texts.kept_opted_out)
    states = {purpose: record.state(purpose) for purpose in Purpose}
    given = _named((purpose for purpose in Purpose if states[purpose] is ConsentState.GIVEN), texts)
    withdrawn = _named((purpose for purpose in Purpose if states[purpose] is ConsentState.WITHDRAWN), texts)
    return "".join(
        _apart(sentence.format(purposes=names))
        for sentence, names in ((texts.kept_consents, given), (texts.kept_withdrawals, withdrawn))
        if names
    )


def _apart(sentence: str) -> str:
    return f"{sentence.strip()} "


def _named(purposes: Iterable[Purpose], texts: PrivacyTexts) -> str:
    return ", ".join(texts.purposes[purpose] for purpose in purposes)
