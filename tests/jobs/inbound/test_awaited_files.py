"""A text never waits for its files, and what could not be kept with it is kept later, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.adapters.github import together
from bot.adapters.github.media import PUSHES
from bot.adapters.media import GIVE_UP_AFTER
from bot.core import clock, waits
from bot.core.errors import UnfinishedError
from bot.core.messages import Event
from bot.jobs.inbound import record_messages
from bot.jobs.tools import Tools
from bot.jobs.upkeep import late_files, reconcile
from tests import wire
from tests.actors import ANA, BIA
from tests.conftest import MovedClock
from tests.jobs.inbound.files import JPEG, PNG, File, kept, write
from tests.stage import Stage

CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bia\r\nTEL:+55 11 98888-7777\r\nEND:VCARD\r\n"
AWAITED, KEPT, LOST = "a caminho", "![1.png](", "não guardado"
DAY = timedelta(days=1)


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A stage at whose clock no wait takes any time."""
    monkeypatch.setattr(
        clock, "sleep", lambda seconds: moved_clock.advance(timedelta(seconds=max(seconds, 0)))
    )
    with Stage() as stage:
        yield stage


def shown(stage: Stage, issue: int = 1) -> str:
    found = stage.sandbox.issue(issue)
    return "\n".join([found["body"], *(comment["body"] for comment in found["comments"])])


def answers(status: int, path: str, times: int = 1_000) -> wire.Look:
    """Make requests to such a path fail, the first times."""
    left = [times]

    def look(request: PreparedRequest, response: Response) -> None:
        if re.search(path, str(request.url)) and left[0]:
            left[0] -= 1
            wire.rewrite(response, {"message": "x"}, status)

    return look


def record(stage: Stage, *events: Event) -> None:
    record_messages.run({"client_payload": stage.payload(events)}, stage.new_tools())


def clock_runs(stage: Stage) -> None:
    reconcile.run({}, stage.new_tools())


def picture(stage: Stage, text: str = "Segue", sender: str = ANA) -> Event:
    return write(stage, [("image/png", PNG)], text, sender)


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_while_twilio_gives_no_file_the_text_is_there_and_the_file_comes_with_reconcile(
    stage: Stage, status: int
) -> None:
    event, other = picture(stage), stage.event("Oi", BIA)
    with wire.passing(answers(status, "/Media/")):
        record(stage, event, other)
        tools = stage.new_tools()
        reconcile.run({}, tools)
    assert tools.agenda.moments[0] - clock.now() <= timedelta(minutes=15)
    assert "> Segue" in shown(stage)
    assert AWAITED in shown(stage)
    assert len(stage.sandbox.issues()) == 2
    clock_runs(stage)

    assert KEPT in shown(stage)
    assert AWAITED not in shown(stage)
    assert list(kept(stage).values()) == [PNG]


@pytest.mark.parametrize("path", [r"/branches/", "/git/blobs", "/git/trees", "/git/commits", "/git/refs"])
@pytest.mark.parametrize("status", [404, 409, 500])
def test_whatever_github_answers_while_it_lags_the_file_is_kept(stage: Stage, path: str, status: int) -> None:
    event = picture(stage)
    with wire.passing(answers(status, path, 20)):
        record(stage, event)
    assert LOST not in shown(stage)
    clock_runs(stage)

    assert KEPT in shown(stage)
    assert list(kept(stage).values()) == [PNG]


@pytest.mark.parametrize("status", [403, 413, 422])
def test_what_github_refuses_for_good_is_said(stage: Stage, status: int) -> None:
    event = picture(stage)
    with wire.passing(answers(status, "/git/blobs")):
        record(stage, event)

    assert "o GitHub recusou guardá-lo" in shown(stage)


@pytest.mark.parametrize("fault", ["github-late-branches", "github-late-commits"])
def test_a_branch_that_was_just_made_takes_the_files_of_the_next_message(stage: Stage, fault: str) -> None:
    stage.github_faults.switch_on(fault)
    for text in ("Um", "Dois", "Três"):
        record(stage, picture(stage, text))

    assert len(kept(stage)) == 3
    assert AWAITED not in shown(stage)
    assert LOST not in shown(stage)


def test_all_files_of_a_person_in_a_batch_make_one_commit(stage: Stage) -> None:
    files: list[File] = [("image/jpeg", JPEG + bytes([number])) for number in range(10)]
    record(stage, write(stage, files), write(stage, files, "Mais"), picture(stage))

    (head,) = stage.state.files.branches().values()
    assert stage.state.files.commit(head).parents == ()
    assert len(kept(stage)) == 21


def test_a_file_that_is_not_to_be_had_is_given_up_after_days(moved_clock: MovedClock, stage: Stage) -> None:
    event = picture(stage)
    with wire.passing(answers(503, "/Media/")):
        record(stage, event)
        moved_clock.advance(GIVE_UP_AFTER - DAY)
        clock_runs(stage)
        assert AWAITED in shown(stage)
        moved_clock.advance(DAY + timedelta(hours=1))
        clock_runs(stage)

    assert "a Twilio não o entregou" in shown(stage)
    assert AWAITED not in shown(stage)


def test_one_that_somebody_deleted_at_twilio_meanwhile_is_said_to_be_gone(stage: Stage) -> None:
    event = picture(stage)
    with wire.passing(answers(503, "/Media/")):
        record(stage, event)
    sid = event.message.sid
    stage.twilio.state.remove_media(sid, stage.twilio.state.message(sid).media[0].sid)
    clock_runs(stage)

    assert "a Twilio não o tem mais" in shown(stage)


