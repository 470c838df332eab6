"""What can be configured about the clock: what the hourly job looks for, and the message that tests the whole path."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from bot.settings.types import Duration, Section


class ReconcileSection(Section):
    """What the hourly workflow `reconcile` looks for."""

    lost_after: Duration = Field(
        timedelta(minutes=15),
        description="Whatever is younger is still on its way: a message without an issue, a command without answer.",
    )
    look_back: Duration = Field(
        timedelta(days=7), description="At most so far back it looks after the clock stood still."
    )
    ask_status_after: Duration = Field(
        timedelta(hours=1), description="A sent message without final status is asked about after this time."
    )
    ask_status_until: Duration = Field(
        timedelta(days=3), description="After this time nobody asks any more: not every carrier reports."
    )
    quiet: Duration = Field(
        timedelta(days=1), description="The issue about Twilio's errors is closed after so long without any."
    )
    stopped_after: Duration = Field(
        timedelta(hours=3),
        description="Without a successful run for so long, the relay's status says that the clock stopped.",
    )


class CanarySection(Section):
    """A message that nobody wrote, sent through the whole path each hour."""

    enabled: bool = Field(default=False, description="Whether it is sent.")
    arrives_within: Duration = Field(
        timedelta(minutes=30), description="If it has not arrived after this time, an issue says so."
    )
