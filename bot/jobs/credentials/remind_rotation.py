"""remind-rotation: one issue for each credential, opened before it is old, closed once it was changed and works.

The issue remembers what the credential was, by a digest, and since when: a change is noticed without being reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core import clock, isolated, logs
from bot.core.errors import LimitError, UnfinishedError
from bot.core.issues import Issue
from bot.jobs.credentials.issue import NOT_IN_USE, CredentialIssue
from bot.jobs.credentials.sources import SOURCES, Sources
from bot.jobs.replies import misplaced
from bot.jobs.tools import Tools
from bot.jobs.upkeep import job_clock
from bot.rules.upkeep import credentials
from bot.rules.upkeep.credentials import Credential
from bot.rules.upkeep.periods import DAY, ROTATION


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Check every credential; whichever comment or schedule started the run, all that is due is done.

    Trouble with one does not stop the others; the run is then red, and the next one resumes.
    """
    rotation = tools.settings.config.rotation
    known = tools.notices.known(rotation.label)
    sources = Sources(tools, {one for one in Credential if _is_expected(one, known.get(one.topic), tools)})
    triggered_by = int((event.get("issue") or {}).get("number") or 0)
    lines, troubles = [job_clock.last_success("remind-rotation", tools), ""], []
    for credential in SOURCES:
        try:
            line = _look_after(credential, known.get(credential.topic), sources, triggered_by)
            lines += [f"- {credential}: {line}"] if line else []
        except LimitError:
            raise  # the others would be refused too
        except Exception as error:  # noqa: BLE001 - trouble with one credential must not stop the others
            reason = isolated.describe(error)
            logs.trouble("credential-not-looked-after", kind=credential, reason=reason)
            lines.append(f"- {credential}: ⚠️ {reason}")
            troubles.append(credential)
    if triggered_by and triggered_by not in {issue.number for issue in known.values()}:
        misplaced.point_to_credentials(triggered_by, tools)
    tools.agenda.finish(ROTATION)
    if troubles:
        tools.agenda.note(clock.now() + DAY, ROTATION)
        raise UnfinishedError(f"Not everything could be looked after: {', '.join(troubles)}.", lines)
    return lines


def _is_expected(credential: Credential, issue: Issue | None, tools: Tools) -> bool:
    """Return whether the credential is likely to be in use, by its issue, or else by a date in config.yml."""
    record = credentials.read_record(tools.notices.state(issue))
    if issue:
        return record is None or not record.unused
    return getattr(tools.settings.config.rotation.rotated_on, credential.setting) is not None


def _look_after(credential: Credential, issue: Issue | None, sources: Sources, triggered_by: int) -> str:
    """Bring the issue of a credential up to date; return the line for the summary, empty if nobody uses it."""
    tools, seen = sources.tools, sources.observe(credential)
    if seen:
        issue = issue or tools.notices.find(credential.topic, tools.settings.config.rotation.label)
        asked = issue is not None and issue.number == triggered_by
        return CredentialIssue(credential, seen, issue, sources).update(asked=asked)
    if issue and sources.knows(credential):
        _set_aside(issue, sources)
    return ""


def _set_aside(issue: Issue, sources: Sources) -> None:
    """Remember that nobody uses the credential any more, also on days without the relay, and close its issue."""
    tools = sources.tools
    record = credentials.read_record(tools.notices.state(issue))
    if issue.is_open:
        sentence = tools.maintainers.rotation.not_in_use
        tools.notices.comment_once(issue, f"{sources.now.date()}{NOT_IN_USE}", sentence)
        tools.repository.close(issue.number)
    if record and not record.unused:
        tools.notices.remember(issue, credentials.write_record(record._replace(unused=True)))
