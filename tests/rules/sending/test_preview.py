"""What is shown about a text before it is sent."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Channel
from bot.core.settings import Language
from bot.rules import texts
from bot.rules.sending import preview
from bot.rules.sending.costs import Estimate, PriceSource
from bot.rules.sending.preview import Draft, PreviewRow
from bot.rules.text import segments
from tests.making import texts as any_texts

SENTENCES = texts.of("pt-BR")
PRICE = Estimate(Decimal("0.15"), "USD", 2, Decimal("0.075"), PriceSource.TWILIO, Decimal("0.10"))


def rows(drafted: Draft, price: Estimate | None = PRICE) -> dict[str, str]:
    found = preview.rows(drafted, price, SENTENCES, Language.PT_BR)
    return {row.name: " ".join(row.codes) or row.value for row in found}


def test_one_character_that_doubles_the_cost_is_warned_of() -> None:
    drafted = preview.draft(f"ã{'x' * 75}", Channel.SMS, plain=False)

    assert (drafted.segments, drafted.without, drafted.culprits) == (2, 1, ("ã",))
    assert preview.remarks(drafted, SENTENCES) == [
        "⚠️ `ã` fazem este SMS custar 2 segmentos; sem isso seriam 1."
    ]


def test_many_of_them_are_counted_but_not_warned_of() -> None:
    drafted = preview.draft(f"ãõçê{'x' * 75}", Channel.SMS, plain=False)

    assert preview.remarks(drafted, SENTENCES) == []
    assert rows(drafted)[SENTENCES.sending.without] == "1"


def test_a_text_that_is_cheap_already_has_neither() -> None:
    drafted = preview.draft("Guia paga", Channel.SMS, plain=False)

    assert preview.remarks(drafted, SENTENCES) == []
    assert {SENTENCES.preview_culprits, SENTENCES.sending.without}.isdisjoint(rows(drafted))


def test_the_warning_counts_all_parts() -> None:
    drafted = preview.draft(f"ã{'x' * 3000}", Channel.SMS, plain=False)

    (remark,) = preview.remarks(drafted, SENTENCES)
    assert len(drafted.parts) == 2
    assert f"custar {drafted.segments} segmentos; sem isso seriam {drafted.without}" in remark


def test_on_whatsapp_letters_cost_nothing() -> None:
    drafted = preview.draft(f"ã{'x' * 75}", Channel.WHATSAPP, plain=True)

    assert preview.remarks(drafted, SENTENCES) == []
    assert list(rows(drafted)) == [SENTENCES.preview_parts, SENTENCES.preview_units, SENTENCES.preview_price]


@pytest.mark.parametrize(
    ("text", "expected"), [("Não há débito", "Escrita sem acentos"), ("Não 😬", "Enviada com acentos: `😬`")]
)
def test_the_result_of_transliteration_is_shown(text: str, expected: str) -> None:
    drafted = preview.draft(f"{text}{' x' * 50}", Channel.SMS, plain=True)

    assert expected in "".join(preview.remarks(drafted, SENTENCES))


def test_a_comment_gives_its_files_away_and_an_order_is_all_text() -> None:
    text = "Veja ![a](https://github.com/user-attachments/assets/x)"

    assert rows(preview.draft(text, Channel.SMS, plain=False))[SENTENCES.preview_files] == "1"
    assert preview.draft_of_order(text, Channel.SMS, plain=False).parts[0].text == text


def test_no_character_breaks_the_table_nor_is_taken_for_markdown() -> None:
    drafted = preview.draft("ã ` ô \u200b", Channel.SMS, plain=False)
    table = preview.markdown("Prévia", preview.rows(drafted, None, SENTENCES, Language.PT_BR), ["**Isto**"])
    plain = preview.terminal(
        "Prévia",
        [PreviewRow("Para", "+55 11 *****-4321"), PreviewRow("Letra", codes=("ã",))],
        ["**Isto** `x`"],
    )

    assert "| Encarecem o SMS | `ã` `U+0060` `ô` `U+200B` |" in table
    assert table.endswith("\n\n**Isto**")
    assert plain.splitlines() == ["Prévia", "  Para   +55 11 *****-4321", "  Letra  ã", "Isto x"]


@given(any_texts(), st.sampled_from(Channel), st.booleans())
def test_any_text_can_be_looked_at(text: str, channel: Channel, plain: bool) -> None:
    drafted = preview.draft_of_order(text, channel, plain=plain)

    assert "".join(part.text for part in drafted.parts) == segments.worded(text, channel, plain=plain)
    assert drafted.without <= drafted.segments
    assert preview.as_data(drafted, PRICE)["parts"] == len(drafted.parts)
    assert preview.terminal(
        "x", preview.rows(drafted, PRICE, SENTENCES, Language.EN), preview.remarks(drafted, SENTENCES)
    )
