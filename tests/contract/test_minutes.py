"""The manual's table of minutes is what follows from the runs of an exchange and the rates that are shipped."""

from __future__ import annotations

import sys

import pytest

from bot.core.settings import Configuration
from tests.architecture import ROOT


def test_the_table_of_minutes_in_the_manual_is_the_computed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])
    from benches import minutes  # noqa: PLC0415 - it is no package of the tests

    manual = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    assert "\n".join(minutes.table(Configuration())) in manual
