"""A person's consent on GitHub: one closed issue per contact, one comment per entry, chained.

The same issue keeps what must be remembered about erasures: like the person's opt-out, it outlives them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.adapters.github.repository import Repository
from bot.core import logs
from bot.core.issues import Comment, Issue
from bot.core.marks import Mark
from bot.core.messages import ContactId, Purpose
from bot.core.settings import Configuration
from bot.jobs.record import consent_chain, consent_merges
from bot.jobs.record.consent_issues import ConsentIssues, Found
from bot.jobs.record.own_issues import OwnIssues
from bot.rules.people import consent, known_changes, merges
from bot.rules.people.consent import ConsentChange, ConsentEntry, ConsentState
from bot.rules.people.sealing import Vault
from bot.rules.text import inert
from bot.rules.texts import Texts
from bot.rules.wire import consent_anchors, markers
from bot.rules.wire.consent_anchors import Anchor
from bot.rules.wire.rights_markers import ConsentMarker, ErasureMarker, ReceiptMarker

PERSON_INFORMED: Mark = (
    Mark.SENT  # our reaction on the comment of an erasure: the person knows that it is done
)
_DIGEST_LETTERS = 12


@dataclass(frozen=True, slots=True)
class PendingErasure:
    """An erasure under way, and the comment that holds its plan."""

    comment: Comment
    marker: ErasureMarker
    person_informed: bool


@dataclass(frozen=True, slots=True)
class ConsentRecord:
    """A person's entries and the issue that holds them; no issue if there has never been an entry.

    `contact` is the id under which the record was begun, perhaps one made with an earlier key. A `broken` record holds
    an entry without a fitting seal or out of its place, or is not bound to its issue: somebody changed it. `elsewhere`
    are the entries of the person's other records: each was begun under an address before Twilio named them together.
    `merged` are the records of further numbers that a maintainer said are the same person's.
    """

    contact: ContactId
    issue: Issue | None
    entries: tuple[ConsentEntry, ...]
    pending: tuple[PendingErasure, ...] = ()
    receipts: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    broken: bool = False
    elsewhere: tuple[tuple[ConsentEntry, ...], ...] = ()
    merged: tuple[ConsentRecord, ...] = ()

    @property
    def history(self) -> tuple[ConsentEntry, ...]:
        """Everything the person agreed to or withdrew from this number, in the order of time."""
        return consent.merged((self.entries, *self.elsewhere)) if self.elsewhere else self.entries

    @property
    def everything(self) -> tuple[ConsentEntry, ...]:
        """The same from every number of the person: to show, never to conclude a consent from."""
        return consent.merged((self.history, *(one.history for one in self.merged)))

    @property
    def opted_out(self) -> bool:
        """Return whether nothing may be sent; what a broken record does not show could be an opt-out."""
        return self.broken or merges.opted_out(self.history, [one.history for one in self.merged])

    @property
    def still_out(self) -> tuple[ConsentRecord, ...]:
        """The records of the person's other numbers from which an opt-out still holds."""
        return tuple(one for one in self.merged if consent.opted_out(one.history))

    @property
    def erasing(self) -> tuple[PendingErasure, ...]:
        """Every erasure of the person that is under way, whichever number asked for it."""
        return (*self.pending, *(pending for one in self.merged for pending in one.pending))

    def state(self, purpose: Purpose) -> ConsentState:
        """Return the state of consent for a purpose at this number."""
        return merges.state(self.history, [one.history for one in self.merged], purpose)

    def beside(self, others: Sequence[ConsentRecord]) -> ConsentRecord:
        """Return this record with what the person's others hold."""
        return replace(
            self,
            receipts=self.receipts.union(*(other.receipts for other in others)),
            gone=self.gone.union(*(other.gone for other in others)),
            broken=any(one.broken for one in (self, *others)),
            elsewhere=tuple(other.entries for other in others),
        )

    def with_merged(self, others: Sequence[ConsentRecord], *, missing: bool) -> ConsentRecord:
        """Return this record with those of the person's other numbers, of which one may be missing."""
        return replace(
            self,
            receipts=self.receipts.union(*(other.receipts for other in others)),
            gone=self.gone.union(*(other.gone for other in others)),
            broken=missing or any(one.broken for one in (self, *others)),
            merged=tuple(others),
        )

    def has_erased(self, key: str) -> bool:
        """Return whether a message or order, by its id, was erased or is being erased."""
        return bool(self.gone) and digest(key) in self.gone


