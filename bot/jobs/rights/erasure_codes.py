"""The codes by which a person confirms an erasure: which one counts, and how often it may be wrong.

The sender of an SMS can be forged; what is sent to that number reaches its owner. So only the newest code that Twilio
took counts, and few wrong ones end it: a guess out of a million has few tries a day. OWASP ASVS 2.2.1 and 2.7 ask the
same of a code sent to a phone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core import clock, logs
from bot.core.issues import Comment
from bot.core.messages import Address, Event, MessageSid
from bot.jobs.tools import Tools
from bot.rules.wire import markers
from bot.rules.wire.markers import KeyedMarker
from bot.rules.wire.rights_markers import RequestMarker

TRIES = 3  # wrong codes that end a request
ASKINGS = 3  # codes that leave for a person, on all channels, within a day
_WARN_AT = 2  # the wrong code at which maintainers are warned
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """A request for an erasure whose code left, and the comment that keeps count of the wrong ones."""

    comment: Comment
    marker: RequestMarker

    @property
    def is_ended(self) -> bool:
        return len(self.marker.wrong) >= TRIES


def code(sid: MessageSid, tools: Tools) -> str:
    """Return the code of a request, which only that person's phone gets; any address of theirs may send it back."""
    return tools.vault.code(sid)


def may_ask(person: Address, tools: Tools) -> bool:
    """Return whether another code may leave: whoever forges a number must not flood its owner, nor guess for long."""
    return len(_requests(person, clock.now() - _DAY, tools)) < ASKINGS


def requests(person: Address, tools: Tools) -> list[CodeRequest]:
    """Return the requests not too old to be confirmed, on any channel, oldest first: the last one's code counts."""
    return _requests(person, clock.now() - tools.settings.config.privacy.confirm_within, tools)


def counted(open_requests: list[CodeRequest], sid: MessageSid) -> CodeRequest | None:
    """Return the request that a message's wrong code was counted for, if an earlier run got that far."""
    return next((one for one in open_requests if sid in one.marker.wrong), None)


def count_wrong(request: CodeRequest, event: Event, tools: Tools) -> CodeRequest:
    """Keep count of a wrong code; the same message counts once."""
    marker = replace(request.marker, wrong=(*request.marker.wrong, event.message.sid))
    issue, rest = request.comment.issue, request.comment.body.partition("\n")[2]
    head = markers.write(marker, tools.vault, issue)
    tools.repository.rewrite_comment(issue, request.comment.id, f"{head}\n{rest}")
    logs.step("code-wrong", issue=issue, count=len(marker.wrong))
    return replace(request, marker=marker)


def tries_left_after(request: CodeRequest, sid: MessageSid) -> int:
    """Return how many wrong codes were left after that message's; the same in each run."""
    return TRIES - 1 - request.marker.wrong.index(sid)


def warn(request: CodeRequest, sid: MessageSid, tools: Tools) -> None:
    """Warn maintainers, once, at the second wrong code of a request."""
    if request.marker.wrong.index(sid) + 1 >= _WARN_AT:
        sentence = tools.maintainers.privacy.wrong_codes
        key = KeyedMarker(f"codes-{request.marker.sid}")
        tools.conversations.comment_once(request.comment.issue, key, sentence)


def _requests(person: Address, since: datetime, tools: Tools) -> list[CodeRequest]:
    recent = (
        found.issue for found in tools.conversations.all_with(person) if found.issue.updated_at >= since
    )
    comments = (comment for issue in recent for comment in tools.repository.comments(issue.number, since))
    asked = (
        CodeRequest(comment, marker)
        for comment in comments
        if comment.created_at >= since
        and isinstance(marker := tools.conversations.marker(comment), RequestMarker)
        and marker.code_left
    )
    return sorted(asked, key=lambda one: one.comment.id)
