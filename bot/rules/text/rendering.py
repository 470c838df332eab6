"""What issues and comments look like. A person's text is shown so that nothing in it acts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.messages import SENDING, Address, Event, InboundMessage, Order, window_closes
from bot.rules.people import contacts
from bot.rules.text import commands, contents
from bot.rules.text.contents import Enclosures
from bot.rules.text.inert import code, one_line, quotation, words
from bot.rules.texts import Texts
from bot.rules.texts.upkeep import UpkeepTexts

TITLE_CHARACTERS = 200  # GitHub allows 256
TITLE_WORDS = 60
MAX_BODY_CHARACTERS = 60_000  # GitHub allows 65,536

NOTHING = Enclosures()


@dataclass(frozen=True, slots=True)
class Style:
    """The language and time zone to write in, and whether texts may be shown to readers of the issue."""

    texts: Texts
    zone: ZoneInfo
    show_texts: bool = True


_NETWORKS = {"sms": "SMS", "whatsapp": "WhatsApp", "rcs": "RCS", "gbm": "Google Business Messages"}


def channel_name(address: Address) -> str:
    """Return the name of a channel: one that is not known is called what Twilio calls it."""
    return _NETWORKS.get(address.network) or words(address.network.capitalize())


def why_unanswerable(address: Address, texts: Texts) -> str:
    """Return why nobody can be answered at an address, or an empty string."""
    if address.can_be_answered:
        return ""
    if address.channel not in SENDING:
        return texts.inbound.channel_cannot_be_answered.format(channel=channel_name(address))
    return texts.sending.short_code_cannot_be_answered if address.is_short_code else texts.cannot_be_answered


def _network(address: Address) -> str:
    return address.network.upper()


def title(message: InboundMessage, style: Style) -> str:
    """Return the title of a new conversation: channel, masked person, first words."""
    parts = [f"{style.texts.title} - {_network(message.sender)}"]
    if style.show_texts:
        parts += [contacts.masked(message.sender), first_words(message.text)]
    return " - ".join(part for part in parts if part)[:TITLE_CHARACTERS]


def conversation_title(person: Address, style: Style) -> str:
    """Return the title of a conversation whose first words are not available."""
    name = _network(person)
    who = [contacts.masked(person)] if style.show_texts else []
    return " - ".join([style.texts.title, name, *who])


def first_words(text: str) -> str:
    """Return the beginning of the text on one line."""
    line = one_line(text)
    if len(line) <= TITLE_WORDS:
        return line
    return line[:TITLE_WORDS].rsplit(" ", 1)[0].rstrip() + "…"


def message(event: Event, style: Style, sealed: str, enclosures: Enclosures = NOTHING) -> str:
    """Return one message as an issue shows it; `sealed` replaces texts that may not be shown."""
    # A message that the relay never saw has no sequence number, only a time.
    sequence = f" · {event.sequence}" if event.sequence else ""
    received = f"<sub>{_moment(event.received_at, style)}{sequence} · {code(event.message.sid)}</sub>"
    if event.message.recovered:
        received += f"\n\n{_recovered(event.message, style.texts.upkeep)}"
    if event.message.channel.has_window:
        until = _moment(window_closes(event.received_at), style)
        received += f"\n<sub>{style.texts.free_until.format(until=until)}</sub>"
    if not style.show_texts:
        return f"{style.texts.sealed_message}\n\n```\n{sealed}\n```\n{received}"
    return "\n\n".join([*contents.contents(event.message, style.texts, enclosures), received])


def _recovered(message: InboundMessage, texts: UpkeepTexts) -> str:
    # Of an SMS, the list has all that its webhook has.
    more = f" {texts.recovered_whatsapp}" if message.channel.has_window else ""
    return f"{texts.recovered}{more}"


def conversation(
    marker: str,
    group: Sequence[Event],
    style: Style,
    sealed: Sequence[str],
    previous: int | None,
    enclosures: Enclosures = NOTHING,
) -> str:
    """Return the body of a new conversation's issue."""
    first = group[0].message
    texts = style.texts
    who = contacts.masked(first.sender) if style.show_texts else texts.hidden_number
    named = contents.named(first)
    name = f" · {named}" if named and style.show_texts else ""
    head = f"**{texts.person}:** {who}{name} · **{texts.channel}:** {channel_name(first.sender)}"
    foot = why_unanswerable(first.sender, texts) or texts.how_to_answer
    parts = [marker, head, *_messages(group, style, sealed, enclosures, named)]
    if previous:
        parts.append(texts.previous_conversation.format(number=previous))
    return "\n\n".join([*parts, "---", foot])


def notice_title(person: Address, style: Style) -> str:
    """Return the title of a conversation that we start."""
    name = _network(person)
    who = [contacts.masked(person)] if style.show_texts else []
    return " - ".join([style.texts.notice_title, name, *who])


def beginning(marker: str, person: Address, style: Style) -> str:
    """Return the body of a conversation that we start."""
    texts = style.texts
    who = contacts.masked(person) if style.show_texts else texts.hidden_number
    head = f"**{texts.to}:** {who} · **{texts.channel}:** {channel_name(person)}"
    return f"{marker}\n\n{head}\n\n---\n\n{texts.how_to_answer}"


def notice(marker: str, order: Order, text: str, style: Style) -> str:
    """Return the comment that shows what a system has sent."""
    asked = style.texts.sent_by.format(name=code(order.by or "?"))
    shown = [quotation(text)] if style.show_texts else []
    return "\n\n".join([marker, asked, *shown, f"<sub>{code(order.id)}</sub>"])


def further_messages(
    marker: str,
    group: Sequence[Event],
    style: Style,
    sealed: Sequence[str],
    body: str,
    enclosures: Enclosures = NOTHING,
) -> str:
    """Return the comment that adds messages to a conversation; `body` is that of its issue, which shows a name."""
    head = next((line for line in body.splitlines() if line.startswith("**")), "")
    shown = {contents.named(event.message) for event in group}
    known = next((name for name in shown if name and f" · {name} · **" in head), "")
    return "\n\n".join([marker, *_messages(group, style, sealed, enclosures, known)])


def _messages(
    group: Sequence[Event], style: Style, sealed: Sequence[str], enclosures: Enclosures, known: str
) -> Iterator[str]:
    """Yield the messages, and before one whose sender has another name in the profile than `known`, that name."""
    for event, seal in zip(group, sealed, strict=True):
        name = contents.named(event.message)
        if name and name != known and style.show_texts:
            yield style.texts.inbound.profile_name.format(name=name)
            known = name
        yield message(event, style, seal, enclosures)


def _moment(when: datetime, style: Style) -> str:
    return style.texts.dates.write_moment(when.astimezone(style.zone))


def help_table(texts: Texts) -> str:
    """Return the table of commands, made from the definitions that the parser uses."""
    rows = [
        f"| {' '.join(f'`/{name}`' for name in definition.names)} | "
        f"{texts.arguments.get(definition.argument, '')} | {texts.commands[definition.name]} |"
        for definition in commands.DEFINITIONS
    ]
    head = f"| {texts.command} | | {texts.meaning} |\n|---|---|---|"
    return "\n".join([head, *rows])
