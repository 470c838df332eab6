"""All that was said in a conversation, in the order in which it was: for a transcript."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from bot.core.errors import RepositoryError, SealError
from bot.core.issues import Comment, Issue
from bot.core.marks import LEFT, Mark, Outcome
from bot.core.messages import Channel, MessageSid
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.sealed_orders import open_order
from bot.jobs.sending import composing, steps
from bot.jobs.sending.composing import Composed
from bot.jobs.tools import Tools
from bot.rules.conversation import recorded
from bot.rules.conversation.history import HistoryStep
from bot.rules.conversation.transcript import TranscriptEntry
from bot.rules.people import contacts
from bot.rules.text import as_written, who_line
from bot.rules.text.attachments import Attachment
from bot.rules.wire.markers import KeyedMarker, MessagesMarker, OrderMarker

MOST_COMMENTS = 5_000  # GitHub takes 2,500 in an issue; a hundred are read by a request


def chain(last: Conversation, tools: Tools) -> list[Conversation]:
    """Return the conversations that lead to this one, oldest first, as many as a transcript has room for.

    Those that a maintainer merged into one of them, too.
    """
    found, room = [last], MOST_COMMENTS - last.issue.comments
    while before := found[0].marker.follows:
        try:
            earlier = tools.conversations.read(tools.repository.issue(before))
        except RepositoryError as error:
            if not error.is_gone:
                raise
            break
        if earlier is None or not contacts.are_one(earlier.marker.people, last.marker.people):
            break
        room -= earlier.issue.comments
        if room < 0 or earlier.number >= found[0].number:
            break
        found.insert(0, earlier)
    return sorted([*found, *_merged_into(found, room, tools)], key=lambda one: one.number)


def _merged_into(found: list[Conversation], room: int, tools: Tools) -> Iterator[Conversation]:
    people, known = found[-1].marker.people, {one.number for one in found}
    others = tools.conversations.on_every_channel(people) if found[-1].marker.merged else []
    for one in sorted(others, key=lambda one: one.number, reverse=True):  # each continues in a newer one
        if one.marker.continued_in in known and one.number not in known and one.issue.comments <= room:
            known.add(one.number)
            room -= one.issue.comments
            yield one


class Spoken:
    """The entries of one conversation after the other."""

    def __init__(self, tools: Tools, person: str) -> None:
        """`person` is how the person is called in the transcript."""
        self._tools = tools
        self._texts = tools.maintainers.transcripts
        self._person = person

    def entries(self, conversation: Conversation) -> list[TranscriptEntry]:
        """Return what the issue and its comments show that was said; what was never sent is not."""
        comments = self._tools.repository.comments(conversation.number)
        noted = steps.notes_in(comments, self._tools)
        sent = {step.comment.id: step for step in steps.commands_of(comments, self._tools).steps}
        found, places = list[TranscriptEntry](), dict[MessageSid, int]()
        self._add_messages(conversation.issue.body, found, places)
        found += self._greeting(conversation.issue)
        for item in comments:
            match self._tools.conversations.readable(item):
                case MessagesMarker():
                    self._add_messages(item.body, found, places)
                case KeyedMarker(key):
                    self._add_keyed(item, key, found, places)
                case OrderMarker() as marker:
                    step = steps.order_of(item, noted, self._tools)
                    found += self._order(marker, step) if step else ()
                case _ if item.id in sent:
                    found += self._command(sent[item.id], conversation)
        return found

    def _add_messages(self, body: str, found: list[TranscriptEntry], places: dict[MessageSid, int]) -> None:
        for message in recorded.messages(body, self._tools.maintainers):
            places |= dict.fromkeys(message.sids, len(found))
            found.append(TranscriptEntry(message.moment, self._person, message.text, message.further))

    def _add_keyed(
        self, comment: Comment, key: str, found: list[TranscriptEntry], places: dict[MessageSid, int]
    ) -> None:
        """Add an automatic answer, or what goes on in this comment of a text too long for one."""
        at = places.get(MessageSid(key.partition(" ")[0]))
        if at is not None and key.partition(" ")[2].isdigit():
            found[at] = replace(found[at], text=f"{found[at].text}\n{recorded.rest(comment.body)}")
            return
        answer = recorded.answer(comment.body, self._tools.maintainers)
        if answer:
            moment = self._tools.moment(comment.created_at)
            found.append(
                TranscriptEntry(moment, self._texts.automatic, answer, fate=self._texts.fates["sent"])
            )

    def _greeting(self, issue: Issue) -> Iterator[TranscriptEntry]:
        answer = recorded.answer(issue.body, self._tools.maintainers)
        marks = self._tools.our_marks_on_issue(issue) if answer else set[str]()
        if marks & LEFT:
            fate = "delivered" if Mark.DELIVERED in marks else "sent"
            moment = self._tools.moment(issue.created_at)
            yield TranscriptEntry(moment, self._texts.automatic, answer, fate=self._texts.fates[fate])

    def _order(self, marker: OrderMarker, step: HistoryStep) -> Iterator[TranscriptEntry]:
        try:
            order = open_order(marker, self._tools.vault)
        except SealError:  # sealed with a key that is lost
            return
        who = self._texts.system.format(name=order.by or "?")
        yield from self._said(step, who, composing.of_order(order, self._tools), order.person.channel)

    def _command(self, step: HistoryStep, conversation: Conversation) -> Iterator[TranscriptEntry]:
        if step.sends_text:
            channel = conversation.marker.channel
            composed = composing.of_command(step.origin.command, channel, self._tools)
            yield from self._said(step, f"@{step.comment.author}", composed, channel)

    def _said(
        self, step: HistoryStep, who: str, composed: Composed | None, channel: Channel
    ) -> Iterator[TranscriptEntry]:
        """Yield a text that was sent, as it left; nothing of one that was not."""
        fate = self._fate(step)
        if not fate:
            return
        moment = self._tools.moment(step.comment.created_at)
        if composed is None:
            yield TranscriptEntry(moment, who, self._texts.lost, fate=fate)
            return
        parts = composed.parts(channel)[step.first :]
        files = [composed.written.files[one] for part in parts for one in part.files]
        names = tuple(self._texts.file.format(name=_name(file)) for file in files)
        text = "\n\n".join(part.text for part in parts if part.text)
        yield TranscriptEntry(moment, who, text, names, fate)

    def _fate(self, step: HistoryStep) -> str:
        """Return what became of a text; empty if none of it has left."""
        fates = self._texts.fates
        if step.has_left:
            if step.outcome is Outcome.UNDELIVERED:
                return fates["undelivered"]
            return fates["delivered" if Mark.DELIVERED in step.marks else "sent"]
        if step.outcome is Outcome.UNKNOWN:
            return fates["unknown"]
        return fates["partly"].format(sent=step.sent, parts=step.parts) if step.sent else ""


def _name(file: Attachment) -> str:
    return unquote(urlsplit(file.url).path.rpartition("/")[2]) or "?"


def called(conversation: Conversation, somebody: str) -> str:
    """Return how the person is called: by the office's name, or behind `somebody` by the one in the profile.

    What a person chose for a name cannot be taken for a colleague's.
    """
    marker = conversation.marker
    if marker.called:
        return marker.called.line
    who = who_line.read(conversation.issue.body, marker.called)
    names = ", ".join(map(as_written.line, who.names)) if who else ""
    return f"{somebody} ({names})" if names else somebody
