"""What people ask of the gateway itself: to be left alone, to be written to again, to be told how it works."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import clock
from bot.core.messages import Address, Event
from bot.core.settings.vocabulary import Intent
from bot.jobs.record.conversations import Conversation
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.rights import rights
from bot.jobs.rights.answering import answer
from bot.jobs.sending import policy_gate, scheduling
from bot.jobs.tools import Tools
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource

UNSUBSCRIBED = 21610  # twilio.com/docs/api/errors/21610

_ACTIONS = {Intent.OPT_OUT: ConsentAction.WITHDRAWN, Intent.OPT_IN: ConsentAction.GRANTED}


def attend(group: Sequence[Event], conversation: Conversation, tools: Tools) -> ConsentRecord | None:
    """Do what each message asks of the gateway, once; return what is recorded of the person then.

    None where nothing is asked: then nobody has looked.
    """
    page = None
    vocabulary = tools.settings.config.keywords.vocabulary
    for event in group:
        intent = vocabulary.read(event.message.text, event.message.opt_out)
        if intent is None and not vocabulary.code(event.message.text):
            continue
        page = page or policy_gate.page_of(event.message.sender, tools)
        if event.message.recovered and _is_overtaken(event, page):
            continue
        if intent in _ACTIONS:
            page = _change(event, _ACTIONS[intent], conversation, page, tools)
        elif intent is Intent.HELP:
            answer(event, tools.people.keyword_help, conversation.issue.number, page, tools)
        elif intent is Intent.MY_DATA:
            rights.tell_what_is_kept(event, conversation, page, tools)
        elif intent is Intent.ERASE:
            rights.ask_to_confirm(event, conversation, page, tools)
        else:
            page = rights.confirm(event, conversation, page, tools)
    return page


def show(issue: int, page: ConsentRecord, tools: Tools) -> None:
    """Show on the issue whether the person wants messages."""
    label = tools.settings.config.labels.opt_out
    if page.opted_out:
        tools.repository.add_label(issue, label)
    else:
        tools.repository.remove_label(issue, label)


def record_opt_out_of(code: int, person: Address, issue: int, tools: Tools) -> None:
    """Record an opt-out that Twilio knows of and we do not: it refuses, or fails, a message with 21610."""
    if code != UNSUBSCRIBED:
        return
    change = ConsentChange(
        clock.now(), ConsentAction.WITHDRAWN, ConsentSource.ERROR_21610, channel=person.channel
    )
    show(issue, tools.ledger.add(policy_gate.page_of(person, tools), change), tools)
    scheduling.cancel_scheduled(person, tools)


def _is_overtaken(event: Event, page: ConsentRecord) -> bool:
    """Tell whether the person, or somebody for them, has decided anew since: a message found late changes nothing."""
    return any(entry.change.purpose is None and entry.change.at > event.received_at for entry in page.entries)


def _change(
    event: Event, action: ConsentAction, conversation: Conversation, page: ConsentRecord, tools: Tools
) -> ConsentRecord:
    message = event.message
    source = ConsentSource.TWILIO if message.opt_out else ConsentSource.KEYWORD
    change = ConsentChange(
        event.received_at, action, source, None, message.channel, message.text, "", message.sid
    )
    page = tools.ledger.add(page, change)
    show(conversation.issue.number, page, tools)
    if page.opted_out:
        scheduling.cancel_scheduled(message.sender, tools)
    texts = tools.people
    said = texts.opted_out if action is ConsentAction.WITHDRAWN else texts.opted_in
    answer(event, said, conversation.issue.number, page, tools)
    return page
