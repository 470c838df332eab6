"""What people ask of the gateway itself: to be left alone, to be written to again, to be told how it works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot import clock, keywords, logs, markers, outbound
from bot.about import About
from bot.consent import Action, Change, Source
from bot.conversations import Conversation
from bot.jobs import gate
from bot.jobs.gate import Intended
from bot.jobs.runner import Tools
from bot.keywords import Intent
from bot.ledger import Page
from bot.markers import WishMarker
from bot.messages import Address, Event
from bot.outbound import Letter
from bot.policy import Kind

UNSUBSCRIBED = 21610  # twilio.com/docs/api/errors/21610

_ACTIONS = {Intent.OPT_OUT: Action.WITHDRAWN, Intent.OPT_IN: Action.GRANTED}


def attend(group: Sequence[Event], conversation: Conversation, tools: Tools) -> Page:
    """Do what each message asks of the gateway, once; return what is recorded of the person then."""
    page = gate.page_of(group[0].message.sender, tools)
    vocabulary = tools.settings.config.keywords.vocabulary()
    for event in group:
        intent = vocabulary.read(event.message.text, event.message.opt_out)
        if event.message.recovered and _is_overtaken(event, page):
            continue
        if intent in _ACTIONS:
            page = _change(event, _ACTIONS[intent], conversation, page, tools)
        elif intent is Intent.HELP:
            _answer(event, tools.people.keyword_help, conversation, page, tools)
        elif intent:
            _point_out(event, tools.maintainers.wishes[intent], conversation, tools)
            _answer(event, tools.people.wish_noted, conversation, page, tools)
    return page


def show(issue: int, page: Page, tools: Tools) -> None:
    """Show on the issue whether the person wants messages."""
    label = tools.settings.config.labels.opt_out
    if page.opted_out:
        tools.repository.add_label(issue, label)
    else:
        tools.repository.remove_label(issue, label)


def heed(code: int, person: Address, issue: int, tools: Tools) -> None:
    """Record an opt-out that Twilio knows of and we do not: it refuses, or fails, a message with 21610."""
    if code != UNSUBSCRIBED:
        return
    change = Change(clock.now(), Action.WITHDRAWN, Source.ERROR_21610, channel=person.channel)
    show(issue, tools.ledger.add(gate.page_of(person, tools), change), tools)


def _is_overtaken(event: Event, page: Page) -> bool:
    """Tell whether the person, or somebody for them, has decided anew since: a message found late changes nothing."""
    return any(entry.change.purpose is None and entry.change.at > event.received_at for entry in page.entries)


def _change(event: Event, action: Action, conversation: Conversation, page: Page, tools: Tools) -> Page:
    message = event.message
    source = Source.TWILIO if message.opt_out else Source.KEYWORD
    change = Change(event.received_at, action, source, None, message.channel, message.text, "", message.sid)
    page = tools.ledger.add(page, change)
    show(conversation.issue.number, page, tools)
    texts = tools.people
    answer = texts.opted_out if action is Action.WITHDRAWN else texts.opted_in
    _answer(event, answer, conversation, page, tools)
    return page


def _point_out(event: Event, sentence: str, conversation: Conversation, tools: Tools) -> None:
    """Point maintainers to a request the law gives them days for, once."""
    wish, number = WishMarker(event.message.sid), conversation.issue.number
    if wish not in map(tools.conversations.marker, tools.repository.comments(number)):
        tools.repository.comment(number, f"{markers.write(wish, tools.vault)}\n{sentence}")


def _answer(event: Event, text: str, conversation: Conversation, page: Page, tools: Tools) -> None:
    """Answer a keyword, unless Twilio has; an answer that cannot leave holds nothing up."""
    message = event.message
    answered = keywords.answered_by_twilio(message.channel, message.text, message.opt_out)
    person, sender = message.sender, message.recipient
    intended = Intended(
        Kind.ACKNOWLEDGEMENT,
        person,
        sender,
        text,
        owed=True,
        twilio_answered=answered,
        last_inbound=event.received_at,
    )
    if gate.held(gate.judge(intended, page, tools)):
        return
    letter = Letter(
        person,
        sender,
        text,
        since=event.received_at - timedelta(seconds=5),
        about=About(conversation.issue.number),
    )
    outcome = outbound.send(tools.messages, letter, resumed=True)
    logs.step("keyword-answered", message=message.sid, reason=type(outcome).__name__.lower())
