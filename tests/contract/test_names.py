"""One name per job, through YAML, script, module, event type and test; and the house keeps its rooms."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import periods
from bot.jobs.reconciling import failures, scene
from bot.relay import batching, webhooks
from bot.sandbox.actions import expressions

ROOT = Path(__file__).parent.parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
JOBS = [path for path in WORKFLOWS if path.name != "ci.yml"]
BOT = sorted((ROOT / "bot").rglob("*.py"))

# A module imports only from its own room or from rooms to its left.
ROOMS = ("words", "rules", "edges", "flows", "shells")
WORDS = {
    "bot",
    "bot.clock",
    "bot.messages",
    "bot.errors",
    "bot.settings",
    "bot.calls",
    "bot.config",
    "bot.logs",
}
# A setting is checked by the rule it must satisfy: the one step back, and it loads nothing but that rule.
STEPS_BACK = {
    "bot.settings": {"bot.media_types"},
    "bot.settings.types": {"bot.app_key", "bot.sealing", "bot.media_types"},
    "bot.settings.sending": {"bot.schedule", "bot.keywords"},
}
RULES = {
    "bot.about",
    "bot.alerts",
    "bot.app_key",
    "bot.attachments",
    "bot.billing",
    "bot.canary",
    "bot.commands",
    "bot.consent",
    "bot.contacts",
    "bot.costs",
    "bot.credentials",
    "bot.encoding",
    "bot.envelope",
    "bot.keywords",
    "bot.markers",
    "bot.media_types",
    "bot.order_form",
    "bot.periods",
    "bot.policy",
    "bot.preview",
    "bot.relay_report",
    "bot.rendering",
    "bot.schedule",
    "bot.sealing",
    "bot.segments",
    "bot.templates",
    "bot.texts",
}
EDGES = {
    "bot.env_file",
    "bot.media",
    "bot.media_links",
    "bot.providers",
    "bot.relay_door",
    "bot.repository",
}
SHELLS = {"bot.cli", "bot.sandbox"}


def _room(module: str) -> str:
    """Return the room of a module, which is that of its package."""
    house = ".".join(module.split(".")[:2])
    rooms = {"words": WORDS, "rules": RULES, "edges": EDGES, "shells": SHELLS}
    return next((name for name, modules in rooms.items() if house in modules), "flows")


def _module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(path: Path) -> set[str]:
    """The modules of ours that a module needs to be loaded; what functions import later does not count."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{name.name}" for name in node.names}
    known = {_module(other) for other in BOT}
    return {name for name in found if name in known and name != "bot"}


def _workflow(path: Path) -> dict[Any, Any]:
    content: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


@pytest.mark.parametrize("path", BOT, ids=_module)
def test_a_module_imports_only_from_its_left(path: Path) -> None:
    room = ROOMS.index(_room(_module(path)))
    allowed = STEPS_BACK.get(_module(path), set())
    wrong = {name for name in _imports(path) - allowed if ROOMS.index(_room(name)) > room}

    assert not wrong


@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_a_job_has_one_name_everywhere(path: Path) -> None:
    name, snake = path.stem, path.stem.replace("-", "_")
    workflow = _workflow(path)

    assert workflow["name"] == name
    assert workflow["run-name"].split()[0] == name
    assert next(iter(workflow["jobs"])) == name
    assert f'"$PYTHON" scripts/{snake}.py' == workflow["jobs"][name]["steps"][-1]["run"]
    assert f"runner.main({snake}.run)" in (ROOT / "scripts" / f"{snake}.py").read_text(encoding="utf-8")
    assert (ROOT / "bot" / "jobs" / f"{snake}.py").is_file()
    assert (ROOT / "tests" / "jobs" / f"test_{snake}.py").is_file()


def test_what_the_relay_dispatches_is_what_the_workflow_listens_to() -> None:
    workflow = _workflow(ROOT / ".github" / "workflows" / "record-messages.yml")

    # YAML 1.1 reads the key `on` as true.
    assert workflow[True]["repository_dispatch"]["types"] == [batching.RECORD_MESSAGES]
    assert "github.event.client_payload.batch" in workflow["run-name"]


