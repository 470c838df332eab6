"""Texts that an office keeps: what leaves with which values, and which of them cannot be sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Channel
from bot.rules.sending import quick_replies
from bot.rules.sending.quick_replies import (
    NoSuchReply,
    QuickReplies,
    QuickReplyFault,
    TooLongReply,
)
from bot.rules.sending.templates import WrongVariables
from bot.rules.text.attachments import ComposedText

BOLETO = "Olá **{nome}**, sua guia de {valor} vence em {data}."
KNOWN = quick_replies.collected({"boleto": BOLETO, "horario": "Das 8h às 18h.\n"}, {"pix": "`{chave}`"})
VALUES = {"nome": "Ana", "valor": "R$ 10,00", "data": "30/11"}
CHANNELS = [Channel.SMS, Channel.WHATSAPP]


def composed(text: str, values: dict[str, str], channel: Channel = Channel.WHATSAPP) -> str:
    result = quick_replies.compose(quick_replies.collected({"x": text}, {}), "x", values, channel)
    assert isinstance(result, ComposedText)
    return result.text


@pytest.mark.parametrize(
    ("channel", "expected"),
    [
        (Channel.WHATSAPP, "Olá *Ana*, sua guia de R$ 10,00 vence em 30/11."),
        (Channel.SMS, "Olá Ana, sua guia de R$ 10,00 vence em 30/11."),
    ],
)
def test_markdown_of_the_text_is_shown_as_in_a_reply(channel: Channel, expected: str) -> None:
    assert quick_replies.compose(KNOWN, "boleto", VALUES, channel) == ComposedText(expected)


@given(st.text(), st.sampled_from(CHANNELS))
def test_a_value_leaves_letter_by_letter_on_one_line(value: str, channel: Channel) -> None:
    shown = " ".join(value.split())
    if shown:
        assert composed("Antes {x} depois", {"x": value}, channel) == f"Antes {shown} depois"


@pytest.mark.parametrize(
    "value", ["**a** _b_ `c`", "[a](https://b.example)", "<b>", "{nome}", r"a\_b", "# a"]
)
def test_markdown_in_a_value_is_text(value: str) -> None:
    assert composed("{x}", {"x": value}, Channel.SMS) == value
    assert composed("{x} e {nome}", {"x": value, "nome": "Z"}, Channel.SMS) == f"{value} e Z"


def test_a_value_in_code_and_in_an_address_stays_whole() -> None:
    assert composed("`{x}`", {"x": "a_b"}, Channel.SMS) == "a_b"
    assert composed("Pague: https://a.example/{x}", {"x": "9_8"}) == "Pague: https://a.example/9_8"


def test_an_address_is_not_put_between_the_signs_of_bold_type() -> None:
    assert composed("**{x}**", {"x": "https://a.example/b"}) == "https://a.example/b"
    assert composed("**{x}**", {"x": "amanhã"}) == "*amanhã*"


@pytest.mark.parametrize("text", ["q1000k0z {x}", "q1000{x}k0z q9k9z", "1000 1001q1001k0z{x}"])
def test_no_word_of_the_text_is_taken_for_a_value(text: str) -> None:
    assert composed(text, {"x": "1"}) == text.replace("{x}", "1")


def test_missing_and_unknown_values_are_named_with_what_may_be_meant() -> None:
    given = {"nome": "Ana", "valo": "1", "data": " "}

    result = quick_replies.compose(KNOWN, "boleto", given, Channel.SMS)

    assert result == WrongVariables(("valor", "data"), (("valo", "valor"),))


def test_an_unknown_name_names_the_nearest() -> None:
    assert quick_replies.compose(KNOWN, "boletos", {}, Channel.SMS) == NoSuchReply("boleto")
    assert quick_replies.compose(KNOWN, "zzz", {}, Channel.SMS) == NoSuchReply("")


def test_values_do_not_make_a_text_longer_than_a_maintainer_may_write() -> None:
    values = {**VALUES, "nome": "x" * 16_000}

    assert quick_replies.compose(KNOWN, "boleto", values, Channel.SMS) == TooLongReply()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (None, QuickReplyFault.UNREADABLE),
        (" \n", QuickReplyFault.EMPTY),
        ("x" * 16_001, QuickReplyFault.LENGTH),
        ("Olá <!-- interno -->", QuickReplyFault.HIDDEN),
        ("Olá ![logo](https://a.example/b.png)", QuickReplyFault.FILES),
    ],
)
def test_what_cannot_be_sent_says_why(text: str | None, fault: QuickReplyFault) -> None:
    known = quick_replies.collected({"ruim": text, "boa": "Olá"}, {})

    assert known == QuickReplies({"boa": "Olá"}, {"ruim": fault})
    assert quick_replies.compose(known, "ruim", {}, Channel.SMS) == fault


def test_a_name_in_a_file_and_in_the_configuration_is_neither() -> None:
    assert quick_replies.collected({"a": "x"}, {"a": "y"}).faults == {"a": QuickReplyFault.TWICE}


def test_the_lines_to_paste_name_every_variable_once() -> None:
    known = quick_replies.collected({"a": "{x} {y} {x}"}, {"b": "Oi"})

    assert quick_replies.lines(known) == ['/q a x="..." y="..."', "/q b"]


@given(st.text(max_size=200))
def test_what_is_accepted_can_be_composed_on_every_channel(text: str) -> None:
    known = quick_replies.collected({"x": text}, {})
    if "x" in known.texts:
        values = dict.fromkeys(quick_replies.variables(text), "v")
        for channel in CHANNELS:
            assert isinstance(quick_replies.compose(known, "x", values, channel), ComposedText)
