"""Messages of which it is not known whether they left: Twilio did not answer, and its list may lag.

The newest messages may be missing from Twilio's list for minutes (github.com/twilio/twilio-java/issues/442). So a
message that the list lacks is not sent again before the list can be trusted.
"""

from __future__ import annotations

from datetime import timedelta

from bot.core import clock
from bot.jobs.tools import Tools
from bot.rules.wire.about import About
from bot.rules.wire.markers import KeyedMarker

LAG = timedelta(minutes=15)


def note(about: About, tools: Tools) -> None:
    """Show that it is not known whether the text of a comment left; each attempt counts from its own note."""
    tools.agenda.note(clock.now() + LAG)
    sentence = tools.maintainers.sending.in_doubt.format(minutes=LAG // timedelta(minutes=1))
    tools.conversations.comment(about.issue, KeyedMarker(f"{_key(about)}{clock.iso(clock.now())}"), sentence)


def lasts(about: About, tools: Tools, here: int = 0) -> bool:
    """Return whether the last attempt of that kind is too recent for Twilio's list.

    `here` is the issue in which the conversation goes on, if it does.
    """
    since = clock.now() - LAG
    return any(
        comment.created_at > since and marker.key.startswith(_key(about))
        for issue in sorted({about.issue, here or about.issue})
        for comment in tools.repository.comments(issue, since)
        if isinstance(marker := tools.conversations.marker(comment), KeyedMarker)
    )


def _key(about: About) -> str:
    return f"doubt-{about.comment}-"
