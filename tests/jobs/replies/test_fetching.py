"""/fetch: a maintainer has a file kept that was not."""

from __future__ import annotations

import re

import pytest

from bot.core import waits
from bot.jobs.upkeep import reconcile
from bot.sandbox.twilio.values import SentFile
from tests.actors import ANA
from tests.jobs.inbound.files import PNG, kept, write
from tests.jobs.replies.comments import post
from tests.stage import Stage

WHATSAPP = f"whatsapp:{ANA}"
DRAWING: SentFile = ("application/x-dwg", b"AC1015\0\1\2", "planta.dwg")
LARGE: SentFile = ("image/png", PNG + b"x" * 16_000_001)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch, quick: None) -> None:
    monkeypatch.setattr(waits, "MEDIA", (0.01, 0.01))


def body(stage: Stage) -> str:
    found = stage.sandbox.issue(1)
    return "\n".join([found["body"], *(comment["body"] for comment in found["comments"])])


def command(stage: Stage, text: str, author: str = "marina") -> str:
    """Carry out a command and what it asks of reconcile; return the last comment."""
    post(stage, text, author)
    stage.reply()
    reconcile.run({}, stage.new_tools())
    return str(stage.sandbox.issue(1)["comments"][-1]["body"])


@pytest.mark.parametrize(("file", "name"), [(DRAWING, "0-planta.dwg.bin"), (LARGE, "0.png")])
@pytest.mark.parametrize("text", ["/fetch 1", "/buscar", "/fetch #1"])
def test_a_file_of_another_type_or_above_the_limit_is_kept_when_a_maintainer_asks(
    stage: Stage, file: SentFile, name: str, text: str
) -> None:
    event = write(stage, [file], "Segue", WHATSAPP)
    stage.record(event)
    assert f"mensagem `{event.message.sid}`. Para guardá-lo aqui, comente `/buscar 1`." in body(stage)
    assert kept(stage) == {}

    assert "será guardado em alguns minutos" in command(stage, text)
    assert kept(stage) == {f"{event.message.sid}/{name}": file[1]}
    assert "não guardado" not in body(stage)
    assert "a caminho" not in body(stage)


@pytest.mark.parametrize("file", [("application/x-pkcs12", b"x"), ("image/png", b"MZ\x90")])
def test_what_is_refused_for_good_is_not_fetched_either(stage: Stage, file: SentFile) -> None:
    stage.record(write(stage, [file], "Segue", WHATSAPP))

    assert "/buscar" not in stage.sandbox.issue(1)["body"].partition("Responda")[0]
    assert "`media.refuse`" in command(stage, "/fetch 1")
    assert kept(stage) == {}


def test_a_certificate_of_no_telling_name_that_is_asked_for_is_refused_once_it_is_seen(stage: Stage) -> None:
    stage.record(write(stage, [("application/x-unknown", bytes.fromhex("30820a1c0201033082"))], "", WHATSAPP))
    command(stage, "/fetch 1")

    assert kept(stage) == {}
    assert "é um certificado ou uma chave particular" in body(stage)


def test_of_several_of_one_number_the_maintainer_chooses_by_code(stage: Stage) -> None:
    stage.record(write(stage, [DRAWING], "Um", WHATSAPP))
    second = write(stage, [("application/x-dwg", b"AC1015\0\2")], "Dois", WHATSAPP)
    stage.record(second)

    asked = command(stage, "/fetch 1")
    assert kept(stage) == {}
    codes = re.findall(r"`/buscar ([0-9a-f]{6})`: anexo 1 \(`application/octet-stream`\)", asked)
    assert len(set(codes)) == 2
    command(stage, f"/fetch {codes[1].upper()}")
    assert kept(stage) == {f"{second.message.sid}/0.bin": b"AC1015\0\2"}


def test_what_is_above_the_hard_limit_stays_at_twilio(stage: Stage) -> None:
    stage.record(write(stage, [("image/png", PNG + b"x" * 40_000_001)], "Segue", WHATSAPP))
    command(stage, "/fetch")

    assert kept(stage) == {}
    assert "passa de" in body(stage)


def test_where_nothing_is_left_out_there_is_nothing_to_fetch(stage: Stage) -> None:
    stage.record(write(stage, [("image/png", PNG)], "Segue", WHATSAPP))

    assert "Não há aqui nenhum anexo" in command(stage, "/fetch 1")


def test_who_may_not_write_to_the_repository_fetches_nothing(stage: Stage) -> None:
    stage.record(write(stage, [DRAWING], "Segue", WHATSAPP))
    stage.state.add_user("tiago", "triage")

    assert "exige a permissão `write`" in command(stage, "/fetch 1", "tiago")
    assert kept(stage) == {}


def test_a_line_that_a_person_copies_makes_nothing_be_fetched(stage: Stage) -> None:
    event = write(stage, [DRAWING], "Segue", WHATSAPP)
    stage.record(event)
    line = next(line for line in body(stage).splitlines() if "não guardado" in line)
    stage.record(stage.event(f"Oi\n{line.replace('unkept', 'asked').replace(' type -->', ' -->')}", WHATSAPP))
    reconcile.run({}, stage.new_tools())

    assert kept(stage) == {}


def test_a_repository_that_has_become_public_keeps_nothing_that_is_asked_for(stage: Stage) -> None:
    stage.record(write(stage, [DRAWING], "Segue", WHATSAPP))
    stage.state.change_repository(private=False)
    stage.configure({"privacy": {"public_repository": "allow"}})
    command(stage, "/fetch 1")

    assert kept(stage) == {}
    assert "não guardado: este repositório é público" in body(stage)
