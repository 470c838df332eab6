"""How many orders a token may place in a minute, whatever happens to the clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.exceptions import TooManyRequests

from bot.core import clock
from bot.relay.api_tokens import RequestQuota
from tests.relay.harness import RelayHarness


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_clock_that_is_set_refuses_nobody_for_longer_than_a_minute(
    monkeypatch: pytest.MonkeyPatch, by: timedelta, harness: RelayHarness
) -> None:
    quota = RequestQuota(2, harness.store, "orders")
    for _ in range(2):
        quota.take("crm")
    with pytest.raises(TooManyRequests) as refused:
        quota.take("crm")
    assert 0 < int(str(refused.value.retry_after)) <= 60

    own = clock.own
    monkeypatch.setattr(clock, "own", lambda: own() + by)
    for _ in range(2):
        quota.take("crm")
    with pytest.raises(TooManyRequests) as refused:
        quota.take("crm")

    assert 0 < int(str(refused.value.retry_after)) <= 60
