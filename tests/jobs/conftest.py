"""Fixtures of the tests of the jobs."""

from __future__ import annotations

import pytest


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the waits before a repetition; test_outbound.py and test_repository.py wait some of them out."""
    for module in ("outbound", "repository_client"):
        monkeypatch.setattr(f"bot.{module}.WAITS_BEFORE_REPEATING", (0.01, 0.01, 0.01))
