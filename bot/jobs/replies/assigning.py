"""/assign: who is in charge of a conversation. To carry it out again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable

from bot.adapters.github.assignees import MOST
from bot.core.marks import Outcome
from bot.jobs.sending.thread import PendingCommand, Thread
from bot.jobs.tools import Tools
from bot.rules.text.command_types import Assign
from bot.rules.text.inert import code
from bot.rules.text.sorting_commands import ME


def carry_out(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    """Assign or unassign people where the conversation continues; return what the summary says."""
    command = request.command
    if not isinstance(command, Assign):
        raise TypeError(f"the handler of Assign got {type(command).__name__}")
    return _take_off(request, thread, tools) if command.nobody else _assign(command, request, thread, tools)


def _assign(command: Assign, request: PendingCommand, thread: Thread, tools: Tools) -> str:
    texts, assignees, number = tools.maintainers.assigning, tools.repository.assignees, thread.here.number
    author = request.comment.author
    named = [author if login.lower() in ME else login for login in command.logins or (author,)]
    too_many = len(named) > MOST  # each is a request
    fit = [] if too_many else assignees.fit(named)
    unfit = [login for login in named if login not in fit]
    now = assignees.of(number)
    if too_many or len({login.lower() for login in (*now, *fit)}) > MOST:
        thread.explain(request, Outcome.REFUSED, texts.too_many.format(most=MOST))
        return tools.summaries.refused
    if fit:
        now = assignees.add(number, fit)
        # GitHub may have left out somebody whose access ended meanwhile.
        there = {login.lower() for login in now}
        unfit += [login for login in fit if login.lower() not in there]
    sentences = [texts.unfit.format(people=_shown(unfit))] if unfit else []
    sentences.append(_with(now, tools))
    thread.explain(
        request, Outcome.DONE if len(unfit) < len(named) else Outcome.REFUSED, "\n\n".join(sentences)
    )
    return tools.summaries.explained if len(unfit) < len(named) else tools.summaries.refused


def _take_off(request: PendingCommand, thread: Thread, tools: Tools) -> str:
    assignees, number = tools.repository.assignees, thread.here.number
    now = assignees.of(number)
    if now:
        now = assignees.remove(number, now)
    thread.explain(request, Outcome.DONE, _with(now, tools))
    return tools.summaries.explained


def _with(now: Iterable[str], tools: Tools) -> str:
    texts = tools.maintainers.assigning
    people = _shown(now)
    return texts.now.format(people=people) if people else texts.nobody_now


def _shown(logins: Iterable[str]) -> str:
    # As code: a mention would notify them once more, or somebody else who has that login.
    return ", ".join(map(code, logins))
