"""/name: a person has one name for all colleagues, in each of the conversations, and in those that come."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.core.errors import TemporaryError
from bot.jobs.replies import naming
from bot.rules.people.called import Called
from bot.rules.text import inert
from bot.rules.wire.markers import ConversationMarker
from tests.actors import ANA, BIA
from tests.conftest import MovedClock
from tests.jobs.ordering import carry_out, new_order
from tests.jobs.replies.comments import post
from tests.jobs.rights.erasing import erase, everything_on_github, last_text, write_text
from tests.stage import CONFIG, Stage

ON_WHATSAPP = f"whatsapp:{ANA}"
BAKERY = "Ana Souza, Padaria Pão"
LINE = "👤 **Ana Souza, Padaria Pão** · +55 11 *****-4321 · SMS"


def say(stage: Stage, text: str, author: str = "marina") -> str:
    """Carry out a command in conversation 1; return the bot's answer."""
    post(stage, text, author)
    stage.reply()
    return str(stage.sandbox.issue(1)["comments"][-1]["body"]).partition("\n")[2]


def title(stage: Stage, issue: int = 1) -> str:
    return str(stage.sandbox.issue(issue)["title"])


def body(stage: Stage, issue: int = 1) -> str:
    return str(stage.sandbox.issue(issue)["body"])


def marker(stage: Stage, issue: int = 1) -> ConversationMarker:
    found = stage.tools.conversations.read(stage.tools.repository.issue(issue))
    assert found
    return found.marker


@pytest.mark.parametrize("command", ["/name", "/nome"])
def test_a_name_stands_in_the_line_that_says_who_writes_and_in_the_title(stage: Stage, command: str) -> None:
    stage.record(stage.event("Bom dia, e a guia?"))

    assert f"**{BAKERY}** (#1)" in say(stage, f"{command} {BAKERY}")
    assert LINE in body(stage).splitlines()
    assert title(stage) == f"SMS · {BAKERY} (+55 11 *****-4321): Bom dia, e a guia?"
    assert marker(stage).called == Called("Ana Souza", "Padaria Pão")
    assert BAKERY.split(",", maxsplit=1)[0] not in body(stage).partition("\n")[0]


