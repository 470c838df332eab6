"""Count the requests of each journey to GitHub and Twilio, against the sandbox's services.

The tokens of workflows may make 1,000 requests an hour in one repository, all workflows together. Each line of the
table is one run of a job; --routes lists its requests. Takes half a minute and leaves nothing behind.

Usage: scripts/bench requests [--routes]
"""

from __future__ import annotations

import logging
import re
import secrets
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

from requests import PreparedRequest, Response

from bot.core import clock
from bot.core.messages import Address, Order
from bot.jobs.delivery import record_delivery
from bot.jobs.inbound import record_messages
from bot.jobs.orders import send_notification
from bot.jobs.replies import send_replies
from bot.jobs.tools import Tools
from bot.jobs.upkeep import reconcile
from tests import wire
from tests.jobs.reports import PUBLIC, reported
from tests.stage import Stage

GITHUB_LIMIT = 1_000
PERSONS = 20
EVENT = {"repository": {"private": True}}  # every event of GitHub has it
ANA, BIA = "+5511987654321", "+5511912345678"
_VARIABLE = (
    (re.compile(r"/repos/[^/]+/[^/]+"), ""),
    (re.compile(r"/2010-04-01/Accounts/\w+"), ""),
    (re.compile(r"/collaborators/[^/]+"), "/collaborators/{login}"),
    (re.compile(r"/labels/.+"), "/labels/{name}"),
    (re.compile(r"/\d+"), "/{n}"),
)

Work = Callable[[Tools], object]


class Table:
    """Prints one line a job, and its requests where they are wanted."""

    def __init__(self, *, routes: bool) -> None:
        self._routes = routes
        print(
            f"{'one run of a job':<52} {'GitHub':>7} {'Twilio':>7} {'messages':>9} {'each':>6} {'an hour':>8}"
        )

    def line(self, what: str, stage: Stage, work: Work, messages: int = 1) -> None:
        """Run a job with tools of its own, as each run has, and print its requests."""
        made = counted(stage, work)
        github = sum(count for route, count in made.items() if not _is_twilio(route))
        each = github / messages
        fit = f"{GITHUB_LIMIT / each:,.0f}" if each else "any"
        print(f"{what:<52} {github:>7} {made.total() - github:>7} {messages:>9} {each:>6.1f} {fit:>8}")
        if self._routes:
            for route, count in sorted(made.items()):
                print(f"    {count:>4} {route}")


def counted(stage: Stage, work: Work) -> Counter[str]:
    """Return how often each route was requested; a 304, which GitHub does not count, is left out."""
    made: Counter[str] = Counter()

    def look(request: PreparedRequest, response: Response) -> None:
        if response.status_code != 304:
            made[_route(request)] += 1

    with wire.passing(look), redirect_stdout(StringIO()):  # without what hides numbers in the log of a run
        work(stage.new_tools(EVENT))
    stage.twilio.wait_idle(20)
    return made


def _route(request: PreparedRequest) -> str:
    path, query = urlsplit(str(request.url)).path, urlsplit(str(request.url)).query
    for pattern, instead in _VARIABLE:
        path = pattern.sub(instead, path)
    narrowed = ", ".join(name for name in ("labels", "since") if f"{name}=" in query)
    return f"{request.method:<6} {path or '/'} {f'by {narrowed}' if narrowed else ''}".rstrip()


def _is_twilio(route: str) -> bool:
    return any(name in route for name in (".json", "/v1/", "/v2/", "/Alerts"))


def main(*options: str) -> None:
    logging.disable()  # no one listens at the relay's address
    table = Table(routes="--routes" in options)
    with Stage(PUBLIC) as stage:
        messages(stage, table)
    with Stage(PUBLIC) as stage:
        answers(stage, table)
    with Stage(PUBLIC) as stage:
        notifications(stage, table)
    with (
        tempfile.TemporaryDirectory(prefix="bench-requests-") as folder,
        Stage(history=Path(folder)) as stage,
    ):
        begin(stage)
        ahead(timedelta(days=3))
        stage.ran("reconcile", ago=timedelta(hours=1))
        table.line("reconcile, nothing lost", stage, lambda tools: reconcile.run({}, tools))


