"""The short summary on top of a long conversation: who it is with, whom it waits for, and how the last answer fared.

It is part of the issue's text, between two hidden lines. The first holds its values as JSON, so that a run can change
one of them without reading the conversation.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime

from bot.core import clock
from bot.core.messages import Address
from bot.rules.conversation.standing import WaitsFor
from bot.rules.people import contacts
from bot.rules.text.networks import channel_name
from bot.rules.text.rendering import Style

_BEGIN, _END = "<!-- overview ", "<!-- /overview -->\n"


@dataclass(frozen=True, slots=True)
class Overview:
    """What the summary says: since when it waits for whom, when the last answer left, whether one did not arrive.

    `others` are the person's open conversations on other channels. `answer` is the comment that sent the last answer,
    0 if that is not known; `is_unsent` says that a later one has not left. One that is
    paused comes back at `until`.
    """

    waits_for: WaitsFor
    since: datetime
    answered_at: datetime | None = None
    has_failed: bool = False
    opted_out: bool = False
    others: tuple[int, ...] = ()
    answer: int = 0
    has_arrived: bool = False
    is_unsent: bool = False
    until: datetime | None = None

    def after_message(self, at: datetime) -> Overview:
        """Return the summary after a message of the person; it waits since the first that nobody answered."""
        since = self.since if self.waits_for is WaitsFor.OFFICE else at
        return replace(self, waits_for=WaitsFor.OFFICE, since=since, until=None)


def read(body: str) -> Overview | None:
    """Return what the summary in an issue of ours says, None if there is none that can be read."""
    block = _parts(body)[1]
    if not block:
        return None
    try:
        held = json.loads(block.partition("\n")[0].removeprefix(_BEGIN).removesuffix(" -->"))
        return Overview(
            WaitsFor(held["waits"]),
            clock.read_iso(held["since"]),
            clock.read_iso(held["answered"]) if held.get("answered") else None,
            bool(held.get("failed")),
            bool(held.get("out")),
            tuple(int(number) for number in held.get("others", ())),
            int(held.get("answer", 0)),
            bool(held.get("arrived")),
            bool(held.get("unsent")),
            clock.read_iso(held["until"]) if held.get("until") else None,
        )
    except (ValueError, KeyError, TypeError, RecursionError):  # somebody edited it
        return None


def written(body: str, overview: Overview, person: Address, begun_at: datetime, style: Style) -> str:
    """Return the issue's text with this summary, under the hidden line that it begins with."""
    marker, _, rest = _parts(body)
    shown = "\n".join([_hidden(overview), *_lines(overview, person, begun_at, style), _END])
    return f"{marker}{shown}{rest}"


def below(body: str) -> str:
    """Return an issue's text without the hidden line that it begins with, and without the summary."""
    return _parts(body)[2]


def _parts(body: str) -> tuple[str, str, str]:
    """Return the hidden line that a text begins with, the summary under it, empty if there is none, and the rest."""
    marker, newline, rest = body.partition("\n")
    block, end, below = rest.partition(_END)
    if not (block.startswith(_BEGIN) and end):
        return marker + newline, "", rest
    return marker + newline, block, below


def _hidden(overview: Overview) -> str:
    held = {
        "waits": str(overview.waits_for),
        "since": clock.iso(overview.since),
        "answered": clock.iso(overview.answered_at) if overview.answered_at else None,
        "failed": overview.has_failed,
        "out": overview.opted_out,
        "others": overview.others,
        "answer": overview.answer,
        "arrived": overview.has_arrived,
        "unsent": overview.is_unsent,
        **({"until": clock.iso(overview.until)} if overview.until else {}),
    }
    return f"{_BEGIN}{json.dumps(held, separators=(',', ':'))} -->"


def _lines(overview: Overview, person: Address, begun_at: datetime, style: Style) -> list[str]:
    texts = style.texts.overview

    def spoken(when: datetime) -> str:
        return style.texts.dates.write_spoken(when.astimezone(style.zone))

    number = contacts.masked(person) if style.show_texts else style.texts.hidden_number
    who = [number, channel_name(person), *(f"#{other}" for other in overview.others)]
    begun = texts.begun.format(day=style.texts.dates.write_day(begun_at.astimezone(style.zone)))
    turn = texts.waits[overview.waits_for].format(since=spoken(overview.since))
    if overview.until:
        turn = texts.rests_until.format(until=spoken(overview.until))
    answer = (
        texts.answered.format(when=spoken(overview.answered_at)) if overview.answered_at else texts.unanswered
    )
    fate = [texts.failed] if overview.has_failed else [texts.delivered] if overview.has_arrived else []
    fate += [texts.unsent] if overview.is_unsent else []
    consent = texts.opted_out if overview.opted_out else texts.not_opted_out
    return [
        "",
        f"📌 **{texts.title}** · {' · '.join([*who, begun])}",
        f"**{turn}** · {' · '.join([answer, *fate, consent])}",
        "",
        "---",
        "",
    ]
