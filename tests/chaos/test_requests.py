"""Changes that jobs make, each spoiled in another way; scripts/chaos tries all ways at all requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import sampling
from tests.chaos.ledger import Verdict
from tests.chaos.proxy import Spoil
from tests.chaos.scenes import SCENES, Scene
from tests.chaos.sweep import Sweep
from tests.warm import WarmPython

# Those that leave open what became of a request, and those that leave none.
_WAYS = (Spoil.KILLED_AFTER, Spoil.RESET_AFTER, Spoil.KILLED_BEFORE, Spoil.LOST, Spoil.HALF, Spoil.REFUSED)
_CHOSEN = {
    "record-messages: three people in one batch",
    "record-messages: two files",
    "send-replies: a reply of three parts",
    "send-notification: orders to two strangers",
    "reconcile: three lost messages",
}


@pytest.mark.parametrize(
    "scene", [scene for scene in SCENES if scene.name in _CHOSEN], ids=lambda scene: scene.name
)
def test_nothing_is_lost_doubled_or_disordered(scene: Scene, warm_python: WarmPython, tmp_path: Path) -> None:
    sweep = Sweep(warm_python, tmp_path)
    changes = [point for point in sweep.points(scene) if not point.kind.startswith("GET")]
    assert len(changes) >= 3
    points = sampling.spread(changes, len(_WAYS))

    verdicts = {
        f"{point}, {how}": sweep.drill(point, how)
        for point, how in zip(points, _WAYS * len(points), strict=False)
    }

    assert {name: found for name, found in verdicts.items() if not found.holds} == {}
    assert sum(verdicts.values(), Verdict(0)).tried >= len(points)


def test_the_chosen_scenes_exist() -> None:
    assert {scene.name for scene in SCENES} >= _CHOSEN
