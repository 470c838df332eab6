"""A usage trigger wakes check-billing: signed by Twilio, and only where GitHub takes it is it well."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.adapters.twilio.signature import sign
from bot.adapters.twilio.triggers import USAGE_PATH
from bot.relay.app import create_app
from tests.relay.fake_github import Answer, fake_github
from tests.relay.harness import ACCOUNT, PUBLIC_URL, TOKEN, RelayHarness

FORM = {
    "AccountSid": ACCOUNT,
    "UsageTriggerSid": f"UT{'0' * 32}",
    "Recurring": "monthly",
    "UsageCategory": "totalprice",
    "TriggerBy": "price",
    "TriggerValue": "40.00",
    "CurrentValue": "40.0125",
    "UsageRecordUri": f"/2010-04-01/Accounts/{ACCOUNT}/Usage/Records.json?Category=totalprice",
    "DateFired": "Tue, 24 Nov 2026 12:00:00 +0000",
    "IdempotencyToken": "5f2c",
}


@dataclass(frozen=True)
class Case:
    """What Twilio sends and GitHub answers, and what Twilio is answered; `woken` counts the dispatches."""

    label: str
    status: int
    woken: int
    github: int = 204
    token: str = TOKEN
    account: str = ACCOUNT


CASES = [
    Case("taken", 204, 1),
    Case("another token", 403, 0, token="not-ours"),
    Case("another account", 403, 0, account=f"AC{'9' * 32}"),
    Case("GitHub is down", 503, 1, github=502),
    Case("GitHub refuses", 503, 1, github=404),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_cases(tmp_path: Path, case: Case, caplog: pytest.LogCaptureFixture) -> None:
    with fake_github() as stand, RelayHarness(tmp_path, stand) as harness:
        stand.wake_answers = [Answer(case.github, carried_out=False)] * 5
        client = create_app(harness.settings, harness.store, harness.dispatcher).test_client()
        form = {**FORM, "AccountSid": case.account}

        with client.post(
            USAGE_PATH,
            data=urlencode(form),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": sign(PUBLIC_URL + USAGE_PATH, form, case.token)},
        ) as answer:
            assert answer.status_code == case.status
        assert stand.woken == ["check-billing"] * case.woken
    assert ("billing-not-started" in caplog.text) == (case.status == 503)


def test_a_trigger_that_is_delivered_again_starts_nothing_again_unless_it_had_failed(tmp_path: Path) -> None:
    with fake_github() as stand, RelayHarness(tmp_path, stand) as harness:
        stand.wake_answers = [Answer(502, carried_out=False)]
        client = create_app(harness.settings, harness.store, harness.dispatcher).test_client()

        def fire(**changes: str) -> int:
            form = {**FORM, **changes}
            headers = {"X-Twilio-Signature": sign(PUBLIC_URL + USAGE_PATH, form, TOKEN)}
            return client.post(USAGE_PATH, data=form, headers=headers).status_code

        assert [fire(), fire(), fire()] == [503, 204, 204]
        assert fire(IdempotencyToken="next month") == 204
        assert len(stand.woken) == 3  # one of them failed
