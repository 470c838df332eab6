"""remind-rotation: one issue for each credential, opened before it is old, closed once it was changed and works.

The issue remembers what the credential was, by a digest, and since when: a change is noticed without being reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core import clock, logs
from bot.core.errors import BotError, TemporaryError, UnfinishedError
from bot.core.issues import Comment, Issue
from bot.jobs.credentials import checks as credential_checks
from bot.jobs.credentials import issue as credential_issue
from bot.jobs.credentials import verdicts as credential_verdicts
from bot.jobs.credentials.checks import RelayCredentials
from bot.jobs.credentials.issue import CredentialIssue
from bot.jobs.orders import alarms
from bot.jobs.orders.send_notification import OrderProgress
from bot.jobs.replies import misplaced
from bot.jobs.tools import Tools
from bot.jobs.upkeep import job_clock
from bot.jobs.upkeep.assignees import assign
from bot.rules.upkeep import credentials
from bot.rules.upkeep.credentials import Credential, DueDate


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Check every credential; whichever comment or schedule started the run, all that is due is done.

    Trouble with one does not stop the others; the run is then red, and the next one resumes.
    """
    label = tools.settings.config.rotation.label
    known = tools.notices.known(label)
    dates, relay = credential_checks.secret_dates(tools), RelayCredentials(tools)
    triggered_by = int((event.get("issue") or {}).get("number") or 0)
    lines, troubles = [job_clock.last_success("remind-rotation", tools), ""], []
    seen_issues = set[int]()
    for sight in credential_checks.observe_all(tools, relay, dates, _expected(known, tools)):
        credential = sight.credential
        issue = known.get(credential.topic) or tools.notices.find(credential.topic, label)
        seen_issues |= {issue.number} if issue else set()
        file = credential_issue.opened(sight, issue, tools, dates_known=dates is not None)
        try:
            if not sight.in_use:
                _close_unused(issue, tools)
                continue
            if issue and (issue.is_open or issue.number == triggered_by):
                file = credential_verdicts.given(file, issue, tools, relay)
            lines.append(f"- {credential}: {_update(file, tools, relay)}")
        except BotError as error:
            logs.trouble(
                "credential-not-looked-after", kind=credential, reason=error.message, remedy=error.remedy
            )
            lines.append(f"- {credential}: ⚠️ {error}")
            troubles.append(credential)
    if triggered_by and triggered_by not in seen_issues:
        misplaced.point_to_credentials(triggered_by, tools)
    if troubles:
        raise UnfinishedError(f"Not everything could be looked after: {', '.join(troubles)}.", lines)
    return lines


def _expected(known: Mapping[str, Issue], tools: Tools) -> list[Credential]:
    """Return the credentials that have an issue already or a date in config.yml."""
    dated = tools.settings.config.rotation.rotated_on
    return [one for one in Credential if one.topic in known or getattr(dated, one.setting)]


def _close_unused(issue: Issue | None, tools: Tools) -> None:
    """Close the issue of a credential that nobody uses any more."""
    if issue and issue.is_open:
        tools.notices.comment_once(
            issue, f"{clock.now().date()}/not-in-use", tools.maintainers.rotation.not_in_use
        )
        tools.repository.close(issue.number)


def _update(file: CredentialIssue, tools: Tools, relay: RelayCredentials) -> str:
    """Bring the issue up to date: open with a reminder when it is time, closed when the credential was rotated."""
    age = credential_issue.age(file, tools)
    due = credential_issue.due(file, age.since, tools)
    issue = credential_issue.kept(file, tools)
    if credential_issue.is_near(file, due, tools):
        return _remind(file, issue, due, tools)
    if issue.is_open:
        return _settle(file, issue, due, tools, relay)
    return f"due on {due.day}"


