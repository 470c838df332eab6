"""Which comments of a consent record count as its entries.

Whoever may edit our comments can rewrite them, but not seal them: an entry without a fitting seal, or out of its place,
does not count, and the record it is in is broken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.issues import Comment
from bot.core.messages import ContactId
from bot.jobs.record.own_issues import OwnIssues
from bot.rules.people import consent
from bot.rules.people.consent import ConsentEntry
from bot.rules.people.sealing import Vault
from bot.rules.wire import markers
from bot.rules.wire.markers import Marker
from bot.rules.wire.rights_markers import ConsentMarker


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """A comment that claims to be an entry; `ours` says that the bot's own account wrote it."""

    comment: Comment
    line: str
    ours: bool
    sealed: bool
    fits: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """The entries that count, and whether the bot's own account holds any that does not."""

    entries: tuple[ConsentEntry, ...]
    broken: bool


def seal(contact: ContactId, line: str, vault: Vault) -> str:
    """Return the seal of an entry; the line holds its place in the chain and its predecessor."""
    return vault.sign(_content(contact, line))


def marker_of(body: str, vault: Vault) -> Marker | None:
    """Return the marker, regardless of author and issue; None for conversations, which are not opened here."""
    return None if markers.is_conversation(body) else markers.read_unbound(body, vault)


def listed(
    comments: Iterable[Comment], contact: ContactId, own: OwnIssues, vault: Vault
) -> Iterator[ListedEntry]:
    """Yield what claims to be an entry: all that the bot wrote, and what others wrote with a fitting seal."""
    for comment in comments:
        marker = marker_of(comment.body, vault)
        if isinstance(marker, ConsentMarker):
            fits = vault.has_signed(_content(contact, marker.line), marker.seal)
            ours = own.is_ours(comment)
            if ours or fits:
                yield ListedEntry(comment, marker.line, ours, bool(marker.seal), fits)


def nameless(comments: Iterable[Comment], own: OwnIssues, vault: Vault) -> list[Comment]:
    """Return the bot's comments without a hidden line: it writes none here, so that somebody removed it."""
    return [one for one in comments if own.is_ours(one) and marker_of(one.body, vault) is None]


def read(comments: Sequence[Comment], contact: ContactId, own: OwnIssues, vault: Vault) -> Chain:
    """Return the entries that count.

    Two runs that write at the same moment follow the same entry, and both count. An entry by a person's account counts
    only at its own place: otherwise anyone who can comment could repeat an old one.
    """
    chain: list[ConsentEntry] = []
    broken = bool(nameless(comments, own, vault))
    for one in listed(comments, contact, own, vault):
        entry = _entry(one)
        if entry and (
            consent.follows(contact, chain, entry) or (one.ours and _is_twin(contact, chain, entry))
        ):
            chain.append(entry)
        else:
            broken = broken or one.ours
    return Chain(tuple(chain), broken)


def _entry(one: ListedEntry) -> ConsentEntry | None:
    try:
        return consent.read(one.line) if one.fits else None
    except ValueError:
        return None


def _is_twin(contact: ContactId, chain: Sequence[ConsentEntry], entry: ConsentEntry) -> bool:
    """Return whether an entry was written at the same moment as another that follows the same one."""
    return entry not in chain and any(
        consent.follows(contact, chain[:length], entry) for length in range(len(chain))
    )


def _content(contact: ContactId, line: str) -> bytes:
    return f"consent {contact} {line}".encode()
