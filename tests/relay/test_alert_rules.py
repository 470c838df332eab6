"""The alert rules and the dashboard in docs, played over what a real relay has shown."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from bot.adapters.twilio.signature import sign
from bot.core import clock
from bot.core.messages import Event
from bot.relay.store.store import Store
from bot.rules.people.sealing import Vault
from bot.rules.wire import due_report
from bot.rules.wire.due_report import (
    AnswerFigures,
    CredentialAge,
    DueReport,
    MonthSpending,
    RequestsLeft,
    TwilioBalance,
)
from bot.sandbox.twilio import TwilioEmulator, TwilioState, serve
from tests.made_up import secret
from tests.relay import promtool
from tests.relay.fake_github import fake_github
from tests.relay.harness import ACCOUNT, PUBLIC_URL, TOKEN, message, wait_until
from tests.relay.process import RECEIVE, ROOT, Relay, running
from tests.relay.scrape import numbers, value

RULES = ROOT / "docs/prometheus-alerts.yml"
DASHBOARD = ROOT / "docs/grafana-dashboard.json"
OPERATIONS = ROOT / "docs/operations.md"
READER = secret("metrics")
MINUTES = 60


@dataclass(frozen=True)
class Recording:
    """What a relay showed while all was well, without its store, and then in every other trouble at once.

    One of its two workers was killed after the second.
    """

    well: str
    broken: str
    troubled: str


@pytest.fixture(name="recording", scope="module")
def _recording(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Recording]:
    state = TwilioState(ACCOUNT, TOKEN, "+15551234567", "whatsapp:+14155238886")
    with fake_github() as github, TwilioEmulator(state) as twilio, serve(twilio) as server:
        folder = tmp_path_factory.mktemp("relay")
        relay = Relay(folder, github.url, workers=2, METRICS_TOKEN=READER, TWILIO_API_URL=server.url)
        with (folder / "config.yml").open("a") as config:
            config.write("billing: {monthly_budget: '25.00'}\n")
        github.headers = _limits(left=4_000)
        with running(relay):
            relay.start()
            shows = partial(_shows, relay)
            assert relay.deliver(1) == 200
            github.wait(1)
            github.end("success")
            wait_until(lambda: shows("relay_runs_total", kind="record-messages", outcome="succeeded") == 1)
            _report(relay, 1, "delivered")
            _report_figures(relay, left=900, balance="20.00")
            wait_until(lambda: shows("relay_twilio_concurrent_requests"))
            well = _scrape(relay)

            file = folder / "data" / "relay.db"
            file.rename(folder / "elsewhere")
            wait_until(lambda: shows("relay_ready") == 0)
            broken = _scrape(relay)
            (folder / "elsewhere").rename(file)

            before = relay.workers()
            os.kill(before[0], signal.SIGKILL)
            wait_until(lambda: len({*relay.workers()} - {*before}) == 1)

            github.headers = _limits(left=100)
            with Store(file, Vault([relay.key]).relay_keys) as store:
                store.append(Event(0, clock.now() - timedelta(minutes=20), message(2)))
            for failed in (1, 2):
                github.wait(1 + failed)
                github.end("failure")
                assert relay.deliver(10 + failed) == 200
            wait_until(lambda: shows("relay_runs_total", kind="record-messages", outcome="failed") == 2)
            _report(relay, 3, "undelivered", "30003")
            _report_figures(relay, left=50, balance="4.99")
            _forge(relay, 5)
            assert requests.get(f"{relay.url}/nothing", timeout=20).status_code == 404
            wait_until(lambda: shows("relay_github_requests_remaining") == 100)
            troubled = _scrape(relay)

            yield Recording(well, broken, troubled)


def _limits(left: int) -> Mapping[str, str]:
    resets = round((clock.now() + timedelta(minutes=40)).timestamp())
    figures = {"Limit": 5_000, "Remaining": left, "Reset": resets}
    return {f"X-RateLimit-{name}": str(figure) for name, figure in figures.items()}


def _forge(relay: Relay, count: int) -> None:
    """Send what names our account and is not signed by it."""
    form = {"AccountSid": ACCOUNT, "MessageSid": f"SM{0:032x}"}
    for _ in range(count):
        headers = {"X-Twilio-Signature": f"{'A' * 27}="}
        assert requests.post(relay.url + RECEIVE, form, headers=headers, timeout=20).status_code == 403


def _report(relay: Relay, number: int, status: str, code: str = "") -> None:
    """Send what became of a message, as Twilio does."""
    path = f"{RECEIVE}/status?about=7-{number}"
    form = {"AccountSid": ACCOUNT, "MessageSid": f"SM{number:032x}", "To": "+5511987654321"}
    form |= {"MessageStatus": status} | ({"ErrorCode": code} if code else {})
    headers = {"X-Twilio-Signature": sign(PUBLIC_URL + path, form, TOKEN)}
    assert requests.post(relay.url + path, form, headers=headers, timeout=20).status_code == 204


def _report_figures(relay: Relay, left: int, balance: str) -> None:
    """Report what only jobs see."""
    requests_left, money = RequestsLeft(left, 1_000, 1_800.0), TwilioBalance(Decimal(balance), "USD")
    now = clock.now()
    report = DueReport(
        now,
        requests=requests_left,
        balance=money,
        spending=MonthSpending(now.date().replace(day=1), Decimal("12.50"), "USD"),
        answers=AnswerFigures(4, timedelta(minutes=5), timedelta(hours=1)),
        credentials=(CredentialAge("contact-key", now, "changed"),),
    )
    sealed = due_report.seal(report, Vault([relay.key]).relay_keys)
    answer = requests.post(f"{relay.url}/api/notifications/due", json={"sealed": sealed}, timeout=20)
    assert answer.status_code == 204


def _scrape(relay: Relay) -> str:
    answer = requests.get(f"{relay.url}/metrics", headers={"Authorization": f"Bearer {READER}"}, timeout=20)
    assert answer.status_code == 200
    return answer.text


def _shows(relay: Relay, name: str, **labels: str) -> float:
    return value(_scrape(relay), name, **labels)


def rules() -> dict[str, dict[str, Any]]:
    """Return the alert rules by name."""
    groups = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule for group in groups for rule in group["rules"]}


def queries() -> dict[str, str]:
    """Return what the dashboard asks, by panel, with Grafana's variables filled in."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    filled = {"$job": "relay", "$__rate_interval": "5m"}
    found = {}
    for panel in panels:
        for target in panel.get("targets", ()):
            query = target["expr"]
            for variable, meant in filled.items():
                query = query.replace(variable, meant)
            found[f"{panel['title']} {target['refId']}"] = query
    return found


