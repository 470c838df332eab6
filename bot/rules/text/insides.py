"""What is in a file, as far as a line tells it: an invoice, contact cards, or how long a recording is. No I/O."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.core.content_types import ContentType
from bot.rules.text import invoices, recordings, vcards
from bot.rules.text.invoices import Invoice
from bot.rules.text.vcards import Card


@dataclass(frozen=True, slots=True)
class Cards:
    """Contact cards, the first of them."""

    cards: tuple[Card, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording of sound or pictures."""

    seconds: int


READ = frozenset(("xml", "vcf", *recordings.EXTENSIONS))

Inside = Invoice | Cards | Recording


def of(kind: ContentType, content: bytes) -> Inside | None:
    """Return what is in a file of that kind; None where there is nothing to tell."""
    if kind.extension == "xml":
        return invoices.read(content)
    if kind.extension == "vcf":
        cards = vcards.read(content)
        return Cards(tuple(cards)) if cards else None
    length = recordings.seconds(kind.extension, content)
    return Recording(length) if length else None
