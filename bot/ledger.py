"""A person's consent on GitHub: one closed issue a contact, one comment an entry, chained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot import consent, logs, markers, rendering
from bot.consent import Change, Entry
from bot.markers import ConsentMarker, LedgerMarker
from bot.messages import ContactId
from bot.repository import Comment, Issue, Repository
from bot.sealing import Vault
from bot.settings import Configuration
from bot.texts import Texts


@dataclass(frozen=True, slots=True)
class Page:
    """A person's entries and the issue that holds them; no issue where there never was an entry."""

    contact: ContactId
    issue: Issue | None
    entries: tuple[Entry, ...]

    @property
    def opted_out(self) -> bool:
        return consent.opted_out(self.entries)


@dataclass(frozen=True, slots=True)
class Record:
    """A person's entries as they are chained, unread and unchecked, and the issue that holds them."""

    contact: ContactId
    issue: int
    lines: tuple[str, ...]


class Ledger:
    """The consent entries of one repository."""

    def __init__(self, repository: Repository, vault: Vault, config: Configuration, texts: Texts) -> None:
        self._repository = repository
        self._vault = vault
        self._config = config
        self._texts = texts

    def page(self, contact: ContactId) -> Page:
        """Return what is recorded of a person: one request where there is nothing, two where there is."""
        issue = self._issue(contact)
        if issue is None:
            return Page(contact, None, ())
        return Page(contact, issue, tuple(map(consent.read, self.lines(issue))))

    def records(self) -> list[Record]:
        """Return everybody's entries."""
        found = []
        for issue in self._repository.issues_with_label(self._config.labels.consent):
            marker = self._marker(issue)
            if isinstance(marker, LedgerMarker):
                found.append(Record(marker.contact, issue.number, tuple(self.lines(issue))))
        return found

    def lines(self, issue: Issue) -> list[str]:
        """Return the entries of an issue as they are chained, the oldest first, unread and unchecked."""
        found = map(self._marker, self._repository.comments(issue.number))
        return [marker.line for marker in found if isinstance(marker, ConsentMarker)]

    def add(self, page: Page, change: Change) -> Page:
        """Add an entry, once: a message or a state that is recorded already adds nothing."""
        if _is_known(page.entries, change):
            return page
        issue = page.issue or self._open(page.contact)
        if issue.is_open:  # just made, or by a run that died before it could close it
            self._repository.close(issue.number)
            issue = replace(issue, is_open=False)
        entry = consent.append(page.contact, page.entries, change)
        marker = markers.write(ConsentMarker(consent.write(entry)), self._vault)
        self._repository.comment(issue.number, f"{marker}\n{self._told(entry)}")
        logs.step("consent-recorded", contact=page.contact, kind=change.action, reason=change.source)
        return Page(page.contact, issue, (*page.entries, entry))

    def _issue(self, contact: ContactId) -> Issue | None:
        labels = (self._config.labels.consent, f"{self._config.labels.contact_prefix}{contact}")
        found = [
            issue for issue in self._repository.issues_with_label(*labels) if self._is_page(issue, contact)
        ]
        if not found:
            # Such a list may lag behind an entry made a moment ago.
            found = [issue for issue in self._repository.newest_issues() if self._is_page(issue, contact)]
        return found[-1] if found else None

    def _is_page(self, issue: Issue, contact: ContactId) -> bool:
        return self._marker(issue) == LedgerMarker(contact)

    def _marker(self, item: Issue | Comment) -> markers.Marker | None:
        if item.author != self._config.conversations.bot_login:
            return None
        return (
            markers.read(item.body, self._vault) if '"sealed"' not in item.body.partition("\n")[0] else None
        )

    def _open(self, contact: ContactId) -> Issue:
        labels = self._config.labels
        marker = markers.write(LedgerMarker(contact), self._vault)
        return self._repository.open_issue(
            f"{self._texts.ledger_title} - {contact}",
            f"{marker}\n{self._texts.ledger_body}",
            [labels.gateway, labels.consent, f"{labels.contact_prefix}{contact}"],
        )

    def _told(self, entry: Entry) -> str:
        change = entry.change
        when = rendering.moment(change.at, ZoneInfo(self._config.time_zone))
        action = self._texts.consent_actions[change.action]
        about = change.purpose or self._texts.consent_everything
        who = f" · {change.by}" if change.by else ""
        quoted = f"\n\n{rendering.inert(change.text)}" if change.text else ""
        return f"{when} · **{action}** · {about} · {change.source}{who}{quoted}"


def _is_known(entries: Sequence[Entry], change: Change) -> bool:
    if change.sid and any(entry.change.sid == change.sid for entry in entries):
        return True
    same = [entry for entry in entries if entry.change.purpose == change.purpose]
    return bool(same) and same[-1].change.action is change.action
