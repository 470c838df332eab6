"""Settings for upkeep: what reconcile looks for and how often, and the message that tests the whole path."""

from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.core.settings.types import Duration, Section, between, one_of

# Only these fit a day, which is what a cron line can say.
RATES = ("1h", "2h", "3h", "4h", "6h", "8h", "12h", "1d")


class ReconcileSection(Section):
    """What the workflow `reconcile` looks for, and how often GitHub's clock starts it."""

    every: Annotated[Duration, one_of(*RATES)] = Field(
        timedelta(hours=6),
        description="How often GitHub's clock starts it, whatever the relay wakes it for; `bot config workflows` "
        "writes the cron line.",
    )
    lost_after: Annotated[Duration, between("1s", "1d", "15m")] = Field(
        timedelta(minutes=15),
        description="Whatever is younger is still on its way: a message without an issue, a command without answer.",
    )
    look_back: Annotated[Duration, between("2h", "90d", "7d")] = Field(
        timedelta(days=7), description="At most so far back it looks after the clock stopped."
    )
    ask_status_after: Annotated[Duration, between("1s", "7d", "1h")] = Field(
        timedelta(hours=1), description="A sent message without final status is asked about after this time."
    )
    ask_status_until: Annotated[Duration, between("1h", "30d", "3d")] = Field(
        timedelta(days=3), description="After this time nobody asks any more: not every carrier reports."
    )
    quiet: Annotated[Duration, between("1h", "30d", "1d")] = Field(
        timedelta(days=1), description="The issue about Twilio's errors is closed after so long without any."
    )
    stopped_after: Annotated[Duration, between("2h", "7d", "1d")] | None = Field(
        None,
        description="Without a successful run for so long, the relay's status says that the clock stopped; at least, "
        "and if null, twice `every` and an hour.",
    )

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.ask_status_until < self.ask_status_after:
            raise ValueError("ask_status_until no shorter than ask_status_after, such as 3d and 1h")
        if self.look_back <= self.lost_after:
            raise ValueError("look_back longer than lost_after, such as 7d and 15m")
        return self


class CanarySection(Section):
    """A message that nobody wrote, sent through the whole path each hour."""

    enabled: bool = Field(default=False, description="Whether it is sent.")
    arrives_within: Annotated[Duration, between("1m", "1d", "30m")] = Field(
        timedelta(minutes=30), description="If it has not arrived after this time, an issue says so."
    )
