"""What tests of the emulated Twilio share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from bot.sandbox.emulator.server import Server
from tests.sandbox.twilio_world import Receiver, World


@pytest.fixture(name="served_receiver", scope="module")
def _served_receiver() -> Iterator[tuple[Receiver, str]]:
    receiver = Receiver()
    with Server(receiver.app()) as server:
        yield receiver, server.url


@pytest.fixture(name="world")
def _world(served_receiver: tuple[Receiver, str]) -> Iterator[World]:
    receiver, url = served_receiver
    receiver.reset()
    with ExitStack() as stack:
        world = World(stack, receiver, url)
        yield world
        assert world.twilio.wait_idle(10)
        assert world.receiver.forged == []


@pytest.fixture(name="still_world", scope="module")
def _still_world(served_receiver: tuple[Receiver, str]) -> Iterator[World]:
    """One world for all requests that change nothing."""
    with ExitStack() as stack:
        world = World(stack, *served_receiver)
        yield world
        assert world.state.messages() == []
