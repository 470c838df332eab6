"""The line of an issue that says who writes: the names, the masked number, the channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.rules.people.called import Called
from bot.rules.text.inert import words

SIGN = "👤 "  # begins the line; what a person writes is in lines that begin as quotations do
_APART, _NEXT = " · ", "**, **"
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class WhoWrites:
    """What the line shows: the names in the profile as Markdown, of all who use the number; the number, the channel."""

    names: tuple[str, ...]
    number: str
    channel: str


def written(who: WhoWrites, called: Called, profile: str) -> str:
    """Return the line; what the office calls the person comes first, and `profile` words the names in the profile."""
    own = (words(called.line),) if called else ()
    parts = [who.number, who.channel]
    if names := own or who.names:
        parts.insert(0, _bold(names))
    if own and who.names and who.names != own:
        parts.append(profile.format(name=_bold(who.names)))
    return SIGN + _APART.join(parts)


def head_of(body: str) -> str:
    """Return the line in an issue; earlier versions began it with the sender in bold type."""
    lines = body.splitlines()
    return next((line for sign in (SIGN, "**") for line in lines if line.startswith(sign)), "")


def names_in(line: str) -> list[str]:
    """Return the names in the profile that a line shows."""
    rest = line.removeprefix(SIGN)
    if line == rest:
        return []
    if rest.endswith("**"):  # after the name that the office gave
        return _parted(rest.rpartition(_APART)[2].partition(": ")[2])
    named, end, _ = rest.partition(f"**{_APART}")
    return _parted(f"{named}**") if end else []


def with_names(body: str, further: Iterable[str], called: Called, profile: str) -> str:
    """Return the body of an issue in which the line has these names in the profile too."""
    who = read(body, called)
    if who is None:
        return body
    names = tuple(dict.fromkeys((*who.names, *further)))[:_MOST_NAMES]
    return body if names == who.names else _with(body, replace(who, names=names), called, profile)


def read(body: str, called: Called) -> WhoWrites | None:
    """Return what the line in an issue shows whose person the office calls so; None if there is no such line."""
    lines = body.split("\n")
    at = _place(lines)
    return None if at is None else _read(lines[at].partition(SIGN)[2], called)


def renamed(body: str, before: Called, called: Called, profile: str) -> str:
    """Return the body of an issue with another name in that line; unchanged if there is no line to change."""
    who = read(body, before)
    return _with(body, who, called, profile) if who else body


def _with(body: str, who: WhoWrites, called: Called, profile: str) -> str:
    lines = body.split("\n")
    at = _place(lines)
    if at is not None:
        lines[at] = lines[at].partition(SIGN)[0] + written(who, called, profile)
    return "\n".join(lines)


def _place(lines: list[str]) -> int | None:
    """Return where the line is: the last that begins so, perhaps behind a word such as `To:`."""
    for at in range(len(lines) - 1, -1, -1):
        head, sign, _ = lines[at].partition(SIGN)
        if sign and (not head or (head.endswith(": ") and head[:-2].isalpha())):
            return at
    return None


def _read(rest: str, called: Called) -> WhoWrites | None:
    head = f"**{words(called.line)}**{_APART}" if called else ""
    if head and rest.startswith(head):
        number, _, behind = rest.removeprefix(head).partition(_APART)
        channel, _, further = behind.partition(_APART)
        return WhoWrites(tuple(_parted(further.partition(": ")[2])), number, channel) if channel else None
    # The names may hold anything, the other two nothing that parts them.
    parts = rest.rsplit(_APART, 2)
    if len(parts) == 2:
        return WhoWrites((), *parts)
    names = _parted(parts[0]) if len(parts) == 3 else []
    return WhoWrites(tuple(names), parts[1], parts[2]) if names else None


def _bold(names: Iterable[str]) -> str:
    return f"**{_NEXT.join(names)}**"


def _parted(bold: str) -> list[str]:
    is_bold = len(bold) > 4 and bold.startswith("**") and bold.endswith("**")
    return bold[2:-2].split(_NEXT) if is_bold else []
