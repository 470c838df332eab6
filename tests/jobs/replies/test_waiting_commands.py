"""The commands of a list of people who wait."""

from __future__ import annotations

import pytest

from bot.core.messages import DeliveryReport, DeliveryStatus
from bot.jobs.delivery import record_delivery
from bot.jobs.replies import send_replies
from bot.jobs.tools import Tools
from tests import wire
from tests.actors import ANA, BIA
from tests.jobs.listing import lists
from tests.jobs.replies.comments import BOT
from tests.jobs.reports import PUBLIC, report_on, reported
from tests.stage import Stage


@pytest.fixture(name="listed")
def _listed(stage: Stage) -> Stage:
    """A list, issue 1, in which Ana is A1 and Bia A2."""
    lists(stage, stage.event("Posso ir hoje?", ANA), stage.event("Oi", f"whatsapp:{BIA}"))
    return stage


def command(stage: Stage, body: str, login: str = "marina") -> tuple[list[str], str]:
    """Carry out a command in the list; return the bot's marks on it, and what it says of it."""
    given = stage.sandbox.comment(1, login, body)
    stage.tools = stage.new_tools()
    for _ in range(2):
        stage.reply(1)
    comments = stage.sandbox.issue(1)["comments"]
    (mine,) = (one for one in comments if one["id"] == given["id"])
    notes = [one["body"] for one in comments if one["author"] == BOT and one["id"] > given["id"]]
    assert len(notes) <= 1
    return [mark for mark, logins in mine["reactions"].items() if BOT in logins], (notes or [""])[0]


def test_an_answer_opens_the_conversation_shows_the_text_and_leaves_once(listed: Stage) -> None:
    marks, note = command(listed, "/reply A2 Pode vir às 10h")
    conversation = listed.sandbox.issue(2)

    assert (marks, note) == (["eyes", "rocket"], "")
    assert listed.sandbox.received(f"whatsapp:{BIA}") == ["Pode vir às 10h"]
    assert "> Pode vir às 10h" in conversation["comments"][0]["body"]
    assert "@marina respondeu na fila, em #1" in conversation["comments"][0]["body"]
    assert "via-twilio-whatsapp" in conversation["labels"]


def test_what_waits_follows_into_the_conversation_that_was_answered(stage: Stage) -> None:
    ana = stage.event("Posso ir hoje?", ANA)
    lists(stage, ana)
    command(stage, "/responder a1\nPode")
    stage.tools = stage.new_tools()
    stage.record(ana)
    issues = [one["number"] for one in stage.sandbox.issues() if "fila" not in one["labels"]]

    assert issues == [2]
    assert "Posso ir hoje?" in stage.sandbox.issue(2)["comments"][-1]["body"]
    assert stage.sandbox.issue(2)["state"] == "open"
    assert stage.sandbox.received(ANA)[0] == "Pode"


def test_an_answer_to_somebody_who_has_a_conversation_goes_there(stage: Stage) -> None:
    ana = stage.event("Posso ir hoje?", ANA)
    lists(stage, ana)
    stage.record(ana)
    command(stage, "/reply A1 Pode")

    assert stage.sandbox.received(ANA)[1:] == ["Pode"]
    assert "aguardando-resposta" not in stage.sandbox.issue(2)["labels"]
    assert "A conversa de A1 é #2." in command(stage, "/open A1")[1]


def test_without_the_relay_nobody_is_put_first_and_the_maintainer_learns_it(listed: Stage) -> None:
    marks, note = command(listed, "/open A1")

    assert marks == ["confused"]
    assert "O relay não respondeu" in note


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("/reply Olá a todos", "falta o código da pessoa"),
        ("/open", "falta o código da pessoa"),
        ("/reply A1", "texto"),
        ("/reply A99 Oi", "A99 não está nesta lista"),
        ("/open A99", "A99 não está nesta lista"),
        ("/close", "valem apenas `/abrir A17`"),
        ("/forget", "valem apenas `/abrir A17`"),
        ("/reply A1 Oi\n/reply A2 Oi", "valem apenas `/abrir A17`"),
    ],
)
def test_whatever_cannot_be_done_is_explained_and_nothing_leaves(
    listed: Stage, body: str, expected: str
) -> None:
    marks, note = command(listed, body)

    assert marks == ["confused"]
    assert expected in note
    assert listed.sandbox.received(ANA) == []
    assert len(listed.sandbox.issues()) == 1


