"""What a list of people who wait looks like."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.core.messages import Address
from bot.rules.people import contacts
from bot.rules.text.inert import cell, words
from bot.rules.text.networks import channel_name
from bot.rules.text.rendering import Style
from bot.rules.wire.waiting_list import WaitingRow


def table(rows: Sequence[WaitingRow], link: Callable[[Address], str], style: Style) -> str:
    """Return the table; `link` returns the address at which a person's conversation will be."""
    columns = [
        column
        for place, column in enumerate(style.texts.waiting.columns)
        if style.show_texts or place not in _PRIVATE
    ]
    lines = [_line(columns), _line(["---"] * len(columns))]
    return "\n".join([*lines, *(_line(_cells(row, link, style)) for row in rows)])


_PRIVATE = (3, 4)  # of the columns: who it is, and what they wrote


def _cells(row: WaitingRow, link: Callable[[Address], str], style: Style) -> list[str]:
    person = row.people[0]
    since = style.texts.dates.write_moment(row.since.astimezone(style.zone))
    who = [cell(contacts.masked(person)), cell(words(row.words))] if style.show_texts else []
    return [f"[{row.handle}]({link(person)})", since, channel_name(person), *who, str(row.count)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
