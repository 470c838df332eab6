"""The rules that a new conversation meets, and whose turn it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.channels import Channel
from bot.core.settings.routes import RouteSection, labels_of
from bot.rules.conversation import routing
from bot.rules.conversation.routing import Opening, Turns

OURS = "+15005550006"


def rule(**given: Any) -> RouteSection:
    return RouteSection.model_validate({"labels": ["fiscal"], **given})


def opening(
    *texts: str, channel: Channel = Channel.SMS, number: str = OURS, earlier: Sequence[str] = ()
) -> Opening:
    return Opening(texts, channel, number, earlier)


@pytest.mark.parametrize(
    ("conditions", "opened", "holds"),
    [
        ({}, opening("Oi"), True),
        ({"words": ["boleto", "guia"]}, opening("Cadê a guia?"), True),
        ({"words": ["boleto", "guia"]}, opening("Oi", "o Boleto"), True),
        ({"words": ["boleto de"]}, opening("boleto", "de janeiro"), False),
        ({"words": ["boleto"]}, opening("boletos"), False),
        ({"words": ["boleto"]}, opening(""), False),
        ({"channel": "sms"}, opening("Oi"), True),
        ({"channel": "whatsapp"}, opening("Oi"), False),
        ({"channel": "other"}, opening("Oi", channel=Channel.OTHER), True),
        ({"number": OURS}, opening("Oi"), True),
        ({"number": "+551140001234"}, opening("Oi"), False),
        ({"number": f"whatsapp:{OURS}"}, opening("Oi"), False),
        ({"returning": True}, opening("Oi", earlier=["ana"]), True),
        ({"returning": True}, opening("Oi"), False),
        ({"returning": False}, opening("Oi"), True),
        ({"returning": False}, opening("Oi", earlier=["ana"]), False),
        ({"words": ["oi"], "channel": "sms", "returning": False}, opening("Oi"), True),
        ({"words": ["oi"], "channel": "sms", "returning": True}, opening("Oi"), False),
        ({"words": ["oi"], "channel": "whatsapp", "returning": False}, opening("Oi"), False),
    ],
)
def test_a_rule_is_met_when_all_its_conditions_hold(
    conditions: dict[str, Any], opened: Opening, holds: bool
) -> None:
    assert bool(routing.met([rule(**conditions)], opened)) is holds


def test_the_labels_of_all_rules_add_up_and_each_counts_once() -> None:
    rules = [rule(labels=["fiscal", "Urgente"]), rule(labels=["urgente", "matriz"])]

    assert labels_of(rules) == ("fiscal", "Urgente", "matriz")


def people(
    *rules: RouteSection, earlier: Sequence[str] = (), gone: Sequence[str] = (), turns: Turns | None = None
) -> tuple[str, ...]:
    found = turns or Turns()
    return routing.assigned(
        rules, earlier, lambda names: [one for one in names if one not in gone], lambda: found
    )


def test_the_first_rule_that_names_somebody_who_can_be_assigned_assigns() -> None:
    first, second = rule(assign=["ana"]), rule(assign=["bia", "caio"])

    assert people(rule(), first, second) == ("ana",)
    assert people(first, second, gone=["ana"]) == ("bia",)
    assert people(first, second, gone=["ana", "bia"]) == ("caio",)
    assert people(first, second, gone=["ana", "bia", "caio"]) == ()
    assert people() == ()


def test_whoever_had_the_last_conversation_gets_the_next_as_long_as_they_are_here() -> None:
    again, otherwise = rule(assign="earlier"), rule(assign=["caio"])

    assert people(again, otherwise, earlier=["ana", "bia"]) == ("ana", "bia")
    assert people(again, otherwise, earlier=["ana", "bia"], gone=["ana"]) == ("bia",)
    assert people(again, otherwise, earlier=["ana"], gone=["ana"]) == ("caio",)
    assert people(again, otherwise) == ("caio",)


def test_the_newest_conversations_show_whose_turn_it_is() -> None:
    turns = Turns()
    for login, number in (("ana", 7), ("bia", 5), ("ana", 2)):
        turns.took(login, number)

    assert turns.next_of(["ana", "Bia"]) == "Bia"
    assert turns.next_of(["ana", "bia", "caio"]) == "caio"
    assert turns.next_of(["dora", "caio"]) == "dora"


_PEOPLE = st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True)


@given(
    people=_PEOPLE,
    before=st.lists(st.tuples(st.sampled_from("abcdefghxyz"), st.integers(1, 100)), max_size=40),
    count=st.integers(1, 60),
)
def test_whatever_was_before_nobody_gets_two_more_than_another(
    people: list[str], before: list[tuple[str, int]], count: int
) -> None:
    turns = Turns()
    for login, number in before:
        turns.took(login, number)
    got = []
    for number in range(101, 101 + count):
        got.append(turns.next_of(people))
        turns.took(got[-1], number)

    counts = Counter(got)
    assert max(counts[one] for one in people) - min(counts[one] for one in people) <= 1
    # Of any who follow each other as many as there are people, each is another.
    for first in range(len(got) - len(people) + 1):
        assert len(set(got[first : first + len(people)])) == len(people)


@given(
    lists=st.lists(_PEOPLE, min_size=1, max_size=4),
    choices=st.lists(st.integers(0, 3), min_size=1, max_size=60),
)
def test_lists_that_share_people_share_their_turns(lists: list[list[str]], choices: list[int]) -> None:
    turns, last = Turns(), dict[str, int]()
    for number, choice in enumerate(choices, 1):
        among = lists[choice % len(lists)]
        chosen = turns.next_of(among)
        assert last.get(chosen, 0) == min(last.get(one, 0) for one in among)
        turns.took(chosen, number)
        last[chosen] = number
