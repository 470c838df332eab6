"""Where Twilio gives no answer and its list lags, nothing is sent twice: it waits until the list can be trusted."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.twilio.client import Messages
from bot.core import clock
from bot.core.errors import TemporaryError
from bot.core.marks import Mark
from bot.jobs.sending.doubt import LAG
from tests import wire
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order, notes_of_orders
from tests.jobs.sending.doubting import order_in_doubt
from tests.stage import Stage

QUICK = pytest.mark.usefixtures("quick")
DOUBT = "Não se sabe se a mensagem saiu"


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock) -> Iterator[Stage]:
    with Stage() as stage:
        yield stage


@pytest.fixture(name="asked")
def _asked(stage: Stage, moved_clock: MovedClock) -> Stage:
    """Ana has written, and her greeting is old enough for any list."""
    stage.record(stage.event("Oi"))
    moved_clock.advance(timedelta(hours=1))
    return stage


def troubled(stage: Stage) -> None:
    """Twilio takes the next message without an answer, and does not list it."""
    stage.sandbox.switch_on("twilio-lost-answer", 1)
    stage.sandbox.switch_on("twilio-lagging-list")


def never_taken(stage: Stage) -> int:
    """A reply whose answer is lost, which Twilio then forgets: as if it had never taken it."""
    troubled(stage)
    comment = Maintainer(stage.sandbox, "marina").comment(1, "/reply Olá")
    with pytest.raises(TemporaryError):
        stage.reply()
    assert stage.twilio.wait_idle(10)
    stage.twilio.state.remove(stage.twilio.state.messages()[0].sid)
    stage.sandbox.switch_off("twilio-lagging-list")
    return comment


def bodies(stage: Stage) -> list[str]:
    return [one["body"] for one in stage.sandbox.issue(1)["comments"]]


def marks(stage: Stage, comment: int) -> set[str]:
    return set(next(one for one in stage.sandbox.issue(1)["comments"] if one["id"] == comment)["reactions"])


def arrived(stage: Stage) -> list[str]:
    assert stage.twilio.wait_idle(10)
    return stage.sandbox.received(ANA)[1:]


def notes(stage: Stage) -> list[str]:
    return [one["body"] for one in stage.sandbox.issue(1)["comments"] if DOUBT in one["body"]]


@QUICK
def test_a_reply_in_doubt_is_not_repeated_and_its_verdict_comes_with_the_list(
    asked: Stage, moved_clock: MovedClock
) -> None:
    troubled(asked)
    comment = Maintainer(asked.sandbox, "marina").comment(1, "/reply Olá")
    for _ in range(3):
        with pytest.raises(TemporaryError):
            asked.reply()
    assert arrived(asked) == ["Olá"]
    assert len(notes(asked)) == 1

    asked.sandbox.switch_off("twilio-lagging-list")
    moved_clock.advance(timedelta(minutes=1))
    asked.reply()

    assert arrived(asked) == ["Olá"]
    shown = next(one for one in asked.sandbox.issue(1)["comments"] if one["id"] == comment)
    assert "rocket" in shown["reactions"]


@QUICK
def test_a_reply_that_did_not_leave_is_sent_once_the_list_shows_a_later_message(
    asked: Stage, moved_clock: MovedClock
) -> None:
    never_taken(asked)
    moved_clock.advance(timedelta(minutes=1))
    with pytest.raises(TemporaryError):
        asked.reply()
    wire.others_are_written_to(asked)
    asked.reply()

    assert arrived(asked) == ["Olá", "Olá"]  # the phone had shown the first, which Twilio then forgot
    asked.reply()
    assert len(arrived(asked)) == 2


@QUICK
def test_where_it_cannot_be_known_nothing_is_repeated_and_a_maintainer_decides(
    asked: Stage, moved_clock: MovedClock
) -> None:
    comment = never_taken(asked)
    moved_clock.advance(LAG + timedelta(minutes=1))
    asked.reply()
    asked.reply()

    assert arrived(asked) == ["Olá"]
    assert marks(asked, comment) == {"eyes", "confused"}
    assert "falha-entrega" in asked.sandbox.issue(1)["labels"]
    (verdict,) = [body for body in bodies(asked) if "`/reenviar` envia de novo" in body]
    assert "Não se sabe se a mensagem saiu" in verdict

    Maintainer(asked.sandbox, "marina").comment(1, "/retry")
    asked.reply()
    assert arrived(asked) == ["Olá", "Olá"]
    assert any("duas vezes" in body for body in bodies(asked) if body.count("Enviando de novo"))


def killed_midway(stage: Stage, text: str = "Olá", writes: int = 2) -> int:
    """A run dies after it marked the reply and before (1) or after (2) Twilio took it; the list lags for two hours."""
    stage.sandbox.switch_on("twilio-lagging-list-07200")
    comment = Maintainer(stage.sandbox, "marina").comment(1, f"/reply {text}")
    with wire.dying_after(writes), pytest.raises(wire.DiedError):
        stage.reply()
    stage.tools = stage.new_tools()
    return comment


@QUICK
@pytest.mark.parametrize("writes", [1, 2])
def test_a_run_that_died_midway_is_never_repeated_while_the_list_lags_however_long(
    asked: Stage, moved_clock: MovedClock, writes: int
) -> None:
    comment = killed_midway(asked, writes=writes)
    left = arrived(asked)
    with pytest.raises(TemporaryError):
        asked.reply()
    moved_clock.advance(timedelta(hours=1))
    asked.tools = asked.new_tools()
    asked.reply()

    assert arrived(asked) == left
    assert "confused" in marks(asked, comment)
    asked.sandbox.switch_off("twilio-lagging-list-07200")
    moved_clock.advance(timedelta(hours=3))
    asked.tools = asked.new_tools()
    asked.reply()
    assert arrived(asked) == left


@QUICK
def test_what_twilio_reports_on_has_left_though_its_list_lacks_it(asked: Stage) -> None:
    comment = killed_midway(asked)
    asked.tools.repository.react(1, comment, Mark.DELIVERED)  # record-delivery, by our own callback
    asked.reply()

    assert arrived(asked) == ["Olá"]
    assert marks(asked, comment) == {"eyes", "hooray", "rocket"}


@QUICK
def test_reconcile_ends_a_doubt_about_an_order_with_a_verdict(asked: Stage, moved_clock: MovedClock) -> None:
    order = new_order()
    asked.sandbox.switch_on("twilio-lagging-list-07200")
    with wire.dying_after(3), pytest.raises(wire.DiedError):
        carry_out(asked, order)
    left = arrived(asked)
    assert left == [order.text]
    for _ in range(2):
        asked.tools = asked.new_tools()
        with pytest.raises(TemporaryError):
            carry_out(asked, order)
    moved_clock.advance(timedelta(hours=1))
    asked.tools = asked.new_tools()
    carry_out(asked, order)
    carry_out(asked, order)

    assert arrived(asked) == left
    assert sum("peça de novo no sistema de origem" in body for body in bodies(asked)) == 1


@QUICK
def test_an_order_that_certainly_did_not_leave_is_free_to_leave_later(
    asked: Stage, moved_clock: MovedClock
) -> None:
    order = new_order()
    asked.sandbox.switch_on("twilio-down")
    with pytest.raises(TemporaryError):
        carry_out(asked, order)
    (shown,) = notes_of_orders(asked)
    assert shown["reactions"] == {}
    asked.sandbox.switch_off("twilio-down")
    moved_clock.advance(timedelta(hours=5))
    asked.tools = asked.new_tools()
    carry_out(asked, order)

    assert arrived(asked) == [order.text]


TWO_PARTS = ("palavra " * 300).strip()
HALTED = "Partes que já saíram: 1 de 2"


def whole(parts: list[str]) -> bool:
    return len(parts) == 2 and "".join(parts).count("palavra") == TWO_PARTS.count("palavra")


def halfway(stage: Stage, monkeypatch: pytest.MonkeyPatch, send: Callable[[], object]) -> None:
    """Twilio takes the first part of a text and is down for the second; hours later it is up, and has heard no more."""
    create, taken = Messages.send, itertools.count()

    def refused_after_one(*given: Any, **more: Any) -> Any:
        if next(taken) == 1:
            stage.sandbox.switch_on("twilio-down")
        return create(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(Messages, "send", refused_after_one)
        with pytest.raises(TemporaryError):
            send()
    stage.sandbox.switch_off("twilio-down")
    stage.tools = stage.new_tools()
    assert len(arrived(stage)) == 1


@QUICK
def test_the_rest_of_a_reply_that_twilio_certainly_refused_leaves_once_in_a_quiet_account(
    asked: Stage, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Maintainer(asked.sandbox, "marina").comment(1, f"/reply {TWO_PARTS}")
    halfway(asked, monkeypatch, asked.reply)
    for _ in range(2):
        moved_clock.advance(timedelta(hours=5))
        asked.tools = asked.new_tools()
        asked.reply()

    assert whole(arrived(asked))
    assert [HALTED in body for body in bodies(asked)].count(True) == 1


@QUICK
def test_the_rest_of_an_order_that_twilio_certainly_refused_leaves_once_in_a_quiet_account(
    asked: Stage, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = new_order(TWO_PARTS)
    halfway(asked, monkeypatch, lambda: carry_out(asked, order))
    for _ in range(2):
        moved_clock.advance(timedelta(hours=5))
        asked.tools = asked.new_tools()
        carry_out(asked, order)

    assert whole(arrived(asked))


@QUICK
def test_a_halt_counts_no_more_once_a_run_has_gone_on(
    asked: Stage, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run that sends the rest dies before it can say so, and the list lags."""
    comment = Maintainer(asked.sandbox, "marina").comment(1, f"/reply {TWO_PARTS}")
    halfway(asked, monkeypatch, asked.reply)
    moved_clock.advance(timedelta(hours=5))
    asked.sandbox.switch_on("twilio-lagging-list-07200")
    asked.tools = asked.new_tools()
    with wire.dying_after(2), pytest.raises(wire.DiedError):
        asked.reply()
    assert len(arrived(asked)) == 2
    asked.tools = asked.new_tools()
    with pytest.raises(TemporaryError):
        asked.reply()
    moved_clock.advance(timedelta(hours=1))
    asked.tools = asked.new_tools()
    asked.reply()

    assert len(arrived(asked)) == 2
    assert "confused" in marks(asked, comment)


