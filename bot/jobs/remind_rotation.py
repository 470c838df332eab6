"""remind-rotation: one issue for each credential, opened before it is old, closed once it was changed and works.

The issue remembers what the credential was, by a digest, and since when: a change is seen without being told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot import clock, credentials, logs
from bot.credentials import Age, Credential, Due, Record, Step
from bot.errors import BotError, TemporaryError
from bot.jobs import alarms, credential_checks
from bot.jobs.credential_checks import Finding, Sight
from bot.jobs.runner import Tools
from bot.jobs.send_notification import Progress
from bot.notices import Notice
from bot.repository import Comment, Issue
from bot.repository_admin import Administration
from bot.settings import Permission

_RANK = {permission: rank for rank, permission in enumerate(Permission)}
_VERDICT = "verdict/"


@dataclass(frozen=True, slots=True)
class File:
    """What is known of one credential in this run."""

    sight: Sight
    issue: Issue | None
    record: Record
    updated_at: datetime | None
    dates_known: bool
    now: datetime

    @property
    def credential(self) -> Credential:
        return self.sight.credential


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Look after every credential; whichever comment or clock woke us, all that is due is done.

    Trouble with one keeps no other from being looked after; then the run is red, and the next one goes on.
    """
    label = tools.settings.config.rotation.label
    known = tools.notices.known(label)
    dates = credential_checks.secret_dates(tools)
    woken = int((event.get("issue") or {}).get("number") or 0)
    lines, troubles = [], []
    for sight in credential_checks.sights(tools, _expected(known, tools)):
        credential = sight.credential
        issue = known.get(credential.topic) or tools.notices.find(credential.topic, label)
        file = _open_file(sight, issue, dates, tools)
        try:
            file = _hear(file, tools) if issue and (issue.is_open or issue.number == woken) else file
            lines.append(f"- {credential}: {_attend(file, tools)}")
        except BotError as error:
            logs.trouble(
                "credential-not-looked-after", kind=credential, reason=error.message, remedy=error.remedy
            )
            troubles.append(credential)
    if troubles:
        raise TemporaryError(f"Not everything could be looked after: {', '.join(troubles)}.")
    return lines


def _expected(known: Mapping[str, Issue], tools: Tools) -> list[Credential]:
    """Return the credentials that were looked after before or that somebody has given a date."""
    dated = tools.settings.config.rotation.rotated_on
    return [one for one in Credential if one.topic in known or getattr(dated, one.setting)]


def _open_file(sight: Sight, issue: Issue | None, dates: Mapping[str, datetime] | None, tools: Tools) -> File:
    now = clock.now().astimezone(ZoneInfo(tools.settings.config.time_zone))
    remembered = credentials.read_record(tools.notices.note(issue)) if issue else None
    record = credentials.observe(remembered, sight.prints, now)
    secret = credentials.SECRETS.get(sight.credential, "")
    return File(sight, issue, record, (dates or {}).get(secret), dates is not None, now)


def _age(file: File, tools: Tools) -> Age:
    day = getattr(tools.settings.config.rotation.rotated_on, file.credential.setting)
    configured = datetime.combine(day, time(), file.now.tzinfo) if day else None
    return credentials.age(file.record, file.updated_at, configured)


def _due(file: File, since: datetime, tools: Tools) -> Due:
    period: timedelta = getattr(tools.settings.config.rotation.every, file.credential.setting)
    zone, expires = file.now.tzinfo, file.sight.expires
    return credentials.due(since.astimezone(zone), period, expires.astimezone(zone) if expires else None)


def _near(file: File, due: Due, tools: Tools) -> bool:
    return due.days_left(file.now) <= tools.settings.config.rotation.remind_before[0]


# What maintainers say


def _hear(file: File, tools: Tools) -> File:
    """Answer each /rotated that has no verdict yet; return the file with what they prove."""
    issue = file.issue
    if issue is None:
        return file
    said = tools.notices.said(issue)
    for comment in tools.repository.comments(issue.number):
        asked = comment.by_person and credentials.asks_for_check(comment.body)
        if asked and f"{_VERDICT}{comment.id}" not in said:
            file = _judge(comment, issue, file, tools)
    return file


def _judge(comment: Comment, issue: Issue, file: File, tools: Tools) -> File:
    """Check the credential live; only one that is new and works counts."""
    texts = tools.maintainers.rotation
    refusal = _not_permitted(comment, tools)
    if refusal:
        _verdict(comment, issue, refusal, tools, ok=False)
        return file
    seen = credentials.age(file.record, file.updated_at, None)
    findings = credential_checks.check(file.credential, tools)
    lines = [_sentence(finding, tools) for finding in findings]
    same = _is_old(file, seen, tools)
    if same:
        lines.insert(0, texts.unchanged.format(day=_day(seen.since, file)))
    if same or not all(finding.ok for finding in findings):
        _verdict(comment, issue, "\n".join([texts.bad, "", *lines]), tools, ok=False)
        return file
    since = seen.since if file.record.fingerprint else comment.created_at
    file = replace(file, record=Record(file.record.fingerprint, since, credentials.Source.VERIFIED))
    _keep(file, tools)  # before the verdict: once that stands, nobody asks again
    _verdict(comment, issue, "\n".join([texts.good, "", *lines]), tools, ok=True)
    return file


def _is_old(file: File, seen: Age, tools: Tools) -> bool:
    """Tell whether the credential is the one that the reminder is about: its age, not its end, is near."""
    unending = replace(file, sight=replace(file.sight, expires=None))
    return _near(file, _due(unending, seen.since, tools), tools)


