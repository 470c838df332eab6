"""A log that cannot be written costs one line, and nothing of what is logged gets in its way."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import ROOT

LOG_AND_RECOVER = """
import sys
from pathlib import Path
from bot.core import logs
log, healthy = Path(sys.argv[1]), Path(sys.argv[2])
logs.configure(log)
for number in range(20):
    logs.step("message-stored", sequence=number)
log.unlink()
log.symlink_to(healthy)
logs.step("message-stored", sequence=20)
log.unlink()
log.symlink_to(healthy)
logs.step("message-stored", sequence=21)
"""

FROM_MANY = """
import sys
from multiprocessing import get_context
from pathlib import Path
from bot.core import logs

def write(first):
    logs.configure(Path(sys.argv[1]))
    logs._logger.handlers[1]._most_bytes = 4000
    for number in range(first, first + 100):
        logs.step("message-stored", sequence=number)

children = [get_context("fork").Process(target=write, args=(first,)) for first in (1000, 2000, 3000)]
[child.start() for child in children]
[child.join() for child in children]
"""


def run(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    log = folder / "full.log"
    log.symlink_to("/dev/full")  # every write into it fails as on a full disk: full(4)
    command = [sys.executable, "-c", script, str(log), str(folder / "healthy.log")]
    return subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/full is Linux's")
def test_a_full_log_disk_costs_one_line_and_no_trace_and_is_left_once_there_is_room(tmp_path: Path) -> None:
    done = run(tmp_path, LOG_AND_RECOVER)
    lines = done.stderr.splitlines()

    complaints = [line for line in lines if "cannot be written" in line]
    assert complaints == [
        f"The log file {tmp_path / 'full.log'} cannot be written (No space left on device); its lines are only here."
    ]
    assert "Traceback" not in done.stderr
    assert len([line for line in lines if "message-stored" in line]) == 22
    kept = (tmp_path / "healthy.log").read_text().splitlines()
    assert [line.rpartition(" ")[2] for line in kept] == ["sequence=20", "sequence=21"]


def test_standard_error_that_is_full_stops_nothing(tmp_path: Path) -> None:
    script = (
        "from bot.core import logs; import sys; from pathlib import Path; logs.configure(Path(sys.argv[2])); "
    )
    script += "logs.step('one'); logs.step('two')"
    with Path("/dev/full").open("w") as full:
        subprocess.run(
            [sys.executable, "-c", script, "", tmp_path / "healthy.log"],
            env={"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
            stderr=full,
            check=False,
        )

    assert len((tmp_path / "healthy.log").read_text().splitlines()) == 2


def test_standard_error_that_nobody_reads_holds_nothing_up(tmp_path: Path) -> None:
    script = (
        "from bot.core import logs; import sys; from pathlib import Path; logs.configure(Path(sys.argv[1])); "
    )
    script += "[logs.step('line', sequence=number, reason='x' * 5000) for number in range(100)]"
    command = [sys.executable, "-c", script, str(tmp_path / "relay.log")]
    with subprocess.Popen(
        command, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            process.wait(20)
        finally:
            process.kill()
        assert process.stderr
        first = process.stderr.readline()

    lines = (tmp_path / "relay.log").read_text().splitlines()
    assert (process.returncode, len(lines)) == (0, 100)
    assert first.rstrip("\n") == lines[0]


def test_several_processes_write_and_rotate_one_file_whole_lines_each(tmp_path: Path) -> None:
    """Some 300 lines of 55 bytes: the newest five files of 4,000 bytes hold all of them."""
    file = tmp_path / "relay.log"
    command = [sys.executable, "-c", FROM_MANY, str(file)]
    subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL, check=True)

    files = sorted(tmp_path.iterdir())
    assert len(files) > 3
    assert all(each.stat().st_size <= 4000 + 200 for each in files)
    lines = [line for each in files for line in each.read_text().splitlines()]
    assert sorted(int(line.rpartition("message-stored sequence=")[2]) for line in lines) == [
        number for first in (1000, 2000, 3000) for number in range(first, first + 100)
    ]


def test_a_process_that_was_halted_while_it_rotates_holds_up_no_other(tmp_path: Path) -> None:
    file = tmp_path / "relay.log"
    script = """
import fcntl, os, sys
from pathlib import Path
from bot.core import clock, logs
file = Path(sys.argv[1])
logs.configure(file)
logs._logger.handlers[1]._most_bytes = 100
logs.step("message-stored", sequence=0, event="x" * 80)
halted = file.open()
fcntl.flock(halted, fcntl.LOCK_EX)
for number in (1, 2):
    logs.step("message-stored", sequence=number)
halted.close()
now = clock.steady
clock.steady = lambda: now() + 60
logs.step("message-stored", sequence=3)
"""
    command = [sys.executable, "-c", script, str(file)]
    subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL, check=True, timeout=20)

    assert file.read_text().splitlines()[0].endswith("sequence=3")
    assert len(file.with_name("relay.log.1").read_text().splitlines()) == 3


def test_a_file_that_was_moved_away_is_opened_anew(tmp_path: Path) -> None:
    file = tmp_path / "relay.log"
    script = """
import sys
from pathlib import Path
from bot.core import logs
file = Path(sys.argv[1])
logs.configure(file)
logs.step("one")
file.rename(file.with_name("moved"))
logs.steps([("two", {"count": 2}), ("three", {})])
"""
    command = [sys.executable, "-c", script, str(file)]
    subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL, check=True)

    assert [line.split()[1:] for line in file.read_text().splitlines()] == [
        ["INFO", "two", "count=2"],
        ["INFO", "three"],
    ]


BOTH_FORMS = """
import sys
from pathlib import Path
from bot.core import logs
for name in ("text", "json"):
    logs.configure(Path(sys.argv[1]) / name, as_json=name == "json")
    logs.step("message-stored", message="SM1", channel="sms", sequence=7)
    logs.steps([("batch-made", {"batch": "b-1", "count": 2}), ("run-succeeded", {"seconds": 1.5, "run": 9})])
    logs.trouble("dispatch-held", status=404, reason='It says "no"\\n{"step": "forged"}\\u2028\\udc80', remedy="Wait.")
"""


def both_forms(folder: Path) -> tuple[list[str], list[str]]:
    command = [sys.executable, "-c", BOTH_FORMS, str(folder)]
    subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL, check=True)
    return (folder / "text").read_text().splitlines(), (folder / "json").read_text().splitlines()


def test_as_json_each_line_is_an_object_with_the_fields_of_the_text(tmp_path: Path) -> None:
    as_text, as_json = both_forms(tmp_path)
    found = [json.loads(line) for line in as_json]

    assert [list(one)[:3] for one in found] == [["time", "level", "step"]] * 4
    assert [one["step"] for one in found] == [line.split()[2] for line in as_text]
    assert [one["level"] for one in found] == [line.split()[1] for line in as_text]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", one["time"]) for one in found)
    assert found[0] | {"message": "SM1", "channel": "sms", "sequence": 7} == found[0]
    assert found[2] | {"seconds": 1.5, "run": 9} == found[2]
    for line, one in zip(as_text, found, strict=True):
        assert re.findall(r" (\w+)=", line) == list(one)[3:]


def test_no_value_ends_a_line_or_forges_one_in_either_form(tmp_path: Path) -> None:
    as_text, as_json = both_forms(tmp_path)

    assert len(as_text) == len(as_json) == 4
    assert as_text[3].endswith("""reason="It says 'no' {'step': 'forged'}  " remedy=Wait.""")
    assert json.loads(as_json[3])["reason"] == 'It says "no" {"step": "forged"}  '
