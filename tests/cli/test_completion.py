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
    return CliRunner(env={"HOME": str(home), "ZDOTDIR": "", "XDG_CONFIG_HOME": ""}).invoke(
        cli, ["completion", *words]
    )


@pytest.mark.parametrize(
    ("shell", "place"),
    [("bash", ".bashrc"), ("zsh", ".zshrc"), ("fish", ".config/fish/completions/bot.fish")],
)
def test_the_lines_go_where_the_shell_looks_once(tmp_path: Path, shell: str, place: str) -> None:
    printed = _completion(tmp_path, shell).output
    assert _completion(tmp_path, shell, "--install").exit_code == 0
    once = (tmp_path / place).read_text()
    assert _completion(tmp_path, shell, "--install").exit_code == 0

    assert (tmp_path / place).read_text() == once
    assert printed in once
    assert "_BOT_COMPLETE" in printed


def test_a_file_of_another_program_is_kept(tmp_path: Path) -> None:
    place = tmp_path / ".config" / "fish" / "completions" / "bot.fish"
    place.parent.mkdir(parents=True)
    place.write_text("complete -c bot\n")

    assert "another program" in str(_completion(tmp_path, "fish", "--install").exception)
    assert place.read_text() == "complete -c bot\n"


def test_a_link_is_left_alone_and_so_is_what_it_leads_to(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles"
    real.write_text("alias l=ls\n")
    (tmp_path / ".bashrc").symlink_to(real)

    assert "is a link" in str(_completion(tmp_path, "bash", "--install").exception)
    assert real.read_text() == "alias l=ls\n"
    assert (tmp_path / ".bashrc").is_symlink()


def test_bash_reads_its_file_with_our_lines_and_completes(tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("mine=1")  # as an editor may leave it, without an end of line
    _completion(tmp_path, "bash", "--install")
    program = Path(sys.prefix) / "bin" / "bot"
    typed = f"source {tmp_path}/.bashrc; COMP_WORDS=(bot conf) COMP_CWORD=1; _bot_completion {program}; "
    done = subprocess.run(
        ["bash", "--norc", "-c", f"set -e; {typed} complete -p bot; echo $mine ${{COMPREPLY[@]}}"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.splitlines() == ["complete -o nosort -F _bot_completion bot", "1 config"]


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
