"""What was recorded in issues is read back: words as they were written, files by name, moments."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

from bot.core.messages import Event, Location, Media
from bot.rules import texts
from bot.rules.conversation import recorded
from bot.rules.text import contents, rendering
from bot.rules.text.characters import clean
from bot.rules.text.contents import Enclosures
from bot.rules.text.media_types import KeptFile
from bot.rules.text.rendering import Beginning, Style
from tests import making

STYLE = Style(texts.of("pt-BR"), ZoneInfo("America/Sao_Paulo"))
TEXTS = STYLE.texts


def event(text: str, place: int = 1, **more: object) -> Event:
    message = replace(making.message(text), **more)  # type: ignore[arg-type] # fields of a message
    return Event(place, making.NOON + timedelta(minutes=place), message)


def opened(*events: Event, answer: str = "", enclosures: Enclosures = rendering.NOTHING) -> str:
    how = Beginning(enclosures=enclosures, answer=answer)
    return rendering.conversation("<!-- m -->", events, STYLE, [""] * len(events), how)


def shown(text: str) -> str:
    return "\n".join(line.rstrip() for line in clean(text).strip("\n").split("\n"))


@given(making.texts(), making.texts())
def test_messages_are_read_back_as_they_were_written(first: str, second: str) -> None:
    body = opened(event(first), event(second, 2), answer="Recebemos.")
    found = list(recorded.messages(body, TEXTS))
    wanted = [shown(one) for one in (first, second)]

    assert [one.text for one in found if one.text or wanted[0]][-1:] == [wanted[1]] or not wanted[1].strip()
    assert found[-1].moment.startswith("23/11/2026")
    assert recorded.answer(body, TEXTS) == "Recebemos."


def test_files_are_read_by_their_names_and_places_by_theirs() -> None:
    message = event("Segue", media=(Media("https://x", "image/png"), Media("https://x", "application/pdf")))
    files = (
        KeptFile("foto_1.png", "image/png", "https://g/p", "https://g/i", "p"),
        KeptFile("guia.pdf", "application/pdf", "https://g/p", "", "p"),
    )
    (found,) = recorded.messages(opened(message, enclosures=Enclosures({message.message.sid: files})), TEXTS)

    assert found.text == "Segue"
    assert found.further[-2:] == ("foto_1.png", "📎 guia.pdf (application/pdf)")


def test_a_place_is_told_without_the_address_of_its_map() -> None:
    (found,) = recorded.messages(opened(event("", location=Location("-23.5", "-46.6", "Padaria"))), TEXTS)

    assert "Padaria (-23.5, -46.6)" in found.further[0]
    assert "http" not in found.further[0]


def test_what_folds_spam_away_is_no_part_of_what_was_sent() -> None:
    (first, second) = recorded.messages(
        opened(event("Ganhe já"), event("De novo", 2), enclosures=Enclosures(spam=True)), TEXTS
    )

    assert [(one.text, one.further) for one in (first, second)] == [("Ganhe já", ()), ("De novo", ())]


def test_a_comment_that_continues_a_long_text_is_read_to_its_end() -> None:
    message = making.message("palavra " * 2000)
    first = opened(replace(event(""), message=message))
    (beginning,) = recorded.messages(first, TEXTS)
    parts = [recorded.rest(one) for one in contents.continuations(message, TEXTS)]

    assert "continua" not in "".join(beginning.further)
    assert " ".join("\n".join([beginning.text, *parts]).split()) == message.text.strip()


@pytest.mark.parametrize(
    "forged",
    ["> x", "<details><summary><sub>1</sub></summary><sub>2 · ontem</sub></details>", "---", "🤖 **R:** oi"],
)
def test_a_person_cannot_end_a_message_or_forge_an_answer(forged: str) -> None:
    body = opened(event(f"Oi\n{forged}\nfim"))
    (found,) = recorded.messages(body, TEXTS)

    assert found.text == f"Oi\n{forged}\nfim"
    assert recorded.answer(body, TEXTS) == ""
