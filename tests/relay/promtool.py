"""Prometheus' own tool, which checks rules and plays them over recorded figures; Debian's package is `prometheus`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.relay.scrape import numbers

MISSING = "promtool is not installed; Debian's package is prometheus."
SCRAPED = {"instance": "relay.example.com", "job": "relay"}  # what Prometheus adds to each series


def run(*arguments: object, stdin: str = "") -> str:
    """Return what it prints; fail with that. Skip the test where there is none, but not on a build machine."""
    program = shutil.which("promtool")
    if not program:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    command = [program, *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def series(*scrapes: str, minutes: int) -> list[dict[str, str]]:
    """Return what Prometheus stores of scrapes, one a minute; what the last one shows stays."""
    found = [numbers(each) for each in scrapes]
    names = dict.fromkeys(key for each in found for key in each)
    shown = {key: [each.get(key) for each in found] for key in names}
    return [
        {"series": _name(*key), "values": " ".join(_values(each, minutes))} for key, each in shown.items()
    ]


def _values(scraped: Sequence[float | None], minutes: int) -> list[str]:
    shown = ["_" if value is None else repr(value) for value in scraped]
    return shown + shown[-1:] * (minutes - len(shown))


def _name(name: str, labels: Sequence[tuple[str, str]]) -> str:
    inner = ",".join(f'{label}="{value}"' for label, value in [*labels, *SCRAPED.items()])
    return f"{name}{{{inner}}}"


def play(rules: Path, folder: Path, tests: Sequence[dict[str, Any]]) -> None:
    """Fail unless the rules do what the tests say.

    prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules
    """
    file = folder / "tests.yml"
    each = [{"interval": "1m", **test} for test in tests]
    given = {"rule_files": [str(rules)], "evaluation_interval": "1m", "tests": each}
    file.write_text(yaml.safe_dump(given), encoding="utf-8")
    run("test", "rules", file)
