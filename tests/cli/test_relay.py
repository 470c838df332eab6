"""`bot relay retry` sends at once what waits after a failure, beside the relay that keeps running."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.errors import BotError
from bot.core.messages import BatchId
from bot.relay.batches.batch import Problem
from bot.rules.wire import envelope
from tests.relay.fake_github import FakeGitHub, fake_github
from tests.relay.harness import RelayHarness, environment

LONG = timedelta(hours=3)


def retry(folder: Path, github: FakeGitHub, key: str) -> Result:
    arguments = ["relay", "retry", "--config", str(folder / "config.yml")]
    return CliRunner().invoke(cli, arguments, env=environment(github.url, key))


@pytest.mark.parametrize("ahead", [timedelta(), -timedelta(hours=9)], ids=["now", "by a slow clock"])
def test_what_waits_is_sent_within_seconds(tmp_path: Path, ahead: timedelta) -> None:
    """The relay follows GitHub's clock; the command has that of its machine, which may differ."""
    with fake_github() as github:
        first = RelayHarness(tmp_path, github)
        key = first.settings.contact_keys[0]
        with first as harness:
            harness.now += ahead
            harness.settle()
            harness.writes()
            batch = harness.batches.gather(BatchId("one"), envelope.RECORD_MESSAGES, harness.now)
            assert batch
            problem = Problem("Its run failed.", "Look.", harness.now)
            failed = batch.attempted(harness.now).dispatched(harness.now).run_failed([1], problem, 0)
            harness.batches.save(replace(failed, next_attempt_at=harness.now + LONG))
            harness.pass_time(5)
            assert github.dispatches == []

            assert retry(tmp_path, github, key).output == "Sent again now: batches 1, messages 1.\n"
            harness.pass_time(2)
            assert github.batches() == ["one"]
            assert retry(tmp_path, github, key).output == "Nothing waits to be sent again.\n"


def test_a_store_of_another_version_which_a_relay_may_be_using_stays_as_it_is(tmp_path: Path) -> None:
    with fake_github() as github, RelayHarness(tmp_path, github) as harness:
        key = harness.settings.contact_keys[0]
        harness.store.downgrade("0001")
        result = retry(tmp_path, github, key)

        assert isinstance(result.exception, BotError)
        assert "revision 0001" in result.exception.message
        assert "the version that the relay runs" in result.exception.remedy


def test_elsewhere_it_makes_no_store(tmp_path: Path) -> None:
    with fake_github() as github:
        (tmp_path / "config.yml").write_text(
            f"relay: {{public_url: 'https://relay.example.com', database: '{tmp_path}/relay.db'}}\n"
        )
        result = CliRunner().invoke(
            cli, ["relay", "--config", str(tmp_path / "config.yml"), "retry"], env=environment(github.url)
        )

    assert isinstance(result.exception, BotError)
    assert "relay.db does not exist" in result.exception.message
    assert not (tmp_path / "relay.db").exists()
