"""What somebody filled in on GitHub's form *Nova conversa*, out of the text of the issue that it opened.

GitHub writes each answer below a heading with the label of its field, `_No response_` where there is none, and a text
with `render` in a fenced block (docs: syntax for issue forms, syntax for GitHub's form schema). It escapes nothing, so
that an answer may hold such a heading too: then nobody can tell where the answer ends, and nothing is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core import phone_numbers
from bot.core.sentences import Sentence
from bot.rules.sending import order_form
from bot.rules.sending.order_form import FieldError, InvalidFieldsError, SendRequest
from bot.rules.text import characters, named_values

FILE = ".github/ISSUE_TEMPLATE/nova-conversa.yml"
LABEL = "nova-conversa"  # by which the workflow begins


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form: its label, and the field of an order that it fills in."""

    label: str
    name: str

    @property
    def heading(self) -> str:
        return f"### {self.label}"


NUMBER = FormField("Telefone de quem vai receber", "destination")
CHANNEL = FormField("Canal", "type")
TEXT = FormField("Mensagem", "message")
TEMPLATE = FormField("Modelo", "template")
VALUES = FormField("Valores do modelo", "variables")
FIELDS = (NUMBER, CHANNEL, TEXT, TEMPLATE, VALUES)
_LABELS = {field.name: field.label for field in FIELDS}
_NOTHING = frozenset({"", "_No response_", "None"})
_FENCE = "```"
_BRAZIL = "BR"


def is_one(body: str) -> bool:
    """Return whether the form made the text of an issue, as far as its beginning shows."""
    return body.startswith(NUMBER.heading)


def label(name: str) -> str:
    """Return the label above a field of an order; the name itself where the form has no such field."""
    return _LABELS.get(name, name)


def read(body: str, countries: Sequence[str] | None) -> SendRequest:
    """Return what the form asks to send; raises InvalidFieldsError with everything that is wrong.

    A number without a country code is one of the first of the `countries` that may be written to, or else of Brazil.
    """
    answers = _answers(body)
    faults = list[FieldError]()
    text, template, values = answers[TEXT], answers[TEMPLATE], dict[str, str]()
    try:
        values = _values(answers[VALUES])
    except InvalidFieldsError as error:
        faults += error.faults
    if text and template:
        faults.append(FieldError(TEMPLATE.name, "is given together with a text; give one of the two"))
        template, values = "", {}
    content = {
        NUMBER.name: phone_numbers.completed(answers[NUMBER], country(countries)),
        **({CHANNEL.name: answers[CHANNEL]} if answers[CHANNEL] else {}),
        **({TEMPLATE.name: template} if template else {TEXT.name: text}),
        **({VALUES.name: values} if values else {}),
    }
    try:
        request = order_form.read(content)
    except InvalidFieldsError as error:
        raise InvalidFieldsError([*faults, *error.faults]) from None
    if faults:
        raise InvalidFieldsError(faults)
    return request


def country(countries: Sequence[str] | None) -> str:
    """Return the country of a number that is typed without its code."""
    return countries[0] if countries else _BRAZIL


def _answers(body: str) -> Mapping[FormField, str]:
    """Return the answer to each field; raises InvalidFieldsError unless each heading is there once, in its order."""
    lines = body.replace("\r\n", "\n").split("\n")
    fields = {field.heading: field for field in FIELDS}
    found = [(at, fields[line.rstrip()]) for at, line in enumerate(lines) if line.rstrip() in fields]
    for field in FIELDS:
        if sum(one is field for _, one in found) > 1:
            reason = "is a heading of the form, and stands there twice; leave such a line out of the text"
            raise InvalidFieldsError([FieldError(field.name, reason)])
    if [one for _, one in found] != list(FIELDS):
        missing = next((one for one in FIELDS if one not in dict(found).values()), NUMBER)
        reason = "has no heading where the form puts it; fill in the form and leave its headings as they are"
        raise InvalidFieldsError([FieldError(missing.name, reason)])
    ends = [at for at, _ in found[1:]] + [len(lines)]
    return {field: _answer(lines[at + 1 : end]) for (at, field), end in zip(found, ends, strict=True)}


def _answer(lines: Sequence[str]) -> str:
    text = "\n".join(lines).strip()
    if text.startswith(_FENCE) and "\n" in text and text.endswith(f"\n{_FENCE}"):
        text = "\n".join(text.split("\n")[1:-1]).strip()
    return "" if text in _NOTHING else characters.clean(text).strip()


def _values(answer: str) -> dict[str, str]:
    """Return the values of a template, of which each has a line `name=value`."""
    values, faults = dict[str, str](), list[FieldError]()
    for number, name, value in _pairs(answer):
        if not name:
            reason = Sentence("has no name and = in line {line}, as in nome=Ana", line=number)
            faults.append(FieldError(VALUES.name, reason))
        elif name in values:
            faults.append(
                FieldError(VALUES.name, Sentence("names a value twice, in line {line}", line=number))
            )
        values[name] = value
    if faults:
        raise InvalidFieldsError(faults)
    return values


def _pairs(answer: str) -> Iterator[tuple[int, str, str]]:
    """Yield each line's number, name and value; the name is empty where there is none."""
    for number, line in enumerate(answer.split("\n"), 1):
        if line.strip():
            name, value = named_values.pair(line) or ("", "")
            yield number, name, value.strip()
