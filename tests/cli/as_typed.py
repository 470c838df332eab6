"""The command line as `bot` runs it, errors and exit code included, but in the process of the tests."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import dataclass

import pytest

from bot.cli import language as command_language
from bot.cli import main
from bot.core.contact_keys import new_key
from tests.made_up import AUTH_TOKEN, secret

ENGLISH, PORTUGUESE = "en_US.UTF-8", "pt_BR.UTF-8"
GOOD = {
    "TWILIO_ACCOUNT_SID": f"AC{secret('account')}",
    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    "TWILIO_PHONE_NUMBER": "+5511987654321",
    "GITHUB_TOKEN": f"github_pat_{secret('github')}",
    "GITHUB_REPO_OWNER": "escritorio",
    "GITHUB_REPO_NAME": "AUDITORIA360",
    "CONTACT_KEY": new_key(),
}
PUBLIC = "relay:\n  public_url: https://bot.exemplo.com.br\n"
SECRETS = {name: GOOD[name] for name in ("TWILIO_AUTH_TOKEN", "GITHUB_TOKEN", "CONTACT_KEY")}
# What only a traceback or a repr would show.
_OF_PYTHON = re.compile(
    r"Traceback|\w+Error\b|\w+Exception\b|<class|\bbot\.(?:adapters|cli|core|operate|relay|rules)\b|site-packages|\.py\b"
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    stdout: str
    stderr: str


class Typist:
    """Types commands into the current folder, in one language."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys
        for name in GOOD:
            monkeypatch.delenv(name, raising=False)

    def types(self, *words: str, language: str = ENGLISH, **variables: str) -> Ended:
        for name, value in {"LC_ALL": language, **variables}.items():
            self._monkeypatch.setenv(name, value)
        self._monkeypatch.setattr(sys, "argv", ["bot", *words])
        self._monkeypatch.setattr(sys, "stdin", io.StringIO())
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        self._monkeypatch.setenv("LC_ALL", ENGLISH)
        command_language.decide([])  # for whatever runs next in this process
        shown = self._capsys.readouterr()
        return Ended(int(ended.value.code or 0), shown.out, shown.err)


def assert_well_put(ended: Ended, code: int, phrases: tuple[str, ...], *, most_lines: int) -> None:
    """Assert that a refusal is a few sentences for people, on the stream for errors, with the code for scripts."""
    assert ended.code == code, ended
    assert ended.stdout == ""
    assert not _OF_PYTHON.search(ended.stderr), ended.stderr
    assert len(ended.stderr.strip().splitlines()) <= most_lines, ended.stderr
    assert [phrase for phrase in phrases if phrase not in ended.stderr] == [], ended.stderr
