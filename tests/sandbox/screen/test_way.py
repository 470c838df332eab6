from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.core.messages import BatchId, Channel
from bot.relay.batches.batch import Batch, BatchState, Problem
from bot.relay.store.trail import StoredItem, StoredTrail
from bot.rules.wire import envelope
from bot.rules.wire.about import About
from bot.sandbox.github.values import Comment
from bot.sandbox.screen import way_in, way_out
from bot.sandbox.screen.seen import Seen, SeenPlace
from bot.sandbox.screen.stations import Light, MessageWay, Station
from bot.sandbox.twilio.values import Alert, Message
from bot.sandbox.workflows.runs import Conclusion, Event, Run, Status
from tests.sandbox.screen.shown import StillParts
from tests.stage import Stage

AT = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
SID, BATCH = f"SM{'1' * 32}", BatchId("0193a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b")
REACHED, WORKING, WAITING, FAILED, AHEAD, PASSED_BY = (
    Light.REACHED,
    Light.WORKING,
    Light.WAITING,
    Light.FAILED,
    Light.AHEAD,
    Light.PASSED_BY,
)


def _later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


RECEIVED = Message(SID, "inbound", "+5511987654321", "+15551234567", "Oi", "received", AT, AT)
NEW = Batch.made(BATCH, envelope.RECORD_MESSAGES, 1, AT)
PROBLEM = Problem("GitHub is out of order (HTTP 503).", "", _later(1))
NOBODY = Alert("NO1", "11205", "HTTP connection failure", "", SID, _later(1))
PLACE = SeenPlace(About(1), _later(3), "github-actions[bot]")


def _run(status: Status = "completed", conclusion: Conclusion | None = "success", **more: Any) -> Run:
    event = Event("repository_dispatch", "record-messages", {"client_payload": {"batch": BATCH}}, "relay")
    run = Run(
        id=7,
        workflow_id=1,
        path=".github/workflows/record-messages.yml",
        name="record-messages",
        display_title="record-messages",
        run_number=1,
        event=event,
        head_sha="",
        created_at=_later(2),
        updated_at=_later(4),
        started_at=_later(2),
        status=status,
        conclusion=conclusion,
    )
    return replace(run, **more)


def _seen(
    batch: Batch | None = None,
    *runs: Run,
    stored: bool = True,
    place: SeenPlace | None = None,
    alert: Alert | None = None,
    relay_runs: bool = True,
    unfinished: tuple[Batch, ...] = (),
) -> Seen:
    item = StoredItem(envelope.RECORD_MESSAGES, "", _later(0.5), 1, batch)
    return Seen(
        messages=(RECEIVED,),
        runs=runs,
        places={SID: place} if place else {},
        comments={},
        openings={},
        alerts={SID: alert} if alert else {},
        stored={SID: StoredTrail((item,) if stored else ())},
        unfinished=unfinished,
        relay_runs=relay_runs,
    )


DISPATCHED = NEW.dispatched(_later(1))
POSTPONED = NEW.postponed(PROBLEM, 0.0, retry_after=30, uncertain=False)
FAILED_RUN = DISPATCHED.run_failed([7], Problem("The run failed.", "", _later(5)), 0.0)


