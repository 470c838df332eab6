"""A relay beside the emulated services, and what the doctor finds there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from bot.core.settings import Settings, config
from bot.core.settings.config import Role
from bot.operate.doctor import engine
from bot.operate.doctor.checks import Check, Finding
from bot.operate.doctor.facts import Facts
from bot.operate.doctor.registry import CHECKS
from tests.nearby import NearbyRelay, config_of
from tests.stage import Stage

Look = Callable[..., Finding]
BY_ID: dict[str, Check] = {check.id: check for check in CHECKS}


@pytest.fixture
def relay(stage: Stage, tmp_path: Path) -> Iterator[NearbyRelay]:
    with NearbyRelay(stage, tmp_path) as relay:
        relay.env.change({"RELAY_URL": relay.url})
        yield relay


@pytest.fixture
def look(relay: NearbyRelay) -> Look:
    """Return what one check finds now; `changes` are made to the relay's section of config.yml before.

    The doctor reads the variables `instead` of those that the running relay has.
    """

    def examine(name: str, *, instead: Mapping[str, str] | None = None, **changes: object) -> Finding:
        facts = facts_of(relay, instead or {}, **changes)
        [result] = engine.run([BY_ID[name]], facts, at_a_cost=True)
        return result.finding

    return examine


def facts_of(relay: NearbyRelay, instead: Mapping[str, str], **changes: object) -> Facts:
    file = config_of(relay.stage, relay.folder)
    environ = {**relay.env.read(), **instead}
    environment, faults = config.read_environment(environ, Role.RELAY)
    assert environment, faults
    read, _ = config.read_file(file)
    assert read
    section = read.relay.model_copy(update={"database": "relay.db", "log_file": "relay.log", **changes})
    settings = Settings(
        config=read.model_copy(update={"relay": section}), environment=environment, relay=True
    )
    return Facts(settings, relay.folder, file, environ)
