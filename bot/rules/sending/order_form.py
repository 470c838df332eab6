"""Requests to send: the API's JSON, a workflow's form or a command line -> an order, or all faults at once."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from bot.core import phone_numbers
from bot.core.errors import BotError
from bot.core.messages import MAX_TEXT_CHARACTERS, SENDING, Address, Channel, Order, Purpose
from bot.core.sentences import Sentence, lines
from bot.rules.people import destinations
from bot.rules.text import characters, commands
from bot.rules.text.command_types import Template

MAX_NAME_CHARACTERS = 100
MAX_KEY_CHARACTERS = 200
MAX_KEYS = 500  # that may be asked about at once
MAX_VARIABLES = 50
MAX_VARIABLE_CHARACTERS = 1_600  # twilio.com/docs/api/errors/21658
PROVIDERS = ("twilio",)
_EXAMPLES = {
    "destination": "+5511977770000",
    "message": "Sua guia de FGTS vence amanhã.",
    "type": "sms",
    "provider": "twilio",
    "purpose": "notification",
    "template": "lembrete",
    "variables": {"nome": "Maria"},
    "idempotency_key": "fatura-2026-11-0042",
}
_Choice = TypeVar("_Choice", bound=str)


@dataclass(frozen=True, slots=True)
class FieldError:
    """A field that is wrong: which, why, and what would be right. It never repeats the value itself."""

    field: str
    reason: str
    example: Any = None

    @classmethod
    def of(cls, name: str, reason: str) -> FieldError:
        return cls(name, reason, _EXAMPLES.get(name))

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> Sentence:
        """Return the sentence that people read; values of a template are shown the way people write them."""
        shown = self.example
        if isinstance(shown, dict):
            shown = " ".join(f"{name}={value}" for name, value in shown.items())
        pattern = "{field} {reason}." if shown is None else "{field} {reason}. Example: {shown}"
        return Sentence(pattern, field=self.field, reason=self.reason, shown=shown)


class InvalidFieldsError(BotError):
    """The request was refused; `faults` holds all reasons at once."""

    exit_code = 2

    def __init__(self, faults: list[FieldError]) -> None:
        listed = lines(fault.sentence for fault in faults)
        pattern = "{count} fields are wrong:\n{faults}" if len(faults) > 1 else "1 field is wrong:\n{faults}"
        super().__init__(Sentence(pattern, count=len(faults), faults=listed))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class SendRequest:
    """A request that can be carried out."""

    person: Address
    text: str = field(repr=False)
    purpose: Purpose
    template: str
    variables: tuple[tuple[str, str], ...] = field(repr=False)
    key: str

    def order(self, order_id: str, by: str, now: datetime) -> Order:
        """Return it as an order; `by` names who asked."""
        return Order(
            0, now, order_id, self.person, self.text, self.purpose, self.template, self.variables, by
        )


class _Form:
    """Reads the fields one by one and collects what is wrong."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self._body = body
        self.faults: list[FieldError] = []

    def wrong(self, name: str, reason: str) -> None:
        self.faults.append(FieldError.of(name, reason))

    def text(self, name: str, most: int, *, needed: bool = False) -> str:
        value = self._body.get(name)
        if value is None or (isinstance(value, str) and not characters.clean(value).strip()):
            if needed:
                self.wrong(name, "is missing or empty")
            return ""
        if not isinstance(value, str):
            self.wrong(name, "is not a text")
        elif not _is_whole(value):
            self.wrong(name, "holds half a character (a lone surrogate)")
        elif len(value) > most:
            self.wrong(
                name, Sentence("has {count:,} characters; {most:,} are the most", count=len(value), most=most)
            )
        else:
            return value
        return ""

    def choice(self, name: str, choices: Mapping[str, _Choice], default: _Choice | None) -> _Choice | None:
        value = self._body.get(name)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value.strip().lower() in choices:
            return choices[value.strip().lower()]
        known = ", ".join(choices)
        self.wrong(
            name,
            Sentence(
                "is missing; give one of {known}" if value is None else "is not one of {known}", known=known
            ),
        )
        return None

    def variables(self) -> tuple[tuple[str, str], ...]:
        value = self._body.get("variables")
        if value is None:
            return ()
        if not isinstance(value, dict) or not all(isinstance(entry, str) for entry in value.values()):
            self.wrong("variables", "is not a set of names, each with a text")
        elif len(value) > MAX_VARIABLES:
            self.wrong(
                "variables",
                Sentence("has {count} entries; {most} are the most", count=len(value), most=MAX_VARIABLES),
            )
        elif not all(map(_is_whole, [*value, *value.values()])):
            self.wrong("variables", "holds half a character (a lone surrogate)")
        elif any(len(key) > MAX_NAME_CHARACTERS for key in value):
            self.wrong(
                "variables", Sentence("has a name of more than {most} characters", most=MAX_NAME_CHARACTERS)
            )
        elif any(len(entry) > MAX_VARIABLE_CHARACTERS for entry in value.values()):
            self.wrong(
                "variables",
                Sentence("has a value of more than {most:,} characters", most=MAX_VARIABLE_CHARACTERS),
            )
        else:
            return tuple(sorted(value.items()))
        return ()

    def unknown(self) -> None:
        for name in self._body:
            if name not in _EXAMPLES:
                near = difflib.get_close_matches(name, _EXAMPLES, 1)
                shown = (
                    name
                    if _is_whole(name) and name.isprintable() and len(name) <= MAX_NAME_CHARACTERS
                    else "?"
                )
                pattern = (
                    "is not a field of this request; {known} is"
                    if near
                    else "is not a field of this request; known are {known}"
                )
                known = near[0] if near else ", ".join(_EXAMPLES)
                self.faults.append(FieldError(shown, Sentence(pattern, known=known)))