def test_it_counts_on_each_channel_and_for_nobody_else(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.record(stage.event("Olá", ON_WHATSAPP, profile_name="Aninha"))
    stage.record(stage.event("Oi", BIA))

    assert "(#1, #2)" in say(stage, f"/name {BAKERY}")
    assert title(stage, 2) == f"WhatsApp · {BAKERY} (+55 11 *****-4321): Olá"
    assert f"👤 **{BAKERY}** · +55 11 *****-4321 · WhatsApp · no perfil: **Aninha**" in body(stage, 2)
    assert BAKERY not in title(stage, 3) + body(stage, 3)


def test_a_name_cannot_act(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    say(stage, "/name @marina #1 <b>, [x](https://example.com)")

    shown = inert.words("@marina #1 <b>, [x](https://example.com)")
    assert shown.count("`") >= 4
    assert f"👤 **{shown}** · " in body(stage)


def test_the_next_conversation_begins_with_it(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    say(stage, f"/name {BAKERY}")
    say(stage, "/close")
    moved_clock.advance(timedelta(days=30))
    stage.record(stage.event("De novo"))
    stage.record(stage.event("E aqui", ON_WHATSAPP))

    assert title(stage, 2) == f"SMS · {BAKERY} (+55 11 *****-4321): De novo"
    assert LINE in body(stage, 2)
    assert title(stage, 3) == f"WhatsApp · {BAKERY} (+55 11 *****-4321): E aqui"
    assert marker(stage, 3).called.company == "Padaria Pão"


def test_a_conversation_that_we_begin_on_another_channel_has_it_too(stage: Stage) -> None:
    stage.record(stage.event("Oi", ON_WHATSAPP))
    say(stage, f"/name {BAKERY}")
    carry_out(stage, new_order("Sua guia vence"))

    assert title(stage, 2).startswith(f"SMS · {BAKERY} (+55 11 *****-4321)")
    assert LINE in body(stage, 2)


def test_another_name_replaces_it_in_closed_conversations_too(moved_clock: MovedClock, stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    say(stage, "/name Ana")
    say(stage, "/close")
    moved_clock.advance(timedelta(days=30))
    stage.record(stage.event("De novo"))
    stage.sandbox.comment(2, "marina", f"/name {BAKERY}")
    stage.reply(2)

    assert marker(stage).called == marker(stage, 2).called == Called("Ana Souza", "Padaria Pão")


def test_a_dash_removes_it_everywhere_and_the_profile_is_shown_again(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.record(stage.event("Olá", ON_WHATSAPP, profile_name="Ana_ninha"))
    before = [title(stage, one) for one in (1, 2)], body(stage, 2).partition("\n")[2]
    say(stage, f"/name {BAKERY}")

    assert "removido (#1, #2)" in say(stage, "/name -")
    assert ([title(stage, one) for one in (1, 2)], body(stage, 2).partition("\n")[2]) == before
    assert not marker(stage, 2).called
    assert "não tem nome" in say(stage, "/name -")


def test_a_profile_that_is_shown_already_is_not_shown_with_every_message(stage: Stage) -> None:
    stage.record(stage.event("Olá", ON_WHATSAPP, profile_name="Aninha"))
    say(stage, f"/name {BAKERY}")
    stage.record(stage.event("Mais", ON_WHATSAPP, profile_name="Aninha"))
    stage.record(stage.event("Ainda", ON_WHATSAPP, profile_name="Ana P."))
    *_, same, other = (comment["body"] for comment in stage.sandbox.issue(1)["comments"])

    assert "no perfil" not in same
    assert "**Nome no perfil:** Ana P." in other


def test_a_title_that_somebody_wrote_stays(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.tools.repository.rewrite(1, "Cobrar em janeiro", body(stage))
    say(stage, f"/name {BAKERY}")

    assert title(stage) == "Cobrar em janeiro"
    assert LINE in body(stage)


def test_names_can_be_kept_out_of_titles(stage: Stage) -> None:
    stage.configure({"privacy": {"names_in_titles": False}})
    stage.record(stage.event("Olá", ON_WHATSAPP, profile_name="Aninha"))
    say(stage, f"/name {BAKERY}")

    assert title(stage) == "WhatsApp · +55 11 *****-4321: Olá"
    assert f"👤 **{BAKERY}** · " in body(stage)


def test_a_public_repository_that_seals_shows_it_nowhere() -> None:
    with Stage(private=False) as stage:
        stage.record(stage.event("Oi"))
        answer = say(stage, f"/name {BAKERY}")

        assert "exclua-o" in answer
        assert "Ana" not in answer + title(stage) + body(stage)
        assert marker(stage).called.name == "Ana Souza"


def test_an_edited_command_names_nobody(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    comment = post(stage, "/name Bia")
    stage.sandbox.edit(comment, "marina", f"/name {BAKERY}")
    stage.reply()

    assert not marker(stage).called


def test_a_run_that_dies_between_two_conversations_is_completed(
    monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    stage.record(stage.event("Oi"))
    stage.record(stage.event("Olá", ON_WHATSAPP))
    write, written = naming.write, list[int]()

    def dies(number: int, called: Called, tools: object) -> None:
        if written:
            raise TemporaryError("GitHub is away.")
        written.append(number)
        write(number, called, stage.tools)

    post(stage, f"/name {BAKERY}")
    monkeypatch.setattr(naming, "write", dies)
    with pytest.raises(TemporaryError):
        stage.reply()
    monkeypatch.setattr(naming, "write", write)
    stage.reply()

    assert written == [1]
    assert marker(stage).called == marker(stage, 2).called == Called("Ana Souza", "Padaria Pão")
    assert sum("Anotado" in one["body"] for one in stage.sandbox.issue(1)["comments"]) == 1


def test_who_asks_what_is_kept_is_told_the_name(stage: Stage) -> None:
    write_text(stage, "Oi")
    say(stage, f"/name {BAKERY}")
    write_text(stage, "Meus dados")

    assert "Nome: Ana Souza, Padaria P" in last_text(stage)
    assert len(last_text(stage)) <= 306


def test_an_erasure_leaves_no_name(moved_clock: MovedClock, stage: Stage) -> None:
    write_text(stage, "Oi")
    say(stage, f"/name {BAKERY}")
    write_text(stage, "Olá", ON_WHATSAPP)
    assert BAKERY in everything_on_github(stage)
    erase(stage)

    assert not [word for word in ("Souza", "Padaria") if word in everything_on_github(stage)]
    moved_clock.advance(timedelta(days=1))
    write_text(stage, "Oi de novo")
    assert "Souza" not in everything_on_github(stage)


def test_the_copy_for_the_person_has_the_name(monkeypatch: pytest.MonkeyPatch, stage: Stage) -> None:
    monkeypatch.chdir(CONFIG.parent)
    stage.record(stage.event("Oi"))
    say(stage, f"/name {BAKERY}")
    given = json.loads(CliRunner().invoke(cli, ["person", "export", ANA], env=stage.environment).output)

    assert (given["name"], given["company"]) == ("Ana Souza", "Padaria Pão")


def test_a_marker_keeps_its_name_when_another_address_joins(stage: Stage) -> None:
    stage.record(stage.event("Oi", ON_WHATSAPP))
    say(stage, f"/name {BAKERY}")
    event = stage.event("Sou eu", "whatsapp:BR.555")
    message = replace(event.message, also=(marker(stage).person,))
    stage.record(replace(event, message=message))

    assert marker(stage).called == Called("Ana Souza", "Padaria Pão")
    assert len(marker(stage).people) == 2