@dataclass(frozen=True, slots=True)
class RawConsentRecord:
    """A person's entries as they are chained, unparsed and unchecked, and the issue that holds them.

    `broken` and `unsealed` list the positions, from 1, of entries whose seal does not match, and of those without one.
    `nameless` counts the bot's comments whose hidden line is gone. `bound` says that the record is bound to its issue.
    `ids` are those of its number, `merged` those of the person's other numbers.
    """

    contact: ContactId
    issue: int
    lines: tuple[str, ...]
    broken: tuple[int, ...] = ()
    unsealed: tuple[int, ...] = ()
    nameless: int = 0
    bound: bool = True
    ids: frozenset[ContactId] = frozenset()
    merged: frozenset[ContactId] = frozenset()


class Ledger:
    """The consent records of one repository.

    An entry counts if its seal was made with CONTACT_KEY for this position, whoever wrote it: the bot's own
    account, or a maintainer's from the terminal.
    """

    def __init__(
        self,
        repository: Repository,
        own: OwnIssues,
        vault: Vault,
        config: Configuration,
        texts: Texts,
        keep_anchors: Callable[[Sequence[Anchor]], None],
    ) -> None:
        """`keep_anchors` stores where new entries stand, where nobody who edits issues can reach."""
        self._repository = repository
        self._own = own
        self._vault = vault
        self._config = config
        self._texts = texts
        self._keep_anchors = keep_anchors
        self._issues = ConsentIssues(repository, own, vault, config, texts)

    def record(
        self, contact: ContactId, *former: ContactId, labelled: Sequence[Issue] | None = None
    ) -> ConsentRecord:
        """Return what is recorded about a person, in two requests, the second of which may serve several people.

        `former` are the person's other ids, each of which is searched for too. `labelled` are the issues under the
        current id, if the caller has just read them. Of two records, the first that is found is added to; both count.
        Another number merged with this one takes one request more.
        """
        found = self._issues.find((contact, *former), labelled)
        own = self._of_number(found.own) if found.own else ConsentRecord(contact, None, ())
        if not found.merged and not found.missing:
            return own
        return own.with_merged([self._of_number(one) for one in found.merged], missing=found.missing)

    def _of_number(self, found: Found) -> ConsentRecord:
        first, *others = (self._read(issue, begun_as) for issue, begun_as in found)
        return first.beside(others) if others else first

    def _read(self, issue: Issue, begun_as: ContactId) -> ConsentRecord:
        ahead = self._repository.ahead.comments(issue.number)
        comments = ahead.comments if ahead and ahead.whole else self._repository.comments(issue.number)
        pending, receipts, gone = self._erasures(comments)
        chain = consent_chain.read(comments, begun_as, self._own, self._vault)
        broken = chain.broken or not self.is_bound(issue)
        return ConsentRecord(begun_as, issue, chain.entries, pending, receipts, gone, broken)

    def records(self) -> list[RawConsentRecord]:
        """Return everybody's entries."""
        return [
            self._raw(contact, issue)
            for issue in self._repository.issues_with_label(self._config.labels.consent)
            if (contact := self.contact_of(issue))
        ]

    def _raw(self, contact: ContactId, issue: Issue) -> RawConsentRecord:
        comments = self._repository.comments(issue.number)
        found = list(consent_chain.listed(comments, contact, self._own, self._vault))
        return RawConsentRecord(
            contact,
            issue.number,
            tuple(one.line for one in found),
            tuple(place for place, one in enumerate(found, 1) if one.sealed and not one.fits),
            tuple(place for place, one in enumerate(found, 1) if not one.sealed),
            len(consent_chain.nameless(comments, self._own, self._vault)),
            bound=self.is_bound(issue),
            ids=self.ids_of(issue),
            merged=self.merged_of(issue),
        )

    def contact_of(self, issue: Issue) -> ContactId | None:
        """Return whose consent record the issue is, or None if it is not one."""
        return self._issues.contact_of(issue)

    def ids_of(self, issue: Issue) -> frozenset[ContactId]:
        """Return every id of the person whose consent record the issue is; none if it is not one bound to it."""
        return self._issues.ids_of(issue) if self._issues.is_bound(issue) else frozenset()

    def ids_in(self, record: ConsentRecord) -> frozenset[ContactId]:
        """Return every id of the number that the record is of."""
        return (self.ids_of(record.issue) if record.issue else frozenset()) | {record.contact}

    def link(self, ids: Iterable[ContactId], labelled: Iterable[Issue]) -> list[Issue]:
        """Record that these ids are one person, on the records among the issues; return the issues as they are then."""
        return self._issues.link(ids, labelled)

    def merged_of(self, issue: Issue) -> frozenset[ContactId]:
        """Return the ids of the person's other numbers that a consent record names."""
        return self._issues.merged_of(issue)

    def merge(self, numbers: Sequence[Sequence[ContactId]]) -> None:
        """Record that these numbers, each with its ids, are one person's; see `consent_merges`."""
        consent_merges.join(numbers, self._issues)

    def part(self, ids: Sequence[ContactId]) -> None:
        """Record that the number with these ids is a person of its own."""
        consent_merges.part(ids, self._issues)

    def lines(self, issue: Issue) -> list[str]:
        """Return the entries of an issue as they are chained, oldest first, unparsed and unchecked."""
        contact = self.contact_of(issue)
        if contact is None:
            return []
        comments = self._repository.comments(issue.number)
        return [one.line for one in consent_chain.listed(comments, contact, self._own, self._vault)]

    def is_bound(self, issue: Issue) -> bool:
        """Return whether the record counts in this issue, or was moved or copied there."""
        return self._issues.is_bound(issue)

    def add(self, record: ConsentRecord, change: ConsentChange) -> ConsentRecord:
        """Add an entry once; a message or state that is already recorded adds nothing."""
        if record.issue and record.issue.is_open:
            self._repository.close(record.issue.number)  # an earlier run may have died before it did
        if known_changes.is_known(change, record.history, record.state):
            return record
        issue = self.issue_of(record)
        entry = consent.append(record.contact, record.entries, change)
        line = consent.write(entry)
        marker = ConsentMarker(line, consent_chain.seal(record.contact, line, self._vault))
        self._repository.comment(
            issue.number, f"{markers.write(marker, self._vault, issue.number)}\n{self._sentence(entry)}"
        )
        self._keep_anchors(consent_anchors.of_entries(record.contact, [entry]))
        logs.step("consent-recorded", contact=record.contact, kind=change.action, reason=change.source)
        return replace(record, issue=issue, entries=(*record.entries, entry))

    def issue_of(self, record: ConsentRecord) -> Issue:
        """Return the issue that holds a person's entries; if there is none, open one and close it at once."""
        issue = record.issue or self._issues.open(record.contact)
        if issue.is_locked:  # it is ours, and a workflow can write nothing in a locked one
            self._repository.unlock(issue.number)
        if issue.is_open:
            self._repository.close(issue.number)
        return issue

    def _erasures(
        self, comments: Iterable[Comment]
    ) -> tuple[tuple[PendingErasure, ...], frozenset[str], frozenset[str]]:
        pending, receipts, gone = [], set(), set()
        for comment in comments:
            marker = self._own.readable(comment)
            if isinstance(marker, ErasureMarker):
                marks = self._repository.marks_by(self._config.conversations.bot_login, comment)
                pending.append(PendingErasure(comment, marker, PERSON_INFORMED in marks))
            elif isinstance(marker, ReceiptMarker):
                receipts.add(marker.key)
            if isinstance(marker, ErasureMarker | ReceiptMarker):
                gone |= unpacked(marker.gone)
        return tuple(pending), frozenset(receipts), frozenset(gone)

    def _sentence(self, entry: ConsentEntry) -> str:
        change = entry.change
        when = self._texts.dates.write_moment(change.at.astimezone(ZoneInfo(self._config.time_zone)))
        action = self._texts.consent_actions[change.action]
        about = inert.words(change.purpose) if change.purpose else self._texts.consent_everything
        who = f" · {inert.words(change.by)}" if change.by else ""
        quoted = f"\n\n{inert.quotation(change.text)}" if change.text else ""
        return f"{when} · **{action}** · {about} · {self._texts.consent_sources[change.source]}{who}{quoted}"


def digest(key: str) -> str:
    """Return the digest that identifies an erased message or order; it reveals nothing about the person."""
    return hashlib.sha256(f"gone {key}".encode()).hexdigest()[:_DIGEST_LETTERS]


def packed(keys: Iterable[str]) -> str:
    """Return the digests of the keys as one word."""
    return "".join(sorted(set(map(digest, keys))))


def unpacked(word: str) -> set[str]:
    """Return the digests that `packed` joined."""
    return {word[place : place + _DIGEST_LETTERS] for place in range(0, len(word), _DIGEST_LETTERS)}
