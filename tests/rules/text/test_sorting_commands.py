"""What stands behind /assign, /snooze, /spam, /name, /merge and /transcript."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.text import commands
from bot.rules.text.command_types import (
    Assign,
    BadArgument,
    Command,
    Merge,
    Name,
    Snooze,
    Spam,
    Transcript,
)


@pytest.mark.parametrize(
    ("body", "command"),
    [
        ("/assign", Assign()),
        ("/atribuir eu", Assign()),
        ("/assign @ana, @bia-2 ana", Assign(("ana", "bia-2"))),
        ("/assign ninguém", Assign(nobody=True)),
        ("/assign @ana/fiscal", BadArgument("assign")),
        ("/assign -ana", BadArgument("assign")),
        ("/snooze 2d", Snooze("2d")),
        ("/adiar  24/12  09:00", Snooze("24/12 09:00")),
        ("/adiar fim", Snooze(over=True)),
        ("/snooze", BadArgument("snooze")),
        ("/spam", Spam()),
        ("/spam Não", Spam(undo=True)),
        ("/spam agora", BadArgument("spam")),
        ("/name Ana Souza", Name("Ana Souza")),
        ("/nome Ana Souza , Padaria Pão, Ltda.", Name("Ana Souza", "Padaria Pão, Ltda.")),
        ("/nome —", Name()),
        ("/nome", BadArgument("nome")),
        ("/nome , Padaria", BadArgument("nome")),
        ("/name " + "a" * 81, BadArgument("name")),
        ("/merge #12", Merge(12)),
        ("/unir 12", Merge(12)),
        ("/merge https://github.com/o/r/issues/12#issuecomment-1", Merge(12, "https://github.com/o/r")),
        ("/merge off #12", Merge(12, off=True)),
        ("/unir desfazer 12", Merge(12, off=True)),
        ("/merge #0", BadArgument("merge")),
        ("/merge a Ana", BadArgument("merge")),
        ("/transcript", Transcript()),
        ("/transcrição números", Transcript(whole=True)),
        ("/transcricao tudo", BadArgument("transcricao")),
    ],
)
def test_it_is_read_as_people_type_it(body: str, command: Command) -> None:
    assert commands.parse(body) == command


@given(name=st.sampled_from(["assign", "snooze", "spam", "name", "merge", "transcript"]), rest=st.text())
def test_whatever_follows_it_is_that_command_or_a_sentence_says_why_not(name: str, rest: str) -> None:
    command = commands.parse(f"/{name} {rest}", by_email=False)

    assert command is not None
    assert commands.kind_of(command) is not commands.CommandKind.SENDS
