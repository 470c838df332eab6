"""An erasure reaches both numbers of a person, whatever else writes at that moment."""

from __future__ import annotations

from contextlib import suppress

import pytest

from bot.core import clock, contact_keys
from bot.core.errors import RepositoryError
from bot.core.messages import Address
from bot.jobs.rights import erasure
from bot.jobs.rights.plans import ErasureRequest
from bot.jobs.sending import policy_gate
from bot.rules.people.consent import ConsentState
from bot.sandbox.world import SMS_NUMBER
from tests.actors import ANA, BIA, Maintainer
from tests.jobs.replies import merged
from tests.jobs.replies.merged import (
    MASKED_ANA,
    agree,
    command,
    outs,
    record,
    said_in,
    state,
)
from tests.jobs.rights.erasing import erasing_at, everything_on_github, request_erasure, write_text
from tests.stage import Stage

two = merged.two


def test_apagar_from_either_number_erases_the_conversations_of_both(two: Stage) -> None:
    command(two, 2, "/merge #1")
    write_text(two, "MEUS DADOS", BIA)
    assert "conversas 2, mensagens suas 3" in two.sandbox.received(BIA)[-1]
    code = request_erasure(two, BIA)
    write_text(two, f"APAGAR {code}", BIA)

    everything = everything_on_github(two)
    assert [text for text in ("Sou a Ana", "Numero novo") if text in everything] == []
    assert not any(MASKED_ANA[-4:] in text for text in two.sandbox.received(BIA))
    assert [
        one["body"] for one in two.sandbox.twilio_messages() if one["body"] in ("Sou a Ana", "Numero novo")
    ] == []


def test_what_arrives_in_a_merged_conversation_while_it_is_erased_stays_with_both_numbers(two: Stage) -> None:
    command(two, 2, "/merge #1")
    (conversation, *_) = two.tools.conversations.with_person(Address.parse(BIA))
    ours = Address.parse(SMS_NUMBER)
    request = ErasureRequest("comment-1", clock.now(), Address.parse(ANA), ours, by="marina")
    erasure.begin(request, two.tools)
    two.tools.conversations.append(conversation, [two.event("Chegou no meio", BIA)])
    erasure.finish(policy_gate.record_of(Address.parse(ANA), two.tools), two.tools)
    assert two.twilio.wait_idle(10)
    write_text(two, "Do outro", ANA)
    agree(two, ANA)

    kept = max(one["number"] for one in two.sandbox.issues() if one["title"].startswith("SMS"))
    shown = two.sandbox.issue(kept)
    assert "Chegou no meio" in shown["body"]
    assert "Do outro" in said_in(two, kept)
    assert [state(two, one) for one in (ANA, BIA)] == [ConsentState.GIVEN, ConsentState.NONE]


def test_a_message_of_the_other_number_joins_nothing_that_is_being_erased(two: Stage) -> None:
    command(two, 2, "/merge #1")
    ours = Address.parse(SMS_NUMBER)
    erasure.begin(ErasureRequest("comment-1", clock.now(), Address.parse(ANA), ours, by="marina"), two.tools)
    write_text(two, "Chegou no meio", BIA)

    begun = max(one["number"] for one in two.sandbox.issues() if one["title"].startswith("SMS"))
    assert begun > 2
    assert "Chegou no meio" in two.sandbox.issue(begun)["body"]


def test_nobody_is_merged_with_a_person_who_is_being_erased(two: Stage) -> None:
    ours = Address.parse(SMS_NUMBER)
    erasure.begin(ErasureRequest("comment-1", clock.now(), Address.parse(ANA), ours, by="marina"), two.tools)

    assert "estão sendo apagados" in command(two, 2, "/merge #1")
    assert not record(two, BIA).merged


@pytest.mark.parametrize("number", [1, 2])
def test_what_is_erased_while_a_merge_writes_into_it_does_not_come_back(two: Stage, number: int) -> None:
    whose = {1: ANA, 2: BIA}[number]
    Maintainer(two.sandbox, "marina").comment(2, "/merge #1")
    with erasing_at(two, f"/issues/{number}/labels", whose), suppress(RepositoryError):
        two.reply(2)
    two.reply(2)

    assert ("Sou a Ana", "Numero novo")[number - 1] not in everything_on_github(two)
    assert set(two.sandbox.issue(number)["labels"]) == {"apagada", "gateway-comunicacao"}


def test_a_merge_outlives_a_new_key(two: Stage) -> None:
    command(two, 2, "/merge #1")
    write_text(two, "SAIR", ANA)
    two.contact_key = ",".join(contact_keys.with_new_key(two.contact_key.split(","), contact_keys.new_key()))
    two.tools = two.new_tools()

    assert outs(two, ANA, BIA) == [True, True]
    write_text(two, "Do antigo", ANA)
    assert "Do antigo" in said_in(two, 2)
