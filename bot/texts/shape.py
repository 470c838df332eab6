"""What each language must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.messages import Channel


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an error code of Twilio means for the person who answers, and the way out."""

    what: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Texts:
    """The sentences of one language."""

    # On the phone. Letters outside GSM-7 more than double the price of an SMS: these texts avoid them.
    acknowledgement: str

    # In the issue.
    title: str
    notice_title: str
    to: str
    sent_by: str
    person: str
    channel: str
    channel_names: Mapping[Channel, str]
    hidden_number: str
    sealed_message: str
    empty_message: str
    choice: str
    location: str
    media: str
    in_reply_to: str
    forwarded: str
    came_by_fallback: str
    previous_conversation: str
    how_to_answer: str
    cannot_be_answered: str

    # Answers to maintainers' commands.
    command: str
    arguments: Mapping[str, str]
    meaning: str
    commands: Mapping[str, str]
    nothing_failed: str
    standing: str
    standing_person: str
    standing_answers_from: str
    standing_last: str
    standing_none: str
    unknown_command: str
    did_you_mean: str
    no_text: str
    edited: str
    edited_midway: str
    not_permitted: str
    no_permission: str
    name_cannot_be_answered: str
    refused: str
    undelivered: str
    partly_sent: str
    other_code: Meaning
    delayed: str
    acknowledgement_refused: str

    # Twilio's error codes. Source: twilio.com/docs/api/errors.
    codes: Mapping[int, Meaning]
