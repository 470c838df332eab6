"""A called workflow may not ask for more than its caller grants."""

from __future__ import annotations

import pytest

from bot.sandbox.workflows.files import Workflow, read
from bot.sandbox.workflows.nested_calls import DEFAULTS, refusal

CALLED = "acme/desk/.github/workflows/called.yml@main"
PLAIN = "on: push\njobs:\n  call:\n    uses: " + CALLED


def _refusal(caller: str, called: str, *, default: str = "read") -> str:
    workflows: dict[str, Workflow] = {CALLED: read("called.yml", called)}
    return refusal(read("caller.yml", caller), workflows.get, DEFAULTS[default])


def _called(permissions: str, *, on_job: bool = True) -> str:
    where = "\n    " if on_job else "\n"
    job = f"{where}permissions: {permissions}" if on_job else ""
    root = "" if on_job else f"{where}permissions: {permissions}"
    return f"on: workflow_call{root}\njobs:\n  work:\n    if: 'false'\n    runs-on: ubuntu-slim{job}"


def test_a_caller_with_default_permissions_calls_no_workflow_whose_job_writes_whatever_its_if_says() -> None:
    assert _refusal(PLAIN, _called("{issues: write}")) == (
        f"Error calling workflow '{CALLED}'. The nested job 'work' is requesting 'issues: write', "
        "but is only allowed 'issues: none'."
    )


def test_a_called_workflow_that_asks_for_everything_is_named_itself() -> None:
    found = _refusal(PLAIN, _called("{contents: write, issues: read}", on_job=False))

    assert "The workflow is requesting 'contents: write, issues: read'" in found
    assert "but is only allowed 'contents: read, issues: none'" in found


@pytest.mark.parametrize("permissions", ["{}", "{contents: read}", "{contents: none, issues: none}"])
def test_reading_the_code_is_within_the_default(permissions: str) -> None:
    assert _refusal(PLAIN, _called(permissions)) == ""
    assert _refusal(PLAIN, _called(permissions, on_job=False)) == ""


@pytest.mark.parametrize(
    ("caller", "starts"),
    [
        (f"{PLAIN}\n    permissions: {{issues: write}}", True),
        (f"{PLAIN}\n    permissions: write-all", True),
        (f"{PLAIN}\n    permissions: {{contents: write}}", False),
        (f"permissions: {{issues: write}}\n{PLAIN}", True),
        (f"permissions: {{issues: write}}\n{PLAIN}\n    permissions: {{}}", False),
        (f"permissions: read-all\n{PLAIN}", False),
    ],
)
def test_what_the_caller_names_counts_and_its_job_before_its_file(caller: str, starts: bool) -> None:
    assert (_refusal(caller, _called("{issues: write}")) == "") is starts


def test_a_repository_whose_default_is_to_write_grants_it() -> None:
    assert _refusal(PLAIN, _called("{issues: write}"), default="write") == ""


def test_calls_within_called_workflows_are_held_to_what_the_first_was_granted() -> None:
    middle = _called("{}").replace("runs-on: ubuntu-slim", "uses: ./.github/workflows/last.yml")
    workflows = {
        CALLED: read("called.yml", middle.replace("permissions: {}", "permissions: {contents: read}")),
        "./.github/workflows/last.yml": read("last.yml", _called("{contents: write}")),
    }

    assert "'contents: write', but is only allowed 'contents: read'" in refusal(
        read("caller.yml", PLAIN), workflows.get
    )


def test_a_workflow_that_calls_itself_ends() -> None:
    loop = f"on: workflow_call\njobs:\n  again:\n    uses: {CALLED}"

    assert _refusal(loop, loop) == ""
