"""The issues that hold consent records: whose each is, which are one person's, and where to look for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.adapters.github.repository import Repository
from bot.core.issues import Issue
from bot.core.messages import ContactId
from bot.core.settings import Configuration
from bot.jobs.record import consent_chain
from bot.jobs.record.own_issues import OwnIssues
from bot.rules.people import merges
from bot.rules.people.sealing import Vault
from bot.rules.texts import Texts
from bot.rules.wire import binding, markers
from bot.rules.wire.binding import Binding
from bot.rules.wire.markers import ConversationMarker
from bot.rules.wire.rights_markers import LedgerMarker

Found = list[tuple[Issue, ContactId]]


@dataclass(frozen=True, slots=True)
class FoundRecords:
    """A person's records, each with the id it was begun under: those of one number, and of each `merged` with it.

    Of a number merged with it, one is `missing`: what it says is not known.
    """

    own: Found
    merged: tuple[Found, ...] = ()
    missing: bool = False


class ConsentIssues:
    """The consent records of one repository, as issues.

    Each is begun under one contact id. Its marker, bound to the issue, names the person's other ids; a label is only
    how it is found.
    """

    def __init__(
        self, repository: Repository, own: OwnIssues, vault: Vault, config: Configuration, texts: Texts
    ) -> None:
        self._repository = repository
        self._own = own
        self._vault = vault
        self._config = config
        self._texts = texts

    def contact_of(self, issue: Issue) -> ContactId | None:
        """Return the id under which the consent record was begun, or None if the issue is not one."""
        marker = consent_chain.marker_of(issue.body, self._vault)
        if not isinstance(marker, LedgerMarker):
            return None
        trusted = (
            self._own.is_ours(issue)
            or self.is_bound(issue)
            or self._vault.has_signed(_of_ledger(marker.contact), marker.seal)
        )
        return marker.contact if trusted else None

    def ids_of(self, issue: Issue) -> frozenset[ContactId]:
        """Return every id of the person whose consent record the issue is; none if it is not one."""
        contact, marker = self.contact_of(issue), consent_chain.marker_of(issue.body, self._vault)
        if contact is None or not isinstance(marker, LedgerMarker):
            return frozenset()
        return frozenset({contact, *(marker.also if self.is_bound(issue) else ())})

    def merged_of(self, issue: Issue) -> frozenset[ContactId]:
        """Return the ids of the person's other numbers that the consent record names; none if it is not bound."""
        contact, marker = self.contact_of(issue), consent_chain.marker_of(issue.body, self._vault)
        if contact is None or not isinstance(marker, LedgerMarker) or not self.is_bound(issue):
            return frozenset()
        return frozenset(marker.merged)

    def is_bound(self, issue: Issue) -> bool:
        return binding.of(issue.body, self._vault, issue.number) is Binding.BOUND

    def find(self, ids: Sequence[ContactId], labelled: Sequence[Issue] | None) -> FoundRecords:
        """Return a person's records: that of the first id, then the older ones, then those of merged numbers.

        The labels of each number are on the records of all, so that the lists which show one show the others.

        One that is not bound to its issue is returned only if there is no other: it is broken, so that nobody gets
        around an opt-out by moving a record.
        """
        bound: dict[int, Issue] = {}
        seen: dict[int, Issue] = {}
        unbound: Found = []
        for contact in ids:
            known = labelled if contact == ids[0] else None
            listed = [
                self._own.recovered(issue)
                for issue in (self._labelled(contact) if known is None else known)
                if self._is_about_consent(issue)
            ]
            seen |= {issue.number: issue for issue in listed}
            found = [issue for issue in listed if not self.ids_of(issue).isdisjoint(ids)]
            bound |= {issue.number: issue for issue in found if self.is_bound(issue)}
            # One of ours with both labels and no marker: somebody removed that.
            found = found or [issue for issue in listed if self._is_ours_without_marker(issue)]
            unbound += [(issue, contact) for issue in found[-1:]]
        # Lists by label may lag behind an entry made a moment ago.
        for issue in () if bound else map(self._own.recovered, self._repository.newest_issues_lately()):
            if not self.ids_of(issue).isdisjoint(ids):
                bound |= {issue.number: issue} if self.is_bound(issue) else {}
                unbound.append((issue, self.contact_of(issue) or ids[0]))
        begun = [(issue, self.contact_of(issue) or ids[0]) for _, issue in sorted(bound.items())]
        own = sorted(begun, key=lambda one: one[1] != ids[0]) or unbound[:1]
        return self._with_merged(own, frozenset(ids), seen)

    def _with_merged(self, own: Found, ids: frozenset[ContactId], seen: dict[int, Issue]) -> FoundRecords:
        """Add the records of the numbers merged with these: asked for only where what was `seen` lacks one."""
        names = ids.union(*(self.ids_of(issue) for issue, _ in own))
        wanted = frozenset[ContactId]().union(*(self.merged_of(issue) for issue, _ in own))
        if wanted:
            seen = self._seen_with(seen, wanted - names)
        of_own = {issue.number for issue, _ in own}
        others = {
            number: issue
            for number, issue in seen.items()
            if number not in of_own and self._is_merged(issue, names, wanted)
        }
        known = names.union(*(self.ids_of(issue) for issue in others.values()))
        numbers = merges.sets_of(self.ids_of(issue) for issue in others.values())
        merged = [
            [
                (issue, self.contact_of(issue) or min(number))
                for issue in others.values()
                if self.ids_of(issue) & number
            ]
            for number in numbers
        ]
        return FoundRecords(own, tuple(merged), missing=not wanted <= known)

    def _is_merged(self, issue: Issue, names: frozenset[ContactId], wanted: frozenset[ContactId]) -> bool:
        ids = self.ids_of(issue)
        return self.is_bound(issue) and bool(ids & (wanted - names) or self.merged_of(issue) & names)

    def _seen_with(self, seen: dict[int, Issue], wanted: frozenset[ContactId]) -> dict[int, Issue]:
        """Return what was seen, with the records of these ids: a label may be gone, or a list lag behind it."""
        for one in (*sorted(wanted), None):
            bound = (self.ids_of(issue) for issue in seen.values() if self.is_bound(issue))
            if wanted <= frozenset[ContactId]().union(*bound):
                break
            listed = self._repository.newest_issues_lately() if one is None else self._labelled(one)
            found = [self._own.recovered(issue) for issue in listed if self._is_about_consent(issue)]
            seen = seen | {issue.number: issue for issue in found}
        return seen

    def open(self, contact: ContactId) -> Issue:
        """Open a record with the labels of all ids of the person, and close it at once."""
        labels, beside = self._config.labels, self._ids_beside(contact)
        also, merged = (tuple(sorted(ids)) for ids in beside)
        marker = LedgerMarker(contact, self._vault.sign(_of_ledger(contact)), also, merged)
        return self._own.open(
            f"{self._texts.ledger_title} - {contact}",
            f"{markers.write_new(marker, self._vault)}\n{self._texts.ledger_body}",
            [labels.gateway, labels.consent, *map(labels.of_contact, (contact, *also, *merged))],
            closed=True,
        )

    def link(self, ids: Iterable[ContactId], labelled: Iterable[Issue]) -> list[Issue]:
        """Write into each consent record of the person that these ids are one; return the issues as they are then.

        The labels come first. A record that is not bound stays as it is, and holds all messages back.
        """
        return [self._linked(issue, frozenset(ids)) for issue in labelled]

    def _linked(self, issue: Issue, ids: frozenset[ContactId]) -> Issue:
        known, merged = self.ids_of(issue), self.merged_of(issue)
        if known & ids:
            return self.rewritten(issue, known | ids, merged - ids)
        return self.rewritten(issue, known, merged | ids) if merged & ids else issue

    def rewritten(self, issue: Issue, ids: frozenset[ContactId], merged: frozenset[ContactId]) -> Issue:
        """Write into a record whose it is, and which numbers are merged with it, unless it says so already."""
        contact = self.contact_of(issue)
        if contact is None or not self.is_bound(issue):
            return issue
        if (ids, merged) == (self.ids_of(issue), self.merged_of(issue)):
            return issue
        for label in map(self._config.labels.of_contact, sorted(ids | merged)):
            if label not in issue.labels:
                self._repository.add_label(issue.number, label)
        also = tuple(sorted(ids - {contact}))
        seal = self._vault.sign(_of_ledger(contact))
        marker = LedgerMarker(contact, seal, also, tuple(sorted(merged)))
        line, rest = markers.write(marker, self._vault, issue.number), issue.body.partition("\n")[2]
        # A run that opened it may have died before it closed it.
        return self._repository.settle(issue, f"{line}\n{rest}", close=True)

    def take_labels(self, issue: Issue, ids: frozenset[ContactId]) -> None:
        """Take the labels of these ids off a record."""
        for label in map(self._config.labels.of_contact, sorted(ids)):
            if label in issue.labels:
                self._repository.remove_label(issue.number, label)

    def _ids_beside(self, contact: ContactId) -> tuple[frozenset[ContactId], frozenset[ContactId]]:
        """Return a person's other ids that the conversations name: those that Twilio linked, and of merged numbers."""
        listed = [
            *self._repository.issues_with_label(self._config.labels.of_contact(contact)),
            *self._repository.newest_issues_lately(),
        ]
        groups = [frozenset({contact})]
        for marker in map(self._own.readable, listed):
            if isinstance(marker, ConversationMarker):
                of_marker = [frozenset(map(self._vault.contact_id, group)) for group in marker.groups]
                groups += of_marker if any(contact in ids for ids in of_marker) else []
        numbers = merges.sets_of(groups)
        own = next(ids for ids in numbers if contact in ids)
        return own - {contact}, frozenset[ContactId]().union(*numbers) - own

    def _is_about_consent(self, issue: Issue) -> bool:
        return self._config.labels.consent in issue.labels or self.contact_of(issue) is not None

    def _is_ours_without_marker(self, issue: Issue) -> bool:
        return self._own.is_ours(issue) and not binding.content(issue.body)

    def _labelled(self, contact: ContactId) -> Iterable[Issue]:
        label = self._config.labels.of_contact(contact)
        ahead = self._repository.ahead.issues(label)  # perhaps with others, which are no records
        return (
            self._repository.issues_with_label(self._config.labels.consent, label) if ahead is None else ahead
        )


def _of_ledger(contact: ContactId) -> bytes:
    return f"ledger {contact}".encode()
