"""The issues that list who waits for a conversation: one an hour, in pages that hide for the bot what they show.

The first page is the issue, the others are comments in it. Nobody is in a list twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.adapters.github.issue_eraser import IssueEraser
from bot.core import clock, logs
from bot.core.errors import SealError
from bot.core.issues import Comment, Issue
from bot.core.messages import Address
from bot.jobs.sending import steps
from bot.jobs.tools import Tools
from bot.rules.conversation import waiting_table
from bot.rules.people import contacts
from bot.rules.text.command_types import (
    OpenNext,
    Reply,
)
from bot.rules.text.rendering import MAX_BODY_CHARACTERS
from bot.rules.wire import markers, waiting_list
from bot.rules.wire.markers import TopicMarker
from bot.rules.wire.waiting_list import WaitingRow

TOPIC = "overflow-"
# Of a page, by two runs that each undo what the other did.
_MOST_CHANGES = 4
# By then a run that had read a page has changed it: a second between two writes, and their answers.
_SETTLED_AFTER = 4.0

Rows = Sequence[WaitingRow]


@dataclass(frozen=True, slots=True)
class Page:
    """An issue or comment with the people that it lists."""

    item: Issue | Comment
    topic: str
    rows: tuple[WaitingRow, ...]


def is_one(issue: Issue, tools: Tools) -> bool:
    return tools.notices.topic(issue).startswith(TOPIC)


def pages(issue: Issue, comments: Iterable[Comment], tools: Tools) -> list[Page]:
    """Return the pages of a list; raises SealError if no key opens one."""
    return _pages_of([issue, *comments], tools)


def _pages_of(items: Iterable[Issue | Comment], tools: Tools) -> list[Page]:
    found = list[Page]()
    for item in items:
        marker = tools.conversations.marker(item)
        if isinstance(marker, TopicMarker) and marker.topic.startswith(TOPIC):
            rows = waiting_list.open_rows(marker.state, tools.vault) if marker.state else []
            found.append(Page(item, marker.topic, tuple(rows)))
    return found


def add(rows: Rows, made: datetime, tools: Tools) -> tuple[Issue | None, int]:
    """List people in the issue of the hour, but for those who are there; return it, and how many were added."""
    topic = f"{TOPIC}{made:%Y-%m-%dT%H}"
    issue = _find(topic, tools)
    known = pages(issue, tools.repository.comments(issue.number), tools) if issue else []
    there = {row.sequence for page in known for row in page.rows}
    new = [row for row in rows if row.sequence not in there]
    left = new
    if left and issue is None:
        count = _fitting((), left, topic, tools)
        issue, left = _open(left[:count], made, topic, tools), left[count:]
    elif left and known:
        last = known[-1]
        count = _fitting(last.rows, left, topic, tools)
        if count:
            _change(last, partial(_with, left[:count]), tools)
        left = left[count:]
    while left and issue:
        count = _fitting((), left, topic, tools)
        line = markers.write(_marker(topic, left[:count], tools), tools.vault, issue.number)
        tools.repository.comment(issue.number, f"{line}\n{_shown(left[:count], tools, first=False)}")
        left = left[count:]
    return issue, len(new)


def _find(topic: str, tools: Tools) -> Issue | None:
    """Return the list of an hour; one just opened may not be in the list by label yet."""
    known = tools.notices.known(tools.labels.overflow).get(topic)
    newest = () if known else map(tools.own.recovered, tools.repository.newest_issues_lately())
    return known or next((one for one in newest if tools.notices.topic(one) == topic), None)


def _open(rows: Rows, made: datetime, topic: str, tools: Tools) -> Issue:
    line = markers.write_new(_marker(topic, rows, tools), tools.vault)
    title = tools.maintainers.waiting.title.format(when=tools.moment(made))
    tools.repository.pace.may_open()
    labels = [tools.labels.overflow, tools.labels.gateway]
    return tools.own.open(title, f"{line}\n{_shown(rows, tools, first=True)}", labels)


def _with(new: Rows, rows: Rows) -> Rows:
    there = {row.sequence for row in rows}
    return (*rows, *(row for row in new if row.sequence not in there))


def _without(sequences: Collection[int], rows: Rows) -> Rows:
    return tuple(row for row in rows if row.sequence not in sequences)


def _change(page: Page, rule: Callable[[Rows], Rows], tools: Tools, settle: float = 0.0) -> None:
    """Change whom a page lists, though another run changes it meanwhile: it is read just before, and again afterwards.

    The run that adds and the one that erases may meet: who writes last would undo what the other did. `settle` is how
    many seconds after a change to look for that.
    """
    for _ in range(_MOST_CHANGES):
        now = _as_it_is(page, tools)
        rows = rule(now.rows)
        if rows == now.rows:
            return
        _rewrite(now, rows, tools)
        clock.sleep(0.0 if tools.repository.pace.is_local else settle)


def _as_it_is(page: Page, tools: Tools) -> Page:
    """Return a page as it is now; where it is no page any more, as it was."""
    repository, item = tools.repository, page.item
    if isinstance(item, Issue):
        found = _pages_of([repository.issue(item.number)], tools)
    else:
        found = _pages_of([repository.read_comment(item)], tools)
    return found[0] if found else page


def _rewrite(page: Page, rows: Rows, tools: Tools) -> None:
    item, marker = page.item, _marker(page.topic, rows, tools)
    if isinstance(item, Issue):
        line = markers.write(marker, tools.vault, item.number)
        body = f"{line}\n{_shown(rows, tools, first=True)}"
        tools.repository.rewrite(item.number, item.title, body)
    else:
        line = markers.write(marker, tools.vault, item.issue)
        body = f"{line}\n{_shown(rows, tools, first=False)}"
        tools.repository.rewrite_comment(item.issue, item.id, body)


def _marker(topic: str, rows: Rows, tools: Tools) -> TopicMarker:
    return TopicMarker(topic, waiting_list.seal_rows(rows, tools.vault))


def _shown(rows: Rows, tools: Tools, *, first: bool) -> str:
    texts = tools.maintainers.waiting
    head = texts.intro if first else texts.goes_on

    def link(person: Address) -> str:
        return tools.link_to(tools.labels.of_contact(tools.vault.contact_id(person)))

    return f"{head}\n\n{waiting_table.table(rows, link, tools.conversations.style)}"


def _fitting(before: Rows, new: Rows, topic: str, tools: Tools) -> int:
    """Return how many of the new rows a page takes that shows others before; at least one of a page of its own."""
    count = len(new)
    while count > (not before):
        rows = (*before, *new[:count])
        body = _shown(rows, tools, first=True)
        if len(body) + len(str(_marker(topic, rows, tools).state)) < MAX_BODY_CHARACTERS - 1_000:
            break
        count -= max(1, count // 20)
    return count


def close(tools: Tools) -> None:
    """Close all lists: who is in them has a conversation, to which the links lead."""
    for issue in list(tools.repository.issues_with_label(tools.labels.overflow)):
        if issue.is_open and is_one(issue, tools):
            tools.repository.close(issue.number)


def rows_since(moment: datetime, tools: Tools) -> list[WaitingRow]:
    """Return who is in the lists that were opened since then; raises SealError if no key opens one."""
    found = list[WaitingRow]()
    for issue in tools.repository.issues_with_label(tools.labels.overflow):
        if issue.created_at < moment:
            break
        comments = tools.repository.comments(issue.number) if issue.comments else []
        found += [row for page in pages(issue, comments, tools) for row in page.rows]
    return found


def remove(people: Sequence[Address], tools: Tools) -> list[int]:
    """Remove a person from all lists, with what maintainers wrote about them there; return where they were."""
    found = []
    for issue in tools.repository.issues_with_label(tools.labels.overflow):
        if not is_one(issue, tools):
            continue
        comments = tools.repository.comments(issue.number)
        try:
            listed = pages(issue, comments, tools)
        except SealError as error:
            logs.trouble("list-unreadable", issue=issue.number, reason=error.message, remedy=error.remedy)
            continue
        theirs = {
            row.sequence for page in listed for row in page.rows if contacts.are_one(people, row.people)
        }
        for comment, command in steps.given(comments, None, tools):
            if isinstance(command, OpenNext | Reply) and handle_of(command)[0] in theirs:
                IssueEraser(tools.settings).delete_comment(comment.id)
        for page in listed:
            if len(_without(theirs, page.rows)) < len(page.rows):
                _change(page, partial(_without, theirs), tools, _SETTLED_AFTER)
        found += [issue.number] if theirs else []
    return found


def handle_of(command: OpenNext | Reply) -> tuple[int | None, str]:
    """Return whom a command in a list means, and the text that follows; None for nobody."""
    text = command.handle if isinstance(command, OpenNext) else command.text
    first, *rest = text.split(maxsplit=1)
    return waiting_list.read_handle(first), rest[0] if rest else ""
