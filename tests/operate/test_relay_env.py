"""The relay's look at `.env`: what could not be read once is read when it can."""

from __future__ import annotations

import os

import pytest

from bot.adapters import relay_client
from bot.operate.rotation.auth_token import SECONDARY
from tests.made_up import SECOND_AUTH_TOKEN
from tests.operate.bench import (
    Bench,
)


def test_a_file_that_could_not_be_read_is_read_again_when_it_can(bench: Bench) -> None:
    env = bench.relay.env
    before, settings = env.path.read_bytes(), bench.site.settings
    env.change({SECONDARY: SECOND_AUTH_TOKEN})
    whole, mtime = env.path.read_bytes(), env.path.stat().st_mtime_ns
    env.path.write_bytes(b"\xff" * len(whole))
    os.utime(env.path, ns=(mtime, mtime))
    assert relay_client.probe(settings, SECOND_AUTH_TOKEN) == 403
    env.path.write_bytes(whole)
    os.utime(env.path, ns=(mtime, mtime))

    assert relay_client.probe(settings, SECOND_AUTH_TOKEN) == 204
    env.path.write_bytes(before)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_a_file_that_chmod_opens_again_is_read(bench: Bench) -> None:
    env, settings = bench.relay.env, bench.site.settings
    env.change({SECONDARY: SECOND_AUTH_TOKEN})
    env.path.chmod(0)
    assert relay_client.probe(settings, SECOND_AUTH_TOKEN) == 403
    env.path.chmod(0o600)

    assert relay_client.probe(settings, SECOND_AUTH_TOKEN) == 204
