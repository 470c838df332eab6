"""What arrives during an erasure is kept, and an erasure that died is completed."""

from __future__ import annotations

import re

import pytest

from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.messages import Address
from bot.jobs.inbound import record_messages
from bot.jobs.rights import erasure
from bot.jobs.rights.plans import ErasureRequest
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from bot.jobs.upkeep import reconcile
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests import wire
from tests.actors import ANA, Maintainer
from tests.jobs.inbound.files import PNG, write
from tests.jobs.ordering import carry_out, new_order
from tests.jobs.rights.erasing import (
    ON_WHATSAPP,
    request_erasure,
    write_text,
)
from tests.stage import Stage


def _overtaken(stage: Stage) -> None:
    """A maintainer's erasure begins after a run has looked for the conversation, and before that run writes there."""
    write_text(stage, "Preciso da guia")
    (conversation,) = stage.tools.conversations.with_person(Address.parse(ANA))
    request = ErasureRequest(
        "comment-1", clock.now(), Address.parse(ANA), Address.parse(SMS_NUMBER), by="marina"
    )
    erasure.begin(request, stage.tools)
    stage.tools.conversations.append(conversation, [stage.event("Chegou no meio")])


def _finished(stage: Stage, tools: Tools) -> None:
    erasure.finish(policy_gate.record_of(Address.parse(ANA), tools), tools)
    assert stage.twilio.wait_idle(10)
    reconcile.run({}, tools)


def test_a_message_that_arrives_in_a_conversation_while_it_is_erased_is_not_lost(quick: None) -> None:
    seen = dict(wire.after_each_crash(_overtaken, _finished))

    assert max(seen) >= 8
    assert {writes: one for writes, one in seen.items() if one != seen[0]} == {}
    old, _, new = seen[0]["issues"]
    assert (old["title"], old["comments"]) == ("Conversa apagada", [])
    assert (new["title"], new["state"]) == ("SMS · +55 11 *****-4321", "open")
    assert "> Chegou no meio" in new["body"]


def _with_a_long_text(stage: Stage) -> None:
    """Like `_overtaken`, with a text that takes three comments, and another message behind it."""
    _overtaken(stage)
    conversation = stage.tools.conversations.read(stage.tools.repository.issue(1))
    assert conversation
    for text in ("início " + "linha bem longa\n" * 1500 + "fim do texto", "Mais uma coisa"):
        event = stage.event(text, f"whatsapp:{ANA}")
        stage.tools.conversations.append(conversation, [event])
        stage.tools.conversations.continue_texts(conversation, [event])


def test_a_long_text_and_what_follows_it_are_carried_over_whole_and_once(stage: Stage) -> None:
    _with_a_long_text(stage)
    parts = len(stage.sandbox.issue(1)["comments"])
    _finished(stage, stage.tools)

    assert parts > 3
    moved = stage.sandbox.issue(3)
    whole = "\n".join([moved["body"], *(comment["body"] for comment in moved["comments"])])
    assert len(moved["comments"]) == parts - 1
    assert [whole.count(text) for text in ("Chegou no meio", "fim do texto", "Mais uma coisa")] == [1, 1, 1]
    assert len(stage.sandbox.issues()) == 3


def test_a_locked_conversation_and_a_locked_consent_record_are_erased_like_any_other(stage: Stage) -> None:
    write_text(stage, "Preciso da guia")
    stage.record(stage.event("SAIR"))
    for number in (1, 2):
        stage.state.issues.set_lock(number)
    request = ErasureRequest(
        "comment-1", clock.now(), Address.parse(ANA), Address.parse(SMS_NUMBER), by="marina"
    )
    erasure.erase(request, stage.tools)

    assert stage.sandbox.issue(1)["title"] == "Conversa apagada"
    assert stage.sandbox.issue(1)["comments"] == []
    assert "apagad" in stage.sandbox.issue(2)["comments"][-1]["body"]


def test_a_message_carried_over_is_a_conversation_like_any_other(stage: Stage) -> None:
    _overtaken(stage)
    _finished(stage, stage.tools)
    write_text(stage, "E mais isto")

    assert "E mais isto" in stage.sandbox.issue(3)["comments"][0]["body"]
    assert len(stage.sandbox.issues()) == 3


