"""What can be configured about templates and prices."""

import re
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from bot.core import sentences
from bot.core.messages import Channel
from bot.core.sentences import Sentence
from bot.core.settings.types import Section, matching

PLACEHOLDER = re.compile(r"\{([^\W\d]\w*)\}")

ContentSid = Annotated[
    str,
    matching("HX[0-9a-fA-F]{32}", "HX and 32 hexadecimal digits, as the Content Template Builder shows it"),
]
TemplateName = Annotated[
    str,
    matching("[a-z0-9][a-z0-9_-]{0,62}", "small letters, digits, - and _, such as boleto-vence"),
]
# Whatever else may be wrong with it, `bot config check` and `bot quick-replies check` say.
QuickReplyText = Annotated[str, Field(min_length=1, max_length=16_000)]
VariableName = Annotated[str, matching(r"[^\W\d]\w*", "a letter, then letters, digits and _, such as nome")]


def _price(value: Any) -> Any:
    """Accept a price in quotes only: a YAML float would not hold it exactly."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{1,6}(\.\d{1,8})?", value):
        raise ValueError('a price in quotes with a decimal point, such as "0.0525"')
    return Decimal(value)


Price = Annotated[
    Decimal,
    BeforeValidator(_price),
    WithJsonSchema({"type": "string", "pattern": r"^\d+(\.\d+)?$", "examples": ["0.0525"]}),
]
Currency = Annotated[str, matching("[A-Z]{3}", "the three capital letters of a currency, such as USD")]


class TemplateSection(Section):
    """A message that WhatsApp has approved."""

    sid: ContentSid = Field(description="Its ContentSid.")
    text: str = Field(min_length=1, description="Its text, with {name} for a variable.")
    variables: tuple[VariableName, ...] = Field(
        (), description="The names of its variables: the first is {{1}} at Twilio, the second {{2}}."
    )
    channels: Annotated[tuple[Literal[Channel.SMS, Channel.WHATSAPP], ...], Field(min_length=1)] = Field(
        (Channel.WHATSAPP,), description="Where it may be sent: whatsapp, sms."
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        used = dict.fromkeys(PLACEHOLDER.findall(self.text))
        faults = [
            Sentence("{name} in variables too, since text uses it", name=name)
            for name in used
            if name not in self.variables
        ]
        faults += [
            Sentence("{{{name}}} in text too, since variables lists it", name=name)
            for name in self.variables
            if name not in used
        ]
        faults += [
            Sentence("{name} in variables once", name=name) for name in used if self.variables.count(name) > 1
        ]
        if faults:
            raise ValueError(sentences.joined(faults, "; "))
        return self


class PricesSection(Section):
    """What messages cost, where you know better than Twilio's price list."""

    sms_segment: Price | None = Field(None, description="One segment of an SMS; without it Twilio is asked.")
    whatsapp_message: Price | None = Field(
        None, description="One WhatsApp message, Meta's fee included; Twilio's price list does not hold it."
    )
    currency: Currency = Field("USD", description="The currency of these prices.")
