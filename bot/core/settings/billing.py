"""What can be configured about the bill."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.core.settings.templates import Currency, Price
from bot.core.settings.types import LabelName, Login, Section


def _above_zero(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError('an amount above zero in quotes, such as "50.00", or null')
    return value


Percent = Annotated[int, Field(ge=1, le=1000)]


class BillingSection(Section):
    """What messages may cost, and when to say so."""

    currency: Currency = Field(
        "USD", description="The currency of the amounts below; it must be that of the Twilio account."
    )
    monthly_budget: Annotated[Price, AfterValidator(_above_zero)] | None = Field(
        None, description="What a month may cost; null for no budget."
    )
    thresholds: tuple[Percent, ...] = Field(
        (50, 80, 100), description="The percentages of the budget at which administrators get an alert."
    )
    balance_floor: Price | None = Field(
        Decimal("5.00"),
        description="The balance at which administrators get an alert; null for an account that pays by invoice.",
    )
    days_left_floor: int = Field(
        7, ge=0, le=365, description="Alert when the balance lasts fewer days than this; 0 for never."
    )
    report: bool = Field(default=True, description="Whether each month gets an issue with its bill.")
    label: LabelName = Field("custos", description="The label of the alert and of the reports.")
    assignees: tuple[Login, ...] = Field((), description="Who is assigned to them: logins on GitHub.")
    usage_triggers: bool = Field(
        default=False,
        description="Whether Twilio notifies the relay at once when a threshold of the budget is crossed.",
    )
