"""The reactions with which the bot marks a comment, and what sets of them mean."""

from __future__ import annotations

from enum import StrEnum


class Mark(StrEnum):
    """Our reaction on the comment of a maintainer, or on one that shows an order."""

    TAKEN = "eyes"
    SENT = "rocket"
    DELIVERED = "hooray"
    FAILED = "confused"


# The sender is done with it. Not DELIVERED: a delivery report may come before all is done that follows sending.
SETTLED = frozenset({Mark.SENT, Mark.FAILED})
LEFT = frozenset({Mark.SENT, Mark.DELIVERED})
# Twilio has reported the end.
REPORTED = frozenset({Mark.DELIVERED, Mark.FAILED})
VERDICTS = SETTLED | REPORTED
