"""What issues and comments look like. A person's text is shown so that nothing in it acts.

The person's words come first. Who and where they come from is one line, and what only a search needs is folded away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from zoneinfo import ZoneInfo

from bot.core.messages import Address, Event, InboundMessage, Order, window_closes
from bot.core.settings.patterns import TITLE
from bot.rules.people import contacts
from bot.rules.people.called import NAMELESS, Called
from bot.rules.text import commands, contents, titles, who_line
from bot.rules.text.contents import Enclosures
from bot.rules.text.inert import code, one_line, quotation, words
from bot.rules.text.networks import channel_name, why_unanswerable
from bot.rules.text.titles import TitleStyle
from bot.rules.text.who_line import WhoWrites
from bot.rules.texts import Texts
from bot.rules.texts.upkeep import UpkeepTexts

MAX_BODY_CHARACTERS = 60_000  # GitHub allows 65,536

NOTHING = Enclosures()

# Begins the line of an automatic answer; what a person writes is in lines that begin as quotations do.
_ANSWERED = "🤖 "
_NUMBER = "IssueNumber"


@dataclass(frozen=True, slots=True)
class Style:
    """The language and time zone to write in, how titles look, and whether texts may be shown to readers.

    `shows_numbers` says that each message shows, masked, from which number it came: where a person has several.
    """

    texts: Texts
    zone: ZoneInfo
    show_texts: bool = True
    title: str = TITLE
    names_in_titles: bool = True
    shows_numbers: bool = False

    @property
    def titles(self) -> TitleStyle:
        return TitleStyle(self.title, self.texts.hidden_number, self.show_texts, self.names_in_titles)


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a conversation begins beside its messages: after which one, and with which automatic answer, if any.

    The answer has the number of the issue as {number}. `waits` says whether the person waits for an answer of ours.
    `called` is what the office calls the person.
    """

    previous: int | None = None
    enclosures: Enclosures = NOTHING
    answer: str = ""
    waits: bool = True
    called: Called = NAMELESS


def title(message: InboundMessage, style: Style, called: Called = NAMELESS) -> str:
    """Return the title of a new conversation."""
    otherwise = contents.in_a_word(message, style.texts)
    return titles.of_message(message, style.titles, called.line, otherwise)


def conversation_title(person: Address, words: str, style: Style, called: Called = NAMELESS) -> str:
    """Return the title of a conversation without a first message of the person's; `words` stand for it."""
    return titles.of_person(person, words, style.titles, called.line)


def message(
    event: Event, style: Style, sealed: str, enclosures: Enclosures = NOTHING, *, is_last: bool = True
) -> str:
    """Return one message as an issue shows it; `sealed` replaces texts that may not be shown.

    Under the last of several stands until when they may be answered freely, where that ends.
    """
    return "\n\n".join(
        [*_shown(event, style, sealed, enclosures), *_received([event], style, is_last=is_last)]
    )


def _shown(event: Event, style: Style, sealed: str, enclosures: Enclosures) -> list[str]:
    if not style.show_texts:
        return [f"{style.texts.sealed_message}\n\n```\n{sealed}\n```"]
    return contents.contents(event.message, style.texts, enclosures)


def _received(events: Sequence[Event], style: Style, *, is_last: bool) -> Iterator[str]:
    """Yield when messages came, and folded under it what a search at Twilio or in the relay's log needs."""
    event, texts = events[-1], style.texts
    message, shown = event.message, _spoken(event.received_at, style)
    if style.shows_numbers and style.show_texts:
        shown = f"{contacts.masked(message.sender)} · {shown}"
    if is_last and message.channel.has_window and message.sender.can_be_answered:
        shown += f" · {texts.free_until.format(until=_spoken(window_closes(event.received_at), style))}"
    folded = "<br>".join(_exactly(one, style) for one in events)
    yield f"<details><summary><sub>{shown}</sub></summary><sub>{folded}</sub></details>"
    if message.recovered:
        yield _recovered(message, texts.upkeep)


def _exactly(event: Event, style: Style) -> str:
    # A message that the relay never saw has no sequence number, only a time.
    sequence = f" · {event.sequence}" if event.sequence else ""
    exactly = style.texts.dates.write_moment(event.received_at.astimezone(style.zone))
    return f"<code>{escape(one_line(event.message.sid))}</code>{sequence} · {exactly}"


def _recovered(message: InboundMessage, texts: UpkeepTexts) -> str:
    # Of an SMS, the list has all that its webhook has.
    more = f" {texts.recovered_whatsapp}" if message.channel.has_window else ""
    return f"{texts.recovered}{more}"


def conversation(
    marker: str,
    group: Sequence[Event],
    style: Style,
    sealed: Sequence[str],
    how: Beginning,
) -> str:
    """Return the body of a new conversation's issue."""
    first, texts = group[0].message, style.texts
    known, names = contents.named(first), _names_of(group)
    how_to_answer = texts.sorting.spam_began if how.enclosures.spam else texts.how_to_answer
    foot = [
        *_announced(how.answer, texts),
        *([texts.previous_conversation.format(number=how.previous)] if how.previous else []),
        "---",
        _who(first.sender, names, style, how.called),
        why_unanswerable(first.sender, texts) or how_to_answer,
    ]
    return "\n\n".join([marker, *_folded(group, style, sealed, how.enclosures, known), *foot])


