"""The files of messages whose texts are recorded: kept person by person, then shown where the text stands.

A text never waits for its files. The line that stands for a file says all that is needed to keep it later, so whatever
a run leaves, out of time or because Twilio or GitHub did not answer, the next run of the batch or reconcile completes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from bot.adapters.media import MediaKeeper
from bot.core import clock, logs
from bot.core.issues import Comment, Issue
from bot.core.messages import Event, MessageSid
from bot.jobs.inbound import certificates
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.tools import Tools
from bot.rules.text import file_lines
from bot.rules.text.file_lines import UnkeptFile
from bot.rules.text.media_types import AwaitedFile, DroppedFile, DropReason, Fate
from bot.rules.wire.markers import ConversationMarker, MessagesMarker

_SOON, _HOUR, _HURRY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)


class AwaitedFiles:
    """Keeps files, no more at once than GitHub recommends, for the time `within` from the first on.

    `ran_out` says that some were left for want of time.
    """

    def __init__(self, tools: Tools, within: timedelta) -> None:
        self._tools = tools
        self._keeper = MediaKeeper(tools.settings)
        self._within = within
        self.ran_out = False

    @cached_property
    def _until(self) -> float:
        return clock.steady() + self._within.total_seconds()

    def known_before(self, events: Iterable[Event]) -> dict[MessageSid, Sequence[Fate]]:
        """Return what a message's text is recorded with: its files are fetched later."""
        return {event.message.sid: self._keeper.known_before(event.message) for event in events}

    def complete(self, conversation: Conversation, items: Iterable[Issue | Comment]) -> Iterator[str]:
        """Keep what the items of a conversation wait for, all by one commit, and show it; yield a line for the summary.

        Raises what GitHub raises when an item cannot be changed, and LimitError.
        """
        items = list(items)
        waiting = [(item, found) for item in items if (found := awaited_in(item, self._tools))]
        files = [file for _, found in waiting for file in found]
        if not files:
            self._advise(conversation, {one.reason for item in items for one in unkept_in(item, self._tools)})
            return
        since = min(item.created_at for item, _ in waiting)
        if not self._has_time():
            self.ran_out = True
            self._note_again(since)
            return
        contact = self._tools.vault.contact_id(conversation.marker.person)
        fates = self._keeper.keep(contact, files, since, self._until)
        # Before they are shown: a run that dies in between is repeated for what is not.
        dropped = {fate.reason for fate in fates.values() if isinstance(fate, DroppedFile)}
        self._advise(
            conversation, dropped | {one.reason for item in items for one in unkept_in(item, self._tools)}
        )
        for item, _ in waiting if fates else ():
            self._show(item, fates)
        logs.step("files-kept", contact=contact, issue=conversation.issue.number, count=len(fates))
        if len(fates) < len(files):
            self._note_again(since)
        if fates:
            yield self._tools.summaries.files.format(
                number=conversation.issue.number, done=len(fates), count=len(files)
            )

    def _advise(self, conversation: Conversation, reasons: set[DropReason]) -> None:
        if DropReason.CERTIFICATE in reasons:
            certificates.advise(conversation, self._tools)

    def _note_again(self, since: datetime) -> None:
        """Have reconcile try again: soon, then each hour, and after a day whenever it runs."""
        now = clock.now()
        if now - since < _HURRY:
            self._tools.agenda.note(now + (_SOON if now - since < _HOUR else _HOUR))

    def _show(self, item: Issue | Comment, fates: Mapping[AwaitedFile, Fate]) -> None:
        repository, texts = self._tools.repository, self._tools.maintainers
        if isinstance(item, Issue):
            item = repository.issue(item.number)  # its first line may have changed since it was read
        body = file_lines.completed(item.body, fates, texts)
        if body == item.body:
            return
        if isinstance(item, Comment):
            repository.rewrite_comment(item.issue, item.id, body)
        else:
            repository.settle(item, body, close=False)

    def _has_time(self) -> bool:
        """Wait until a push is due; return False if that is too late."""
        wait = self._keeper.seconds_until_push()
        if clock.steady() + wait >= self._until:
            return False
        clock.sleep(wait)
        return True


def awaited_in(item: Issue | Comment, tools: Tools) -> list[AwaitedFile]:
    """Return the files that an issue or comment still waits for; only messages that its marker names count."""
    found = file_lines.awaited(item.body)
    sids = _sids(item, tools) if found else ()
    return [file for file in found if file.sid in sids]


def unkept_in(item: Issue | Comment, tools: Tools) -> list[UnkeptFile]:
    """Return the files that an issue or comment says are not kept; only messages that its marker names count."""
    found = file_lines.unkept(item.body)
    sids = _sids(item, tools) if found else ()
    return [one for one in found if one.file.sid in sids]


def _sids(item: Issue | Comment, tools: Tools) -> tuple[MessageSid, ...]:
    marker = tools.conversations.readable(item)
    return marker.sids if isinstance(marker, ConversationMarker | MessagesMarker) else ()
