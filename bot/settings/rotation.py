"""What can be configured about the age of credentials: how long each may live, since when it does, who is told."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from bot.settings.types import Duration, LabelName, Section

DAYS_BEFORE = (14, 7, 0)
_QUARTER = timedelta(days=90)


def _steps(value: tuple[int, ...]) -> tuple[int, ...]:
    if not value or list(value) != sorted(set(value), reverse=True) or value[-1] < 0:
        raise ValueError("days before the due date, the most first, each once, such as [14, 7, 0]")
    return value


def _period(value: timedelta) -> timedelta:
    if value < timedelta(days=1):
        raise ValueError("at least 1d")
    return value


Steps = Annotated[tuple[int, ...], AfterValidator(_steps)]
Period = Annotated[Duration, AfterValidator(_period)]


def _every(what: str) -> Any:
    return Field(_QUARTER, description=f"How long {what} may live.")


def _on(what: str) -> Any:
    return Field(None, description=f"The day {what} was last rotated, where nothing else tells.")


class PeriodsSection(Section):
    """How long each credential may live."""

    twilio_auth_token: Period = _every("Twilio's auth token")
    twilio_api_key: Period = _every("the API key at Twilio")
    github_token: Period = _every("the relay's GitHub token, unless it expires sooner,")
    github_app_key: Period = _every("the key of the relay's GitHub App")
    contact_key: Period = _every("the key that seals numbers and texts")
    api_tokens: Period = _every("the tokens of other systems")


class DatesSection(Section):
    """Since when each credential lives, where neither GitHub nor an earlier reminder tells."""

    twilio_auth_token: date | None = _on("Twilio's auth token")
    twilio_api_key: date | None = _on("the API key at Twilio")
    github_token: date | None = _on("the relay's GitHub token")
    github_app_key: date | None = _on("the key of the relay's GitHub App")
    contact_key: date | None = _on("the key that seals numbers and texts")
    api_tokens: date | None = _on("the tokens of other systems")


class RotationSection(Section):
    """Credentials are changed for new ones before they are old."""

    every: PeriodsSection = Field(PeriodsSection(), description="How long each credential may live.")
    rotated_on: DatesSection = Field(
        DatesSection(), description="The day each was last rotated, such as 2026-11-24."
    )
    remind_before: Steps = Field(
        DAYS_BEFORE,
        description="So many days before the due date a reminder is given; the first opens the issue.",
    )
    remind_overdue_every: Period = Field(
        timedelta(days=7), description="How often an overdue credential is spoken of again."
    )
    label: LabelName = Field("rotacao", description="The issues about credentials.")
    assignees: tuple[str, ...] = Field((), description="Who is assigned to them: logins on GitHub.")
    overlap: Duration = Field(
        timedelta(minutes=2),
        description="How long the relay still takes the old auth token after `bot rotate` has promoted the new one.",
    )
