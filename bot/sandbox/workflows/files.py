"""A workflow file's triggers, inputs, concurrency and permissions, parsed from the file."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

import yaml

# `queue` is newer than act, which refuses the file; everything else is left unchanged.
_QUEUE_LINE = re.compile(r"^[ \t]+queue:.*\n?", re.MULTILINE)
_CONCURRENCY_BLOCK = re.compile(
    r"^(?P<indent>[ \t]*)concurrency:[ \t]*(?:#.*)?\n(?:(?P=indent)[ \t]+.*\n?|[ \t]*\n)+", re.MULTILINE
)
_CONCURRENCY_INLINE = re.compile(
    r"^(?P<head>[ \t]*concurrency:[ \t]*\{)(?P<body>(?:\$\{\{.*?\}\}|[^}\n])*)\}", re.MULTILINE
)
_QUEUE_ITEM = re.compile(r"(?:,\s*queue:\s*\w+)|(?:queue:\s*\w+\s*,?\s*)")


class WorkflowError(ValueError):
    """The file is not a workflow that GitHub would accept."""


class InputError(ValueError):
    """A workflow cannot be started manually with these inputs."""


@dataclass(frozen=True)
class Concurrency:
    """Which runs must not overlap; `group` may contain expressions."""

    group: str
    queue_all: bool = False
    cancel_running: bool = False


@dataclass(frozen=True)
class Job:
    """A job's permissions, None for what its workflow has, and the workflow that it calls, if it is a call."""

    id: str
    permissions: Any = None
    calls: str = ""


@dataclass(frozen=True)
class Workflow:
    """One file of `.github/workflows`."""

    path: str
    name: str
    run_name: str | None
    triggers: Mapping[str, Any]
    concurrency: Concurrency | None
    job_scopes: frozenset[str] | None = field(default=None)
    job_concurrency: Concurrency | None = None
    permissions: Any = None
    jobs: tuple[Job, ...] = ()

    @property
    def id(self) -> int:
        """A number that is the same at every start of the sandbox."""
        return 100_000_000 + zlib.crc32(self.path.encode())

    @property
    def file(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    def wants(self, event: str, activity: str | None) -> bool:
        """Return whether the event, with its activity such as `created`, starts this workflow."""
        if event not in self.triggers:
            return False
        types = _listed((self.triggers[event] or {}).get("types"))
        return not types or (activity is not None and any(fnmatchcase(activity, each) for each in types))

    def crons(self) -> list[str]:
        return [each["cron"] for each in self.triggers.get("schedule") or []]

    def complete_inputs(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Check the inputs of a manual run and fill in the defaults; all values are strings."""
        if "workflow_dispatch" not in self.triggers:
            raise InputError("Workflow does not have 'workflow_dispatch' trigger")
        declared: Mapping[str, Any] = (self.triggers["workflow_dispatch"] or {}).get("inputs") or {}
        unexpected = [name for name in given if name not in declared]
        if unexpected:
            raise InputError(f"Unexpected inputs provided: {unexpected}")
        return {name: _input(name, rules or {}, given) for name, rules in declared.items()}


def _input(name: str, rules: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    value = given.get(name, rules.get("default"))
    if rules.get("required") and value in {None, ""}:
        raise InputError(f"Required input '{name}' not provided")
    text = str(value).lower() if isinstance(value, bool) else str("" if value is None else value)
    options = [str(each) for each in rules.get("options") or []]
    if options and text not in options:
        raise InputError(f"Provided value '{text}' for input '{name}' not in the list of allowed values")
    if rules.get("type") == "boolean":
        return text or "false"
    return text


def read(path: str, text: str) -> Workflow:
    """Read one workflow file."""
    try:
        content = _content(text)
    except yaml.YAMLError as error:
        raise WorkflowError(f"{path} is not YAML: {error}") from error
    if not isinstance(content, dict) or not isinstance(content.get("jobs"), dict):
        raise WorkflowError(f"{path} has no jobs")
    # In YAML 1.1 the key `on` is the boolean true.
    return Workflow(
        path=path,
        name=str(content.get("name") or path),
        run_name=content.get("run-name"),
        triggers=_triggers(content.get("on", content.get(True))),
        concurrency=_concurrency(content.get("concurrency")) or _of_jobs(content),
        job_concurrency=_of_jobs(content) if content.get("concurrency") else None,
        job_scopes=_job_scopes(content),
        permissions=content.get("permissions"),
        jobs=tuple(_job(name, job) for name, job in content["jobs"].items() if isinstance(job, dict)),
    )


def _content(text: str) -> Any:
    """Return the YAML in a text: libyaml takes a tenth of the time, and the Python parser words faults more clearly."""
    with suppress(AttributeError, yaml.YAMLError):
        return yaml.load(text, yaml.CSafeLoader)
    return yaml.safe_load(text)


def _job(name: Any, job: Mapping[str, Any]) -> Job:
    return Job(str(name), job.get("permissions"), str(job.get("uses") or ""))


def without_queue(text: str) -> str:
    """Remove `queue` from every `concurrency`."""
    text = _CONCURRENCY_BLOCK.sub(lambda block: _QUEUE_LINE.sub("", block[0]), text)
    return _CONCURRENCY_INLINE.sub(
        lambda block: f"{block['head']}{_QUEUE_ITEM.sub('', block['body'])}}}", text
    )


def _triggers(on: Any) -> dict[str, Any]:
    if isinstance(on, str):
        return {on: None}
    if isinstance(on, list):
        return dict.fromkeys(on)
    return dict(on or {})


def _of_jobs(content: Mapping[str, Any]) -> Concurrency | None:
    """Read the concurrency of the first job that has one.

    GitHub queues single jobs; with one job per file, as here, queueing the run is the same.
    """
    jobs = [job for job in content["jobs"].values() if isinstance(job, dict)]
    return _concurrency(next((job["concurrency"] for job in jobs if job.get("concurrency")), None))


def _concurrency(found: Any) -> Concurrency | None:
    if not found:
        return None
    if isinstance(found, str):
        return Concurrency(found)
    return Concurrency(
        str(found["group"]), found.get("queue") == "max", found.get("cancel-in-progress") is True
    )


def _job_scopes(content: Mapping[str, Any]) -> frozenset[str] | None:
    """Collect the permissions of the jobs' tokens; act has one token per run, so the jobs share it."""
    scopes: set[str] = set()
    for job in content["jobs"].values():
        permissions = job.get("permissions", content.get("permissions"))
        if permissions is None:
            return None
        scopes |= _scopes(permissions)
    return frozenset(scopes)


def _scopes(permissions: Any) -> set[str]:
    if isinstance(permissions, str):
        level = permissions.removesuffix("-all")
        return {f"{area}:{level}" for area in ("actions", "contents", "issues", "packages", "pull-requests")}
    return {f"{area}:{level}" for area, level in permissions.items() if level != "none"}


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)
