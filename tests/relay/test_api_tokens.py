"""How many orders a token may place in a minute, whatever happens to the clock."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from werkzeug.exceptions import TooManyRequests

from bot.core import clock
from bot.relay.api_tokens import RequestQuota


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_clock_that_is_set_refuses_nobody_for_longer_than_a_minute(
    monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    quota = RequestQuota(2)
    for _ in range(2):
        quota.take("crm")
    with pytest.raises(TooManyRequests) as refused:
        quota.take("crm")
    assert 0 < int(str(refused.value.retry_after)) <= 60

    own, machine = clock.own, time.time
    monkeypatch.setattr(clock, "own", lambda: own() + by)
    monkeypatch.setattr(time, "time", lambda: machine() + by.total_seconds())
    for _ in range(2):
        quota.take("crm")
    with pytest.raises(TooManyRequests) as refused:
        quota.take("crm")

    assert 0 < int(str(refused.value.retry_after)) <= 60
