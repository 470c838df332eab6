"""How the labels look: a colour by which people tell them apart, and a sentence in the maintainers' language. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.settings import Configuration
from bot.rules.sending import conversation_form
from bot.rules.texts import labels

# What GitHub gives a label that came into being by being named.
PLAIN_COLOUR = "ededed"
# By the setting that names each label: loud for what waits for somebody, quiet for what only sorts.
_COLOURS = {
    "received": "0e8a16",
    "gateway": "c5def5",
    "sms": "1d76db",
    "whatsapp": "25d366",
    "other_channel": "5319e7",
    "waiting": "fbca04",
    "failed": "d73a4a",
    "opt_out": "000000",
    "deferred": "f9d0c4",
    "consent": "d4c5f9",
    "erasing": "e99695",
    "erased": "cccccc",
    "unanswered": "fef2c0",
    "overflow": "e4e669",
    "overdue": "d93f0b",
    "snoozed": "9fb3c8",
    "spam": "6e7781",
    "operations": "b60205",
    "billing": "bfd4f2",
    "rotation": "0052cc",
    "form": "c2e0c6",
}

_ROUTE_COLOUR = "bfdadc"


@dataclass(frozen=True, slots=True)
class LabelLook:
    """A label; its colour is six hexadecimal digits, its description at most 100 characters."""

    name: str
    colour: str = PLAIN_COLOUR
    description: str = ""

    @property
    def is_plain(self) -> bool:
        """Return whether it looks as if nobody had ever made it, only named it."""
        return self.colour == PLAIN_COLOUR and not self.description

    @property
    def key(self) -> str:
        """Return the name as GitHub compares it."""
        return self.name.lower()


def wanted(config: Configuration) -> Sequence[LabelLook]:
    """Return the labels that the bot uses, but for those of people: one is made for each of them."""
    said = labels.of(config.language.maintainers)
    others = {
        "billing": config.billing.label,
        "rotation": config.rotation.label,
        "form": conversation_form.LABEL,
    }
    found = [
        LabelLook(others.get(setting) or getattr(config.labels, setting), colour, said[setting])
        for setting, colour in _COLOURS.items()
    ]
    found += [LabelLook(label, _ROUTE_COLOUR, said["route"]) for label in config.route_labels]
    return list({one.key: one for one in reversed(found)}.values())[::-1]