def _remind(file: CredentialIssue, issue: Issue, due: DueDate, tools: Tools) -> str:
    rotation, texts = tools.settings.config.rotation, tools.maintainers.rotation
    said = tools.notices.comments(issue)
    if not issue.is_open:
        tools.repository.reopen(issue.number)
        if any(key.startswith(f"{due.day}/") for key in said):
            tools.notices.comment_once(issue, f"{due.day}/closed/{file.now.date()}", texts.closed_unchecked)
    step = credentials.step(due, file.now, rotation.remind_before, rotation.remind_overdue_every, said)
    if step:
        assign(issue, rotation.assignees, tools)
        tools.notices.comment_once(issue, step.key, _reminder(due, file, tools))
    left = due.days_left(file.now)
    if left < 0:
        _alarm(file, issue, due, said, tools)
    logs.step("credential-due", issue=issue.number, kind=file.credential, count=left)
    return f"due on {due.day}, #{issue.number}"


def _reminder(due: DueDate, file: CredentialIssue, tools: Tools) -> str:
    texts, left = tools.maintainers.rotation, due.days_left(file.now)
    special = {1: texts.tomorrow, 0: texts.today, -1: texts.yesterday}
    sentence = special.get(left, texts.ahead if left > 0 else texts.overdue)
    return sentence.format(days=abs(left), due=credential_issue.due_in_words(due, file, tools))


def _alarm(
    file: CredentialIssue, issue: Issue, due: DueDate, said: Mapping[str, Comment], tools: Tools
) -> None:
    """Notify the administrators on their phones, once for each due date."""
    key = f"{due.day}/alarm"
    if key in said or not tools.settings.administrators:
        return
    text = tools.people.rotation.overdue_alarm.format(
        name=file.credential, day=tools.people.dates.write_day(due.day), number=issue.number
    )
    done = alarms.sound(f"rotation.{file.credential}.{due.day}", due.at, text, "remind-rotation", tools)
    if OrderProgress.DELAYED in done:
        raise TemporaryError("The administrators could not be told now.")
    tools.notices.comment_once(issue, key, tools.maintainers.rotation.alarmed)


def _settle(file: CredentialIssue, issue: Issue, due: DueDate, tools: Tools, relay: RelayCredentials) -> str:
    """Close the issue of a credential that is not due any more; one that was rotated only if it works.

    Without a reminder before it closes without a comment, and what was not seen to change is not called rotated.
    """
    said = tools.notices.comments(issue)
    if any(map(credentials.is_reminder, said)):
        if credential_issue.is_new(file, said):
            return _rotated(file, issue, due, tools, relay)
        texts = tools.maintainers.rotation
        text = texts.not_due.format(
            due=tools.maintainers.dates.write_day(due.day), since=credential_issue.lives(file, tools)
        )
        tools.notices.comment_once(issue, f"{due.day}/not-due", text)
    tools.repository.close(issue.number)
    return f"due on {due.day}"


def _rotated(file: CredentialIssue, issue: Issue, due: DueDate, tools: Tools, relay: RelayCredentials) -> str:
    texts, age = tools.maintainers.rotation, credential_issue.age(file, tools)
    findings = credential_checks.check(file.credential, tools, relay)
    day = credential_issue.day(age.since, file, tools)
    key = f"{age.since.astimezone(file.now.tzinfo):%d/%m/%Y}"
    if not all(finding.ok for finding in findings):
        lines = [credential_issue.sentence(finding, tools) for finding in findings]
        tools.notices.comment_once(issue, f"{key}/but", "\n".join([texts.rotated_but, "", *lines]))
        return f"changed, but it does not work: #{issue.number}"
    text = texts.rotated.format(
        day=day, source=texts.sources[age.source], due=tools.maintainers.dates.write_day(due.day)
    )
    tools.notices.comment_once(issue, f"{key}/rotated", text)
    tools.repository.close(issue.number)
    logs.step("credential-rotated", issue=issue.number, kind=file.credential, reason=age.source)
    return f"rotated, due on {due.day}"
