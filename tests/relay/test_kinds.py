"""Messages, reports and orders side by side: what waits for company, what goes at once, what disturbs nobody."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import DeliveryStatus, Order
from bot.relay.batches import batching
from bot.relay.lanes import MAX_AT_GITHUB
from bot.rules.wire import envelope
from tests.making import ANA
from tests.relay.fake_github import START, FakeGitHub
from tests.relay.harness import RelayHarness, report

BOTH_STORES = True

DELIVERED, READ, FAILED = DeliveryStatus.DELIVERED, DeliveryStatus.READ, DeliveryStatus.FAILED


def test_success_waits_for_company(harness: RelayHarness) -> None:
    harness.reports(1, DELIVERED)
    harness.pass_time(299, stride=23)
    harness.reports(2, READ)
    assert harness.statuses() == []

    harness.pass_time(1)

    assert harness.statuses() == [["delivered", "read"]]


def test_failure_goes_at_once_and_takes_success_along(harness: RelayHarness) -> None:
    harness.reports(1, DELIVERED)
    harness.reports(2, FAILED)
    harness.reports(3, READ)
    harness.settle()

    assert harness.statuses() == [["delivered", "failed", "read"]]


def test_a_full_batch_of_success_does_not_wait(harness: RelayHarness) -> None:
    for number in range(envelope.MAX_EVENTS):
        assert harness.statuses() == []
        harness.reports(number, DELIVERED)
    harness.settle()

    assert [len(batch) for batch in harness.statuses()] == [envelope.MAX_EVENTS]


def test_a_failure_is_not_left_behind_by_many_successes(harness: RelayHarness) -> None:
    for number in range(envelope.MAX_EVENTS + 9):
        harness.reports(number, DELIVERED)
    harness.reports(100, FAILED)
    harness.settle()

    assert harness.statuses()[0][-1] == "failed"
    assert len(harness.statuses()[0]) == envelope.MAX_EVENTS


def test_kinds_never_share_a_batch_and_wait_for_no_other_kind(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.writes("Oi")
    harness.reports(1, FAILED)
    harness.store.append(Order(0, START, "an-order", ANA, "Aviso"))
    harness.settle()

    assert sorted(body["event_type"] for body in github.dispatches) == sorted(batching.EVENT_TYPES)
    assert [body["client_payload"]["count"] for body in github.dispatches] == [1, 1, 1]

    for which in range(3):
        github.end("success", which)
    harness.pass_time(10)

    assert harness.batches.unfinished() == []


def test_a_workflow_that_is_missing_delays_no_other(harness: RelayHarness, github: FakeGitHub) -> None:
    github.unreadable = {envelope.RECORD_DELIVERY}
    harness.reports(1, FAILED)
    harness.writes("Oi")
    harness.settle()
    harness.pass_time(10)
    assert "record-delivery.yml" in harness.dispatcher.problems(harness.now)[0].sentence
    github.end("success", [run["display_title"].split()[0] for run in github.runs].index("record-messages"))
    harness.pass_time(10)

    assert [batch.kind for batch in harness.batches.unfinished()] == [envelope.RECORD_DELIVERY]
    assert len(harness.dispatcher.problems(harness.now)) == 1

    for _ in range(MAX_AT_GITHUB + 2):
        harness.writes()
        harness.pass_time(10, stride=10)
    assert len(harness.texts()) == 1 + MAX_AT_GITHUB

    github.unreadable = set()
    harness.pass_time(40)

    assert harness.dispatcher.problems(harness.now) == []


def test_many_unfinished_batches_of_a_kind_keep_only_that_kind_back(
    tmp_path: Path, github: FakeGitHub
) -> None:
    with RelayHarness(
        tmp_path, github, "dispatch: {per_minute: 80, gather: 0s, check_run_every: 1h}"
    ) as harness:
        for number in range(10):
            harness.reports(number, FAILED)
            harness.pass_time(1)
        harness.writes("Oi")
        harness.pass_time(2)

        assert len(harness.statuses()) == MAX_AT_GITHUB
        assert harness.texts() == [["Oi"]]


def test_the_queue_is_shown_by_kind(harness: RelayHarness) -> None:
    harness.writes("um", "dois")
    harness.reports(1, DELIVERED)
    kinds = harness.batches.queue().kinds

    assert {kind: line.count for kind, line in kinds.items()} == {
        "record-messages": 2,
        "record-delivery": 1,
        "send-notification": 0,
    }
    # Success that waits for company is not late.
    assert kinds["record-delivery"].oldest_at == START + harness.settings.config.dispatch.gather_delivered


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(DeliveryStatus)), max_size=40))
def test_a_report_is_known_by_message_and_status(reports: list[tuple[int, DeliveryStatus]]) -> None:
    """`read` adds nothing to `delivered`."""
    keys = {envelope.key_of(report(number, status)) for number, status in reports}
    same = {(number, DELIVERED if status is DeliveryStatus.READ else status) for number, status in reports}

    assert len(keys) == len(same)
