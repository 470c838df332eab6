"""Workflow runs as GitHub stores them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Status = Literal["queued", "in_progress", "completed"]
Conclusion = Literal["success", "failure", "cancelled", "skipped", "timed_out", "startup_failure"]


@dataclass(frozen=True)
class Event:
    """An event that may start workflows."""

    name: str
    activity: str | None
    payload: Mapping[str, Any]
    actor: str


@dataclass(frozen=True)
class Run:
    id: int
    workflow_id: int
    path: str
    name: str
    display_title: str
    run_number: int
    event: Event
    head_sha: str
    created_at: datetime
    updated_at: datetime
    started_at: datetime
    group: str | None = None
    job_group: str | None = None  # the job's group, if the workflow has its own as well
    run_attempt: int = 1
    status: Status = "queued"
    conclusion: Conclusion | None = None
    summary: str = ""
    has_begun: bool = True  # False if GitHub gave it no runner
    # As they were when the run was queued; later changes do not reach it.
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def active(self) -> bool:
        return self.status != "completed"