@pytest.mark.parametrize(
    ("seen", "lights"),
    [
        pytest.param(_seen(stored=False), (REACHED, WORKING, AHEAD, AHEAD, AHEAD, AHEAD), id="just-written"),
        pytest.param(_seen(), (REACHED, REACHED, REACHED, WORKING, AHEAD, AHEAD), id="stored"),
        pytest.param(_seen(POSTPONED), (REACHED, REACHED, REACHED, WAITING, AHEAD, AHEAD), id="github-down"),
        pytest.param(
            _seen(unfinished=(POSTPONED,)), (REACHED, REACHED, REACHED, WAITING, AHEAD, AHEAD), id="behind-it"
        ),
        pytest.param(
            _seen(relay_runs=False), (REACHED, REACHED, REACHED, WAITING, AHEAD, AHEAD), id="relay-killed"
        ),
        pytest.param(_seen(DISPATCHED), (REACHED, REACHED, REACHED, REACHED, AHEAD, AHEAD), id="dispatched"),
        pytest.param(
            _seen(DISPATCHED, _run("in_progress", None), relay_runs=False),
            (REACHED, REACHED, REACHED, REACHED, WORKING, AHEAD),
            id="the-run-goes-on-without-the-relay",
        ),
        pytest.param(
            _seen(FAILED_RUN, _run(conclusion="failure")),
            (REACHED, REACHED, REACHED, REACHED, WAITING, AHEAD),
            id="its-run-failed",
        ),
        pytest.param(
            _seen(replace(DISPATCHED, state=BatchState.DONE), _run(), place=PLACE), (REACHED,) * 6, id="there"
        ),
        pytest.param(
            _seen(stored=False, alert=NOBODY, relay_runs=False),
            (REACHED, WAITING, AHEAD, AHEAD, AHEAD, AHEAD),
            id="nobody-answered-twilio",
        ),
        pytest.param(
            _seen(
                None, _run(path=".github/workflows/reconcile.yml"), stored=False, alert=NOBODY, place=PLACE
            ),
            (REACHED, REACHED, PASSED_BY, PASSED_BY, REACHED, REACHED),
            id="recovered",
        ),
        pytest.param(
            _seen(stored=False, place=PLACE),
            (REACHED, REACHED, PASSED_BY, PASSED_BY, REACHED, REACHED),
            id="purged-from-the-store",
        ),
    ],
)
def test_a_station_lights_up_when_the_message_has_reached_it(seen: Seen, lights: tuple[Light, ...]) -> None:
    assert tuple(one.light for one in way_in.stations(RECEIVED, seen)) == lights


@pytest.mark.parametrize(
    ("conclusions", "shown"),
    [
        (("success", "success", "failure"), 8),
        ((None, "success"), 8),
        ((None, "failure"), 9),
        (("failure", "failure"), 9),
    ],
)
def test_of_several_runs_that_which_did_the_work_is_shown(
    conclusions: tuple[Conclusion | None, ...], shown: int
) -> None:
    runs = [
        _run("completed" if conclusion else "queued", conclusion, id=9 - place)
        for place, conclusion in enumerate(conclusions)
    ]

    assert way_in.stations(RECEIVED, _seen(DISPATCHED, *runs))[4].run == shown


def test_what_is_held_says_why_and_when_it_is_tried_again() -> None:
    held = way_in.stations(RECEIVED, _seen(POSTPONED))[3]
    failed = way_in.stations(RECEIVED, _seen(FAILED_RUN, _run(conclusion="failure")))[4]
    never = way_in.stations(RECEIVED, _seen(stored=False, alert=NOBODY))[1]

    assert (held.says, held.again_at) == (PROBLEM.sentence, _later(31))
    assert failed.again_at == FAILED_RUN.next_attempt_at
    assert failed.run == 7
    assert "11205" in never.says
    assert "reconcile" in never.says


def _sent(status: str, code: int | None = None, about: str = "1-9") -> Message:
    return Message(
        sid=f"SM{'2' * 32}",
        direction="outbound-api",
        sender="+15551234567",
        recipient="+5511987654321",
        body="Bom dia!",
        status=status,
        created_at=_later(3),
        updated_at=_later(5),
        error_code=code,
        status_callback=f"https://bot.exemplo.com.br/status?about={about}",
    )


@pytest.mark.parametrize(
    ("status", "code", "light", "says"),
    [
        ("queued", None, WORKING, ""),
        ("sent", None, WORKING, "Sent; nothing is known of its arrival."),
        ("delivered", None, REACHED, "Delivered."),
        ("read", None, REACHED, "Read."),
        ("undelivered", 30003, FAILED, "Not delivered (error 30003)."),
        ("failed", 63016, FAILED, "Not delivered (error 63016)."),
        ("scheduled", None, WAITING, "Twilio holds it until its time."),
    ],
)
def test_the_phone_tells_what_became_of_our_message(
    status: str, code: int | None, light: Light, says: str
) -> None:
    phone = way_out.stations(_sent(status, code), _seen())[-1]

    assert (phone.light, phone.says) == (light, says)


def test_a_message_of_ours_is_of_the_run_that_sent_it() -> None:
    mine = Event("issue_comment", "created", {"comment": {"id": 9}}, "marina")
    path = ".github/workflows/send-replies.yml"
    runs = (_run(id=8, path=path), _run(id=9, path=path, event=mine), _run(id=10))

    comment, workflow, *_ = way_out.stations(_sent("sent"), _seen(None, *runs))

    assert workflow.run == 9
    assert comment.light is PASSED_BY  # it was deleted


