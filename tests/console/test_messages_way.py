"""The way of one message in the console: its stations, what cannot be seen, its text when somebody asks for that."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.messages.stations import SaidStep, StationState, line_of
from bot.core import clock
from bot.operate.tracing.steps import IdKind, SeenIn, TraceStep, Trail
from bot.relay import ids
from bot.rules.texts.tracing import PT_BR
from tests.actors import ANA, Maintainer
from tests.console.browser import ADMINISTRATOR
from tests.console.desk import Desk
from tests.jobs.ordering import carry_out, new_order
from tests.stage import Stage

SAID = "Perdi meu <b>recibo</b>"


@pytest.fixture(name="desk")
def _desk(stage: Stage, tmp_path: Path) -> Iterator[Desk]:
    with Desk(stage, tmp_path) as desk:
        yield desk


def _stations(page: str) -> dict[str, str]:
    """Return the state of each station by its title."""
    found = re.findall(r'<li class="(reached|troubled|to-come|unseen)">\s*<h3>([^<]*?)(?: <span|</h3>)', page)
    return {title.strip(): state for state, title in found}


def test_a_message_that_was_answered_passed_all_stations(desk: Desk) -> None:
    event = desk.texts(SAID)
    desk.stage.record(event)
    reply = Maintainer(desk.stage.sandbox, "marina").comment(1, "/reply Achei")
    desk.stage.reply()
    desk.give_github_token()

    page = desk.visiting.get(f"/messages/{event.message.sid}/way").text

    stations = _stations(page)
    assert (stations["Recebida"], stations["Na issue"], stations["Respondida"]) == ("reached",) * 3
    assert stations["Enviada ao GitHub"] == "unseen", "this relay has neither stored nor sent it"
    assert re.search(rf'/issues/1#issuecomment-{reply}" rel="noreferrer">resposta escrita na issue #1', page)
    assert "O log do relay não está nesta máquina." in page


def test_a_message_that_waits_shows_where_and_why(desk: Desk) -> None:
    event = desk.texts(SAID)
    batch = desk.hold(event)

    page = desk.visiting.get(f"/messages/{event.message.sid}").text

    stations = _stations(page)
    assert stations["Guardada no relay"] == "reached"
    assert stations["Enviada ao GitHub"] == "troubled"
    assert stations["Na issue"] == "to-come"
    assert f"lote {batch} espera: O GitHub está com problemas (HTTP 503)." in page


def test_a_message_of_ours_says_what_became_of_it(desk: Desk) -> None:
    desk.stage.record(desk.texts())
    desk.stage.twilio.faults.switch_on("twilio-30003")
    Maintainer(desk.stage.sandbox, "marina").comment(1, "/reply Achei")
    desk.stage.reply()
    sid = desk.stage.twilio.state.messages()[0].sid
    desk.give_github_token()

    page = desk.visiting.get(f"/messages/{sid}/way").text

    assert _stations(page)["Entregue"] == "troubled"
    assert "a Twilio diz: não entregue" in page
    assert "(30003)" in page
    assert re.search(r'<dt>Conversa</dt><dd><a href="[^"]+/issues/1"', page)


@pytest.mark.parametrize("days", [0, 3, 20])
def test_the_list_of_the_contact_has_the_message_from_which_one_came(desk: Desk, days: int) -> None:
    sid = desk.texts().message.sid
    desk.age(sid, timedelta(days=days))
    of_yesterday_week = desk.texts("Antes").message.sid
    desk.age(of_yesterday_week, timedelta(days=6))
    page = desk.visiting.get(f"/messages/{sid}/way").text
    found = re.search(
        r'name="contact" value="(\w+)"><input type="hidden" name="since" value="([\d-]+)"', page
    )
    assert found

    shown = desk.visiting.post("/messages", contact=found[1], since=found[2]).text

    assert f"/messages/{sid}" in shown
    assert f"/messages/{of_yesterday_week}" in shown


def test_an_order_is_followed_by_its_id(desk: Desk) -> None:
    order = replace(new_order(), id=ids.new(clock.now()))
    carry_out(desk.stage, order)
    desk.give_github_token()

    page = desk.visiting.get(f"/messages/{order.id}/way").text

    assert _stations(page)["Na issue"] == "reached"
    assert re.search(r'/issues/1[^"]*" rel="noreferrer">pedido mostrado na issue #1', page)
    assert "Mostrar o texto" not in page


def test_without_a_token_issues_are_not_asked_for_and_the_page_says_so(desk: Desk) -> None:
    event = desk.texts(SAID)
    desk.stage.record(event)

    page = desk.visiting.get(f"/messages/{event.message.sid}?whole=1").text

    assert "Sem um token seu do GitHub" in page
    assert "Recebida" in _stations(page)
    assert "/issues/1" not in page


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            ANA,
            ANA[1:],
            "0",
            "SM",
            "SM" + "g" * 32,
            "..%2f..%2fetc%2fpasswd",
            "%00",
            "<script>alert(1)</script>",
        ),
        *("SM" + "0" * 33, "'%20OR%201=1", "x" * 4_000, "\N{FULLWIDTH DIGIT ONE}"),
    ],
)
def test_what_is_no_id_is_not_found_and_not_repeated(desk: Desk, hostile: str) -> None:
    for path in (f"/messages/{hostile}", f"/messages/{hostile}/way"):
        answer = desk.visiting.get(path)
        assert answer.status_code == 404
        assert "<script>alert" not in answer.text
    assert desk.visiting.post(f"/messages/{hostile}/text").status_code in (404, 405)


def test_an_id_of_nobodys_is_known_to_nobody(desk: Desk) -> None:
    page = desk.visiting.get(f"/messages/SM{'0' * 32}/way")

    assert page.status_code == 200
    assert "Nada se sabe deste id aqui." in page.text


def test_the_text_is_shown_to_who_asks_and_the_log_names_him(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    event = desk.texts(SAID)
    sid = event.message.sid
    whole = desk.visiting.get(f"/messages/{sid}/way").text
    assert "recibo" not in whole
    assert "987654321" not in whole

    with caplog.at_level(logging.INFO, "bot"):
        text = desk.visiting.post(f"/messages/{sid}/text").text

    assert "Perdi meu &lt;b&gt;recibo&lt;/b&gt;" in text
    assert f"console-text-shown reason={ADMINISTRATOR} message={sid}" in caplog.text
    assert "recibo" not in caplog.text
    desk.store.close()
    database = Path(desk.parts.live.current.config.relay.database)
    content = b"".join(
        path.read_bytes() for path in database.parent.glob(f"{database.name}*") if path.is_file()
    )
    assert b"recibo" not in content


def test_twilios_silence_hides_no_station(desk: Desk) -> None:
    event = desk.texts(SAID)
    desk.hold(event)
    desk.stage.twilio.faults.switch_on("twilio-down")

    page = desk.visiting.get(f"/messages/{event.message.sid}/way").text

    assert _stations(page)["Guardada no relay"] == "reached"
    assert "A Twilio não mostra." in page


def _trail(kind: IdKind, *names: str) -> Trail:
    steps = tuple(TraceStep(clock.now(), name, SeenIn.LOG) for name in names)
    return Trail("SM", kind, steps, ())


def _said(trail: Trail) -> dict[TraceStep, SaidStep]:
    return {step: SaidStep(step.at, step.name) for step in trail.steps}


@pytest.mark.parametrize("kind", IdKind)
def test_each_step_that_there_is_stands_at_a_station(kind: IdKind) -> None:
    trail = _trail(kind, *PT_BR.steps)

    line = line_of(trail, _said(trail))

    assert sorted(one.sentence for station in line for one in station.steps) == sorted(PT_BR.steps)


def test_a_trouble_that_is_over_is_none() -> None:
    trail = _trail(IdKind.RECEIVED, "message-stored", "dispatch-failed", "batch-dispatched", "run-began")
    line = {one.title: one.state for one in line_of(trail, _said(trail))}

    assert line["Dispatched to GitHub"] is StationState.REACHED
    assert line["Replied"] is StationState.TO_COME
