"""Messages whose commit ends just when their requests have waited long enough, or when the relay stops."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Response

from bot.core import clock, contact_keys
from bot.core.logs import Line
from bot.core.messages import Event
from bot.relay.store.group import PendingRow, Stored
from bot.relay.store.store import Store
from bot.relay.stored_answer import LATER, AnswerOnceStored
from bot.relay.unstored import Answer, Unstored
from bot.rules.people.relay_keys import RelayKeys, relay_key
from tests.relay.harness import message


def store_in(folder: Path) -> Store:
    return Store(folder / "relay.db", RelayKeys(relay_key([contact_keys.new_key()])))


def row_of(number: int, store: Store) -> PendingRow:
    row = store.row(Event(0, clock.now(), message(number)))
    row.until = clock.steady() - 1  # its request has waited long enough
    return row


def promising(row: PendingRow, store: Store, logged: list[Stored]) -> WSGIApplication:
    """Return an application that answers once the row is stored."""

    def log(stored: Stored) -> Line:
        logged.append(stored)
        return "message-stored", {"sequence": stored.sequence}

    def application(environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        later: Callable[[AnswerOnceStored], None] = environ[LATER]
        later(AnswerOnceStored(store, lambda: row, log, lambda _: Response(status=503)))
        return ()

    return application


def test_a_request_is_answered_once_however_its_commit_and_its_patience_meet(tmp_path: Path) -> None:
    answers, looked, slow = Counter[int](), threading.Event(), threading.Lock()

    async def ask_all(unstored: Unstored, store: Store) -> None:
        def answer(number: int) -> Answer:
            def note(*_: object) -> None:
                answers[number] += 1
                if slow.acquire(
                    blocking=False
                ):  # the committer answers, while the event loop looks who waits
                    looked.wait(0.3)
                else:
                    looked.set()

            return note

        await asyncio.gather(
            *(
                unstored.run(promising(row_of(number, store), store, []), {}, answer(number))
                for number in range(5)
            )
        )

    with store_in(tmp_path) as store:
        asyncio.run(ask_all(Unstored(store), store))

    assert answers == dict.fromkeys(range(5), 1)


def test_what_was_answered_after_the_event_loop_had_ended_is_logged(tmp_path: Path) -> None:
    logged, answers = list[Stored](), list[int]()

    async def ask(unstored: Unstored, store: Store) -> None:
        row = row_of(1, store)
        row.until = None
        application = promising(row, store, logged)
        asking = asyncio.ensure_future(
            unstored.run(application, {}, lambda status, *_: answers.append(status))
        )
        await asyncio.sleep(0.05)
        asking.cancel()

    with store_in(tmp_path) as store:
        unstored = Unstored(store)
        with store.writing():  # so that the commit waits until the event loop is gone
            asyncio.run(ask(unstored, store))
    unstored.close()

    assert (answers, len(logged)) == ([200], 1)
