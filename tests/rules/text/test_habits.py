"""What people send besides words reads as it does on a phone: albums, places, taps, voice notes, what was passed on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.twilio import flows
from bot.core.messages import Choice, Event, InboundMessage, Location, Media, MessageSid
from bot.rules import texts
from bot.rules.text import file_lines, rendering
from bot.rules.text.contents import Enclosures
from bot.rules.text.insides import Cards, Recording
from bot.rules.text.media_types import KeptFile
from bot.rules.text.rendering import Beginning, Style
from bot.rules.text.vcards import Card
from tests import making

TEXTS = texts.of("pt-BR")
STYLE = Style(TEXTS, ZoneInfo("America/Sao_Paulo"))
AT = datetime(2026, 11, 5, 12, 0, 1, tzinfo=UTC)


def _event(place: int, at: datetime = AT, /, **parts: Any) -> Event:
    message = replace(making.message(""), sid=MessageSid(f"SM{place}"), **parts)
    return Event(place, at, message)


def _shown(*events: Event, enclosures: Enclosures = rendering.NOTHING) -> str:
    return rendering.further_messages("<!-- m -->", events, STYLE, [""] * len(events), "", enclosures)


def _picture(sid: MessageSid, place: int) -> KeptFile:
    return KeptFile(f"{place}.png", "image/png", f"https://page/{sid}", f"https://image/{sid}")


def test_an_album_shows_its_pictures_in_order_with_one_time_under_the_last() -> None:
    events = [_event(place, media=(Media("u", "image/png"),)) for place in range(10)]
    files = {event.message.sid: [_picture(event.message.sid, event.sequence)] for event in events}
    shown = _shown(*events, enclosures=Enclosures(files))
    pictures = [line for line in shown.splitlines() if line.startswith("[![")]

    assert [line[3:8] for line in pictures] == [f"{place}.png" for place in range(10)]
    assert shown.count("<details>") == 1
    assert shown.index("9.png") < shown.index("<details>")
    assert all(f"<code>SM{place}</code>" in shown for place in range(10))
    assert "Anexos" not in shown


def test_what_comes_in_another_minute_or_was_found_later_has_a_time_of_its_own() -> None:
    later = AT + timedelta(minutes=1)

    assert _shown(_event(1, text="a"), _event(2, later, text="b")).count("<details>") == 2
    assert _shown(_event(1, text="a", recovered=True), _event(2, text="b")).count("<details>") == 2
    assert _shown(_event(1, text="a"), _event(2, text="b")).count("<details>") == 1


def test_who_writes_from_the_same_number_is_told_apart_within_a_minute() -> None:
    maria, pedro = {"profile_name": "Maria"}, {"profile_name": "Pedro"}
    shown = _shown(_event(1, text="Oi", **maria), _event(2, text="Sou o Pedro", **pedro))

    assert shown.count("<details>") == 2
    assert shown.index("> Oi") < shown.index("**Nome no perfil:** Pedro") < shown.index("> Sou o Pedro")


def test_ten_pictures_of_one_message_name_their_kind_once() -> None:
    same = _shown(_event(1, media=(Media("u", "image/png"),) * 10))
    mixed = _shown(_event(1, media=(*(Media("u", "image/png"),) * 2, Media("u", "audio/ogg"))))

    assert "**Anexos:** 10 (`image/png`)\n" in same
    assert "**Anexos:** 3 (2 `image/png`, `audio/ogg`)\n" in mixed


@pytest.mark.parametrize(
    ("parts", "ending"),
    [
        ({"media": (Media("u", "image/jpeg"),)}, ": 📷 Foto"),
        ({"media": (Media("u", "image/jpeg"),) * 10}, ": 📷 Foto (10)"),
        ({"media": (Media("u", "image/webp"),), "kind": "sticker"}, ": Figurinha"),
        ({"media": (Media("u", "audio/ogg; codecs=opus"),)}, ": 🎤 Áudio"),
        ({"media": (Media("u", "video/mp4"),)}, ": 🎬 Vídeo"),
        ({"media": (Media("u", "text/x-vcard"),)}, ": 📇 Contato"),
        ({"media": (Media("u", "application/pdf"),)}, ": 📎 Documento"),
        ({"media": (Media("u", "image/png"), Media("u", "text/xml"))}, ": 📎 Documento (2)"),
        ({"location": Location("-23.5", "-46.6", "MASP")}, ": 📍 Localização: MASP"),
        ({"location": Location("-23.5", "-46.6")}, ": 📍 Localização"),
        ({"choice": Choice("Segunda via")}, ": Segunda via"),
        ({"kind": "reaction"}, "-4321"),
    ],
)
def test_a_conversation_that_begins_without_words_is_named_by_what_came(
    parts: dict[str, Any], ending: str
) -> None:
    assert rendering.title(_event(1, **parts).message, STYLE).endswith(ending)


def test_a_public_title_does_not_say_what_came() -> None:
    hidden = replace(STYLE, show_texts=False)

    assert "MASP" not in rendering.title(_event(1, location=Location("1", "2", "MASP")).message, hidden)


def test_what_was_tapped_is_shown_once() -> None:
    button = _shown(_event(1, text="Confirmar", choice=Choice("Confirmar", "confirm-42")))
    entry = _shown(_event(1, text="Segunda via", choice=Choice("Segunda via - Boleto do mês", "boleto")))
    comment = _shown(_event(1, text="Mas só amanhã", choice=Choice("Confirmar", "confirm-42")))

    assert button.count("Confirmar") == 1
    assert "**Opção escolhida:** Confirmar (`confirm-42`)" in button
    assert entry.count("Segunda via") == 1
    assert "> Mas só amanhã" in comment


def test_a_place_has_a_link_to_a_map() -> None:
    shown = _shown(_event(1, location=Location("-23.561399", "-46.655882", "MASP", "Av. Paulista, 1578")))

    assert (
        "📍 **Localização:** MASP, Av. Paulista, 1578 (`-23.561399, -46.655882`) · "
        "[ver no mapa](https://www.google.com/maps/search/?api=1&query=-23.561399%2C-46.655882)\n"
    ) in shown


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_but_numbers_gets_into_the_address_of_a_map(latitude: str, longitude: str) -> None:
    shown = _shown(_event(1, location=Location(latitude, longitude)))

    assert "maps/search" not in shown or (float(latitude) <= 90 and float(longitude) <= 180)


@pytest.mark.parametrize("latitude", ["91", "-90.1", "1)](https://evil.example)", "٣", "1e5", "+1", "1\n"])
def test_what_is_no_place_on_earth_has_no_link(latitude: str) -> None:
    assert "ver no mapa" not in _shown(_event(1, location=Location(latitude, "0")))


def test_what_many_have_passed_on_says_so() -> None:
    once = _shown(_event(1, text="veja", forwarded=True))
    often = _shown(_event(1, text="veja", forwarded=True, often_forwarded=True))

    assert "↪️ _Mensagem encaminhada._\n\n> veja" in once
    assert "↪️ _Mensagem encaminhada muitas vezes._\n\n> veja" in often


def test_a_voice_note_shows_that_it_is_one_and_how_long_it_is() -> None:
    note = KeptFile("1.ogg", "audio/ogg", "https://page", inside=Recording(67))

    assert file_lines.shown(1, 1, note, TEXTS) == "🎤 [1.ogg](https://page) (`audio/ogg`) · ⏱️ 1:07"


def test_several_contact_cards_are_named_as_several() -> None:
    cards = Cards((Card("João", "*****-7777"), Card("Bia", "*****-1234")))
    file = KeptFile("1.vcf", "text/vcard", "https://page", inside=cards)

    assert file_lines.shown(1, 1, file, TEXTS).endswith(
        "📇 **Contatos:** João `*****-7777`, Bia `*****-1234`"
    )


def test_of_a_filled_form_only_what_the_person_entered_is_shown() -> None:
    assert flows.readable('{"nome": "Maria", "flow_token": "abc"}') == "nome: Maria"
    assert flows.readable('{"flow_token": "abc"}') == "flow_token: abc"


def test_a_kind_that_twilio_documents_nowhere_is_named_and_its_text_shown() -> None:
    reaction = _shown(_event(1, text="👍", kind="reaction"))

    assert "> 👍\n" in reaction
    assert "Mensagem do tipo `reaction`" in reaction


def test_a_message_of_one_picture_without_its_file_still_says_that_one_came() -> None:
    message = InboundMessage(MessageSid("SM1"), making.ANA, making.ANA, media=(Media("u", "image/png"),))

    assert "**Anexos:** 1 (`image/png`)" in rendering.message(Event(1, AT, message), STYLE, "")


MARIA, PEDRO = {"profile_name": "Maria"}, {"profile_name": "Pedro, filho"}


def test_where_several_write_from_one_number_each_comment_begins_with_the_name() -> None:
    alone = rendering.conversation("<!-- m -->", [_event(1, text="Oi", **MARIA)], STYLE, [""], Beginning())
    both = rendering.with_names(alone, [_event(2, text="Sou o Pedro", **PEDRO)], STYLE)
    again = rendering.further_messages("<!-- m -->", [_event(3, text="Eu", **MARIA)], STYLE, [""], both)

    assert "\n👤 **Maria** · +55 11 *****-4321 · SMS\n" in alone
    assert "\n👤 **Maria**, **Pedro, filho** · +55 11 *****-4321 · SMS\n" in both
    assert again.startswith("<!-- m -->\n\n**Nome no perfil:** Maria\n\n> Eu")
    assert rendering.with_names(both, [_event(4, **PEDRO)], STYLE) == both


def test_one_person_is_named_once_and_not_in_each_comment() -> None:
    opened = rendering.conversation("<!-- m -->", [_event(1, text="Oi", **MARIA)], STYLE, [""], Beginning())

    assert rendering.with_names(opened, [_event(2, **MARIA), _event(3)], STYLE) == opened
    assert "Nome no perfil" not in rendering.further_messages(
        "<!-- m -->", [_event(2, **MARIA)], STYLE, [""], opened
    )


def test_a_public_repository_gets_no_names() -> None:
    hidden = replace(STYLE, show_texts=False)
    opened = rendering.conversation("<!-- m -->", [_event(1, **MARIA)], hidden, ["x"], Beginning())

    assert rendering.with_names(opened, [_event(2, **PEDRO)], hidden) == opened


@given(st.lists(making.texts(60), min_size=1, max_size=8))
def test_no_name_breaks_the_line_that_says_who_writes(names: list[str]) -> None:
    body = rendering.conversation("<!-- m -->", [_event(1, text="Oi")], STYLE, [""], Beginning())
    for place, name in enumerate(names):
        body = rendering.with_names(body, [_event(place, profile_name=name)], STYLE)

    (who,) = [line for line in body.splitlines() if line.startswith("👤 ")]
    assert who.endswith("+55 11 *****-4321 · SMS")
    assert who.count("+55 11") == 1 or any("+55 11" in name for name in names)
