"""Settings about people who wait: after how long a reminder goes out, and to whom."""

from typing import Annotated

from pydantic import Field

from bot.core.settings.types import Duration, Login, Section, between


class DeskSection(Section):
    """Nobody waits unseen."""

    answer_within: Annotated[Duration, between("15m", "30d", "4h")] | None = Field(
        None,
        description="A conversation that waits longer, while the office is open, is labelled and its people are "
        "mentioned; after the same time again administrators get an alert. null: nobody is reminded.",
    )
    on_call: tuple[Login, ...] = Field(
        (), description="Who is mentioned where nobody is assigned: logins on GitHub."
    )
    digest: bool = Field(
        default=True,
        description="Whether an issue lists each day who waits, and how long answers took; it needs answer_within.",
    )
