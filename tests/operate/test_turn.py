"""One at a time changes an installation."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.errors import BotError
from bot.operate import turn

_HOLD = """
import sys, time
from pathlib import Path
from bot.operate import turn
with turn.taken(Path(sys.argv[1]), "setup", "--undo"):
    print("taken", flush=True)
    time.sleep(600)
"""


def test_a_second_one_is_refused_by_the_name_of_the_first_until_that_dies(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as first:
        assert first.stdout
        assert first.stdout.readline() == "taken\n"

        with (
            pytest.raises(BotError, match=rf"`bot setup --undo` is at work .* \(process {first.pid}\)"),
            turn.taken(tmp_path, "setup"),
        ):
            pass
        first.send_signal(signal.SIGKILL)
        first.wait()

    with turn.taken(tmp_path, "setup"):
        assert (tmp_path / turn.NAME).stat().st_mode & 0o777 == 0o600


def test_the_turn_is_given_back_where_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), turn.taken(tmp_path, "setup"):
        raise ZeroDivisionError
    with turn.taken(tmp_path, "setup"):
        pass


def test_a_folder_of_somebody_else_is_said_to_be_that(tmp_path: Path) -> None:
    (tmp_path / turn.NAME).symlink_to(tmp_path / "elsewhere")

    with pytest.raises(BotError, match="cannot be written"), turn.taken(tmp_path, "setup"):
        pass
    assert not (tmp_path / "elsewhere").exists()


def test_what_is_done_in_the_console_is_named_and_nobody_is_told_to_end_the_relay(tmp_path: Path) -> None:
    said = []
    for words in (("console", "connections"), ("console", "rotate", "contact-key")):
        with (
            turn.taken(tmp_path, *words),
            pytest.raises(BotError) as refused,
            turn.taken(tmp_path, "setup"),
        ):
            pass
        said.append(str(refused.value))

    assert [one.partition(" on the console's pages")[0] for one in said] == [
        "The connection is being changed",
        "A credential is being changed",
    ]
    assert not [one for one in said if "end it" in one]


def test_who_only_looks_learns_what_has_the_turn_and_takes_it_from_nobody(tmp_path: Path) -> None:
    assert turn.in_the_way(tmp_path) is None
    with turn.taken(tmp_path, "rotate", "contact-key"):
        found = turn.in_the_way(tmp_path)

    assert found
    assert "`bot rotate contact-key` is at work" in found.message
    assert turn.in_the_way(tmp_path) is None


def test_two_folders_with_links_to_one_env_have_one_turn(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir()
        (folder / ".env").symlink_to(tmp_path / "env")

    with turn.taken(folders[0], "setup"), pytest.raises(BotError, match="`bot setup` is at work"):
        turn.taken(folders[1], "setup").__enter__()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can work in somebody else's folder")
def test_the_owner_of_a_folder_takes_the_turn_after_root_had_it(tmp_path: Path) -> None:
    os.chown(tmp_path, 4711, 4711)

    with turn.taken(tmp_path, "setup"):
        pass

    assert (tmp_path / turn.NAME).stat().st_uid == 4711
