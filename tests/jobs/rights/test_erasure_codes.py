"""Nothing is erased until the person sends back the code they were sent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.actors import ANA, BIA
from tests.conftest import MovedClock
from tests.jobs.rights.erasing import (
    ON_WHATSAPP,
    last_text,
    request_erasure,
    write_text,
)
from tests.stage import Stage


def test_an_erasure_is_asked_about_first_and_nothing_is_erased(stage: Stage) -> None:
    write_text(stage, "Preciso da guia")
    code = request_erasure(stage)

    assert "conversas 1, mensagens 2, arquivos 0" in last_text(stage)
    assert re.fullmatch(r"\d{6}", code)
    assert "art. 16" in stage.sandbox.issue(1)["comments"][-1]["body"]
    assert "Preciso da guia" in stage.sandbox.issue(1)["body"]


@pytest.mark.parametrize("text", ["APAGAR 000000", "APAGAR TUDO"])
def test_without_the_right_code_nothing_is_erased(stage: Stage, text: str) -> None:
    code = request_erasure(stage)
    assert code != "000000"
    write_text(stage, text)

    assert stage.sandbox.issue(1)["title"].startswith("Nova mensagem")
    assert ("nao vale ou venceu" in last_text(stage)) == (text == "APAGAR 000000")


def test_six_digits_that_nobody_asked_for_are_a_message_like_any_other(stage: Stage) -> None:
    write_text(stage, "123456")

    assert stage.sandbox.received(ANA) == ["Recebemos sua mensagem. Protocolo 1. Vamos responder por aqui."]


def test_a_code_that_came_by_one_channel_may_come_back_by_the_other(stage: Stage) -> None:
    code = request_erasure(stage)
    write_text(stage, f"APAGAR {code}", ON_WHATSAPP)

    assert [one["title"].partition(" - ")[0] for one in stage.sandbox.issues()] == [
        "Conversa apagada",
        "Conversa apagada",
        "Consentimento",
    ]


def test_a_code_counts_for_a_day_and_for_the_person_who_got_it(moved_clock: MovedClock, stage: Stage) -> None:
    code = request_erasure(stage)
    write_text(stage, f"APAGAR {code}", BIA)
    assert any("nao vale ou venceu" in text for text in stage.sandbox.received(BIA))

    moved_clock.advance(timedelta(hours=25))
    write_text(stage, f"APAGAR {code}")

    assert "nao vale ou venceu" in last_text(stage)
    assert stage.sandbox.issue(1)["title"].startswith("Nova mensagem")
