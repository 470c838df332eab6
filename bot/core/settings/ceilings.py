"""What can be configured about the most messages that leave in an hour and in a day."""

from typing import Annotated

from pydantic import Field

from bot.core.settings.types import Section

Most = Annotated[int, Field(ge=1, le=1_000_000)]


class CeilingsSection(Section):
    """The most in any hour and in any day; what maintainers write is never held.

    Orders count in segments, since that is what an SMS costs; a WhatsApp message counts as one.
    """

    answers_per_hour: Most = Field(60, description="Automatic answers from each of our numbers.")
    answers_per_day: Most = Field(300, description="Automatic answers from each of our numbers.")
    token_segments_per_hour: Most = Field(1_500, description="Segments ordered with each API token.")
    token_segments_per_day: Most = Field(6_000, description="Segments ordered with each API token.")
    segments_per_hour: Most = Field(2_500, description="Segments ordered with all API tokens together.")
    segments_per_day: Most = Field(10_000, description="Segments ordered with all API tokens together.")
