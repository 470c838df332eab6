"""One template for six people, by the real command: killed in the middle and run again, each phone gets it once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests
from click.testing import CliRunner

from bot.cli import cli
from bot.core import clock
from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.conftest import CHANGES, new_number
from tests.journeys.observer import Observer
from tests.journeys.processes import relay_environment
from tests.stage import CONFIG
from tests.warm import WarmPython

TEXT = "Olá {nome}, sua guia vence em {data}."
AVISO = {"sid": f"HX{'a' * 32}", "text": TEXT, "variables": ["nome", "data"], "channels": ["sms"]}
BROADCAST = ("broadcast", "clientes.csv", "--template", "aviso", "--skip-faulty")
EVERY_DAY = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


@pytest.fixture(name="office")
def _office(tmp_path: Path, warm_python: WarmPython) -> Iterator[World]:
    """A world in which it is the hour of marketing in São Paulo, and two hours too early in Acre."""
    now = clock.now().astimezone(ZoneInfo("America/Sao_Paulo"))
    hours = f"{now:%H:00}-{now + timedelta(hours=3):%H:00}"
    marketing = {"hours": hours, "days": EVERY_DAY, "cap": "1 per 1d", "needs_consent": True}
    changes = {**CHANGES, "templates": {"aviso": AVISO}, "policy": {"marketing": marketing}}
    with World(tmp_path / "office", warm_python.tree, config=CONFIG, changes=changes) as world:
        warm_python.serve(world.actions)
        yield world


class _Witness:
    """Stands between a command and the relay: the answer to the second order never comes back."""

    def __init__(self, relay_url: str) -> None:
        self.ordered = 0
        self.second_is_stored, self._is_over = threading.Event(), threading.Event()
        witness = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name: value for name, value in self.headers.items() if name != "Host"}
                answer = requests.post(f"{relay_url}{self.path}", data=body, headers=headers, timeout=30)
                if self.path.endswith("/send-enhanced"):
                    witness.ordered += 1
                    if witness.ordered == 2:
                        witness.second_is_stored.set()
                        witness._is_over.wait(60)
                        return
                self.send_response(answer.status_code)
                self.send_header("Content-Length", str(len(answer.content)))
                self.end_headers()
                self.wfile.write(answer.content)

            def log_message(self, *_: Any) -> None:
                """Print nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def listening(self) -> Iterator[None]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._is_over.set()
            self._server.shutdown()
            self._server.server_close()


def command(environment: Mapping[str, str], folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot.cli", *words],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def agrees(world: World, person: Person) -> None:
    """Record by hand that somebody agreed to marketing."""
    config = str(world.folder / "config.yml")
    words = [
        "--number",
        person.number,
        "--purpose",
        "marketing",
        "--evidence",
        "ficha 12",
        "--config",
        config,
    ]
    done = CliRunner().invoke(cli, ["consent", "add", *words], env=relay_environment(world))
    assert done.exit_code == 0, done


def fates(world: World, environment: Mapping[str, str]) -> dict[int, dict[str, Any]]:
    asked = command(environment, world.folder, *BROADCAST, "--status", "--json")
    shown, _ = asked.communicate(timeout=60)
    assert asked.returncode == 0, shown
    return {line["line"]: line for line in json.loads(shown)["lines"]}


def test_a_broadcast_killed_in_the_middle_and_run_again_reaches_each_phone_once(office: World) -> None:
    sandbox, observer = office.sandbox, Observer(office)
    ana, bia, left, stranger = (Person(sandbox, new_number()) for _ in range(4))
    acre = Person(sandbox, f"+5568{new_number()[5:]}")
    for person in (ana, bia, left, acre):
        agrees(office, person)
    left.text("SAIR")
    observer.settled()
    sandbox.until(lambda: left.received, "the answer to SAIR")
    people = {"Ana": ana, "Bia": bia, "Léo": left, "Eva": stranger, "Rui": acre}
    rows = [f"{person.number[1:]};{name};05/12" for name, person in people.items()]
    text = "\r\n".join(["Telefone;Nome;Data", *rows, "5,51199E+12;Zé;05/12", ""])
    (office.folder / "clientes.csv").write_bytes(text.encode("cp1252"))

    environment = relay_environment(office)
    witness = _Witness(office.relay_url)
    with witness.listening():
        first = command({**environment, "RELAY_URL": witness.url}, office.folder, *BROADCAST, "--yes")
        assert witness.second_is_stored.wait(60)
        os.kill(first.pid, signal.SIGKILL)
        first.communicate(timeout=10)
    second = command(environment, office.folder, *BROADCAST, "--yes")
    shown, _ = second.communicate(timeout=60)
    assert second.returncode == 0, shown
    assert "5 messages" not in shown
    received = {"Ana": ana, "Bia": bia}
    sandbox.until(lambda: all(one.received for one in received.values()), "the messages")
    observer.settled()
    again = command(environment, office.folder, *BROADCAST, "--yes")
    told, _ = again.communicate(timeout=60)
    assert "Nothing is left to send." in told

    for name, person in received.items():
        assert person.received == [f"Olá {name}, sua guia vence em 05/12."]
    assert [one for one in left.received if one.startswith("Olá")] == []
    assert (stranger.received, acre.received) == ([], [])
    assert stranger.issues() == []  # nothing was ordered, so no conversation begins
    sandbox.until(
        lambda: "deferred" in fates(office, environment)[6]["status"], "the message to Acre to wait"
    )
    known = fates(office, environment)
    assert {line: one["status"] for line, one in known.items()} == {
        2: "delivered",
        3: "delivered",
        4: "not-allowed",
        5: "not-allowed",
        6: "deferred",
        7: "faulty",
    }
    assert not [person for person in people.values() if person.number[-8:] in json.dumps(known)]
