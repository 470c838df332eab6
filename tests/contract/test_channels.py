"""Channels are an open set: no code takes a channel for another because it is not the first one."""

from __future__ import annotations

import ast

import pytest

from bot.core.messages import Address, Channel
from tests.architecture import ROOT

# It compares what SMS cost with what WhatsApp would have cost, and speaks of these two alone.
_OF_TWO_CHANNELS = {ROOT / "bot" / "rules" / "money" / "savings.py"}
_FILES = sorted(set((ROOT / "bot").rglob("*.py")) - _OF_TWO_CHANNELS)


def _is_channel(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Channel"


def test_no_code_asks_whether_a_channel_is_a_certain_one() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in _FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        and any(isinstance(operator, ast.Is | ast.IsNot | ast.Eq | ast.NotEq) for operator in node.ops)
        and any(_is_channel(side) for side in (node.left, *node.comparators))
    ]

    assert not found


WIRES = {
    Channel.SMS: "+5511987654321",
    Channel.WHATSAPP: "whatsapp:+5511987654321",
    Channel.OTHER: "rcs:+5511987654321",
}


@pytest.mark.parametrize("channel", list(Channel))
def test_every_channel_has_its_traits_and_an_address_that_is_read_as_it_is_written(channel: Channel) -> None:
    address = Address.parse(WIRES[channel])

    assert (address.channel, address.wire) == (channel, WIRES[channel])
    assert address.identity == "+5511987654321"
    assert Address.parse(address.wire) == address
