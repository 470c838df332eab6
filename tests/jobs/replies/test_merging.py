"""/merge: one person, two numbers. What becomes of their conversations."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.messages import Address
from bot.jobs.replies import send_replies
from bot.jobs.sending import pauses
from bot.jobs.tools import Tools
from tests import wire
from tests.actors import ANA, BIA, CAIO, Maintainer
from tests.conftest import MovedClock
from tests.jobs.replies import merged
from tests.jobs.replies.merged import (
    MASKED_ANA,
    MASKED_BIA,
    ON_WHATSAPP,
    command,
    outs,
    record,
    said_in,
)
from tests.jobs.rights.erasing import everything_on_github, write_text
from tests.jobs.upkeep.reconciling import HOUR, run
from tests.stage import Stage

two = merged.two


def issue_states(stage: Stage, *numbers: int) -> list[str]:
    return [str(stage.sandbox.issue(number)["state"]) for number in numbers]


def _merging(stage: Stage) -> None:
    write_text(stage, "Sou a Ana", ANA)
    write_text(stage, "SAIR", ANA)
    write_text(stage, "Numero novo", BIA)
    Maintainer(stage.sandbox, "marina").comment(3, "/merge #1")


def _job(stage: Stage, tools: Tools) -> object:
    return send_replies.run({"issue": {"number": 3}}, tools)


def _parting(stage: Stage) -> None:
    _merging(stage)
    stage.reply(3)
    Maintainer(stage.sandbox, "marina").comment(3, "/merge off #1")


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
    rest = pauses.among(two.tools.repository.comments(2), two.tools)
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


def test_a_merge_that_is_being_taken_back_is_so_wholly_in_the_end(quick: None) -> None:
    (_, expected), *others = wire.after_each_crash(_parting, _job)

    assert others[-1][0] > 6
    for step, found in others:
        assert found == expected, f"died after write {step}"


def test_an_edited_merge_is_refused(two: Stage) -> None:
    comment = Maintainer(two.sandbox, "marina").comment(2, "/merge #9")
    two.sandbox.edit(comment, "marina", "/merge #1")
    two.reply(2)

    assert not record(two, BIA).merged
    assert issue_states(two, 1, 2) == ["open", "open"]
