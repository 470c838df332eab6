"""A value that has the form of another variable's: what it looks like, and where it belongs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.core.sentences import Sentence

# What values look like, and the variable that such a value is for.
_LOOKS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"AC[0-9a-f]{32}"), "TWILIO_ACCOUNT_SID", "the SID of a Twilio account"),
    (re.compile(r"SK[0-9a-f]{32}:\S+"), "TWILIO_API_KEY", "an API key of Twilio"),
    (re.compile(r"SK[0-9a-f]{32}"), "TWILIO_API_KEY", "the SID of an API key of Twilio"),
    (re.compile(r"MG[0-9a-f]{32}"), "TWILIO_MESSAGING_SERVICE_SID", "the SID of a Messaging Service"),
    (re.compile(r"[0-9a-f]{32}"), "TWILIO_AUTH_TOKEN", "an auth token of Twilio"),
    (re.compile(r"(?:gh[a-z]_|github_pat_)\w+"), "GITHUB_TOKEN", "a token of GitHub"),
    (re.compile(r"whatsapp:\+[\d ()-]+"), "TWILIO_WHATSAPP_NUMBER", "a number for WhatsApp"),
    (re.compile(r"\+[\d ()-]{8,}"), "TWILIO_PHONE_NUMBER", "a number for SMS"),
)


def hint(name: str, given: Mapping[str, str]) -> str:
    """Return what a wrong value seems to be, as a sentence that does not repeat it; empty if it is like no other."""
    found = look(given.get(name, ""))
    if found is None or found[0] == name:
        return ""
    owner, what = found
    theirs = look(given.get(owner, ""))
    if theirs and theirs[0] == name:
        return Sentence("You seem to have swapped {name} and {other}.", name=name, other=owner)
    return Sentence("It looks like {what}, which belongs in {other}.", what=what, other=owner)


def look(value: str) -> tuple[str, str] | None:
    """Return the variable that a value is for by its form, and what it looks like; None if many things look so."""
    return next(((owner, what) for form, owner, what in _LOOKS if form.fullmatch(value)), None)
