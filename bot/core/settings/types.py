"""Types of settings, each with what is expected instead of a wrong value."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, WithJsonSchema

from bot.core import contact_keys, phone_numbers
from bot.core.content_types import NAMES, MediaGroup
from bot.core.sentences import Sentence


class Section(BaseModel):
    """A part of config.yml.

    Its validator is built on first use, and for the whole file at once. So a default section is made by
    `model_construct`, which needs no validator.

    Modules with models do without `from __future__ import annotations`: pydantic would compile each annotation again.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)


_DURATION = re.compile(r"(\d+)\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _duration(value: Any) -> Any:
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError("a number with its unit, such as 30s, 15m, 12h or 7d")
    try:
        return timedelta(**{_UNITS[found[2]]: int(found[1])})
    except OverflowError:
        raise ValueError("a time that a person lives to see, such as 90d") from None


def between(least: str, most: str, example: str) -> AfterValidator:
    """Return a validator that refuses a time that is shorter or longer."""
    bounds = _duration(least), _duration(most)

    def check(value: timedelta) -> timedelta:
        if not bounds[0] <= value <= bounds[1]:
            raise ValueError(
                Sentence(
                    "a time from {least} to {most}, such as {example}",
                    least=least,
                    most=most,
                    example=example,
                )
            )
        return value

    return AfterValidator(check)


def one_of(*choices: str) -> AfterValidator:
    """Return a validator that refuses any other time."""
    known = {_duration(choice) for choice in choices}

    def check(value: timedelta) -> timedelta:
        if value not in known:
            raise ValueError(Sentence("one of {known}", known=", ".join(choices)))
        return value

    return AfterValidator(check)


def _label(value: str) -> str:
    if "," in value:  # GitHub separates the labels of a search by commas
        raise ValueError("a label without a comma, such as falha-entrega")
    return value


def _moment(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a moment with its offset from UTC, such as 2026-11-24T09:00:00-03:00")
    return value


# The list is gathered from a few hundred files each time it is needed.
def _time_zone(value: str) -> str:
    # As zoneinfo.available_timezones has it, which reads six hundred files to list them.
    try:
        known = ZoneInfo(value).key.partition("/")[0] not in ("posix", "right", "posixrules")
    except (KeyError, OSError, ValueError):
        known = False
    if not known:
        raise ValueError("the name of a time zone, such as America/Sao_Paulo")
    return value


_NUMBER = "a number in international form, such as +5511987654321"


def phone(value: str) -> str:
    """Return a number in E.164; raises ValueError for anything else."""
    why = phone_numbers.why_not(value)
    if why:
        raise ValueError(Sentence("{expected}: this one {why}", expected=_NUMBER, why=why))
    return phone_numbers.e164(value)


def _whatsapp(value: str) -> str:
    prefix, colon, number = value.partition(":")
    if prefix != "whatsapp" or not colon:
        raise ValueError("a number in the form whatsapp:+14155238886")
    return f"whatsapp:{phone(number)}"


def _contact_keys(value: str) -> SecretStr:
    keys = [key.strip() for key in value.split(",")]
    # `bot rotate contact-key` adds the part that keeps contact ids unchanged.
    to_seal = [key for key in keys if not contact_keys.is_id_key(key)]
    if not to_seal or not all(map(contact_keys.is_key, to_seal)) or len(keys) > len(to_seal) + 1:
        raise ValueError(
            "a key made by `bot config new-key` (several, newest first, are separated by commas)"
        )
    return SecretStr(",".join(keys))


def _relay_key(value: str) -> SecretStr:
    try:
        contact_keys.relay_parts(value)
    except ValueError:
        raise ValueError("what `bot config relay-key` prints where CONTACT_KEY is") from None
    return SecretStr(value)


def _app_key(value: str) -> SecretStr:
    from bot.core import app_key  # noqa: PLC0415 - cryptography's readers of keys, which only an App needs

    try:
        return SecretStr(app_key.normal(value))
    except ValueError:
        raise ValueError(
            "the App's private key, the whole .pem file: in double quotes over several lines, or on one line as "
            "base64 (base64 -w0 FILE)"
        ) from None


def _phones(value: str) -> SecretStr:
    wires = [part.strip() for part in value.split(",") if part.strip()]
    try:
        return SecretStr(",".join(_whatsapp(wire) if ":" in wire else phone(wire) for wire in wires))
    except ValueError:
        raise ValueError(
            "numbers separated by commas, each as +5511987654321 or whatsapp:+5511987654321"
        ) from None


_MEDIA_TYPES = (*(group.value for group in MediaGroup), *NAMES)


def _media_type(value: str) -> str:
    if value not in _MEDIA_TYPES:
        raise ValueError(Sentence("one of {known}", known=", ".join(_MEDIA_TYPES)))
    return value


def matching(pattern: str, expectation: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(expectation)
        return value

    return AfterValidator(check)


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": r"^\d+\s*[smhd]$", "examples": ["30s", "15m", "12h", "7d"]}),
]
MediaType = Annotated[
    str,
    AfterValidator(_media_type),
    WithJsonSchema({"type": "string", "enum": list(_MEDIA_TYPES)}),
]
# docs.github.com: a login has letters, digits and single hyphens, of managed users an underscore too.
LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,38}")
Login = Annotated[str, matching(LOGIN.pattern, "a login on GitHub without @, such as ana-lima")]
_NO_COMMA = {"pattern": "^[^,]+$"}
LabelName = Annotated[
    str, Field(min_length=1, max_length=50, json_schema_extra=_NO_COMMA), AfterValidator(_label)
]
LabelPrefix = Annotated[
    str, Field(min_length=1, max_length=30, json_schema_extra=_NO_COMMA), AfterValidator(_label)
]
Sid = Annotated[
    str, matching("AC[0-9a-f]{32}", "AC and 32 hexadecimal digits, as the Twilio console shows it")
]
KeySid = Annotated[str, matching("SK[0-9a-f]{32}", "SK and 32 hexadecimal digits")]
ServiceSid = Annotated[
    str, matching("MG[0-9a-f]{32}", "MG and 32 hexadecimal digits, as the Twilio console shows it")
]
Moment = Annotated[datetime, AfterValidator(_moment)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Phone = Annotated[str, AfterValidator(phone)]
WhatsApp = Annotated[str, AfterValidator(_whatsapp)]
_OWNER = "the account or organisation alone, as in https://github.com/OWNER"
Owner = Annotated[str, matching(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,38})", _OWNER)]
_REPOSITORY = "the name of the repository alone, without owner and address"
RepositoryName = Annotated[str, matching(r"(?!.*\.git$)[\w.-]{1,100}", _REPOSITORY)]
AppId = Annotated[
    str, matching(r"\d{1,20}|Iv[\w.]{8,60}", "the App's ID, digits, as its page on GitHub shows it")
]
AppKey = Annotated[SecretStr, BeforeValidator(_app_key)]
ContactKeys = Annotated[SecretStr, BeforeValidator(_contact_keys)]
RelayKey = Annotated[SecretStr, BeforeValidator(_relay_key)]
Phones = Annotated[SecretStr, BeforeValidator(_phones)]
