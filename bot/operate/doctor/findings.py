"""The findings of all checks for a program: what the relay's API and the console show as *Testar Conexão*."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.core.settings import Settings
from bot.operate.doctor import engine, report
from bot.operate.doctor.facts import Facts
from bot.operate.doctor.registry import CHECKS
from bot.rules.texts import terminal


def examined(settings: Settings, folder: Path) -> Mapping[str, Any]:
    """Return what every check without a cost finds, in the maintainers' language and in the order of the checks."""
    facts = Facts(settings, folder, folder / "config.yml", {})
    found = {result.check.id: result for result in engine.run(CHECKS, facts)}
    shown = terminal.of(str(settings.config.language.maintainers)).shown
    return report.as_json([found[check.id] for check in CHECKS], shown)
