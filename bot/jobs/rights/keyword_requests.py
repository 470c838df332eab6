"""People's requests by keyword: to get no messages, to get them again, for help, or about their data."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.messages import Event
from bot.core.settings.vocabulary import Intent
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.rights import data_requests, opt_outs
from bot.jobs.rights.keyword_answers import answer
from bot.jobs.sending import policy_gate, scheduling, wording
from bot.jobs.tools import Tools
from bot.rules.people import keywords
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from bot.rules.sending.phone_sentences import PhoneTexts
from bot.rules.text import rendering
from bot.rules.wire.markers import KeyedMarker

_ACTIONS = {Intent.OPT_OUT: ConsentAction.WITHDRAWN, Intent.OPT_IN: ConsentAction.GRANTED}


def may_ask(event: Event, tools: Tools) -> bool:
    """Whether `carry_out` would do anything for a message."""
    text, vocabulary = event.message.text, tools.settings.config.keywords.vocabulary
    return (
        keywords.read(text, vocabulary, event.message.opt_out) is not None
        or bool(keywords.code(text, vocabulary))
        or keywords.reads_like_opt_out(text, vocabulary)
    )


def only_opts_out(group: Sequence[Event], tools: Tools) -> bool:
    """Whether the messages are opt-outs and nothing else, so that the person expects no answer."""
    return all(_intent(event, tools) is Intent.OPT_OUT and not event.message.media for event in group)


def opts_out(group: Sequence[Event], tools: Tools) -> bool:
    """Whether the messages opt their author out."""
    intents = [intent for event in group if (intent := _intent(event, tools)) in _ACTIONS]
    return bool(intents) and intents[-1] is Intent.OPT_OUT


def _intent(event: Event, tools: Tools) -> Intent | None:
    vocabulary = tools.settings.config.keywords.vocabulary
    return keywords.read(event.message.text, vocabulary, event.message.opt_out)


def carry_out(
    group: Sequence[Event], conversation: Conversation, tools: Tools, *, is_spam: bool = False
) -> ConsentRecord | None:
    """Carry out what each message requests by keyword, once; return the consent record afterwards.

    None if nothing was requested: then the record was not read. Of what `is_spam`, only what the law gives everybody a
    right to.
    """
    record = None
    vocabulary = tools.settings.config.keywords.vocabulary
    for event in (one for one in group if not is_spam or _is_a_right(one, tools)):
        intent = keywords.read(event.message.text, vocabulary, event.message.opt_out)
        if intent is None and not keywords.code(event.message.text, vocabulary):
            if keywords.reads_like_opt_out(event.message.text, vocabulary):
                record = _point_out(event, conversation, record, tools)
            continue
        record = record or policy_gate.record_of(event.message.sender, tools)
        if event.message.recovered and _is_overtaken(event, record):
            continue
        if intent in _ACTIONS:
            is_silent = is_spam and intent is Intent.OPT_IN
            record = _change(event, _ACTIONS[intent], conversation, record, tools, is_silent=is_silent)
        elif intent is Intent.HELP:
            said = wording.for_answer(event, conversation, tools)
            _answer(event, said.write(said.texts.keyword_help), conversation, record, tools)
        elif intent is Intent.MY_DATA:
            data_requests.send_summary(event, conversation, record, tools)
        elif intent is Intent.ERASE:
            data_requests.ask_to_confirm(event, conversation, record, tools)
        else:
            record = data_requests.confirm(event, conversation, record, tools)
    return record


def _is_a_right(event: Event, tools: Tools) -> bool:
    """Return whether a message asks for what the law gives everybody a right to; also to messages again."""
    code = keywords.code(event.message.text, tools.settings.config.keywords.vocabulary)
    return bool(code) or _intent(event, tools) in {*_ACTIONS, Intent.MY_DATA, Intent.ERASE}


def _point_out(
    event: Event, conversation: Conversation, record: ConsentRecord | None, tools: Tools
) -> ConsentRecord:
    """Show maintainers, once, what reads like an opt-out: a sentence never acts where it may mean something else."""
    record = record or policy_gate.record_of(event.message.sender, tools)
    if not record.opted_out:
        key = KeyedMarker(f"opt-out-{event.message.sid}")
        sentence = tools.maintainers.privacy.likely_opt_out
        tools.conversations.comment_once(conversation.issue.number, key, sentence)
    return record


def _is_overtaken(event: Event, record: ConsentRecord) -> bool:
    """Return whether the person, or somebody for them, has decided since: a message found late must not change that."""
    return any(
        entry.change.purpose is None and entry.change.at > event.received_at for entry in record.history
    )


def _change(
    event: Event,
    action: ConsentAction,
    conversation: Conversation,
    record: ConsentRecord,
    tools: Tools,
    *,
    is_silent: bool,
) -> ConsentRecord:
    message = event.message
    source = ConsentSource.TWILIO if message.opt_out else ConsentSource.KEYWORD
    change = ConsentChange(
        event.received_at, action, source, None, message.channel, message.text, "", message.sid
    )
    record = tools.ledger.add(record, change)
    opt_outs.show(message.people, record, tools, issue=conversation.number)
    if record.opted_out:
        scheduling.cancel_scheduled(message.sender, tools)
    if not is_silent:
        confirmation = _confirmation(action, record, wording.for_answer(event, conversation, tools))
        _answer(event, confirmation, conversation, record, tools)
    if action is ConsentAction.GRANTED and record.still_out:
        key = KeyedMarker(f"still-out-{message.sid}")
        sentence = opt_outs.still_out(record, conversation, tools)
        tools.conversations.comment_once(conversation.number, key, sentence)
    return record


def _answer(event: Event, text: str, conversation: Conversation, record: ConsentRecord, tools: Tools) -> None:
    """Answer a keyword and show maintainers the answer, once."""
    number = conversation.number
    if answer(event, text, number, record, tools):
        key = KeyedMarker(f"answered-{event.message.sid}")
        tools.conversations.comment_once(number, key, rendering.automatic_answer(text, tools.maintainers))


def _confirmation(action: ConsentAction, record: ConsentRecord, said: PhoneTexts) -> str:
    if action is ConsentAction.WITHDRAWN:
        return said.write(said.texts.opted_out)
    # Where somebody changed the record, or another number of theirs opted out, nothing leaves: the person must not be
    # promised more, nor learn from this phone of the other.
    return said.write(said.texts.privacy.opted_in_later if record.opted_out else said.texts.opted_in)
