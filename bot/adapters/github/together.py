"""Writes of many people in few requests: the changes of one request of GraphQL, and by REST whatever that refuses.

An answer that breaks off leaves every write of its request in doubt: each is looked for by its marker before it is made
again. What GraphQL refuses of a single write is done by REST, whose refusals the bot knows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import inf
from typing import Any

from bot.adapters.github.changes import changes_of, mutation
from bot.adapters.github.creations_pace import CreationsPace
from bot.adapters.github.graphql import Answered, GraphQL, literal
from bot.adapters.github.look_ahead import LookAhead, as_comment, as_issue
from bot.adapters.github.one_by_one import OneByOne
from bot.adapters.github.writes import Append, AssignTo, Label, Made, Open, React, Settle, Write
from bot.core import clock, logs, waits
from bot.core.errors import LimitError, TemporaryError
from bot.core.issues import Comment, Issue

# GitHub ends a request after ten seconds. Nobody has published how long a change takes; where somebody counted, five
# to ten large ones in a request got through, and many did not (Skydio/revup#271, shurcooL/githubv4#17).
MOST_CHANGES = 25
# By then GitHub has carried out a request or ended it, even if the connection broke.
DECIDED_AFTER_SECONDS = 11.0
MOST_CHARACTERS = 200_000  # of texts in one request
MOST_LABELS = 30  # created in one request: those of as many new people, and what all of them share
FEW = 2  # new issues, with their labels to be created first, which REST does by itself

_COLOUR = "ededed"  # what GitHub gives a label that is created with an issue

Outcome = Made | Exception


class Together:
    """Carries out writes, many at a time; each ends in what it has made, or in its own error."""

    def __init__(self, repository: OneByOne, graphql: GraphQL, ahead: LookAhead, pace: CreationsPace) -> None:
        self._repository = repository
        self._graphql = graphql
        self._ahead = ahead
        self._pace = pace

    def write(
        self, writes: Sequence[Write], until: float = inf, most: float = inf
    ) -> Iterator[tuple[int, Outcome]]:
        """Yield the outcome of each write, with its place; after a limit of GitHub nothing more is tried.

        When the steady clock shows `until`, nothing more is created. A request that creates something holds no
        more changes than `most`.
        """
        places = list(range(len(writes)))
        few = sum(isinstance(write, Open) for write in writes) <= FEW
        left: LimitError | None = None
        for planned in self._chunks(places, writes, most):
            if left:
                yield from ((place, left) for place in planned)
                continue
            is_late = clock.steady() > until
            late = [place for place in planned if is_late and isinstance(writes[place], Append | Open)]
            yield from ((place, TemporaryError("This run has no time left for them.")) for place in late)
            chunk = [place for place in planned if place not in late]
            if not few and self._can_write:
                self._create_labels(
                    [write for write in map(writes.__getitem__, chunk) if isinstance(write, Open)]
                )
            for place, outcome in self._chunk(chunk, writes, few=few):
                left = outcome if isinstance(outcome, LimitError) else left
                yield place, outcome

    def write_alone(self, write: Write) -> Made:
        """Carry out one write; raises its error."""
        outcome = next(outcome for _, outcome in self.write([write]))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def forget(self) -> None:
        """Forget what was read ahead and nobody has asked for: what comes next is to read it anew."""
        self._ahead.forget()

    @property
    def _can_write(self) -> bool:
        return not self._graphql.is_off and bool(self._ahead.repository)

    def _chunks(self, places: Sequence[int], writes: Sequence[Write], most: float) -> Iterator[list[int]]:
        """Yield the writes that travel together: what creates something waits for its minute."""
        chunk, changes, size = list[int](), 0, 0
        for place in places:
            write = writes[place]
            more, length = max(1, len(changes_of(write, self._ahead, ""))), len(getattr(write, "body", ""))
            limit = min(most if isinstance(write, Append | Open) else inf, MOST_CHANGES)
            if chunk and (changes + more > limit or size + length > MOST_CHARACTERS):
                yield chunk
                chunk, changes, size = [], 0, 0
            chunk.append(place)
            changes, size = changes + more, size + length
        if chunk:
            yield chunk

    def _chunk(
        self, places: Sequence[int], writes: Sequence[Write], *, few: bool
    ) -> Iterator[tuple[int, Outcome]]:
        by_graphql: dict[int, list[str]] = {}
        by_rest: list[int] = []
        outcomes: list[tuple[int, Outcome]] = []
        for place in places:
            write = writes[place]
            try:
                if isinstance(write, Open):
                    self._pace.may_open()
            except TemporaryError as error:
                outcomes.append((place, error))
                continue
            by_itself = not self._can_write or (few and isinstance(write, Open))
            changes = [] if by_itself else changes_of(write, self._ahead, f"w{place}")
            if changes:
                by_graphql[place] = changes
            else:
                by_rest.append(place)
        yield from outcomes
        yield from self._by_graphql(by_graphql, writes)
        left: Outcome = None
        for place in by_rest:
            if not isinstance(left, LimitError):
                left = self._attempt(partial(self._by_rest, writes[place]))
            yield place, left

    def _by_graphql(
        self, changes: Mapping[int, Sequence[str]], writes: Sequence[Write]
    ) -> Iterator[tuple[int, Outcome]]:
        if not changes:
            return
        creating = sum(isinstance(writes[place], Append | Open) for place in changes)
        self._pace.wait(creating)
        query, variables = mutation(changes, writes)
        again: Callable[[Write], Made] = self._by_rest
        answer: Answered | None = None
        asked = clock.steady()
        try:
            answer = self._graphql.ask(query, variables)
        except LimitError as error:
            yield from ((place, error) for place in changes)
            return
        except TemporaryError as error:
            logs.trouble("writes-in-doubt", reason=error.message, count=len(changes))
            clock.sleep(waits.GITHUB[0])
            if error.uncertain:
                decided = 0.0 if self._pace.is_local else DECIDED_AFTER_SECONDS
                clock.sleep(asked + decided - clock.steady())
                again = self._found_or_by_rest
        left: Outcome = answer.limit if answer else None
        for place, write in ((place, writes[place]) for place in changes):
            last = answer.data.get(f"w{place}_last") if answer else None
            if answer and last is not None:
                reopened = answer.data.get(f"w{place}_open") is not None
                yield place, self._attempt(partial(self._made, write, last, reopened=reopened))
            else:
                in_doubt = answer is not None and f"w{place}_last" in answer.in_doubt
                if not isinstance(left, LimitError):
                    left = self._attempt(partial(self._found_or_by_rest if in_doubt else again, write))
                yield place, left

    def _made(self, write: Write, last: Mapping[str, Any], *, reopened: bool) -> Made:
        """Return what GitHub has made of a write."""
        match write:
            case Append():
                self._pace.made()
                labels = {one["name"].casefold() for one in last["subject"]["labels"]["nodes"]}
                self._complete(write, labels, reopened=reopened)
                return as_comment(last["commentEdge"]["node"], write.issue.number)
            case Open():
                self._pace.made()
                opened = as_issue(last["issue"])
                self._repository.newest.opened(opened)
                return opened
            case Settle():
                settled = replace(write.issue, body=write.body)
                self._repository.newest.changed(settled)
                return settled
            case React() | Label() | AssignTo():
                return None

    def _complete(self, write: Append, labels: Collection[str], *, reopened: bool) -> None:
        """Do what was refused, or undone by a reply meanwhile, although the comment stands."""
        number = write.issue.number
        if write.without and (write.without.casefold() in labels or (write.loses and not labels)):
            self._repository.remove_label(number, write.without)
        if not write.label:
            return
        if write.label.casefold() not in labels:
            self._repository.add_label(number, write.label)
        if write.issue.is_open:
            return
        if reopened:
            self._repository.newest.moved(number, is_open=True)
        else:
            self._repository.reopen(number)

    @staticmethod
    def _attempt(work: Callable[[], Made]) -> Outcome:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - whatever it is, whoever wanted this write gets it raised
            return error

    def _by_rest(self, write: Write) -> Made:
        repository = self._repository
        match write:
            case Append():
                return self._append_by_rest(write)
            case Open(title, body, labels):
                return repository.open_issue(title, body, list(labels))
            case Settle(issue, body):
                return repository.settle(issue, body, close=False)
            case React(issue, mark):
                repository.react(issue.number, 0, mark)
            case Label(issue, label):
                repository.add_label(issue.number, label)
            case AssignTo(issue, logins):
                repository.assignees.add(issue.number, logins)
        return None

    def _append_by_rest(self, write: Append) -> Comment:
        repository, issue = self._repository, write.issue
        if write.label and not issue.is_open:
            repository.reopen(issue.number)
        if write.label:
            repository.add_label(issue.number, write.label)
        if write.loses:
            repository.remove_label(issue.number, write.without)
        if write.text:
            repository.settle(issue, write.text, close=False)
        return repository.comment(issue.number, write.body)

    def _found_or_by_rest(self, write: Write) -> Made:
        """Look for what may have been made before making it again."""
        found: Issue | Comment | None = None
        if isinstance(write, Append):
            found = self._repository.find_comment(write.issue.number, write.body)
        elif isinstance(write, Open):
            found = self._repository.find_issue(write.body)
        if not found:
            return self._by_rest(write)
        self._pace.made()
        if isinstance(write, Append):
            self._complete(write, (), reopened=False)
        return found

    def _create_labels(self, writes: Sequence[Open]) -> None:
        """Create the labels that these need and GitHub has not; of what cannot be created REST knows more.

        Only those of what is opened next: whoever is first in a crowd does not wait for the labels of all.
        """
        known = self._ahead.labels
        wanted = list(dict.fromkeys(name for write in writes for name in write.labels if name not in known))
        for first in range(0, len(wanted), MOST_LABELS):
            some = wanted[first : first + MOST_LABELS]
            fields = (
                f"w{place}: createLabel(input: {{repositoryId: {literal(self._ahead.repository)}, "
                f"name: {literal(name)}, color: {literal(_COLOUR)}}}) {{ label {{ id }} }}"
                for place, name in enumerate(some)
            )
            try:
                answer = self._graphql.ask(f"mutation {{ {' '.join(fields)} }}", {})
            except TemporaryError:
                return
            for place, name in enumerate(some):
                made = answer.data.get(f"w{place}") if answer else None
                if made:
                    known[name] = made["label"]["id"]
