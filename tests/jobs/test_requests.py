"""What each job asks of GitHub: a workflow's own token has 1,000 requests an hour, for all of them."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.adapters.github.newest_issues import LATELY
from bot.core import clock
from bot.core.messages import Address, Event, Order
from bot.jobs.delivery import record_delivery
from bot.jobs.inbound import record_messages
from bot.jobs.orders import send_notification
from bot.jobs.replies import send_replies
from bot.jobs.tools import Tools
from tests import wire
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.reports import PUBLIC, reported
from tests.stage import Stage

EVENT = {"repository": {"private": True}}
WOKEN = {"issue": {"number": 1}}
LATER = timedelta(hours=1)


@pytest.fixture(name="installation")
def _installation() -> Iterator[Stage]:
    with Stage(PUBLIC) as stage:
        yield stage


def asked(stage: Stage, job: Callable[[Tools], object]) -> Counter[str]:
    """Run a job as the first attempt of a run; return what it asked of GitHub, by method and path."""
    made: Counter[str] = Counter()

    def look(request: PreparedRequest, _: Response) -> None:
        if str(request.url).endswith("/graphql"):
            made["mutation" if wire.changes(request) else "query"] += 1
        elif "/repos/" in str(request.url):
            made[f"{request.method} {str(request.url).partition('/AUDITORIA360')[2].partition('?')[0]}"] += 1

    with wire.passing(look):
        job(stage.new_tools(EVENT))
    assert stage.twilio.wait_idle(10)
    return made


def recording(stage: Stage, *events: Event) -> Counter[str]:
    payload = {"client_payload": stage.payload(events)}
    return asked(stage, lambda tools: record_messages.run(payload, tools))


def crowd(stage: Stage, count: int) -> list[Event]:
    return [stage.event("Oi", f"+55119{number:08d}") for number in range(count)]


def test_a_message_in_an_open_conversation_takes_two(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event())
    moved_clock.advance(LATER)

    # What is known of the person, with the newest issues and comments; then the label and the comment.
    assert recording(stage, stage.event("Alguém?")) == {"query": 1, "mutation": 1}
    assert recording(stage, stage.event("Minutos depois")) == {"query": 1, "mutation": 1}


def test_where_there_is_no_graphql_a_message_takes_one_request_more_than_it_has_to(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.record(stage.event())
    moved_clock.advance(LATER)
    stage.github_faults.switch_on("github-no-graphql")

    assert recording(stage, stage.event("Alguém?")) == {
        "query": 1,
        "GET /issues": 2,  # the person's, the newest
        "POST /issues/1/labels": 1,
        "POST /issues/1/comments": 1,
    }


def test_a_new_person_takes_six(stage: Stage) -> None:
    assert (
        recording(stage, stage.event())
        == {
            "query": 1,
            "POST /issues": 1,
            "GET /issues": 1,  # what is recorded of the person before the greeting leaves
            "mutation": 3,  # binds its hidden line to the number it got; marks it before the greeting leaves, and after
        }
    )


def _naming(stage: Stage, text: str) -> Event:
    """A message whose webhook names the id of a WhatsApp user beside the number."""
    return stage.event(text, f"whatsapp:{ANA}", also=(Address.parse("whatsapp:BR.555"),))


def test_a_message_that_names_an_id_takes_no_request_more(moved_clock: MovedClock, stage: Stage) -> None:
    alone = recording(stage, stage.event("Oi", "whatsapp:+5521912345678"))
    moved_clock.advance(timedelta(minutes=1))
    named = recording(stage, _naming(stage, "Oi"))
    moved_clock.advance(LATER)
    further = [
        recording(stage, _naming(stage, "De novo")).total(),
        recording(stage, stage.event("E", "whatsapp:BR.555")).total(),
    ]

    assert named.total() == alone.total()
    assert further[0] == 2
    assert further[1] <= 6  # the address that gets the answers has changed


@pytest.mark.parametrize(("persons", "new", "known"), [(2, 7, 3), (12, 7, 3), (25, 7, 3)])
def test_a_crowd_takes_hardly_more_requests_than_one_person(
    stage: Stage, persons: int, new: int, known: int
) -> None:
    assert recording(stage, *crowd(stage, persons)).total() == new
    # One query, the comments of the last minutes, and all new comments in one request.
    assert recording(stage, *crowd(stage, persons)).total() == known


def test_messages_that_waited_for_hours_are_looked_for_where_they_belong(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.record(*crowd(stage, 2))
    late = crowd(stage, 2)
    stage.record(*crowd(stage, 2))
    moved_clock.advance(3 * LATER)

    made = recording(stage, *late)

    assert made["GET /issues/comments"] == 0
    assert made["GET /issues/1/comments"] == made["GET /issues/2/comments"] == 1


def test_a_batch_that_comes_again_writes_nothing(stage: Stage) -> None:
    events = crowd(stage, 3)
    stage.record(*events)

    made = recording(stage, *events)

    assert [what for what in made if not what.startswith(("GET", "query"))] == []


def test_a_reply_takes_nine_however_long_the_conversation_is(installation: Stage) -> None:
    installation.record(installation.event())
    taken = []
    for number in range(6):
        installation.sandbox.comment(1, "marina", f"/reply {number}")
        taken.append(asked(installation, lambda tools: send_replies.run(WOKEN, tools)).total())
        record_delivery.run(
            {"client_payload": installation.payload([reported(installation)])}, installation.new_tools()
        )

    assert taken == [10, 9, 9, 9, 9, 9]  # the first takes the label off


def test_a_report_on_a_reply_takes_three(installation: Stage) -> None:
    installation.record(installation.event())
    installation.sandbox.comment(1, "marina", "/reply Pois não")
    installation.reply()
    payload = {"client_payload": installation.payload([reported(installation)])}

    first, second = (
        asked(installation, lambda tools: record_delivery.run(payload, tools)).total() for _ in range(2)
    )

    assert (first, second) == (3, 1)  # the third looks for a summary on top of the conversation


def test_a_notification_to_somebody_known_takes_five(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event())
    moved_clock.advance(LATER)
    order = Order(1, clock.now(), secrets.token_hex(8), Address.parse(ANA), "Vence hoje", by="folha")
    payload = {"client_payload": stage.payload([order])}

    assert asked(stage, lambda tools: send_notification.run(payload, tools)) == {
        "GET /issues": 2,  # the person's, the newest
        "POST /issues/1/comments": 1,
        f"POST /issues/comments/{stage.sandbox.issue(1)['comments'][0]['id']}/reactions": 2,
    }


class TestWhetherTheRepositoryIsPublic:
    @pytest.mark.parametrize(
        ("event", "attempt", "asks"),
        [
            ({"repository": {"private": True}}, "1", 0),
            ({"repository": {"private": True}}, "2", 1),
            ({"repository": {"private": False}}, "1", 1),
            ({"repository": {"private": "yes"}}, "1", 1),
            ({"repository": None}, "1", 1),
            ({}, "1", 1),
        ],
    )
    def test_only_a_fresh_event_is_believed_and_only_that_it_is_private(
        self, stage: Stage, event: dict[str, object], attempt: str, asks: int
    ) -> None:
        stage.set_variables(GITHUB_RUN_ATTEMPT=attempt)
        payload = {"client_payload": stage.payload([stage.event()])}
        made: list[str] = []

        def look(request: PreparedRequest, _: Response) -> None:
            made.append(str(request.url))

        with wire.passing(look):
            record_messages.run(payload, stage.new_tools(event))

        assert sum(url.endswith("/AUDITORIA360") for url in made) == asks

    def test_a_public_one_shows_no_text(self) -> None:
        with Stage(private=False) as stage:
            stage.record(stage.event("Segredo"))

            assert "Segredo" not in str(stage.sandbox.issues()) + stage.sandbox.issue(1)["body"]


class TestTheNewestIssues:
    """Looked through beside every list by label; read once for several persons, never long ago."""

    def test_what_was_opened_since_is_among_them(self, stage: Stage) -> None:
        repository = stage.tools.repository
        assert repository.newest_issues_lately() == []
        opened = repository.open_issue("Um", "um", [])
        stage.state.issues.create("marina", "De outra pessoa", "", ())

        assert repository.newest_issues_lately() == [opened]
        repository.close(opened.number)
        assert [issue.is_open for issue in repository.newest_issues_lately()] == [False]
        repository.reopen(opened.number)
        assert [issue.is_open for issue in repository.newest_issues_lately()] == [True]

    def test_they_are_read_again_after_some_seconds(self, moved_clock: MovedClock, stage: Stage) -> None:
        repository = stage.tools.repository
        repository.newest_issues_lately()
        stage.state.issues.create("marina", "De outra pessoa", "", ())
        moved_clock.advance(LATELY)

        assert [issue.title for issue in repository.newest_issues_lately()] == ["De outra pessoa"]

    def test_they_are_read_again_after_an_erasure(self, stage: Stage) -> None:
        repository = stage.tools.repository
        repository.open_issue("Um", "um", [])
        repository.newest_issues_lately()
        repository.rewrite(1, "Apagada", "nada")

        assert [issue.title for issue in repository.newest_issues_lately()] == ["Apagada"]


class TestMarksOnCommands:
    """Whose they are is asked no more often than needed, and is asked where it matters."""

    def test_a_mark_of_somebody_else_on_a_command_that_waits_hides_nothing(self, installation: Stage) -> None:
        installation.record(installation.event())
        for text, decoration in (("Um", "rocket"), ("Dois", "confused"), ("Três", "hooray")):
            comment = installation.sandbox.comment(1, "marina", f"/reply {text}")["id"]
            installation.state.reactions.add(wire.on_comment(comment), "tiago", decoration)
        installation.reply()

        assert installation.sandbox.received(ANA)[1:] == ["Um", "Dois", "Três"]

    def test_one_that_came_before_an_answered_one_but_shows_late_is_carried_out(
        self, installation: Stage
    ) -> None:
        installation.record(installation.event())
        late = installation.sandbox.comment(1, "marina", "/reply Antes")["id"]
        installation.sandbox.comment(1, "marina", "/reply Depois")

        def look(request: PreparedRequest, response: Response) -> None:
            if request.method == "GET" and str(request.url).partition("?")[0].endswith("/comments"):
                wire.rewrite(response, [one for one in response.json() if one["id"] != late])

        with wire.passing(look):
            installation.reply()
        installation.reply()

        assert installation.sandbox.received(ANA)[1:] == ["Depois", "Antes"]

    def test_retry_sends_what_failed_and_not_what_somebody_else_marked(self, installation: Stage) -> None:
        installation.record(installation.event())
        installation.sandbox.set_phone(ANA, landline=True)
        failed = installation.sandbox.comment(1, "marina", "/reply Não foi")["id"]
        installation.reply()
        installation.sandbox.set_phone(ANA, landline=False)
        installation.state.reactions.add(wire.on_comment(failed), "tiago", "rocket")
        installation.sandbox.comment(1, "marina", "/help")
        installation.reply()
        installation.sandbox.comment(1, "marina", "/retry")
        installation.reply()

        assert installation.sandbox.received(ANA)[1:] == ["Não foi"]


class TestAStrangerWhoAsksManyTimesAtOnce:
    """Costs little of the hour's requests that all share."""

    @pytest.mark.parametrize(
        ("text", "most"), [("{number:06d}", 50), ("MEUS DADOS", 35), ("APAGAR", 35), ("AJUDA", 20)]
    )
    def test_thirty_messages_of_a_kind(self, stage: Stage, text: str, most: int) -> None:
        events = [stage.event(text.format(number=number)) for number in range(100_000, 100_030)]

        assert recording(stage, *events).total() <= most
        assert all(event.message.sid in str(stage.sandbox.issue(1)) for event in events)

    def test_gets_one_answer_to_each_request(self, stage: Stage) -> None:
        recording(stage, *(stage.event(text) for text in ["MEUS DADOS", "AJUDA", "APAGAR"] * 5))

        assert len(stage.sandbox.received(ANA)) == 4  # and the greeting
