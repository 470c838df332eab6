"""The edge between the jobs' HTTP clients and the emulators: where a process can die, and answers can be changed."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from graphql import FieldNode, OperationDefinitionNode, parse, print_ast
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter

from bot.core import clock
from bot.jobs.tools import Tools
from bot.sandbox.github.values import Subject
from bot.sandbox.twilio.values import Message
from tests import sampling
from tests.stage import Stage

OTHER = "+5511911111111"
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_OF_ONE_RUN = (
    (re.compile(r"http://127\.0\.0\.1:\d+"), "https://github.test"),
    (re.compile(r"(SM)[0-9a-f]{32}"), r"\1"),
    (re.compile(r"\d\d/\d\d/\d{4}(?: às)? \d\d:\d\d(?::\d\d)?"), "then"),
    (re.compile(r"(issuecomment-)\d+"), r"\1"),
    (re.compile(r"(contato-)\w+"), r"\1"),
    (re.compile(r'("about":)[1-9]\d*'), r"\1id"),
    (re.compile(r'"contact":"\w+"'), '"contact":""'),
    (re.compile(r'("sealed":|"merged":|"what":|"state":)"[^"]+"'), r'\1""'),
    (re.compile(r'("said":"\w+-)[^"]+"'), r'\1"'),
    (re.compile(r'(<!-- auditoria360 \{"v":1,"kind":"(?:ledger|consent|receipt|request)",).*'), r"\1"),
    (re.compile(r"(Consentimento - )\w+"), r"\1"),
    (re.compile(r"(envie APAGAR )\d{6}"), r"\1"),
    (re.compile(r"\b[0-9a-f]{64}\b"), "hash"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.+]+"), "then"),
    (re.compile(r"\b[a-z2-7]{16}\b"), "contact"),
    (re.compile(r"(actions/runs/)\d+"), r"\1"),
    (re.compile(r"(canary-)\d+\.\w+"), r"\1"),
)

Seen = dict[str, Any]
Look = Callable[[PreparedRequest, Response], None]


def changes(request: PreparedRequest) -> bool:
    """Return whether a request changes anything; a GraphQL query only asks."""
    return request.method in CHANGING and b'"query": "query' not in _body(request)


def _mutations(request: PreparedRequest) -> list[FieldNode]:
    """Return the changes of a GraphQL request, which are carried out one after the other."""
    if not (str(request.url).endswith("/graphql") and changes(request)):
        return []
    (operation,) = parse(json.loads(_body(request))["query"]).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return [one for one in operation.selection_set.selections if isinstance(one, FieldNode)]


def _writes(request: PreparedRequest) -> int:
    """Return how many writes a request is."""
    return len(_mutations(request)) or int(changes(request))


def _cut(request: PreparedRequest, most: int) -> None:
    """Let a GraphQL request hold the first of its changes alone, as if GitHub had been stopped behind them."""
    content = json.loads(_body(request))
    kept = " ".join(map(print_ast, _mutations(request)[:most]))
    given = {name: one for name, one in content["variables"].items() if re.search(rf"\${name}\b", kept)}
    declared = ", ".join(f"${name}: String!" for name in given)
    head = f"mutation ({declared})" if declared else "mutation"
    request.prepare_body(None, None, {"query": f"{head} {{ {kept} }}", "variables": given})


def _body(request: PreparedRequest) -> bytes:
    return request.body.encode() if isinstance(request.body, str) else request.body or b""


class DiedError(BaseException):
    """The process is gone; no line of the job that comes after is carried out."""


@contextmanager
def passing(look: Look, before: Callable[[PreparedRequest], None] = lambda _: None) -> Iterator[None]:
    """Show each answer of the emulators to `look` before the job's own client, on this thread, sees it.

    `before` is shown each request before it is made.
    """
    send, job = HTTPAdapter.send, threading.current_thread()

    def through(self: HTTPAdapter, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        watched = threading.current_thread() is job and "/_sandbox/" not in str(request.url)
        if watched:
            before(request)
        response = send(self, request, *args, **kwargs)
        if watched:
            look(request, response)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTTPAdapter, "send", through)
        yield


def rewrite(response: Response, content: Any, status: int | None = None) -> None:
    """Replace the content of an answer by something the emulator cannot produce."""
    _ = response.content  # read what is there, so that the connection is free again
    response._content = json.dumps(content).encode()
    response.status_code = status or response.status_code


def as_pull_request(number: int) -> Look:
    """Make GitHub list an issue as it lists pull requests: among the issues, with one more key."""

    def change(one: dict[str, Any]) -> None:
        if one.get("number") == number:
            one["pull_request"] = {"url": one["url"].replace("/issues/", "/pulls/")}
            one["html_url"] = one["html_url"].replace("/issues/", "/pull/")

    return _each(change)


def account_gone(login: str) -> Look:
    """Make GitHub name nobody where it would name that account."""

    def change(one: dict[str, Any]) -> None:
        if (one.get("user") or {}).get("login") == login:
            one["user"] = None

    return _each(change)


def _each(change: Callable[[dict[str, Any]], None]) -> Look:
    """Change every issue, comment or reaction that GitHub lists or shows."""

    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "GET" and "/issues" in str(request.url) and response.ok:
            content = response.json()
            for one in content if isinstance(content, list) else [content]:
                change(one)
            rewrite(response, content)

    return look


@contextmanager
def dying_after(writes: int) -> Iterator[None]:
    """Kill the process once a service has carried out that many of its writes, before it learns of the last."""
    left = writes

    def before(request: PreparedRequest) -> None:
        if 0 < left < _writes(request):
            _cut(request, left)

    def look(request: PreparedRequest, response: Response) -> None:
        nonlocal left
        made = _writes(request)  # a request that nobody has answered is none
        left -= made
        if made and left == 0:
            response.close()
            raise DiedError

    with passing(look, before):
        yield


@contextmanager
def counting() -> Iterator[Counter[str]]:
    """Count the writes that services carry out, by method and path."""
    made: Counter[str] = Counter()

    def look(request: PreparedRequest, _response: Response) -> None:
        if changes(request):
            made[f"{request.method} {request.url!s}"] += _writes(request)

    with passing(look):
        yield made


def after_each_crash(
    prepare: Callable[[Stage], None],
    job: Callable[[Stage, Tools], object],
    make: Callable[[], Stage] = Stage,
) -> Iterator[tuple[int, Seen]]:
    """Yield what is seen when the job died after its k-th write and was run again, for k spread over all its writes.

    The first, of number 0, is what is seen without a crash. Twilio's list is seen to be up to date.
    """
    with make() as stage:
        prepare(stage)
        others_are_written_to(stage)
        with counting() as made:
            job(stage, stage.tools)
        yield 0, seen(stage)
    for writes in sampling.spread(range(1, made.total() + 1)):
        with make() as stage:
            prepare(stage)
            others_are_written_to(stage)
            _die_and_run_again(stage, job, writes)
            yield writes, seen(stage)


def _die_and_run_again(stage: Stage, job: Callable[[Stage, Tools], object], writes: int) -> None:
    with pytest.raises(DiedError), dying_after(writes):
        job(stage, stage.tools)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "sleep", lambda _: None)  # until the list has shown all: it does
        job(stage, stage.new_tools())


def others_are_written_to(stage: Stage) -> None:
    """Let Twilio's list hold a message of a moment ago, to somebody else: so it is seen not to lag."""
    now = clock.now()
    sid = f"SM{len(stage.twilio.state.messages()):032x}"
    state = stage.twilio.state
    state.add(Message(sid, "outbound-api", "+15005550006", OTHER, "Aviso", "delivered", now, now))


