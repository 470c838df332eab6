"""A batch may hold more than a dispatch carries, where its run can ask the relay for the rest."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from bot.core import clock
from bot.core.contact_keys import new_key
from bot.core.messages import BatchId, Event
from bot.relay.store import job_reach
from bot.rules.people.sealing import Vault
from bot.rules.wire import batch_rest, envelope
from bot.rules.wire.batch_rest import RestQuestion
from tests.relay.caller import AREA
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness

BOTH_STORES = True

PEOPLE = [f"+55119{number:08d}" for number in range(30)]
EACH = 7


def crowd(harness: RelayHarness, *, reached: bool = True) -> list[str]:
    """Store more of some people than a dispatch carries, and return their texts."""
    if reached:
        job_reach.note(harness.store, harness.now)
    texts = [f"{number}" for number in range(EACH * len(PEOPLE))]
    for number, text in enumerate(texts):
        harness.writes(text, by=PEOPLE[number % len(PEOPLE)])
    harness.settle()
    return texts


def fetched(client: FlaskClient, harness: RelayHarness, which: int = 0) -> list[str]:
    """Return what the run of a dispatch is handed over, as a job asks for it."""
    carried = harness.github.dispatches[which]["client_payload"]
    last = max(sequence for sequence, _ in carried["items"])
    answer = ask(client, RestQuestion(clock.now(), carried["batch"], last), harness.vault)
    assert answer[0] == 200
    return [event.message.text for event in envelope.open_payload(answer[1], harness.vault, Event).items]


def ask(client: FlaskClient, question: RestQuestion, vault: Vault, batch: str = "") -> tuple[int, object]:
    sealed = batch_rest.seal(question, vault.relay_keys)
    answer = client.post(f"{AREA}/batches/{batch or question.batch}/rest", json={"sealed": sealed})
    return answer.status_code, answer.get_json()


def test_as_long_as_no_job_has_reached_the_relay_a_batch_holds_what_its_dispatch_carries(
    harness: RelayHarness,
) -> None:
    texts = crowd(harness, reached=False)
    counts = [batch.count for batch in harness.batches.unfinished()]

    assert sorted(counts) == sorted(len(carried) for carried in harness.texts())
    assert max(counts) < len(texts)


def test_a_run_asks_for_what_its_dispatch_does_not_carry(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    texts = crowd(harness)
    body = github.dispatches[0]

    assert envelope.body_bytes(body["event_type"], body["client_payload"]) <= envelope.MAX_BODY_BYTES
    assert len(github.dispatches) == 1
    assert harness.texts()[0] + fetched(client, harness) == texts


def test_an_earlier_version_of_the_job_takes_no_part_for_the_whole(harness: RelayHarness) -> None:
    crowd(harness)

    assert harness.github.dispatches[0]["client_payload"]["v"] != envelope.VERSION


def test_a_run_that_could_not_ask_is_repeated_with_what_the_dispatch_carries_and_the_rest_follows(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    texts = crowd(harness)
    github.end("failure")
    harness.pass_time(15)
    while harness.batches.queue().count:
        for which in range(len(github.dispatches) - 1):
            github.end("success", which)
        harness.pass_time(15)

    came = [text for carried in harness.texts()[1:] for text in carried]
    assert sorted(came, key=int) == texts
    for person in range(len(PEOPLE)):
        mine = texts[person :: len(PEOPLE)]
        assert [text for text in came if text in mine] == mine
    assert ["rest" in body["client_payload"] for body in github.dispatches].count(True) == 1


def test_a_run_that_failed_after_it_had_asked_is_repeated_whole(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    texts = crowd(harness)
    harness.now = github.now = clock.now()
    fetched(client, harness)
    github.end("failure")
    harness.pass_time(30)

    assert len(github.dispatches) == 2
    assert harness.texts()[1] + fetched(client, harness, 1) == texts


def test_a_batch_that_is_done_has_no_rest(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    crowd(harness)
    github.end("success")
    harness.pass_time(15)

    assert not harness.batches.queue().count
    assert fetched(client, harness) == []


def test_nobody_else_is_handed_anything(harness: RelayHarness, client: FlaskClient) -> None:
    crowd(harness)
    (batch,) = harness.batches.unfinished()
    now = clock.now()

    assert ask(client, RestQuestion(now, batch.id, 0), Vault([new_key()]))[0] == 403
    assert ask(client, RestQuestion(now - timedelta(days=2), batch.id, 0), harness.vault)[0] == 403
    assert ask(client, RestQuestion(now, BatchId("another"), 0), harness.vault)[0] == 404
    assert ask(client, RestQuestion(now, batch.id, 0), harness.vault, "another")[0] == 404


@pytest.mark.parametrize("size", [30_000, 45_000])
def test_what_a_run_has_time_for_bounds_a_batch(
    harness: RelayHarness, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(envelope, "MAX_BATCH_BYTES", size)
    crowd(harness)
    found = [harness.batches.items_of(batch) for batch in harness.batches.unfinished()]

    assert len(found) > 1
    assert all(sum(len(item.token) for item in items) < size for items in found)
