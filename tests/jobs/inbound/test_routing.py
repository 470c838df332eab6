"""New conversations are labelled, and assigned in turn, as `routes` has it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.core.errors import UnfinishedError
from bot.core.messages import Event
from bot.jobs.inbound import record_messages
from tests import wire
from tests.actors import ANA, BIA, CAIO
from tests.jobs.inbound.recorded import acknowledged
from tests.stage import Stage

TEAM = ("ana", "bia", "caio")
FISCAL: dict[str, Any] = {"words": ["boleto"], "labels": ["fiscal"], "assign": list(TEAM)}


def staged(*routes: dict[str, Any], **sections: Any) -> Stage:
    stage = Stage({"routes": list(routes), **sections})
    for login in TEAM:
        stage.state.add_user(login, "triage")
    return stage


@pytest.fixture(name="fiscal")
def _fiscal() -> Iterator[Stage]:
    with staged(FISCAL) as stage:
        yield stage


def assigned(stage: Stage, *numbers: int) -> list[tuple[str, ...]]:
    return [stage.state.issues.get(number).assignees for number in numbers]


def labels(stage: Stage, number: int = 1) -> Sequence[str]:
    found: Sequence[str] = stage.sandbox.issue(number)["labels"]
    return found


def people(count: int) -> list[str]:
    return [f"+55119{number:08d}" for number in range(count)]


def crowd(stage: Stage, count: int, text: str = "Cadê o boleto?") -> list[Event]:
    return [stage.event(text, number) for number in people(count)]


def test_the_labels_are_there_from_the_beginning_and_somebody_is_assigned(fiscal: Stage) -> None:
    fiscal.record(fiscal.event("Cadê o BOLETO?"))

    assert "fiscal" in labels(fiscal)
    assert assigned(fiscal, 1) == [("ana",)]
    assert fiscal.state.labels.find("fiscal")


def test_whoever_writes_of_something_else_is_not_routed(fiscal: Stage) -> None:
    fiscal.record(fiscal.event("Bom dia"))

    assert "fiscal" not in labels(fiscal)
    assert assigned(fiscal, 1) == [()]


def test_one_after_the_other_from_run_to_run(fiscal: Stage) -> None:
    for number in people(4):
        fiscal.tools = fiscal.new_tools()
        fiscal.record(fiscal.event("boleto", number))

    assert assigned(fiscal, 1, 2, 3, 4) == [("ana",), ("bia",), ("caio",), ("ana",)]


def test_whoever_took_one_by_hand_is_next_after_the_others(fiscal: Stage) -> None:
    fiscal.record(fiscal.event("Bom dia", ANA))
    fiscal.state.issues.assign(1, ("ana",))
    fiscal.tools = fiscal.new_tools()
    fiscal.record(fiscal.event("boleto", BIA))

    assert assigned(fiscal, 2) == [("bia",)]


@pytest.mark.parametrize("graphql", [True, False])
def test_a_crowd_is_spread_evenly_in_few_requests(fiscal: Stage, graphql: bool) -> None:
    if not graphql:
        fiscal.github_faults.switch_on("github-no-graphql")
    made: list[str] = []

    def look(request: PreparedRequest, _response: Response) -> None:
        asked = f"{request.method} {request.path_url} {request.body!s}"
        if (
            "/assignees" in str(request.path_url)
            or "addAssigneesToAssignable" in asked
            or "user(login" in asked
        ):
            made.append(asked)

    with wire.passing(look):
        fiscal.record(*crowd(fiscal, 30))

    shares = Counter(login for (login,) in assigned(fiscal, *range(1, 31)))
    assert shares == {"ana": 10, "bia": 10, "caio": 10}
    # Three are asked about; the ids of their accounts, and thirty changes in two requests.
    assert len(made) == (3 + 1 + 2 if graphql else 3 + 30)


def test_labels_of_all_rules_and_the_people_of_the_first() -> None:
    routes = (
        {"channel": "sms", "labels": ["celular"]},
        {**FISCAL, "assign": ["bia"]},
        {"labels": ["fiscal", "todos"], "assign": ["caio"]},
    )
    with staged(*routes) as stage:
        stage.record(stage.event("boleto", ANA), stage.event("Oi", BIA))

        assert {"celular", "fiscal", "todos"} <= set(labels(stage, 1))
        assert assigned(stage, 1, 2) == [("bia",), ("caio",)]


def test_the_first_messages_count_together_and_later_ones_do_not() -> None:
    with staged(FISCAL) as stage:
        stage.record(stage.event("Oi"), stage.event("é sobre o boleto"))
        stage.record(stage.event("Oi", BIA))
        stage.record(stage.event("o boleto!", BIA))

        assert assigned(stage, 1, 2) == [("ana",), ()]
        assert "fiscal" not in labels(stage, 2)


def test_somebody_who_left_is_passed_over(fiscal: Stage) -> None:
    fiscal.state.add_user("ana", "none")
    fiscal.record(*crowd(fiscal, 2))

    assert assigned(fiscal, 1, 2) == [("bia",), ("caio",)]


def test_where_nobody_can_be_assigned_the_next_rule_assigns_or_none() -> None:
    with staged(
        {**FISCAL, "assign": ["de-fora"]}, {"words": ["boleto"], "labels": ["a"], "assign": ["bia"]}
    ) as stage:
        stage.record(stage.event("boleto"))
        stage.state.add_user("bia", "none")
        stage.tools = stage.new_tools()
        stage.record(stage.event("boleto", BIA))

        assert assigned(stage, 1, 2) == [("bia",), ()]
        assert len(acknowledged(stage, BIA)) == 1


class TestWhoeverComesBack:
    @pytest.fixture(name="again")
    def _again(self) -> Iterator[Stage]:
        routes = ({"returning": True, "labels": ["volta"], "assign": "earlier"}, {"assign": ["caio"]})
        with staged(*routes, conversations={"reopen_within": "0s"}) as stage:
            stage.record(stage.event("Oi"))
            stage.state.issues.unassign(1, ["caio"])
            stage.state.issues.assign(1, ("bia", "ana"))
            stage.sandbox.close(1)
            stage.tools = stage.new_tools()
            yield stage

    def test_goes_to_the_same_people(self, again: Stage) -> None:
        again.record(again.event("Oi de novo"))

        assert assigned(again, 2) == [("bia", "ana")]
        assert "volta" in labels(again, 2)

    def test_whatever_they_write_on(self, again: Stage) -> None:
        again.record(again.event("Oi pelo WhatsApp", f"whatsapp:{ANA}"))

        assert assigned(again, 2) == [("bia", "ana")]

    def test_to_those_of_them_who_are_still_here(self, again: Stage) -> None:
        again.state.add_user("bia", "none")
        again.record(again.event("Oi de novo"))

        assert assigned(again, 2) == [("ana",)]

    def test_or_to_somebody_else(self, again: Stage) -> None:
        for login in ("ana", "bia"):
            again.state.add_user(login, "none")
        again.record(again.event("Oi de novo"))

        assert assigned(again, 2) == [("caio",)]

    def test_and_others_are_not_taken_for_them(self, again: Stage) -> None:
        again.record(again.event("Oi", CAIO))

        assert assigned(again, 2) == [("caio",)]
        assert "volta" not in labels(again, 2)

    def test_without_graphql_too(self, again: Stage) -> None:
        again.github_faults.switch_on("github-no-graphql")
        again.record(again.event("Oi de novo"))

        assert assigned(again, 2) == [("bia", "ana")]


class TestWhoeverIsNotRouted:
    def test_somebody_who_opted_out(self) -> None:
        with staged({"labels": ["todos"], "assign": ["ana"]}, conversations={"reopen_within": "0s"}) as stage:
            stage.record(stage.event("SAIR"))
            stage.sandbox.close(1)
            stage.tools = stage.new_tools()
            stage.record(stage.event("Oi"))

            assert assigned(stage, 1, 2) == [(), ()]
            assert "todos" not in {*labels(stage, 1), *labels(stage, 2)}

    def test_somebody_whose_messages_are_spam(self) -> None:
        with staged({"labels": ["todos"], "assign": ["ana"]}) as stage:
            stage.record(stage.event("Ganhe dinheiro"))
            stage.sandbox.comment(1, "marina", "/spam")
            stage.reply()
            stage.tools = stage.new_tools()
            stage.record(stage.event("Ganhe mais", f"whatsapp:{ANA}"))

            assert "spam" in labels(stage, 2)
            assert "todos" not in labels(stage, 2)
            assert assigned(stage, 2) == [()]

    def test_a_conversation_that_is_reopened(self, fiscal: Stage) -> None:
        fiscal.record(fiscal.event("Oi"))
        fiscal.sandbox.close(1)
        fiscal.record(fiscal.event("boleto"))

        assert assigned(fiscal, 1) == [()]

    @pytest.mark.parametrize("by_reply", [True, False])
    def test_one_that_goes_on_elsewhere_keeps_its_people_and_labels(
        self, fiscal: Stage, by_reply: bool
    ) -> None:
        fiscal.record(fiscal.event("boleto"))
        fiscal.state.issues.assign(1, ("caio",))
        fiscal.state.issues.set_lock(1)
        if by_reply:
            fiscal.sandbox.comment(1, "marina", "/reply Olá")
            fiscal.reply()
        else:
            fiscal.record(fiscal.event("e agora?"))

        assert assigned(fiscal, 2) == [("ana", "caio")]
        assert "fiscal" in labels(fiscal, 2)


class TestTrouble:
    @pytest.mark.parametrize("count", [1, 3])
    @pytest.mark.parametrize("status", [403, 422, 500])
    def test_with_assigning_fails_nothing(
        self, fiscal: Stage, quick: None, status: int, count: int, caplog: pytest.LogCaptureFixture
    ) -> None:
        def look(request: PreparedRequest, response: Response) -> None:
            if "assignees" in str(request.path_url) or "addAssignees" in str(request.body):
                wire.rewrite(response, {"message": "no"}, status)

        with wire.passing(look):
            fiscal.record(*crowd(fiscal, count))

        assert [len(acknowledged(fiscal, number)) for number in people(count)] == [1] * count
        assert "assigned" in caplog.text

    def test_a_limit_ends_it_after_one_request(self, fiscal: Stage) -> None:
        asked: list[str] = []

        def look(request: PreparedRequest, response: Response) -> None:
            if "/assignees" in str(request.path_url):
                asked.append(str(request.path_url))
                response.headers["Retry-After"] = "900"
                wire.rewrite(response, {"message": "You have exceeded a secondary rate limit."}, 429)

        with wire.passing(look):
            fiscal.record(*crowd(fiscal, 5))

        assert len(asked) == 1
        assert [len(acknowledged(fiscal, number)) for number in people(5)] == [1] * 5

    def test_no_text_and_no_word_is_logged(
        self, fiscal: Stage, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        fiscal.record(fiscal.event("segredo boleto"))

        written = f"{caplog.text}{capsys.readouterr().out}"
        assert "segredo" not in written
        assert "boleto" not in written


class TestRepetitions:
    def test_a_run_that_dies_is_completed_by_the_next(self) -> None:
        batch: list[Event] = []

        def prepare(stage: Stage) -> None:
            batch[:] = crowd(stage, 2)

        def job(stage: Stage, tools: Any) -> None:
            record_messages.run({"client_payload": stage.payload(batch)}, tools)

        found = wire.after_each_crash(prepare, job, lambda: staged(FISCAL))
        _, expected = next(found)
        assert [one["assignees"] for one in expected["issues"]] == [("ana",), ("bia",)]
        for writes, seen in found:
            assert seen == expected, writes

    def test_whom_somebody_took_off_is_not_assigned_again(self, fiscal: Stage) -> None:
        events = [fiscal.event("boleto", ANA), fiscal.event("boleto", BIA)]
        fiscal.record(*events)
        fiscal.state.issues.unassign(1, ["ana"])
        fiscal.tools = fiscal.new_tools()
        fiscal.record(*events)

        assert assigned(fiscal, 1, 2) == [(), ("bia",)]

    def test_what_is_delayed_by_another_person_is_routed_in_the_end(
        self, fiscal: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("bot.adapters.github.creations_pace.MOST_NEW_ISSUES", 2)
        events = crowd(fiscal, 3)
        with pytest.raises(UnfinishedError):
            fiscal.record(*events)
        fiscal.tools = fiscal.new_tools()
        fiscal.record(*events)

        assert assigned(fiscal, 1, 2, 3) == [("ana",), ("bia",), ("caio",)]
