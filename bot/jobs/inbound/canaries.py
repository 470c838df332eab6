"""Canaries: what happens when a test message arrives, and how the notice shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from bot.core import clock, logs
from bot.core.issues import Issue
from bot.core.messages import Event
from bot.jobs.record.notices import Notice
from bot.jobs.tools import Tools
from bot.rules.wire import canary

TOPIC = "canary"
OFF = "off"
MISSING = "missing-"  # prefix of the key of the comment about one that did not arrive


@dataclass(frozen=True, slots=True)
class CanaryStatus:
    """When the newest one that arrived was sent, or else the very first; and the oldest sent since, if any."""

    arrived: datetime
    waiting: datetime | None = None

    @classmethod
    def parse(cls, state: str) -> Self | None:
        """Parse the state of the issue; None while canaries are off."""
        try:
            arrived, *more = map(datetime.fromisoformat, state.split())
        except ValueError:
            return None
        return cls(arrived, more[0] if more else None)

    @property
    def state(self) -> str:
        return " ".join(moment.isoformat() for moment in (self.arrived, self.waiting) if moment)

    def after(self, sent_at: datetime) -> CanaryStatus:
        """Return the status after that one arrived: those sent before it are no longer missed."""
        later = self.waiting if self.waiting and self.waiting > sent_at else None
        return CanaryStatus(max(self.arrived, sent_at), later)


def is_one(event: Event, tools: Tools) -> bool:
    """Return whether an event is a test message rather than a person's."""
    return canary.sent_at(event.message, tools.vault) is not None


def arrive(event: Event, tools: Tools) -> None:
    """Note that a test message has arrived."""
    sent_at = canary.sent_at(event.message, tools.vault)
    if sent_at is None:
        return
    known = tools.notices.find(TOPIC, tools.labels.operations)
    issue, before = known, read(known, tools)
    if before is None or sent_at > before.arrived:
        issue = note(before.after(sent_at) if before else CanaryStatus(sent_at), known, tools)
    if issue and issue.is_open:
        if any(key.startswith(MISSING) for key in tools.notices.comments(issue)):
            tools.notices.comment_once(
                issue, f"back-{sent_at.isoformat()}", tools.maintainers.upkeep.canary_back
            )
        tools.repository.close(issue.number)
    logs.step("canary-arrived", message=event.message.sid, seconds=(clock.now() - sent_at).total_seconds())


def read(issue: Issue | None, tools: Tools) -> CanaryStatus | None:
    """Return the status of canaries; None while they are off."""
    return CanaryStatus.parse(tools.notices.state(issue))


def note(status: CanaryStatus, known: Issue | None, tools: Tools) -> Issue:
    """Show the status in the issue, opening it if necessary."""
    when = tools.moment(status.arrived)
    body = tools.maintainers.upkeep.canary_body.format(when=when)
    return tools.notices.keep(_notice(body, status.state, tools), known)


def switched_off(known: Issue, tools: Tools) -> None:
    """Show that canaries are off, so that none is missed once they are switched on again."""
    tools.notices.keep(_notice(tools.maintainers.upkeep.canary_off, OFF, tools), known)


def _notice(body: str, state: str, tools: Tools) -> Notice:
    labels = tools.labels
    title = tools.maintainers.upkeep.canary_title
    return Notice(TOPIC, title, body, [labels.operations, labels.gateway], state)
