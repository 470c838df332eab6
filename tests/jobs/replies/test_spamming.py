"""/spam: what a person writes is recorded, folded, in one closed conversation, and nothing of it is answered."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.jobs.upkeep import reconcile
from tests import wire
from tests.actors import ANA, BIA
from tests.conftest import MovedClock
from tests.jobs.inbound.files import PNG, write
from tests.jobs.ordering import carry_out, new_order
from tests.jobs.replies.comments import BOT, WAITING, marks, post
from tests.jobs.rights.erasing import everything_on_github, last_text
from tests.stage import Stage

SPAM, OVERDUE, RESTS = "spam", "resposta-atrasada", "em-pausa"
ON_WHATSAPP = f"whatsapp:{ANA}"
LONG_AFTER = timedelta(days=30)


def issue(stage: Stage, number: int = 1) -> dict[str, Any]:
    return dict(stage.sandbox.issue(number))


def labels(stage: Stage, number: int = 1) -> set[str]:
    return set(issue(stage, number)["labels"])


def said(stage: Stage, number: int = 1) -> list[str]:
    """What the bot has written in an issue, without the hidden lines."""
    return [
        one["body"].partition("\n")[2].strip()
        for one in issue(stage, number)["comments"]
        if one["author"] == BOT
    ]


def numbers(stage: Stage) -> list[int]:
    return sorted(one["number"] for one in stage.sandbox.issues() if "gateway-comunicacao" in one["labels"])


def command(stage: Stage, body: str, number: int = 1) -> int:
    comment = int(stage.sandbox.comment(number, "marina", body)["id"])
    stage.tools = stage.new_tools()
    stage.reply(number)
    return comment


def texts(stage: Stage, number: str = ANA) -> int:
    assert stage.twilio.wait_idle(10)
    return len(stage.sandbox.received(number))


@pytest.fixture(name="spammed")
def _spammed(asked: Stage) -> Stage:
    """A stage on which what Ana writes is spam."""
    command(asked, "/spam")
    return asked


def is_closed(stage: Stage, number: int = 1) -> bool:
    found = issue(stage, number)
    return bool(found["state"] == "closed" and found["state_reason"] == "not_planned")


def test_all_conversations_of_the_person_are_closed_and_nobody_waits_in_them(asked: Stage) -> None:
    asked.record(asked.event("Também aqui", ON_WHATSAPP))
    comment = command(asked, "/spam")

    for number in (1, 2):
        assert SPAM in labels(asked, number)
        assert not {WAITING, OVERDUE, RESTS} & labels(asked, number)
        assert is_closed(asked, number)
    assert said(asked)[-1].startswith("🚫 **Spam**, segundo `marina`.")
    assert "`/spam desfazer`" in said(asked)[-1]
    assert marks(asked, comment) == {"rocket"}


def test_nobody_elses_conversation_is_touched(asked: Stage) -> None:
    asked.record(asked.event("Oi", BIA))
    command(asked, "/spam")

    assert SPAM not in labels(asked, 2)
    assert issue(asked, 2)["state"] == "open"


def test_an_edited_command_marks_nobody(asked: Stage) -> None:
    comment = post(asked, "/note nada")
    asked.state.issues.edit_comment(comment, "/spam", by="marina")
    asked.reply()

    assert SPAM not in labels(asked)


def test_what_the_person_writes_is_recorded_folded_and_nothing_else_happens(spammed: Stage) -> None:
    before = texts(spammed)
    spammed.record(spammed.event("Compre já! <b>@tiago</b> </details> #1"), spammed.event("Última chance"))

    last = said(spammed)[-1]
    assert last.startswith("<details><summary>🚫 2 mensagens · ")
    assert last.endswith("</details>")
    assert "\n> Compre já! `<b>@tiago</b>` `</details>` `#1`\n" in last
    assert "\n> Última chance" in last
    assert is_closed(spammed)
    assert not {WAITING} & labels(spammed)
    assert texts(spammed) == before
    assert numbers(spammed) == [1]


def test_it_stays_one_conversation_long_after_a_closed_one_is_reopened(
    spammed: Stage, moved_clock: MovedClock
) -> None:
    before = texts(spammed)
    for _ in range(3):
        moved_clock.advance(LONG_AFTER)
        spammed.record(spammed.event("Compre já!"))

    assert numbers(spammed) == [1]
    assert is_closed(spammed)
    assert texts(spammed) == before


def test_a_batch_that_comes_again_changes_nothing(spammed: Stage) -> None:
    event = spammed.event("Compre já!")
    before = texts(spammed)
    spammed.record(event)
    told = said(spammed)
    spammed.tools = spammed.new_tools()
    spammed.record(event)

    assert said(spammed) == told
    assert texts(spammed) == before


def test_on_a_channel_without_a_conversation_one_is_opened_closed(spammed: Stage) -> None:
    spammed.record(spammed.event("Compre já!", ON_WHATSAPP))

    assert is_closed(spammed, 2)
    assert SPAM in labels(spammed, 2)
    assert WAITING not in labels(spammed, 2)
    assert "<details><summary>🚫 1 mensagem · " in issue(spammed, 2)["body"]
    assert "Para desfazer, comente `/spam desfazer`." in issue(spammed, 2)["body"]
    assert texts(spammed) == 1  # the greeting from before

    spammed.record(spammed.event("De novo", ON_WHATSAPP))
    assert numbers(spammed) == [1, 2]
    assert is_closed(spammed, 2)


def test_a_run_that_dies_before_it_closes_that_one_is_completed_by_reconcile(spammed: Stage) -> None:
    spammed.record(spammed.event("Compre já!", ON_WHATSAPP))
    spammed.tools.repository.reopen(2)
    reconcile.run({}, spammed.new_tools())

    assert is_closed(spammed, 2)
    assert texts(spammed) == 1


@pytest.mark.parametrize("why", ["locked", "full"])
def test_where_nothing_more_fits_it_goes_on_in_another_closed_too(spammed: Stage, why: str) -> None:
    if why == "locked":
        spammed.state.issues.set_lock(1)
    else:
        spammed.state.issues.max_comments = len(issue(spammed)["comments"])
    spammed.record(spammed.event("Compre já!"))
    spammed.state.issues.max_comments = 2500
    spammed.tools = spammed.new_tools()
    spammed.record(spammed.event("De novo"))

    assert numbers(spammed) == [1, 2]
    assert SPAM in labels(spammed, 2)
    assert is_closed(spammed, 2)
    assert "> De novo" in said(spammed, 2)[-1]
    assert texts(spammed) == 1


def test_files_are_named_and_not_kept(spammed: Stage) -> None:
    spammed.record(write(spammed, [("image/png", PNG)], "Veja"))

    assert "image/png" in said(spammed)[-1]
    assert "![" not in said(spammed)[-1]
    assert "<!-- file" not in said(spammed)[-1]
    assert not [one for one in spammed.state.files.branches() if one.startswith("midia/")]


def test_outside_office_hours_nothing_is_answered_either(spammed: Stage, moved_clock: MovedClock) -> None:
    before = texts(spammed)
    spammed.configure({"office": {"hours": "09:00-09:01", "days": ["mon"]}})
    spammed.record(spammed.event("Alguém?"))

    assert texts(spammed) == before


@pytest.mark.parametrize(
    "word", ["AJUDA", "VOLTAR", "Já disse que não quero receber mais mensagens de cobrança!"]
)
def test_a_keyword_that_is_no_right_is_not_answered(spammed: Stage, word: str) -> None:
    before = texts(spammed)
    spammed.record(spammed.event(word))

    assert texts(spammed) == before
    assert said(spammed)[-1].startswith("<details>")


def test_an_opt_out_counts_and_is_confirmed(spammed: Stage) -> None:
    spammed.record(spammed.event("SAIR"))

    assert last_text(spammed).startswith("Voce nao recebera mais mensagens")
    assert "opt-out" in labels(spammed)
    assert is_closed(spammed)


def test_whoever_wants_messages_again_gets_them_without_an_answer(spammed: Stage) -> None:
    spammed.record(spammed.event("SAIR"))
    before = texts(spammed)
    spammed.record(spammed.event("VOLTAR"))

    assert texts(spammed) == before
    assert "opt-out" not in labels(spammed)


def test_the_person_learns_what_is_kept(spammed: Stage) -> None:
    spammed.record(spammed.event("MEUS DADOS"))

    assert last_text(spammed).startswith("Guardamos de")
    assert is_closed(spammed)


def test_the_person_can_have_everything_erased(spammed: Stage) -> None:
    spammed.record(spammed.event("Compre já!"))
    spammed.record(spammed.event("APAGAR"))
    code = last_text(spammed)[-6:]
    assert is_closed(spammed)
    spammed.record(spammed.event(f"APAGAR {code}"))

    assert "apagamos suas conversas" in last_text(spammed)
    assert "Compre já" not in everything_on_github(spammed)


def test_a_reply_still_leaves(spammed: Stage) -> None:
    command(spammed, "/reply Não escreva mais, por favor.")

    assert last_text(spammed) == "Não escreva mais, por favor."
    assert is_closed(spammed)
    spammed.record(spammed.event("Compre já!"))
    assert is_closed(spammed)


def test_an_order_of_a_system_goes_by_consent_as_before(spammed: Stage) -> None:
    carry_out(spammed, new_order("Sua guia vence amanhã."))

    assert last_text(spammed) == "Sua guia vence amanhã."
    assert is_closed(spammed)


def test_nobody_is_reminded(asked: Stage, moved_clock: MovedClock) -> None:
    asked.configure({"desk": {"answer_within": "4h"}})
    command(asked, "/spam")
    asked.record(asked.event("Compre já!"))
    assert asked.tools.agenda.moments == []
    asked.tools.repository.add_label(1, WAITING)
    asked.tools.repository.reopen(1)
    moved_clock.advance(timedelta(hours=5))
    reconcile.run({}, asked.new_tools())

    assert not {WAITING, OVERDUE} & labels(asked)
    assert is_closed(asked)
    assert "⏰" not in "".join(said(asked))


def test_off_takes_the_label_off_everywhere_and_reopens_this_one(asked: Stage) -> None:
    asked.record(asked.event("Também aqui", ON_WHATSAPP))
    command(asked, "/spam")
    comment = command(asked, "/spam off")

    assert not {SPAM} & (labels(asked, 1) | labels(asked, 2))
    assert WAITING in labels(asked)
    assert issue(asked)["state"] == "open"
    assert issue(asked, 2)["state"] == "closed"
    assert said(asked)[-1].startswith("✅ Não é mais spam, segundo `marina`")
    assert marks(asked, comment) == {"rocket"}

    asked.record(asked.event("Obrigada"))
    assert "<details><summary>🚫" not in said(asked)[-1]
    assert "> Obrigada" in said(asked)[-1]


def test_off_lets_nobody_wait_who_wants_no_messages(spammed: Stage) -> None:
    spammed.record(spammed.event("SAIR"), batch="batch-2")
    command(spammed, "/spam off")

    assert SPAM not in labels(spammed)
    assert WAITING not in labels(spammed)
    assert issue(spammed)["state"] == "closed"


def test_off_for_somebody_who_is_no_spam_says_so(asked: Stage) -> None:
    command(asked, "/close")
    command(asked, "/spam off")

    assert said(asked)[-1].startswith("Esta pessoa não está marcada como spam.")
    assert issue(asked)["state"] == "closed"


def test_taking_off_the_label_counts_from_the_next_message_on(spammed: Stage) -> None:
    spammed.tools.repository.remove_label(1, SPAM)
    spammed.record(spammed.event("Desculpe, era sério"))

    assert issue(spammed)["state"] == "open"
    assert WAITING in labels(spammed)
    assert "> Desculpe, era sério" in said(spammed)[-1]
    assert not said(spammed)[-1].startswith("<details><summary>🚫")


def test_the_status_shows_it(spammed: Stage) -> None:
    command(spammed, "/status")

    assert "| É spam | nada que a pessoa escreve recebe resposta |" in said(spammed)[-1]


def test_repeated_runs_change_nothing(spammed: Stage) -> None:
    told = said(spammed)
    spammed.reply()
    spammed.tools = spammed.new_tools()
    spammed.reply()

    assert said(spammed) == told


@pytest.mark.parametrize("changes", range(1, 8))
def test_a_run_that_goes_on_after_a_crash_completes_it(asked: Stage, changes: int) -> None:
    asked.record(asked.event("Também aqui", ON_WHATSAPP))
    comment = post(asked, "/spam")
    asked.tools = asked.new_tools()
    with wire.dying_after(changes), pytest.raises(wire.DiedError):
        asked.reply()
    asked.tools = asked.new_tools()
    asked.reply()

    for number in (1, 2):
        assert SPAM in labels(asked, number)
        assert WAITING not in labels(asked, number)
        assert is_closed(asked, number)
    assert len([one for one in said(asked) if one.startswith("🚫")]) == 1
    assert marks(asked, comment) == {"rocket"}


@pytest.mark.parametrize("changes", range(1, 6))
def test_a_run_that_goes_on_after_a_crash_completes_its_end(asked: Stage, changes: int) -> None:
    asked.record(asked.event("Também aqui", ON_WHATSAPP))
    command(asked, "/spam")
    comment = post(asked, "/spam off")
    asked.tools = asked.new_tools()
    with wire.dying_after(changes), pytest.raises(wire.DiedError):
        asked.reply()
    asked.tools = asked.new_tools()
    asked.reply()

    assert not {SPAM} & (labels(asked, 1) | labels(asked, 2))
    assert WAITING in labels(asked)
    assert issue(asked)["state"] == "open"
    assert marks(asked, comment) == {"rocket"}


def test_a_message_that_crossed_the_command_is_closed_by_reconcile(
    spammed: Stage, moved_clock: MovedClock
) -> None:
    moved_clock.advance(timedelta(hours=1))
    spammed.tools.repository.add_label(1, WAITING)
    spammed.tools.repository.reopen(1)
    reconcile.run({}, spammed.new_tools())

    assert is_closed(spammed)
    assert WAITING not in labels(spammed)


def test_a_flood_takes_few_requests(spammed: Stage) -> None:
    made: Counter[bool] = Counter()

    def look(request: PreparedRequest, _: Response) -> None:
        made["/repos/" in str(request.url) or "/graphql" in str(request.url)] += 1

    before = texts(spammed)
    flood = [spammed.event(f"Compre já! {number}") for number in range(200)]
    spammed.tools = spammed.new_tools()
    with wire.passing(look):
        spammed.record(*flood)

    assert made[True] <= 20
    assert made[False] == 0
    assert texts(spammed) == before
    assert numbers(spammed) == [1]
    assert "> Compre já! 199" in "".join(said(spammed))


def test_a_flood_of_requests_by_right_is_answered_once(spammed: Stage) -> None:
    before = texts(spammed)
    spammed.record(*(spammed.event("MEUS DADOS") for _ in range(50)))

    assert texts(spammed) == before + 1
