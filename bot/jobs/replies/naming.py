"""/name: what the person is called, for colleagues, in every conversation where that matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core.errors import RepositoryError
from bot.core.marks import Outcome
from bot.jobs.record.conversation_reader import Conversation, current
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.people.called import Called
from bot.rules.text import as_written, titles, who_line
from bot.rules.text.command_types import Name
from bot.rules.text.inert import words
from bot.rules.wire import markers


def carry_out(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Write the name into the person's conversations, or remove it from all; a repeated run changes nothing."""
    command = request.command
    called = Called(command.name, command.company) if isinstance(command, Name) else Called()
    concerned = sorted(_concerned(thread, called, tools))
    for number in concerned:
        write(number, called, tools)
    thread.explain(request, Outcome.DONE, _told(called, concerned, tools))
    return tools.summaries.explained


def _told(called: Called, concerned: list[int], tools: Tools) -> str:
    texts, issues = tools.maintainers.naming, ", ".join(f"#{number}" for number in concerned)
    if not called:
        return texts.removed.format(issues=issues) if concerned else texts.none
    if not tools.conversations.style.show_texts:
        return texts.hidden
    return texts.named.format(name=words(called.line), issues=issues)


def _concerned(thread: Thread, called: Called, tools: Tools) -> set[int]:
    """Return the conversations to write into: with a name the open ones and the latest of each channel as well.

    Further conversations take the name from the newest that has one, so none may keep a former name.
    """
    marker = thread.conversation.marker
    known = {one.number: one for one in tools.conversations.on_every_channel(marker.people)}
    known |= {one.number: one for one in (thread.conversation, thread.here)}
    named = {number for number, one in known.items() if one.marker.called}
    if not called:
        return named
    return named | {number for number, one in known.items() if one.issue.is_open} | set(_latest(known))


def _latest(known: dict[int, Conversation]) -> Iterator[int]:
    """Yield the latest conversation of each channel: a message may reopen it."""
    seen = set[str]()
    for one in current(known.values()):
        network = one.marker.person.network
        if network not in seen:
            seen.add(network)
            yield one.number


def write(number: int, called: Called, tools: Tools) -> None:
    """Write the name into the hidden line, the line that says who writes, and the title, by one request."""
    repository, style = tools.repository, tools.conversations.style
    try:
        issue = repository.issue(number)  # others may have changed it since it was listed
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return
    now = tools.conversations.read(issue)
    if now is None:
        return
    marker, rest = now.marker, issue.body.partition("\n")[2]
    line = markers.write(replace(marker, called=called), tools.vault, number)
    title = issue.title
    if style.show_texts:
        names = _names(rest, marker.called)
        title = titles.renamed(title, marker.people, names, called.line, style.titles)
        rest = who_line.renamed(rest, marker.called, called, style.texts.naming.profile)
    if marker.called != called or title != issue.title:
        repository.rewrite(number, title, f"{line}\n{rest}")


def _names(body: str, before: Called) -> list[str]:
    """Return the names that the title may show: the first in the profile, without the user name, and the office's."""
    who = who_line.read(body, before)
    profile = who.names[0] if who and who.names else ""
    name = as_written.line(profile.rpartition(" (`@")[0] or profile)
    return [name, before.line] if before else [name]
