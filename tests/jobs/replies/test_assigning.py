"""/assign: maintainers put each other in charge of a conversation."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.core.errors import TemporaryError
from tests.jobs.going_on import locked
from tests.jobs.replies.comments import marks, notes, post
from tests.stage import Stage

__all__ = ["locked"]


@pytest.fixture(name="asked")
def _asked(stage: Stage) -> Stage:
    """A conversation, and two colleagues more."""
    stage.record(stage.event("Posso ir hoje?"))
    for login in ("ana", "Bia"):
        stage.state.add_user(login, "triage")
    return stage


def command(stage: Stage, *texts: str, author: str = "marina") -> str:
    """Carry out commands; return the bot's last comment."""
    for text in texts:
        post(stage, text, author)
    stage.reply()
    return notes(stage)[-1].partition("\n")[2].partition("\n\n<sub>")[0]


def assigned(stage: Stage, issue: int = 1) -> Sequence[str]:
    return stage.state.issues.get(issue).assignees


@pytest.mark.parametrize("text", ["/assign @ana @Bia", "/atribuir ana, bia", "/assign @ana @ANA @bia"])
def test_whoever_is_named_is_assigned_and_the_answer_says_who_is_now(asked: Stage, text: str) -> None:
    assert command(asked, text) == "👤 Esta conversa está com `ana`, `Bia`."
    assert assigned(asked) == ("ana", "Bia")


@pytest.mark.parametrize("text", ["/assign", "/assign me", "/atribuir eu", "/assign @marina"])
def test_whoever_names_nobody_takes_it_on(asked: Stage, text: str) -> None:
    assert command(asked, text) == "👤 Esta conversa está com `marina`."
    assert assigned(asked) == ("marina",)


def test_oneself_and_a_colleague(asked: Stage) -> None:
    command(asked, "/assign me @bia")

    assert assigned(asked) == ("marina", "Bia")


def test_who_is_assigned_stays(asked: Stage) -> None:
    command(asked, "/assign @ana")

    assert command(asked, "/assign @bia") == "👤 Esta conversa está com `ana`, `Bia`."


@pytest.mark.parametrize("text", ["/assign nobody", "/atribuir ninguém"])
def test_everybody_is_taken_off(asked: Stage, text: str) -> None:
    command(asked, "/assign @ana @bia")

    assert command(asked, text) == "👤 Esta conversa está agora sem responsável."
    assert assigned(asked) == ()
    assert command(asked, text) == "👤 Esta conversa está agora sem responsável."


def test_whoever_cannot_be_assigned_is_named_with_what_to_do(asked: Stage) -> None:
    asked.state.add_user("de-fora", "none")
    comment = post(asked, "/assign @ana @de-fora @ninguem-aqui")
    answer = command(asked)

    first, second = answer.split("\n\n")
    assert first.startswith(
        "Não foi possível atribuir a conversa a `de-fora`, `ninguem-aqui`: o GitHub só aceita quem"
    )
    assert "*Settings → Collaborators*" in first
    assert second == "👤 Esta conversa está com `ana`."
    assert assigned(asked) == ("ana",)
    assert marks(asked, comment) == {"rocket"}


def test_nobody_who_can_be_assigned_is_a_refusal(asked: Stage) -> None:
    comment = post(asked, "/assign @de-fora")

    assert command(asked).endswith("sem responsável.")
    assert marks(asked, comment) == {"confused"}


def test_more_than_ten_are_refused_before_anybody_is_assigned(asked: Stage) -> None:
    for number in range(9):
        asked.state.add_user(f"colega-{number}", "read")
    nine = " ".join(f"@colega-{number}" for number in range(9))
    command(asked, f"/assign {nine}")

    assert "no máximo 10 responsáveis" in command(asked, "/assign @ana @bia")
    assert len(assigned(asked)) == 9
    assert "`ana`" in command(asked, "/assign @ana @colega-1")


def test_github_is_not_asked_about_more_people_than_it_takes(
    asked: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.github.assignees.Assignees.may_be", _die)

    assert "no máximo 10 responsáveis" in command(asked, "/assign " + "".join(f"@p{n} " for n in range(1000)))
    assert assigned(asked) == ()


def test_those_who_may_not_command_assign_nobody_though_they_are_assigned(asked: Stage) -> None:
    command(asked, "/assign @estranha")
    answer = command(asked, "/assign", author="estranha")

    assert "`triage`" in answer
    assert assigned(asked) == ("estranha",)


def test_an_edited_command_assigns_nobody(asked: Stage) -> None:
    comment = post(asked, "/assign @ana")
    asked.sandbox.edit(comment, "marina", "/assign @bia")

    assert "editado" in command(asked)
    assert assigned(asked) == ()


def test_where_the_conversation_goes_on_somebody_is_assigned_there(locked: Stage) -> None:
    locked.record(locked.event("Ainda estou aqui"))
    post(locked, "/assign")
    locked.reply(1)

    assert (assigned(locked, 1), assigned(locked, 2)) == ((), ("marina",))


def test_a_run_that_dies_before_it_answers_is_completed_by_the_next(
    asked: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(asked, "/assign @ana")
    with monkeypatch.context() as broken:
        broken.setattr("bot.jobs.sending.thread.Thread.explain", _die)
        with pytest.raises(TemporaryError):
            asked.reply()
    assert (assigned(asked), notes(asked)) == (("ana",), [])

    asked.reply()
    asked.reply()

    assert assigned(asked) == ("ana",)
    assert len(notes(asked)) == 1


def _die(*_: object, **__: object) -> None:
    raise TemporaryError("GitHub went away.")
