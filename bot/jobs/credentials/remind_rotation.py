"""remind-rotation: one issue for each credential, opened before it is old, closed once it was changed and works.

The issues remember what each credential was, by a digest, and since when: a change is noticed without being reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.core import clock, isolated, logs
from bot.core.errors import LimitError, UnfinishedError
from bot.core.issues import Issue
from bot.core.sentences import Sentence
from bot.jobs.credentials.issue import NOT_IN_USE, CredentialIssue
from bot.jobs.credentials.memory import Memory
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
    known = tools.notices.known(tools.settings.config.rotation.label)
    memory = Memory(known.values(), tools)
    sources = Sources(tools, {one for one in Credential if memory.expects(one, known.get(one.topic))})
    triggered_by = int((event.get("issue") or {}).get("number") or 0)
    lines, troubles = [job_clock.last_success("remind-rotation", tools), ""], list[Credential]()
    looked_at = dict[Credential, CredentialIssue]()
    for credential in SOURCES:
        with _isolated(credential, lines, troubles, tools):
            found = _look_at(credential, known.get(credential.topic), memory, sources)
            looked_at |= {credential: found} if found else {}
    for credential, found in looked_at.items():  # each issue remembers all of them
        with _isolated(credential, lines, troubles, tools):
            lines.append(f"- {credential}: {found.update(triggered_by)}")
    if triggered_by and triggered_by not in {issue.number for issue in known.values()}:
        misplaced.point_to_credentials(triggered_by, tools)
    tools.agenda.finish(ROTATION)
    if troubles:
        tools.agenda.note(clock.now() + DAY, ROTATION)
        raise UnfinishedError(
            Sentence("Not everything could be looked after: {names}.", names=", ".join(troubles)), lines
        )
    return lines


@contextmanager
def _isolated(
    credential: Credential, lines: list[str], troubles: list[Credential], tools: Tools
) -> Iterator[None]:
    """Let trouble with one credential stop no other."""
    try:
        yield
    except LimitError:
        raise  # the others would be refused too
    except Exception as error:  # noqa: BLE001 - see above
        reason = isolated.describe(error)
        logs.trouble("credential-not-looked-after", kind=credential, reason=reason)
        lines.append(f"- {credential}: ⚠️ {tools.shown(reason)}")
        troubles.append(credential)


def _look_at(
    credential: Credential, issue: Issue | None, memory: Memory, sources: Sources
) -> CredentialIssue | None:
    """Return the issue of a credential; None, and that is remembered, if nobody uses it."""
    tools, seen = sources.tools, sources.observe(credential)
    if seen:
        issue = issue or tools.notices.find(credential.topic, tools.settings.config.rotation.label)
        return CredentialIssue(credential, seen, issue, memory, sources)
    if issue and sources.knows(credential):
        _set_aside(credential, issue, memory, sources)
    return None


def _set_aside(credential: Credential, issue: Issue, memory: Memory, sources: Sources) -> None:
    """Remember that nobody uses the credential any more, also on days without the relay, and close its issue."""
    tools = sources.tools
    if issue.is_open:
        sentence = tools.maintainers.rotation.not_in_use
        tools.notices.comment_once(issue, f"{sources.now.date()}{NOT_IN_USE}", sentence)
        tools.repository.close(issue.number)
    record = credentials.read_record(tools.notices.state(issue))
    if record:
        memory.records[credential] = record._replace(unused=True)
    if record and not record.unused:
        tools.notices.remember(issue, credentials.write_record(memory.records[credential]))
