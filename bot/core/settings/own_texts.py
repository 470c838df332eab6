"""The office's own words: every sentence that arrives on a phone can be changed, in each language and for each number.

The sentences that stand where nothing is changed are in `bot/rules/texts`; a test compares the names and braces.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from bot.core.sentences import Sentence
from bot.core.settings.conversations import Language
from bot.core.settings.patterns import fields
from bot.core.settings.types import Section, phone

# Filled in, with every part of it, none of them is longer than one message may be.
MOST_CHARACTERS = 480

_LETTERS = {"Lu", "Ll", "Lt", "Lo"}

# The placeholders of each sentence, by its name.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "acknowledgement": ("number",),
    "opted_out": (),
    "opted_in": (),
    "keyword_help": (),
    "certificate_advice": (),
    "office_back": ("opens",),
    "office_closed": ("opens",),
    "privacy.kept": ("since", "until", "conversations", "received", "sent", "files", "consent"),
    "privacy.kept_opted_out": (),
    "privacy.kept_consents": ("purposes",),
    "privacy.kept_withdrawals": ("purposes",),
    "privacy.purposes.notification": (),
    "privacy.purposes.marketing": (),
    "privacy.purposes.alert": (),
    "privacy.confirm": ("conversations", "messages", "files", "hours", "code"),
    "privacy.wrong_code": (),
    "privacy.wrong_try": ("left",),
    "privacy.tries_used_up": (),
    "privacy.asked_too_often": (),
    "privacy.handed_over": (),
    "privacy.opted_in_later": (),
    "privacy.erased": ("number",),
    "alerts.ceiling": ("number",),
    "alerts.test_message": ("number",),
    "alerts.overdue": ("count", "numbers"),
    "alerts.budget": ("percent", "month", "budget", "issue"),
    "alerts.balance": ("floor", "issue"),
    "alerts.days": ("least", "issue"),
    "alerts.credential_expires": ("name", "day", "number"),
    "alerts.credential_expired": ("name", "day", "number"),
    "alerts.credential_overdue": ("name", "day", "number"),
    "alerts.relay_stuck": ("since", "count"),
    "alerts.relay_issues_off": ("since", "count"),
    "alerts.relay_unready": ("since",),
    "alerts.relay_well": ("when",),
}

_Words = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)] | None
# What stands within another sentence.
_Part = Annotated[str, Field(min_length=1, max_length=160)] | None
_Word = Annotated[str, Field(min_length=1, max_length=40)] | None


def _sentence(meaning: str) -> Any:
    return Field(None, description=meaning)


def our_number(value: str) -> str:
    """Return one of our numbers in Twilio's form; raises ValueError for anything else."""
    prefix, colon, number = value.partition(":")
    if colon and prefix != "whatsapp":
        raise ValueError("a number of yours, as +551140001234 or whatsapp:+551140001234")
    return f"{prefix}:{phone(number)}" if colon else phone(value)


def _as_written(value: Any) -> Any:
    """Return a number that stands without quotes as it was written: YAML reads +551140001234 as 551140001234."""
    return f"+{value}" if isinstance(value, int) else value


OurNumber = Annotated[str, BeforeValidator(_as_written), AfterValidator(our_number)]


class _Sentences(Section):
    """Sentences of one language, null where nothing is changed."""

    beneath: ClassVar[str] = ""

    @field_validator("*")
    @classmethod
    def _has_its_braces(cls, text: Any, info: ValidationInfo) -> Any:
        if isinstance(text, str):
            _check(text, FIELDS[f"{cls.beneath}{info.field_name}"])
        return text

    def changed(self) -> Iterator[tuple[str, str]]:
        """Yield what is changed: the name of each sentence, and its text."""
        for name, value in self:
            if isinstance(value, _Sentences):
                yield from value.changed()
            elif value is not None:
                yield f"{self.beneath}{name}", value


def _check(text: str, known: tuple[str, ...]) -> None:
    """Refuse a sentence that could not be filled in, sent, or recognised when it has left."""
    found = fields(text)
    if sorted(found) != sorted(known):
        if not known:
            raise ValueError("a text without braces")
        named = ", ".join(f"{{{name}}}" for name in known)
        raise ValueError(Sentence("each of these once in braces, and no other: {known}", known=named))
    beside = text
    for name in found:
        beside = beside.replace(f"{{{name}}}", "")
    if not any(unicodedata.category(one) in _LETTERS for one in unicodedata.normalize("NFKD", beside)):
        raise ValueError("words, not signs or braces alone")
    if any(unicodedata.category(one) in ("Cc", "Cs") and one != "\n" for one in text):
        raise ValueError("a text without control characters")


