"""Messages that have left and of whose fate no report came: Twilio is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import attachments, clock, outbound, segments, templates
from bot.about import About
from bot.attachments import Written
from bot.commands import Close, Reply, Retry, Template
from bot.conversations import Conversation, open_order
from bot.errors import SealError
from bot.jobs import order_notes, record_delivery, send_notification
from bot.jobs.reconciling.scene import Scene
from bot.jobs.runner import Tools, mask
from bot.markers import OrderMarker
from bot.messages import Address, DeliveryStatus, Report, SentMessage
from bot.repository import Comment
from bot.templates import Filled

_DECIDED = frozenset({"hooray", "confused"})
_STATUSES = {status.value: status for status in DeliveryStatus}
_SKEW = timedelta(seconds=5)  # between Twilio's clock and GitHub's
_TWINS = timedelta(hours=1)  # within this time the same text may have waited for the same run


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What a comment sent: the texts of its messages, to whom, from which of our numbers, not before when.

    `twins` counts the comments before it that sent the same in that time.
    """

    about: About
    person: Address
    sender: Address
    texts: tuple[str, ...]
    since: datetime
    twins: int = 0


def settle(scene: Scene) -> list[str]:
    """Show the fate of what has left, where Twilio knows it by now.

    What is still under way stays as it is: not every carrier reports deliveries. It is asked about each hour at
    first, then once a day, and after `reconcile.ask_status_until` no more.
    """
    lines = []
    for outgoing in _undecided(scene):
        mask(outgoing.person)
        reports = fate(outgoing, scene.tools)
        if reports:
            lines.append(record_delivery.settle(outgoing.about, reports, scene.tools))
    return lines


def fate(outgoing: Outgoing, tools: Tools) -> list[Report]:
    """Return the final statuses of all its messages, nothing as long as one is open and none has failed."""
    listed = tools.messages.sent_to(outgoing.person, outgoing.sender, outgoing.since)[::-1]
    found = _matching(outgoing.texts * (outgoing.twins + 1), listed)[-len(outgoing.texts) :]
    reports = [
        Report(0, clock.now(), one.sid, _STATUSES[one.status], outgoing.person, str(outgoing.about), one.code)
        for one in found
        if one.status in _STATUSES
    ]
    final = [report for report in reports if report.status.is_final]
    failed = any(report.status.has_failed for report in final)
    return final if failed or len(final) == len(outgoing.texts) else []


def _matching(texts: Sequence[str], listed: Sequence[SentMessage]) -> list[SentMessage]:
    """Return the first message for each text; the list begins with the oldest."""
    left, found = list(listed), []
    for text in texts:
        match = next((one for one in left if outbound.key(one.text) == outbound.key(text)), None)
        if match:
            left.remove(match)
            found.append(match)
    return found


def _undecided(scene: Scene) -> Iterator[Outgoing]:
    """Yield what bears our rocket and nothing after it, and is old enough."""
    settings, now = scene.tools.settings.config.reconcile, scene.period.now
    conversations, comments = scene.conversations, scene.comments
    if scene.period.first_of_the_day:
        since = now - settings.ask_status_until
        comments = scene.tools.recent.comments(min(since, scene.period.since))
        issues = scene.tools.recent.issues(min(since, scene.period.since))
        found = {issue.number: scene.conversation(issue) for issue in issues}
        conversations = {number: one for number, one in found.items() if one}
    oldest, newest = now - settings.ask_status_until, now - settings.ask_status_after
    for conversation in conversations.values():
        issue = conversation.issue
        if oldest <= issue.created_at <= newest and _is_open(issue.reactions):
            yield _greeting(conversation, scene.tools)
    for comment in comments:
        at_home = conversations.get(comment.issue)
        if at_home and oldest <= comment.created_at <= newest and _is_open(comment.reactions):
            outgoing = _of_comment(comment, at_home, comments, scene)
            if outgoing:
                yield outgoing


def _is_open(reactions: Mapping[str, int]) -> bool:
    return "rocket" in reactions and not reactions.keys() & _DECIDED


def _greeting(conversation: Conversation, tools: Tools) -> Outgoing:
    """Return the acknowledgement, whose fate the issue itself shows."""
    marker, issue = conversation.marker, conversation.issue
    text = tools.people.acknowledgement.format(number=issue.number)
    return Outgoing(About(issue.number), marker.person, marker.sender, (text,), issue.created_at - _SKEW)


def _of_comment(
    comment: Comment, conversation: Conversation, comments: Sequence[Comment], scene: Scene
) -> Outgoing | None:
    about = About(comment.issue, comment.id)
    marker, since = conversation.marker, comment.created_at - _SKEW
    order = scene.tools.conversations.marker(comment)
    if isinstance(order, OrderMarker):
        return _of_order(order, about, since, scene.tools)
    texts = _texts(comment, conversation, scene)
    if not texts:
        return None
    twins = [
        other
        for other in comments
        if other.issue == comment.issue
        and other.id < comment.id
        and "rocket" in other.reactions
        and comment.created_at - other.created_at < _TWINS
        and not isinstance(scene.command(comment), Retry)
        and _texts(other, conversation, scene) == texts
    ]
    since = min([since, *(other.created_at - _SKEW for other in twins)])
    return Outgoing(about, marker.person, marker.sender, texts, since, len(twins))


def _of_order(marker: OrderMarker, about: About, since: datetime, tools: Tools) -> Outgoing | None:
    try:
        order = open_order(marker, tools.vault)
    except SealError:
        return None
    sender = send_notification.sender(order.person.channel, tools)
    text = order_notes.text_of(order, tools)
    sheets = attachments.sheets(Written(text), order.person.channel)
    return Outgoing(about, order.person, sender, tuple(sheet.text for sheet in sheets), since)


def _texts(comment: Comment, conversation: Conversation, scene: Scene) -> tuple[str, ...]:
    """Return the texts of the messages that a command sent; none for a command that sends nothing."""
    config, channel = scene.tools.settings.config, conversation.marker.channel
    match scene.command(comment):
        case Reply(text) | Close(text) if text:
            said = segments.worded(text, channel, plain=config.messages.transliterate)
            written = attachments.read(said)
        case Template(name, variables):
            filled = templates.compose(config.templates, name, dict(variables), channel)
            written = Written(filled.text if isinstance(filled, Filled) else "")
        case Retry():
            failed = _failed_before(comment, scene)
            return _texts(failed, conversation, scene) if failed else ()
        case _:
            return ()
    return tuple(sheet.text for sheet in attachments.sheets(written, channel))


def _failed_before(retry: Comment, scene: Scene) -> Comment | None:
    """Return the comment whose text a /retry sent once more."""
    said = scene.tools.repository.comments(retry.issue)
    failed = [one for one in said if one.id < retry.id and "confused" in one.reactions]
    sending = (Reply, Close, Template)
    return next((one for one in reversed(failed) if isinstance(scene.command(one), sending)), None)
