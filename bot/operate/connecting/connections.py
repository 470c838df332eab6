"""The connection to Twilio: what it is, what there is to choose from, and what is wrong with a wanted one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from bot.adapters.twilio import access
from bot.adapters.twilio.access import Access
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import Settings, config
from bot.operate.setup import answer_checks
from bot.operate.setup.answer_checks import Offering
from bot.operate.setup.installation import Installation, installed
from bot.operate.twilio_refusals import seen

VARIABLES: Mapping[str, str] = {
    "account_sid": "TWILIO_ACCOUNT_SID",
    "auth_token": "TWILIO_AUTH_TOKEN",
    "sms_number": "TWILIO_PHONE_NUMBER",
    "whatsapp_number": "TWILIO_WHATSAPP_NUMBER",
}
# What is an account's own, and makes no sense with another.
_OF_ACCOUNT = (
    *("TWILIO_API_KEY", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"),
    "TWILIO_MESSAGING_SERVICE_SID",
)
_SHAPES: Mapping[str, str] = {
    "account_sid": "An Account SID is AC and 32 more digits and small letters, as Twilio's console shows it.",
    "auth_token": "An auth token has 32 digits and small letters: copy it once more from Twilio's console.",
    "sms_number": "Write the number with + and the country, such as +55 11 98765-4321.",
    "whatsapp_number": "Write the number with + and the country, such as +55 11 98765-4321.",
}
_BETWEEN_DIGITS = re.compile(r"[\s().\u2010-\u2015\u00a0-]+")
# Which field a refusal of Twilio's is about; the others are about the token.
_ABOUT_ACCOUNT = (Access.NO_SUCH_ACCOUNT, Access.NOT_ACTIVE)

Faults = Mapping[str, BotError]


@dataclass(frozen=True, slots=True)
class TwilioConnection:
    """An account, its auth token, and the numbers of it that we use; empty for one that is not used."""

    account_sid: str
    auth_token: str = field(repr=False)
    sms_number: str = field(repr=False)
    whatsapp_number: str = field(repr=False)  # whatsapp:+...

    @classmethod
    def of(cls, settings: Settings) -> TwilioConnection:
        answers = installed(settings, Path()).answers
        return cls(answers.account_sid, answers.auth_token, answers.sms_number, answers.whatsapp_number)

    @classmethod
    def typed(cls, fields: Mapping[str, str], present: TwilioConnection) -> TwilioConnection:
        """Return the connection that somebody's fields give; account and token stay where they are left empty."""
        sms, whatsapp = (
            _BETWEEN_DIGITS.sub("", fields.get(name, "")) for name in ("sms_number", "whatsapp_number")
        )
        return cls(
            fields.get("account_sid", "").strip() or present.account_sid,
            fields.get("auth_token", "").strip() or present.auth_token,
            sms,
            f"whatsapp:{whatsapp}" if whatsapp and ":" not in whatsapp else whatsapp,
        )

    def differing(self, other: TwilioConnection) -> list[str]:
        """Return the names of what is not the same."""
        mine, theirs = asdict(self), asdict(other)
        return [name for name in mine if mine[name] != theirs[name]]


def sms_numbers(settings: Settings) -> Sequence[Offering]:
    """Return what there is to choose from for SMS; raises as `twilio_errors` does."""
    return answer_checks.sms_numbers(installed(settings, Path()))


def whatsapp_senders(settings: Settings) -> Sequence[Offering]:
    """Return the same for WhatsApp."""
    return answer_checks.whatsapp_senders(installed(settings, Path()))


def with_connection(settings: Settings, wanted: TwilioConnection) -> Settings:
    """Return settings that ask Twilio as the wanted connection would."""
    wants = replace(installed(settings, Path()).answers, **asdict(wanted))
    return Installation(Path(), wants, settings.config).settings


def faults_of_shape(wanted: TwilioConnection, present: TwilioConnection, settings: Settings) -> Faults:
    """Return what is wrong with how the fields are filled in, by their names, before anybody is asked."""
    faults = {
        name: BotError(sentence)
        for name, sentence in _SHAPES.items()
        if getattr(wanted, name) and config.fault_of(VARIABLES[name], getattr(wanted, name))
    }
    if not wanted.sms_number and not wanted.whatsapp_number:
        faults["sms_number"] = BotError("Choose a number for SMS, one for WhatsApp, or both.")
    if wanted.account_sid == present.account_sid or "account_sid" in faults:
        return faults
    if wanted.auth_token == present.auth_token:
        faults["auth_token"] = BotError("Another account has an auth token of its own: type it here.")
    bound = [name for name in _OF_ACCOUNT if getattr(settings.environment, name)]
    if bound:
        faults["account_sid"] = BotError(
            Sentence("{names} in .env belong to the account in use.", names=", ".join(bound)),
            "Take them out there, and out of the secrets on GitHub, before another account is used.",
        )
    return faults


def to_verify(wanted: TwilioConnection, present: TwilioConnection) -> list[str]:
    """Return the names of what Twilio is to be asked about: what is new, and of another account everything."""
    differing = wanted.differing(present)
    return list(VARIABLES) if "account_sid" in differing else differing


def faults_at_twilio(wanted: TwilioConnection, settings: Settings, names: Sequence[str]) -> Faults:
    """Return what Twilio has against the connection, by field; of its numbers those with these names are asked about.

    Raises BotError where Twilio cannot be asked.
    """
    asking = Installation(Path(), replace(installed(settings, Path()).answers, **asdict(wanted)))
    with seen("the account"):
        found = access.access(asking.settings)
    if found is not Access.OPEN:
        name = "account_sid" if found in _ABOUT_ACCOUNT else "auth_token"
        return {name: answer_checks.REFUSALS[found]}
    checks = {
        "auth_token": answer_checks.auth_token,
        "sms_number": answer_checks.sms_number,
        "whatsapp_number": answer_checks.whatsapp_number,
    }
    faults: dict[str, BotError] = {}
    for name, check in checks.items():
        value = getattr(wanted, name)
        if not value or name not in names:
            continue
        try:
            with seen("our senders"):
                check(asking, value)
        except BotError as error:
            faults[name] = error
    return faults
