"""send-notification: what a system wants sent leaves once, and is shown in the person's conversation."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, assert_never

from bot import clock, envelope, logs, orders, outbound, policy, relay_door, templates
from bot.about import About
from bot.commands import Template
from bot.conversations import CLOCK_SKEW, Conversation, open_order
from bot.envelope import Fate, Outcome
from bot.errors import BotError, TemporaryError
from bot.jobs import explaining, gate, templating, wishes
from bot.jobs.gate import Intended
from bot.jobs.runner import Tools, mask
from bot.markers import OrderMarker
from bot.messages import Address, Channel, Order, Purpose
from bot.outbound import Delayed, Letter, Refused, Sent
from bot.policy import Defer, Kind
from bot.repository import Comment
from bot.templates import Filled

_KINDS = {
    Purpose.NOTIFICATION: Kind.NOTIFICATION,
    Purpose.MARKETING: Kind.MARKETING,
    Purpose.ALERT: Kind.ALERT,
}
_VERDICTS = frozenset({"rocket", "hooray", "confused"})


class Progress(Enum):
    """How far an order has got: no more to do, put off to its hour, or to be tried again."""

    DONE = auto()
    WAITS = auto()
    DELAYED = auto()


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Send what is ordered: a batch that the relay dispatched, or a form filled in by hand.

    Everything is tried; the run fails when something could not be sent now, and running it again completes it.
    """
    wanted = _orders(event, tools)
    for order in wanted:
        mask(order.person)
    progress = [carry_out(order, *noted(order, tools), tools) for order in wanted]
    if Progress.DELAYED in progress:
        raise TemporaryError(
            f"{progress.count(Progress.DELAYED)} of {len(wanted)} messages could not be sent now."
        )
    return [f"{progress.count(Progress.DONE)} orders carried out, {progress.count(Progress.WAITS)} put off"]


def _orders(event: Mapping[str, Any], tools: Tools) -> list[Order]:
    if "client_payload" in event:
        return envelope.open_sealed(event["client_payload"], tools.vault, Order)[1]
    return [orders.from_form(event.get("inputs") or {}, tools.run_id)]


def carry_out(order: Order, conversation: Conversation, note: Comment, tools: Tools) -> Progress:
    """Send an order that is shown in a note, unless that is done."""
    marks = _marks(conversation, note, tools)
    if marks & _VERDICTS:
        return Progress.DONE
    about = About(conversation.issue.number, note.id)
    template = _template(order, tools)
    if order.template and template is None:
        return _refuse_template(order, about, tools)
    text = template.text if template else _text(order, tools)
    if "eyes" not in marks:
        held = _held(order, text, tools)
        if held:
            return _hold(order, held, about, tools)
        tools.repository.react(about.issue, about.comment, "eyes")
    letter = Letter(
        to=order.person,
        sender=_sender(order, tools),
        text=text,
        since=note.created_at - timedelta(seconds=5),
        about=about,
        order=order.id,
        template=template,
    )
    outcome = outbound.send(tools.messages, letter, resumed="eyes" in marks)
    _tell(order, outcome, tools)
    return _conclude(outcome, conversation, note, tools)


def wording(order: Order, tools: Tools) -> str:
    """Return the text of an order as it leaves."""
    template = _template(order, tools)
    return template.text if template else _text(order, tools)


def _template(order: Order, tools: Tools) -> Filled | None:
    known, values = tools.settings.config.templates, dict(order.variables)
    result = templates.compose(known, order.template, values, order.person.channel)
    return result if isinstance(result, Filled) else None


def _text(order: Order, tools: Tools) -> str:
    transliterate = tools.settings.config.messages.transliterate
    return outbound.worded(order.text, order.person.channel, transliterate=transliterate)


def _refuse_template(order: Order, about: About, tools: Tools) -> Progress:
    """Say what is wrong with the template that a system named."""
    asked = Template(order.template, order.variables)
    explaining.failed(tools, about, templating.refusal(asked, order.person.channel, tools))
    told = Outcome(order.id, Fate.REFUSED, f"The template {order.template} does not fit; see config.yml.")
    relay_door.tell(tools.settings.relay_url, told, tools.vault)
    return Progress.DONE


def _held(order: Order, text: str, tools: Tools) -> gate.Held | None:
    intended = Intended(
        _KINDS[order.purpose],
        order.person,
        _sender(order, tools),
        text,
        earlier=_earlier(order, tools),
        is_template=bool(order.template),
    )
    return gate.held(gate.judge(intended, gate.page_of(order.person, tools), tools))


