"""Of two numbers that are one person, an opt-out of either holds for both; a consent never passes over."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import clock
from bot.core.messages import Address, Purpose
from bot.jobs.sending import policy_gate
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource, ConsentState
from tests import wire
from tests.actors import ANA, BIA, CAIO, JOHN
from tests.jobs.ordering import carry_out, new_order
from tests.jobs.replies import merged
from tests.jobs.replies.merged import (
    MASKED_ANA,
    ON_WHATSAPP,
    agree,
    command,
    outs,
    record,
    said_in,
    state,
)
from tests.jobs.rights.erasing import request_erasure, write_text
from tests.stage import Stage

two = merged.two


def _requests(stage: Stage, number: str) -> int:
    made: list[str] = []
    tools = stage.new_tools()
    with wire.passing(lambda request, _: made.append(str(request.url))):
        policy_gate.record_of(Address.parse(number), tools)
    return len(made)


def test_an_opt_out_of_either_number_holds_for_both_and_for_orders(two: Stage) -> None:
    command(two, 2, "/merge #1")
    write_text(two, "SAIR", ANA)

    assert outs(two, ANA, BIA) == [True, True]
    carry_out(two, new_order("Aviso", Address.parse(BIA)))
    assert "Aviso" not in two.sandbox.received(BIA)
    assert "opt-out" in two.sandbox.issue(2)["labels"]
    assert "Oi" not in command(two, 2, "/reply Oi")
    assert two.sandbox.received(BIA)[-1] != "Oi"


def test_an_opt_out_from_before_holds_for_both_once_they_are_merged(two: Stage) -> None:
    write_text(two, "SAIR", ANA)
    assert outs(two, ANA, BIA) == [True, False]
    command(two, 2, "/merge #1")

    assert outs(two, ANA, BIA) == [True, True]
    assert "opt-out" in two.sandbox.issue(2)["labels"]


def test_voltar_lifts_only_the_opt_out_of_the_number_it_comes_from(two: Stage) -> None:
    command(two, 2, "/merge #1")
    write_text(two, "SAIR", ANA)
    write_text(two, "VOLTAR", BIA)

    assert outs(two, ANA, BIA) == [True, True]
    answer = two.sandbox.received(BIA)[-1]
    assert "Recebemos seu pedido" in answer
    assert MASKED_ANA[-4:] not in answer
    assert MASKED_ANA in said_in(two, 2)
    write_text(two, "VOLTAR", ANA)
    assert outs(two, ANA, BIA) == [False, False]
    assert "opt-out" not in two.sandbox.issue(2)["labels"]


def test_optin_says_which_other_number_still_asks_for_silence(two: Stage) -> None:
    write_text(two, "SAIR", ANA)
    command(two, 2, "/merge #1")
    command(two, 2, "/bloquear")

    there = command(two, 2, "/desbloquear")
    assert f"continua com opt-out em outro: {MASKED_ANA}. Nada sai" in there
    assert outs(two, ANA, BIA) == [True, True]
    write_text(two, "VOLTAR", ANA)
    assert outs(two, ANA, BIA) == [False, False]


def test_an_optout_of_a_maintainer_is_recorded_for_a_number_whose_other_one_opted_out_before(
    two: Stage,
) -> None:
    write_text(two, "SAIR", ANA)
    command(two, 2, "/merge #1")
    command(two, 2, "/bloquear")
    write_text(two, "VOLTAR", ANA)

    assert outs(two, ANA, BIA) == [True, True]


def test_consent_of_one_number_allows_nothing_to_the_other(two: Stage) -> None:
    agree(two, ANA)
    command(two, 2, "/merge #1")

    assert [state(two, one) for one in (ANA, BIA)] == [ConsentState.GIVEN, ConsentState.NONE]
    carry_out(two, replace(new_order("Oferta", Address.parse(BIA)), purpose=Purpose.MARKETING))
    assert "Oferta" not in two.sandbox.received(BIA)


def test_consent_ended_by_the_opt_out_of_the_other_number_can_be_given_again(two: Stage) -> None:
    agree(two, ANA)
    command(two, 2, "/merge #1")
    write_text(two, "SAIR", BIA)
    write_text(two, "VOLTAR", BIA)

    assert state(two, ANA) is ConsentState.NONE
    agree(two, ANA)
    assert [state(two, one) for one in (ANA, BIA)] == [ConsentState.GIVEN, ConsentState.NONE]


def test_a_webhook_that_names_more_addresses_of_one_number_gives_its_consent_to_these_alone(
    stage: Stage,
) -> None:
    user = "whatsapp:BR.555"
    write_text(stage, "Oi", f"whatsapp:{ANA}")
    write_text(stage, "Oi", ON_WHATSAPP)
    agree(stage, ANA)
    command(stage, 2, "/merge #1")
    write_text(stage, "Sou eu", f"whatsapp:{ANA}", also=(Address.parse(user),))
    write_text(stage, "E eu", ON_WHATSAPP)
    write_text(stage, "Eu de novo", user)

    assert [state(stage, one) for one in (ANA, user)] == [ConsentState.GIVEN, ConsentState.GIVEN]
    assert state(stage, BIA) is ConsentState.NONE
    write_text(stage, "SAIR", ON_WHATSAPP)
    assert outs(stage, ANA, user, BIA) == [True, True, True]


def test_an_opt_out_passes_between_merged_numbers_after_an_erasure_too(two: Stage) -> None:
    command(two, 2, "/merge #1")
    code = request_erasure(two, ANA)
    write_text(two, f"APAGAR {code}", ANA)
    write_text(two, "SAIR", BIA)

    assert outs(two, ANA, BIA) == [True, True]


def test_an_erasure_ends_the_consent_that_the_other_number_gave(two: Stage) -> None:
    command(two, 2, "/merge #1")
    agree(two, BIA)
    code = request_erasure(two, ANA)
    write_text(two, f"APAGAR {code}", ANA)

    assert state(two, BIA) is ConsentState.NONE


def test_a_merged_number_costs_each_gate_one_request_more_and_others_none(two: Stage) -> None:
    write_text(two, "Outro", CAIO)
    for one in (ANA, CAIO):
        agree(two, one)
    before = _requests(two, ANA), _requests(two, CAIO)
    command(two, 2, "/merge #1")

    assert before[0] == before[1]
    assert (_requests(two, ANA), _requests(two, BIA)) == (before[0] + 1, before[0] + 1)
    assert _requests(two, CAIO) == before[1]


def test_a_record_whose_other_number_has_none_any_more_holds_every_message(two: Stage) -> None:
    command(two, 2, "/merge #1")
    found = record(two, ANA).merged[0].issue
    assert found
    two.state.issues.delete(found.number)

    assert outs(two, ANA) == [True]


@pytest.mark.parametrize("seed", range(3))
def test_after_any_history_every_number_stands_as_a_clerk_would_say(stage: Stage, seed: int) -> None:
    """Merges, opt-outs, consents and what takes them back in any order, over real records of four numbers."""
    drawn, numbers = random.Random(seed), (ANA, BIA, CAIO, JOHN)
    person = {one: {one} for one in numbers}
    out, given_to, tools = set[str](), set[str](), stage.tools
    began = clock.now()
    for minute in range(24):
        who, what = (
            drawn.choice(numbers),
            drawn.choice(["stop", "stop", "start", "start", "agree", "agree", "merge"]),
        )
        if what == "merge":
            other = drawn.choice(numbers)
            tools.ledger.merge([list(tools.vault.ids(Address.parse(one))) for one in (who, other)])
            for one in (together := person[who] | person[other]):
                person[one] = together
            # What was given before somebody of these fell silent had ended there.
            if any(one in out for one in together):
                given_to -= together
            continue
        action = ConsentAction.WITHDRAWN if what == "stop" else ConsentAction.GRANTED
        purpose = Purpose.MARKETING if what == "agree" else None
        at = began + timedelta(minutes=minute)
        tools.ledger.add(
            policy_gate.record_of(Address.parse(who), tools),
            ConsentChange(at, action, ConsentSource.CLI, purpose, text=f"papel {minute}"),
        )
        if what == "stop":
            out.add(who)
            given_to -= person[who]
        elif what == "start":
            out.discard(who)
        else:
            given_to.add(who)
        for one in numbers:
            found, silent = record(stage, one), bool(person[one] & out)
            assert found.opted_out is silent
            assert (found.state(Purpose.MARKETING) is ConsentState.GIVEN) <= (one in given_to and not silent)
