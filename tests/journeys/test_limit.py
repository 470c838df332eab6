"""GitHub's hourly limit is used up with traffic under way: a run fails, the relay waits, everything arrives once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox.github import limits
from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.observer import Observer

# An hour that lasts as long as it must: jobs wait for what is granted again within a minute.
HOUR = timedelta(seconds=80)


def test_what_comes_while_nothing_is_granted_travels_together_afterwards(
    fragile: World, onlooker: Observer, ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WINDOW", HOUR)
    fragile.state.limits.per_hour["job"] = 0
    first = ana.text("Bom dia")

    def limit_is_known() -> bool:
        return any(
            "GitHub grants the workflows no requests" in one["message"] for one in onlooker.status()["errors"]
        )

    fragile.sandbox.until(limit_is_known, "the relay to know")
    fragile.state.limits.per_hour["job"] = limits.PER_HOUR["job"]
    further = [ana.text("Alguém?"), ana.text("Olá?")]
    onlooker.settled(timeout=3 * HOUR.total_seconds())

    assert onlooker.recorded(ana.number) == [first, *further]
    assert [run["conclusion"] for run in onlooker.recordings()].count("failure") == 1
    assert len(onlooker.recordings()) == 3
    assert len(ana.received) == 1
    failed = next(run for run in onlooker.recordings() if run["conclusion"] == "failure")
    assert "ele volta a aceitar pedidos às" in fragile.sandbox.run_log(failed["id"])
