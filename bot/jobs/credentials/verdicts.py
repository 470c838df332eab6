"""The verdict on each /rotated: only a credential that is new and works counts."""

from __future__ import annotations

from dataclasses import replace

from bot.core.issues import Comment, Issue
from bot.core.marks import Mark
from bot.jobs.credentials import checks as credential_checks
from bot.jobs.credentials import issue as credential_issue
from bot.jobs.credentials.checks import RelayCredentials
from bot.jobs.credentials.issue import CredentialIssue
from bot.jobs.tools import Tools
from bot.rules.upkeep import credentials
from bot.rules.upkeep.credentials import Credential

_VERDICT = "verdict/"


def given(file: CredentialIssue, issue: Issue, tools: Tools, relay: RelayCredentials) -> CredentialIssue:
    """Answer each /rotated that has no verdict yet; return the file with what they prove."""
    said = tools.notices.comments(issue)
    for comment in tools.repository.comments(issue.number):
        asked = comment.by_person and credentials.asks_for_check(comment.body)
        if asked and f"{_VERDICT}{comment.id}" not in said:
            file = _judge(comment, issue, file, tools, relay)
    return file


def _judge(
    comment: Comment, issue: Issue, file: CredentialIssue, tools: Tools, relay: RelayCredentials
) -> CredentialIssue:
    texts = tools.maintainers.rotation
    refusal = _not_permitted(comment, tools)
    if refusal:
        _say(comment, issue, refusal, tools, ok=False)
        return file
    findings = credential_checks.check(file.credential, tools, relay)
    lines = _why_not_new(file, tools) + [credential_issue.sentence(finding, tools) for finding in findings]
    if len(lines) > len(findings) or not all(finding.ok for finding in findings):
        _say(comment, issue, "\n".join([texts.bad, "", *lines]), tools, ok=False)
        return file
    file = replace(file, record=credentials.verified(file.record))
    credential_issue.kept(file, tools)  # before the verdict: once that stands, nobody asks again
    since = credential_issue.lives(file, tools)
    _say(comment, issue, "\n".join([texts.good, "", *lines, "", since]), tools, ok=True)
    return file


def _why_not_new(file: CredentialIssue, tools: Tools) -> list[str]:
    """Return why the credential does not count as a new one, in no line or one."""
    texts, seen = tools.maintainers.rotation, credential_issue.age(file, tools)
    # Its end may be near all the same; the live check looks at that.
    by_age = credential_issue.due(file, seen.since, tools, end=False)
    if file.record.changed and not credential_issue.is_near(file, by_age, tools):
        return []
    sentence = texts.one_unchanged if file.credential is Credential.API_TOKENS else texts.unchanged
    return [sentence.format(day=credential_issue.day(seen.since, file, tools))]


def _not_permitted(comment: Comment, tools: Tools) -> str:
    needed = tools.settings.config.replies.permission
    current = tools.repository.permission(comment.author)
    if current is not None and current.at_least(needed):
        return ""
    texts = tools.maintainers
    return texts.rotation.not_permitted.format(
        login=comment.author, needed=needed, current=current or texts.no_permission
    )


def _say(comment: Comment, issue: Issue, said: str, tools: Tools, *, ok: bool) -> None:
    tools.repository.react(issue.number, comment.id, Mark.SENT if ok else Mark.FAILED)
    tools.notices.comment_once(issue, f"{_VERDICT}{comment.id}", said)
