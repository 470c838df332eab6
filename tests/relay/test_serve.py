"""A relay that cannot start reports why before it serves anything."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.relay import serve
from tests.relay import harness


def settings(folder: Path, port: int = 0) -> Settings:
    made = harness.settings(folder, "http://127.0.0.1:9")
    relay = made.config.relay.model_copy(update={"port": port})
    return made.model_copy(update={"config": made.config.model_copy(update={"relay": relay})})


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(BotError, match=f"The relay cannot listen on 127.0.0.1:{port}"):
            serve.main(settings(tmp_path, port))


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [("data", "The message store does not work"), ("logs", "The log file .* cannot be written")],
)
def test_a_folder_that_cannot_be_written(tmp_path: Path, folder: str, sentence: str) -> None:
    (tmp_path / folder).write_text("a file is in the way")

    with pytest.raises(BotError, match=sentence):
        serve.main(settings(tmp_path))
