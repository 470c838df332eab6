"""Who is in charge of a new conversation, and how it is labelled: rules that are met by what is known when it opens."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema, model_validator

from bot.core import words
from bot.core.channels import Channel
from bot.core.sentences import Sentence
from bot.core.settings.own_texts import OurNumber
from bot.core.settings.types import LOGIN, LabelName, Section

MOST_ROUTES = 50
# GitHub takes a hundred labels on an issue, and a conversation has others.
MOST_LABELS = 40
EARLIER = "earlier"

_LOGINS = "logins on GitHub without @ in brackets, such as [ana, bia], or earlier"
_MOST_LOGINS = 20


def _word(value: str) -> str:
    if not words.spelled(value):
        raise ValueError("words with letters, digits or an emoji, such as imposto de renda")
    return value


def _assign(value: Any) -> Any:
    """Return who is assigned; one function for both forms, so that a fault is one sentence."""
    if value == EARLIER:
        return EARLIER
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(_LOGINS)
    if not all(isinstance(one, str) and LOGIN.fullmatch(one) for one in value):
        raise ValueError(_LOGINS)
    if len({one.lower() for one in value}) < len(value):
        raise ValueError("each login once, such as [ana, bia]")
    if len(value) > _MOST_LOGINS:
        raise ValueError(Sentence("at most {most} logins, such as [ana, bia]", most=_MOST_LOGINS))
    return tuple(value)


RouteWord = Annotated[str, Field(min_length=1, max_length=80), AfterValidator(_word)]
_SHAPE: Mapping[str, Any] = {
    "anyOf": [
        {"const": EARLIER},
        {
            "type": "array",
            "items": {"type": "string", "pattern": f"^{LOGIN.pattern}$"},
            "minItems": 1,
            "maxItems": _MOST_LOGINS,
            "uniqueItems": True,
        },
    ]
}
RouteAssign = Annotated[
    tuple[str, ...] | Literal["earlier"], PlainValidator(_assign), WithJsonSchema(dict(_SHAPE))
]


def labels_of(routes: "Iterable[RouteSection]") -> tuple[str, ...]:
    """Return the labels of rules, each once: to GitHub capitals make no difference."""
    named: dict[str, str] = {}
    for route in routes:
        for label in route.labels:
            named.setdefault(label.casefold(), label)
    return tuple(named.values())


class RouteSection(Section):
    """A rule: what must be so, and what then happens. A rule without conditions is for everybody."""

    words: tuple[RouteWord, ...] = Field(
        (),
        max_length=50,
        description="The first messages contain one of these, as whole words; accents and case are ignored.",
    )
    channel: Channel | None = Field(None, description="The channel that the person writes on.")
    number: OurNumber | None = Field(
        None, description="The number of yours that the person writes to, as whatsapp:+551140001234."
    )
    returning: bool | None = Field(
        None, description="true: the person's last conversation had an assignee. false: it had none."
    )
    labels: tuple[LabelName, ...] = Field((), max_length=10, description="Labels of the conversation.")
    assign: RouteAssign | None = Field(
        None,
        description="Who is assigned: one of these logins, in turn; earlier: who had the last conversation.",
    )

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not self.labels and self.assign is None:
            raise ValueError("labels or assign beside the conditions, such as labels: [fiscal]")
        prefix = (self.number or "").partition("+")[0]
        if self.number and self.channel and self.channel.prefix != prefix:
            raise ValueError("a number of that channel: one that begins with whatsapp: is for WhatsApp alone")
        if self.assign == EARLIER and self.returning is False:
            raise ValueError("returning: true beside assign: earlier, or no returning at all")
        return self
