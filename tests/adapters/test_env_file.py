"""`.env` is changed in one step, and nothing in it but what was asked for."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.env_file import EnvFile
from bot.core import clock
from bot.core.errors import BotError
from bot.core.settings import env_lines
from tests.conftest import MovedClock
from tests.stage import ROOT


def test_other_lines_and_comments_stay_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# ours\nA=1\n\nexport B = 'two words'\nC=3\nA=0\n", encoding="utf-8")

    EnvFile(tmp_path).change({"A": "4", "C": None, "D": "x:y,z-_/+=@"})

    assert file.read_text(encoding="utf-8") == "# ours\n\nexport B = 'two words'\nA=4\nD=x:y,z-_/+=@\n"
    assert EnvFile(tmp_path).read() == {"A": "4", "B": "two words", "D": "x:y,z-_/+=@"}


def test_rights_stay_and_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    EnvFile(tmp_path).change({"A": "1"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600

    file.chmod(0o640)
    EnvFile(tmp_path).change({"A": "2"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert os.listdir(tmp_path) == [".env"]


def test_a_value_that_its_readers_would_take_otherwise_is_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    for value in ("two words", "a\nB=1", "'", "$HOME", "a\\b", "não"):
        with pytest.raises(ValueError, match="letters"):
            EnvFile(tmp_path).change({"A": value})

    assert EnvFile(tmp_path).read() == {}


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "secrets").write_text("A=1\n", encoding="utf-8")
    (tmp_path / ".env").symlink_to(tmp_path / "secrets")
    EnvFile(tmp_path).change({"A": "2"})

    assert (tmp_path / ".env").is_symlink()
    assert (tmp_path / "secrets").read_text(encoding="utf-8") == "A=2\n"


def test_a_folder_that_is_not_there_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BotError, match="cannot be written"):
        EnvFile(tmp_path / "nowhere").change({"A": "1"})


@pytest.mark.parametrize("value", ["a#b", "!~*(x)&;<>|", '"', "`id`", "~root:~", "#"])
def test_what_would_mean_something_to_a_shell_is_quoted(tmp_path: Path, value: str) -> None:
    EnvFile(tmp_path).change({"A": value, "B": "1"})

    assert EnvFile(tmp_path).read() == {"A": value, "B": "1"}
    shell = subprocess.run(
        ["/bin/sh", "-c", '. ./.env; printf %s "$A"'],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shell.stdout == value


def test_line_ends_stay(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"A=1\r\nB=2\r\n# c\r\n")
    EnvFile(tmp_path).change({"A": "4", "D": "5"})

    assert file.read_bytes() == b"A=4\r\nB=2\r\n# c\r\nD=5\r\n"


def test_a_changed_line_stays_in_its_place(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("# Twilio\nexport A=1\n\n# GitHub\n\nB='1'  # ours\nC=3", encoding="utf-8")
    EnvFile(tmp_path).change({"A": "2", "B": "2", "C": None, "D": "4"})

    assert file.read_text(encoding="utf-8") == "# Twilio\nexport A=2\n\n# GitHub\n\nB=2\nD=4\n"


def test_a_line_within_anothers_quotes_stays(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('NOTE="first\nA=old\nlast"\nA=old\n', encoding="utf-8")
    EnvFile(tmp_path).change({"A": "new"})

    assert file.read_text(encoding="utf-8") == 'NOTE="first\nA=old\nlast"\nA=new\n'


def test_a_value_of_several_lines_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text('A="one\ntwo"\nB=1\n', encoding="utf-8")
    EnvFile(tmp_path).change({"A": "new"})

    assert file.read_text(encoding="utf-8") == "A=new\nB=1\n"


def test_a_file_that_all_may_read_becomes_its_owners(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("A=1\n", encoding="utf-8")
    file.chmod(0o644)
    EnvFile(tmp_path).change({"A": "2"})

    assert stat.S_IMODE(file.stat().st_mode) == 0o640


def test_what_a_kill_left_behind_is_gone_with_the_next_change(tmp_path: Path) -> None:
    kill = (
        "import os, signal, sys; from pathlib import Path; from bot.adapters.env_file import EnvFile;"
        "os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL);"
        "EnvFile(Path(sys.argv[1])).change({'A': '1'})"
    )
    killed = subprocess.run([sys.executable, "-c", kill, str(tmp_path)], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    (left,) = tmp_path.iterdir()
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    left.chmod(0o644)
    EnvFile(tmp_path).change({"A": "2"})

    assert os.listdir(tmp_path) == [".env"]
    assert EnvFile(tmp_path).read() == {"A": "2"}
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_a_wrong_line_that_would_hide_what_is_set_is_named_and_nothing_changes(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    text = 'A=1\nNOTE="x\nA=9"\n'
    file.write_text(text, encoding="utf-8")

    with pytest.raises(
        BotError, match=r"\.env:2: a quote that opens here is not closed.*Nothing was changed"
    ):
        EnvFile(tmp_path).change({"A": "new"})
    assert file.read_text("utf-8") == text


_LINES = st.lists(
    st.sampled_from(["A=1", "export A=2", "B='x'", "# A=3", "", "  ", 'C="a\nA=9"', "A", "=", "B = 2 # A=1"])
)


@given(_LINES, st.sampled_from(["\n", "\r\n"]), st.sampled_from(["new", None]))
def test_only_what_was_asked_for_reads_otherwise(lines: list[str], end: str, value: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = EnvFile(Path(folder))
        file.path.write_bytes(end.join(lines).encode())
        before = file.read()
        try:
            file.change({"A": value})
        except BotError:  # a line that is none, behind which another is taken for the variable
            assert env_lines.broken(file.path)
            assert file.path.read_bytes() == end.join(lines).encode()
            return

        expected = {name: known for name, known in before.items() if name != "A"}
        assert file.read() == (expected if value is None else expected | {"A": value})


_CHANGES = """
import sys; from pathlib import Path; from bot.adapters.env_file import EnvFile
for number in range(40):
    EnvFile(Path(sys.argv[1])).change({sys.argv[2] + str(number): "1"})