def test_what_a_usage_trigger_wakes_is_the_workflow_that_looks_at_the_bill() -> None:
    workflow = _workflow(ROOT / ".github" / "workflows" / f"{webhooks.CHECK_BILLING}.yml")

    assert workflow[True]["repository_dispatch"]["types"] == [webhooks.CHECK_BILLING]


def test_what_a_clock_starts_is_watched_and_kept_on() -> None:
    scheduled = {path.stem for path in JOBS if "schedule" in _workflow(path)[True]}

    assert scheduled <= set(periods.SCHEDULED)
    assert {path.stem for path in JOBS} - scheduled == set(failures.DISPATCHED)


def test_two_jobs_that_record_messages_never_run_at_once() -> None:
    recording = _workflow(ROOT / ".github" / "workflows" / "record-messages.yml")["concurrency"]
    reconciling = _workflow(ROOT / ".github" / "workflows" / "reconcile.yml")["jobs"]["reconcile"]

    assert reconciling["concurrency"] == recording


@pytest.mark.parametrize("event", [{"event": {"issue": {"number": 42}}}, {}], ids=["comment", "by hand"])
def test_replies_of_an_issue_leave_one_run_at_a_time_whatever_started_it(event: dict[str, Any]) -> None:
    workflow = _workflow(ROOT / ".github" / "workflows" / "send-replies.yml")
    contexts = {"github": event, "inputs": {} if event else {"issue": "42"}}

    assert expressions.fill(workflow["concurrency"]["group"], contexts) == "send-replies-42"
    assert expressions.fill(workflow["run-name"], contexts) == failures.name_of_replies(42)


def test_what_reconcile_starts_is_a_workflow_that_it_may_start() -> None:
    started = _workflow(ROOT / ".github" / "workflows" / f"{scene.REPLIES}.yml")
    reconciling = _workflow(ROOT / ".github" / "workflows" / "reconcile.yml")["jobs"]["reconcile"]

    assert list(started[True]["workflow_dispatch"]["inputs"]) == ["issue"]
    assert reconciling["permissions"]["actions"] == "write"


@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_a_job_that_sounds_alarms_never_runs_beside_what_else_texts_phones(path: Path) -> None:
    sends = _workflow(ROOT / ".github" / "workflows" / "send-notification.yml")["concurrency"]
    workflow, module = _workflow(path), f"bot.jobs.{path.stem.replace('-', '_')}"
    held = [workflow["concurrency"], workflow["jobs"][path.stem].get("concurrency")]

    assert "bot.jobs.alarms" not in _needs(module) or sends in held


def _needs(module: str) -> set[str]:
    """All modules of ours that are loaded with a module."""
    files, found, left = {_module(path): path for path in BOT}, set[str](), {module}
    while left:
        found |= left
        left = {name for one in left for name in _imports(files[one])} - found
    return found


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
def test_no_expression_stands_inside_a_script_and_every_action_is_pinned(path: Path) -> None:
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


def test_modules_and_functions_can_be_read_in_one_sitting() -> None:
    long: list[str] = []
    for path in BOT:
        text = path.read_text(encoding="utf-8")
        # The words for people are a table, not code.
        if "texts" not in path.parts and len(text.splitlines()) > 320:
            long.append(str(path.relative_to(ROOT)))
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        long += [f"{path}:{node.name}" for node in functions if (node.end_lineno or 0) - node.lineno >= 60]

    assert not long


def _pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", JOBS, ids=lambda path: path.stem)
def test_a_job_is_given_the_api_key_as_one_secret_and_as_the_pair_of_older_set_ups(path: Path) -> None:
    given = _workflow(path)["jobs"][path.stem]["steps"][-1]["env"]

    for name in ("TWILIO_API_KEY", "TWILIO_API_KEY_SID", "TWILIO_API_KEY_SECRET"):
        assert given[name] == f"${{{{ secrets.{name} }}}}"