@pytest.mark.parametrize(
    ("status", "conclusion", "light", "says"),
    [
        ("in_progress", None, AHEAD, ""),
        ("completed", "success", FAILED, "Nothing was sent; the issue says why."),
        ("completed", "failure", WAITING, "Nothing was sent yet: reconcile starts the workflow again."),
        ("completed", "cancelled", WAITING, "Nothing was sent yet: reconcile starts the workflow again."),
    ],
)
def test_what_a_run_did_not_send_is_given_up_only_where_it_succeeded(
    status: Status, conclusion: Conclusion | None, light: Light, says: str
) -> None:
    comment = Comment(9, 1, "marina", "/reply Bom dia!", _later(1), _later(1))
    mine = Event("issue_comment", "created", {"comment": {"id": 9}}, "marina")
    path = ".github/workflows/send-replies.yml"
    run = _run(id=9, path=path, event=mine, status=status, conclusion=conclusion)

    twilio = way_out.before_twilio(comment, _seen(None, run))[2]

    assert (twilio.light, twilio.says) == (light, says)


def test_a_way_is_as_good_as_its_worst_station_until_it_has_ended() -> None:
    def light(*lights: Light) -> Light:
        stations = tuple(Station(str(number), one) for number, one in enumerate(lights))
        return MessageWay(SID, True, Channel.SMS, "", "", AT, stations).light

    assert light(REACHED, PASSED_BY, REACHED) is REACHED
    assert light(REACHED, WAITING, AHEAD) is WAITING
    assert light(REACHED, FAILED, AHEAD) is FAILED
    assert light(REACHED, WORKING, AHEAD) is WORKING


def test_the_pane_shows_masked_numbers_and_inert_words(stage: Stage, client: FlaskClient) -> None:
    stage.twilio.person_texts("+5511987654321", "+15551234567", "<script>alert(1)</script>")
    page = client.get("/way").text

    assert "+55 11 *****-4321" in page
    assert "5511987654321" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_a_long_text_is_cut_and_the_newest_message_comes_first(stage: Stage, client: FlaskClient) -> None:
    stage.twilio.person_texts("+5511987654321", "+15551234567", "primeira " * 20)
    stage.twilio.person_texts("whatsapp:+5511987650000", "whatsapp:+14155238886", "segunda")
    page = client.get("/way").text

    assert page.index("segunda") < page.index("primeira")
    assert "primeira " * 6 not in page
    assert "…" in page
    assert "WhatsApp" in page


def test_at_most_twenty_are_shown(stage: Stage, client: FlaskClient) -> None:
    for number in range(25):
        stage.twilio.person_texts("+5511987654321", "+15551234567", f"mensagem {number}")

    page = client.get("/way").text
    assert page.count("<article") == 20
    assert "mensagem 24" in page
    assert "mensagem 4<" not in page


def test_a_comment_that_sends_has_a_way_before_twilio_has_its_message(
    stage: Stage, parts: StillParts, client: FlaskClient
) -> None:
    issue = parts.state.issues.create("github-actions[bot]", "SMS", "")
    parts.state.issues.comment(issue.number, "marina", "A guia está na pasta.")
    assert "<article" not in client.get("/way").text

    parts.state.issues.comment(issue.number, "marina", "/reply Bom dia!")
    page = client.get("/way").text
    assert page.count("<article") == 1
    assert "marina em #1" in page
    assert "Nenhum workflow começou ainda." in page


def test_the_log_of_a_run_stands_there_on_a_click_and_without_scripts(
    parts: StillParts, client: FlaskClient
) -> None:
    run = parts.actions.add_past_run("reconcile.yml", "reconcile 1", "failure", AT)
    parts.actions._log_path(run).write_text("nothing <b>was</b> found", encoding="utf-8")

    page = client.get(f"/?run={run.id}").text

    assert "nothing &lt;b&gt;was&lt;/b&gt; found" in page
    assert "falhou" in page
    assert client.get("/way?run=99&way=SM0").status_code == 200
    assert client.get(f"/way?run={'9' * 5000}").status_code == 200
    assert client.get("/way?run=<b>&way=<b>").status_code == 200


def test_the_log_stays_when_the_way_it_was_opened_from_has_another_id_by_then(
    parts: StillParts, client: FlaskClient
) -> None:
    """A comment's way has the id of the comment until Twilio has its message."""
    run = parts.actions.add_past_run("reconcile.yml", "reconcile 1", "success", AT)
    parts.actions._log_path(run).write_text("all is said", encoding="utf-8")

    assert "all is said" in client.get(f"/way?run={run.id}&way=4300000039").text
