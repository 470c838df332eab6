"""What is known of one credential in a run, and the issue that shows and remembers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.core import clock
from bot.core.issues import Comment, Issue
from bot.jobs.credentials.checks import CheckResult, SeenCredential
from bot.jobs.record.notices import Notice
from bot.jobs.tools import Tools
from bot.rules.upkeep import credentials
from bot.rules.upkeep.credentials import Credential, CredentialAge, CredentialRecord, DueDate


@dataclass(frozen=True, slots=True)
class CredentialIssue:
    """One credential: its issue, and what is remembered of it; `now` is local time."""

    credential: Credential
    issue: Issue | None
    record: CredentialRecord
    dates_known: bool
    now: datetime


def opened(sight: SeenCredential, issue: Issue | None, tools: Tools, *, dates_known: bool) -> CredentialIssue:
    """Return what is known once today's observation of the credential is added."""
    now = clock.now().astimezone(tools.zone)
    remembered = credentials.read_record(tools.notices.state(issue)) if issue else None
    record = credentials.observe(remembered, sight.seen, now)
    return CredentialIssue(sight.credential, issue, record, dates_known, now)


def age(file: CredentialIssue, tools: Tools) -> CredentialAge:
    day = getattr(tools.settings.config.rotation.rotated_on, file.credential.setting)
    configured = datetime.combine(day, time(), file.now.tzinfo) if day else None
    return credentials.age(file.record, configured)


def is_new(file: CredentialIssue, said: Mapping[str, Comment]) -> bool:
    """Return whether the credential was seen to change after the last reminder in its issue."""
    changed = file.record.changed
    reminders = [comment.created_at for key, comment in said.items() if credentials.is_reminder(key)]
    return changed is not None and all(changed >= at for at in reminders)


def due(file: CredentialIssue, since: datetime, tools: Tools, *, end: bool = True) -> DueDate:
    """Return when the credential is due on the local calendar; without `end` by its age alone."""
    period: timedelta = getattr(tools.settings.config.rotation.every, file.credential.setting)
    zone, expires = file.now.tzinfo, file.record.expires if end else None
    return credentials.due(since.astimezone(zone), period, expires.astimezone(zone) if expires else None)


def is_near(file: CredentialIssue, due: DueDate, tools: Tools) -> bool:
    """Return whether it is time for a reminder."""
    return due.days_left(file.now) <= tools.settings.config.rotation.remind_before[0]


def kept(file: CredentialIssue, tools: Tools) -> Issue:
    """Return the issue as it was, opened where there was none; its texts and what it remembers are of now."""
    config, texts = tools.settings.config, tools.maintainers.rotation
    notice = Notice(
        file.credential.topic,
        texts.title.format(name=texts.names[file.credential]),
        _body(file, tools),
        [config.rotation.label, config.labels.gateway],
        credentials.write_record(file.record),
    )
    return tools.notices.keep(notice, file.issue)


def _body(file: CredentialIssue, tools: Tools) -> str:
    texts, lived = tools.maintainers.rotation, age(file, tools)
    lines = [
        f"{due_in_words(due(file, lived.since, tools), file, tools)}. {lives(file, tools)}",
        "",
        f"### {texts.what_to_do}",
        "",
    ]
    lines += [f"- [ ] {line}" for line in texts.checklists[file.credential]]
    lines += ["", texts.when_done]
    if file.credential in credentials.SECRETS and not file.dates_known:
        lines += ["", texts.dates_unknown]
    return "\n".join(lines)


def lives(file: CredentialIssue, tools: Tools) -> str:
    """Return since when the credential is in use, in words."""
    texts, lived = tools.maintainers.rotation, age(file, tools)
    return texts.living_since.format(day=day(lived.since, file, tools), source=texts.sources[lived.source])


def due_in_words(due: DueDate, file: CredentialIssue, tools: Tools) -> str:
    """Return the due date in words."""
    texts = tools.maintainers.rotation
    return (texts.expires if due.expires else texts.due).format(day=day(due.at, file, tools))


def day(moment: datetime, file: CredentialIssue, tools: Tools) -> str:
    return tools.maintainers.dates.write_day(moment.astimezone(file.now.tzinfo))


def sentence(finding: CheckResult, tools: Tools) -> str:
    return f"- {tools.maintainers.rotation.findings[finding.slug].format(what=finding.what)}"
