"""A flood of strangers gets a bounded number of automatic answers; everything is recorded, and maintainers know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.core import clock
from bot.core.messages import Event
from bot.jobs.inbound import record_messages
from bot.sandbox.world import SMS_NUMBER
from tests import wire
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.stage import Stage

UNANSWERED = "sem-resposta-automatica"
TITLE = "Teto de mensagens atingido"


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock) -> Iterator[Stage]:
    with Stage({"ceilings": {"answers_per_hour": 3, "answers_per_day": 5}}) as stage:
        yield stage


def crowd(stage: Stage, count: int, first: int, text: str = "Oi") -> None:
    """Have strangers write in one batch, carried out by a run of its own."""
    stage.tools = stage.new_tools()
    events = [stage.event(text, f"+55119{number:08d}") for number in range(first, first + count)]
    stage.record(*events, batch=f"batch-{first}")


def answers(stage: Stage) -> int:
    assert stage.twilio.wait_idle(10)
    return sum(not one.inbound and "Recebemos" in one.body for one in stage.twilio.state.messages())


def notices(stage: Stage) -> list[int]:
    return [one["number"] for one in stage.sandbox.issues() if one["title"] == TITLE]


def test_a_burst_is_recorded_whole_and_answered_up_to_the_ceiling(stage: Stage) -> None:
    crowd(stage, 8, 0)

    assert answers(stage) == 3
    opened = [one for one in stage.sandbox.issues() if "mensagem-recebida" in one["labels"]]
    assert len(opened) == 8
    assert sum(UNANSWERED in one["labels"] for one in opened) == 5
    (notice,) = notices(stage)
    (comment,) = stage.sandbox.issue(notice)["comments"]
    assert "respostas automáticas de um dos nossos números" in comment["body"]
    assert "o teto é de 3 por hora" in comment["body"]


def test_the_count_outlives_a_run_and_resets_with_the_hour_until_the_day_is_full(
    stage: Stage, moved_clock: MovedClock
) -> None:
    crowd(stage, 2, 0)
    crowd(stage, 2, 10)
    assert answers(stage) == 3
    moved_clock.advance(timedelta(minutes=61))
    crowd(stage, 4, 20)
    assert answers(stage) == 5  # the day's ceiling
    moved_clock.advance(timedelta(hours=25))
    crowd(stage, 1, 30)

    assert answers(stage) == 6
    (notice,) = notices(stage)
    reasons = [one["body"] for one in stage.sandbox.issue(notice)["comments"]]
    assert ["por hora" in one for one in reasons] == [True, False]


def test_the_notice_comes_once_for_each_hour(stage: Stage) -> None:
    for first in (0, 10, 20):
        crowd(stage, 4, first)

    (notice,) = notices(stage)
    assert len(stage.sandbox.issue(notice)["comments"]) <= 2  # the hour may strike meanwhile


def test_answers_to_keywords_count_too_and_what_they_ask_for_is_done(stage: Stage) -> None:
    crowd(stage, 3, 0)
    stage.record(stage.event("SAIR", "+5511900000000"))

    assert answers(stage) == 3
    assert stage.sandbox.received("+5511900000000")[1:] == []
    assert "opt-out" in stage.sandbox.issue(1)["labels"]


def test_a_maintainers_reply_is_never_held_nor_counted(stage: Stage) -> None:
    crowd(stage, 1, 0)
    marina = Maintainer(stage.sandbox, "marina")
    for number in range(6):
        marina.comment(1, f"/reply {number}")
    stage.reply()
    crowd(stage, 3, 10)

    assert stage.sandbox.received("+5511900000000")[1:] == [str(number) for number in range(6)]
    assert answers(stage) == 3


def test_each_of_our_numbers_has_its_own_ceiling(stage: Stage) -> None:
    crowd(stage, 4, 0)
    stage.record(stage.event("Oi", f"whatsapp:{ANA}"))

    assert answers(stage) == 4


def test_the_list_is_read_once_in_a_run_and_only_if_something_would_be_answered(stage: Stage) -> None:
    asked = 0

    def look(request: PreparedRequest, _: Response) -> None:
        nonlocal asked
        url = str(request.url)
        asked += (
            request.method == "GET" and "Messages.json" in url and "PageSize=1000" in url and "To=" not in url
        )

    with wire.passing(look):
        crowd(stage, 8, 0)
        assert asked == 1
        crowd(stage, 8, 0)  # they wrote before: nobody is greeted twice
        assert asked == 1


def test_a_full_page_of_other_messages_hides_no_answers(stage: Stage) -> None:
    crowd(stage, 3, 0)
    state, now = stage.twilio.state, clock.now()
    newest = state.messages()[0]
    for number in range(1_000):
        other = f"SM{number:032x}"
        state.add(type(newest)(other, "outbound-api", SMS_NUMBER, ANA, "Aviso", "delivered", now, now))
    crowd(stage, 2, 10)

    assert answers(stage) == 3


def test_a_run_that_dies_at_any_step_is_completed_by_running_it_again(quick: None) -> None:
    def prepare(stage: Stage) -> None:
        strangers = ["+5511900000001", "+5511900000002", "+37251234567"]
        batch[:] = [stage.event("Oi", number) for number in strangers]

    batch: list[Event] = []
    changes = {"ceilings": {"answers_per_hour": 1}}
    found = dict(
        wire.after_each_crash(
            prepare,
            lambda stage, tools: record_messages.run({"client_payload": stage.payload(batch)}, tools),
            make=lambda: Stage(changes),
        )
    )

    expected = found[0]
    assert [UNANSWERED in one["labels"] for one in expected["issues"]] == [False, True, True, False]
    assert max(found) >= 11
    for step, seen in found.items():
        assert seen == expected, f"died after write {step}"


def test_a_code_that_left_before_a_run_died_counts_although_the_ceiling_is_reached(stage: Stage) -> None:
    crowd(stage, 1, 0)
    stage.record(stage.event("Oi"))
    asks = stage.event("APAGAR")
    with pytest.raises(wire.DiedError), wire.dying_after(3):  # the label, the comment, the code
        stage.record(asks)
    stage.tools = stage.new_tools()
    stage.record(asks)
    assert stage.twilio.wait_idle(10)
    code = re.findall(r"APAGAR (\d{6})", "\n".join(stage.sandbox.received(ANA)))[0]
    stage.tools = stage.new_tools()
    stage.record(stage.event(f"APAGAR {code}"))

    assert "Conversa apagada" in [one["title"] for one in stage.sandbox.issues()]
