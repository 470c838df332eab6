"""What is held, on the page *Messages*: shown with its cause, sent again by who asks, and named in the log by him."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.console.entry.sessions import IDLE
from bot.core import clock
from bot.core.messages import BatchId
from bot.relay.store.batches import Batches
from tests.actors import BIA
from tests.conftest import MovedClock
from tests.console.browser import ADMINISTRATOR
from tests.console.desk import Desk
from tests.stage import Stage


@pytest.fixture(name="desk")
def _desk(stage: Stage, tmp_path: Path) -> Iterator[Desk]:
    with Desk(stage, tmp_path) as desk:
        yield desk


def _due(desk: Desk) -> set[BatchId]:
    return {one.id for one in Batches(desk.store).unfinished() if one.next_attempt_at <= clock.now()}


def _retry(desk: Desk, batch: str = "", **headers: str) -> str:
    token = re.findall(r'name="form-token" value="(\w+)"', desk.visiting.get("/messages").text)[0]
    fields = {"form-token": token, **({"batch": batch} if batch else {})}
    answer = desk.visiting.send("/messages/held", fields, Origin="http://127.0.0.1:8360", **headers)
    assert answer.status_code in (200, 303)
    return answer.text


def test_nothing_is_shown_where_nothing_is_held(desk: Desk) -> None:
    section = re.findall(r'<section id="held"[^>]*>', desk.visiting.get("/messages").text)[0]

    assert " hidden" in section


def test_a_batch_is_shown_with_its_cause_and_when_it_is_tried_again(desk: Desk) -> None:
    desk.hold(desk.texts(), desk.texts("Oi", BIA))

    page = desk.visiting.get("/messages").text

    assert "2 mensagens recebidas" in page
    assert "O GitHub está com problemas (HTTP 503)." in page
    assert "próxima tentativa:" in page
    assert "Tentar tudo de novo" not in page


def test_behind_it_waits_what_the_same_person_wrote_and_nothing_else(desk: Desk) -> None:
    desk.hold(desk.texts())
    desk.store.append(desk.texts("E a guia?"))
    desk.store.append(desk.texts("Oi", BIA))

    assert "Mensagens que esperam atrás delas: 1." in desk.visiting.get("/messages").text


def test_one_is_sent_again_and_the_others_wait(desk: Desk) -> None:
    first, second = desk.hold(desk.texts()), desk.hold(desk.texts("Oi", BIA))

    page = _retry(desk, first, HX_Request="true")

    assert _due(desk) == {first}
    assert "tentando agora" in page
    assert f'value="{second}"' in page


def test_all_are_sent_again_and_a_double_click_changes_nothing(desk: Desk) -> None:
    both = {desk.hold(desk.texts()), desk.hold(desk.texts("Oi", BIA))}
    assert "Tentar tudo de novo" in desk.visiting.get("/messages").text

    _retry(desk)
    assert _due(desk) == both

    _retry(desk)
    assert _due(desk) == both


@pytest.mark.parametrize("batch", ["b-unknown", "' OR 1=1 --", "<script>", "x" * 10_000, "\x00"])
def test_a_batch_that_there_is_not_sends_nothing_again(
    desk: Desk, batch: str, caplog: pytest.LogCaptureFixture
) -> None:
    desk.hold(desk.texts())

    with caplog.at_level(logging.INFO, "bot"):
        page = _retry(desk, batch, HX_Request="true")

    assert _due(desk) == set()
    assert "<script>" not in page
    assert "count=0 batch=none" in caplog.text


def test_two_administrators_see_and_send_the_same(desk: Desk) -> None:
    batch = desk.hold(desk.texts())
    rita = desk.another("rita")
    assert "1 mensagem recebida" in rita.get("/messages").text

    _retry(desk, batch)

    assert "tentando agora" in rita.get("/messages").text


def test_the_relay_is_woken_and_the_log_names_who_did_it_and_no_number(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    batch = desk.hold(desk.texts())
    rung: list[bool] = []
    desk.store.database.bell.ring = lambda: rung.append(True)  # type: ignore[method-assign]

    with caplog.at_level(logging.INFO, "bot"):
        _retry(desk, batch)

    assert rung
    [line] = [one.getMessage() for one in caplog.records if "console-retry" in one.getMessage()]
    assert f"reason={ADMINISTRATOR} count=1 batch={batch}" in line
    assert "987654321" not in caplog.text


def test_the_section_asks_again_and_is_sent_only_when_it_has_changed(desk: Desk) -> None:
    batch = desk.hold(desk.texts())
    page = desk.visiting.get("/messages").text
    address = re.findall(r'hx-get="/console(/messages/held\?shown=\w+)"', page)[0]

    assert desk.visiting.get(address).status_code == 204

    Batches(desk.store).retry()
    changed = desk.visiting.get(address)
    assert changed.status_code == 200
    assert "tentando agora" in changed.text

    [waiting] = [one for one in Batches(desk.store).unfinished() if one.id == batch]
    Batches(desk.store).save(waiting.done(7, clock.now()))
    gone = desk.visiting.get(address)
    assert "Nada mais está retido" in gone.text
    assert gone.headers["HX-Trigger"] == "released"


def test_who_has_left_is_signed_out_although_the_page_asks_on(desk: Desk, moved_clock: MovedClock) -> None:
    visiting, unattended = desk.another(), {"X-Unattended": "1"}
    for _ in range(3):
        moved_clock.advance(IDLE / 4)
        assert visiting.get("/messages/held", **unattended).status_code == 200

    moved_clock.advance(IDLE / 2)

    assert visiting.get("/messages/held", **unattended).status_code == 303


def test_a_store_that_is_away_is_a_sentence(desk: Desk) -> None:
    visiting = desk.visiting
    page = visiting.get("/messages/held", **{"HX-Request": "true"})
    assert page.status_code == 200

    desk.store.close()
    Path(desk.parts.live.current.config.relay.database).unlink()
    Path(desk.parts.live.current.config.relay.database).mkdir()

    assert visiting.get("/messages/held").status_code == 503
