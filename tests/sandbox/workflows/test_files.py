"""Triggers, inputs and concurrency, parsed from workflow files."""

from __future__ import annotations

import pytest

from bot.sandbox.workflows.files import InputError, read, without_queue

TRIGGERS = {
    "one word": ("on: issue_comment", "issue_comment", "edited", True),
    "list": ("on: [push, issue_comment]", "issue_comment", "created", True),
    "all types": ("on:\n  issue_comment:", "issue_comment", "deleted", True),
    "this type": ("on:\n  issue_comment: {types: [created]}", "issue_comment", "created", True),
    "another type": ("on:\n  issue_comment: {types: [created]}", "issue_comment", "edited", False),
    "one type as a word": ("on:\n  repository_dispatch: {types: go}", "repository_dispatch", "go", True),
    "pattern": ("on:\n  repository_dispatch: {types: ['rec-*']}", "repository_dispatch", "rec-a", True),
    "another event": ("on: push", "issue_comment", "created", False),
}


@pytest.mark.parametrize("case", TRIGGERS.values(), ids=TRIGGERS)
def test_triggers_are_read_from_the_file(case: tuple[str, str, str, bool]) -> None:
    on, event, activity, wanted = case

    assert read("a.yml", f"{on}\njobs: {{a: {{}}}}").wants(event, activity) is wanted


def test_only_the_queue_of_a_concurrency_is_taken_out() -> None:
    text = "concurrency:\n  group: a # b\n  queue: max\n  cancel-in-progress: false\nenv:\n  queue: kept\njobs:\n"
    inline = "concurrency: {group: 'a-${{ github.run_id }}', queue: max}\n    queue: kept\n"

    assert without_queue(text) == text.replace("  queue: max\n", "")
    assert without_queue(inline) == inline.replace(", queue: max", "")


def test_an_input_must_be_among_its_options() -> None:
    on = "on:\n  workflow_dispatch:\n    inputs: {size: {type: choice, options: [s, m]}, loud: {type: boolean}}"
    workflow = read("a.yml", f"{on}\njobs: {{a: {{}}}}")

    assert workflow.complete_inputs({"size": "m", "loud": True}) == {"size": "m", "loud": "true"}
    with pytest.raises(InputError, match="not in the list"):
        workflow.complete_inputs({"size": "xl"})