def _not_permitted(comment: Comment, tools: Tools) -> str:
    needed = tools.settings.config.replies.permission
    current = tools.repository.permission(comment.author)
    if current is not None and _RANK[current] >= _RANK[needed]:
        return ""
    texts = tools.maintainers
    return texts.not_permitted.format(
        login=comment.author, needed=needed, current=current or texts.no_permission
    )


def _verdict(comment: Comment, issue: Issue, said: str, tools: Tools, *, ok: bool) -> None:
    tools.repository.react(issue.number, comment.id, "rocket" if ok else "confused")
    tools.notices.say(issue, f"{_VERDICT}{comment.id}", said)


# What the issue shows


def _attend(file: File, tools: Tools) -> str:
    """Bring the issue up to date: open and spoken of when it is time, closed when it was rotated."""
    age = _age(file, tools)
    due = _due(file, age.since, tools)
    issue = _keep(file, tools)
    if _near(file, due, tools):
        return _remind(file, issue, due, tools)
    if issue.is_open:
        return _settle(file, issue, age, due, tools)
    return f"due on {due.day}"


def _keep(file: File, tools: Tools) -> Issue:
    config, texts = tools.settings.config, tools.maintainers.rotation
    age = _age(file, tools)
    notice = Notice(
        file.credential.topic,
        texts.title.format(name=texts.names[file.credential]),
        _body(file, age, _due(file, age.since, tools), tools),
        [config.rotation.label, config.labels.gateway],
        credentials.write_record(file.record),
    )
    return tools.notices.keep(notice, file.issue)


def _body(file: File, age: Age, due: Due, tools: Tools) -> str:
    texts = tools.maintainers.rotation
    lives = texts.living_since.format(day=_day(age.since, file), source=texts.sources[age.source])
    lines = [f"{_told(due, file, tools)}. {lives}", "", f"### {texts.what_to_do}", ""]
    lines += [f"- [ ] {line}" for line in texts.checklists[file.credential]]
    lines += ["", texts.when_done]
    if file.credential in credentials.SECRETS and not file.dates_known:
        lines += ["", texts.dates_unknown]
    return "\n".join(lines)


def _remind(file: File, issue: Issue, due: Due, tools: Tools) -> str:
    rotation, texts = tools.settings.config.rotation, tools.maintainers.rotation
    said = tools.notices.said(issue)
    if not issue.is_open:
        tools.repository.reopen(issue.number)
        if any(key.startswith(f"{due.day}/") for key in said):
            tools.notices.say(issue, f"{due.day}/closed/{file.now.date()}", texts.closed_unchecked)
    step = credentials.step(due, file.now, rotation.remind_before, rotation.remind_overdue_every, said)
    if step:
        _assign(issue, rotation.assignees, tools)
        tools.notices.say(issue, step.key, _reminder(step, due, file, tools))
    left = due.days_left(file.now)
    if left < 0:
        _alarm(file, issue, due, said, tools)
    logs.step("credential-due", issue=issue.number, kind=file.credential, count=left)
    return f"due on {due.day}, #{issue.number}"


def _reminder(_step: Step, due: Due, file: File, tools: Tools) -> str:
    texts, left = tools.maintainers.rotation, due.days_left(file.now)
    sentence = texts.overdue if left < 0 else texts.ahead if left else texts.today
    return sentence.format(days=abs(left), due=_told(due, file, tools))


def _assign(issue: Issue, logins: Sequence[str], tools: Tools) -> None:
    if not logins:
        return
    try:
        Administration(tools.settings).assign(issue.number, logins)
    except BotError as error:  # a login that does not exist keeps no reminder back
        logs.trouble("not-assigned", issue=issue.number, reason=error.message)


def _alarm(file: File, issue: Issue, due: Due, said: Mapping[str, Comment], tools: Tools) -> None:
    """Tell the administrators on their phones, once for each due date."""
    key = f"{due.day}/alarm"
    if key in said or not tools.settings.administrators:
        return
    text = tools.people.rotation.overdue_alarm.format(
        name=file.credential, day=f"{due.day:%d/%m/%Y}", number=issue.number
    )
    done = alarms.sound(f"rotation.{file.credential}.{due.day}", due.at, text, "remind-rotation", tools)
    if Progress.DELAYED in done:
        raise TemporaryError("The administrators could not be told now.")
    tools.notices.say(issue, key, tools.maintainers.rotation.alarmed)


def _settle(file: File, issue: Issue, age: Age, due: Due, tools: Tools) -> str:
    """Close the issue of a credential that was rotated, if it works; one that was never due closes without a word."""
    texts = tools.maintainers.rotation
    if not tools.notices.said(issue):
        tools.repository.close(issue.number)
        return f"due on {due.day}"
    findings = credential_checks.check(file.credential, tools)
    day = _day(age.since, file)
    if not all(finding.ok for finding in findings):
        lines = [_sentence(finding, tools) for finding in findings]
        tools.notices.say(issue, f"{day}/but", "\n".join([texts.rotated_but, "", *lines]))
        return f"changed, but it does not work: #{issue.number}"
    told = texts.rotated.format(day=day, source=texts.sources[age.source], due=f"{due.day:%d/%m/%Y}")
    tools.notices.say(issue, f"{day}/rotated", told)
    tools.repository.close(issue.number)
    logs.step("credential-rotated", issue=issue.number, kind=file.credential, reason=age.source)
    return f"rotated, due on {due.day}"


def _sentence(finding: Finding, tools: Tools) -> str:
    return f"- {tools.maintainers.rotation.findings[finding.slug].format(what=finding.what)}"


def _told(due: Due, file: File, tools: Tools) -> str:
    texts = tools.maintainers.rotation
    return (texts.expires if due.expires else texts.due).format(day=_day(due.at, file))


def _day(moment: datetime, file: File) -> str:
    return moment.astimezone(file.now.tzinfo).strftime("%d/%m/%Y")
