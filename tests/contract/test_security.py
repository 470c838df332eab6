"""The threat model names tests that exist, and settings and commands that do."""

from __future__ import annotations

import re

import yaml

from bot.cli import main
from tests.stage import CONFIG, ROOT

TEXT = (ROOT / ".github/SECURITY.md").read_text("utf-8")
CODES = re.findall("`([^`\n]+)`", TEXT)


def test_each_promise_names_tests_that_exist() -> None:
    rows = re.findall(r"^\| (.+?) \| (`.+?) \|$", TEXT.split("## What is promised")[1], re.MULTILINE)

    assert len(rows) >= 15
    for promise, tests in rows:
        for name in re.findall("`([^`]+)`", tests):
            assert (ROOT / "tests" / name).is_file(), f"{promise}: {name}"


def test_each_setting_and_command_it_names_exists() -> None:
    config = yaml.safe_load(CONFIG.read_text("utf-8"))
    named = [code for code in CODES if code.split(".")[0] in config and "." in code]
    commands = [code.split()[1:] for code in CODES if code.startswith("bot ")]

    assert named
    assert commands
    for name in named:
        section, _, key = name.partition(".")
        assert key in config[section], name
    for words in commands:
        command = main
        for word in words:
            if not word.startswith("-"):
                found = getattr(command, "commands", {}).get(word)
                assert found is not None or not hasattr(command, "commands"), " ".join(words)
                command = found or command
