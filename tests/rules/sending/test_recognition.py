"""What Twilio made of a text is recognised, and a count that does not add up proves nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.rules.sending import recognition
from bot.rules.sending.recognition import Elsewhere, Evidence
from bot.sandbox.twilio import rewriting

SINCE = datetime(2026, 11, 28, tzinfo=UTC)


def judged(
    wanted: str, *listed: str, least: int = 0, most: int = 0, before: int = 0, blank: bool = False
) -> Evidence:
    key = recognition.key(wanted)
    elsewhere = Elsewhere(SINCE, {key: least}, {key: most})
    return recognition.evidence(wanted, listed, elsewhere, before, may_be_blank=blank)


@pytest.mark.parametrize(
    "text",
    [
        "Olá, Ana!",
        "“Aspas” — travessão… • item",
        "Guia: https://example.com/g?a=1&b=2",
        "½ hora ‼",
        "👍🏽",
        "…",
        "",
    ],
)
def test_a_text_is_recognised_in_what_twilio_made_of_it(text: str) -> None:
    for made in (text, f" {text}\n", rewriting.smart_encoded(text), rewriting.TRIAL_PREFIX + text):
        assert recognition.key(made) == recognition.key(text)


@pytest.mark.parametrize(
    ("one", "other"), [("Sim", "Não"), ("1", "2"), ("👍", "👎"), ("ok", "OK"), ("Olá Ana", "Olá Bia")]
)
def test_other_texts_stay_other_texts(one: str, other: str) -> None:
    assert recognition.key(one) != recognition.key(other)


def test_more_than_others_explain_has_left() -> None:
    assert judged("Ok", "Ok") is Evidence.LEFT
    assert judged("Ok", "Ok", "Ok", least=1, most=1) is Evidence.LEFT
    assert judged("Ok", "Ok", "Ok", "Ok", least=1, most=1, before=1) is Evidence.LEFT


def test_as_many_as_others_sent_leaves_nothing_for_this_one() -> None:
    assert judged("Ok", "Outra") is Evidence.ABSENT
    assert judged("Ok", "Ok", least=1, most=1) is Evidence.ABSENT
    assert judged("Ok", "Ok", least=1, most=2) is Evidence.ABSENT


def test_a_count_that_does_not_add_up_is_unclear() -> None:
    assert judged("Ok", least=1, most=1) is Evidence.UNCLEAR  # the list lags, or somebody deleted it
    assert judged("Ok", "Ok", "Ok", least=1, most=2) is Evidence.UNCLEAR


def test_a_message_without_its_text_may_be_a_template() -> None:
    assert judged("Vence em 20/11", "", blank=True) is Evidence.UNCLEAR
    assert judged("Vence em 20/11", "") is Evidence.ABSENT
