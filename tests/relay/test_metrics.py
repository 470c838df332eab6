"""What the relay shows Prometheus, and whom."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from bot.adapters.env_file import EnvFile
from bot.core import clock, named_limits
from bot.core.messages import DeliveryStatus
from bot.core.settings import config
from bot.core.settings.config import Role
from bot.relay import counts
from bot.relay.app import create_app
from bot.relay.counts import DELIVERY_CODES
from bot.relay.store.lease import Lease
from bot.rules.texts.codes_en import EN
from bot.rules.wire import api_limit, due_report
from bot.rules.wire.api_limit import ApiLimit
from bot.rules.wire.due_report import (
    AnswerFigures,
    CredentialAge,
    DueReport,
    MonthSpending,
    RequestsLeft,
    TwilioBalance,
)
from tests.made_up import secret
from tests.relay.caller import AREA, callback, deliver, send, with_environment
from tests.relay.fake_github import Answer, FakeGitHub
from tests.relay.harness import RelayHarness, environment, wait_until
from tests.relay.scrape import numbers, value

BOTH_STORES = True
TOKEN = secret("metrics")
READER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(name="harness")
def _harness(harness: RelayHarness, github: FakeGitHub) -> RelayHarness:
    harness.now = github.now = clock.now()
    harness.settings = with_environment(harness.settings, METRICS_TOKEN=TOKEN)
    return harness


@pytest.fixture(name="since")
def _since(client: FlaskClient) -> Callable[..., float]:
    """By how much a series has grown in this test: the process has counted those before, too."""
    before = numbers(text(client))

    def grown(name: str, **labels: str) -> float:
        return value(text(client), name, **labels) - before.get((name, tuple(sorted(labels.items()))), 0.0)

    return grown


def text(client: FlaskClient) -> str:
    answer = client.get("/metrics", headers=READER)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.sqlite
def test_nobody_gets_figures_of_a_relay_without_a_token(harness: RelayHarness) -> None:
    harness.settings = harness.settings.model_copy(
        update={"environment": harness.settings.environment.model_copy(update={"METRICS_TOKEN": None})}
    )
    client = create_app(harness.settings, harness.store, harness.dispatcher).test_client()

    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers=READER).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.sqlite
def test_who_has_not_the_token_gets_no_figures(client: FlaskClient) -> None:
    for given in (
        None,
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer \xe9",
        "",
    ):
        answer = client.get("/metrics", headers={} if given is None else {"Authorization": given})

        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")
        assert "relay_" not in answer.text


@pytest.mark.sqlite
def test_who_guesses_the_token_is_slowed_down_and_its_owner_is_not(client: FlaskClient) -> None:
    wrong = {"Authorization": f"Bearer {TOKEN}x"}
    for _ in range(20):
        assert client.get("/metrics", headers=wrong).status_code == 401
    answer = client.get("/metrics", headers=wrong)

    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert client.get("/metrics", headers=READER).status_code == 200


@pytest.mark.sqlite
def test_a_token_that_can_be_guessed_is_refused_at_the_start(harness: RelayHarness) -> None:
    given = {"METRICS_TOKEN": "x" * 30}

    _, faults = config.read_environment(given, Role.RELAY)

    assert any("METRICS_TOKEN" in fault and "bot config new-token" in fault for fault in faults)
    assert not any("xxx" in fault for fault in faults)


@pytest.mark.sqlite
def test_the_token_is_set_and_changed_while_the_relay_runs(
    harness: RelayHarness, github: FakeGitHub, tmp_path: Path
) -> None:
    file, given = EnvFile(tmp_path), environment(github.url)
    file.change(given)
    client = create_app(harness.settings, harness.store, harness.dispatcher, tmp_path).test_client()

    def statuses(*tokens: str) -> list[int]:
        asked = [client.get("/metrics", headers={"Authorization": f"Bearer {token}"}) for token in tokens]
        return [answer.status_code for answer in asked]

    file.change({"METRICS_TOKEN": secret("first")})
    assert statuses(secret("first"), secret("second")) == [200, 401]
    file.change({"METRICS_TOKEN": secret("second")})
    assert statuses(secret("first"), secret("second")) == [401, 200]
    file.change({"METRICS_TOKEN": None})
    assert statuses(secret("first"), secret("second")) == [404, 404]


@pytest.mark.sqlite
def test_figures_come_as_openmetrics_to_who_asks_for_that(client: FlaskClient) -> None:
    wanted = "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5"
    openly = client.get("/metrics", headers={**READER, "Accept": wanted})
    plainly = client.get("/metrics", headers=READER)

    assert openly.content_type.startswith("application/openmetrics-text")
    assert openly.text.endswith("# EOF\n")
    assert plainly.content_type.startswith("text/plain")
    assert "# EOF" not in plainly.text


@pytest.mark.sqlite
def test_webhooks_count_by_what_became_of_them(client: FlaskClient, since: Callable[..., float]) -> None:
    deliver(client)
    deliver(client)
    deliver(client, signed_for="https://elsewhere.example.com")
    deliver(client, token=secret("another"))
    client.post(f"{AREA}/webhook/twilio", data={"Body": "um segredo"})
    client.get(f"{AREA}/webhook/twilio")

    assert since("relay_webhooks_accepted_total", kind="message", outcome="stored") == 1
    assert since("relay_webhooks_accepted_total", kind="message", outcome="repeated") == 1
    assert since("relay_webhooks_refused_total", reason="signature") == 2
    assert since("relay_webhooks_refused_total", reason="no_signature") == 1
    assert since("relay_webhooks_refused_total", reason="method") == 1


@pytest.mark.sqlite
def test_a_refused_signature_counts_as_such_when_its_sender_is_slowed_down(
    client: FlaskClient, since: Callable[..., float]
) -> None:
    for _ in range(25):
        deliver(client, signed_for="https://elsewhere.example.com")

    assert since("relay_webhooks_refused_total", reason="signature") == 25
    assert since("relay_webhooks_refused_total", reason="other") == 0


@pytest.mark.sqlite
def test_a_message_that_cannot_be_stored_counts_and_figures_go_on(
    harness: RelayHarness, client: FlaskClient, since: Callable[..., float]
) -> None:
    harness.lose_store()

    assert deliver(client) == 503
    assert since("relay_webhooks_refused_total", reason="not_stored") == 1
    assert value(text(client), "relay_ready") == 0
    assert "relay_queue_items" not in text(client)


@pytest.mark.sqlite
def test_deliveries_count_by_status_and_code(client: FlaskClient, since: Callable[..., float]) -> None:
    order = "0" * 36
    callback(client, order, "sent")
    callback(client, order, "undelivered", code=30005)
    callback(client, order, "undelivered", code=30005)

    assert since("relay_deliveries_total", status="undelivered", code="30005") == 1
    assert since("relay_webhooks_accepted_total", kind="status", outcome="stored") == 1
    assert since("relay_webhooks_accepted_total", kind="status", outcome="noted") == 1
    assert since("relay_webhooks_accepted_total", kind="status", outcome="repeated") == 1


@pytest.mark.sqlite
def test_codes_that_nobody_knows_make_one_series(client: FlaskClient, since: Callable[..., float]) -> None:
    before = len(numbers(text(client)))
    for code in range(40_000, 40_050):
        counts.add_delivery(DeliveryStatus.FAILED, code)

    assert since("relay_deliveries_total", status="failed", code="other") == 50
    assert len(numbers(text(client))) == before


def test_each_code_that_counts_by_itself_is_explained_to_people() -> None:
    assert not set(DELIVERY_CODES) - EN.keys()
    assert len(set(DELIVERY_CODES)) == len(DELIVERY_CODES)


def test_the_queue_shows_by_kind_and_age(harness: RelayHarness, client: FlaskClient) -> None:
    harness.now = clock.now() - timedelta(minutes=20)
    harness.writes("um", "dois")

    shown = text(client)

    assert value(shown, "relay_queue_items", kind="record-messages") == 2
    assert 1200 <= value(shown, "relay_queue_oldest_seconds", kind="record-messages") < 1300
    assert value(shown, "relay_queue_items", kind="record-delivery") == 0
    assert value(shown, "relay_store_bytes", part="data") >= 4096
    assert value(shown, "relay_build_info", version="0.1.0", store=harness.store.database.kind) == 1


def test_runs_dispatches_and_times_count_as_they_end(
    harness: RelayHarness, github: FakeGitHub, client: FlaskClient, since: Callable[..., float]
) -> None:
    harness.writes("um", "dois")
    harness.settle()
    github.end("failure")
    harness.pass_time(65, stride=13)
    github.end("success")
    harness.pass_time(30, stride=10)
    github.answers.append(Answer(503))
    harness.writes("três")
    harness.settle()

    assert since("relay_dispatches_total", kind="record-messages", outcome="accepted") == 2
    assert since("relay_dispatches_total", kind="record-messages", outcome="unreachable") == 1
    assert since("relay_runs_total", kind="record-messages", outcome="failed") == 1
    assert since("relay_runs_total", kind="record-messages", outcome="succeeded") == 1
    assert since("relay_webhook_to_issue_seconds_count") == 2
    assert since("relay_webhook_to_issue_seconds_bucket", le="60.0") == 0
    assert since("relay_webhook_to_issue_seconds_bucket", le="120.0") == 2
    assert 120 < since("relay_webhook_to_issue_seconds_sum") < 200


def test_it_shows_who_dispatches(harness: RelayHarness, client: FlaskClient) -> None:
    shown = text(client)
    assert (value(shown, "relay_has_leader"), value(shown, "relay_leads")) == (0, 0)

    harness.dispatcher.start()
    wait_until(lambda: value(text(client), "relay_has_leader"))
    shown = text(client)
    assert (value(shown, "relay_leads"), value(shown, "relay_ready")) == (1, 1)

    # Of a machine with the same name, by a process with the same number.
    harness.dispatcher.stop()
    elsewhere = f"{socket.gethostname()}-0123abcd:{os.getpid()}:abcd"
    assert Lease(harness.store, elsewhere).take(clock.now())
    shown = text(client)
    assert (value(shown, "relay_has_leader"), value(shown, "relay_leads")) == (1, 0)


@pytest.mark.sqlite
def test_what_github_and_twilio_say_of_their_limits_shows(client: FlaskClient) -> None:
    later = str(round((clock.now() + timedelta(minutes=30)).timestamp()))
    headers = {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "123", "X-RateLimit-Reset": later}
    named_limits.note_github(headers)
    named_limits.note_github({**headers, "X-RateLimit-Remaining": "7", "X-RateLimit-Resource": "search"})
    named_limits.note_twilio({"Twilio-Concurrent-Requests": "3"})
    counts.note(named_limits.known())

    shown = text(client)

    assert value(shown, "relay_github_requests_limit") == 5000
    assert value(shown, "relay_github_requests_remaining") == 123
    assert value(shown, "relay_twilio_concurrent_requests") == 3

    named_limits.note_github({**headers, "X-RateLimit-Remaining": "6\n"})
    named_limits.note_github({**headers, "X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "1000"})
    counts.note(named_limits.known())
    assert value(text(client), "relay_github_requests_remaining") == 5000


@pytest.mark.sqlite
def test_a_pause_that_a_job_reported_shows(harness: RelayHarness, client: FlaskClient) -> None:
    limit = api_limit.seal(ApiLimit(clock.now() + timedelta(minutes=20)), harness.vault.relay_keys)
    assert client.post(f"{AREA}/limit", json={"sealed": limit}).status_code == 204

    assert 1100 < value(text(client), "relay_workflows_paused_seconds") <= 1200


def test_what_jobs_report_shows_until_github_grants_anew(harness: RelayHarness, client: FlaskClient) -> None:
    def post(requests: RequestsLeft, currency: str) -> None:
        made = DueReport(clock.now(), requests=requests, balance=TwilioBalance(Decimal("7.25"), currency))
        sealed = due_report.seal(made, harness.vault.relay_keys)
        assert client.post(f"{AREA}/due", json={"sealed": sealed}).status_code == 204

    post(RequestsLeft(42, 1_000, 600.0), "USD")
    shown = text(client)
    assert value(shown, "relay_workflows_requests_remaining") == 42
    assert value(shown, "relay_workflows_requests_limit") == 1_000
    assert value(shown, "relay_twilio_balance", currency="USD") == 7.25
    assert value(shown, "relay_twilio_balance_floor") == 5

    post(RequestsLeft(41, 1_000, 0.0), "+5511987654321")
    shown = text(client)
    assert "relay_workflows_requests_remaining" not in shown
    assert value(shown, "relay_twilio_balance", currency="USD") == 7.25
    assert "987654321" not in shown


@pytest.mark.sqlite
def test_spending_answers_and_due_dates_show_once_jobs_report_them(
    harness: RelayHarness, client: FlaskClient
) -> None:
    assert "relay_twilio_month_spent" not in text(client)

    made = DueReport(
        clock.now(),
        spending=MonthSpending(date(2026, 11, 1), Decimal("12.50"), "USD"),
        answers=AnswerFigures(4, timedelta(minutes=5), timedelta(hours=1)),
        credentials=(CredentialAge("contact-key", datetime(2026, 11, 1, tzinfo=UTC), "changed"),),
    )
    sealed = due_report.seal(made, harness.vault.relay_keys)
    assert client.post(f"{AREA}/due", json={"sealed": sealed}).status_code == 204

    shown = text(client)
    assert value(shown, "relay_twilio_month_spent", currency="USD", month="2026-11") == 12.5
    assert value(shown, "relay_answer_seconds", percent="50") == 300
    assert value(shown, "relay_answer_seconds", percent="90") == 3600
    ninety_days_later = datetime(2027, 1, 30, tzinfo=UTC).timestamp()
    assert value(shown, "relay_credential_due_seconds", credential="contact-key") == ninety_days_later


@pytest.mark.sqlite
def test_what_systems_may_still_order_shows(client: FlaskClient) -> None:
    before = value(text(client), "relay_order_segments_remaining", period="hour")
    assert before > 0

    assert send(client).status_code == 202

    assert value(text(client), "relay_order_segments_remaining", period="hour") == before - 1


@pytest.mark.sqlite
def test_requests_that_are_refused_count_by_status(client: FlaskClient, since: Callable[..., float]) -> None:
    send(client, destination="nobody")
    send(client, headers={})
    client.get("/nothing")

    assert {
        status: since("relay_requests_refused_total", status=status)
        for status in ("401", "404", "422", "500")
    } == {"401": 1, "404": 1, "422": 1, "500": 0}


@pytest.mark.sqlite
def test_no_label_holds_what_people_or_strangers_send(client: FlaskClient) -> None:
    deliver(client)
    callback(client, "0" * 36, "failed", code=30003)
    client.get("/um/segredo", headers={"X-Forwarded-For": "203.0.113.9"})
    client.post(f"{AREA}/webhook/twilio", data={"Body": "um segredo", "From": "+5511987654321"})

    shown = text(client)

    for private in ("segredo", "987654321", "SM1", "203.0.113", TOKEN, "operator"):
        assert private not in shown
    assert len(numbers(shown)) < 400


@pytest.mark.sqlite
def test_a_relay_that_nobody_asks_does_not_load_prometheus() -> None:
    code = "import sys, bot.relay.serve; sys.exit('prometheus_client' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
