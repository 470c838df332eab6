"""The transcripts that maintainers have asked for: made, kept on the person's branch, and linked where they asked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import phonenumbers

from bot.adapters.github.media import MediaBranches
from bot.core import clock, isolated, logs
from bot.core.errors import LimitError, RepositoryError, TemporaryError
from bot.core.issues import Comment
from bot.core.messages import Address
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.conversations import linked
from bot.jobs.tools import Tools
from bot.jobs.upkeep import spoken
from bot.jobs.upkeep.context import ReconcileContext
from bot.jobs.upkeep.spoken import Spoken
from bot.rules.conversation import transcript
from bot.rules.conversation.transcript import TranscriptEntry, TranscriptHead
from bot.rules.people import contacts
from bot.rules.text.networks import channel_name
from bot.rules.text.number_masks import NumberMask
from bot.rules.wire import markers
from bot.rules.wire.markers import TranscriptMarker

FOLDER = "transcricoes"
_AGAIN = timedelta(minutes=15)
_STANDS = frozenset({403, 413, 422})  # what GitHub refuses with these, it refuses again


def make(context: ReconcileContext) -> Iterator[str]:
    """Make the transcripts that are asked for, each once; one that cannot be kept now is tried again."""
    tools = context.tools
    waiting = [comment for comment in context.looked_at[1] if _wish(comment, tools)]
    branches = MediaBranches(tools.settings)
    yield from isolated.each(
        ((comment.issue, comment) for comment in waiting),
        lambda comment: _make(comment, branches, tools),
        tools.shown,
    )


def _wish(comment: Comment, tools: Tools) -> TranscriptMarker | None:
    marker = tools.conversations.readable(comment)
    return marker if isinstance(marker, TranscriptMarker) and not marker.done else None


def _make(listed: Comment, branches: MediaBranches, tools: Tools) -> Iterator[str]:
    number = listed.issue
    try:
        comment = tools.repository.read_comment(listed)  # an erasure may have taken it since it was listed
        conversation = tools.conversations.read(tools.repository.issue(number))
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return
    wish = _wish(comment, tools)
    if wish is None or conversation is None:
        return
    sentence = _why_not(branches, tools) or _kept(conversation, comment, wish, branches, tools)
    if sentence:
        done = TranscriptMarker(wish.about, wish.by, whole=wish.whole, done=True)
        line = markers.write(done, tools.vault, number)
        tools.repository.rewrite_comment(number, comment.id, f"{line}\n{sentence}")
        logs.step("transcript-made", issue=number)
        yield tools.summaries.transcript_made.format(number=number)


def _why_not(branches: MediaBranches, tools: Tools) -> str:
    texts = tools.maintainers.transcripts
    if not tools.settings.config.media.keep:
        return texts.off
    return texts.public if branches.is_public() else ""


def _kept(
    conversation: Conversation,
    comment: Comment,
    wish: TranscriptMarker,
    branches: MediaBranches,
    tools: Tools,
) -> str:
    """Keep the file, instead of an earlier one; return what the comment then says, empty if the person is erased."""
    texts, number = tools.maintainers.transcripts, conversation.number
    entries, head = _content(conversation, comment, wish, tools)
    if not entries:
        return texts.nothing
    text = transcript.written(head, entries)
    name = f"transcricao-{number}.txt"
    contact = tools.vault.contact_id(conversation.marker.person)
    clock.sleep(branches.seconds_until_push())
    if tools.conversations.read(tools.repository.issue(number)) is None:
        return ""
    try:
        blob = branches.add(transcript.encoded(text))
        branches.commit(contact, {f"{FOLDER}/{name}": blob})
    except LimitError:
        raise
    except RepositoryError as error:
        if error.status not in _STANDS:
            raise
        logs.trouble("transcript-refused", issue=number, reason=error.message)
        return texts.refused
    except TemporaryError:
        tools.agenda.note(clock.now() + _AGAIN)
        raise
    url = branches.page_of(contact, f"{FOLDER}/{name}")
    numbers = texts.whole if wish.whole else texts.masked
    sentence = texts.done.format(name=name, url=url, count=len(entries), numbers=numbers)
    return linked(sentence, f"#{number}") if comment.issue != number else sentence


def _content(
    conversation: Conversation, comment: Comment, wish: TranscriptMarker, tools: Tools
) -> tuple[list[TranscriptEntry], TranscriptHead]:
    texts, marker = tools.maintainers.transcripts, conversation.marker
    chain = spoken.chain(conversation, tools)
    person = spoken.called(conversation, texts.somebody)
    said = Spoken(tools, person)
    entries = [entry for one in chain for entry in said.entries(one)]
    if not wish.whole:
        known = [*marker.people, *tools.settings.our_numbers, marker.sender]
        mask = NumberMask(known, _country(marker.sender))
        entries = [_masked(entry, mask) for entry in entries]
        person = mask.masked(person)
    before = chain[0].marker.follows
    later = [texts.begins_later.format(number=chain[0].number, before=before)] if before else []
    issues = ", ".join(f"#{one.number}" for one in chain)

    def shown(address: Address) -> str:
        return address.identity if wish.whole else contacts.masked(address)

    rows = [
        (texts.person, person),
        (texts.number, shown(marker.person)),
        (texts.channel, channel_name(marker.person)),
        (texts.ours, shown(marker.sender)),
        *([(texts.issues, issues)] if len(chain) > 1 else []),
        (texts.messages, str(len(entries))),
        (texts.made, texts.made_by.format(when=tools.moment(comment.created_at), login=wish.by)),
    ]
    if entries:
        period = texts.period_of.format(since=entries[0].moment, until=entries[-1].moment)
        rows.insert(-2, (texts.period, period))
    notes = [texts.whole if wish.whole else texts.masked, *later]
    return entries, TranscriptHead(texts.title.format(issues=f"#{conversation.number}"), rows, notes)


def _masked(entry: TranscriptEntry, mask: NumberMask) -> TranscriptEntry:
    further = tuple(map(mask.masked, entry.further))
    return TranscriptEntry(entry.moment, mask.masked(entry.who), mask.masked(entry.text), further, entry.fate)


def _country(ours: Address) -> str:
    """Return the country in which numbers are read that are written without one."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(ours.identity)) or "BR"
    except phonenumbers.NumberParseException:
        return "BR"
