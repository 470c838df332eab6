"""What answers at an address is asked in bounded time, whatever it does."""

from __future__ import annotations

import pytest

from bot.adapters import public_address
from bot.adapters.public_address import NoAnswer
from bot.core import clock
from tests.ill_service import IllService

pytestmark = pytest.mark.usefixtures("_short")


@pytest.fixture
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_address, "TIMEOUT_SECONDS", 1.0)
    monkeypatch.setattr(public_address, "WHOLE_SECONDS", 1.5)


@pytest.mark.parametrize("manner", ["hang", "drip-headers", "drip-body"])
def test_what_does_not_end_counts_as_silence(manner: str) -> None:
    began = clock.steady()
    with IllService(manner) as service:
        answer = public_address.ask("GET", f"{service.url}/x")

    assert (answer.status, answer.why) == (0, NoAnswer.SILENT)
    assert clock.steady() - began < 10


@pytest.mark.parametrize(
    ("manner", "status", "why"),
    [
        ("html", 200, None),
        ("500", 500, None),
        ("redirect", 302, None),
        ("huge", 200, None),
        ("garbage", 0, NoAnswer.BROKEN),
    ],
)
def test_what_answers_something_else_is_told_by_its_status(
    manner: str, status: int, why: NoAnswer | None
) -> None:
    with IllService(manner) as service:
        answer = public_address.ask("GET", f"{service.url}/x")

    assert (answer.status, answer.why, answer.content) == (status, why, {})