def test_a_message_carried_over_stays_with_every_address_of_the_person(stage: Stage) -> None:
    number, user = Address.parse(f"whatsapp:{ANA}"), Address.parse("whatsapp:BR.555")
    stage.record(stage.event("Oi", number.wire, also=(user,)))
    (conversation,) = stage.tools.conversations.with_person(number)
    ours = Address.parse(WHATSAPP_NUMBER)
    erasure.begin(ErasureRequest("comment-1", clock.now(), number, ours, by="marina"), stage.tools)
    stage.tools.conversations.append(conversation, [stage.event("Chegou no meio", number.wire)])
    _finished(stage, stage.tools)
    write_text(stage, "E mais isto", user.wire)

    assert "E mais isto" in stage.sandbox.issue(3)["comments"][0]["body"]


def test_a_message_that_arrives_during_an_erasure_joins_none_of_what_is_going(stage: Stage) -> None:
    write_text(stage, "Preciso da guia")
    request = ErasureRequest(
        "comment-1", clock.now(), Address.parse(ANA), Address.parse(SMS_NUMBER), by="marina"
    )
    erasure.begin(request, stage.tools)
    write_text(stage, "Chegou no meio")

    assert "Chegou no meio" in stage.sandbox.issue(3)["body"]
    assert "Preciso da guia" in stage.sandbox.issue(1)["body"]
    _finished(stage, stage.tools)
    assert [re.split(" - | · ", one["title"])[0] for one in stage.sandbox.issues()] == [
        "Conversa apagada",
        "Consentimento",
        "SMS",
    ]


def test_an_order_waits_until_an_erasure_under_way_is_done(stage: Stage) -> None:
    write_text(stage, "Preciso da guia")
    request = ErasureRequest(
        "comment-1", clock.now(), Address.parse(ANA), Address.parse(SMS_NUMBER), by="marina"
    )
    erasure.begin(request, stage.tools)
    order = new_order("Sua guia vence")
    with pytest.raises(TemporaryError):
        carry_out(stage, order)
    assert "Sua guia vence" not in stage.sandbox.received(ANA)

    _finished(stage, stage.tools)
    carry_out(stage, order)

    assert stage.sandbox.received(ANA)[-1] == "Sua guia vence"


def _prepared(stage: Stage) -> None:
    write_text(stage, "Preciso da guia")
    stage.record(write(stage, [("image/png", PNG)], "Foto", ON_WHATSAPP))
    Maintainer(stage.sandbox, "marina").comment(1, "/reply Segue")
    stage.reply()
    stage.confirmation = stage.event(f"APAGAR {request_erasure(stage)}")  # type: ignore[attr-defined]


def _confirmed(stage: Stage, tools: Tools) -> None:
    payload = stage.payload([stage.confirmation])  # type: ignore[attr-defined]
    record_messages.run({"client_payload": payload}, tools)
    assert stage.twilio.wait_idle(10)
    reconcile.run({}, tools)


def test_an_erasure_survives_a_crash_after_any_write(quick: None) -> None:
    seen = dict(wire.after_each_crash(_prepared, _confirmed))

    assert max(seen) >= 15
    assert {writes: one for writes, one in seen.items() if one != seen[0]} == {}
    whole = str(seen[0])
    assert '"erasure"' not in whole
    assert "Foto" not in whole.partition("'phones'")[0]


def _asked(stage: Stage) -> None:
    write_text(stage, "Preciso da guia")
    stage.asked = [stage.event("MEUS DADOS"), stage.event("APAGAR")]  # type: ignore[attr-defined]


def _processed(stage: Stage, tools: Tools) -> None:
    payload = stage.payload(stage.asked)  # type: ignore[attr-defined]
    record_messages.run({"client_payload": payload}, tools)


def test_both_questions_are_answered_once_whatever_the_job_dies_over(quick: None) -> None:
    seen = dict(wire.after_each_crash(_asked, _processed))

    assert max(seen) >= 5
    assert {writes: one for writes, one in seen.items() if one != seen[0]} == {}
    assert len(seen[0]["phones"][ANA]) == 3
