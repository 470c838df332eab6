"""The findings of all checks for a program: what the relay's API and the console show as *Testar Conexão*."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.core.settings import Settings
from bot.operate.doctor import engine, report
from bot.operate.doctor.checks import Area, Verdict
from bot.operate.doctor.engine import Result
from bot.operate.doctor.facts import Facts
from bot.operate.doctor.registry import CHECKS
from bot.rules.texts import terminal

_WORTH_KNOWING = (Verdict.WRONG, Verdict.ATTENTION, Verdict.CANNOT_TELL)


def worth_knowing(settings: Settings, folder: Path, file: Path) -> Sequence[Result]:
    """Return what is wrong or unknown at Twilio and GitHub; works without a running relay."""
    checks = [check for check in CHECKS if check.area in (Area.TWILIO, Area.GITHUB)]
    found = {one.check.id: one for one in engine.run(checks, Facts(settings, folder, file, {}))}
    return [found[check.id] for check in checks if found[check.id].finding.verdict in _WORTH_KNOWING]


def examined(settings: Settings, folder: Path) -> Mapping[str, Any]:
    """Return what every check without a cost finds, in the maintainers' language and in the order of the checks."""
    facts = Facts(settings, folder, folder / "config.yml", {})
    found = {result.check.id: result for result in engine.run(CHECKS, facts)}
    shown = terminal.of(str(settings.config.language.maintainers)).shown
    return report.as_json([found[check.id] for check in CHECKS], shown)
