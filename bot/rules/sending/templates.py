"""Templates: a name and values -> what Twilio gets and the text as people will read it, or what is wrong."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.core.messages import Channel
from bot.core.settings.templates import PLACEHOLDER, TemplateSection
from bot.rules.text import segments

# Of a template's text with its values (twilio.com/docs/api/errors/63021).
MAX_UNITS = 1024

Templates = Mapping[str, TemplateSection]


@dataclass(frozen=True, slots=True)
class Filled:
    """A template ready to be sent: `variables` is Twilio's ContentVariables, `text` what will be read."""

    sid: str
    variables: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NoSuchTemplate:
    """There is no such template for the channel; `nearest` is one with a similar name, or empty."""

    name: str
    nearest: str


@dataclass(frozen=True, slots=True)
class WrongVariables:
    """Values are missing or match no variable; `unknown` holds each with the nearest name, or an empty one."""

    missing: tuple[str, ...] = ()
    unknown: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TooLong:
    """The text with its values has more UTF-16 units than a template may have."""

    units: int


Result = Filled | NoSuchTemplate | WrongVariables | TooLong


def for_channel(templates: Templates, channel: Channel) -> Templates:
    """Return the templates that may be sent on a channel."""
    return {name: template for name, template in templates.items() if channel in template.channels}


def compose(templates: Templates, name: str, given: Mapping[str, str], channel: Channel) -> Result:
    """Find the channel's template of that name and fill it in."""
    fitting = for_channel(templates, channel)
    if name not in fitting:
        nearest = difflib.get_close_matches(name, fitting, n=1, cutoff=0.5)
        return NoSuchTemplate(name, nearest[0] if nearest else "")
    return fill(fitting[name], given)


def fill(template: TemplateSection, given: Mapping[str, str]) -> Filled | WrongVariables | TooLong:
    """Fill the values into a template, each on one line: WhatsApp accepts neither line ends nor runs of blanks in them.

    Source: twilio.com/docs/api/errors/21656. A value without a letter counts as missing.
    """
    values = on_one_line(given)
    wrong = wrong_variables(template.variables, values)
    if wrong:
        return wrong
    text = PLACEHOLDER.sub(lambda found: values[found[1]], template.text)
    if segments.units(text) > MAX_UNITS:
        return TooLong(segments.units(text))
    numbered = {str(place): values[name] for place, name in enumerate(template.variables, 1)}
    return Filled(template.sid, json.dumps(numbered, ensure_ascii=False) if numbered else "", text)


def on_one_line(given: Mapping[str, str]) -> dict[str, str]:
    """Return the values, each on one line and without runs of blanks."""
    return {name: " ".join(value.split()) for name, value in given.items()}


def wrong_variables(names: Sequence[str], values: Mapping[str, str]) -> WrongVariables | None:
    """Return which of the variables have no value, and which values have no variable; None if all is well."""
    missing = tuple(name for name in names if not values.get(name))
    unknown = tuple((name, _nearest(name, names, values)) for name in values if name not in names)
    return WrongVariables(missing, unknown) if missing or unknown else None


def _nearest(name: str, names: Sequence[str], given: Mapping[str, str]) -> str:
    free = [known for known in names if known not in given] or list(names)
    nearest = difflib.get_close_matches(name, free, n=1, cutoff=0.5)
    return nearest[0] if nearest else ""


def as_twilio_writes(template: TemplateSection) -> str:
    """Return the text with Twilio's numbers for the variables: `Olá {{1}}`."""
    places = {name: place for place, name in enumerate(template.variables, 1)}
    return PLACEHOLDER.sub(lambda found: f"{{{{{places[found[1]]}}}}}", template.text)


def line(name: str, template: TemplateSection, command: str = "template") -> str:
    """Return the command that sends the template, ready to be pasted and filled in."""
    return " ".join([f"/{command} {name}", *(f'{variable}="..."' for variable in template.variables)])


def lines(templates: Templates, channel: Channel, command: str = "template") -> Sequence[str]:
    """Return such a command for every template of the channel."""
    return [line(name, template, command) for name, template in for_channel(templates, channel).items()]
