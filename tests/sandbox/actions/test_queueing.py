"""Which runs wait, run at the same time, are canceled or killed."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.sandbox.actions.project import SECONDS, Begin, Project, begun, conclusions, go, wait_for


def test_runs_of_one_group_with_a_queue_go_one_after_the_other(project: Project, begin: Begin) -> None:
    project.workflow(
        "queue",
        'mkdir "$OUT/alone"; echo "$BATCH" >> "$OUT/order"; rmdir "$OUT/alone"',
        concurrency="concurrency:\n  group: one\n  queue: max\n  cancel-in-progress: false",
    )
    actions = begin()
    for number in range(4):
        actions.trigger(go(str(number)))

    assert conclusions(actions) == ["success"] * 4
    assert project.written("order") == "0\n1\n2\n3\n"


def test_without_a_queue_a_newer_run_cancels_the_waiting_one(project: Project, begin: Begin) -> None:
    project.workflow(
        "impatient",
        f'touch "$OUT/begun-$BATCH"; {wait_for(project.out / "go-on")}',
        concurrency="concurrency: impatient-${{ github.event.client_payload.lane }}",
    )
    actions = begin()
    [first] = actions.trigger(go("1", lane="a"))
    begun(actions, first, project, "begun-1")
    for batch in ("2", "3"):
        actions.trigger(go(batch, lane="A"))
    (project.out / "go-on").touch()

    assert conclusions(actions) == ["success", "cancelled", "success"]


def test_other_groups_run_at_the_same_time(project: Project, begin: Begin) -> None:
    other = {"a": "b", "b": "a"}
    project.workflow(
        "pair",
        'touch "$OUT/$BATCH"; [ "$BATCH" = a ] && other=b || other=a\n'
        'until [ -e "$OUT/$other" ]; do sleep 0.02; done',
        concurrency="concurrency:\n  group: pair-${{ github.event.client_payload.batch }}",
    )
    actions = begin(run_timeout=SECONDS)
    for batch in other:
        actions.trigger(go(batch))

    assert conclusions(actions) == ["success", "success"]


@pytest.mark.parametrize("before", ["", "trap '' HUP; "], ids=["plain", "as under nohup"])
def test_a_run_that_takes_too_long_is_killed_with_all_it_started(
    project: Project, begin: Begin, before: str
) -> None:
    project.workflow("endless", f'{before}sleep 600 & echo $! > "$OUT/child"; wait')
    actions = begin(run_timeout=2.0)
    actions.trigger(go())

    assert conclusions(actions) == ["timed_out"]
    assert not is_alive(int(project.written("child")))


def test_stopping_kills_what_runs_and_cancels_what_waits(project: Project, begin: Begin) -> None:
    project.workflow(
        "endless",
        'sleep 600 & echo $! > "$OUT/child"; touch "$OUT/begun"; wait',
        concurrency="concurrency: one",
    )
    actions = begin()
    [run] = actions.trigger(go())
    actions.trigger(go())
    begun(actions, run, project, "begun")
    actions.stop()

    assert conclusions(actions) == ["cancelled", "cancelled"]
    assert not is_alive(int(project.written("child")))


def test_what_another_process_started_in_the_run_s_folder_is_killed_with_it(
    project: Project, begin: Begin
) -> None:
    """As a script of the tests' warm Python, which no process of the run is the parent of."""
    project.workflow("endless", 'pwd > "$OUT/where"; touch "$OUT/begun"; sleep 600')
    actions = begin()
    [run] = actions.trigger(go())
    begun(actions, run, project, "begun")
    with subprocess.Popen(["sleep", "600"], cwd=project.written("where").strip()) as foreign:
        actions.cancel(run.id)

        assert foreign.wait(SECONDS) == -signal.SIGKILL
    assert conclusions(actions) == ["cancelled"]


def test_what_is_started_in_the_run_s_folder_while_it_is_being_killed_is_killed_too(
    project: Project, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.workflow("endless", 'pwd > "$OUT/where"; touch "$OUT/begun"; sleep 600')
    actions = begin()
    [run] = actions.trigger(go())
    begun(actions, run, project, "begun")
    late: list[subprocess.Popen[bytes]] = []
    kill = os.kill

    def kill_too_late(pid: int, kind: int) -> None:
        if kind == signal.SIGKILL and not late:
            late.append(subprocess.Popen(["sleep", "600"], cwd=project.written("where").strip()))
        kill(pid, kind)

    monkeypatch.setattr(os, "kill", kill_too_late)
    actions.cancel(run.id)

    [last] = late
    assert last.wait(SECONDS) == -signal.SIGKILL
    assert conclusions(actions) == ["cancelled"]


def is_alive(pid: int) -> bool:
    """Return whether a process is still running; a zombie is not."""
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
