"""What can be configured about sending: when, how often, with which consent; and which keywords people can use."""

from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from bot.core.sentences import Sentence
from bot.core.settings.countries import Country
from bot.core.settings.hours import EVERY_DAY, Cap, Day, Window
from bot.core.settings.types import Section
from bot.core.settings.vocabulary import DEFAULTS, Intent, Vocabulary

WHOLE_DAY = "00:00-24:00"
NO_CAP = "none"


def _hours(value: Any) -> Any:
    Window.parse(value if isinstance(value, str) else "")  # YAML reads 22:00 as a number
    return value


def _cap(value: str) -> str:
    if value != NO_CAP:
        Cap.parse(value)
    return value


def _days(value: tuple[Day, ...]) -> tuple[Day, ...]:
    if not value:
        raise ValueError(Sentence("at least one of {known}", known=", ".join(Day)))
    return value


Hours = Annotated[
    str,
    BeforeValidator(_hours),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\d\d:\d\d\s*-\s*\d\d:\d\d$", "examples": ["09:00-22:00"]}
    ),
]
Days = Annotated[tuple[Day, ...], AfterValidator(_days)]
AtMost = Annotated[
    str,
    AfterValidator(_cap),
    WithJsonSchema(
        {"type": "string", "pattern": r"^(none|\d+ per \d+\s*[mhd])$", "examples": ["1 per 1d", "none"]}
    ),
]
Words = tuple[Annotated[str, Field(min_length=1, max_length=40)], ...]

HOURS = "Only between these hours, on the person's clock; across midnight is fine."
DAYS = "Only on these days."
CAP = "At most so many in how long for one person, such as 5 per 1d, or none."
NEEDS_CONSENT = "Whether the person must have agreed to messages of this kind."


class RuleSection(Section):
    """The rules for messages of one kind."""

    hours: Hours = Field(WHOLE_DAY, description=HOURS)
    days: Days = Field(EVERY_DAY, description=DAYS)
    cap: AtMost = Field(NO_CAP, description=CAP)
    needs_consent: bool = Field(default=False, description=NEEDS_CONSENT)


class AcknowledgementRule(RuleSection):
    """Automatic answers, those to keywords among them; over the cap they are dropped."""

    cap: AtMost = Field("5 per 1d", description=CAP)


class NotificationRule(RuleSection):
    """What systems send to somebody who expects it."""

    hours: Hours = Field("08:00-22:00", description=HOURS)


class MarketingRule(RuleSection):
    """Advertising. In Brazil it may not leave at other hours, nor on Sundays: twilio.com/en/guidelines/br/sms."""

    hours: Hours = Field("09:00-22:00", description=HOURS)
    days: Days = Field(EVERY_DAY[:-1], description=DAYS)
    cap: AtMost = Field("1 per 1d", description=CAP)
    needs_consent: bool = Field(default=True, description=NEEDS_CONSENT)


class PolicySection(Section):
    """What may leave when, by the kind of message."""

    reply: RuleSection = Field(RuleSection.model_construct(), description="What maintainers write.")
    acknowledgement: AcknowledgementRule = Field(
        AcknowledgementRule.model_construct(), description="Automatic replies."
    )
    notification: NotificationRule = Field(
        NotificationRule.model_construct(), description="What systems send to people."
    )
    marketing: MarketingRule = Field(MarketingRule.model_construct(), description="Advertising.")
    alert: RuleSection = Field(
        RuleSection.model_construct(), description="What systems send to administrators."
    )
    countries: tuple[Country, ...] | None = Field(
        None,
        description="Where automatic answers and orders may go; null: Brazil and the countries of our numbers.",
    )


class MessagesSection(Section):
    """The texts that leave."""

    transliterate: bool = Field(
        default=False,
        description="Whether an SMS drops its accents where that saves a segment.",
    )


def _words(language: str, intent: Intent) -> Any:
    meanings = {
        Intent.OPT_OUT: "No more messages.",
        Intent.OPT_IN: "Messages again.",
        Intent.HELP: "How to use this.",
        Intent.MY_DATA: "What is kept about me.",
        Intent.ERASE: "Erase what is kept about me.",
    }
    return Field(DEFAULTS[language][intent], description=meanings[intent])


class PortugueseKeywords(Section):
    """Portuguese."""

    opt_out: Words = _words("pt_br", Intent.OPT_OUT)
    opt_in: Words = _words("pt_br", Intent.OPT_IN)
    help: Words = _words("pt_br", Intent.HELP)
    my_data: Words = _words("pt_br", Intent.MY_DATA)
    erase: Words = _words("pt_br", Intent.ERASE)


class SpanishKeywords(Section):
    """Spanish."""

    opt_out: Words = _words("es", Intent.OPT_OUT)
    opt_in: Words = _words("es", Intent.OPT_IN)
    help: Words = _words("es", Intent.HELP)
    my_data: Words = _words("es", Intent.MY_DATA)
    erase: Words = _words("es", Intent.ERASE)


class EnglishKeywords(Section):
    """English."""

    opt_out: Words = _words("en", Intent.OPT_OUT)
    opt_in: Words = _words("en", Intent.OPT_IN)
    help: Words = _words("en", Intent.HELP)
    my_data: Words = _words("en", Intent.MY_DATA)
    erase: Words = _words("en", Intent.ERASE)


class KeywordsSection(Section):
    """What a person can ask of the gateway with a message of these words alone."""

    pt_br: PortugueseKeywords = Field(PortugueseKeywords.model_construct(), description="Portuguese.")
    es: SpanishKeywords = Field(SpanishKeywords.model_construct(), description="Spanish.")
    en: EnglishKeywords = Field(EnglishKeywords.model_construct(), description="English.")

    @model_validator(mode="after")
    def _without_conflict(self) -> Self:
        _ = self.vocabulary
        return self

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Return the words of all languages: STOP means what it says, whichever language is configured."""
        languages = (self.pt_br, self.es, self.en)
        return Vocabulary.of(
            (intent, getattr(language, intent)) for language in languages for intent in Intent
        )
