"""A command written where it cannot be obeyed is answered, once, and does nothing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.jobs.credentials import remind_rotation
from bot.jobs.record.notices import Notice
from bot.jobs.replies import send_replies
from tests.stage import Stage

AUTH_TOKEN = "Rotação: Auth Token da Twilio"


def _bodies(stage: Stage, number: int) -> list[str]:
    return [one["body"].rpartition("-->")[2].strip() for one in stage.sandbox.issue(number)["comments"]]


def _reactions(stage: Stage, number: int, comment: dict[str, Any]) -> list[str]:
    (found,) = (one for one in stage.sandbox.issue(number)["comments"] if one["id"] == comment["id"])
    return list(found["reactions"])


def _credential(stage: Stage) -> int:
    remind_rotation.run({}, stage.new_tools())
    return next(int(one["number"]) for one in stage.sandbox.issues() if one["title"] == AUTH_TOKEN)


def test_rotated_in_a_conversation_is_answered_there(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    comment = stage.sandbox.comment(1, "marina", "/rotated")
    for _ in range(2):
        remind_rotation.run({"issue": {"number": 1}}, stage.new_tools())
    stage.reply(1)

    assert _bodies(stage, 1)[-1].startswith("Nada foi feito: `/rotated` vale na issue da credencial")
    assert _bodies(stage, 1)[-2] == "/rotated"
    assert _reactions(stage, 1, comment) == ["confused"]


def test_rotated_in_an_issue_of_somebody_elses_is_not_for_us(stage: Stage) -> None:
    number = int(stage.sandbox.issue(_credential(stage))["number"])
    other = stage.tools.repository.open_issue("Férias", "Quem cobre?", [])
    stage.sandbox.comment(other.number, "marina", "/rotated")
    remind_rotation.run({"issue": {"number": other.number}}, stage.new_tools())

    assert (other.number != number, _bodies(stage, other.number)) == (True, ["/rotated"])


@pytest.mark.parametrize("text", ["/reply Oi", "/status", "/tuesday"])
def test_a_command_in_the_issue_of_a_credential_sends_nothing_and_is_answered(
    stage: Stage, text: str
) -> None:
    number = _credential(stage)
    comment = stage.sandbox.comment(number, "marina", text)
    for _ in range(2):
        stage.reply(number)

    assert _bodies(stage, number)[1:] == [
        "Esta issue é de uma credencial, não uma conversa: nada foi enviado. Aqui vale `/rotated` (ou `/rotacionada`)."
    ]
    assert _reactions(stage, number, comment) == ["confused"]


def test_in_another_issue_of_the_bots_it_is_answered_too_and_talk_among_people_is_not(stage: Stage) -> None:
    issue = stage.tools.notices.keep(Notice("billing", "Custos", "US$ 1,00", ["custos"]))
    for text in ("/reply Oi", "/note para mim", "/rotated", "Bom dia", "/etc/passwd"):
        stage.sandbox.comment(issue.number, "marina", text)
    send_replies.run({"issue": {"number": issue.number}}, stage.new_tools())

    assert [line for line in _bodies(stage, issue.number) if line.startswith("Esta issue não é uma conversa")]
    assert len(_bodies(stage, issue.number)) == 6
