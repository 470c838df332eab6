"""The `if:` of send-replies starts a run for what the parser takes or answers, and for hardly anything else."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest
import yaml

from bot.rules.text import command_lines, commands
from bot.sandbox.workflows import expressions
from tests.architecture import ROOT
from tests.rules.text.email_replies import CUT
from tests.rules.text.near_misses import (
    ANSWERED,
    INTERNAL,
    LINES_OF_A_TEXT,
    NEVER_A_REPLY,
    OBEYED,
)

_BODY = "github.event.comment.body"


@cache
def _condition() -> str:
    workflow = yaml.safe_load(
        (ROOT / ".github" / "workflows" / "send-replies.yml").read_text(encoding="utf-8")
    )
    return str(workflow["jobs"]["send-replies"]["if"])


def _starts(body: str, *, by: str = "User", pull_request: bool = False, every_comment: str = "") -> bool:
    issue = {"number": 1, **({"pull_request": {"url": "https://x"}} if pull_request else {})}
    event = {"comment": {"body": body, "user": {"type": by}}, "issue": issue}
    contexts = {
        "github": {"event_name": "issue_comment", "event": event},
        "vars": {"EVERY_COMMENT": every_comment},
    }
    return expressions.holds(_condition(), contexts)


def _given(function: str) -> set[str]:
    """Return the texts that a function is asked for in the condition."""
    found = re.findall(
        rf"{function}\({re.escape(_BODY)}, (?:'([^']*)'|fromJSON\('([^']*)'\))\)", _condition()
    )
    return {json.loads(quoted) if quoted else plain for plain, quoted in found}


@pytest.mark.parametrize("body", [*OBEYED, *ANSWERED, *(body for body, _ in CUT.values())])
def test_what_the_parser_takes_or_answers_starts_a_run(body: str) -> None:
    assert commands.parse(body) is not None
    assert _starts(body)


@pytest.mark.parametrize("body", [body for body in INTERNAL if not body.startswith("```")])
def test_talk_and_plain_addresses_start_none(body: str) -> None:
    assert not _starts(body)


@pytest.mark.parametrize("body", sorted({*OBEYED, *INTERNAL, *NEVER_A_REPLY}))
def test_where_every_comment_is_sent_each_starts_a_run(body: str) -> None:
    assert _starts(body, every_comment="true")


@pytest.mark.parametrize("line", LINES_OF_A_TEXT)
def test_whatever_stands_in_an_internal_comment_an_answer_has_its_run(line: str) -> None:
    for body in (line, f"Oi\n{line}", f"> Oi\n\n{line}", f"Oi\r\n{line}\r\n"):
        assert _starts(body) or commands.parse(body) is None


def test_apps_pull_requests_and_rotated_start_none() -> None:
    assert not _starts("/reply Oi", by="Bot")
    assert not _starts("/reply Oi", pull_request=True)
    assert not _starts("/rotated")
    assert not _starts("/Rotacionada")


def test_started_by_hand_it_runs() -> None:
    assert expressions.holds(_condition(), {"github": {"event_name": "workflow_dispatch", "event": {}}})


def test_it_has_the_names_of_the_table_of_commands() -> None:
    names = {text[1:] for text in _given("contains") if re.fullmatch(r"/\w+", text)}

    assert names == {name for row in commands.DEFINITIONS for name in row.spellings}


def test_it_has_the_parsers_blanks_slashes_and_decorations() -> None:
    contained, begun = _given("contains"), _given("startsWith")

    assert contained >= {f"{blank}/" for blank in command_lines.BLANKS}
    assert contained >= {f"\n{before}/" for before in command_lines.DECORATIONS}
    assert begun >= {">", *command_lines.SLASHES, *command_lines.BLANKS}
    assert begun >= {
        f"{before}/" for before in command_lines.DECORATIONS if before.strip("".join(command_lines.BLANKS))
    }


def test_github_takes_a_condition_of_this_length() -> None:
    """Source: github.com/actions/runner, ExpressionConstants.MaxLength."""
    assert len(_condition()) < 21_000