"""


def test_of_threads_and_processes_that_change_it_at_once_none_loses_a_line(tmp_path: Path) -> None:
    def change(name: str) -> None:
        for number in range(40):
            EnvFile(tmp_path).change({f"{name}{number}": "1"})

    processes = [
        subprocess.Popen([sys.executable, "-c", _CHANGES, str(tmp_path), name], cwd=ROOT) for name in "AB"
    ]
    with ThreadPoolExecutor() as threads:
        list(threads.map(change, "CD"))

    assert [process.wait() for process in processes] == [0, 0]
    assert EnvFile(tmp_path).read() == {f"{name}{number}": "1" for name in "ABCD" for number in range(40)}
    assert os.listdir(tmp_path) == [".env"]


def test_what_is_made_of_what_is_there_is_made_of_the_newest(tmp_path: Path) -> None:
    def add_one(_: int) -> None:
        EnvFile(tmp_path).revise(lambda known: {"COUNT": str(int(known.get("COUNT", "0")) + 1)})

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add_one, range(40)))

    assert EnvFile(tmp_path).read() == {"COUNT": "40"}


def test_whoever_holds_it_without_end_is_said_to_do_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved_clock: MovedClock
) -> None:
    monkeypatch.setattr(clock, "sleep", lambda _: moved_clock.advance(timedelta(seconds=1)))
    file = EnvFile(tmp_path)
    file.change({"A": "1"})

    def wait_forever(_: Mapping[str, str]) -> dict[str, str | None]:
        with pytest.raises(BotError, match=r"Something else is changing .*\.env.*Nothing was changed"):
            EnvFile(tmp_path).change({"A": "2"})
        return {"A": "3"}

    file.revise(wait_forever)

    assert file.read() == {"A": "3"}


def test_two_links_to_one_file_are_changed_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "env").touch()
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        (folder / ".env").symlink_to(tmp_path / "real" / "env")

    def add_one(at: int) -> None:
        EnvFile(folders[at % 2]).revise(lambda known: {"COUNT": str(int(known.get("COUNT", "0")) + 1)})

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add_one, range(40)))

    assert EnvFile(folders[0]).read() == {"COUNT": "40"}


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_folder_where_nothing_may_be_written_is_said_to_be_that(tmp_path: Path) -> None:
    EnvFile(tmp_path).change({"A": "1"})
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(BotError, match=r"\.env cannot be written \(Permission denied\)"):
            EnvFile(tmp_path).change({"A": "2"})
    finally:
        tmp_path.chmod(0o700)
    assert EnvFile(tmp_path).read() == {"A": "1"}
