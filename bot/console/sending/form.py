"""The form as it was filled in, and what is wrong with it, by its fields."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.console.sending import destination
from bot.console.sending.destination import TypedNumber
from bot.core.messages import SENDING, Address, Channel, Purpose
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.core.settings.templates import PLACEHOLDER, TemplateSection
from bot.rules.sending import order_form, templates
from bot.rules.sending.order_form import InvalidFieldsError, SendRequest
from bot.rules.sending.templates import Filled, TooLong, WrongVariables

VALUE = "value-"  # before the name of a template's variable
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")
_MISSING = "This is missing."
_NO_CHANNEL = "No number to send from is configured. The page Messaging connections says what is missing."


def channels(settings: Settings) -> Sequence[Channel]:
    """Return the channels on which we have a number to send from."""
    ours = {one.channel for one in settings.our_numbers}
    return [channel for channel in SENDING if channel in ours]


def new_key() -> str:
    """Return an idempotency key: however often a form with it is sent, one message leaves."""
    return secrets.token_urlsafe(16)


def key_of(given: Mapping[str, str]) -> str:
    """Return the key that a form holds, a new one where it holds none of ours."""
    key = given.get("key", "")
    return key if _KEY.fullmatch(key) else new_key()


@dataclass(frozen=True, slots=True)
class SendForm:
    """What the form's fields hold; of what no field offers, the first choice."""

    channel: Channel
    country: str
    purpose: Purpose
    key: str
    typed: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    template: str = ""
    values: Mapping[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, given: Mapping[str, str], settings: Settings) -> SendForm:
        """Read what a browser sends, which may be anything."""
        offered = {str(one): one for one in channels(settings)}
        channel = offered.get(given.get("channel", ""), next(iter(offered.values()), Channel.SMS))
        codes = [one.code for one in destination.choices(settings)]
        country = given.get("country", "")
        fitting = templates.for_channel(settings.config.templates, channel)
        template = given.get("template", "")
        return cls(
            channel=channel,
            country=country if country in codes else next(iter(codes), "BR"),
            purpose={str(one): one for one in Purpose}.get(given.get("purpose", ""), Purpose.NOTIFICATION),
            key=key_of(given),
            typed=given.get("destination", ""),
            # Browsers send each line end as two characters (WHATWG HTML, 4.10.22.4); a phone needs one.
            text=given.get("message", "").replace("\r\n", "\n"),
            template=template if template in fitting else "",
            values={
                name.removeprefix(VALUE): value for name, value in given.items() if name.startswith(VALUE)
            },
        )

    @property
    def number(self) -> TypedNumber:
        return destination.read(self.typed, self.country, self.channel)

    def body(self, settings: Settings) -> str:
        """Return the text as it would be read; a variable without a value stays as config.yml writes it."""
        section = self.section(settings)
        if section is None:
            return self.text
        values = templates.on_one_line(self.values)
        return PLACEHOLDER.sub(lambda found: values.get(found[1]) or found[0], section.text)

    def section(self, settings: Settings) -> TemplateSection | None:
        """Return the template that was chosen, None for a text."""
        return settings.config.templates.get(self.template)


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """A form with what is wrong by field, or with the request that it makes."""

    faults: Mapping[str, str]
    request: SendRequest | None = None


def check(form: SendForm, settings: Settings) -> CheckedForm:
    """Return all that is wrong with a form at once, as the API would find it, or the request that it makes."""
    faults, number = dict[str, str](), form.number
    if form.channel not in channels(settings):
        faults["channel"] = _NO_CHANNEL
    if number.fault or not number.value:
        faults["destination"] = number.fault or _MISSING
    faults |= _of_template(form, settings)
    content: dict[str, Any] = {
        "destination": Address(form.channel, number.value).wire,
        "type": str(form.channel),
        "purpose": str(form.purpose),
    }
    if form.template:
        section = settings.config.templates[form.template]
        values = {name: form.values.get(name, "") for name in section.variables}
        content |= {"template": form.template, "variables": values} if values else {"template": form.template}
    else:
        content["message"] = form.text
    try:
        request = order_form.read(content, form.key)
        policy = settings.config.policy
        order_form.check_destination(request, policy.countries, settings.our_numbers, settings.administrators)
    except InvalidFieldsError as error:
        return CheckedForm({**by_field(error), **faults})
    return CheckedForm(faults, None if faults else request)


def subject_of(form: SendForm, settings: Settings) -> SendRequest | str:
    """Return the message as far as the policy looks at it, or why nothing may go there, empty without a number."""
    number = form.number
    if not number.value or form.channel not in channels(settings):
        return ""
    request = SendRequest(Address(form.channel, number.value), "", form.purpose, form.template, (), "")
    policy = settings.config.policy
    try:
        order_form.check_destination(request, policy.countries, settings.our_numbers, settings.administrators)
    except InvalidFieldsError as error:
        return _sentence(error.faults[0].reason)
    return request


def by_field(error: InvalidFieldsError) -> Mapping[str, str]:
    """Return what the API finds wrong, as sentences for under the fields."""
    return {fault.field: _sentence(fault.reason) for fault in error.faults}


def _sentence(reason: str) -> str:
    if reason == "is missing or empty":
        return _MISSING
    return Sentence("This {reason}.", reason=reason)


def _of_template(form: SendForm, settings: Settings) -> Mapping[str, str]:
    section = form.section(settings)
    if section is None:
        return {}
    match templates.fill(section, {name: form.values.get(name, "") for name in section.variables}):
        case Filled():
            return {}
        case TooLong(units):
            return {
                "template": Sentence(
                    "With these values it has {units} characters; WhatsApp takes 1024.", units=units
                )
            }
        case WrongVariables(missing):
            return {f"{VALUE}{name}": _MISSING for name in missing}
