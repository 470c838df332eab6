"""Binds the hidden lines of an issue to its number again: after a transfer, or where they were never signed.

The issue's own line comes last. Until it is bound nothing is sent from the issue, and a run that died is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.adapters.github.body_editor import BodyEditor
from bot.core import logs
from bot.core.issues import Comment, Issue
from bot.core.messages import ContactId
from bot.jobs.record import consent_chain
from bot.jobs.record.own_issues import OwnIssues
from bot.rules.people import consent
from bot.rules.people.sealing import Vault
from bot.rules.wire import binding, markers
from bot.rules.wire.binding import Binding
from bot.rules.wire.rights_markers import ConsentMarker, LedgerMarker


@dataclass(frozen=True, slots=True)
class Rebinding:
    """What binding an issue again changes: its own line stands as `state` says, and was signed for `origin` (0: none).

    `comments` are signed with it. `refused` are comments whose line was changed, or does not come from the same issue:
    they stay as they are, and mean nothing.
    """

    issue: Issue
    state: Binding
    origin: int
    comments: tuple[int, ...]
    refused: tuple[Comment, ...]

    @property
    def is_needed(self) -> bool:
        return self.state is not Binding.BOUND

    @property
    def is_possible(self) -> bool:
        return self.state in (Binding.EARLIER, Binding.ELSEWHERE, Binding.NEW)


def examine(issue: Issue, comments: Iterable[Comment], own: OwnIssues, vault: Vault) -> Rebinding | None:
    """Return what has to be done; None for an issue without a hidden line of ours."""
    state = binding.of(issue.body, vault, issue.number) if _is_trusted(issue, own, vault) else None
    if state is None:
        return None
    origin = binding.signed_for(issue.body) if state is Binding.ELSEWHERE else 0
    sign, refused = list[int](), list[Comment]()
    for comment in comments:
        if not own.is_ours(comment) or not binding.content(comment.body):
            continue
        standing = binding.of(comment.body, vault, issue.number)
        if standing is Binding.BOUND:
            continue
        if standing is not None and _belongs(comment.body, standing, state, origin):
            sign.append(comment.id)
        else:
            refused.append(comment)
    return Rebinding(issue, state, origin, tuple(sign), tuple(refused))


def is_copy(issue: Issue, others: Iterable[Issue]) -> bool:
    """Return whether another issue holds the same line of a conversation or consent record: one was copied."""
    content = binding.plain(binding.content(issue.body))
    return content.get("kind") in (None, "conversation", "ledger") and any(
        other.number != issue.number and binding.plain(binding.content(other.body)) == content
        for other in others
    )


def carry_out(rebinding: Rebinding, editor: BodyEditor, vault: Vault) -> None:
    """Sign the comments, then the issue itself; a line that was changed meanwhile stays as it is."""
    number, state, origin = rebinding.issue.number, rebinding.state, rebinding.origin

    def bound(body: str) -> str:
        standing = binding.of(body, vault, number)
        fits = standing is not None and _belongs(body, standing, state, origin)
        return binding.bind(body, vault, number) if fits else body

    for comment in rebinding.comments:
        editor.rewrite(number, comment, bound)
    editor.rewrite(number, 0, bound)
    logs.step("issue-rebound", issue=number, count=len(rebinding.comments))


@dataclass(frozen=True, slots=True)
class Unsealed:
    """The entries of a consent record, by comment, that were written before there were seals."""

    contact: ContactId
    issue: int
    lines: dict[int, str]


def unsealed(
    issue: Issue, contact: ContactId, comments: Iterable[Comment], own: OwnIssues, vault: Vault
) -> Unsealed:
    """Return the entries that need a seal; none if the chain is not in order, since a seal would cover that up."""
    found = list(consent_chain.listed(comments, contact, own, vault))
    forged = any(one.sealed and not one.fits for one in found)
    if forged or consent.verify(contact, [one.line for one in found]):
        return Unsealed(contact, issue.number, {})
    lines = {one.comment.id: one.line for one in found if one.ours and not one.sealed}
    return Unsealed(contact, issue.number, lines)


def seal(entries: Unsealed, editor: BodyEditor, vault: Vault) -> None:
    """Seal the entries as they were shown; one that was changed meanwhile stays as it is."""

    def sealed(body: str, line: str) -> str:
        marker = consent_chain.marker_of(body, vault)
        if not isinstance(marker, ConsentMarker) or marker.seal or marker.line != line:
            return body
        whole = ConsentMarker(line, consent_chain.seal(entries.contact, line, vault))
        return f"{markers.write(whole, vault, entries.issue)}\n{body.partition(chr(10))[2]}"

    for comment, line in entries.lines.items():
        editor.rewrite(entries.issue, comment, lambda body, line=line: sealed(body, line))  # type: ignore[misc]
    logs.step("consent-sealed", issue=entries.issue, count=len(entries.lines))


def _is_trusted(issue: Issue, own: OwnIssues, vault: Vault) -> bool:
    """Return whether the line is ours: the bot's account wrote it, or a maintainer at the terminal, who seals it."""
    if own.is_ours(issue):
        return True
    marker = consent_chain.marker_of(issue.body, vault)
    signed = binding.of(issue.body, vault, issue.number) not in (None, Binding.EARLIER, Binding.CHANGED)
    return isinstance(marker, LedgerMarker) and signed


def _belongs(body: str, standing: Binding, state: Binding, origin: int) -> bool:
    """Return whether a line was signed, or not, as the issue's own line was."""
    if state is Binding.ELSEWHERE:
        return standing is Binding.ELSEWHERE and binding.signed_for(body) == origin
    return standing in (Binding.EARLIER, Binding.NEW) and standing is state
