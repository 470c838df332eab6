"""What jobs report to the relay. Every job loads this, and few load the rest of what speaks to the relay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import requests

from bot.core import clock, logs
from bot.rules.people.sealing import Vault
from bot.rules.wire import api_limit, consent_anchors, due_report, order_status, wanted_report
from bot.rules.wire.api_limit import ApiLimit
from bot.rules.wire.consent_anchors import MOST_IN_A_REPORT, Anchor, AnchorMessage
from bot.rules.wire.due_report import DueReport
from bot.rules.wire.order_status import OrderReport
from bot.rules.wire.wanted_report import WantedReport

AREA = "/api/notifications"
TIMEOUT_SECONDS = 5.0


def report_order(url: str, report: OrderReport, vault: Vault) -> None:
    """Report once what became of an order, for whoever asks the relay; one that is out of reach stops nothing."""
    _post_sealed(url, f"messages/{report.order}/outcome", order_status.seal(report, vault.relay_keys))


def report_limit(url: str, resets: datetime, vault: Vault) -> None:
    """Report that no job gets anything done until then; a relay that is out of reach finds out run by run."""
    _post_sealed(url, "limit", api_limit.seal(ApiLimit(resets), vault.relay_keys))


def report_anchors(url: str, anchors: Sequence[Anchor], vault: Vault) -> None:
    """Report where consent entries stand; a relay that is out of reach gets them from the next run of reconcile."""
    for start in range(0, len(anchors), MOST_IN_A_REPORT):
        message = AnchorMessage(clock.now(), tuple(anchors[start : start + MOST_IN_A_REPORT]))
        _post_sealed(url, "consent-anchors", consent_anchors.seal(message, vault.relay_keys))


def report_due(url: str, report: DueReport, vault: Vault) -> None:
    """Report when a scheduled workflow is next needed; without the relay, its own schedule comes to it later."""
    _post_sealed(url, "due", due_report.seal(report, vault.relay_keys))


def report_wanted(url: str, sequences: Sequence[int], vault: Vault) -> bool:
    """Report whose messages are to be recorded next; return whether the relay has noted it."""
    report = WantedReport(clock.now(), tuple(sequences))
    return _post_sealed(url, "wanted", wanted_report.seal(report, vault.relay_keys))


def report_unopened(url: str, batch: str) -> None:
    """Report that a batch cannot be opened; sealed by our key, the report could not be opened there either."""
    _post(url, f"batches/{batch}/unopened", {})


def _post_sealed(url: str, path: str, sealed: str) -> bool:
    return _post(url, path, {"sealed": sealed})


def _post(url: str, path: str, content: dict[str, str]) -> bool:
    """Post a report; return whether the relay has taken it."""
    if not url:
        return False
    try:
        answer = requests.post(
            f"{url}{AREA}/{path}", json=content, timeout=TIMEOUT_SECONDS, allow_redirects=False
        )
        if answer.ok:
            return True
        logs.trouble("relay-report-failed", status=answer.status_code)
    except requests.RequestException as error:
        logs.trouble("relay-report-failed", reason=type(error).__name__)
    return False
