"""/retry: which text it sends again, and why it may refuse to.

Only what Twilio refused, did not deliver or may not have sent, of an author who may answer, as it was written: else a
text that was refused once, or that somebody else has changed, would leave by the word of whoever says /retry.
"""

from __future__ import annotations

from bot.core.marks import Outcome
from bot.jobs.replies import permitted
from bot.jobs.sending import quick_replying
from bot.jobs.sending.composing import Composed
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.text.command_types import Retry


def refusal(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Return why nothing is sent again, or an empty string."""
    texts, step = tools.maintainers.history, thread.step(request)
    if step.source is None and thread.is_announced(request):
        return texts.gone
    if step.source is None:
        return _why_none(thread, tools)
    source = step.origin.comment
    is_checked = source.author == request.comment.author
    if not is_checked and not permitted.may_command(tools.repository.permission(source.author), tools):
        return texts.not_permitted.format(url=source.url, login=source.author)
    if tools.repository.provenance([source])[source.id].edited:
        return texts.edited.format(url=source.url)
    if thread.composed(step) is None:
        return texts.gone
    return quick_replying.why_changed(step, thread, tools)


def _why_none(thread: Thread, tools: Tools) -> str:
    """Return why there is nothing to send again."""
    texts = tools.maintainers.history
    failure, arrived = thread.history.unsent(), thread.history.known_since()
    if failure:
        return texts.held.format(url=failure.comment.url)
    return texts.known_since.format(url=arrived.origin.comment.url) if arrived else texts.nothing_failed


def announce(request: PendingCommand, composed: Composed, thread: Thread, tools: Tools) -> None:
    """Comment which text a /retry sends, whether only its rest is, and whether it may arrive twice."""
    if not isinstance(request.command, Retry):
        return
    texts, failure = tools.maintainers.history, thread.history.unsent()
    if failure is None or thread.is_announced(request):
        return
    parts = len(composed.parts(thread.conversation.marker.channel))
    first = failure.first_to_retry(parts)
    sentences = [texts.again.format(url=failure.origin.comment.url)]
    if first:
        sentences.append(texts.rest.format(first=first + 1, total=parts))
    if _may_arrive_twice(failure.outcome, failure.sent - first, parts - first):
        sentences.append(texts.twice)
    thread.announce(request, first, parts, " ".join(sentences))


def _may_arrive_twice(outcome: Outcome, left: int, parts: int) -> bool:
    """Return whether some of what is sent again has left, or may have; `left` of it is known to have."""
    several = outcome is Outcome.UNDELIVERED and parts > 1  # only one of them is known not to have arrived
    return outcome is Outcome.UNKNOWN or several or left > 0
