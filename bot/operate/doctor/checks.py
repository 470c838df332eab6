"""What a check is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.operate.doctor.facts import Facts

SECONDS = 10.0  # that a check may take


class Verdict(StrEnum):
    """What a check found."""

    OK = "ok"
    WRONG = "wrong"  # something does not work, or is not safe
    ATTENTION = "attention"  # works, but somebody should know or decide
    CANNOT_TELL = "cannot-tell"  # the credentials at hand do not show it, or a service did not answer
    NOT_TRIED = "not-tried"  # costs a message or makes an issue: `bot doctor --first-contact` tries it
    NOT_NEEDED = "not-needed"  # of something that this installation does not have


class Area(StrEnum):
    """Where a check looks; checks are listed in this order."""

    COMPUTER = "computer"
    TWILIO = "twilio"
    GITHUB = "github"
    RELAY = "relay"
    FIRST_CONTACT = "first-contact"


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict, what it rests on, and what to do where something is to be done.

    `evidence` and `remedy` are sentences in English, plain or as `Sentence`, which `rules/texts/doctor.py` has in the
    other language. They hold no number, text or secret: a report of them can be sent to anybody.
    """

    verdict: Verdict
    evidence: str
    remedy: str = ""


def ok(evidence: str) -> Finding:
    return Finding(Verdict.OK, evidence)


def wrong(evidence: str, remedy: str) -> Finding:
    return Finding(Verdict.WRONG, evidence, remedy)


def attention(evidence: str, remedy: str) -> Finding:
    return Finding(Verdict.ATTENTION, evidence, remedy)


def cannot_tell(evidence: str, remedy: str = "") -> Finding:
    return Finding(Verdict.CANNOT_TELL, evidence, remedy)


def not_needed(evidence: str) -> Finding:
    return Finding(Verdict.NOT_NEEDED, evidence)


@dataclass(frozen=True, slots=True)
class Check:
    """One question about the installation.

    `id` is stable: monitors and the step of `bot setup` that sets the fault right are known by it. `examine` may raise
    BotError where it cannot find out; it takes at most `seconds`. What `costs` something, such as a message, is tried
    only on request.
    """

    id: str
    area: Area
    title: str
    examine: Callable[[Facts], Finding] = field(repr=False)
    costs: str = ""
    seconds: float = SECONDS
