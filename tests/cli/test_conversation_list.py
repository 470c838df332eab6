"""`bot conversation list`, `open` and `show --json` over the emulated GitHub."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.adapters.github import comment_tails
from bot.cli import cli
from bot.core.errors import BotError, ConfigError
from bot.core.marks import Mark
from bot.core.messages import Address
from tests import wire
from tests.actors import ANA, BIA, CAIO, Maintainer
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order
from tests.stage import Stage


def run(stage: Stage, *arguments: str, **variables: str) -> Result:
    given = {**stage.environment, **variables}
    return CliRunner().invoke(cli, ["conversation", *arguments], env=given)


def listed(stage: Stage, *arguments: str) -> list[dict[str, Any]]:
    result = run(stage, "list", *arguments, "--json")
    assert result.exit_code == 0, result.exception
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_who_waits_longest_comes_first_and_who_was_answered_last(stage: Stage) -> None:
    for batch, number in enumerate((ANA, BIA, CAIO)):
        stage.record(stage.event("Oi", number), batch=f"batch-{batch}")
    comment = Maintainer(stage.sandbox, "marina").comment(1, "/reply Bom dia")
    stage.reply(1)
    stage.tools.repository.react(1, comment, Mark.DELIVERED)

    found = listed(stage)

    assert [(one["issue"], one["waits_for"]) for one in found] == [
        (2, "office"),
        (3, "office"),
        (1, "person"),
    ]
    assert found[0]["contact"] == stage.tools.vault.contact_id(Address.parse(BIA))
    assert [one["last_text"] for one in found] == [None, None, "delivered"]
    assert "#issuecomment-" in found[2]["last_text_url"]
    assert [one["issue"] for one in listed(stage, "--waiting")] == [2, 3]


def test_somebody_who_writes_again_waits_since_the_first_message_without_answer(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.record(stage.event("Oi"))
    moved_clock.advance(timedelta(seconds=2))  # in one second GitHub's times do not say which came first
    Maintainer(stage.sandbox, "marina").comment(1, "/reply Bom dia")
    stage.reply()
    answered = listed(stage)[0]
    stage.record(stage.event("E a guia?"), batch="batch-2")
    stage.record(stage.event("Alguém?"), batch="batch-3")

    [found] = listed(stage)

    messages = [one for one in stage.sandbox.issue(1)["comments"] if "guia?" in one["body"]]
    assert found["waits_for"] == "office"
    assert datetime.fromisoformat(found["since"]) == datetime.fromisoformat(messages[0]["created_at"])
    assert datetime.fromisoformat(found["since"]) >= datetime.fromisoformat(answered["since"])


@pytest.mark.parametrize(
    ("fault", "fate"), [("twilio-21610", "failed"), ("twilio-refuse-21614", "failed"), ("", "done")]
)
def test_the_fate_of_the_last_text_is_the_one_that_the_history_gives(
    stage: Stage, fault: str, fate: str
) -> None:
    stage.record(stage.event("Oi"))
    if fault:
        stage.twilio.faults.switch_on(fault)
    Maintainer(stage.sandbox, "marina").comment(1, "/reply Bom dia")
    stage.reply()

    assert listed(stage)[0]["last_text"] == fate


def test_a_reaction_of_somebody_else_is_no_fate(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    comment = stage.sandbox.comment(1, "marina", "/reply Bom dia")["id"]
    stage.state.reactions.add(wire.on_comment(comment), "estranha", Mark.DELIVERED)

    assert listed(stage)[0]["last_text"] == "pending"


def test_an_order_is_the_last_text_where_nothing_followed_it(stage: Stage) -> None:
    carry_out(stage, new_order())

    [found] = listed(stage, "--closed")
    assert (found["last_text"], found["waits_for"]) == ("done", "nobody")


def test_closed_conversations_and_labels_are_listed_when_they_are_asked_for(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.record(stage.event("Oi", BIA), batch="batch-2")
    stage.sandbox.close(1)

    assert [one["issue"] for one in listed(stage)] == [2]
    assert [(one["issue"], one["waits_for"]) for one in listed(stage, "--closed")] == [(1, "nobody")]
    assert [one["issue"] for one in listed(stage, "--label", stage.tools.labels.waiting)] == [2]
    assert listed(stage, "--label", "nada") == []
    assert "There is no such conversation." in run(stage, "list", "--label", "nada").stdout


def test_more_than_are_shown_are_mentioned(stage: Stage) -> None:
    for batch, number in enumerate((ANA, BIA)):
        stage.record(stage.event("Oi", number), batch=f"batch-{batch}")

    result = run(stage, "list", "--limit", "1")

    assert len(result.stdout.splitlines()) == 2
    assert "#1" in result.stdout
    assert "Only 1 conversations are shown" in result.stderr


def test_a_list_shows_neither_numbers_nor_texts(stage: Stage) -> None:
    stage.record(stage.event("Preciso da guia"))

    for form in ((), ("--json",), ("--csv",)):
        output = run(stage, "list", *form).output
        assert ANA not in output
        assert "guia" not in output
        assert "-4321" in output
    [row] = csv.DictReader(io.StringIO(run(stage, "list", "--csv").stdout))
    assert row["number"].startswith("'+55 11 ")


def test_without_graphql_the_rest_api_shows_the_same(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    Maintainer(stage.sandbox, "marina").comment(1, "/reply Bom dia")
    stage.reply()
    before = listed(stage)
    stage.github_faults.switch_on("github-no-graphql")

    assert listed(stage) == before


def test_many_conversations_are_read_in_several_questions(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comment_tails, "MOST_ISSUES", 2)
    for batch, number in enumerate((ANA, BIA, CAIO)):
        stage.record(stage.event("Oi", number), batch=f"batch-{batch}")
        stage.sandbox.comment(batch + 1, "marina", "nota")

    assert {one["issue"] for one in listed(stage)} == {1, 2, 3}


def test_a_conversation_whose_line_no_key_opens_is_listed_by_its_labels(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    contact = listed(stage)[0]["contact"]
    stage.contact_key = Stage().contact_key

    [found] = listed(stage)
    assert (found["contact"], found["number"], found["channel"]) == (contact, None, "sms")


def test_open_prints_the_address_and_refuses_what_is_not_there(stage: Stage) -> None:
    stage.record(stage.event("Oi"))

    assert run(stage, "open", "1").stdout.strip().endswith("/issues/1")
    gone = run(stage, "open", "7")
    assert isinstance(gone.exception, BotError)
    assert "There is no issue 7" in gone.exception.message
    assert run(stage, "open", "0").exit_code == 2


def test_open_goes_by_the_configuration_that_is_named(stage: Stage) -> None:
    stage.record(stage.event("Oi"))

    for refused in (
        run(stage, "open", "1", "--config", "nowhere.yml"),
        run(stage, "open", "1", BOT_CONFIG="nowhere.yml"),
    ):
        assert isinstance(refused.exception, ConfigError)
        assert "nowhere.yml: cannot be read" in refused.exception.message


def test_show_prints_the_same_as_json(stage: Stage) -> None:
    stage.record(stage.event("Preciso da guia"))
    Maintainer(stage.sandbox, "marina").comment(1, "/reply Segue")
    stage.reply()

    found = json.loads(run(stage, "show", "1", "--json").stdout)

    assert (found["number"], found["channel"], found["state"]) == (ANA, "sms", "open")
    assert "Preciso da guia" in found["said"][0]["text"]
    assert ("marina", "/reply Segue") in [(one["by"], one["text"]) for one in found["said"]]