def read(body: Mapping[str, Any], key_of_header: str = "") -> SendRequest:
    """Return the request; raises InvalidFieldsError with everything that is wrong."""
    form = _Form(body)
    form.unknown()
    form.choice("provider", {name: name for name in PROVIDERS}, PROVIDERS[0])
    channel = form.choice("type", {one.value: one for one in SENDING}, None)
    purpose = form.choice("purpose", {one.value: one for one in Purpose}, Purpose.NOTIFICATION)
    person = _person(form, channel)
    template = form.text("template", MAX_NAME_CHARACTERS)
    text = form.text("message", MAX_TEXT_CHARACTERS, needed=body.get("template") is None)
    if template and text:
        form.wrong("template", "is given together with message; give one of the two")
    variables = form.variables()
    if variables and not template:
        form.wrong("variables", "belongs to a template, and none is named")
    key = _key(form, key_of_header)
    if form.faults or person is None or purpose is None:
        raise InvalidFieldsError(form.faults)
    return SendRequest(person, text, purpose, template, variables, key)


def read_keys(body: Mapping[str, Any]) -> Sequence[str]:
    """Return the idempotency keys that are asked about; raises InvalidFieldsError."""
    keys = body.get("keys")
    if not isinstance(keys, list) or not all(isinstance(key, str) and _is_whole(key) for key in keys):
        raise InvalidFieldsError([FieldError("keys", "is not a list of texts", ["fatura-2026-11-0042"])])
    if len(keys) > MAX_KEYS:
        raise InvalidFieldsError(
            [
                FieldError(
                    "keys",
                    Sentence("has {count} entries; {most} are the most", count=len(keys), most=MAX_KEYS),
                )
            ]
        )
    return keys


def check_destination(
    request: SendRequest,
    countries: Sequence[str] | None,
    ours: Sequence[Address],
    administrators: Sequence[Address],
) -> None:
    """Raise InvalidFieldsError for a number that no order may go to; the policy gate judges again when it leaves.

    An alert to an administrator may go to any country; who that is may be unknown here (`administrators` empty).
    """
    where = destinations.of(request.person)
    is_alarm = request.purpose is Purpose.ALERT and (
        not administrators or destinations.is_one_of(request.person, administrators)
    )
    reason = ""
    if destinations.is_one_of(request.person, ours):
        reason = "is one of our own numbers"
    elif where.costly:
        reason = "is a premium-rate, satellite or global number, which costs many times as much"
    elif not is_alarm and not destinations.is_allowed(where, countries, ours):
        reason = "belongs to a country that policy.countries in config.yml does not list"
    if reason:
        raise InvalidFieldsError([FieldError.of("destination", reason)])


def from_form(inputs: Mapping[str, Any]) -> SendRequest:
    """Return the request of a form whose fields are texts, empty if not filled in.

    The values of a template are on one line, as after /template. Raises InvalidFieldsError as `read` does.
    """
    given = {name: value for name, value in inputs.items() if value not in (None, "")}
    given.setdefault("type", Channel.SMS.value)
    written = given.get("variables")
    if isinstance(written, str):
        parsed = commands.parse(f"/template x {written}")
        given["variables"] = dict(parsed.variables) if isinstance(parsed, Template) else written
    return read(given)


def _person(form: _Form, channel: Channel | None) -> Address | None:
    written = form.text("destination", MAX_NAME_CHARACTERS, needed=True)
    if not written:
        return None
    address = Address.parse(written)
    if address.channel.prefix and channel not in (None, address.channel):
        form.wrong(
            "destination",
            Sentence(
                "begins with {prefix} but type is {channel}; use the same channel in both",
                prefix=address.channel.prefix,
                channel=channel,
            ),
        )
        return None
    reason = phone_numbers.why_not(address.value)
    if reason:
        form.wrong("destination", reason)
        return None
    if channel is None:
        return None
    return Address(channel, phone_numbers.e164(address.value))


def _key(form: _Form, of_header: str) -> str:
    key = form.text("idempotency_key", MAX_KEY_CHARACTERS)
    if key and of_header and key != of_header:
        form.wrong("idempotency_key", "differs from the header Idempotency-Key; give one of the two")
    if len(of_header) > MAX_KEY_CHARACTERS:
        form.wrong("idempotency_key", Sentence("has more than {most} characters", most=MAX_KEY_CHARACTERS))
    return key or of_header


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
