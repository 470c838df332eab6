"""What befalls a command at an exact request: it is killed, somebody meddles, a workflow run does not end."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.adapters.env_file import EnvFile
from bot.adapters.relay_client import PROBE_PATH
from bot.sandbox.workflows.runs import Run
from tests import wire
from tests.stage import Stage
from tests.wire import DiedError, Look, passing


@contextmanager
def killed_after(changes: int) -> Iterator[Counter[str]]:
    """Kill the command once it has made so many changes, at a service or in `.env`, before it learns of the last.

    0: never. Yields the changes as they are made; what it only asks of the relay is none.
    """
    made: Counter[str] = Counter()
    command, change = threading.current_thread(), EnvFile.change

    def look(request: PreparedRequest, response: Response) -> None:
        asks = str(request.url).endswith((PROBE_PATH, "/credentials"))
        if wire.changes(request) and not asks:
            made["at a service"] += 1
            if made.total() == changes:
                response.close()
                raise DiedError

    def changed(self: EnvFile, given: Mapping[str, str | None]) -> None:
        change(self, given)
        if threading.current_thread() is command:
            made["in .env"] += 1
            if made.total() == changes:
                raise DiedError

    with passing(look), pytest.MonkeyPatch.context() as patch:
        patch.setattr(EnvFile, "change", changed)
        yield made


def elsewhere(act: Callable[[], object]) -> None:
    """Do something on a thread that nobody kills or watches."""
    thread = threading.Thread(target=act)
    thread.start()
    thread.join()


def when(method: str, end: str, act: Callable[[], object], having: str = "", times: int = 1) -> Look:
    """Do something once such a request has been answered so many times."""
    left = count(times, -1)

    def look(request: PreparedRequest, response: Response) -> None:
        path, _, query = str(request.url).partition("?")
        if request.method == method and path.endswith(end) and having in query and next(left) == 1:
            _ = response.content
            act()

    return look


def die() -> None:
    raise DiedError


def unended(stage: Stage, run: Run, **changes: Any) -> None:
    """Change a run that has no conclusion yet."""
    assert stage.actions
    with stage.actions._changed:
        stage.actions._keep(replace(run, conclusion=None, **changes))


def old_run(stage: Stage, status: str = "queued") -> Run:
    """Return a run, called old, that was created five minutes ago and is unfinished."""
    run = stage.ran("send-replies", ago=timedelta(minutes=5), name="old")
    unended(stage, run, status=status)
    return run
