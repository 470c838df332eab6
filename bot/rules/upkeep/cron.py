"""When GitHub's clock starts the scheduled workflows: the cron lines that follow from config.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta

from bot.core.settings import Configuration

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_LINE = re.compile(r'(?m)^( *- cron: )"([^"\n]*)"')


def wanted(config: Configuration) -> Mapping[str, str]:
    """Return the cron line of each workflow whose rate is a setting.

    Never on the hour, when GitHub is busiest and drops runs (docs: events that trigger workflows, schedule).
    """
    hours = config.reconcile.every // _HOUR
    every = {1: "*", 24: "9"}.get(hours, f"*/{hours}")  # daily before work in Brazil
    weekday = "*" if config.rotation.look_every == _DAY else "1"
    return {"reconcile": f"23 {every} * * *", "remind-rotation": f"37 12 * * {weekday}"}


def written(workflow: str) -> list[str]:
    """Return the cron lines in the text of a workflow file."""
    return [found[2] for found in _LINE.finditer(workflow)]


def rewritten(workflow: str, line: str) -> str:
    """Return the text of a workflow file with that cron line."""
    return _LINE.sub(rf'\g<1>"{line}"', workflow)
