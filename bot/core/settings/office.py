"""What can be configured about an office: its hours, and its holidays."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.core.settings.hours import EVERY_DAY
from bot.core.settings.sending import Days, Hours
from bot.core.settings.types import Section

_A_DAY = re.compile(r"(\d{4}-)?\d\d-\d\d")
_LEAP_YEAR = "2028-"


def _holiday(value: Any) -> Any:
    if isinstance(value, date):  # as YAML reads it
        return value.isoformat()
    if isinstance(value, str) and _A_DAY.fullmatch(value):
        try:
            date.fromisoformat(value if len(value) > len("01-25") else f"{_LEAP_YEAR}{value}")
        except ValueError:
            pass
        else:
            return value
    raise ValueError("a day such as 2026-12-24, or 01-25 for one of every year")


Holiday = Annotated[str, BeforeValidator(_holiday), Field(pattern=r"^(\d{4}-)?\d\d-\d\d$")]
HolidayName = Annotated[str, Field(min_length=1, max_length=60)]


class HolidaysSection(Section):
    """The days on which nobody is at the office."""

    brazil: bool = Field(default=True, description="Whether the national holidays of Brazil are among them.")
    own: dict[Holiday, HolidayName] = Field(
        {}, description="Others, such as 2026-12-24, or 01-25 for one of every year, each with its name."
    )


class OfficeSection(Section):
    """When somebody is at the office, on the clock of time_zone."""

    hours: Hours | None = Field(
        None, description="Between these hours; null: people are told nothing about hours."
    )
    days: Days = Field(EVERY_DAY[:5], description="On these days.")
    holidays: HolidaysSection = Field(
        HolidaysSection.model_construct(), description="But not on these days, from midnight to midnight."
    )
