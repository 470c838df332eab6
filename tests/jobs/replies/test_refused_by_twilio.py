"""What Twilio refuses is explained with its code and remedy; trouble with the account only delays."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from requests import PreparedRequest, Response

from bot.core.errors import TemporaryError
from bot.rules import texts
from tests import wire
from tests.actors import ANA
from tests.jobs.replies.comments import LONG, WAITING, arrived, marks, notes, post
from tests.made_up import AUTH_TOKEN
from tests.rules.phone_facts import CODES
from tests.stage import Stage

# Twilio answers these not with 400, and they can be put right without a new command.
TEMPORARY = {20003: 401, 20008: 403, 20429: 429}


def refusing_with(codes: Iterator[tuple[int, int]]) -> Callable[[PreparedRequest, Response], None]:
    """Make Twilio refuse to write to this phone, with one code after the other."""

    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and "Messages.json" in str(request.url):
            code, status = next(codes)
            wire.rewrite(response, {**response.json(), "code": code, "status": status}, status)

    return look


def test_every_refusal_of_twilio_is_explained_with_its_code_meaning_and_remedy(asked: Stage) -> None:
    asked.sandbox.set_phone(ANA, landline=True)
    asked.state.limits.creations.lift()
    # 21610 comes last: after it nothing more is sent to the person.
    final = sorted({*(CODES - TEMPORARY.keys()), 21999}, key=lambda code: (code == 21610, code))
    comments = [post(asked, f"/reply Texto {code}") for code in final]

    with wire.passing(refusing_with((code, 404 if code == 20404 else 400) for code in final)):
        asked.reply()
    asked.reply()

    sentences = texts.of("pt-BR")
    explained = notes(asked)
    assert len(explained) == len(final)
    for code, note, comment in zip(final, explained, comments, strict=True):
        meaning = sentences.codes.get(code, sentences.other_code)
        assert f"Twilio {code}: {meaning.what}" in note
        assert meaning.remedy in note
        assert f"issuecomment-{comment}" in note
    assert {frozenset(marks(asked, comment)) for comment in comments} == {frozenset({"eyes", "confused"})}
    assert arrived(asked) == []


@pytest.mark.parametrize(("code", "status"), [*TEMPORARY.items(), (63038, 429), (21611, 429)])
def test_trouble_with_the_account_delays_and_is_explained(
    asked: Stage, quick: None, monkeypatch: pytest.MonkeyPatch, code: int, status: int
) -> None:
    monkeypatch.setattr("bot.core.clock.sleep", lambda _: None)
    asked.sandbox.set_phone(ANA, landline=True)
    comment = post(asked, "/reply Pode vir")

    with wire.passing(refusing_with(iter([(code, status)] * 4))), pytest.raises(TemporaryError):
        asked.reply()

    (note,) = notes(asked)
    assert "ainda não foi enviada" in note
    assert f"Twilio {code}: {texts.of('pt-BR').codes[code].what}" in note
    assert marks(asked, comment) == set()  # nothing left: the next run is free to send it


def test_refused_credentials_delay_the_answer_until_they_are_fixed(asked: Stage, quick: None) -> None:
    state = asked.twilio.state
    comment = post(asked, "/reply Pode vir")
    state.auth_token = "another"

    for _ in range(2):
        with pytest.raises(TemporaryError):
            asked.reply()
    (note,) = notes(asked)
    assert "Twilio 20003: as credenciais da Twilio não foram aceitas" in note
    assert arrived(asked) == []

    state.auth_token = AUTH_TOKEN
    asked.reply()
    assert arrived(asked) == ["Pode vir"]
    assert marks(asked, comment) == {"eyes", "rocket"}
    assert len(notes(asked)) == 1


def refused_midway(stage: Stage) -> int:
    """Write a text of which Twilio takes the first part alone; return its comment."""
    comment = post(stage, f"/reply {LONG}")

    def look(request: PreparedRequest, _: Response) -> None:
        if request.method == "POST" and "Messages.json" in str(request.url):
            stage.twilio.wait_idle(10)
            stage.twilio.state.change_phone(ANA, landline=True)

    with wire.passing(look):
        stage.reply()
    stage.sandbox.set_phone(ANA, landline=False)
    return comment


def test_a_text_refused_midway_shows_how_much_was_sent_and_is_not_sent_again(asked: Stage) -> None:
    comment = refused_midway(asked)
    asked.reply()

    assert len(arrived(asked)) == 1
    (note,) = notes(asked)
    assert "21614" in note
    assert "1 de 3 partes já tinham sido enviadas" in note
    assert marks(asked, comment) == {"eyes", "confused"}


def test_the_part_that_left_before_a_refusal_is_not_taken_for_the_same_text_written_later(
    asked: Stage,
) -> None:
    refused_midway(asked)
    (part,) = arrived(asked)
    post(asked, f"/reply {part}")

    with wire.dying_after(1), pytest.raises(wire.DiedError):
        asked.reply()
    asked.reply()

    assert [text.strip() for text in arrived(asked)] == [part.strip()] * 2


def test_a_refused_answer_leaves_the_person_waiting(asked: Stage) -> None:
    asked.sandbox.set_phone(ANA, landline=True)
    post(asked, "/reply Pode vir")

    asked.reply()

    assert WAITING in asked.sandbox.issue(1)["labels"]
