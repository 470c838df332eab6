"""Two open conversations of one person on one channel: GitHub's lists lagged when the second was opened."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import logs
from bot.jobs.record.conversations import Conversation
from bot.jobs.upkeep import each
from bot.jobs.upkeep.scene import Scene
from bot.rules.wire import markers
from bot.rules.wire.markers import SaidMarker


def join(scene: Scene) -> Iterator[str]:
    """Close the older of two and let each name the other; nothing of either is moved or lost.

    The newer one stays, since it is the one that a later message finds first and that may be opened again. A double
    begins with a new conversation: only those opened in the period are looked after, one request each.
    """
    newest_first = sorted(scene.conversations.items(), reverse=True)
    done = set[int]()
    return each.on_its_own(newest_first, lambda conversation: _look_after(conversation, done, scene))


def _look_after(conversation: Conversation, done: set[int], scene: Scene) -> Iterator[str]:
    if conversation.issue.number in done or not _is_new(conversation, scene):
        return
    open_ones = [found for found in _known(conversation, scene) if found.issue.is_open]
    done |= {found.issue.number for found in open_ones}
    for older in open_ones[1:]:
        _join(older, open_ones[0], scene)
        yield f"- #{older.issue.number}: goes on in #{open_ones[0].issue.number}"


def _known(conversation: Conversation, scene: Scene) -> list[Conversation]:
    """Return the conversations with the person on that channel, the newest first, also under ids of former keys."""
    conversations, person = scene.tools.conversations, conversation.marker.person
    if not scene.tools.vault.former_ids(person):
        return conversations.with_person(person)
    return [found for found in conversations.all_with(person) if found.marker.channel is person.channel]


def _is_new(conversation: Conversation, scene: Scene) -> bool:
    return conversation.issue.is_open and conversation.issue.created_at >= scene.period.since


def _join(older: Conversation, newer: Conversation, scene: Scene) -> None:
    """Close last: when the older one is closed, all is done."""
    tools, texts = scene.tools, scene.tools.maintainers.upkeep
    here, there = newer.issue.number, older.issue.number
    waiting = tools.settings.config.labels.waiting
    _say(here, f"joined-{there}", texts.joined_here.format(other=there), scene)
    if waiting in older.issue.labels:
        tools.repository.add_label(here, waiting)
        tools.repository.remove_label(there, waiting)
    _say(there, f"joined-{here}", texts.joined_away.format(other=here), scene)
    tools.repository.close(there)
    logs.step("conversations-joined", issue=here, contact=newer.marker.contact)


def _say(number: int, key: str, sentence: str, scene: Scene) -> None:
    tools, marker = scene.tools, SaidMarker(key)
    if marker not in map(tools.conversations.marker, tools.repository.comments(number)):
        tools.repository.comment(number, f"{markers.write(marker, tools.vault)}\n{sentence}")
