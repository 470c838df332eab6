"""The verdict on each /rotated: only a credential that is new and works counts."""

from __future__ import annotations

from dataclasses import replace

from bot import credentials
from bot.credentials import Source
from bot.jobs import credential_checks, credential_file
from bot.jobs.credential_file import File
from bot.jobs.runner import Tools
from bot.repository import Comment, Issue
from bot.settings import Permission

_RANK = {permission: rank for rank, permission in enumerate(Permission)}
_VERDICT = "verdict/"


def given(file: File, issue: Issue, tools: Tools) -> File:
    """Answer each /rotated that has no verdict yet; return the file with what they prove."""
    said = tools.notices.said(issue)
    for comment in tools.repository.comments(issue.number):
        asked = comment.by_person and credentials.asks_for_check(comment.body)
        if asked and f"{_VERDICT}{comment.id}" not in said:
            file = _judge(comment, issue, file, tools)
    return file


def _judge(comment: Comment, issue: Issue, file: File, tools: Tools) -> File:
    texts = tools.maintainers.rotation
    refusal = _not_permitted(comment, tools)
    if refusal:
        _say(comment, issue, refusal, tools, ok=False)
        return file
    seen = credentials.age(file.record, file.updated_at, None)
    findings = credential_checks.check(file.credential, tools)
    lines = [credential_file.sentence(finding, tools) for finding in findings]
    # Its end may be near all the same; the live check looks at that.
    by_age = credential_file.due(file, seen.since, tools, end=False)
    is_the_old_one = credential_file.is_near(file, by_age, tools)
    if is_the_old_one:
        lines.insert(0, texts.unchanged.format(day=credential_file.day(seen.since, file)))
    if is_the_old_one or not all(finding.ok for finding in findings):
        _say(comment, issue, "\n".join([texts.bad, "", *lines]), tools, ok=False)
        return file
    since = seen.since if file.record.fingerprint else comment.created_at
    file = replace(file, record=replace(file.record, since=since, source=Source.VERIFIED))
    credential_file.kept(file, tools)  # before the verdict: once that stands, nobody asks again
    _say(comment, issue, "\n".join([texts.good, "", *lines]), tools, ok=True)
    return file


def _not_permitted(comment: Comment, tools: Tools) -> str:
    needed = tools.settings.config.replies.permission
    current = tools.repository.permission(comment.author)
    if current is not None and _RANK[current] >= _RANK[needed]:
        return ""
    texts = tools.maintainers
    return texts.not_permitted.format(
        login=comment.author, needed=needed, current=current or texts.no_permission
    )


def _say(comment: Comment, issue: Issue, said: str, tools: Tools, *, ok: bool) -> None:
    tools.repository.react(issue.number, comment.id, "rocket" if ok else "confused")
    tools.notices.say(issue, f"{_VERDICT}{comment.id}", said)
