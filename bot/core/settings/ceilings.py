"""What can be configured about the most messages that leave in an hour and in a day."""

from typing import Annotated

from pydantic import Field

from bot.core.settings.types import Section

Most = Annotated[int, Field(ge=1, le=1_000_000)]


class CeilingsSection(Section):
    """The most messages in any hour and in any day; what maintainers write is never held."""

    answers_per_hour: Most = Field(60, description="Automatic answers from each of our numbers.")
    answers_per_day: Most = Field(300, description="Automatic answers from each of our numbers.")
    token_orders_per_hour: Most = Field(600, description="Messages ordered with each API token.")
    token_orders_per_day: Most = Field(3_000, description="Messages ordered with each API token.")
    orders_per_hour: Most = Field(1_000, description="Messages ordered with all API tokens together.")
    orders_per_day: Most = Field(5_000, description="Messages ordered with all API tokens together.")
