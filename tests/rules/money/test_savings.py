"""What would have cost less is found in the messages themselves, to the last digit, and none of them is kept."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Channel
from bot.rules.money import savings
from bot.rules.money.bill import MetaFees
from bot.rules.money.savings import Billed, Findings, SavingKind
from bot.rules.text import segments
from tests.making import texts

NOON, HOUR = datetime(2026, 11, 10, 12, tzinfo=UTC), timedelta(hours=1)
EACH = Decimal("0.0750")
ACKNOWLEDGEMENT = re.compile(r"Recebemos\. Protocolo \d+\.")


def _sms(text: str, person: str = "+5511987654321", *, failed: bool = False, inbound: bool = False) -> Billed:
    count = segments.measure(text).segments
    return Billed(Channel.SMS, not inbound, person, text, count, EACH * count, failed)


def _whatsapp(person: str = "+5511987654321", *, outbound: bool = False) -> Billed:
    return Billed(Channel.WHATSAPP, outbound, person, "Oi", 1, Decimal("0.0050"))


def _survey(*messages: Billed, price: Decimal | None = None, meta: MetaFees | None = None) -> Findings:
    return savings.survey(messages, [ACKNOWLEDGEMENT], price, meta)


def _only(found: Findings) -> tuple[SavingKind, int, Decimal]:
    (saving,) = found.savings
    return saving.kind, saving.messages, saving.amount


def test_accents_that_cost_segments_are_found() -> None:
    text = "A guia já está no portal; o vencimento é amanhã, até as 21h. Qualquer dúvida, é só responder."

    assert segments.measure(text).segments == 2
    assert _only(_survey(_sms(text), _sms(text), _sms("Olá"))) == (SavingKind.ACCENTS, 2, EACH * 2)


def test_a_character_that_makes_the_whole_text_more_expensive_is_found_and_shown() -> None:
    found = _survey(_sms("x" * 100 + "🙂"))

    assert _only(found) == (SavingKind.SIGNS, 1, EACH)
    assert found.savings[0].signs == ("🙂",)


def test_letters_are_not_shown_for_they_may_be_part_of_a_name() -> None:
    assert _survey(_sms("x" * 100 + "王")).savings[0].signs == ()


@pytest.mark.parametrize(("length", "found"), [(160, False), (161, True), (170, True), (171, False)])
def test_a_text_slightly_too_long_for_one_segment_is_found(length: int, found: bool) -> None:
    savings = _survey(_sms("x" * length)).savings

    assert [one.kind for one in savings] == [SavingKind.SLIGHTLY_LONG] * found
    assert [one.amount for one in savings] == [EACH] * found


def test_automatic_answers_are_counted_with_what_they_cost() -> None:
    found = _survey(_sms("Recebemos. Protocolo 12."), _sms("Recebemos. Protocolo 12. E mais."))

    assert _only(found) == (SavingKind.ACKNOWLEDGEMENTS, 1, EACH)


def test_people_who_are_on_whatsapp_too_could_be_answered_there() -> None:
    other = _sms("Oi", "+5511900000000")

    found = _survey(_sms("Oi"), _sms("Oi"), other, _whatsapp(), price=Decimal("0.0130"))

    assert _only(found) == (SavingKind.WHATSAPP, 2, Decimal("0.1240"))


def test_the_ninth_digit_does_not_split_a_person() -> None:
    texts = [
        Billed(Channel.SMS, True, "+5511987654321", "Oi", 1, Decimal("0.0750")),
        Billed(Channel.WHATSAPP, False, "+551187654321", "Oi", 1, Decimal("0.0050")),
        Billed(Channel.WHATSAPP, True, "+5511987654321", "Oi", 1, Decimal("0.0050")),
    ]
    found = savings.survey(texts, whatsapp_price=Decimal("0.0050"))

    assert SavingKind.WHATSAPP in [one.kind for one in found.savings]
    assert found.conversations == 2  # one by SMS, one by WhatsApp


@pytest.mark.parametrize(
    ("wrote", "meta", "saved"),
    [
        (NOON - HOUR, MetaFees(), EACH - Decimal("0.0050")),
        (NOON - HOUR, MetaFees(Decimal("0.0034")), EACH - Decimal("0.0084")),
        (NOON - 24 * HOUR, MetaFees(template=Decimal("0.0080")), EACH - Decimal("0.0130")),
        (NOON + HOUR, MetaFees(template=Decimal("0.0080")), EACH - Decimal("0.0130")),
        (NOON - 24 * HOUR, MetaFees(template=Decimal("0.0720")), None),  # one SMS is cheaper
        (NOON - 24 * HOUR, MetaFees(), None),  # nobody knows what a template would have cost
    ],
    ids=[
        "an answer",
        "a dear answer",
        "a template",
        "not asked yet",
        "a dear template",
        "an unknown template",
    ],
)
def test_each_sms_is_compared_with_what_it_would_have_been_on_whatsapp(
    wrote: datetime, meta: MetaFees, saved: Decimal | None
) -> None:
    there = (replace(_whatsapp(), at=wrote), _whatsapp(outbound=True))
    found = _survey(replace(_sms("Oi"), at=NOON), *there, meta=meta)

    assert [one.amount for one in found.savings] == [saved] * (saved is not None)


def test_only_the_sms_that_would_have_cost_less_are_counted() -> None:
    there = (replace(_whatsapp(), at=NOON - 48 * HOUR), _whatsapp(outbound=True))
    long, short = replace(_sms("x" * 300), at=NOON), replace(_sms("Oi"), at=NOON)

    found = _survey(long, short, *there, meta=MetaFees(template=Decimal("0.0800")))

    (saving,) = [one for one in found.savings if one.kind is SavingKind.WHATSAPP]
    assert (saving.messages, saving.amount) == (1, EACH * 2 - Decimal("0.0850"))
    assert found.whatsapp == (Decimal("0.0050"), Decimal("0.0850"))


@pytest.mark.parametrize("text", ["🎉" * 40, "🙂🙂🙂 ❤️" * 20, "…" * 80])
def test_a_text_of_emojis_alone_is_left_as_it_is(text: str) -> None:
    assert segments.measure(text).segments > 1
    assert _survey(_sms(text)).savings == ()


def test_where_whatsapp_is_more_expensive_nothing_is_suggested() -> None:
    assert _survey(_sms("Oi"), _whatsapp(), price=Decimal(1)).savings == ()


@pytest.mark.parametrize("text", ["Oi", "ã" * 70, "x" * 160, "🙂"])
def test_a_text_of_one_segment_cannot_cost_less_and_is_not_gone_through(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("measure", "transliterate", "costly"):
        monkeypatch.setattr(segments, name, lambda _text: pytest.fail("gone through"))

    assert savings.survey([Billed(Channel.SMS, True, "+5511987654321", text, 1, EACH)]).savings == ()


def test_texts_that_twilio_does_not_bill_as_they_stand_are_left_alone() -> None:
    redacted = Billed(Channel.SMS, True, "+5511987654321", "", 3, EACH * 3)
    unpriced = Billed(Channel.SMS, True, "+5511987654321", "ã" * 71, 2)

    found = _survey(redacted, unpriced, _sms("ã" * 71, inbound=True))

    assert found.savings == ()
    assert found.unpriced == 1


def test_conversations_are_people_on_a_channel_and_failures_are_counted_with_their_cost() -> None:
    found = _survey(
        _sms("Oi"), _sms("Oi", inbound=True), _whatsapp(), _sms("Oi", "+5511900000000", failed=True)
    )

    assert (found.messages, found.conversations) == (4, 3)
    assert (found.failed, found.failed_amount) == (1, EACH)


def test_the_largest_saving_comes_first() -> None:
    found = _survey(_sms("x" * 161), _sms("ã" * 71), _sms("ã" * 71))

    assert [one.kind for one in found.savings] == [SavingKind.ACCENTS, SavingKind.SLIGHTLY_LONG]


@given(st.lists(texts(700).filter(bool), max_size=6))
def test_nobody_can_save_more_than_was_spent(written: Sequence[str]) -> None:
    messages = [_sms(text) for text in written]
    spent = sum((message.price or Decimal(0) for message in messages), Decimal(0))

    found = _survey(*messages)

    of_texts = [one for one in found.savings if one.kind is not SavingKind.ACKNOWLEDGEMENTS]
    assert Decimal(0) <= sum((one.amount for one in of_texts), Decimal(0)) <= spent
    assert all(one.amount > 0 and one.messages <= len(messages) for one in found.savings)


def test_neither_number_nor_text_shows_in_what_a_message_is_printed_as() -> None:
    assert "+55" not in repr(_sms("Segredo"))
    assert "Segredo" not in repr(_sms("Segredo"))
