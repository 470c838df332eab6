"""What the form *Nova conversa* says, whatever people type into it: an order, or what is wrong, and never a guess."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.core import phone_numbers
from bot.core.messages import Channel, Purpose
from bot.rules.sending import conversation_form
from bot.rules.sending.conversation_form import FIELDS
from bot.rules.sending.order_form import InvalidFieldsError, SendRequest
from bot.sandbox.workflows import expressions
from tests.nova_conversa import filled_in, form
from tests.stage import ROOT

LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)


def _read(body: str) -> SendRequest:
    return conversation_form.read(body, None)


def _faults(body: str) -> list[tuple[str, str]]:
    with pytest.raises(InvalidFieldsError) as raised:
        _read(body)
    return [(fault.field, fault.reason) for fault in raised.value.faults]


def test_the_labels_of_the_form_are_those_that_are_read() -> None:
    assert [(field.label, field.id) for field in form().fields] == [
        (one.label, name)
        for one, name in zip(FIELDS, ("number", "channel", "text", "template", "values"), strict=True)
    ]
    assert [field.id for field in form().fields if field.attributes.get("render")] == ["text", "values"]


def _condition() -> str:
    workflow: dict[str, Any] = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "begin-conversation.yml").read_text("utf-8")
    )
    return str(workflow["jobs"]["begin-conversation"]["if"])


@pytest.mark.parametrize(
    ("title", "labels", "by", "starts"),
    [
        ("Nova conversa", ["nova-conversa"], "User", True),
        ("Nova conversa", [], "User", True),  # the label does not exist yet
        ("Ana, sobre a guia", ["urgente", "nova-conversa"], "User", True),
        ("Nova conversa", ["nova-conversa"], "Bot", False),
        ("Está quebrado", ["bug"], "User", False),
        ("SMS · +55 11 *****-4321: conversa iniciada por nós", ["gateway-comunicacao"], "User", False),
    ],
)
def test_a_run_begins_for_what_the_form_opened_and_for_no_other_issue(
    title: str, labels: list[str], by: str, *, starts: bool
) -> None:
    issue = {"title": title, "labels": [{"name": name} for name in labels], "user": {"type": by}}

    assert expressions.holds(_condition(), {"github": {"event": {"issue": issue}}}) is starts


def test_what_the_condition_looks_for_is_in_the_form() -> None:
    assert f"'{form().title}'" in _condition()
    assert form().labels == (conversation_form.LABEL,)
    assert f"'{conversation_form.LABEL}'" in _condition()


@pytest.mark.parametrize(
    "body", ["Está quebrado", "", "<!-- auditoria360 {} -->\nOi", f"Olhem:\n{filled_in()}"]
)
def test_any_other_text_is_no_form(body: str) -> None:
    assert conversation_form.is_one(filled_in())
    assert not conversation_form.is_one(body)


def test_a_text_is_for_the_number_on_the_channel_of_the_form() -> None:
    asked = _read(filled_in(text="Bom dia, Ana!\n\n**Tudo bem?**", channel="WhatsApp"))

    assert (asked.person.channel, asked.person.value) == (Channel.WHATSAPP, "+5511987654321")
    assert asked.text == "Bom dia, Ana!\n\n**Tudo bem?**"
    assert asked.purpose is Purpose.NOTIFICATION


def test_a_template_has_a_value_in_each_line() -> None:
    values = "nome=Ana Souza\n\n data = 30/11 \nconta=a=b"
    asked = _read(filled_in(text="", template="boleto-vence", values=values))

    assert asked.template == "boleto-vence"
    assert dict(asked.variables) == {"nome": "Ana Souza", "data": "30/11", "conta": "a=b"}


@pytest.mark.parametrize(
    "typed",
    [
        "(11) 98765-4321",
        "11987654321",
        "011 98765-4321",
        "55 11 98765-4321",
        "+55 (11) 98765-4321",
        "0055 11 98765 4321",
        "  11 98765\u20114321 ",
    ],
)
def test_a_number_is_taken_as_people_type_it(typed: str) -> None:
    assert _read(filled_in(typed)).person.value == "+5511987654321"


def test_a_number_without_a_country_is_of_the_first_that_may_be_written_to() -> None:
    body = filled_in("912 345 678")

    assert conversation_form.read(body, ("PT", "BR")).person.value == "+351912345678"
    assert _faults(body) == [
        ("destination", "is not a number in international form: +, country code, area code, number")
    ]


@pytest.mark.parametrize(
    ("given", "faulty"),
    [
        ({"number": ""}, ["destination"]),
        ({"number": "98765-4321"}, ["destination"]),
        ({"number": "(20) 98765-4321"}, ["destination"]),
        ({"number": "Ana"}, ["destination"]),
        ({"number": "11 98765-4321 ou 11 3333-4444"}, ["destination"]),
        ({"text": ""}, ["message"]),
        ({"text": "x" * 17_000}, ["message"]),
        ({"channel": ""}, ["type"]),
        ({"template": "boleto"}, ["template"]),
        ({"values": "nome=Ana"}, ["variables"]),
        ({"text": "", "template": "boleto", "values": "Ana"}, ["variables"]),
        ({"text": "", "template": "boleto", "values": "=Bia"}, ["variables"]),
        ({"text": "", "template": "boleto", "values": "a=1\na=2"}, ["variables"]),
        ({"number": "", "text": ""}, ["destination", "message"]),
    ],
)
def test_what_is_wrong_is_named_all_at_once_and_never_repeated(
    given: dict[str, str], faulty: list[str]
) -> None:
    found = _faults(filled_in(**given))

    assert [field for field, _ in found] == faulty
    assert not any(typed in reason for _, reason in found for typed in given.values() if len(typed) > 3)


@pytest.mark.parametrize("heading", [field.heading for field in FIELDS])
def test_an_answer_with_a_heading_of_the_form_sends_nothing(heading: str) -> None:
    hostile = f"Oi\n{heading}\n\n+5521912345678"

    assert "twice" in _faults(filled_in(text=hostile))[0][1]
    assert "twice" in _faults(filled_in(text="", template="x", values=f"a=1\n{heading}"))[0][1]


@pytest.mark.parametrize("field", FIELDS)
def test_a_form_without_one_of_its_headings_sends_nothing(field: conversation_form.FormField) -> None:
    body = filled_in().replace(field.heading, "### Outra coisa")

    assert _faults(body)[0][0] == field.name


def test_headings_in_another_order_send_nothing() -> None:
    number, text = (field.heading for field in (FIELDS[0], FIELDS[2]))
    body = filled_in().replace(number, "#").replace(text, number).replace("#\n", f"{text}\n", 1)

    assert "no heading where" in _faults(body)[0][1]


@given(st.lists(LINES, min_size=1, max_size=6))
def test_whatever_is_typed_as_the_text_is_the_text_or_nothing_is_sent(lines: list[str]) -> None:
    text = "\n".join(lines)
    body = filled_in(text=text)
    try:
        sent = _read(body).text
    except InvalidFieldsError:
        return

    kept = str.maketrans("", "", " \n")
    assert set(sent.translate(kept)) <= set(text.translate(kept))


@given(
    st.lists(st.sampled_from(["Oi", "```", "```text", "### Oi", "# Canal", "_No response_", ""]), max_size=8)
)
def test_fences_and_headings_of_ones_own_are_text(lines: list[str]) -> None:
    text = "\n".join(["Começo", *lines, "Fim"])

    assert _read(filled_in(text=text)).text == text


@given(st.text(max_size=300))
def test_any_body_is_read_or_refused(body: str) -> None:
    for written in (body, f"{FIELDS[0].heading}\n\n{body}", filled_in(body, "Oi"), filled_in(text=body)):
        with suppress(InvalidFieldsError):
            assert _read(written).person.value.startswith("+")


@given(st.from_regex(r"\+?[0-9 ().-]{1,25}", fullmatch=True))
def test_a_typed_number_is_one_of_the_default_country_or_as_it_was_typed(typed: str) -> None:

    found = phone_numbers.completed(typed, "BR")

    digits = "".join(filter(str.isdigit, found))
    assert set(digits) <= set(typed) | set("55")
    if found.startswith("+55") and not typed.strip().startswith(("+", "00")):
        assert len(digits) in (12, 13)