@QUICK
def test_a_reply_that_is_refused_again_and_again_adds_one_note(
    asked: Stage, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    Maintainer(asked.sandbox, "marina").comment(1, f"/reply {TWO_PARTS}")
    halfway(asked, monkeypatch, asked.reply)
    asked.sandbox.switch_on("twilio-down")
    for _ in range(3):
        moved_clock.advance(timedelta(hours=1))
        asked.tools = asked.new_tools()
        with pytest.raises(TemporaryError):
            asked.reply()
    asked.sandbox.switch_off("twilio-down")
    asked.tools = asked.new_tools()
    asked.reply()

    assert whole(arrived(asked))
    assert [HALTED in body for body in bodies(asked)].count(True) == 1


@QUICK
def test_an_identical_earlier_reply_explains_only_itself_however_many_messages_lie_between(
    asked: Stage, moved_clock: MovedClock
) -> None:
    """The list is read as far back as the texts are counted, over more messages than one page of it holds."""
    marina = Maintainer(asked.sandbox, "marina")
    for _ in range(2):
        marina.comment(1, "/reply Bom dia!")
        asked.reply()
    other = asked.twilio.state.messages()[0]
    for number in range(250):
        asked.twilio.state.add(replace(other, sid=f"SM{number:032x}", body="Aviso", created_at=clock.now()))
    marina.comment(1, "/reply Bom dia!")
    asked.sandbox.switch_on("twilio-lost-answer", 1)
    asked.reply()

    assert arrived(asked) == ["Bom dia!"] * 3
    moved_clock.advance(timedelta(days=1))
    marina.comment(1, "/reply Bom dia!")
    with wire.dying_after(2), pytest.raises(wire.DiedError):
        asked.reply()
    asked.tools = asked.new_tools()
    asked.reply()
    assert arrived(asked) == ["Bom dia!"] * 4


@QUICK
@pytest.mark.parametrize("fault", ["twilio-trial", "twilio-smart-encoding"])
def test_a_text_that_twilio_changed_is_recognised(asked: Stage, fault: str) -> None:
    asked.sandbox.switch_on(fault)
    asked.sandbox.set_phone(ANA, verified=True)
    for text in ("“Olá”, Ana…", "Ok", "Ok"):
        Maintainer(asked.sandbox, "marina").comment(1, f"/reply {text}")
    asked.sandbox.switch_on("twilio-lost-answer")
    asked.reply()

    assert len(arrived(asked)) == 3
    assert notes(asked) == []


@QUICK
def test_an_order_in_doubt_is_not_repeated(asked: Stage, moved_clock: MovedClock) -> None:
    order = new_order()
    troubled(asked)
    for _ in range(2):
        with pytest.raises(TemporaryError):
            carry_out(asked, order)
    asked.sandbox.switch_off("twilio-lagging-list")
    moved_clock.advance(LAG)
    carry_out(asked, order)

    assert arrived(asked) == [order.text]
    assert len(notes(asked)) == 1


@QUICK
def test_a_greeting_in_doubt_is_given_up_in_the_end(stage: Stage, moved_clock: MovedClock) -> None:
    troubled(stage)
    event = stage.event("Oi")
    for _ in range(2):
        with pytest.raises(TemporaryError):
            stage.record(event)
    moved_clock.advance(LAG)
    stage.tools = stage.new_tools()
    stage.sandbox.switch_on("twilio-lagging-list-07200")
    stage.record(event)

    assert stage.twilio.wait_idle(10)
    assert len(stage.sandbox.received(ANA)) == 1


@QUICK
def test_an_order_whose_verdict_was_given_is_not_sent_later_though_no_mark_says_so(
    asked: Stage, moved_clock: MovedClock
) -> None:
    """The run died between its note and its mark, or somebody had locked the conversation, which takes none."""
    order = new_order()
    comment = order_in_doubt(asked, moved_clock, order)
    asked.tools.repository.take_back(1, comment, Mark.FAILED)
    asked.twilio.state.remove(asked.twilio.state.messages()[0].sid)
    left = arrived(asked)
    moved_clock.advance(timedelta(hours=5))
    wire.others_are_written_to(asked)
    for _ in range(2):
        asked.tools = asked.new_tools()
        carry_out(asked, order)

    assert arrived(asked) == left
    assert marks(asked, comment) == {"eyes", "confused"}
