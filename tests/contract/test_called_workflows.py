"""Workflows that others call start in a repository with default settings: they ask for no more than it grants."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox.workflows.files import Workflow, read
from bot.sandbox.workflows.nested_calls import refusal
from tests.stage import ROOT

FOLDER = ROOT / ".github" / "workflows"
CALLED = [path for path in sorted(FOLDER.glob("*.yml")) if "workflow_call" in path.read_text("utf-8")]
GRANTED = {"by default": "", "nothing": "permissions: {}\n", "reading": "permissions: read-all\n"}


def _refused(name: str, text: str, granted: str) -> str:
    place = f"OWNER/AUDITORIA360/.github/workflows/{name}@main"
    workflows: dict[str, Workflow] = {place: read(name, text)}
    caller = f"on: push\n{granted}jobs:\n  notify:\n    uses: {place}\n"
    return refusal(read("caller.yml", caller), workflows.get)


@pytest.mark.parametrize("granted", GRANTED.values(), ids=GRANTED)
@pytest.mark.parametrize("path", CALLED, ids=lambda path: path.stem)
def test_it_asks_for_nothing_that_a_caller_does_not_grant(granted: str, path: Path) -> None:
    assert _refused(path.name, path.read_text("utf-8"), granted) == ""


def test_the_rule_refuses_one_that_would_write_issues() -> None:
    order = (FOLDER / "order-message.yml").read_text("utf-8")
    greedy = order.replace("    permissions: {}\n", "    permissions:\n      issues: write\n")

    assert greedy != order
    assert "The nested job 'order-message' is requesting 'issues: write'" in _refused(
        "order-message.yml", greedy, ""
    )


def test_only_the_order_of_a_message_is_called_and_it_has_one_job_without_permissions() -> None:
    [path] = CALLED
    order = read(path.name, path.read_text("utf-8"))

    assert path.stem == "order-message"
    assert (order.permissions, [job.permissions for job in order.jobs]) == ({}, [{}])