def test_a_crowd_with_files_pushes_no_faster_than_github_recommends(
    moved_clock: MovedClock, stage: Stage
) -> None:
    events = [picture(stage, sender=f"+55119{number:08d}") for number in range(3 * PUSHES)]
    began = clock.now()
    record(stage, *events)

    made = [stage.state.files.commit(head).made_at for head in stage.state.files.branches().values()]
    made.sort()
    assert len(made) == 3 * PUSHES
    assert all(
        later - first >= timedelta(seconds=55) for first, later in zip(made, made[PUSHES:], strict=False)
    )
    assert clock.now() - began < timedelta(minutes=3)


@pytest.mark.parametrize("by", [DAY, -DAY])
def test_a_clock_that_is_set_under_way_leaves_neither_texts_nor_files_to_a_later_run(
    moved_clock: MovedClock, stage: Stage, by: timedelta
) -> None:
    events = [picture(stage, sender=f"+55119{number:08d}") for number in range(PUSHES + 2)]
    seen = set[str]()

    def set_once(request: PreparedRequest, _: Response) -> None:
        """Set the clock while a text is recorded, a file fetched, and files are pushed."""
        path = re.search(r"/graphql$|/Media/|/git/refs$", str(request.url))
        wanted = path and (request.method == "GET" if "Media" in path[0] else wire.changes(request))
        if path and wanted and path[0] not in seen:
            seen.add(path[0])
            moved_clock.be_set(by)

    with wire.passing(set_once):
        record(stage, *events)

    assert len(seen) == 3
    assert len(stage.state.files.branches()) == len(events)
    assert not any(AWAITED in shown(stage, issue["number"]) for issue in stage.sandbox.issues())


def test_what_does_not_fit_into_the_time_of_a_run_is_recorded_by_the_next(
    moved_clock: MovedClock, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "MOST_CHANGES", 2)
    events = [stage.event("Oi", f"+55119{number:08d}") for number in range(7)]

    def slow(request: PreparedRequest, _: Response) -> None:
        if "createIssue" in str(request.body):
            moved_clock.advance(record_messages.RECORD_WITHIN / 2)

    with wire.passing(slow), pytest.raises(UnfinishedError, match="no time left"):
        record(stage, *events)
    assert len(stage.sandbox.issues()) == 4
    record(stage, *events)

    assert len(stage.sandbox.issues()) == 7


def test_what_does_not_fit_into_a_run_is_left_to_reconcile_and_the_texts_are_there(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_messages, "FILES_WITHIN", timedelta(seconds=30))
    events = [picture(stage, sender=f"+55119{number:08d}") for number in range(PUSHES + 2)]
    record(stage, *events)

    waiting = [
        issue["number"] for issue in stage.sandbox.issues() if AWAITED in shown(stage, issue["number"])
    ]
    assert len(waiting) == 2
    assert len(stage.sandbox.issues()) == PUSHES + 2
    monkeypatch.setattr(late_files, "_WITHIN", timedelta(0))
    with pytest.raises(UnfinishedError, match="Anexos a caminho"):
        clock_runs(stage)
    monkeypatch.setattr(late_files, "_WITHIN", timedelta(minutes=5))
    clock_runs(stage)
    assert not any(AWAITED in shown(stage, number) for number in waiting)


def test_a_copied_line_makes_nothing_be_fetched(stage: Stage) -> None:
    event = picture(stage)
    with wire.passing(answers(503, "/Media/")):
        record(stage, event)
    line = next(line for line in shown(stage).splitlines() if AWAITED in line)
    stage.state.issues.create("marina", "Cópia", line, ())
    record(stage, stage.event(f"Oi\n{line}", BIA))
    clock_runs(stage)

    assert AWAITED in shown(stage, 2)
    assert kept(stage, BIA) == {}
    assert KEPT not in shown(stage, 3)


def test_an_erasure_in_the_same_batch_leaves_no_file(stage: Stage) -> None:
    record(stage, stage.event("Oi"), stage.event("APAGAR"))
    assert stage.twilio.wait_idle(10)
    code = re.findall(r"APAGAR (\d{6})", " ".join(stage.sandbox.received(ANA)))[-1]
    record(stage, picture(stage), stage.event(code))

    assert kept(stage) == {}
    assert stage.state.files.branches() == {}


def crashes() -> Iterator[tuple[int, wire.Seen, list[dict[str, bytes]]]]:
    batch: list[Event] = []
    stages: list[Stage] = []

    def prepare(stage: Stage) -> None:
        stages[:] = [stage]
        stage.record(stage.event("Oi"))
        batch[:] = [
            write(stage, [("image/png", PNG), ("text/vcard", CARD)], "Segue"),
            picture(stage, sender=BIA),
        ]

    def job(stage: Stage, tools: Tools) -> object:
        return record_messages.run({"client_payload": stage.payload(batch)}, tools)

    for step, found in wire.after_each_crash(prepare, job):
        for issue in found["issues"]:
            issue["body"] = re.sub(r"MM[0-9a-f]{32}|midia/\w+", "", issue["body"])
            issue["comments"] = [
                (who, re.sub(r"MM[0-9a-f]{32}|midia/\w+", "", text), marks)
                for who, text, marks in issue["comments"]
            ]
        yield step, found, [kept(stages[0], number) for number in (ANA, BIA)]


def test_a_run_that_dies_at_any_request_keeps_each_file_once_and_shows_it_with_its_summary(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(clock, "sleep", lambda _: None)
    monkeypatch.setattr(waits, "MEDIA", (0.0,))
    (_, expected, files), *others = crashes()

    assert "📇 **Contato:** Bia `*****-7777`" in str(expected)
    assert [sorted(found.values()) for found in files] == [sorted([PNG, CARD]), [PNG]]
    assert others[-1][0] >= 12
    for step, found, held in others:
        assert found == expected, f"died after write {step}"
        assert [sorted(one.values()) for one in held] == [sorted(one.values()) for one in files]