def _earlier(order: Order, tools: Tools) -> list[datetime]:
    """Return when messages of that purpose left for the person, on any channel, as far back as the cap counts."""
    cap = policy.rules(tools.settings.config.policy)[_KINDS[order.purpose]].cap
    if cap is None:
        return []
    since = clock.now() - cap.period
    return [
        note.created_at
        for channel in Channel
        for conversation in tools.conversations.with_person(Address(channel, order.person.value))
        if conversation.issue.updated_at >= since
        for note in tools.repository.comments(conversation.issue.number, since)
        if "rocket" in note.reactions and _is_alike(note, order, tools)
    ]


def _is_alike(note: Comment, order: Order, tools: Tools) -> bool:
    marker = tools.conversations.marker(note)
    return isinstance(marker, OrderMarker) and open_order(marker, tools.vault).purpose is order.purpose


def _hold(order: Order, held: gate.Held, about: About, tools: Tools) -> Progress:
    """Say why the order does not leave, on the issue and to whoever asks the relay."""
    waits = isinstance(held, Defer)
    if waits:
        tools.repository.add_label(about.issue, tools.settings.config.labels.deferred)
        explaining.put_off(tools, about, gate.explain(held, tools))
    else:
        explaining.failed(tools, about, gate.explain(held, tools))
    fate = Fate.DEFERRED if waits else Fate.REFUSED
    relay_door.tell(tools.settings.relay_url, Outcome(order.id, fate, held.reason), tools.vault)
    logs.step("notification-held", issue=about.issue, comment=about.comment, reason=held.reason)
    return Progress.WAITS if waits else Progress.DONE


def _tell(order: Order, outcome: outbound.Outcome, tools: Tools) -> None:
    """Tell the relay, whose caller may ask for the fate of the order."""
    match outcome:
        case Sent():
            told = Outcome(order.id, Fate.SENT)
        case Refused(code):
            meaning = tools.maintainers.codes.get(code, tools.maintainers.other_code)
            told = Outcome(order.id, Fate.REFUSED, meaning.what, code)
        case _:
            return
    relay_door.tell(tools.settings.relay_url, told, tools.vault)


def _conclude(outcome: outbound.Outcome, conversation: Conversation, note: Comment, tools: Tools) -> Progress:
    number, contact = conversation.issue.number, conversation.marker.contact
    match outcome:
        case Sent(parts):
            tools.repository.react(number, note.id, "rocket")
            logs.step("notification-sent", issue=number, comment=note.id, contact=contact, count=parts)
            return Progress.DONE
        case Refused(code, sent):
            wishes.heed(code, conversation.marker.person, number, tools)
            explaining.refused(tools, About(number, note.id), outcome)
            logs.trouble("notification-refused", issue=number, comment=note.id, code=code, count=sent)
            return Progress.DONE
        case Delayed(code):
            logs.trouble("notification-delayed", issue=number, comment=note.id, code=code)
            return Progress.DELAYED
        case _:
            assert_never(outcome)


def noted(order: Order, tools: Tools) -> tuple[Conversation, Comment]:
    """Return where the order is shown, showing it there if no earlier run did."""
    known = tools.conversations.with_person(order.person)
    since = order.received_at - CLOCK_SKEW
    for conversation in known:
        if conversation.issue.updated_at < since:
            continue
        for comment in tools.repository.comments(conversation.issue.number, since):
            if tools.conversations.marker(comment) == OrderMarker(order.id):
                return conversation, comment
    conversation = known[0] if known else tools.conversations.begin(order.person, _sender(order, tools))
    return conversation, tools.conversations.show_order(conversation, order, _shown(order, tools))


def _shown(order: Order, tools: Tools) -> str:
    template = _template(order, tools) if order.template else None
    return template.text if template else order.text or order.template


def _marks(conversation: Conversation, note: Comment, tools: Tools) -> set[str]:
    if not note.reactions:
        return set()
    login = tools.settings.config.conversations.bot_login
    return tools.repository.reactions_by(login, conversation.issue.number, note.id)


def _sender(order: Order, tools: Tools) -> Address:
    return sender_to(order.person.channel, tools)


def sender_to(channel: Channel, tools: Tools) -> Address:
    """Return our number for a channel; raises BotError where there is none."""
    environment = tools.settings.environment
    sms = channel is Channel.SMS
    number = environment.TWILIO_PHONE_NUMBER if sms else environment.TWILIO_WHATSAPP_NUMBER
    if not number:
        name = "TWILIO_PHONE_NUMBER" if sms else "TWILIO_WHATSAPP_NUMBER"
        raise BotError(f"There is no number of ours for {channel}.", f"Set the secret {name}.")
    return Address.parse(number)
