"""What waits is looked after; the life of a deferred notification is told in test_consent."""

from __future__ import annotations

from bot.jobs import reconcile
from tests.stage import Stage


def test_where_nothing_waits_nothing_is_done(stage: Stage) -> None:
    stage.record(stage.event("Oi"))

    assert reconcile.run({}, stage.tools) == ["Nothing waits."]


def test_a_label_put_on_by_hand_harms_nothing(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.tools.repository.add_label(1, "adiada")

    reconcile.run({}, stage.tools)

    assert "adiada" not in stage.hand.issue(1)["labels"]