def messages(stage: Stage, table: Table) -> None:
    recording(stage, table, "a new person's first message", [(ANA, "Bom dia")])
    recording(stage, table, "a message minutes after another", [(ANA, "Alguém?")])
    ahead(timedelta(hours=1))
    recording(stage, table, "a message in an open conversation", [(ANA, "E então?")])
    stage.sandbox.close(1)
    recording(stage, table, "a message that reopens a conversation", [(ANA, "Mais uma coisa")])
    one = [(ANA, f"Parte {number}") for number in range(PERSONS)]
    recording(stage, table, f"{PERSONS} messages of one person", one)
    recording(stage, table, f"{PERSONS} new persons' first messages", crowd("Bom dia"))
    recording(stage, table, f"{PERSONS} messages in {PERSONS} open conversations", crowd("Alguém?"))
    recording(stage, table, "an opt-out (SAIR)", [(ANA, "SAIR")])


def begin(stage: Stage) -> None:
    with redirect_stdout(StringIO()):
        stage.record(stage.event("Bom dia", ANA))


def ahead(by: timedelta) -> None:
    """Move the clock of this process forward."""
    before = clock.now
    clock.now = lambda: before() + by


def crowd(text: str) -> list[tuple[str, str]]:
    return [(f"+55119{number:08d}", text) for number in range(PERSONS)]


def recording(stage: Stage, table: Table, what: str, texts: list[tuple[str, str]]) -> None:
    events = [stage.event(text, number) for number, text in texts]
    payload = {"client_payload": stage.payload(events)}
    table.line(what, stage, lambda tools: record_messages.run(payload, tools), len(events))


def answers(stage: Stage, table: Table) -> None:
    begin(stage)
    stage.twilio.wait_idle(10)
    woken = {"issue": {"number": 1}}
    for what, text in (("a /reply", "/reply Pois não"), ("a second /reply", "/reply Mais alguma coisa?")):
        stage.sandbox.comment(1, "marina", text)
        table.line(what, stage, lambda tools: send_replies.run(woken, tools))
        delivery(stage, table, "a text that arrived")
    stage.sandbox.comment(1, "marina", "/status")
    table.line("a /status", stage, lambda tools: send_replies.run(woken, tools))
    stage.sandbox.comment(1, "marina", "/close")
    table.line("a /close", stage, lambda tools: send_replies.run(woken, tools))
    stage.sandbox.set_phone(ANA, unreachable=True)
    stage.sandbox.comment(1, "marina", "/reply Ainda aí?")
    counted(stage, lambda tools: send_replies.run(woken, tools))
    delivery(stage, table, "a text that did not arrive")


def delivery(stage: Stage, table: Table, what: str) -> None:
    stage.twilio.wait_idle(10)
    payload = {"client_payload": stage.payload([reported(stage)])}
    table.line(f"the report on {what}", stage, lambda tools: record_delivery.run(payload, tools))


def notifications(stage: Stage, table: Table) -> None:
    begin(stage)
    for what, person in (("a notification to somebody known", ANA), ("a notification to somebody new", BIA)):
        payload = {"client_payload": stage.payload([order(person, "Sua guia vence hoje")])}
        table.line(what, stage, partial(send_notification.run, payload))
    many = [order(number, text) for number, text in crowd("Sua guia vence hoje")]
    payload = {"client_payload": stage.payload(many)}
    table.line(f"{PERSONS} notifications", stage, partial(send_notification.run, payload), len(many))


def order(number: str, text: str) -> Order:
    return Order(1, clock.now(), secrets.token_hex(8), Address.parse(number), text, by="folha")
