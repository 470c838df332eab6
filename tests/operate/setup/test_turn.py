"""One setup at a time works on a folder."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.errors import BotError
from bot.operate.setup import turn

_HOLD = """
import sys, time
from pathlib import Path
from bot.operate.setup import turn
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
