"""Who waits for a conversation is listed in one issue an hour, and nothing is recorded for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.core.errors import SealError
from bot.core.messages import Event
from bot.jobs.inbound import record_messages
from bot.jobs.rights import erasure
from bot.jobs.rights.plans import ErasureRequest
from bot.jobs.sending import waiting_lists
from bot.jobs.tools import Tools
from tests import wire
from tests.actors import ANA, BIA
from tests.jobs.listing import MADE, listed, lists, rows
from tests.stage import Stage
from tests.wire import Look


def test_people_are_listed_with_what_one_needs_to_choose_among_them(stage: Stage) -> None:
    ana = stage.event("Meu boleto venceu | e agora?", ANA)
    bia = stage.event("Oi", f"whatsapp:{BIA}")
    lines = lists(stage, ana, bia, count=2)
    issue = stage.sandbox.issue(1)

    assert [(one["number"], sorted(one["labels"])) for one in stage.sandbox.issues()] == [
        (1, ["fila", "gateway-comunicacao"])
    ]
    first, second = rows(stage)
    label = f"contato-{stage.tools.vault.contact_id(ana.message.sender)}"
    assert f"| [A1](https://github.com/{stage.tools.settings.repository}/labels/{label}) |" in first
    assert "| SMS | +55 11 *****-4321 | Meu boleto venceu `\\|` e agora? | 2 |" in first
    assert "| WhatsApp |" in second
    assert ANA not in issue["body"]
    assert "/abrir A17" in issue["body"]
    assert lines == ["#1: 2 pessoas a mais na fila"]
    assert stage.sandbox.received(ANA) == []


def test_a_public_repository_shows_neither_whom_nor_what() -> None:
    with Stage(private=False) as stage:
        lists(stage, stage.event("Segredo", ANA))

        (row,) = rows(stage)
        assert "4321" not in row
        assert "Segredo" not in stage.sandbox.issue(1)["body"]


def test_the_same_list_twice_changes_nothing_and_later_ones_of_the_hour_join_it(stage: Stage) -> None:
    first, second, third = stage.event("Um"), stage.event("Dois", BIA), stage.event("Três", "+5511955554444")
    lists(stage, first, second)
    lists(stage, first, second)
    lists(stage, second, third, made=MADE + timedelta(minutes=50))

    assert [row.split("]")[0] for row in rows(stage)] == ["| [A1", "| [A2", "| [A3"]
    lists(stage, stage.event("Quatro", "+5511955553333"), made=MADE + timedelta(hours=1))
    assert [row.split("]")[0] for row in rows(stage, 2)] == ["| [A4"]


@pytest.mark.parametrize("before", [0, 2])
def test_a_run_that_dies_after_any_write_is_made_good_by_the_next(
    monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    monkeypatch.setattr(waiting_lists, "MAX_BODY_CHARACTERS", 2_500)
    people: list[Event] = []

    def prepare(stage: Stage) -> None:
        people[:] = [stage.event("Oi", f"+55119555{number:05d}") for number in range(8)]
        if before:
            lists(stage, *people[:before])

    def job(_stage: Stage, tools: Tools) -> None:
        record_messages.run(listed(_stage, people), tools)

    (_, expected), *others = wire.after_each_crash(prepare, job)

    assert len(others) > 1
    for writes, found in others:
        assert found == expected, writes


def test_what_does_not_fit_into_the_issue_goes_on_in_comments(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting_lists, "MAX_BODY_CHARACTERS", 3_000)
    events = [stage.event("Oi " * 15, f"+55119555{number:05d}") for number in range(20)]
    lists(stage, *events[:15])
    lists(stage, *events)

    assert len(stage.sandbox.issues()) == 1
    assert len(stage.sandbox.issue(1)["comments"]) > 1
    assert [int(row.split("]")[0][4:]) for row in rows(stage)] == list(range(1, 21))


def test_a_list_that_nobody_of_ours_made_is_refused(stage: Stage) -> None:
    event = listed(stage, [stage.event("Oi")])
    event["client_payload"]["proof"] = "0" * 64

    with pytest.raises(SealError):
        record_messages.run(event, stage.new_tools())
    assert stage.sandbox.issues() == []


def changing_meanwhile(stage: Stage, change: Callable[[Tools], object], *, before: bool) -> Look:
    """Return what changes the list as another run would: `before` the first change of it, or right behind."""
    happened: list[bool] = []

    def look(request: PreparedRequest, _response: Response) -> None:
        reads = request.method == "GET" and str(request.url).endswith("/comments?per_page=100")
        if not happened and (reads if before else request.method == "PATCH"):
            happened.append(True)
            change(stage.new_tools())

    return look


@pytest.mark.parametrize("before", [True, False])
def test_who_is_listed_while_somebody_is_removed_stays_in_the_list(stage: Stage, before: bool) -> None:
    ana, bia = stage.event("Oi", ANA), stage.event("Oi", BIA)
    lists(stage, ana)
    tools = stage.new_tools()
    with wire.passing(changing_meanwhile(stage, lambda _: lists(stage, ana, bia), before=before)):
        waiting_lists.remove([ana.message.sender], tools)

    assert [row.split("]")[0] for row in rows(stage)] == ["| [A2"]


def test_a_run_that_had_read_the_list_before_brings_back_nobody_who_was_removed(stage: Stage) -> None:
    ana, bia = stage.event("Oi", ANA), stage.event("Oi", BIA)
    lists(stage, ana, bia)
    before = stage.sandbox.issue(1)
    assert len(rows(stage)) == 2
    with wire.passing(
        changing_meanwhile(
            stage,
            lambda other: other.repository.rewrite(1, before["title"], before["body"]),
            before=False,
        )
    ):
        waiting_lists.remove([ana.message.sender], stage.new_tools())

    assert [row.split("]")[0] for row in rows(stage)] == ["| [A2"]


def test_an_erasure_takes_a_person_from_the_lists_with_what_was_written_about_them(stage: Stage) -> None:
    ana, bia = stage.event("Meu segredo", ANA), stage.event("Oi", BIA)
    lists(stage, ana, bia)
    stage.record(ana)
    stage.sandbox.comment(1, "marina", "/reply A1 Segredo")
    stage.sandbox.comment(1, "marina", "/reply A2 Olá")
    tools = stage.new_tools()
    erasure.erase(ErasureRequest("key", MADE, ana.message.sender, ana.message.recipient, by="marina"), tools)

    assert [row.split("]")[0] for row in rows(stage)] == ["| [A2"]
    assert "segredo" not in str(stage.sandbox.issue(1)).lower()
    assert [one["body"] for one in stage.sandbox.issue(1)["comments"]] == ["/reply A2 Olá"]
