"""Some of the drills that scripts/chaos plays, so that every run of the tests breaks a whole world."""

from __future__ import annotations

import pytest

from tests.chaos.catalogue import DRILLS, carry_out
from tests.chaos.drills import Drill
from tests.warm import WarmPython

_CHOSEN = (
    "connection reset after creation: issues, comments, dispatches",
    "a run fails while the person writes on and the relay restarts, five times",
)


@pytest.mark.parametrize(
    "drill", [each for each in DRILLS if each.fault in _CHOSEN], ids=lambda drill: drill.fault
)
def test_nothing_is_lost_doubled_or_disordered(drill: Drill, warm_python: WarmPython) -> None:
    verdict = carry_out(drill, warm_python)

    assert verdict.holds, verdict
    assert verdict.tried > 10


def test_the_chosen_drills_exist_and_no_two_have_one_name() -> None:
    names = [drill.fault for drill in DRILLS]

    assert set(names) >= set(_CHOSEN)
    assert len(names) == len(set(names))