class OwnPurposes(_Sentences):
    """What kinds of messages are called in `kept_consents` and `kept_withdrawals`."""

    beneath: ClassVar[str] = "privacy.purposes."

    notification: _Word = _sentence("What systems send to somebody who expects it.")
    marketing: _Word = _sentence("Advertising.")
    alert: _Word = _sentence("What systems send to administrators.")


class OwnPrivacyTexts(_Sentences):
    """Answers to what people ask about their data."""

    beneath: ClassVar[str] = "privacy."

    kept: _Words = _sentence("What is kept about the person.")
    kept_opted_out: _Part = _sentence("In place of {consent}, of somebody who gets no messages.")
    kept_consents: _Part = _sentence("In place of {consent}: what the person agreed to.")
    kept_withdrawals: _Part = _sentence("In place of {consent}: what the person withdrew.")
    purposes: OwnPurposes = Field(OwnPurposes.model_construct(), description="What is in {purposes}.")
    confirm: _Words = _sentence("The question before everything is erased.")
    wrong_code: _Words = _sentence("A code that nobody was sent, or one that has expired.")
    wrong_try: _Words = _sentence("A wrong code; {left} tries are left.")
    tries_used_up: _Words = _sentence("The last wrong code.")
    asked_too_often: _Words = _sentence("No further code is sent today.")
    handed_over: _Words = _sentence("Maintainers decide about the erasure (privacy.erasure: ask).")
    opted_in_later: _Words = _sentence("Maintainers check a request to get messages again.")
    erased: _Words = _sentence("Everything is erased; {number} is that of the receipt.")


class OwnAlerts(_Sentences):
    """What administrators get on their phones."""

    beneath: ClassVar[str] = "alerts."

    ceiling: _Words = _sentence("A ceiling of messages was reached.")
    overdue: _Words = _sentence("Conversations have waited for twice desk.answer_within.")
    test_message: _Words = _sentence("The test message did not arrive.")
    budget: _Words = _sentence("So much of the budget was used.")
    balance: _Words = _sentence("The balance at Twilio is low.")
    days: _Words = _sentence("The balance at Twilio does not last long.")
    credential_expires: _Words = _sentence("A credential is about to expire.")
    credential_expired: _Words = _sentence("A credential has expired.")
    credential_overdue: _Words = _sentence("A credential should have been replaced.")
    relay_stuck: _Words = _sentence("Nothing reaches GitHub.")
    relay_issues_off: _Words = _sentence("Nothing reaches GitHub, because the repository has no issues.")
    relay_unready: _Words = _sentence("The relay can store or dispatch nothing.")
    relay_well: _Words = _sentence("Messages get through again.")


class PersonSentences(_Sentences):
    """What people read who write to us."""

    acknowledgement: _Words = _sentence("To the first message of a conversation; {number} is the issue's.")
    opted_out: _Words = _sentence("To SAIR and its like.")
    opted_in: _Words = _sentence("To VOLTAR and its like.")
    keyword_help: _Words = _sentence("To AJUDA and its like.")
    certificate_advice: _Words = _sentence("To a certificate with its key, which is not kept.")
    office_back: _Part = _sentence("Behind the acknowledgement, outside office hours.")
    office_closed: _Words = _sentence("To a message in an open conversation, outside office hours.")
    privacy: OwnPrivacyTexts = Field(OwnPrivacyTexts.model_construct(), description="About people's data.")


class OwnSentences(PersonSentences):
    """The sentences of one language."""

    alerts: OwnAlerts = Field(OwnAlerts.model_construct(), description="To administrators' phones.")


_PORTUGUESE, _ENGLISH = "In Portuguese.", "In English."


class NumberTexts(Section):
    """What one of our numbers says differently."""

    pt_br: PersonSentences = Field(
        PersonSentences.model_construct(), alias=Language.PT_BR.value, description=_PORTUGUESE
    )
    en: PersonSentences = Field(PersonSentences.model_construct(), description=_ENGLISH)


class OwnTextsSection(Section):
    """What phones are sent, in your own words."""

    pt_br: OwnSentences = Field(
        OwnSentences.model_construct(), alias=Language.PT_BR.value, description=_PORTUGUESE
    )
    en: OwnSentences = Field(OwnSentences.model_construct(), description=_ENGLISH)
    numbers: dict[OurNumber, NumberTexts] = Field(
        {},
        description="What one of our numbers says differently, such as +551140001234 or whatsapp:+551140001234.",
    )

    def changed(self, language: Language, number: str = "") -> dict[str, str]:
        """Return the changed sentences of a language by their names, those of one of our numbers before the others."""
        sections: list[PersonSentences] = [self.pt_br if language is Language.PT_BR else self.en]
        mine = self.numbers.get(number)
        if mine:
            sections.append(mine.pt_br if language is Language.PT_BR else mine.en)
        return {name: text for section in sections for name, text in section.changed()}
