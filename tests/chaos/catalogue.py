"""Every drill there is, and how one is carried out."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from bot.core.errors import BotError
from tests.chaos import fleet_drills, reality_drills, relay_drills, service_drills
from tests.chaos.arena import Arena
from tests.chaos.drills import DRILLS, Drill
from tests.chaos.ledger import Verdict
from tests.warm import WarmPython

__all__ = ["DRILLS", "carry_out", "fleet_drills", "reality_drills", "relay_drills", "service_drills"]


def carry_out(drill: Drill, python: WarmPython) -> Verdict:
    """Play a drill in a world of its own; what did not come to rest counts as lost."""
    folder = Path(tempfile.mkdtemp(prefix="chaos-"))
    try:
        with drill.arena(python, folder, drill.changes) as arena:
            trouble = _play(drill, arena)
            return arena.verdict() + Verdict(0, lost=trouble)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _play(drill: Drill, arena: Arena) -> tuple[str, ...]:
    try:
        drill.play(arena)
    except (AssertionError, BotError) as error:
        return (f"the drill did not end: {type(error).__name__} {error}",)
    return ()
