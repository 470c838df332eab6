"""What one person writes arrives in order, whatever fails; nobody waits for somebody else."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from bot.core import contact_keys
from bot.core.messages import Address, BatchId, DeliveryStatus, Event, InboundMessage, MessageSid, Order
from bot.relay.batches.batch import BatchState
from bot.relay.store.batches import Batches
from bot.relay.store.schema import events, people
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire import envelope
from tests.relay.fake_github import START, Answer, FakeGitHub
from tests.relay.harness import RelayHarness, message

BOTH_STORES = True

ANA, BIA, CAIO = "+5511987650001", "+5511987650002", "+5511987650003"
KEY = contact_keys.new_key()


class Office:
    """What stands in the issues: the messages of each run that succeeded, once each, in the order of the runs."""

    def __init__(self, harness: RelayHarness) -> None:
        self.harness = harness
        self.recorded: list[str] = []

    def end(self, run: dict[str, object], conclusion: str) -> None:
        run |= {"status": "completed", "conclusion": conclusion}
        if conclusion == "success":
            batch = str(run["display_title"]).rpartition(" ")[2]
            sent = zip(self.harness.github.batches(), self.harness.texts(), strict=True)
            texts = next(texts for name, texts in sent if name == batch)
            self.recorded += [text for text in texts if text not in self.recorded]

    def open_runs(self) -> list[dict[str, object]]:
        return [run for run in self.harness.github.runs if run["status"] != "completed"]

    def end_all(self, conclusion: str = "success") -> None:
        """End the runs under way, the oldest first, and let the relay see it."""
        for run in reversed(self.open_runs()):
            self.end(run, conclusion)
        self.harness.pass_time(10, stride=10)


def inversions(recorded: list[str]) -> list[tuple[str, int]]:
    """Return what stands behind a later message of the same person; a text is `person number`."""
    latest: dict[str, int] = defaultdict(int)
    found = []
    for person, number in ((text.split()[0], int(text.split()[1])) for text in recorded):
        found += [(person, number)] if number < latest[person] else []
        latest[person] = max(latest[person], number)
    return found


def restart(harness: RelayHarness) -> None:
    """Start the relay again, with nothing but what is on the disk."""
    harness.store.close()
    harness.store = Store(harness.place, RelayKeys.of(harness.settings))
    harness.batches = Batches(harness.store)
    harness.dispatcher = harness.new_dispatcher()
    harness.pass_time(6, stride=6)  # until the lease of the former one has run out


@pytest.mark.parametrize(("conclusion", "restarts"), [("failure", False), ("failure", True), (None, True)])
def test_a_person_who_writes_on_while_runs_fail_is_read_in_order(
    tmp_path: Path, github: FakeGitHub, conclusion: str | None, restarts: bool
) -> None:
    """`None`: the run never appears."""
    with RelayHarness(tmp_path, github, "dispatch: {run_appears_within: 20s}") as harness:
        office = Office(harness)
        for number in range(1, 21, 2):
            github.runs_appear = conclusion is not None
            harness.writes(f"ana {number}", by=ANA)
            harness.settle()
            harness.writes(f"ana {number + 1}", by=ANA)
            if restarts:
                restart(harness)
            office.end_all(conclusion or "")
            github.runs_appear = True
            harness.pass_time(10)
            office.end_all()
            office.end_all()

    assert office.recorded == [f"ana {number}" for number in range(1, 21)]


def test_no_message_is_lost_or_out_of_order_whatever_happens(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    chance, office, written = random.Random(1), Office(harness), defaultdict[str, int](int)
    for _ in range(120):
        match chance.randrange(9):
            case 0 | 1 | 2:
                who = chance.choice([ANA, BIA, CAIO])
                written[who] += 1
                harness.writes(f"{who} {written[who]}", by=who)
            case 3 | 4 if office.open_runs():
                office.end(chance.choice(office.open_runs()), chance.choice(["success", "failure"]))
            case 5:
                github.answers = [Answer(chance.choice([422, 500, 502, 404]), carried_out=False)]
            case 6:
                github.runs_appear = chance.random() < 0.7
            case 7 if chance.random() < 0.4:
                restart(harness)
            case _:
                harness.pass_time(chance.choice([1, 10, 60]), stride=10)
    github.runs_appear, github.answers = True, []
    while harness.batches.queue().count:
        harness.pass_time(100, stride=100)
        office.end_all()

    assert len(office.recorded) == sum(written.values())
    assert inversions(office.recorded) == []


def test_what_a_person_writes_meanwhile_waits_and_goes_with_the_next_batch(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.writes("um", by=ANA)
    harness.settle()
    harness.writes("dois", "tres", by=ANA)
    harness.pass_time(120, stride=10)
    assert harness.texts() == [["um"]]
    assert harness.batches.queue().held_back == 2

    github.end("success")
    harness.pass_time(10)

    assert harness.texts() == [["um"], ["dois", "tres"]]
    assert harness.batches.queue().held_back == 0


def test_others_wait_for_nobody(harness: RelayHarness) -> None:
    harness.writes("um", by=ANA)
    harness.settle()
    harness.writes("dois", by=ANA)
    harness.pass_time(60, stride=10)
    harness.writes("oi", by=BIA)
    harness.pass_time(9)
    assert len(harness.texts()) == 1  # as ever, it gathers while a batch is under way

    harness.pass_time(1)

    assert harness.texts() == [["um"], ["oi"]]


def test_many_people_travel_together_as_fast_as_before(tmp_path: Path, github: FakeGitHub) -> None:
    more = "dispatch: {per_minute: 80}"
    with RelayHarness(tmp_path, github, more) as harness:
        office = Office(harness)
        for number in range(1, 11):
            for person in range(40):
                harness.writes(f"{person} {number}", by=f"+551198765{person:04}")
        harness.settle()
        while harness.batches.queue().count:
            # GitHub runs one job of a kind at a time: the oldest, half a minute each.
            if office.open_runs():
                office.end(office.open_runs()[-1], "success")
            harness.pass_time(30, stride=10)

        assert inversions(office.recorded) == []
        assert len(office.recorded) == 400
        assert len(github.dispatches) <= 12
        assert (harness.now - START).total_seconds() <= 13 * 30


class TestWhoIsOnePerson:
    def _store(self, harness: RelayHarness, number: int, sender: str, *also: str) -> None:
        found = InboundMessage(
            MessageSid(f"SM{number:032x}"),
            Address.parse(sender),
            Address.parse("+15551234567"),
            str(number),
            also=tuple(map(Address.parse, also)),
        )
        harness.store.append(Event(0, harness.now, found))

    def test_a_number_and_the_id_that_hides_it(self, harness: RelayHarness) -> None:
        self._store(harness, 1, f"whatsapp:{ANA}")
        harness.settle()
        self._store(harness, 2, f"whatsapp:{ANA}", "whatsapp:BR.555")
        self._store(harness, 3, "whatsapp:BR.555")  # hers, by way of the one before
        self._store(harness, 4, "whatsapp:BR.777")
        harness.pass_time(10)

        assert harness.texts() == [["1"], ["4"]]

    def test_both_forms_of_a_brazilian_number(self, harness: RelayHarness) -> None:
        self._store(harness, 1, "whatsapp:+5511987650001")
        harness.settle()
        self._store(harness, 2, "whatsapp:+551187650001")
        harness.pass_time(10)

        assert harness.texts() == [["1"]]

    def test_each_channel_is_a_conversation_of_its_own(self, harness: RelayHarness) -> None:
        self._store(harness, 1, ANA)
        harness.settle()
        self._store(harness, 2, f"whatsapp:{ANA}")
        harness.pass_time(10)

        assert harness.texts() == [["1"], ["2"]]


def test_orders_to_one_number_keep_their_order_and_reports_need_none(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    for number in range(2):
        for name, number_of in (("ana", ANA), ("bia", BIA)):
            order = Order(0, harness.now, f"{name}-{number}", Address.parse(number_of), "Aviso")
            harness.store.append(order)
        harness.reports(number, DeliveryStatus.FAILED)
        harness.settle()
        harness.pass_time(10)

    sent = [
        [order.id for order in envelope.open_payload(body["client_payload"], harness.vault, Order).items]
        for body in github.dispatches
        if body["event_type"] == envelope.SEND_NOTIFICATION
    ]
    assert sent == [["ana-0", "bia-0"]]
    assert len(harness.statuses()) == 2


class TestStoreOfAnEarlierVersion:
    """Its rows do not say whose they are: they keep their order among all, and then all is as usual."""

    @pytest.fixture(autouse=True)
    def _old(self, harness: RelayHarness) -> None:
        harness.writes("um", by=ANA)
        harness.settle()
        harness.writes("dois", "tres", by=BIA)
        with harness.store.writing() as connection:
            connection.exec_driver_sql("DELETE FROM people")
        restart(harness)

    def test_nothing_overtakes_its_batches(self, harness: RelayHarness, github: FakeGitHub) -> None:
        office = Office(harness)
        harness.writes("quatro", by=CAIO)
        harness.pass_time(60, stride=10)
        assert harness.texts() == [["um"]]

        office.end_all("failure")
        harness.pass_time(20)
        assert harness.texts() == [["um"], ["um"]]
        office.end_all()
        assert harness.texts()[2:] == [["dois", "tres", "quatro"]]
        office.end_all()

        harness.writes("cinco", by=ANA)
        harness.settle()
        harness.writes("seis", by=BIA)
        harness.pass_time(10)
        assert harness.texts()[3:] == [["cinco"], ["seis"]]

    def test_one_that_fails_again_and_again_does_not_hold_everybody_back(
        self, harness: RelayHarness, github: FakeGitHub
    ) -> None:
        for _ in range(3):
            github.end("failure")
            harness.pass_time(30, stride=10)

        assert ["dois", "tres"] in harness.texts()


def test_two_relays_never_make_two_batches_of_one_person(harness: RelayHarness) -> None:
    with Store(harness.place, RelayKeys.of(harness.settings)) as second:
        harness.writes("um", by=ANA)
        assert harness.batches.gather(BatchId("first"), envelope.RECORD_MESSAGES, START)
        harness.writes("dois", by=ANA)
        assert Batches(second).gather(BatchId("second"), envelope.RECORD_MESSAGES, START) is None

        harness.writes("oi", by=BIA)
        made = Batches(second).gather(BatchId("third"), envelope.RECORD_MESSAGES, START)

    assert made
    assert (made.count, made.state) == (1, BatchState.READY)


def test_nothing_is_kept_of_whose_an_item_was_once_it_is_delivered(
    harness: RelayHarness, github: FakeGitHub
) -> None:
    harness.writes("um", by=ANA)
    harness.settle()
    github.end("success")
    harness.pass_time(10)

    with harness.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM people").scalar_one() == 0


@pytest.mark.sqlite
def test_the_disk_shows_nobodys_number(harness: RelayHarness) -> None:
    harness.writes("um", by=ANA)
    content = b"".join(part.read_bytes() for part in harness.file.parent.iterdir())

    assert ANA[1:].encode() not in content
    assert message(1, by=ANA).sender.value == ANA


@pytest.mark.sqlite
def test_choosing_a_batch_costs_the_same_however_much_waits(harness: RelayHarness) -> None:
    def steps(waiting: int) -> int:
        """Return how much SQLite works, in hundreds of its instructions, to choose a batch among so many items."""
        rows = [
            harness.store.row(Event(0, START, message(number, by=f"+55119{number:08d}")))
            for number in range(waiting)
        ]
        with harness.store.writing() as connection:
            connection.execute(delete(people))
            connection.execute(delete(events))
            for number, row in enumerate(rows, 1):
                found = {
                    "key": row.key,
                    "kind": row.kind,
                    "received_at": row.received_at,
                    "content": row.content,
                }
                connection.execute(insert(events).values(sequence=number, **found))
                connection.execute(
                    insert(people), [{"digest": one, "sequence": number} for one in row.people]
                )
        taken = 0

        def count() -> int:
            nonlocal taken
            taken += 1
            return 0

        with harness.store.reading() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.set_progress_handler(count, 100)
        assert harness.batches.ready()[envelope.RECORD_MESSAGES].count == envelope.MAX_PEOPLE
        assert harness.batches.gather(BatchId(f"of-{waiting}"), envelope.RECORD_MESSAGES, START)
        driver.set_progress_handler(None, 100)
        return taken

    # No more of them are looked at than one batch may hold messages.
    assert steps(2_000) < 1.3 * steps(1_000)


def test_how_much_one_batch_takes_is_asked_anew_each_time(
    harness: RelayHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.writes(*["Oi"] * 12)
    counts = []
    for most in (10, 11):
        monkeypatch.setattr(envelope, "MAX_PEOPLE", most)
        counts.append(harness.batches.ready()[envelope.RECORD_MESSAGES].count)

    assert counts == [10, 11]
