"""The findings as something to send: to a monitor as JSON, to the project as a report that names nobody."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any
from urllib.parse import urlsplit

from bot.core import clock
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.operate.doctor.checks import Verdict
from bot.operate.doctor.engine import Result

_DIGITS = re.compile(r"\+?\d{8,}")
_SID = re.compile(r"\b([A-Z]{2})[0-9a-f]{32}\b")
# Values of sentences that name something of this installation, also of others than the configured names.
_NAMES = frozenset({"api", "branch", "file", "host", "name", "owner", "place", "repository", "url"})
_ADDRESS = re.compile(r"https?://[^\s,;)]+")


def as_json(results: Sequence[Result], shown: Any = str) -> dict[str, Any]:
    """Return the findings for programs; `shown` puts a sentence into the reader's language."""
    counts = {verdict: sum(one.finding.verdict is verdict for one in results) for verdict in Verdict}
    return {
        "verdict": str(summary([one.finding.verdict for one in results])),
        "counts": {str(verdict): count for verdict, count in counts.items()},
        "checks": [_line(one, shown) for one in results],
    }


def summary(verdicts: Sequence[Verdict]) -> Verdict:
    """Return the verdict over all: wrong if one is, unknown if nothing could be seen, else ok."""
    if Verdict.WRONG in verdicts:
        return Verdict.WRONG
    is_blind = Verdict.CANNOT_TELL in verdicts and not {Verdict.OK, Verdict.ATTENTION} & set(verdicts)
    return Verdict.CANNOT_TELL if is_blind else Verdict.OK


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
    environment = settings.environment
    names = filter(
        None,
        (
            environment.GITHUB_REPO_OWNER,
            environment.GITHUB_REPO_NAME,
            *settings.repository.split("/"),
            urlsplit(settings.config.relay.public_url).hostname,
        ),
    )
    ours = re.compile("|".join(re.escape(name) for name in names) or "$^", re.IGNORECASE)

    def masked(sentence: str) -> str:
        text = ours.sub("NAME", _without_names(sentence))
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


def _without_names(sentence: str) -> str:
    """Return a sentence whose values that name something of this installation are left out."""
    if not isinstance(sentence, Sentence):
        return sentence
    values = {
        name: "..." if name in _NAMES else _without_names(value) if isinstance(value, str) else value
        for name, value in sentence.values.items()
    }
    return sentence.pattern.format(**values)