def _announced(answer: str, texts: Texts) -> list[str]:
    """Return what shows an answer that is about to leave, before the number of its issue is known; see `numbered`."""
    if not answer:
        return []
    return [f"{automatic_answer(answer.format(number=_NUMBER), texts)} <sub>{texts.answer_marks}</sub>"]


def automatic_answer(text: str, texts: Texts) -> str:
    """Return what shows an automatic answer that has left."""
    return _ANSWERED + texts.answered.format(text=words(text))


def numbered(body: str, number: int) -> str:
    """Return the body of a new issue with its number in the automatic answer that it shows, if it shows one."""
    head, sign, rest = body.rpartition(f"\n{_ANSWERED}")
    shown, end, foot = rest.partition("\n")
    return f"{head}{sign}{shown.replace(_NUMBER, str(number))}{end}{foot}"


def beginning(marker: str, person: Address, style: Style, called: Called = NAMELESS) -> str:
    """Return the body of a conversation that we start."""
    who = f"{style.texts.to}: {_who(person, (), style, called)}"
    return f"{marker}\n\n{who}\n\n---\n\n{style.texts.how_to_answer}"


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
    """Return the comment that adds messages to a conversation; `body` is that of its issue, which shows a name.

    Where several write from one number, it begins with the name of the one who does now.
    """
    head = who_line.head_of(body)
    shown = {contents.named(event.message) for event in group}
    several = len(who_line.names_in(head)) > 1
    known = next((name for name in shown if name and not several and _is_named(head, name)), "")
    return "\n\n".join([marker, *_folded(group, style, sealed, enclosures, known)])


def with_names(body: str, group: Sequence[Event], style: Style, called: Called = NAMELESS) -> str:
    """Return the body of a conversation's issue in which the line that says who writes has the names of these too."""
    if not style.show_texts:
        return body
    return who_line.with_names(body, _names_of(group), called, style.texts.naming.profile)


def _who(person: Address, names: Sequence[str], style: Style, called: Called) -> str:
    """Return the line that says who writes, and how."""
    if not style.show_texts:
        hidden = WhoWrites((), style.texts.hidden_number, channel_name(person))
        return who_line.written(hidden, NAMELESS, "")
    who = WhoWrites(tuple(names), contacts.masked(person), channel_name(person))
    return who_line.written(who, called, style.texts.naming.profile)


def _names_of(group: Sequence[Event]) -> list[str]:
    return list(dict.fromkeys(name for event in group if (name := contents.named(event.message))))


def _is_named(head: str, name: str) -> bool:
    return name in who_line.names_in(head) or f" · {name} · **" in head


def _folded(
    group: Sequence[Event], style: Style, sealed: Sequence[str], enclosures: Enclosures, known: str
) -> list[str]:
    """Return the messages; spam is folded."""
    shown = list(_messages(group, style, sealed, enclosures, known))
    if not enclosures.spam:
        return shown
    one, several = style.texts.sorting.spam_messages
    count = one if len(group) == 1 else several.format(count=len(group))
    return folded(f"🚫 {count} · {_spoken(group[0].received_at, style)}", shown)


def folded(head: str, shown: Sequence[str]) -> list[str]:
    """Return the paragraphs under a line that unfolds them."""
    return [f"<details><summary>{head}</summary>", *shown, "</details>"]


def _messages(
    group: Sequence[Event], style: Style, sealed: Sequence[str], enclosures: Enclosures, known: str
) -> Iterator[str]:
    """Yield the messages, and before one whose sender has another name in the profile than `known`, that name.

    What came in one minute, such as an album, has its time once, under the last of it.
    """
    told = list[Event]()
    for event, seal, later in zip(group, sealed, [*group[1:], None], strict=True):
        name = contents.named(event.message)
        if name and name != known and style.show_texts:
            yield style.texts.inbound.profile_name.format(name=name)
            known = name
        yield from _shown(event, style, seal, enclosures)
        told.append(event)
        if later is None or not _are_together(event, later, style):
            yield from _received(told, style, is_last=later is None)
            told = []


def _are_together(event: Event, later: Event, style: Style) -> bool:
    """Return whether two messages came in one minute, and nothing is to be said of the first alone."""
    if event.message.recovered or contents.named(event.message) != contents.named(later.message):
        return False
    return _spoken(event.received_at, style) == _spoken(later.received_at, style)


def announces(body: str, answer: str) -> bool:
    """Whether the body of a conversation's issue shows this automatic answer."""
    shown = words(answer)
    return any(line.startswith(_ANSWERED) and shown in line for line in body.splitlines())


def quoted(body: str) -> str:
    """Return what the body of an issue quotes: what a person wrote; nothing where it is sealed."""
    return "\n".join(line.removeprefix(">") for line in body.splitlines() if line.startswith(">"))


def _spoken(when: datetime, style: Style) -> str:
    return style.texts.dates.write_spoken(when.astimezone(style.zone))


def help_table(texts: Texts) -> str:
    """Return the table of commands, made from the definitions that the parser uses."""
    language = commands.TEMPLATE_NAMES.index(texts.template_command)
    rows = [
        f"| {' '.join(f'`/{name}`' for name in definition.names_in(language))} | "
        f"{texts.arguments.get(definition.argument, '')} | {texts.commands[definition.name]} |"
        for definition in commands.DEFINITIONS
    ]
    head = f"| {texts.command} | {texts.argument} | {texts.meaning} |\n|---|---|---|"
    return "\n".join([head, *rows])
