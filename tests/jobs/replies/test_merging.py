"""/merge: one person, two numbers. An opt-out of either holds for both, a consent never passes over."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import clock, contact_keys
from bot.core.errors import RepositoryError
from bot.core.messages import Address, Purpose
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.replies import send_replies
from bot.jobs.rights import erasure
from bot.jobs.rights.plans import ErasureRequest
from bot.jobs.sending import policy_gate, rests
from bot.jobs.tools import Tools
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource, ConsentState
from bot.sandbox.world import SMS_NUMBER
from tests import wire
from tests.actors import ANA, BIA, CAIO, JOHN, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order
from tests.jobs.rights.erasing import erasing_at, everything_on_github, request_erasure, write_text
from tests.jobs.upkeep.reconciling import HOUR, run
from tests.stage import Stage

MASKED_ANA, MASKED_BIA = "+55 11 *****-4321", "+55 21 *****-5678"
ON_WHATSAPP = f"whatsapp:{BIA}"


@pytest.fixture(name="marina")
def _marina(stage: Stage) -> Maintainer:
    return Maintainer(stage.sandbox, "marina")


@pytest.fixture(name="two")
def _two(stage: Stage) -> Stage:
    """Ana in conversation 1, Bia in conversation 2, both by SMS."""
    write_text(stage, "Sou a Ana", ANA)
    write_text(stage, "Numero novo", BIA)
    return stage


def command(stage: Stage, number: int, text: str, login: str = "marina") -> str:
    """Carry out a command; return what the bot last said in the conversation."""
    Maintainer(stage.sandbox, login).comment(number, text)
    stage.reply(number)
    assert stage.twilio.wait_idle(10)
    return said_in(stage, number)


def said_in(stage: Stage, number: int) -> str:
    return str(stage.sandbox.issue(number)["comments"][-1]["body"]).partition("\n")[2]


def record(stage: Stage, number: str) -> ConsentRecord:
    return policy_gate.record_of(Address.parse(number), stage.new_tools())


def outs(stage: Stage, *numbers: str) -> list[bool]:
    return [record(stage, one).opted_out for one in numbers]


def agree(stage: Stage, number: str, purpose: Purpose = Purpose.MARKETING) -> None:
    change = ConsentChange(clock.now(), ConsentAction.GRANTED, ConsentSource.CLI, purpose, text="papel")
    stage.tools.ledger.add(record(stage, number), change)


def state(stage: Stage, number: str) -> ConsentState:
    return record(stage, number).state(Purpose.MARKETING)


def issue_states(stage: Stage, *numbers: int) -> list[str]:
    return [str(stage.sandbox.issue(number)["state"]) for number in numbers]


@pytest.mark.parametrize("where", [1, 2])
def test_the_older_conversation_goes_on_in_the_newer_wherever_the_command_stands(
    two: Stage, where: int
) -> None:
    command(two, where, f"/unir #{3 - where}")

    assert issue_states(two, 1, 2) == ["closed", "open"]
    there = said_in(two, 2)
    assert f"{MASKED_ANA} e {MASKED_BIA}" in there or f"{MASKED_BIA} e {MASKED_ANA}" in there
    assert "A conversa #1 foi encerrada e segue **aqui**" in there
    assert "segue em **#2**" in said_in(two, 1)
    assert "Sou a Ana" not in there
    labels = set(two.sandbox.issue(2)["labels"])
    assert {f"contato-{two.tools.vault.contact_id(Address.parse(one))}" for one in (ANA, BIA)} <= labels
    assert "aguardando-resposta" in labels
    assert "aguardando-resposta" not in two.sandbox.issue(1)["labels"]


def test_either_number_writes_into_the_newer_and_the_last_that_wrote_is_answered(two: Stage) -> None:
    command(two, 2, "/merge #1")
    write_text(two, "Do antigo", ANA)
    command(two, 2, "/reply Para o antigo")
    write_text(two, "Do novo", BIA)
    command(two, 2, "/reply Para o novo")

    texts = [str(one["body"]) for one in two.sandbox.issue(2)["comments"]]
    assert [any(text in body for body in texts) for text in ("Do antigo", "Do novo")] == [True, True]
    (old,), (new,) = ([body for body in texts if text in body] for text in ("> Do antigo", "> Do novo"))
    assert [MASKED_ANA in old, MASKED_BIA in new] == [True, True]
    assert two.sandbox.received(ANA)[-1] == "Para o antigo"
    assert two.sandbox.received(BIA)[-1] == "Para o novo"
    assert issue_states(two, 1, 2) == ["closed", "open"]


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


def test_on_two_channels_the_conversations_stay_apart_and_point_to_each_other(stage: Stage) -> None:
    write_text(stage, "Sou a Ana", ANA)
    write_text(stage, "Numero novo", ON_WHATSAPP)
    command(stage, 1, "/merge #2")

    assert issue_states(stage, 1, 2) == ["open", "open"]
    assert "#2 é por outro canal" in said_in(stage, 1)
    assert "veja a #1" in said_in(stage, 2)
    write_text(stage, "SAIR", ON_WHATSAPP)
    assert outs(stage, ANA, BIA) == [True, True]
    assert [set(stage.sandbox.issue(one)["labels"]) >= {"opt-out"} for one in (1, 2)] == [True, True]
    write_text(stage, "Por WhatsApp", f"whatsapp:{ANA}")
    assert "Por WhatsApp" in said_in(stage, 2)


def test_three_numbers_merged_in_pairs_are_one_person(two: Stage) -> None:
    write_text(two, "Terceiro", CAIO)
    number = max(one["number"] for one in two.sandbox.issues())
    command(two, 2, "/merge #1")
    command(two, number, "/merge #2")
    write_text(two, "SAIR", ANA)

    assert outs(two, ANA, BIA, CAIO) == [True, True, True]
    write_text(two, "Ainda eu", BIA)
    assert "Ainda eu" in said_in(two, number)
    write_text(two, "VOLTAR", ANA)
    assert outs(two, ANA, BIA, CAIO) == [False, False, False]


def test_a_repeated_merge_changes_nothing_and_says_so(two: Stage) -> None:
    command(two, 2, "/merge #1")
    before = [two.sandbox.issue(one["number"]) for one in two.sandbox.issues()]
    for where, other in ((2, 1), (1, 2)):
        command(two, where, f"/merge #{other}")
        assert "já são a mesma; nada mudou" in said_in(two, 2)
    after = [two.sandbox.issue(one["number"]) for one in two.sandbox.issues()]

    assert [one["body"] for one in before] == [one["body"] for one in after]
    assert [one["labels"] for one in before] == [one["labels"] for one in after]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("/merge #1", "A #1 é esta conversa"),
        ("/merge #99", "A #99 não é uma conversa"),
        ("/merge #3", "A #3 não é uma conversa"),
        ("/merge https://github.com/outra/casa/issues/2", "de outro repositório"),
        ("/merge", "`/unir` pede o número"),
    ],
)
def test_what_cannot_be_merged_is_said(two: Stage, text: str, why: str) -> None:
    two.sandbox.open_issue("marina", "Reuniao", "Nada")
    before = wire.seen(two)["issues"][1:]

    assert why in command(two, 1, text)
    assert wire.seen(two)["issues"][1:] == before


def test_an_address_of_this_repository_counts_in_any_case(two: Stage) -> None:
    scheme, _, rest = two.tools.repository.issue(2).url.partition("://")
    host, _, path = rest.partition("/")
    repository, _, number = path.partition("/issues/")
    command(two, 1, f"/merge {scheme}://{host}/{repository.upper()}/issues/{number}")

    assert issue_states(two, 1, 2) == ["closed", "open"]


def test_whoever_may_not_give_commands_merges_nobody(two: Stage) -> None:
    command(two, 1, "/merge #2", "estranha")

    assert not record(two, ANA).merged
    assert issue_states(two, 1, 2) == ["open", "open"]


def test_two_conversations_of_one_number_are_no_merge(stage: Stage) -> None:
    write_text(stage, "Por SMS", ANA)
    write_text(stage, "Por WhatsApp", f"whatsapp:{ANA}")

    assert "já são a mesma; nada mudou" in command(stage, 1, "/merge #2")


def test_labels_of_maintainers_and_who_is_in_charge_go_with_the_conversation(two: Stage) -> None:
    two.tools.repository.add_label(1, "cobranca")
    two.tools.repository.assignees.add(1, ["marina"])
    command(two, 2, "/merge #1")

    assert "cobranca" in two.sandbox.issue(2)["labels"]
    assert two.state.issues.get(2).assignees == ("marina",)


def test_a_pause_of_the_older_conversation_ends_and_the_newer_waits(two: Stage) -> None:
    command(two, 2, "/reply Ja respondemos")
    command(two, 1, "/adiar 2d")
    assert ["em-pausa" in two.sandbox.issue(one)["labels"] for one in (1, 2)] == [True, False]
    command(two, 2, "/merge #1")

    assert ["em-pausa" in two.sandbox.issue(one)["labels"] for one in (1, 2)] == [False, False]
    assert "aguardando-resposta" in two.sandbox.issue(2)["labels"]


def test_a_pause_of_the_newer_conversation_ends_where_the_older_waits(two: Stage) -> None:
    command(two, 2, "/adiar 2d")
    command(two, 2, "/merge #1")

    labels = two.sandbox.issue(2)["labels"]
    assert ["em-pausa" in labels, "aguardando-resposta" in labels] == [False, True]
    rest = rests.among(two.tools.repository.comments(2), two.tools)
    assert rest
    assert rest.ended_at  # or the wait would count only from the moment that was named


def test_the_name_goes_with_the_conversation_unless_the_newer_has_one(two: Stage) -> None:
    command(two, 1, "/nome Ana Souza")
    command(two, 2, "/merge #1")

    issue = two.sandbox.issue(2)
    assert "Ana Souza" in issue["title"]
    assert "👤 **Ana Souza** · " in issue["body"]

    write_text(two, "Outro ainda", CAIO)
    third = max(one["number"] for one in two.sandbox.issues())
    command(two, third, "/nome Ana S. Lima")
    command(two, third, "/merge #2")

    assert "Ana S. Lima" in two.sandbox.issue(third)["title"]


@pytest.mark.parametrize(("spam", "where"), [(1, 1), (1, 2), (2, 1), (2, 2)])
def test_whoever_waits_is_never_merged_into_spam_unseen(two: Stage, spam: int, where: int) -> None:
    command(two, spam, "/spam")
    said = command(two, where, f"/unir #{3 - where}")

    assert f"A #{spam} é spam e a #{3 - spam} não" in said
    other = two.sandbox.issue(3 - spam)
    assert (other["state"], "aguardando-resposta" in other["labels"]) == ("open", True)
    command(two, 3 - spam, "/spam")
    command(two, where, f"/unir #{3 - where}")
    assert issue_states(two, 1, 2) == ["closed", "closed"]
    assert "spam" in two.sandbox.issue(2)["labels"]


def test_a_merge_is_taken_back_of_which_one_number_is_spam(two: Stage) -> None:
    command(two, 2, "/merge #1")
    two.tools.repository.add_label(2, "spam")

    assert "não é mais desta pessoa" in command(two, 2, "/unir off #1")


def test_a_closed_newer_conversation_is_reopened_for_an_older_one_that_is_open(two: Stage) -> None:
    command(two, 2, "/encerrar")
    assert issue_states(two, 1, 2) == ["open", "closed"]
    command(two, 1, "/unir #2")

    assert issue_states(two, 1, 2) == ["closed", "open"]


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


def _requests(stage: Stage, number: str) -> int:
    made: list[str] = []
    tools = stage.new_tools()
    with wire.passing(lambda request, _: made.append(str(request.url))):
        policy_gate.record_of(Address.parse(number), tools)
    return len(made)


def test_a_record_whose_other_number_has_none_any_more_holds_every_message(two: Stage) -> None:
    command(two, 2, "/merge #1")
    found = record(two, ANA).merged[0].issue
    assert found
    two.state.issues.delete(found.number)

    assert outs(two, ANA) == [True]


def _merging(stage: Stage) -> None:
    write_text(stage, "Sou a Ana", ANA)
    write_text(stage, "SAIR", ANA)
    write_text(stage, "Numero novo", BIA)
    Maintainer(stage.sandbox, "marina").comment(3, "/merge #1")


def _job(stage: Stage, tools: Tools) -> object:
    return send_replies.run({"issue": {"number": 3}}, tools)


def test_a_merge_that_dies_anywhere_is_completed_by_the_next_run(quick: None) -> None:
    (_, expected), *others = wire.after_each_crash(_merging, _job)

    assert [one["state"] for one in expected["issues"]][:3] == ["closed", "closed", "open"]
    assert others[-1][0] > 15
    for step, found in others:
        assert found == expected, f"died after write {step}"


def test_a_message_recorded_at_the_moment_of_the_merge_is_kept_once_and_its_conversation_closed_again(
    moved_clock: MovedClock, two: Stage
) -> None:
    (before,) = two.tools.conversations.with_person(Address.parse(ANA))
    event = two.event("No mesmo instante", ANA)
    command(two, 2, "/merge #1")
    two.tools.conversations.append(before, [event])
    two.tools = two.new_tools()
    two.record(event)
    moved_clock.advance(HOUR + timedelta(minutes=1))
    run(two)

    assert everything_on_github(two).count("No mesmo instante") == 1
    assert "aguardando-resposta" not in two.sandbox.issue(1)["labels"]
    assert "#1" in said_in(two, 2)
    assert issue_states(two, 1, 2) == ["closed", "open"]
    assert "aguardando-resposta" in two.sandbox.issue(2)["labels"]


def test_a_wrong_merge_is_taken_back_for_what_comes_next(two: Stage) -> None:
    command(two, 2, "/merge #1")
    write_text(two, "SAIR", ANA)
    assert outs(two, ANA, BIA) == [True, True]

    there = command(two, 2, "/merge off #1")
    assert f"O número da #1, {MASKED_ANA}, **não é mais desta pessoa**" in there
    assert "não é mais da pessoa da #2" in said_in(two, 1)
    assert outs(two, ANA, BIA) == [True, False]
    assert "opt-out" not in two.sandbox.issue(2)["labels"]
    write_text(two, "Do antigo", ANA)
    write_text(two, "Do novo", BIA)
    assert "Do antigo" in said_in(two, 1)
    assert "Do novo" in said_in(two, 2)
    command(two, 2, "/reply Para o novo")
    assert two.sandbox.received(BIA)[-1] == "Para o novo"
    contact = two.tools.vault.contact_id(Address.parse(ANA))
    assert f"contato-{contact}" not in two.sandbox.issue(2)["labels"]


def test_of_three_numbers_the_one_that_is_taken_back_leaves_the_others_together(two: Stage) -> None:
    write_text(two, "Terceiro", CAIO)
    command(two, 2, "/merge #1")
    number = max(one["number"] for one in two.sandbox.issues() if one["title"].startswith("SMS"))
    command(two, number, "/merge #2")
    command(two, number, "/merge off #1")
    write_text(two, "SAIR", BIA)

    assert outs(two, ANA, BIA, CAIO) == [False, True, True]


def test_what_was_never_merged_is_not_taken_back(two: Stage) -> None:
    assert "nada mudou" in command(two, 2, "/merge off #1")


def _parting(stage: Stage) -> None:
    _merging(stage)
    stage.reply(3)
    Maintainer(stage.sandbox, "marina").comment(3, "/merge off #1")


def test_a_merge_that_is_being_taken_back_is_so_wholly_in_the_end(quick: None) -> None:
    (_, expected), *others = wire.after_each_crash(_parting, _job)

    assert others[-1][0] > 6
    for step, found in others:
        assert found == expected, f"died after write {step}"


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


def test_an_edited_merge_is_refused(two: Stage) -> None:
    comment = Maintainer(two.sandbox, "marina").comment(2, "/merge #9")
    two.sandbox.edit(comment, "marina", "/merge #1")
    two.reply(2)

    assert not record(two, BIA).merged
    assert issue_states(two, 1, 2) == ["open", "open"]
