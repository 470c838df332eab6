from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import requests
from flask import Flask, Response

from bot.sandbox.emulator.server import Server
from bot.sandbox.screen import stream
from bot.sandbox.screen.stream import Changes

THREAD = "sandbox-screen"


def _watchers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == THREAD]


def test_a_listener_learns_what_has_changed_and_nothing_else() -> None:
    things = {"phones": 0, "desk": 0}
    changes = Changes({"phones": lambda: things["phones"], "desk": lambda: things["desk"]})
    events = changes.events()
    assert next(events) == "retry: 1000\n\n"

    things["desk"] += 1

    assert next(events) == "data: desk\n\n"
    changes.stop()


def test_nobody_looks_while_nobody_listens() -> None:
    changes = Changes({"phones": lambda: 0})
    assert _watchers() == []
    events = changes.events()
    next(events)
    (watcher,) = _watchers()

    del events  # as a server lets go of a client that has gone

    watcher.join(5)
    assert not watcher.is_alive()
    again = changes.events()
    next(again)
    assert len(_watchers()) == 1
    changes.stop()
    assert _watchers() == []


def test_a_stream_ends_when_the_sandbox_stops() -> None:
    changes = Changes({"phones": lambda: 0})
    events = changes.events()
    next(events)
    ended = threading.Event()

    def listen() -> None:
        for _ in events:
            pass
        ended.set()

    threading.Thread(target=listen).start()
    changes.stop()

    assert ended.wait(5)
    assert _watchers() == []


def _ended(thread: threading.Thread) -> bool:
    thread.join(10)
    return not thread.is_alive()


@pytest.fixture
def served() -> Iterator[tuple[Changes, str]]:
    changes, app = Changes({"phones": lambda: 0}), Flask("stream")
    app.add_url_rule("/", view_func=lambda: Response(changes.events(), mimetype="text/event-stream"))
    with Server(app) as server:
        yield changes, server.url
        changes.stop()


def test_who_closes_the_page_is_no_longer_looked_for(
    served: tuple[Changes, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "_HEARTBEAT_SECONDS", 0.02)
    changes, url = served
    with requests.get(url, stream=True, timeout=5) as answer:
        assert next(answer.iter_lines()) == b"retry: 1000"
        assert changes.listeners == 1
        (watcher,) = _watchers()

    assert _ended(watcher)
    assert changes.listeners == 0


def test_a_server_that_stops_ends_the_streams_of_open_pages(served: tuple[Changes, str]) -> None:
    changes, url = served
    answer = requests.get(url, stream=True, timeout=5)
    lines = answer.iter_lines()
    assert next(lines) == b"retry: 1000"

    changes.stop()

    assert list(filter(None, lines)) in ([], [b": still here"])
    assert _watchers() == []


def test_many_listeners_share_one_look() -> None:
    changes = Changes({"phones": lambda: 0})
    streams = [changes.events() for _ in range(5)]
    for one in streams:
        next(one)

    assert len(_watchers()) == 1
    changes.stop()
