"""The reactions with which the bot marks a comment, and what combinations of them mean."""

from __future__ import annotations

from enum import StrEnum


class Mark(StrEnum):
    """Our reaction on the comment of a maintainer, or on one that shows an order."""

    TAKEN = "eyes"
    SENT = "rocket"
    DELIVERED = "hooray"
    FAILED = "confused"


# Sending is finished. Not DELIVERED: a delivery report may arrive before everything that follows sending is done.
SETTLED = frozenset({Mark.SENT, Mark.FAILED})
LEFT = frozenset({Mark.SENT, Mark.DELIVERED})
# Twilio has reported the final status.
REPORTED = frozenset({Mark.DELIVERED, Mark.FAILED})
VERDICTS = SETTLED | REPORTED
