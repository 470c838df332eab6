"""Nothing is erased until the person sends back the code they were sent."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.core.messages import Event, MessageSid
from bot.jobs.inbound import record_messages
from bot.jobs.rights import erasure_codes
from bot.jobs.tools import Tools
from bot.rules.text.plain_spelling import plain
from tests.actors import ANA, BIA
from tests.conftest import MovedClock
from tests.jobs.rights.erasing import (
    ON_WHATSAPP,
    everything_on_github,
    last_text,
    request_erasure,
    write_text,
)
from tests.stage import Stage
from tests.wire import after_each_crash


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

    assert stage.sandbox.issue(1)["title"].startswith("SMS · ")
    assert ("Tentativas que restam: 2." in last_text(stage)) == (text == "APAGAR 000000")


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
    assert stage.sandbox.issue(1)["title"].startswith("SMS · ")


def _code(stage: Stage, sid: str) -> str:
    """What the code of a request is, whether or not it ever left."""
    return erasure_codes.code(MessageSid(sid), stage.tools)


def _wrong(stage: Stage, times: int, number: str = ANA) -> None:
    for _ in range(times):
        write_text(stage, "APAGAR 000000", number)


def _is_erased(stage: Stage) -> bool:
    return bool(stage.sandbox.issue(1)["title"] == "Conversa apagada")


def _warnings(stage: Stage) -> int:
    return everything_on_github(stage).count("Dois códigos errados")


def test_only_the_newest_code_counts(stage: Stage) -> None:
    first, second = request_erasure(stage), request_erasure(stage)
    assert first != second

    write_text(stage, f"APAGAR {first}")
    assert "Tentativas que restam: 2." in last_text(stage)
    assert not _is_erased(stage)

    write_text(stage, f"APAGAR {second}")
    assert _is_erased(stage)


def test_the_code_of_a_question_that_never_left_does_not_count(stage: Stage) -> None:
    write_text(stage, "Oi")
    stage.sandbox.set_phone(ANA, opted_out=True)
    event = stage.event("APAGAR", ANA)
    stage.record(event)
    stage.sandbox.set_phone(ANA, opted_out=False)
    assert stage.sandbox.received(ANA) == ["Recebemos sua mensagem. Protocolo 1. Vamos responder por aqui."]

    write_text(stage, f"APAGAR {_code(stage, event.message.sid)}")

    assert not _is_erased(stage)
    assert "nao vale ou venceu" in last_text(stage)


def test_the_last_code_that_left_counts_where_a_later_question_could_not_leave(stage: Stage) -> None:
    code = request_erasure(stage)
    stage.sandbox.set_phone(ANA, opted_out=True)
    stage.record(stage.event("APAGAR", ANA))
    stage.sandbox.set_phone(ANA, opted_out=False)

    write_text(stage, f"APAGAR {code}")

    assert _is_erased(stage)


def test_three_wrong_codes_end_a_request_and_the_second_warns_maintainers_once(stage: Stage) -> None:
    code = request_erasure(stage)
    said = []
    for tries in (1, 2, 3):
        _wrong(stage, 1)
        said.append((last_text(stage), _warnings(stage)))
        assert tries == len(said)

    assert said == [
        ("Código errado; nada foi apagado. Tentativas que restam: 2.", 0),
        ("Código errado; nada foi apagado. Tentativas que restam: 1.", 1),
        ("Codigo errado 3 vezes: ele nao vale mais, e nada foi apagado. Para pedir outro, envie APAGAR.", 1),
    ]
    write_text(stage, f"APAGAR {code}")
    assert not _is_erased(stage)
    assert _warnings(stage) == 1


def test_wrong_codes_count_on_every_channel_together_and_without_the_word(stage: Stage) -> None:
    code = request_erasure(stage)
    write_text(stage, "APAGAR 000000", ON_WHATSAPP)
    write_text(stage, "000001")
    write_text(stage, "apagar 000002")

    write_text(stage, f"APAGAR {code}", ON_WHATSAPP)

    assert not _is_erased(stage)


def test_a_new_request_gets_new_tries(stage: Stage) -> None:
    stage.configure({"policy": {"acknowledgement": {"cap": "none"}}})
    request_erasure(stage)
    _wrong(stage, 3)
    code = request_erasure(stage)

    write_text(stage, f"APAGAR {code}")

    assert _is_erased(stage)


def test_no_more_than_three_codes_leave_in_a_day_over_all_channels(
    moved_clock: MovedClock, stage: Stage
) -> None:
    stage.configure({"policy": {"acknowledgement": {"cap": "none"}}})
    for number in (ANA, ON_WHATSAPP, ANA, ON_WHATSAPP, ANA):
        write_text(stage, "APAGAR", number)
    questions = [text for text in stage.sandbox.received(ANA) if "envie APAGAR " in text]

    assert len(questions) == 3
    assert sum("3 codigos em 24 horas" in plain(text) for text in stage.sandbox.received(ANA)) == 2
    assert "Recebeu 3 códigos em 24 horas, o limite" in everything_on_github(stage)
    moved_clock.advance(timedelta(hours=25))
    write_text(stage, "APAGAR", ON_WHATSAPP)
    assert "envie APAGAR " in last_text(stage)


def test_a_batch_that_comes_again_counts_a_wrong_code_once(stage: Stage) -> None:
    code = request_erasure(stage)
    wrong = [stage.event("APAGAR 000000"), stage.event("APAGAR 000001")]
    for _ in range(3):
        stage.record(*wrong)
        assert stage.twilio.wait_idle(10)

    assert sum("Tentativas que restam" in text for text in stage.sandbox.received(ANA)) == 2
    assert _warnings(stage) == 1
    write_text(stage, f"APAGAR {code}")
    assert _is_erased(stage)


def test_wrong_codes_of_one_batch_count_in_order_and_the_right_one_after_them_is_too_late(
    stage: Stage,
) -> None:
    code = request_erasure(stage)
    texts = ["APAGAR 000000", "APAGAR 000001", "000002", f"APAGAR {code}"]

    stage.record(*(stage.event(text) for text in texts))

    assert stage.twilio.wait_idle(10)
    assert not _is_erased(stage)
    assert [text for text in stage.sandbox.received(ANA) if "digo errado" in text] == [
        "Código errado; nada foi apagado. Tentativas que restam: 2.",
        "Código errado; nada foi apagado. Tentativas que restam: 1.",
        "Codigo errado 3 vezes: ele nao vale mais, e nada foi apagado. Para pedir outro, envie APAGAR.",
    ]


def test_the_right_code_before_wrong_ones_of_a_batch_erases(stage: Stage) -> None:
    code = request_erasure(stage)

    stage.record(*(stage.event(text) for text in (f"APAGAR {code}", "APAGAR 000001")))

    assert _is_erased(stage)


def test_a_run_that_dies_while_it_counts_is_made_up_for() -> None:
    def prepare(stage: Stage) -> None:
        request_erasure(stage)
        _wrong(stage, 1)
        batch[:] = [stage.event("APAGAR 000000")]

    batch: list[Event] = []
    outcomes = after_each_crash(prepare, lambda stage, tools: _record_with(stage, batch, tools))
    _, expected = next(outcomes)
    for _, seen in outcomes:
        assert seen == expected


def _record_with(stage: Stage, batch: list[Event], tools: Tools) -> None:
    record_messages.run({"client_payload": stage.payload(batch)}, tools)


def test_the_count_cannot_be_set_back_by_editing_the_comment(stage: Stage) -> None:
    code = request_erasure(stage)
    _wrong(stage, 3)
    (request,) = [one for one in stage.sandbox.issue(1)["comments"] if '"wrong":["' in one["body"]]
    stage.sandbox.edit(request["id"], "marina", re.sub(r'"wrong":\[[^]]*\]', '"wrong":[]', request["body"]))

    write_text(stage, f"APAGAR {code}")

    assert not _is_erased(stage)
