"""The arguments of the commands that sort conversations: /assign, /snooze, /spam, /name, /merge and /transcript."""

from __future__ import annotations

import re

from bot.rules.text import command_lines
from bot.rules.text.command_types import Assign, BadArgument, Merge, Name, Snooze, Spam, Transcript
from bot.rules.text.inert import one_line

MOST_NAME = 80  # characters
_LOGIN = re.compile(r"@?([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))")
_ISSUE = re.compile(r"(?:(https?://[^\s?#]{1,200})/issues/|#)?([1-9]\d{0,9})(?:[?#]\S{0,200})?")
ME = frozenset({"me", "eu", "mim"})
_NOBODY = {"nobody", "none", "ninguem", "off"}
_UNDO = {"off", "undo", "not", "nao", "desfazer"}
_OVER = {"off", "over", "fim", "cancelar", "cancel"}
_WHOLE = {"numbers", "numeros", "whole", "completa", "com numeros", "with numbers"}


def assign(name: str, rest: str) -> Assign | BadArgument:
    words = rest.replace(",", " ").split()
    plain = {command_lines.plain(word) for word in words}
    if not words or plain <= ME:
        return Assign()
    if plain <= _NOBODY:
        return Assign(nobody=True)
    found = [_LOGIN.fullmatch(word) for word in words]
    logins = dict.fromkeys(one[1] for one in found if one)
    return Assign(tuple(logins)) if all(found) else BadArgument(name)


def snooze(name: str, rest: str) -> Snooze | BadArgument:
    until = one_line(rest)
    if command_lines.plain(until) in _OVER:
        return Snooze(over=True)
    return Snooze(until) if until else BadArgument(name)


def spam(name: str, rest: str) -> Spam | BadArgument:
    word = command_lines.plain(rest).strip()
    if not word:
        return Spam()
    return Spam(undo=True) if word in _UNDO else BadArgument(name)


def name(name: str, rest: str) -> Name | BadArgument:
    """Return the name and, behind the first comma, the company; a dash alone means neither."""
    called, _, company = one_line(rest).partition(",")
    called, company = called.strip(), company.strip()
    if not called or max(len(called), len(company)) > MOST_NAME:
        return BadArgument(name)
    return Name() if called in {"-", "–", "—"} else Name(called, company)  # noqa: RUF001 - what phones make of a dash


def merge(name: str, rest: str) -> Merge | BadArgument:
    """Return which conversation is merged with this one; a word such as `off` before it takes that back."""
    first, _, behind = one_line(rest).partition(" ")
    off = command_lines.plain(first) in _UNDO
    found = _ISSUE.fullmatch((behind if off else rest).strip())
    return Merge(int(found[2]), found[1] or "", off) if found else BadArgument(name)


def transcript(name: str, rest: str) -> Transcript | BadArgument:
    word = " ".join(command_lines.plain(rest).split())
    if not word:
        return Transcript()
    return Transcript(whole=True) if word in _WHOLE else BadArgument(name)
