"""What nearly is a command is obeyed where it is certain, answered where it is not, and never sent."""

from __future__ import annotations

import time

import pytest

from bot.core.messages import MAX_TEXT_CHARACTERS
from bot.rules.text import commands
from bot.rules.text.command_types import Reply
from bot.rules.text.commands import (
    DEFINITIONS,
    kind_of,
)
from bot.rules.text.unclear import Unclear, UnclearReason
from tests.rules.text.near_misses import (
    ANSWERED,
    INTERNAL,
    INTERNAL_WITH_A_SLASH,
    LINES_OF_A_TEXT,
    NEVER_A_REPLY,
    OBEYED,
)

_CLASSES = {row.name: row.command for row in DEFINITIONS}


@pytest.mark.parametrize(("body", "name"), OBEYED.items())
def test_where_the_meaning_is_certain_a_command_is_obeyed(body: str, name: str) -> None:
    found = commands.parse(body)

    assert type(found) is _CLASSES[name]
    assert getattr(found, "text", "x").strip() in ("x", "")


@pytest.mark.parametrize("body", ANSWERED)
def test_where_it_is_not_certain_it_is_answered_and_nothing_is_done(body: str) -> None:
    found = commands.parse(body)

    assert found is not None
    assert kind_of(found) is None


@pytest.mark.parametrize("body", [*INTERNAL, *INTERNAL_WITH_A_SLASH])
def test_only_a_comment_without_a_command_gets_no_answer(body: str) -> None:
    assert commands.parse(body) is None


@pytest.mark.parametrize("line", LINES_OF_A_TEXT)
def test_a_line_of_a_text_that_is_no_command_of_ours_is_sent(line: str) -> None:
    text = f"Veja:\n\n{line}\nAté logo"

    assert commands.parse(f"/reply {text}") == Reply(text)


def test_a_command_inside_code_that_begins_the_text_is_text() -> None:
    assert commands.parse("/reply ```\n/close\n```") == Reply("```\n/close\n```")


@pytest.mark.parametrize("name", [name for row in DEFINITIONS for name in row.spellings])
def test_a_second_command_is_never_sent_as_text(name: str) -> None:
    for second in (f"/{name}", f"/{name} y", f"/{name}.", f"**/{name}**", f"  /{name}", f"- /{name}"):
        found = commands.parse(f"/reply x\n{second}")

        assert isinstance(found, Unclear)
        assert found.reason is UnclearReason.SECOND


@pytest.mark.parametrize("body", NEVER_A_REPLY)
def test_where_every_comment_is_a_reply_nothing_that_begins_like_a_command_is_one(body: str) -> None:
    assert not isinstance(commands.parse(body, every_comment=True), Reply)


@pytest.mark.parametrize(
    "body",
    [
        "/etc/passwd foi alterado",
        "/2 de novembro",
        "24/12",
        "Veja https://x.example/nota",
        "boleto / nota",
        "Simples/nota",
    ],
)
def test_where_every_comment_is_a_reply_a_slash_alone_makes_no_command(body: str) -> None:
    assert commands.parse(body, every_comment=True) == Reply(body)


def test_a_comment_of_more_than_16000_characters_is_refused_before_it_is_parsed() -> None:
    text = "a" * (MAX_TEXT_CHARACTERS - len("/reply "))

    assert commands.parse(f"/reply {text}") == Reply(text)
    assert commands.parse(f"/reply {text}a") == Unclear(UnclearReason.LENGTH)
    assert commands.parse(f"/reply {text}a", every_comment=True) == Unclear(UnclearReason.LENGTH)
    assert commands.parse(text * 2, every_comment=True) == Unclear(UnclearReason.LENGTH)
    assert commands.parse(text * 2) is None
    assert commands.parse(f"/note {text * 2}") is None


@pytest.mark.parametrize(
    "fragment",
    [
        "/",
        "/a",
        "\n/",
        "\n\n",
        "*",
        "\\",
        "<",
        "<b",
        "&",
        "&#",
        "```\n",
        "`",
        "> ",
        "\u200b",
        "_",
        "-\n",
        "/reply",
    ],
)
def test_no_comment_takes_long_to_parse(fragment: str) -> None:
    began = time.process_time()
    for every_comment in (False, True):
        commands.parse(fragment * (MAX_TEXT_CHARACTERS // len(fragment)), every_comment=every_comment)
        commands.parse("/reply " + fragment * (15_990 // len(fragment)), every_comment=every_comment)

    assert time.process_time() - began < 2
