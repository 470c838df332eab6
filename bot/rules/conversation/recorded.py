"""What a person has sent, read back from the issues and comments in which it is recorded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.core.messages import MessageSid
from bot.rules.conversation import overview
from bot.rules.text import as_written
from bot.rules.texts import Texts

_CODE = re.compile(r"<code>(\w+)</code>")
_RECEIVED = "<details><summary><sub>"
_FOLDS = ("<details>", "</details>")  # around what is spam
_ANSWERED = "🤖 "
_FOOT = "---"
_CONTINUED = "🔗 "


@dataclass(frozen=True, slots=True)
class RecordedMessage:
    """One message of a person: when it came, as it is written there, its words, and what came with them."""

    sids: tuple[MessageSid, ...]
    moment: str
    text: str = field(repr=False)
    further: tuple[str, ...] = field(default=(), repr=False)


def messages(body: str, texts: Texts) -> Iterator[RecordedMessage]:
    """Yield the messages that an issue or comment of ours records, in their order."""
    said, further = list[str](), list[str]()
    for line in _lines(body):
        if line.startswith(">"):
            said.append(line)
        elif line.startswith(_RECEIVED):
            moment = line.removesuffix("</sub></details>").rpartition(" · ")[2]
            sids = tuple(map(MessageSid, _CODE.findall(line)))
            yield RecordedMessage(
                sids, moment, as_written.quotation("\n".join(said)) if said else "", tuple(further)
            )
            said, further = [], []
        elif not _is_ours(line, texts):
            further.append(as_written.plain(line))


def answer(body: str, texts: Texts) -> str:
    """Return the automatic answer that an issue or comment of ours shows; empty if it shows none."""
    for line in body.split("\n"):
        if line.startswith(_ANSWERED):
            shown = line.partition(":** ")[2]
            return as_written.line(shown.removesuffix(f" <sub>{texts.answer_marks}</sub>"))
    return ""


def rest(body: str) -> str:
    """Return the words in a comment that continues a long text."""
    return as_written.quotation("\n".join(line for line in body.split("\n") if line.startswith(">")))


def _lines(body: str) -> Iterator[str]:
    """Yield the lines between the hidden one, with the summary under it, and our own foot."""
    for line in overview.below(body).split("\n"):
        if line == _FOOT:
            return
        if line.strip():
            yield line


def _is_ours(line: str, texts: Texts) -> bool:
    """Return whether the line says something about the message to colleagues only."""
    ours = (*_FOLDS, _ANSWERED, _CONTINUED, texts.inbound.continues, texts.upkeep.recovered)
    return line.startswith(ours)
