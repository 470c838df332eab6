"""What the bot says became of a comment: in a word, in its notes, and for everybody to see, by its reactions.

Our reaction on a comment proves only that it is settled or was sent; every other verdict is a word in a note.
Anybody may react, so a reaction counts only after asking whose it is.
"""

from __future__ import annotations

from enum import StrEnum


class Mark(StrEnum):
    """Our reaction on the comment of a maintainer, or on one that shows an order."""

    TAKEN = "eyes"
    SENT = "rocket"
    DELIVERED = "hooray"
    FAILED = "confused"


class Outcome(StrEnum):
    """What became of a command or an order, as the marker of a note has it. `PENDING` is in no marker."""

    PENDING = "pending"
    WAITING = "waiting"  # it will leave: the policy deferred it, or Twilio was out of reach
    RESENDING = "resending"  # a /retry has begun; its note names the text
    LEFT = "left"  # it was deferred, and has left since
    DONE = "done"  # the text left, or the command was carried out
    DENIED = "denied"  # its author lacked the permission
    REFUSED = "refused"  # it was wrong by itself: malformed, edited, with a file that cannot be sent
    HELD = "held"  # the policy did not let it leave
    FAILED = "failed"  # Twilio refused it
    UNDELIVERED = "undelivered"  # it left and did not arrive
    CANCELED = "canceled"  # it was taken back from Twilio before it left
    UNKNOWN = "unknown"  # it cannot be known whether it left
    EXPLAINED = "explained"  # a final note of an earlier version, which had no word for why

    @property
    def is_final(self) -> bool:
        return self not in _OPEN

    def yields_to(self, later: Outcome) -> bool:
        """Return whether a later verdict on the same text replaces this one: what Twilio reports once it has left."""
        if self is Outcome.UNKNOWN:
            return later.is_final and later is not Outcome.UNKNOWN
        return self is Outcome.DONE and later in _REPORTED_LATER


_OPEN = frozenset({Outcome.PENDING, Outcome.WAITING, Outcome.RESENDING, Outcome.LEFT})
_REPORTED_LATER = frozenset({Outcome.UNDELIVERED, Outcome.CANCELED})

# Sending is finished. Not DELIVERED: a delivery report may arrive before everything that follows sending is done.
SETTLED = frozenset({Mark.SENT, Mark.FAILED})
LEFT = frozenset({Mark.SENT, Mark.DELIVERED})
# Twilio has reported the final status.
REPORTED = frozenset({Mark.DELIVERED, Mark.FAILED})
VERDICTS = SETTLED | REPORTED
