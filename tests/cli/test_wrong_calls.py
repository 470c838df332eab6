"""A mistyped command is refused in a few sentences that name what was typed and what to type; nothing else happens."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.as_typed import ENGLISH, GOOD, PORTUGUESE, PUBLIC, SECRETS, Typist, assert_well_put
from tests.cli.wrong_calls import CALLS, COMMANDS, NUMBERS, Call

ROOT = Path(__file__).parent.parent.parent
MOST_LINES = 7  # how it is called, where help is, and the error with three choices


@pytest.fixture(name="typist")
def _typist(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typist:
    return Typist(monkeypatch, capsys)


@pytest.fixture(autouse=True)
def _config() -> None:
    Path("config.yml").write_text(PUBLIC, encoding="utf-8")


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.line)
def test_a_wrong_call_is_named_with_what_to_type(typist: Typist, call: Call) -> None:
    for language, phrases in ((ENGLISH, call.english), (PORTUGUESE, call.portuguese)):
        ended = typist.types(*call.words, language=language, **GOOD)
        assert_well_put(ended, call.code, phrases, most_lines=MOST_LINES)
        assert [name for name, value in SECRETS.items() if value in ended.stderr] == []


@pytest.mark.parametrize("call", [COMMANDS[0], COMMANDS[5], NUMBERS[0]], ids=lambda call: call.line)
def test_a_process_of_its_own_ends_as_it_does_here(call: Call, typist: Typist) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli", *call.words],
        env={**GOOD, "PATH": os.defpath, "PYTHONPATH": str(ROOT), "LC_ALL": PORTUGUESE, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    here = typist.types(*call.words, language=PORTUGUESE, **GOOD)

    assert (done.returncode, done.stdout) == (here.code, here.stdout)
    assert done.stderr.splitlines()[-1] == here.stderr.splitlines()[-1]
