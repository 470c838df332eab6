"""The Containerfile: any base, no registry of ours, not root, one place to write, and no secret in the image."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from fnmatch import fnmatch

import pytest

from tests.stage import ROOT

TEXT = (ROOT / "Containerfile").read_text("utf-8")
LINES = [
    line for line in re.sub(r"\\\n\s*", " ", TEXT).splitlines() if line.strip() and not line.startswith("#")
]
IGNORED = (ROOT / ".containerignore").read_text("utf-8").split("\n")


def _of(instruction: str) -> list[str]:
    return [line.partition(" ")[2] for line in LINES if line.startswith(f"{instruction} ")]


def test_the_base_is_an_argument_and_no_host_is_named() -> None:
    [base] = _of("ARG")
    assert _of("FROM") == ["${BASE}"]
    assert base.startswith("BASE=")
    assert "/" not in base
    assert not re.search(r"https?://(?!127\.0\.0\.1)", TEXT)


def test_it_runs_as_nobody_in_particular_and_writes_one_volume() -> None:
    [user] = _of("USER")
    assert int(user.partition(":")[0]) > 0
    assert _of("VOLUME") == _of("WORKDIR") == ["/var/lib/auditoria360"]


def test_it_starts_the_relay_itself_which_gets_the_signals() -> None:
    assert json.loads(_of("ENTRYPOINT")[0]) == ["/opt/auditoria360/.venv/bin/bot"]
    assert json.loads(_of("CMD")[0]) == ["relay"]


def test_the_health_check_is_a_program_of_the_image_and_fails_where_nobody_answers() -> None:
    [check] = _of("HEALTHCHECK")
    program, *words = json.loads(check.partition("CMD ")[2])
    assert program.startswith("/opt/auditoria360/.venv/bin/")
    words = [word.replace(":8360", ":9") for word in words]
    done = subprocess.run([sys.executable, *words], capture_output=True, check=False)

    assert done.returncode == 1


@pytest.mark.parametrize(
    "name",
    [
        ".env",
        ".git",
        "data",
        "logs",
        "contact-key.txt",
        "host",
        "tests",
        ".setup-journal",
        ".setup-lock",
        ".setup-answers",
    ],
)
def test_secrets_and_data_stay_out_of_the_image(name: str) -> None:
    assert IGNORED[1] == "*"
    assert not [line for line in IGNORED if line.startswith("!") and fnmatch(name, line[1:])]


@pytest.mark.parametrize("line", [line[1:] for line in IGNORED if line.startswith("!")])
def test_what_the_image_is_made_of_is_there(line: str) -> None:
    assert (ROOT / line).exists()
