"""Settings for the age of credentials: how long each may be used, since when it is in use, who is notified."""

from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, model_validator

from bot.core import clock
from bot.core.sentences import Sentence
from bot.core.settings.types import Duration, LabelName, Login, Section, between, one_of

DAYS_BEFORE = (14, 7, 0)
_QUARTER = timedelta(days=90)


MOST_DAYS_BEFORE = 90
# Somewhere it is tomorrow already.
_AHEAD = timedelta(hours=14)


def _steps(value: tuple[int, ...]) -> tuple[int, ...]:
    in_order = list(value) == sorted(set(value), reverse=True)
    if not value or not in_order or value[-1] < 0 or value[0] > MOST_DAYS_BEFORE:
        raise ValueError(
            Sentence(
                "days before the due date from {most} to 0, the most first, each once, such as [14, 7, 0]",
                most=MOST_DAYS_BEFORE,
            )
        )
    return value


def _past(value: date) -> date:
    if value > (clock.now() + _AHEAD).date():
        raise ValueError("a day that is not in the future, such as 2026-11-24")
    return value


Steps = Annotated[tuple[int, ...], AfterValidator(_steps)]
Period = Annotated[Duration, between("1d", "3650d", "90d")]
ReminderInterval = Annotated[Duration, between("1d", "90d", "7d")]
Overlap = Annotated[Duration, between("0s", "1h", "2m")]
Day = Annotated[date, AfterValidator(_past)]


def _every(what: str) -> Any:
    return Field(_QUARTER, description=f"How long {what} may live.")


def _on(what: str) -> Any:
    return Field(None, description=f"The day {what} was last rotated, if nothing else shows it.")


class PeriodsSection(Section):
    """How long each credential may live."""

    twilio_auth_token: Period = _every("Twilio's auth token")
    twilio_api_key: Period = _every("the API key at Twilio")
    github_token: Period = _every("the relay's GitHub token, unless it expires sooner,")
    github_app_key: Period = _every("the key of the relay's GitHub App")
    contact_key: Period = _every("the key that seals numbers and texts")
    api_tokens: Period = _every("the tokens of other systems")


class DatesSection(Section):
    """Since when each credential is in use, where neither GitHub nor an earlier reminder shows it."""

    twilio_auth_token: Day | None = _on("Twilio's auth token")
    twilio_api_key: Day | None = _on("the API key at Twilio")
    github_token: Day | None = _on("the relay's GitHub token")
    github_app_key: Day | None = _on("the key of the relay's GitHub App")
    contact_key: Day | None = _on("the key that seals numbers and texts")
    api_tokens: Day | None = _on("the tokens of other systems")


class RotationSection(Section):
    """Credentials are changed for new ones before they are old."""

    look_every: Annotated[Duration, one_of("1d", "7d")] = Field(
        timedelta(days=7),
        description="How often GitHub's clock starts remind-rotation, whatever the relay wakes it for; `bot config "
        "workflows` writes the cron line.",
    )
    every: PeriodsSection = Field(
        PeriodsSection.model_construct(), description="How long each credential may live."
    )
    rotated_on: DatesSection = Field(
        DatesSection.model_construct(), description="The day each was last rotated, such as 2026-11-24."
    )
    remind_before: Steps = Field(
        DAYS_BEFORE,
        description="Reminders come this many days before the due date; the first opens the issue.",
    )
    remind_overdue_every: ReminderInterval = Field(
        timedelta(days=7), description="How often the bot reminds of an overdue credential."
    )
    label: LabelName = Field("rotacao", description="The issues about credentials.")
    assignees: tuple[Login, ...] = Field((), description="Who is assigned to them: logins on GitHub.")
    overlap: Overlap = Field(
        timedelta(minutes=2),
        description="How long the relay still accepts the old auth token after `bot rotate` has promoted the new one.",
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        """If the first reminder came before a new credential's first day, its issue would never close."""
        first = timedelta(days=self.remind_before[0])
        names = [name for name in PeriodsSection.model_fields if getattr(self.every, name) <= first]
        if names:
            raise ValueError(
                Sentence(
                    "every.{name} longer than the {days} days of remind_before, such as 90d and [14, 7, 0]",
                    name=names[0],
                    days=self.remind_before[0],
                )
            )
        return self
