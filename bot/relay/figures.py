"""What /metrics shows: what the processes of this relay have counted, and what the store knows.

Labels hold kinds, outcomes, statuses and codes, each out of a list of ours: no number, text or id, whatever Twilio or a
stranger sends. Of several relays each shows its own counters, and all the same figures of the store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib.metadata import version
from itertools import accumulate
from typing import TYPE_CHECKING

from bot.core import clock
from bot.core.named_limits import Limit
from bot.core.settings import Settings
from bot.relay import counts, job_figures
from bot.relay.counts import Labels
from bot.relay.due_dates import due_dates
from bot.relay.health import Health
from bot.relay.job_figures import JobFigures
from bot.relay.store import lease_owner
from bot.relay.store.batches import QueueStatus
from bot.relay.store.lease import Lease
from bot.relay.store.lock import StoreError
from bot.relay.store.notes import SharedNotes
from bot.relay.store.orders import Orders
from bot.relay.store.store import Store
from bot.rules.sending import ceilings
from bot.rules.sending.ceilings import CeilingName

if TYPE_CHECKING:  # loaded when first asked for; see metrics.py
    from prometheus_client.core import Metric


class Figures:
    """All figures at the moment they are collected, as a collector of prometheus_client."""

    def __init__(self, store: Store, health: Health, settings: Settings) -> None:
        self._store = store
        self._health = health
        self._settings = settings

    def collect(self) -> Iterator[Metric]:
        """Yield each figure with its help; of the store nothing while it cannot be read."""
        now = clock.now()
        labels = {"version": version("auditoria360-bot"), "store": self._store.database.kind}
        yield _gauge(
            "relay_build_info", "Always 1; the labels say what runs.", labels, [((*labels.values(),), 1)]
        )
        for counter in counts.COUNTERS:
            yield _counter(counter)
        yield _waits()
        yield from _services(now)
        is_ready = self._health.unready(now) is None
        yield _single("relay_ready", "1 if messages are stored and passed on, as /readyz says.", is_ready)
        try:
            found = [*self._of_store(now)]
        except StoreError:
            return
        yield from found

    def _of_store(self, now: datetime) -> Iterator[Metric]:
        queue = self._health.queue()
        yield from _queue(queue, now)
        problems = len(self._health.problems(queue, now))
        yield _single("relay_problems", "Errors that /gateway/status lists.", problems)
        parts = {(part,): size for part, size in self._store.sizes().items()}
        help_ = "Size of the store: its data, and SQLite's write-ahead log."
        yield _gauge("relay_store_bytes", help_, ("part",), parts.items())
        leader = Lease(self._store).holder(now)
        leads = leader is not None and counts.is_ours(lease_owner.process_of(leader.owner))
        yield _single("relay_has_leader", "1 if some relay on this store dispatches.", leader is not None)
        yield _single("relay_leads", "1 if it is this relay that dispatches.", leads)
        paused = self._store.limited_until()
        seconds = max(0.0, (paused - now).total_seconds()) if paused else 0.0
        help_ = "Time until GitHub grants the workflows requests again; 0 while it does."
        yield _single("relay_workflows_paused_seconds", help_, seconds)
        yield self._order_ceilings(now)
        yield from self._of_jobs(now)

    def _of_jobs(self, now: datetime) -> Iterator[Metric]:
        found = job_figures.read(SharedNotes(self._store), now)
        if found.requests_left is not None and found.requests_limit is not None:
            help_ = "Requests an hour that GitHub grants the workflows, as a run last reported."
            yield _single("relay_workflows_requests_limit", help_, found.requests_limit)
            help_ = "Requests of this hour that GitHub granted the workflows at the end of that run."
            yield _single("relay_workflows_requests_remaining", help_, found.requests_left)
        floor = self._settings.config.billing.balance_floor
        if found.balance is not None:
            help_ = "Balance of the Twilio account, as check-billing last saw it."
            yield _gauge("relay_twilio_balance", help_, ("currency",), [((found.currency,), found.balance)])
        if floor is not None:
            help_ = "billing.balance_floor of config.yml, below which administrators are alerted."
            yield _single("relay_twilio_balance_floor", help_, float(floor))
        yield from self._of_reports(found)

    def _of_reports(self, found: JobFigures) -> Iterator[Metric]:
        budget = self._settings.config.billing.monthly_budget
        if found.spending:
            money = ((found.spending.currency, f"{found.spending.month:%Y-%m}"), float(found.spending.amount))
            help_ = "What the month has cost so far at Twilio, as check-billing last saw it."
            yield _gauge("relay_twilio_month_spent", help_, ("currency", "month"), [money])
        if budget is not None:
            help_ = "billing.monthly_budget of config.yml."
            yield _single("relay_twilio_monthly_budget", help_, float(budget))
        if found.answers:
            within = [(("50",), found.answers.median), (("90",), found.answers.most)]
            help_ = "Within what time half of the answers of the last days came, and nine in ten."
            seconds = [(share, time.total_seconds()) for share, time in within]
            yield _gauge("relay_answer_seconds", help_, ("percent",), seconds)
        dues = due_dates(found, self._settings.config)
        if dues:
            at = [((str(credential),), due.at.timestamp()) for credential, due in dues.items()]
            help_ = "When each credential is due, in seconds since 1970, as remind-rotation last saw it."
            yield _gauge("relay_credential_due_seconds", help_, ("credential",), at)

    def _order_ceilings(self, now: datetime) -> Metric:
        orders, left = Orders(self._store), dict[Labels, float]()
        for ceiling in ceilings.of_orders(self._settings.config.ceilings):
            if ceiling.name is CeilingName.ALL_SYSTEMS:
                period = "hour" if ceiling.period == ceilings.HOUR else "day"
                left[(period,)] = max(0, ceiling.most - orders.segments_since(now - ceiling.period))
        help_ = "Segments that systems may still order before `ceilings` holds them."
        return _gauge("relay_order_segments_remaining", help_, ("period",), left.items())


def _counter(counter: counts.Counter) -> Metric:
    from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415 - see metrics.py

    family = CounterMetricFamily(counter.name, counter.help, labels=counter.labels)
    for labels, total in counts.totals(counter).items():
        family.add_metric(labels, total)
    return family


def _waits() -> Metric:
    from prometheus_client.core import HistogramMetricFamily  # noqa: PLC0415 - see metrics.py

    numbers, total = counts.waits()
    bounds = (*map(str, counts.BOUNDS), "+Inf")  # 5.0, as OpenMetrics wants it
    buckets = list(zip(bounds, accumulate(numbers), strict=True))
    help_ = "Time from the webhook of a message until the relay saw that a run had recorded it."
    return HistogramMetricFamily("relay_webhook_to_issue_seconds", help_, buckets=buckets, sum_value=total)


def _services(now: datetime) -> Iterator[Metric]:
    """Yield what GitHub and Twilio say of their limits in their answers to the relay."""
    limit, left = counts.named(Limit.GITHUB_LIMIT), counts.named(Limit.GITHUB_LEFT)
    resets = counts.named(Limit.GITHUB_RESETS)
    if limit is not None and left is not None:
        is_over = resets is not None and resets <= now.timestamp()
        yield _single("relay_github_requests_limit", "Requests an hour that GitHub grants the relay.", limit)
        remaining = "Requests of this hour that GitHub still grants the relay."
        yield _single("relay_github_requests_remaining", remaining, limit if is_over else left)
    concurrent = counts.named(Limit.TWILIO_CONCURRENT)
    if concurrent is not None:
        help_ = "Requests of the account that Twilio had at once, as of its last answer to the relay."
        yield _single("relay_twilio_concurrent_requests", help_, concurrent)


def _queue(queue: QueueStatus, now: datetime) -> Iterator[Metric]:
    kinds = queue.kinds.items()
    ages = {kind: (now - line.oldest_at).total_seconds() if line.oldest_at else 0.0 for kind, line in kinds}
    waiting = {(kind,): line.count for kind, line in kinds}
    yield _gauge("relay_queue_items", "Items whose run has not succeeded yet.", ("kind",), waiting.items())
    oldest = {(kind,): max(0.0, age) for kind, age in ages.items()}
    yield _gauge(
        "relay_queue_oldest_seconds", "How long the oldest of them has been due.", ("kind",), oldest.items()
    )
    batches = {(kind, str(state)): count for kind, line in kinds for state, count in line.batches.items()}
    yield _gauge("relay_queue_batches", "Batches on their way, by state.", ("kind", "state"), batches.items())
    held_back = "Messages that wait for an earlier one of the same person."
    yield _single("relay_queue_held_back", held_back, queue.held_back)


def _single(name: str, help_: str, value: float) -> Metric:
    return _gauge(name, help_, (), [((), value)])


def _gauge(name: str, help_: str, labels: Iterable[str], values: Iterable[tuple[Labels, float]]) -> Metric:
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - see metrics.py

    family = GaugeMetricFamily(name, help_, labels=(*labels,))
    for each, value in values:
        family.add_metric(each, float(value))
    return family