def fires(minute: int, **expected: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Return that at that minute these alerts fire, each with these labels, and no other."""
    return [
        {
            "eval_time": f"{minute}m",
            "alertname": name,
            "exp_alerts": [
                {"exp_labels": {**rule["labels"], **labels}, "exp_annotations": rule["annotations"]}
                for labels in expected.get(name, ())
            ],
        }
        for name, rule in rules().items()
    ]


def test_promtool_finds_no_fault_in_the_rules_and_figures(recording: Recording) -> None:
    promtool.run("check", "rules", RULES)
    for shown in (recording.well, recording.troubled, recording.broken):
        promtool.run("check", "metrics", stdin=shown)


def test_no_alert_fires_while_all_is_well(recording: Recording, tmp_path: Path) -> None:
    well = promtool.series(recording.well, minutes=MINUTES)

    promtool.play(RULES, tmp_path, [{"input_series": well, "alert_rule_test": fires(10) + fires(55)}])


def test_each_alert_fires_in_its_trouble_and_names_it(recording: Recording, tmp_path: Path) -> None:
    relay = {"instance": promtool.SCRAPED["instance"]}
    in_trouble, broken = (
        promtool.series(recording.well, after, minutes=MINUTES)
        for after in (recording.troubled, recording.broken)
    )
    kind = {"kind": "record-messages"}
    told = fires(
        10,
        RelayMessagesWait=[kind],
        RelayRunsFail=[kind],
        RelaySignaturesRefused=[{"reason": "signature"}],
        RelayLimitNearlyUsedUp=[{"limit": each} for each in ("github", "workflows", "balance")],
    )

    promtool.play(
        RULES,
        tmp_path,
        [
            {"input_series": in_trouble, "alert_rule_test": told},
            {"input_series": broken, "alert_rule_test": fires(12, RelayStandsStill=[relay])},
            {"input_series": [], "alert_rule_test": fires(12, RelayStandsStill=[{}])},
        ],
    )


def test_what_a_killed_worker_had_counted_is_still_shown(recording: Recording) -> None:
    before, after = numbers(recording.well), numbers(recording.troubled)
    counted = [key for key in before if key[0].endswith(("_total", "_bucket", "_count", "_sum"))]

    assert len(counted) > 100
    assert all(after[key] >= before[key] for key in counted)
    stored = {"kind": "message", "outcome": "stored"}
    assert value(recording.well, "relay_webhooks_accepted_total", **stored) == 1
    assert value(recording.troubled, "relay_webhooks_accepted_total", **stored) == 3
    assert value(recording.troubled, "relay_webhooks_refused_total", reason="signature") == 5


def test_each_query_of_the_dashboard_finds_something(recording: Recording, tmp_path: Path) -> None:
    shown = promtool.series(recording.well, recording.troubled, minutes=MINUTES)
    found = [
        {"expr": f"count({query}) > bool 0", "eval_time": "3m", "exp_samples": [{"labels": "{}", "value": 1}]}
        for query in queries().values()
    ]

    promtool.play(RULES, tmp_path, [{"input_series": shown, "promql_expr_test": found}])


def test_rules_and_dashboard_name_figures_that_the_relay_shows(recording: Recording) -> None:
    shown = {name for name, _ in numbers(recording.well)}
    asked = [*queries().values(), *(rule["expr"] for rule in rules().values())]
    named = {name for query in asked for name in re.findall(r"\brelay_\w+", query)}
    listed = set(re.findall(r"`(relay_\w+)`", OPERATIONS.read_text(encoding="utf-8")))

    assert named <= shown
    assert listed <= shown | {"relay_webhook_to_issue_seconds"}
    assert {re.sub("_(bucket|count|sum)$", "", name) for name in shown} <= listed | {"relay_build_info"}


def test_each_rule_leads_to_a_section_that_exists() -> None:
    titles = re.findall(r"^## (.+)$", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}

    assert len(rules()) == 5
    for name, rule in rules().items():
        (anchor,) = re.findall(r"docs/operations\.md#([\w-]+)", rule["annotations"]["runbook"])
        assert anchor in anchors, name


def test_each_panel_says_what_it_shows_in_which_unit() -> None:
    dashboard = json.loads(DASHBOARD.read_text(encoding="utf-8"))
    panels = [panel for panel in dashboard["panels"] if panel["type"] != "row"]

    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    for panel in panels:
        assert panel["title"], panel
        assert panel["description"].endswith("."), panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"], panel["title"]
        assert panel["targets"], panel["title"]


def test_prometheus_understands_the_configuration_in_the_manual(tmp_path: Path) -> None:
    (block,) = re.findall(
        r"```yaml\n(scrape_configs:.+?)```", OPERATIONS.read_text(encoding="utf-8"), re.DOTALL
    )
    token, file = tmp_path / "relay-token", tmp_path / "prometheus.yml"
    token.write_text(READER)
    assert "/etc/prometheus/relay-token" in block
    given = block.replace("/etc/prometheus/relay-token", str(token))
    file.write_text(f"rule_files: ['{RULES}']\n{given}", encoding="utf-8")

    assert "5 rules found" in promtool.run("check", "config", file)
