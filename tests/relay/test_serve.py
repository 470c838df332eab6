"""A relay that cannot start reports why before it serves anything."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core import clock
from bot.core.errors import BotError
from bot.core.messages import Event
from bot.core.settings import Settings
from bot.relay import serve
from bot.relay.mounting import Beside
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from tests.architecture import ROOT
from tests.relay import harness


def settings(folder: Path, port: int = 0) -> Settings:
    made = harness.settings(folder, "http://127.0.0.1:9")
    relay = made.config.relay.model_copy(update={"port": port})
    return made.model_copy(update={"config": made.config.model_copy(update={"relay": relay})})


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(BotError, match=f"The relay cannot listen on 127.0.0.1:{port}"):
            serve.main(settings(tmp_path, port), Beside())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has abstract sockets")
def test_of_two_that_start_at_once_one_says_so_and_ends(tmp_path: Path) -> None:
    """Between the check of the port and its use the port is free: only the claim keeps the second one out."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
    first = serve._claim_port("127.0.0.1", port)
    assert first
    with first, pytest.raises(BotError, match=f"The relay cannot listen on 127.0.0.1:{port} .*in use"):
        serve.main(settings(tmp_path, port), Beside())

    again = serve._claim_port("localhost", port)
    assert again
    again.close()


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [("data", "The message store does not work"), ("logs", "The log file .* cannot be written")],
)
def test_a_folder_that_cannot_be_written(tmp_path: Path, folder: str, sentence: str) -> None:
    (tmp_path / folder).write_text("a file is in the way")

    with pytest.raises(BotError, match=sentence):
        serve.main(settings(tmp_path), Beside())


def test_a_damaged_store_ends_the_start_with_what_to_do(tmp_path: Path) -> None:
    made = settings(tmp_path)
    with Store(Path(made.config.relay.database), RelayKeys.of(made)) as store:
        for number in range(30):
            store.append(Event(0, clock.now(), harness.message(number, "x" * 500)))
    with (tmp_path / "data" / "relay.db").open("r+b") as raw:
        raw.seek(-8192, 2)
        raw.write(b"\xff" * 8192)

    with pytest.raises(BotError, match=r"relay\.db.*damaged") as found:
        serve.main(made, Beside())
    assert "reconcile" in found.value.remedy


@pytest.mark.parametrize(("host", "warns"), [("10.0.0.11", True), ("127.0.0.1", False)])
def test_a_proxy_on_another_machine_that_is_not_trusted_is_named_at_the_start(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, host: str, warns: bool
) -> None:
    made = settings(tmp_path)
    relay = made.config.relay.model_copy(update={"host": host})
    with caplog.at_level("INFO"):
        serve._log_start(made.model_copy(update={"config": made.config.model_copy(update={"relay": relay})}))

    assert ("callers-hidden" in caplog.text) is warns


def test_what_hardly_any_relay_needs_is_not_loaded_at_its_start() -> None:
    heavy = ("twilio.rest.api", "bot.rules.texts")
    script = f"import sys, bot.relay.serve; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"
