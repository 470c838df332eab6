"""The findings as something to send: to a monitor as JSON, to the project as a report that names nobody."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from bot.core import clock
from bot.core.settings import Settings
from bot.operate.doctor.checks import Verdict
from bot.operate.doctor.engine import Result

_DIGITS = re.compile(r"\+?\d{8,}")
_SID = re.compile(r"\b([A-Z]{2})[0-9a-f]{32}\b")
_ADDRESS = re.compile(r"https?://[^\s,;)]+")


def as_json(results: Sequence[Result], shown: Any = str) -> dict[str, Any]:
    """Return the findings for programs; `shown` puts a sentence into the reader's language."""
    counts = {verdict: sum(one.finding.verdict is verdict for one in results) for verdict in Verdict}
    return {
        "verdict": "wrong" if counts[Verdict.WRONG] else "ok",
        "counts": {str(verdict): count for verdict, count in counts.items()},
        "checks": [_line(one, shown) for one in results],
    }


def _line(result: Result, shown: Any) -> dict[str, Any]:
    check, finding = result.check, result.finding
    return {
        "id": check.id,
        "area": str(check.area),
        "title": shown(check.title),
        "verdict": str(finding.verdict),
        "evidence": shown(finding.evidence),
        "remedy": shown(finding.remedy),
        "seconds": round(result.seconds, 2),
    }


def anonymous(results: Sequence[Result], settings: Settings) -> dict[str, Any]:
    """Return a report for the project: in English, without names, numbers, addresses and ids of this installation."""
    names = {
        settings.repository: "OWNER/NAME",
        settings.environment.GITHUB_REPO_OWNER: "OWNER",
        urlsplit(settings.config.relay.public_url).hostname: "HOST",
    }

    def masked(sentence: str) -> str:
        text = str(sentence)
        for name, instead in names.items():
            text = text.replace(name, instead) if name else text
        text = _ADDRESS.sub("ADDRESS", text)
        text = _SID.sub(r"\1...", text)
        return _DIGITS.sub("NUMBER", text)

    return {
        "version": version("auditoria360-bot"),
        "python": platform.python_version(),
        "system": platform.system(),
        "made_at": clock.iso(clock.now()),
        **as_json(results, masked),
    }
