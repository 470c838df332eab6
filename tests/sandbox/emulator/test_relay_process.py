from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.errors import BotError
from bot.sandbox.emulator import relay_process
from bot.sandbox.emulator.relay_process import RelayProcess


def test_a_relay_that_is_not_ready_in_time_is_ended_and_not_taken_for_one_that_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_process, "START_SECONDS", 0.0)
    relay = RelayProcess(tmp_path, "http://127.0.0.1:9")

    for _ in range(2):
        with pytest.raises(BotError, match="The relay did not start"):
            relay.start()

        assert not relay.runs
    assert relay.ended is not None
