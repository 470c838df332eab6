"""`bot completion`: what a shell completes, and where the lines go."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli


def _completion(home: Path, *words: str) -> Result:
    return CliRunner(env={"HOME": str(home), "XDG_DATA_HOME": "", "XDG_CONFIG_HOME": ""}).invoke(
        cli, ["completion", *words]
    )


@pytest.mark.parametrize(
    ("shell", "place"),
    [
        ("bash", ".local/share/bash-completion/completions/bot"),
        ("zsh", ".local/share/zsh/site-functions/_bot"),
        ("fish", ".config/fish/completions/bot.fish"),
    ],
)
def test_the_lines_go_where_the_shell_looks(tmp_path: Path, shell: str, place: str) -> None:
    printed = _completion(tmp_path, shell).output
    assert _completion(tmp_path, shell, "--install").exit_code == 0
    assert _completion(tmp_path, shell, "--install").exit_code == 0

    assert (tmp_path / place).read_text().strip() == printed.strip()
    assert "_BOT_COMPLETE" in printed


def test_a_file_of_another_program_is_kept(tmp_path: Path) -> None:
    place = tmp_path / ".config" / "fish" / "completions" / "bot.fish"
    place.parent.mkdir(parents=True)
    place.write_text("complete -c bot\n")

    assert "another program" in str(_completion(tmp_path, "fish", "--install").exception)
    assert place.read_text() == "complete -c bot\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("bot comp", ["plain,completion"]),
        ("bot --he", ["plain,--help"]),
        ("bot config ch", ["plain,check"]),
    ],
)
def test_bash_is_given_what_fits(words: str, expected: list[str]) -> None:
    environment = {
        **os.environ,
        "_BOT_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    program = str(Path(sys.prefix) / "bin" / "bot")
    done = subprocess.run([program], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.split() == expected
