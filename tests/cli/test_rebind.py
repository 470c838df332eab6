"""A conversation sends only from the issue that its hidden line is bound to; a command binds it again."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.errors import BotError
from bot.sandbox.github.values import Actor
from tests import wire
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.stage import CONFIG, Stage

BRUNO = "+5521912345678"
SIGNATURE = re.compile(r',"issue":\d+(,"made":"[^"]+")?,"bound":"[0-9a-f]+"')


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CONFIG.parent)


def _rebind(stage: Stage, *arguments: str, answer: str = "y\n", **variables: str) -> Result:
    """Call the command as a maintainer with a token of their own."""
    stage.state.add_token("personal", Actor("marina"))
    environment = {**stage.environment, "GITHUB_TOKEN": "personal", **variables}
    return CliRunner().invoke(cli, ["conversation", "rebind", *arguments], env=environment, input=answer)


def _replied(stage: Stage, number: int, text: str) -> list[str]:
    stage.sandbox.comment(number, "marina", f"/reply {text}")
    stage.reply(number)
    assert stage.twilio.wait_idle(10)
    return stage.sandbox.received(ANA)


def _notes(stage: Stage, number: int) -> list[str]:
    return [
        one["body"].rpartition("-->")[2].strip()
        for one in stage.sandbox.issue(number)["comments"]
        if one["author"] == "github-actions[bot]"
    ]


def _head(stage: Stage, number: int) -> str:
    return str(stage.sandbox.issue(number)["body"]).partition("\n")[0]


def _behead(stage: Stage, number: int, head: str) -> None:
    """Replace the first line of an issue, as whoever has write access can."""
    issue = stage.state.issues.get(number)
    stage.state.issues.edit(number, issue.title, f"{head}\n{(issue.body or '').partition(chr(10))[2]}")


def _unsign(stage: Stage, number: int) -> None:
    """Make an issue look as before lines were signed."""
    issue = stage.state.issues.get(number)
    stage.state.issues.edit(number, issue.title, SIGNATURE.sub("", issue.body or ""))
    for comment in stage.state.issues.comments(number):
        stage.state.issues.edit_comment(comment.id, SIGNATURE.sub("", comment.body), "github-actions[bot]")


def test_the_line_of_another_conversation_sends_nothing_and_the_command_is_answered(stage: Stage) -> None:
    stage.record(stage.event("Oi"), stage.event("Olá", BRUNO))
    _behead(stage, 2, _head(stage, 1))

    assert _replied(stage, 2, "dois") == stage.sandbox.received(ANA)
    assert "dois" not in [*stage.sandbox.received(ANA), *stage.sandbox.received(BRUNO)]
    assert "`bot conversation rebind 2`" in _notes(stage, 2)[-1]


@pytest.mark.parametrize("stripped", [False, True], ids=["signed", "its signature removed"])
@pytest.mark.parametrize("arguments", [["2"], ["--all"]], ids=str)
def test_a_copied_line_is_never_signed(stage: Stage, arguments: list[str], *, stripped: bool) -> None:
    stage.record(stage.event("Oi"), stage.event("Olá", BRUNO))
    copy = _head(stage, 1)
    _behead(stage, 2, SIGNATURE.sub("", copy) if stripped else copy)

    result = _rebind(stage, *arguments)

    assert ("was never signed" if stripped else "was signed for #1") in result.output
    assert "Another issue holds the same line" in result.output
    assert result.exit_code == 1
    assert "dois" not in _replied(stage, 2, "dois")


def test_a_line_that_was_moved_is_signed_only_by_name_and_with_a_warning(stage: Stage) -> None:
    stage.record(stage.event("Oi"), stage.event("Olá", BRUNO))
    _behead(stage, 2, _head(stage, 1))
    _behead(stage, 1, "Nada")

    together = _rebind(stage, "--all")
    assert together.exit_code == 1
    assert "run `bot conversation rebind 2`" in together.output
    assert "dois" not in _replied(stage, 2, "dois")

    alone = _rebind(stage, "2", answer="n\n")
    assert "Its title or label names another person" in alone.output
    assert "dois" not in _replied(stage, 2, "dois")


def test_a_transferred_conversation_is_answered_and_sends_once_it_is_bound_again(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    _replied(stage, 1, "um")
    number = stage.state.issues.transfer(1).number

    assert "dois" not in _replied(stage, number, "dois")
    stage.reply(number)
    assert len([one for one in _notes(stage, number) if "rebind" in one]) == 1

    result = _rebind(stage, str(number))
    assert result.exit_code == 0, result.output
    assert f"#{number}: signed." in result.output
    received = _replied(stage, number, "três")
    assert "três" in received
    assert received.count("um") == 1
    assert "dois" not in received


def test_a_conversation_from_before_the_signatures_sends_nothing_until_it_is_migrated(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    _replied(stage, 1, "um")
    _unsign(stage, 1)

    assert "dois" not in _replied(stage, 1, "dois")
    result = _rebind(stage, "--all")

    assert "was never signed" in result.output
    assert result.exit_code == 0
    received = _replied(stage, 1, "três")
    assert (received.count("um"), received.count("dois"), received.count("três")) == (1, 0, 1)
    assert _rebind(stage, "--all").output == "There is nothing to sign.\n"


def test_a_person_who_writes_to_an_unbound_conversation_is_heard_in_a_new_one(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    _unsign(stage, 1)

    stage.record(stage.event("Alguém?"))

    assert "Alguém?" in stage.sandbox.issue(2)["body"]


def test_a_line_that_was_changed_is_not_signed(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    _behead(stage, 1, _head(stage, 1).replace('"sids":', '"more":1,"sids":'))

    result = _rebind(stage, "1")

    assert "was changed: restore its first line" in result.output
    assert result.exit_code == 1
    assert "um" not in _replied(stage, 1, "um")


def test_a_comment_whose_line_was_changed_is_left_out_and_named(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.record(stage.event("Mais"))
    (comment,) = stage.sandbox.issue(1)["comments"]
    stage.sandbox.edit(comment["id"], "marina", comment["body"].replace('"sids":', '"more":1,"sids":'))
    number = stage.state.issues.transfer(1).number

    result = _rebind(stage, str(number))

    assert "none of its comments goes with it" in result.output
    assert f"issuecomment-{comment['id']}" in result.output


def test_it_asks_and_is_answered_in_portuguese(stage: Stage) -> None:
    stage.record(stage.event("Oi"), stage.event("Olá", BRUNO))
    _replied(stage, 1, "um")
    number = stage.state.issues.transfer(1).number

    refused = _rebind(stage, str(number), answer="n\n", LC_MESSAGES="pt_BR.UTF-8").output
    signed = _rebind(stage, str(number), answer="s\n", LC_MESSAGES="pt_BR.UTF-8").output

    assert f"#{number}, com +55 11 *****-4321: foi assinada para a #1; " in refused
    assert "Assinar a issue com os seus comentários? [s/N]:" in refused
    assert "assinada." not in refused
    assert signed.endswith(f"#{number}: assinada.\n")
    assert _rebind(stage, "--all", LC_MESSAGES="pt_BR.UTF-8").output == "Não há nada a assinar.\n"


def test_a_line_that_cannot_be_signed_is_explained_in_portuguese(stage: Stage) -> None:
    stage.record(stage.event("Oi"), stage.event("Olá", BRUNO))
    _behead(stage, 2, _head(stage, 1))

    copied = _rebind(stage, "--all", LC_MESSAGES="pt_BR.UTF-8").output
    _behead(stage, 1, "Nada")
    moved = _rebind(stage, "--all", LC_MESSAGES="pt_BR.UTF-8").output

    assert "Outra issue tem a mesma linha: esta é uma cópia e fica como está." in copied
    assert "O título ou a label indica outra pessoa" in moved
    assert "confira a issue e depois rode `bot conversation rebind 2`." in moved


def test_the_mark_of_another_comment_cannot_be_moved_to_a_reply(stage: Stage) -> None:
    """A note says that a command was settled: moved from another issue, it would silence one."""
    stage.record(stage.event("Oi"), stage.event("Olá", BRUNO))
    stage.sandbox.comment(2, "estranha", "/reply recusado")
    stage.reply(2)
    note = stage.sandbox.issue(2)["comments"][-1]["body"]
    stage.record(stage.event("Mais"))
    comment = stage.sandbox.comment(1, "marina", "/reply Bom dia")
    forged = re.sub(r'"about":\d+', f'"about":{comment["id"]}', note)
    first = next(one for one in stage.sandbox.issue(1)["comments"] if one["author"] == "github-actions[bot]")
    stage.sandbox.edit(first["id"], "marina", forged)

    stage.reply(1)

    assert stage.twilio.wait_idle(10)
    assert "Bom dia" in stage.sandbox.received(ANA)


def test_an_issue_whose_run_died_before_binding_it_is_bound_by_the_next(stage: Stage) -> None:
    event = stage.event("Oi")
    with pytest.raises(wire.DiedError), wire.dying_after(1):
        stage.record(event)
    assert '"issue":0' in _head(stage, 1)
    stage.tools = stage.new_tools()

    stage.record(event)

    assert len(stage.sandbox.issues()) == 1
    assert '"issue":1' in _head(stage, 1)
    assert "um" in _replied(stage, 1, "um")


def test_two_issues_with_the_same_new_line_do_not_count(stage: Stage) -> None:
    stage.record(stage.event("Olá", BRUNO))
    with pytest.raises(wire.DiedError), wire.dying_after(1):
        stage.record(stage.event("Oi"))
    _behead(stage, 1, _head(stage, 2))
    stage.tools = stage.new_tools()

    for number in (1, 2):
        assert "um" not in _replied(stage, number, "um")
        assert '"issue":0' in _head(stage, number)


def test_the_new_line_of_an_old_issue_is_not_bound_by_itself(moved_clock: MovedClock, stage: Stage) -> None:
    """The history of edits keeps the line as it was before it was bound."""
    stage.record(stage.event("Oi"))
    with pytest.raises(wire.DiedError), wire.dying_after(1):
        stage.record(stage.event("Olá", BRUNO))
    new = _head(stage, 2)
    stage.tools = stage.new_tools()
    _behead(stage, 2, "Nada")
    _behead(stage, 1, new)
    moved_clock.advance(timedelta(days=3))

    assert "um" not in _replied(stage, 1, "um")


@pytest.mark.parametrize("arguments", [[], ["1", "--all"]])
def test_neither_or_both_is_refused(stage: Stage, arguments: list[str]) -> None:
    result = _rebind(stage, *arguments)

    assert isinstance(result.exception, BotError)
    assert "Give the number of one issue, or --all." in result.exception.message


def test_a_conversation_that_is_not_bound_is_still_shown(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    _unsign(stage, 1)

    result = CliRunner().invoke(cli, ["conversation", "show", "1"], env=stage.environment)

    assert ANA in result.output


@pytest.mark.parametrize("command", ["show", "rebind"])
def test_an_issue_that_does_not_exist_is_named(stage: Stage, command: str) -> None:
    result = CliRunner().invoke(cli, ["conversation", command, "99"], env=stage.environment)

    assert isinstance(result.exception, BotError)
    assert str(result.exception).startswith("There is no issue 99, or the token may not see it.")
