"""The channels by which messages come and go, and how they differ."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    """How a message comes; OTHER is any of Twilio's that the bot cannot send on, such as RCS or Messenger."""

    SMS = "sms"
    WHATSAPP = "whatsapp"
    OTHER = "other"

    @property
    def prefix(self) -> str:
        """What Twilio writes before an address of the channel."""
        return _TRAITS[self].prefix

    @property
    def has_segments(self) -> bool:
        """Whether a text is billed by the segment, so that its characters matter, rather than by the message."""
        return _TRAITS[self].has_segments

    @property
    def has_window(self) -> bool:
        """Whether free-form answers are accepted only for a time after the person wrote; later, only templates."""
        return _TRAITS[self].has_window

    @property
    def has_names(self) -> bool:
        """Whether a sender may be a name, such as "BANCO", which cannot be answered."""
        return _TRAITS[self].has_names

    @property
    def has_user_ids(self) -> bool:
        """Whether a person may be known by ids of the channel, besides or instead of a number."""
        return _TRAITS[self].has_user_ids

    @property
    def has_old_numbers(self) -> bool:
        """Whether a person may have a number as it was before its country added a digit."""
        return _TRAITS[self].has_old_numbers

    @property
    def needs_mobiles(self) -> bool:
        """Whether a message rarely arrives at a landline."""
        return _TRAITS[self].needs_mobiles

    @property
    def has_formats(self) -> bool:
        """Whether signs in a text, such as the asterisks of *bold*, are shown as formats."""
        return _TRAITS[self].has_formats


@dataclass(frozen=True, slots=True)
class _Traits:
    prefix: str
    has_segments: bool = False
    has_window: bool = False
    has_names: bool = False
    has_user_ids: bool = False
    has_formats: bool = False
    has_old_numbers: bool = False
    needs_mobiles: bool = False


# One row per channel: a channel without a row stops the program instead of passing for another.
_TRAITS = {
    Channel.SMS: _Traits("", has_segments=True, has_names=True, needs_mobiles=True),
    Channel.WHATSAPP: _Traits(
        "whatsapp:", has_window=True, has_user_ids=True, has_formats=True, has_old_numbers=True
    ),
    # An address of another channel keeps the prefix that names it: `rcs:+5511987654321`, `messenger:1234`.
    Channel.OTHER: _Traits(""),
}
SENDING = (Channel.SMS, Channel.WHATSAPP)