def test_whoever_may_give_no_commands_is_refused_without_a_word(listed: Stage) -> None:
    assert command(listed, "/reply A1 Oi", "estranha") == (["confused"], "")
    assert listed.sandbox.received(ANA) == []


def test_what_colleagues_say_stays_among_them(listed: Stage) -> None:
    assert command(listed, "Quem atende a A1?") == ([], "")


def test_somebody_who_wants_no_messages_gets_none(stage: Stage) -> None:
    stage.record(stage.event("PARAR", ANA))
    before = stage.sandbox.received(ANA)
    lists(stage, stage.event("Oi", ANA))
    number = next(one["number"] for one in stage.sandbox.issues() if "fila" in one["labels"])
    stage.sandbox.comment(number, "marina", "/reply A2 Oi")
    stage.tools = stage.new_tools()
    stage.reply(number)

    assert stage.sandbox.received(ANA) == before
    assert "confused" in stage.sandbox.issue(number)["comments"][0]["reactions"]


def test_open_in_a_conversation_points_to_the_lists(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.sandbox.comment(1, "marina", "/open A1")
    stage.reply(1)

    assert "`/abrir` vale apenas em uma lista" in stage.sandbox.issue(1)["comments"][-1]["body"]


def test_a_run_that_dies_anywhere_is_completed_by_the_next_and_the_answer_leaves_once() -> None:
    def prepare(stage: Stage) -> None:
        lists(stage, stage.event("Posso ir hoje?", ANA), stage.event("Oi", BIA))
        for body in ("/reply A1 Pode", "/open A9", "/reply A2 Sim", "/reply A1 Até já"):
            stage.sandbox.comment(1, "marina", body)

    def job(_stage: Stage, tools: Tools) -> object:
        return send_replies.run({"issue": {"number": 1}}, tools)

    (_, expected), *others = wire.after_each_crash(prepare, job)

    assert expected["phones"][ANA] == ["Pode", "Até já"]
    assert len(others) >= 5
    for writes, found in others:
        assert found == expected, writes


def _deliver(stage: Stage, report: DeliveryReport) -> None:
    record_delivery.run({"client_payload": stage.payload([report])}, stage.new_tools())


def test_what_becomes_of_an_answer_shows_on_the_command_and_in_the_conversation(listed: Stage) -> None:
    listed.configure(PUBLIC)
    marks, _ = command(listed, "/reply A1 Pode")
    report = reported(listed)
    _deliver(listed, report)
    (given,) = (one for one in listed.sandbox.issue(1)["comments"] if one["body"] == "/reply A1 Pode")

    assert marks == ["eyes", "rocket"]
    assert "hooray" in given["reactions"]
    _deliver(listed, report_on(report.about, DeliveryStatus.UNDELIVERED, 30003))
    assert "30003" in listed.sandbox.issue(2)["comments"][-1]["body"]


def test_what_was_answered_in_the_list_and_failed_is_sent_again_from_the_conversation(listed: Stage) -> None:
    listed.record(listed.event("Posso ir amanhã?", ANA))
    listed.sandbox.comment(2, "marina", "/reply Amanhã não")
    listed.tools = listed.new_tools()
    listed.reply(2)
    listed.sandbox.set_phone(ANA, landline=True)
    assert "confused" in command(listed, "/reply A1 Pode")[0]
    listed.sandbox.set_phone(ANA, landline=False)
    listed.sandbox.comment(2, "marina", "/retry")
    listed.tools = listed.new_tools()
    listed.reply(2)

    assert listed.sandbox.received(ANA)[-2:] == ["Amanhã não", "Pode"]
