"""The issue of one credential: it remembers the credential, opens with reminders, and closes once it was changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta

from bot.core import logs
from bot.core.errors import TemporaryError
from bot.core.issues import Comment, Issue
from bot.core.marks import Mark
from bot.jobs.credentials.memory import Memory
from bot.jobs.credentials.sources import SOURCES, Sources
from bot.jobs.orders import alarms
from bot.jobs.orders.carrying_out import OrderProgress
from bot.jobs.record.notices import Notice
from bot.jobs.replies import permitted
from bot.jobs.sending.assignees import assign
from bot.rules.upkeep import credentials
from bot.rules.upkeep.credentials import (
    AgeSource,
    Credential,
    CredentialRecord,
    DueDate,
    Observation,
    SecretPart,
)
from bot.rules.upkeep.periods import ROTATION
from bot.rules.wire.due_report import CredentialAge

NOT_IN_USE = "/not-in-use"
_NOT_DUE, _ROTATED = "/not-due", "/rotated"
_OUR_CLOSINGS = (
    NOT_IN_USE,
    _NOT_DUE,
    _ROTATED,
)  # how the key of the last word ends where we closed the issue


class CredentialIssue:
    """One credential in a run, with what is remembered of it after today's observation."""

    def __init__(
        self,
        credential: Credential,
        seen: Observation,
        issue: Issue | None,
        memory: Memory,
        sources: Sources,
    ) -> None:
        tools = sources.tools
        self._credential, self._issue, self._sources, self._tools = credential, issue, sources, tools
        self._memory = memory
        self._settings, self._texts = tools.settings.config.rotation, tools.maintainers.rotation
        self._is_seen = bool(seen.prints)
        self._now = sources.now.astimezone(tools.zone)
        remembered, lost = memory.recall(credential, issue)
        self._record = credentials.observe(remembered, seen, self._now, lost=lost)

    @property
    def _record(self) -> CredentialRecord:
        return self._memory.records[self._credential]

    @_record.setter
    def _record(self, record: CredentialRecord) -> None:
        self._memory.records[self._credential] = record

    def update(self, triggered_by: int) -> str:
        """Answer each /rotated, and open or close the issue; return the line for the summary.

        The run may have been triggered by a comment in the issue `triggered_by`, which may be closed.
        """
        if self._issue and (self._issue.is_open or self._issue.number == triggered_by):
            self._answer(self._issue)
        issue, due = self._keep(), self._due(self._record.expires)
        settings = self._settings
        look = credentials.next_look(due, self._now, settings.remind_before, settings.remind_overdue_every)
        self._tools.agenda.note(look, ROTATION)
        self._report_age()
        if self._is_near(due):
            return self._remind(issue, due)
        return self._settle(issue, due) if issue.is_open else self._line(due)

    def _report_age(self) -> None:
        """Report the age to the relay, which shows it to operators without access to the issue."""
        age, expires = self._age, self._record.expires
        self._tools.agenda.note_credential(CredentialAge(self._credential, age.since, age.source, expires))

    @property
    def _age(self) -> SecretPart:
        day = getattr(self._settings.rotated_on, self._credential.setting)
        configured = datetime.combine(day, time(), self._tools.zone) if day else None
        return credentials.age(self._record, configured)

    def _due(self, expires: datetime | None) -> DueDate:
        period: timedelta = getattr(self._settings.every, self._credential.setting)
        return credentials.due(self._age.since, period, expires, self._tools.zone)

    def _is_near(self, due: DueDate) -> bool:
        first = self._settings.remind_before[0]
        return due.days_left(self._now) <= (max(first, *credentials.ALARMED_BEFORE) if due.expires else first)

    def _keep(self) -> Issue:
        """Return the issue, opened where there is none, with the texts and the record of now."""
        texts, due = self._texts, self._due(self._record.expires)
        paragraphs = [
            f"{self._due_text(due)}. {self._in_use_since()}",
            f"### {texts.what_to_do}",
            texts.checklists[self._credential],
            texts.when_done,
        ]
        if self._age.source is AgeSource.RESTARTED:
            lost = texts.restarted.format(day=self._day(self._age.since), setting=self._credential.setting)
            paragraphs.insert(1, lost)
        elif self._record.moved:
            paragraphs.append(texts.moved)
        if SOURCES[self._credential].secrets and self._sources.dates is None:
            paragraphs.append(texts.dates_unknown)
        notice = Notice(
            self._credential.topic,
            texts.title.format(name=texts.names[self._credential]),
            "\n\n".join(paragraphs),
            [self._settings.label, self._tools.labels.gateway],
            self._memory.written(self._credential),
        )
        return self._tools.notices.keep(notice, self._issue)

    def _answer(self, issue: Issue) -> None:
        """Answer each /rotated that has no verdict yet: only a credential that is new and works counts."""
        given = self._tools.notices.comments(issue)
        for comment in self._tools.repository.comments(issue.number):
            key = f"verdict/{comment.id}"
            if comment.by_person and credentials.asks_for_check(comment.body) and key not in given:
                counts, text = self._verdict(comment)
                self._tools.repository.react(issue.number, comment.id, Mark.SENT if counts else Mark.FAILED)
                if text:
                    self._tools.notices.comment_once(issue, key, text)

    def _verdict(self, comment: Comment) -> tuple[bool, str]:
        """Return whether the credential counts as rotated, and the answer to the comment, if it gets one."""
        needed = self._tools.settings.config.replies.permission
        current = self._tools.repository.permission(comment.author)
        if current is None or not permitted.may_command(current, self._tools):
            # Of anybody else, a run that died after its mark has yet to answer.
            if permitted.is_refused(comment, self._tools) or permitted.is_answered(
                comment.author, self._tools
            ):
                return False, ""
            shown = current or self._tools.maintainers.no_permission
            return False, self._texts.not_permitted.format(login=comment.author, needed=needed, current=shown)
        if comment.by_app and not self._tools.settings.config.replies.by_apps:
            return False, self._tools.maintainers.answering.by_app.format(login=comment.author)
        works, lines = self._check()
        # By its age alone: that its end is near is for the live check to report.
        if self._record.changed is None or self._is_near(self._due(None)):
            several = self._credential is Credential.API_TOKENS
            unchanged = self._texts.one_unchanged if several else self._texts.unchanged
            works, lines = False, [unchanged.format(day=self._day(self._age.since)), *lines]
        if not works:
            return False, "\n".join([self._texts.bad, "", *lines])
        self._record = credentials.verified(self._record)
        self._keep()  # before the verdict: once that is given, nobody asks again
        return True, "\n".join([self._texts.good, "", *lines, "", self._in_use_since()])

    def _check(self) -> tuple[bool, list[str]]:
        """Return whether the credential works, and what was found."""
        results = self._sources.check(self._credential)
        lines = [f"- {self._texts.findings[result.slug].format(what=result.what)}" for result in results]
        return all(result.ok for result in results), lines

    def _remind(self, issue: Issue, due: DueDate) -> str:
        notices, settings = self._tools.notices, self._settings
        given = notices.comments(issue)
        if not issue.is_open and not self._is_seen and next(reversed(given), "").endswith(NOT_IN_USE):
            return self._line(due)  # nothing shows that it is used again
        if not issue.is_open:
            self._tools.repository.reopen(issue.number)
            by_us = next(reversed(given), "").endswith(_OUR_CLOSINGS)
            if any(key.startswith(f"{due.day}/") for key in given) and not by_us:
                notices.comment_once(
                    issue, f"{due.day}/closed/{self._now.date()}", self._texts.closed_unchecked
                )
        key = credentials.next_reminder(
            due, self._now, settings.remind_before, settings.remind_overdue_every, given
        )
        if key:
            assign(issue, settings.assignees, self._tools)
            notices.comment_once(issue, key, self._reminder(due))
        left = due.days_left(self._now)
        self._alarm(issue, due, given)
        logs.step("credential-due", issue=issue.number, kind=self._credential, count=left)
        return self._tools.summaries.due_in_issue.format(day=self._day(due.at), number=issue.number)

    def _reminder(self, due: DueDate) -> str:
        texts, left = self._texts, due.days_left(self._now)
        special = {1: texts.tomorrow, 0: texts.today, -1: texts.yesterday}
        sentence = special.get(left, texts.ahead if left > 0 else texts.overdue)
        return sentence.format(days=abs(left), due=self._due_text(due))

    def _alarm(self, issue: Issue, due: DueDate, given: Collection[str]) -> None:
        """Notify the administrators on their phones, once for each due date, and before a credential expires."""
        tools, key = self._tools, credentials.next_alarm(due, self._now, given)
        if key is None or not tools.settings.administrators:
            return
        texts, day = tools.alerts.rotation, tools.alerts.dates.write_day(due.day)
        sentence = texts.expiry_alarm if due.expires else texts.overdue_alarm
        sentence = texts.expired_alarm if due.is_dead(self._now) else sentence
        text = sentence.format(name=self._credential, day=day, number=issue.number)
        days = key.removeprefix(f"{due.day}/alarm").lstrip("/")  # empty once it is overdue
        order = f"rotation.{self._credential}.{due.day}{f'.{days}' if days else ''}"
        since = due.at - timedelta(days=int(days) + 1) if days else due.at
        done = alarms.sound(order, since, text, "remind-rotation", tools)
        if OrderProgress.DELAYED in done:
            raise TemporaryError("The administrators could not be alerted now.")
        tools.notices.comment_once(issue, key, self._texts.alarmed)

    def _settle(self, issue: Issue, due: DueDate) -> str:
        """Close the issue of a credential that is not due any more; one that was rotated only if it works.

        Without a reminder before it closes without a comment, and what was not seen to change is not called rotated.
        """
        notices, texts, age, line = self._tools.notices, self._texts, self._age, self._line(due)
        given, changed = notices.comments(issue), self._record.changed
        reminded = [comment.created_at for key, comment in given.items() if credentials.is_reminder(key)]
        if reminded and changed and changed >= max(reminded):
            works, lines = self._check()
            key = f"{age.since.astimezone(self._tools.zone):%d/%m/%Y}"
            if not works:
                notices.comment_once(issue, f"{key}/but", "\n".join([texts.rotated_but, "", *lines]))
                return self._tools.summaries.rotated_but.format(number=issue.number)
            source = texts.sources[age.source]
            text = texts.rotated.format(day=self._day(age.since), source=source, due=self._day(due.at))
            notices.comment_once(issue, f"{key}{_ROTATED}", text)
            logs.step("credential-rotated", issue=issue.number, kind=self._credential, reason=age.source)
            line = self._tools.summaries.rotated.format(day=self._day(due.at))
        elif reminded:
            # The day may be the same as in a reminder, where reminders come later now.
            moved = not any(credentials.is_reminder(key) and key.startswith(f"{due.day}/") for key in given)
            sentence = texts.not_due if moved else texts.not_yet_due
            text = sentence.format(due=self._day(due.at), since=self._in_use_since())
            notices.comment_once(issue, f"{due.day}/{self._now.date()}{_NOT_DUE}", text)
        self._tools.repository.close(issue.number)
        return line

    def _line(self, due: DueDate) -> str:
        return self._tools.summaries.due.format(day=self._day(due.at))

    def _in_use_since(self) -> str:
        age = self._age
        return self._texts.living_since.format(
            day=self._day(age.since), source=self._texts.sources[age.source]
        )

    def _due_text(self, due: DueDate) -> str:
        texts = self._texts
        sentence = texts.expired if due.is_dead(self._now) else texts.expires if due.expires else texts.due
        return sentence.format(day=self._day(due.at))

    def _day(self, moment: datetime) -> str:
        return self._tools.maintainers.dates.write_day(moment.astimezone(self._tools.zone))
