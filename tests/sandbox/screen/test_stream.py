from __future__ import annotations

import threading

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


def test_many_listeners_share_one_look() -> None:
    changes = Changes({"phones": lambda: 0})
    streams = [changes.events() for _ in range(5)]
    for one in streams:
        next(one)

    assert len(_watchers()) == 1
    changes.stop()
