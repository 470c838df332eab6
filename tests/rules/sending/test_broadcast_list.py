"""A broadcast's file says who gets which text; everything wrong with it is named at once, and no number in it."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Channel
from bot.core.settings.templates import TemplateSection
from bot.rules.people import contacts
from bot.rules.sending import broadcast_list
from bot.rules.sending.broadcast_list import BroadcastList

SID = f"HX{'a' * 32}"
BOTH = ["sms", "whatsapp"]


def template(text: str, *variables: str, channels: list[str] | None = None) -> TemplateSection:
    return TemplateSection.model_validate(
        {"sid": SID, "text": text, "variables": variables, "channels": channels or BOTH}
    )


DUE = template("Olá {nome}, vence em {vencimento}.", "nome", "vencimento")


def read(text: str, known: TemplateSection = DUE, channel: Channel = Channel.SMS) -> BroadcastList:
    return broadcast_list.read(text.encode(), "guia", known, channel)


def faults(text: str, known: TemplateSection = DUE) -> list[tuple[int, str]]:
    return [(fault.line, str(fault.reason)) for fault in read(text, known).faults]


def test_each_line_is_a_person_with_the_text_they_will_read() -> None:
    listed = read(
        "Vencimento;Nome;Canal;Telefone\n05/12;Ana  Souza;;+55 11 98765-0001\n06/12;Zé;WhatsApp;5511987650002\n;;;\n"
    )

    assert listed.faults == ()
    assert [(one.line, one.person.wire, one.text) for one in listed.recipients] == [
        (2, "+5511987650001", "Olá Ana Souza, vence em 05/12."),
        (3, "whatsapp:+5511987650002", "Olá Zé, vence em 06/12."),
    ]
    assert listed.recipients[0].variables == (("nome", "Ana Souza"), ("vencimento", "05/12"))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("+5511987650001", "+5511987650001"),
        ("'+55 (11) 98765-0001", "+5511987650001"),
        ("5511987650001", "+5511987650001"),
        ("551187650001", "+551187650001"),
        ("(11) 98765-0001", "+5511987650001"),
        ("(55) 98765-0001", "+5555987650001"),
        ("011 98765.0001", "+5511987650001"),
        ("00 351 912 345 678", "+351912345678"),
        ("+351 912 345 678", "+351912345678"),
    ],
)
def test_a_number_is_taken_as_a_spreadsheet_leaves_it(written: str, meant: str) -> None:
    (one,) = read(f"celular\n{written}\n", template("Bom dia.")).recipients

    assert one.person.value == meant


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "the number is missing"),
        ("5,51199E+12", "the spreadsheet has rounded the number"),
        ("3132345678", "the number has no country code; a number in Brazil begins with +55"),
        ("15551234567", "the number has no country code"),
        ("+55 11 9876", "the number has too few digits"),
        ("+5520987650001", "the number has an area code that no place in Brazil has"),
        ("=1+1", "the number is not a number in international form"),
        ("Ana", "the number is not a number in international form"),
        ("whatsapp:+5511987650001", "the number has no + before its country code"),
        ("\u0661\u0661987650001", "the number is not a number in international form"),
    ],
)
def test_what_is_no_number_is_named_with_its_line(written: str, why: str) -> None:
    ((line, reason),) = faults(f"telefone;x\n{written};1\n", template("Oi {x}.", "x"))

    assert line == 2
    assert reason.startswith(why)


def test_everything_wrong_is_found_at_once_and_the_rest_can_be_sent() -> None:
    text = "numero,nome,vencimento,canal\n" + "\n".join(
        [
            "+5511987650001,Ana,05/12,",
            "+5511987650002,,  ,",
            "+551187650001,Outra,05/12,",
            "+5511987650003,Bia,05/12,fax",
            "+5511987650004,Caio,05/12,sms,sobra",
            f"+5511987650005,{'x' * 1100},05/12,",
            "123,,05/12,telegrama",
            '+5511987650006,"=HYPERLINK(""http://x"")",05/12,sms,,',
        ]
    )
    listed = read(text)

    assert [(fault.line, str(fault.reason)) for fault in listed.faults] == [
        (3, "no value for nome, vencimento"),
        (4, "the number is that of line 2 again"),
        (5, "the channel is neither sms nor whatsapp"),
        (6, "there are more cells than columns"),
        (7, "with its values the text has 1,121 characters; 1,024 are the most"),
        (
            8,
            (
                "the number is not a number in international form: +, country code, area code, number; the channel "
                "is neither sms nor whatsapp; no value for nome"
            ),
        ),
    ]
    assert [one.text for one in listed.recipients] == [
        "Olá Ana, vence em 05/12.",
        'Olá =HYPERLINK("http://x"), vence em 05/12.',
    ]


def test_a_template_of_one_channel_goes_by_no_other() -> None:
    only = template("Oi.", channels=["whatsapp"])
    text = "telefone;canal\n+5511987650001;\n+5511987650002;whatsapp\n"

    assert faults(text, only) == [(2, "the template guia is not for sms")]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("nome;vencimento", ["no column is named as one with numbers: telefone, celular, numero, number"]),
        ("telefone;nome", ["the column vencimento of the template is missing"]),
        ("telefone;celular;nome;vencimento", ["several columns hold numbers: telefone, celular"]),
        ("telefone;canal;channel;nome;vencimento", ["several columns hold channels: canal, channel"]),
        ("telefone;nome;Nome;vencimento", ["the column nome is there twice"]),
        ("telefone;nome;vencimento;e-mail", ["the column e-mail is none of this template"]),
        ("telefone;nome;;vencimento", ["the column number 3 is none of this template"]),
    ],
)
def test_a_header_that_does_not_fit_stops_everything(header: str, said: list[str]) -> None:
    listed = read(f"{header}\n1;2;3;4;5\n")

    assert listed.faulty_header
    assert [str(fault.reason) for fault in listed.faults] == said
    assert listed.recipients == ()


def test_a_file_without_a_header_shows_none_of_the_numbers_in_it() -> None:
    said = " ".join(reason for _, reason in faults("+5511987650001;Ana;ana@exemplo.com.br\n"))

    assert "the column number 1 is none of this template" in said
    assert "the column number 3" in said
    assert "98765" not in said
    assert "exemplo" not in said


def test_a_variable_may_be_called_like_the_column_of_numbers() -> None:
    invoice = template("Nota {numero} por {canal}.", "numero", "canal")
    (one,) = read("Telefone;Número;Canal\n+5511987650001;4711;e-mail\n", invoice).recipients

    assert one.text == "Nota 4711 por e-mail."
    assert (
        "no column is named as one with numbers: telefone, celular, number"
        in faults("numero;canal\n1;2\n", invoice)[0][1]
    )


def test_variables_that_no_header_can_tell_apart_are_refused() -> None:
    twins = template("{Nome} {nome}", "Nome", "nome")

    assert "differ only in case or accents" in faults("telefone;nome\n+5511987650001;x\n", twins)[0][1]


_NUMBERS = st.integers(0, 99_999).map(lambda number: f"+551198{number:07d}")
_WRITINGS = st.one_of(
    _NUMBERS,
    _NUMBERS.map(lambda number: number[1:]),
    _NUMBERS.map(lambda number: number[3:]),
    st.text(max_size=15),
    st.from_regex(r"\A\+?[0-9 ()\-]{6,16}\Z"),
)


@given(
    rows=st.lists(
        st.tuples(_WRITINGS, st.text(max_size=8), st.sampled_from(["", "sms", "WHATSAPP", "fax"])),
        max_size=15,
    ),
    separator=st.sampled_from([";", ","]),
)
def test_each_line_is_sent_once_or_named_and_nobody_is_there_twice(
    rows: list[tuple[str, str, str]], separator: str
) -> None:
    out = io.StringIO()
    kept = [[cell.replace("\0", "").encode("utf-8", "ignore").decode() for cell in row] for row in rows]
    csv.writer(out, delimiter=separator).writerows([["telefone", "nome", "canal"], *kept])
    listed = broadcast_list.read(out.getvalue().encode(), "guia", template("Oi {nome}", "nome"), Channel.SMS)
    sent = [contacts.canonical(one.person) for one in listed.recipients]
    filled = sum(any(cell.strip() for cell in row) for row in kept)

    assert len(sent) == len(set(sent))
    assert len(sent) + len(listed.faults) == filled
    lines = [*(one.line for one in listed.recipients), *(one.line for one in listed.faults)]
    assert len(set(lines)) == filled
    assert not [
        fault for fault in listed.faults if re.search(r"[0-9]{5}", str(fault.reason).replace("UTF-8", ""))
    ]
