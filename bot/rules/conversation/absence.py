"""Why a message that Twilio lists is in no issue, and what to do about it. Values in, a word out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.rules.texts.meaning import Meaning


class Absence(StrEnum):
    """Why no issue shows a message."""

    ON_ITS_WAY = "on-its-way"
    WAITING = "waiting-in-the-relay"
    NOT_RECORDED = "not-recorded-yet"
    TOO_OLD = "not-recorded-any-more"
    GONE = "deleted"
    BEFORE = "before-the-first-issue"
    OTHER_NUMBER = "other-number"
    ALERT = "alert"
    OTHERS = "not-by-the-bot"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sought:
    """What is known of a message that was looked for in vain.

    `is_looked_for` says that GitHub was asked about its time, and about the person it went to; `is_taken` that the
    relay took it, `waits` that it has not passed it on, `has_failed` that this went wrong already; `is_young` that it
    may still be on its way, `is_recent` that `reconcile` still looks so far back.
    """

    inbound: bool
    is_looked_for: bool
    is_of_our_numbers: bool
    to_administrator: bool
    before_first_issue: bool
    is_young: bool
    is_recent: bool
    waits: bool = False
    has_failed: bool = False
    is_taken: bool = False


def why(sought: Sought) -> Absence:
    """Return why no issue shows the message."""
    reasons = (
        (sought.waits and (sought.has_failed or not sought.is_young), Absence.WAITING),
        (sought.waits, Absence.ON_ITS_WAY),
        (not sought.is_of_our_numbers, Absence.OTHER_NUMBER),
        (not sought.inbound and sought.to_administrator, Absence.ALERT),
        (not sought.is_looked_for, Absence.UNKNOWN),
        (sought.before_first_issue, Absence.BEFORE),
        (not sought.inbound, Absence.OTHERS),
        (sought.is_young, Absence.ON_ITS_WAY),
        (sought.is_taken, Absence.GONE),
        (sought.is_recent, Absence.NOT_RECORDED),
    )
    return next((absence for applies, absence in reasons if applies), Absence.TOO_OLD)


MEANINGS: Mapping[Absence, Meaning] = {
    Absence.ON_ITS_WAY: Meaning("is still on its way to its issue", ""),
    Absence.WAITING: Meaning(
        "waits in the relay",
        "gateway/status says what it waits for; once that is repaired, `bot relay retry` sends it at once.",
    ),
    Absence.NOT_RECORDED: Meaning(
        "is not recorded yet",
        "`reconcile` records it at its next run; Actions → reconcile → Run workflow starts one. If it comes again, "
        "`bot doctor` says why.",
    ),
    Absence.TOO_OLD: Meaning(
        "was never recorded, and is older than reconcile.look_back",
        "Raise reconcile.look_back in config.yml and start the workflow reconcile.",
    ),
    Absence.GONE: Meaning(
        "was passed on to GitHub, which does not show it: its issue or comment was deleted, or its run has not ended",
        "`bot trace` and its id show how far it came.",
    ),
    Absence.BEFORE: Meaning("is older than the first issue of the bot", ""),
    Absence.OTHER_NUMBER: Meaning(
        "came to or from a number of the account that is not the bot's",
        "If it should be, put the number into TWILIO_PHONE_NUMBER or TWILIO_WHATSAPP_NUMBER and run `bot setup`.",
    ),
    Absence.ALERT: Meaning("is an alert to ADMIN_PHONES, which no issue shows", ""),
    Absence.OTHERS: Meaning(
        "belongs to no conversation: something else sent it with this account, or the issue was deleted",
        "If you do not know what sent it, look at who has the auth token: .github/SECURITY.md, After a leak.",
    ),
    Absence.UNKNOWN: Meaning("could not be looked for", ""),
}
