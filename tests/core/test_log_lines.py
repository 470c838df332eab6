"""What was logged can be read again, in either form, across rotated files, and whatever else is in them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.core import log_lines
from tests.architecture import ROOT

WRITE = """
import sys
from pathlib import Path
from bot.core import logs
file = Path(sys.argv[1])
for place, as_json in enumerate((False, True, False)):
    logs.configure(file, as_json=as_json)
    logs.step("message-stored", message=f"SM{place}", channel="sms", sequence=place)
    logs.trouble("run-failed", batch="b-1", run=7, reason='A "run" failed = bad.', remedy="Look.", seconds=float(place))
    if place == 0:
        file.rename(file.with_name(file.name + ".1"))
"""


def written(folder: Path) -> Path:
    file = folder / "relay.log"
    command = [sys.executable, "-c", WRITE, str(file)]
    subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL, check=True)
    return file


def test_lines_of_both_forms_are_found_by_a_field_the_oldest_first(tmp_path: Path) -> None:
    file = written(tmp_path)

    found = log_lines.about(file, "batch", ["b-1"])
    assert [step.name for step in found] == ["run-failed"] * 3
    assert [step.fields["reason"].replace("'", '"') for step in found] == ['A "run" failed = bad.'] * 3
    assert {step.fields["run"] for step in found} == {"7"}
    assert [step.at for step in found] == sorted(step.at for step in found)
    stored = log_lines.about(file, "message", ["SM0", "SM2"])
    assert [step.fields for step in stored] == [
        {"message": "SM0", "channel": "sms", "sequence": "0"},
        {"message": "SM2", "channel": "sms", "sequence": "2"},
    ]
    assert log_lines.about(file, "batch", ["SM1", "7", "b-"]) == []
    assert log_lines.begins(file) == log_lines.about(file, "message", ["SM0"])[0].at


def test_what_is_no_line_of_ours_is_passed_over(tmp_path: Path) -> None:
    file = written(tmp_path)
    for torn in (
        '{"time": "2026", "step": 1}',
        "{",
        "SM1",
        "2026-11-23T14:05:00.123Z INFO",
        '{"step": "SM1"}',
        "[]",
    ):
        assert log_lines.read(torn) is None
    with file.open("ab") as opened:
        opened.write(
            b'\xff\xfe message=SM1\n{"message": "SM1"}\n2026-11-23T14:05:00.123Z INFO x message="SM1\n'
        )

    assert len(log_lines.about(file, "message", ["SM1"])) == 1


def test_where_no_log_is_nothing_is_found(tmp_path: Path) -> None:
    assert log_lines.about(tmp_path / "relay.log", "message", ["SM1"]) == []
    assert log_lines.begins(tmp_path / "relay.log") is None
