"""Phone numbers in texts are masked; what else people write in digits is not."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.core.messages import Address
from bot.rules.text.number_masks import NumberMask
from tests import making

KNOWN = [
    Address.parse(wire)
    for wire in (
        "whatsapp:+5511987654321",
        "+551140001234",
        "whatsapp:BR.1234567890",
        "28888",
        "+12125550123",
    )
]
MASK = NumberMask(KNOWN)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("meu número é 11 98765-4321", "meu número é ** *****-4321"),
        ("98765-4321", "*****-4321"),
        ("8765 4321", "**** 4321"),
        ("+55 (11) 9 8765.4321!", "+** (**) * ****.4321!"),
        ("1.1-9876/54321", "*.*-****/*4321"),
        ("11987654321", "*******4321"),
        ("ligue 11 4000-1234", "ligue ** ****-1234"),
        ("a Bia: (21) 3333-4444", "a Bia: (**) ****-4444"),
        ("+1 212 555 0123", "+* *** *** 0123"),
        ("BR.1234567890", "BR***7890"),
        ("Oi\n21 99999-8888", "Oi\n** *****-8888"),
        ("11987\n654321", "*****\n**4321"),
        ("①①⑨⑧⑦⑥⑤④③②①", "*******④③②①"),
        ("¹¹⁹⁸⁷⁶⁵⁴³²¹", "*******⁴³²¹"),
        (
            "\uff11\uff11 \uff19-\uff18 \uff17 \uff16 \uff15 \uff14 \uff13 \uff12 \uff11",
            "** *-* * * * \uff14 \uff13 \uff12 \uff11",
        ),
    ],
)
def test_a_phone_number_is_masked_however_it_is_written(text: str, masked: str) -> None:
    assert MASK.masked(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CPF 390.533.447-05",
        "CNPJ 12.345.678/0001-90",
        "R$ 1.234,56 até 30/11/2026 às 14h30",
        "34191.79001 01043.510047 91020.150008 5 84560000002000",
        "protocolo 2026112900012",
        "28888",
    ],
)
def test_other_digits_stay(text: str) -> None:
    assert MASK.masked(text) == text


@given(making.texts())
def test_a_mask_changes_nothing_but_digits_and_ids(text: str) -> None:
    masked = NumberMask(KNOWN[:2]).masked(text)

    assert len(masked) == len(text)
    assert all(old == new or (old.isdigit() and new == "*") for old, new in zip(text, masked, strict=True))


@given(making.texts(30), making.texts(30))
def test_a_known_number_is_masked_in_any_text(before: str, after: str) -> None:
    assert "98765" not in MASK.masked(f"{before} 11987654321 {after}").replace(before, "").replace(after, "")
