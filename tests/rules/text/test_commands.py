"""A comment is a command, plainly not one, or one that is refused with a reason."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given

from bot.core.messages import Purpose
from bot.rules.text import characters, commands
from bot.rules.text.command_types import (
    BadArgument,
    Close,
    Command,
    Consent,
    Help,
    NoText,
    Preview,
    QuickReply,
    Reply,
    Retry,
    Status,
    Template,
    Unknown,
    Wellformed,
)
from bot.rules.text.named_values import BadValues
from tests.making import texts


@pytest.mark.parametrize(
    ("body", "command"),
    [
        ("/reply Olá", Reply("Olá")),
        ("/responder Olá", Reply("Olá")),
        ("/REPLY Olá", Reply("Olá")),
        ("  /reply Olá  ", Reply("Olá")),
        ("\r\n/reply Olá\r\nAté logo\r\n", Reply("Olá\nAté logo")),
        ("/reply\nOlá", Reply("Olá")),
        ("/reply\u00a0Olá", Reply("Olá")),
        ("/reply /close", Reply("/close")),
        ("/reply", NoText("reply")),
        ("/reply \r\n", NoText("reply")),
        ("/help", Help()),
        ("/retry", Retry()),
        ("/reenviar por favor", Retry()),
        ("/status", Status()),
        ("/consent marketing", Consent(Purpose.MARKETING)),
        ("/consentimento notificação", Consent(Purpose.NOTIFICATION)),
        ("/consentimento Alerta.", Consent(Purpose.ALERT)),
        ("/consentimento", BadArgument("consentimento")),
        ("/consent spam", BadArgument("consent")),
        ("/close", Close()),
        ("/encerrar Obrigado!", Close("Obrigado!")),
        ("/note não enviar", None),
        ("/nota", None),
        ("/ajuda agora", Help()),
        ("/repli Olá", Unknown("repli", "reply")),
        ("/template boleto", Template("boleto")),
        (
            '/modelo Boleto nome="Ana Souza" data=30/11',
            Template("boleto", (("nome", "Ana Souza"), ("data", "30/11"))),
        ),
        ("/template b nome=“Ana Souza”", Template("b", (("nome", "Ana Souza"),))),
        ("/template b nome=D'Avila", Template("b", (("nome", "D'Avila"),))),
        (
            "/template b\n  nome='Ana Souza'\n  data=#1",
            Template("b", (("nome", "Ana Souza"), ("data", "#1"))),
        ),
        ("/template b nome=a=b", Template("b", (("nome", "a=b"),))),
        ("/template b nome=", Template("b", (("nome", ""),))),
        ("/q", QuickReply()),
        ("/rápida", QuickReply()),
        ("/q Boleto valor=“R$ 10,00”", QuickReply("boleto", (("valor", "R$ 10,00"),))),
        ("/quick cobrança\nvalor=1", QuickReply("cobranca", (("valor", "1"),))),
        ("/q valor=1", BadValues("q", "no-name")),
        ('/rapida b valor="1', BadValues("rapida", "quotes")),
        ("/preview /q b v=1", Preview("/q b v=1", QuickReply("b", (("v", "1"),)))),
        ("/preview /rapida", Preview("/rapida", QuickReply())),
        ("/preview /q b v", BadValues("q", "no-value", "v")),
        ("/preview /quero", Preview("/quero")),
        ("/template", BadValues("template", "no-name")),
        ("/template nome=Ana", BadValues("template", "no-name")),
        ("/template b Ana", BadValues("template", "no-value", "Ana")),
        ("/template b =Ana", BadValues("template", "no-value", "=Ana")),
        ("/template b n=1 n=2", BadValues("template", "twice", "n")),
        ('/template b nome="Ana', BadValues("template", "quotes")),
        ("/preview Olá", Preview("Olá")),
        ("/previa Olá", Preview("Olá")),
        ("/preview", NoText("preview")),
        ("/zzz", Unknown("zzz", "")),
        ("Olá", None),
        ("", None),
        ("/", None),
        ("Use /reply para responder", None),
        ("> /reply citado", None),
        ("/etc/passwd", None),
        ("/replying Olá", Unknown("replying", "reply")),
        ("/2 de novembro", None),
    ],
)
def test_comments_and_what_they_are(body: str, command: Command | None) -> None:
    assert command == commands.parse(body)


@given(texts())
def test_any_text_behind_reply_is_sent_as_it_stands(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip()

    assert (Reply(plain) if characters.clean(plain).strip() else NoText("reply")) == commands.parse(
        f"/reply {text}"
    )


def test_every_command_has_one_row_in_the_table() -> None:
    rows = [row.command for row in commands.DEFINITIONS]

    assert set(rows) == set(get_args(Wellformed))
    assert len(rows) == len(set(rows))


def test_no_name_means_two_commands() -> None:
    names = [name for definition in commands.DEFINITIONS for name in definition.names]

    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("body", "command"),
    [("Olá\r\nAna ", Reply("Olá\nAna")), ("/note só para nós", None), ("  ", None), ("/help", Help())],
)
def test_where_every_comment_is_sent_only_notes_stay(body: str, command: Command | None) -> None:
    assert command == commands.parse(body, every_comment=True)


@pytest.mark.parametrize("nothing", ["\u200b", "\u3164", "\u2060\u200d", "\u2800", "\ufe0f"])
@pytest.mark.parametrize("command", ["/reply", "/responder", "/preview"])
def test_a_text_that_shows_nothing_is_none(command: str, nothing: str) -> None:
    assert isinstance(commands.parse(f"{command} {nothing}"), NoText)
