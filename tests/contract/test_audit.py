"""The locked packages are audited, and nothing but a clear answer passes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.sandbox.workflows.expressions import holds
from tests.stage import ROOT

LOCKS = [
    "requirements.lock",
    ".github/actions/setup/requirements.lock",
    ".github/actions/audit/requirements.lock",
]


def test_ci_passes_only_with_a_clear_audit() -> None:
    jobs = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))["jobs"]

    assert [step["run"] for step in jobs["audit"]["steps"] if "run" in step] == ["scripts/audit"]
    assert "continue-on-error" not in str(jobs)
    assert set(jobs["all"]["needs"]) == jobs.keys() - {"all"}
    assert jobs["all"]["steps"][0]["run"] == 'test "$TEST $AUDIT" = "success success"'


@pytest.mark.parametrize(
    ("event", "variable", "runs"),
    [
        ("push", "", set()),
        ("pull_request", "", set()),
        ("schedule", "", {"audit"}),
        ("push", "true", {"test", "audit", "all"}),
    ],
)
def test_an_office_that_sets_no_variable_pays_for_no_push_and_still_learns_of_vulnerabilities(
    event: str, variable: str, runs: set[str]
) -> None:
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
    contexts = {"vars": {"RUN_TESTS": variable} if variable else {}, "github": {"event_name": event}}
    conditions = {name: job["if"].replace("always()", "true") for name, job in workflow["jobs"].items()}

    assert {name for name, condition in conditions.items() if holds(condition, contexts)} == runs
    assert workflow[True]["push"]["paths-ignore"] == ["config.yml"]


@pytest.mark.parametrize("refused", ["", *LOCKS])
def test_one_lock_that_is_not_cleared_fails_the_whole(tmp_path: Path, refused: str) -> None:
    asked = tmp_path / "asked"
    auditor = tmp_path / ".venv-audit/bin/pip-audit"
    auditor.parent.mkdir(parents=True)
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/audit", tmp_path / "scripts/audit")
    auditor.write_text(
        f'#!/bin/sh\necho "$@" >> {asked}\nfor last; do :; done\ntest "$last" != "{refused}"\n', "utf-8"
    )
    setup = tmp_path / "scripts/setup"
    setup.write_text("#!/bin/sh\n", "utf-8")
    for program in (auditor, setup):
        program.chmod(0o755)

    done = subprocess.run(["scripts/audit"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == (1 if refused else 0)
    assert (f"{refused} is not cleared." in done.stderr) is bool(refused)
    calls = asked.read_text("utf-8").splitlines()
    assert len(calls) == (LOCKS.index(refused) + 1 if refused else 3)
    # A package that the database does not know fails, too.
    assert all("--strict" in call.split() for call in calls)
