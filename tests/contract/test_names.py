"""One name per job, through YAML, script, module, event type and test."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.settings import Configuration
from bot.core.settings.config import read_file
from bot.jobs.upkeep import context
from bot.relay import webhooks
from bot.rules.upkeep import cron, periods, run_failures
from bot.rules.wire import envelope
from bot.sandbox.workflows import expressions
from tests.architecture import MODULES, ROOT, everything_below
from tests.stage import CONFIG

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
# Other workflows call order-message, which runs none of our scripts.
JOBS = [path for path in WORKFLOWS if path.stem not in ("ci", "order-message")]


def _workflow(path: Path) -> dict[Any, Any]:
    content: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_a_job_has_one_name_everywhere(path: Path) -> None:
    name, snake = path.stem, path.stem.replace("-", "_")
    workflow = _workflow(path)

    assert workflow["name"] == name
    assert workflow["run-name"].split()[0] == name
    assert next(iter(workflow["jobs"])) == name
    assert f'"$PYTHON" scripts/{snake}.py' == workflow["jobs"][name]["steps"][-1]["run"]
    assert f"runner.main({snake}.run)" in (ROOT / "scripts" / f"{snake}.py").read_text(encoding="utf-8")
    [module] = (ROOT / "bot" / "jobs").glob(f"*/{snake}.py")
    assert (ROOT / "tests" / "jobs" / module.parent.name / f"test_{snake}.py").is_file()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_that_others_call_asks_for_no_right_to_write(path: Path) -> None:
    """A caller with default rights would not start, whatever the job's `if` (actions/runner, PermissionsHelper)."""
    workflow = _workflow(path)
    jobs = [workflow, *workflow["jobs"].values()]

    if "workflow_call" in workflow[True]:
        assert not any("write" in str(job.get("permissions", "write")) for job in jobs)


def test_what_the_relay_dispatches_is_what_the_workflow_listens_to() -> None:
    workflow = _workflow(ROOT / ".github" / "workflows" / "record-messages.yml")

    # YAML 1.1 reads the key `on` as true.
    assert workflow[True]["repository_dispatch"]["types"] == [envelope.RECORD_MESSAGES]
    assert "github.event.client_payload.batch" in workflow["run-name"]


def test_what_a_usage_trigger_wakes_is_the_workflow_that_looks_at_the_bill() -> None:
    workflow = _workflow(ROOT / ".github" / "workflows" / f"{webhooks.CHECK_BILLING}.yml")

    assert workflow[True]["repository_dispatch"]["types"] == [webhooks.CHECK_BILLING]


@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_what_the_relay_wakes_listens_to_it_and_nothing_else_does(path: Path) -> None:
    listens = _workflow(path)[True].get("repository_dispatch", {}).get("types", [])

    assert listens in ([path.stem], []) if path.stem not in periods.SCHEDULED else listens == [path.stem]


def test_the_clock_starts_each_workflow_as_often_as_the_configuration_says(tmp_path: Path) -> None:
    """As the shipped one says, or the office's own, where `bot config workflows` has written its rates."""
    written = {path.stem: cron.written(path.read_text(encoding="utf-8")) for path in JOBS}
    own = cron.wanted(_configuration(Path(shutil.copy(ROOT / "config.yml", tmp_path))))
    for name, line in cron.wanted(_configuration(CONFIG)).items():
        assert written[name] in ([line], [own[name]])


def _configuration(file: Path) -> Configuration:
    found, faults = read_file(file)
    assert found, faults
    return found


def test_what_a_clock_starts_is_watched_and_kept_on() -> None:
    scheduled = {path.stem for path in JOBS if "schedule" in _workflow(path)[True]}

    assert scheduled <= set(periods.SCHEDULED)
    assert {path.stem for path in JOBS} - scheduled == set(run_failures.DISPATCHED)


def test_two_jobs_that_record_messages_never_run_at_once() -> None:
    recording = _workflow(ROOT / ".github" / "workflows" / "record-messages.yml")["concurrency"]
    reconciling = _workflow(ROOT / ".github" / "workflows" / "reconcile.yml")["jobs"]["reconcile"]

    assert reconciling["concurrency"] == recording


@pytest.mark.parametrize("event", [{"event": {"issue": {"number": 42}}}, {}], ids=["comment", "by hand"])
def test_replies_of_an_issue_leave_one_run_at_a_time_whatever_started_it(event: dict[str, Any]) -> None:
    workflow = _workflow(ROOT / ".github" / "workflows" / "send-replies.yml")
    contexts = {"github": event, "inputs": {} if event else {"issue": "42"}}

    assert expressions.fill(workflow["concurrency"]["group"], contexts) == "send-replies-42"
    assert expressions.fill(workflow["run-name"], contexts) == run_failures.name_of_replies(42)


def test_what_reconcile_starts_is_a_workflow_that_it_may_start() -> None:
    started = _workflow(ROOT / ".github" / "workflows" / f"{context.REPLIES}.yml")
    reconciling = _workflow(ROOT / ".github" / "workflows" / "reconcile.yml")["jobs"]["reconcile"]

    assert list(started[True]["workflow_dispatch"]["inputs"]) == ["issue"]
    assert reconciling["permissions"]["actions"] == "write"


@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_a_job_that_sounds_alarms_never_runs_beside_what_else_texts_phones(path: Path) -> None:
    sends = _workflow(ROOT / ".github" / "workflows" / "send-notification.yml")["concurrency"]
    workflow, name = _workflow(path), path.stem.replace("-", "_")
    held = [workflow["concurrency"], workflow["jobs"][path.stem].get("concurrency")]
    [module] = [one for one in MODULES if one.startswith("bot.jobs.") and one.endswith(f".{name}")]

    assert "bot.jobs.orders.alarms" not in everything_below(module) or sends in held


@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_a_job_waits_for_its_turn_and_is_never_cancelled(path: Path) -> None:
    concurrency = _workflow(path)["concurrency"]

    assert concurrency["queue"] == "max"
    assert concurrency["cancel-in-progress"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_no_rights_but_those_its_jobs_name(path: Path) -> None:
    workflow = _workflow(path)

    assert workflow["permissions"] == {}
    assert all("permissions" in job for job in workflow["jobs"].values())
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_script_contains_an_expression_and_every_action_is_pinned(path: Path) -> None:
    for job in _workflow(path)["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            used = step.get("uses", "./")
            assert used.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used)


def test_the_jobs_lock_holds_the_same_versions_as_the_whole_one() -> None:
    whole = _pins(ROOT / "requirements.lock")
    jobs = _pins(ROOT / ".github" / "actions" / "setup" / "requirements.lock")

    assert jobs.items() <= whole.items()
    assert {"twilio", "pygithub", "pydantic"} <= set(jobs)
    assert not {"flask", "granian", "sqlalchemy", "pytest"} & set(jobs)


@pytest.mark.parametrize("lock", ["requirements.lock", ".github/actions/setup/requirements.lock"])
def test_a_lock_pins_by_hash_and_names_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert text.count("--hash=sha256:") >= len(_pins(ROOT / lock))
    assert "://" not in text


def _pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_a_job_is_given_the_api_key_as_one_secret_and_as_the_pair_of_older_set_ups(path: Path) -> None:
    given = _workflow(path)["jobs"][path.stem]["steps"][-1]["env"]

    for name in ("TWILIO_API_KEY", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"):
        assert given[name] == f"${{{{ secrets.{name} }}}}"