def on_comment(comment: int) -> Subject:
    """Return what a reaction on the comment is on."""
    return Subject("comment", comment)


def seen(stage: Stage) -> Seen:
    """Return all that people can see in the end, without what differs from run to run."""
    assert stage.twilio.wait_idle(10)
    return {
        "issues": [_issue(stage, one["number"]) for one in stage.sandbox.issues()],
        "phones": {
            phone.number: [_timeless(text) for text in stage.sandbox.received(phone.number)]
            for phone in stage.twilio.state.phones()
        },
    }


def _issue(stage: Stage, number: int) -> Seen:
    issue = stage.sandbox.issue(number)
    return {
        "title": _timeless(issue["title"]),
        "state": issue["state"],
        "labels": sorted(_timeless(label) for label in issue["labels"]),
        "assignees": stage.state.issues.get(number).assignees,
        "body": _timeless(issue["body"]),
        "reactions": sorted(one.content for one in stage.state.reactions.on(Subject("issue", number))),
        "comments": [
            (
                comment["author"],
                _timeless(comment["body"]),
                {kind: sorted(by) for kind, by in comment["reactions"].items()},
            )
            for comment in issue["comments"]
        ],
    }


def _timeless(text: str) -> str:
    for pattern, instead in _OF_ONE_RUN:
        text = pattern.sub(instead, text)
    return text
