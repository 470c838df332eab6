"""The hidden first line of a form's issue: what it asks for, sealed, from the moment its words are taken out of it.

The issue belongs to whoever opened it, who can edit it at any time. The line is therefore signed together with the
number of the issue, as every other one: its author can remove it, but neither change it nor bring it from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.rules.people.sealing import Vault
from bot.rules.wire import binding
from bot.rules.wire.binding import Binding

_VERSION, _KIND = 1, "form"


@dataclass(frozen=True, slots=True)
class FormMarker:
    """The order that a form asks for, sealed, or the sentence that refuses it; neither once it is settled."""

    order: str = field(default="", repr=False)
    refusal: str = ""

    @property
    def is_settled(self) -> bool:
        return not self.order and not self.refusal


def write(marker: FormMarker, vault: Vault, issue: int) -> str:
    """Return the hidden line for the form's issue."""
    held = {"v": _VERSION, "kind": _KIND, "order": marker.order, "refusal": marker.refusal}
    return binding.bound_line(held, vault, issue)


def read(body: str, vault: Vault, issue: int) -> FormMarker | None:
    """Return the marker of an issue, whoever opened it; None where there is none that was signed for this issue."""
    held = binding.content(body)
    if (held.get("v"), held.get("kind")) != (_VERSION, _KIND):
        return None
    if binding.of(body, vault, issue) is not Binding.BOUND:
        return None
    return FormMarker(str(held.get("order", "")), str(held.get("refusal", "")))
