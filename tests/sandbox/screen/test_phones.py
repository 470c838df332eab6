"""The phones of the screen, by its routes: what a form sends to the office, and what a phone then shows."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

import pytest
from flask import Response
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from bot.core import clock
from bot.core.settings import Configuration
from bot.sandbox.emulator.server import Server
from bot.sandbox.screen import phones
from bot.sandbox.screen.app import create_app
from bot.sandbox.screen.parts import Parts
from bot.sandbox.screen.people import Resident
from bot.sandbox.screen.stream import Changes
from bot.sandbox.twilio import TwilioEmulator, TwilioState
from bot.sandbox.twilio.rules import SendRequest
from bot.sandbox.twilio.values import Bubble
from tests.conftest import MovedClock
from tests.sandbox.twilio_world import ACCOUNT, PUBLIC, SMS, TOKEN, WHATSAPP, Receiver

ANA, JOAO = "+5511987654321", "+5521996543210"
PNG = b"\x89PNG\r\n\x1a\n made up"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def receiver() -> Receiver:
    """The office's side of the webhooks."""
    return Receiver()


@pytest.fixture
def parts(receiver: Receiver) -> Iterator[Parts]:
    """What phones need of a sandbox."""
    state = TwilioState(ACCOUNT, TOKEN, SMS, WHATSAPP)
    state.point_webhooks(f"{PUBLIC}/inbound")
    with Server(receiver.app()) as server, TwilioEmulator(state, routes={PUBLIC: server.url}) as twilio:
        made = SimpleNamespace(twilio=twilio, configuration=Configuration())
        yield cast("Parts", made)


@pytest.fixture
def client(parts: Parts) -> FlaskClient:
    pane = phones.pane(parts)
    return create_app(parts, [pane], Changes({"phones": pane.mark})).test_client()


def _shown(client: FlaskClient, number: str = ANA, **opened: str) -> str:
    return client.get("/phones", query_string={"phone": number, **opened}).get_data(as_text=True)


def _post(client: FlaskClient, what: str, **form: Any) -> str:
    data = {"phone": ANA, "channel": "sms", **form}
    answer = client.post(f"/phones/{what}", data=data, headers=HTMX)
    assert answer.status_code in (200, 422), answer.status
    return answer.get_data(as_text=True)


def _multipart(fields: Mapping[str, str], name: str, kind: str, content: bytes) -> bytes:
    """A form as a browser sends it; Flask's client would put a large one into a file that nobody closes."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{one}"\r\n\r\n{fields[one]}\r\n' for one in fields
    ]
    parts.append(f'--x\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n')
    parts.append(f"Content-Type: {kind}\r\n\r\n")
    return "".join(parts).encode() + content + b"\r\n--x--\r\n"


def _sent(receiver: Receiver) -> Mapping[str, str]:
    return receiver.forms("inbound")[-1]


def _office_writes(parts: Parts, to: str, body: str) -> None:
    sender = WHATSAPP if ":" in to else SMS
    parts.twilio.accept(SendRequest(to, sender, body))
    assert parts.twilio.wait_idle(10)


def test_what_is_written_reaches_the_office_and_stands_on_the_phone(
    client: FlaskClient, receiver: Receiver
) -> None:
    page = _post(client, "text", body="Bom dia\r\ntudo bem?")

    assert _sent(receiver)["Body"] == "Bom dia\ntudo bem?"
    assert _sent(receiver)["From"] == ANA
    assert "Bom dia\ntudo bem?" in page


def test_by_whatsapp_the_profile_tells_a_name_and_ticks_stand_on_ones_own_messages_alone(
    client: FlaskClient, receiver: Receiver, parts: Parts
) -> None:
    page = _post(client, "text", phone=JOAO, channel="whatsapp", body="Oi")
    _office_writes(parts, f"whatsapp:{JOAO}", "Olá, João")

    assert _sent(receiver)["ProfileName"] == "João Pereira"
    assert page.count('aria-label="entregue"') == 1
    assert _shown(client, JOAO).count('aria-label="entregue"') == 1


def test_a_text_message_has_no_ticks(client: FlaskClient) -> None:
    assert 'aria-label="entregue"' not in _post(client, "text", body="Oi")


def test_a_message_that_the_office_did_not_take_says_so(
    client: FlaskClient, receiver: Receiver, parts: Parts
) -> None:
    receiver.answers += [Response(status=503)] * 5

    assert "O escritório não recebeu esta mensagem" in _post(client, "text", body="Alô?")


def test_a_picture_is_sent_with_its_name_and_shown_in_place(client: FlaskClient, receiver: Receiver) -> None:
    page = _post(client, "text", body="Segue", files=(io.BytesIO(PNG), "recibo.png", "image/png"))
    found = re.search(r'<img class="bubble-picture" src="([^"]+)" alt="recibo.png"', page)

    assert _sent(receiver)["NumMedia"] == "1"
    assert found
    picture = client.get(found[1].replace("&amp;", "&"))
    assert (picture.data, picture.content_type) == (PNG, "image/png")
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/pdf", "text/javascript"])
def test_a_file_that_could_do_something_is_saved_and_never_opened(client: FlaskClient, kind: str) -> None:
    page = _post(
        client, "text", phone=JOAO, channel="whatsapp", files=(io.BytesIO(b"<script>1</script>"), "x.y", kind)
    )
    found = re.search(r'<a class="bubble-file" href="([^"]+)" download>', page)

    assert found
    answer = client.get(found[1])
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.content_type == "application/octet-stream"


def test_a_contact_and_a_place_are_shown_as_cards(client: FlaskClient, receiver: Receiver) -> None:
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Pedro\r\nTEL:+5511988887777\r\nEND:VCARD\r\n"
    page = _post(client, "text", files=(io.BytesIO(card), "pedro.vcf", "text/vcard"))
    assert "<strong>Pedro</strong>" in page

    page = _post(client, "place", channel="whatsapp", place="MASP|Av. Paulista, 1578|-23.56|-46.65")
    assert {**_sent(receiver), "Label": "MASP", "Latitude": "-23.56"} == _sent(receiver)
    assert "<strong>MASP</strong>" in page


def test_a_button_is_pressed_as_twilio_tells_it(client: FlaskClient, receiver: Receiver) -> None:
    page = _post(client, "button", channel="whatsapp", label="Confirmar", payload="confirm-42")

    assert _sent(receiver)["ButtonText"] == "Confirmar"
    assert _sent(receiver)["ButtonPayload"] == "confirm-42"
    assert _sent(receiver)["MessageType"] == "interactive"
    assert "Tocou em um botão" in page


def test_after_25_hours_whatsapp_refuses_until_the_person_writes(client: FlaskClient, parts: Parts) -> None:
    _post(client, "text", phone=JOAO, channel="whatsapp", body="Oi")
    page = _post(client, "wait", phone=JOAO)
    assert "25 horas depois" in page

    _office_writes(parts, f"whatsapp:{JOAO}", "Olá, João!")
    assert "Não chegou:" in _shown(client, JOAO)
    assert "(63016)" in _shown(client, JOAO)

    _post(client, "text", phone=JOAO, channel="whatsapp", body="Ainda estou aqui")
    _office_writes(parts, f"whatsapp:{JOAO}", "Agora sim")
    assert "Agora sim" in _shown(client, JOAO)
    assert "25 horas depois" not in _shown(client, JOAO, channel="sms")


@pytest.mark.parametrize(
    ("switch", "notice", "code"),
    [("unreachable", "sem sinal.", "(30003)"), ("landline", "é fixo.", "(30006)")],
)
def test_a_phone_that_is_switched_shows_it_and_what_did_not_arrive(
    client: FlaskClient, parts: Parts, switch: str, notice: str, code: str
) -> None:
    page = _post(client, "switches", **{switch: "on"})
    _office_writes(parts, ANA, "Sua guia")

    assert notice in page
    assert code in _shown(client)
    assert notice not in _post(client, "switches")
    assert not parts.twilio.state.phone(ANA).unreachable


def test_a_whatsapp_message_waits_for_a_phone_that_is_off(client: FlaskClient, parts: Parts) -> None:
    _post(client, "text", phone=JOAO, channel="whatsapp", body="Oi")
    _post(client, "switches", phone=JOAO, unreachable="on")
    _office_writes(parts, f"whatsapp:{JOAO}", "Está aí?")

    assert "Espera o celular ligar:" in _shown(client, JOAO)


def test_somebody_new_gets_a_phone_and_is_shown(client: FlaskClient) -> None:
    data = {"number": "(31) 99999-8888", "name": "Célia", "channel": "whatsapp"}
    answer = client.post("/phones/people", data=data, headers=HTMX)

    assert "Celular de Célia" in answer.text
    assert answer.headers["HX-Trigger"] == (
        '{"screen-went": {"set": "phone=%2B5531999998888&channel=&issue="}}'
    )


def test_somebody_who_is_known_keeps_the_name_where_none_is_given(client: FlaskClient) -> None:
    client.post("/phones/people", data={"number": ANA, "name": "", "channel": "sms"}, headers=HTMX)

    assert "Celular de Ana Souza" in client.get(f"/phones?phone={quote(ANA)}").text


@pytest.mark.parametrize("number", ["", "abc", "12", "+999 12", "<b>1</b>"])
def test_what_is_no_number_is_told_and_stays_to_be_corrected(client: FlaskClient, number: str) -> None:
    answer = client.post("/phones/people", data={"number": number, "name": "Zé"}, headers=HTMX)

    assert answer.status_code == 422
    assert "não é um número de telefone" in answer.text
    assert 'value="Zé"' in answer.text
    assert "<b>1</b>" not in answer.text


@pytest.mark.parametrize(
    ("channel", "size", "kind", "said"),
    [
        ("sms", 1, "application/zip", "envie a.bin pelo WhatsApp"),
        ("sms", 6_000_000, "image/png", "Isso passa dos 5 MB que cabem em uma mensagem de SMS."),
        ("whatsapp", 17_000_000, "image/png", "Isso passa dos 16 MB"),
        ("whatsapp", 22_000_000, "image/png", "Isso passa dos 16 MB"),
        ("sms", 22_000_000, "image/png", "Isso passa dos 5 MB que cabem em uma mensagem de SMS."),
        ("whatsapp", 0, "image/png", "a.bin está vazio."),
    ],
)
def test_a_file_that_the_phone_does_not_send_is_told_with_its_limit_and_the_text_stays(
    client: FlaskClient, receiver: Receiver, channel: str, size: int, kind: str, said: str
) -> None:
    answer = client.post(
        "/phones/text",
        query_string={"phone": ANA, "channel": channel},
        data=_multipart({"phone": ANA, "channel": channel, "body": "Segue"}, "a.bin", kind, bytes(size)),
        content_type="multipart/form-data; boundary=x",
        headers=HTMX,
    )

    assert answer.status_code == 422
    assert said in answer.text
    assert receiver.seen == []


def test_a_message_by_both_channels_counts_as_unread_until_that_one_is_looked_at(
    client: FlaskClient, parts: Parts
) -> None:
    _office_writes(parts, ANA, "Oi, Ana")
    assert 'class="person-unread">1<' in _shown(client, JOAO)
    assert 'class="person-unread"' in _shown(client, ANA, channel="whatsapp")

    _shown(client, ANA, channel="sms")

    assert 'class="person-unread"' not in _shown(client, JOAO)


def test_to_look_at_whatsapp_is_to_read_what_it_shows(client: FlaskClient, parts: Parts) -> None:
    _post(client, "text", phone=JOAO, channel="whatsapp", body="Oi")
    _office_writes(parts, f"whatsapp:{JOAO}", "Olá, João")
    _shown(client, JOAO, channel="sms")
    assert parts.twilio.state.messages()[0].status == "delivered"

    _shown(client, JOAO, channel="whatsapp")

    assert parts.twilio.wait_idle(10)
    assert parts.twilio.state.messages()[0].status == "read"


def test_days_are_told_apart_on_the_clock_of_the_office(
    moved_clock: MovedClock, client: FlaskClient, parts: Parts
) -> None:
    moved_clock.set(clock.now().replace(hour=12, minute=0))
    parts.twilio.state.show(ANA, Bubble("SM1", True, "sms", "antes", clock.now().replace(hour=2)))
    _post(client, "text", body="depois")
    page = _shown(client).partition('id="thread"')[2]

    assert page.index("Ontem") < page.index("antes") < page.index("Hoje") < page.index("depois")
    assert ">23:00</time>" in page


def test_an_address_written_by_hand_opens_the_phone(client: FlaskClient) -> None:
    assert "Celular de João Pereira" in client.get(f"/phones?phone={JOAO}").text


def test_a_form_of_another_site_does_nothing(client: FlaskClient, receiver: Receiver) -> None:
    answer = client.post(
        "/phones/text", data={"phone": ANA, "body": "Oi"}, headers={"Sec-Fetch-Site": "cross-site"}
    )

    assert answer.status_code == 403
    assert receiver.seen == []


def test_without_scripts_a_form_leads_back_to_the_screen(client: FlaskClient) -> None:
    answer = client.post(
        "/phones/text", query_string={"issue": "3"}, data={"phone": ANA, "channel": "sms", "body": "Oi"}
    )

    assert answer.status_code == 303
    assert answer.location == "/?issue=3&phone=%2B5511987654321&channel=sms#phones"


def test_a_page_leaves_compressed_for_those_who_take_it(client: FlaskClient) -> None:
    zipped = client.get("/phones", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/phones")

    assert gzip.decompress(zipped.data) == plain.data
    assert len(zipped.data) * 3 < len(plain.data)
    assert "Content-Encoding" not in plain.headers


def test_a_change_of_any_phone_is_noticed_and_nothing_else(client: FlaskClient, parts: Parts) -> None:
    pane = phones.pane(parts)
    before = pane.mark()
    assert pane.mark() == before

    _post(client, "text", body="Oi")
    after = pane.mark()

    assert after != before
    _shown(client)
    assert pane.mark() == after


@pytest.mark.parametrize(
    ("name", "initials"),
    [("Ana Souza", "AS"), ("Dona Lúcia", "DL"), ("Zé", "Z"), ("", ""), ("42 !", ""), ("ß ß", "SSSS")],
)
def test_initials_are_letters_of_the_first_and_the_last_name(name: str, initials: str) -> None:
    assert Resident(ANA, name).initials == initials


@given(st.text(), st.text())
def test_anybody_can_be_shown(number: str, name: str) -> None:
    resident = Resident(number, name)

    assert resident.shown_name == (name or resident.shown_number)
    assert resident.hue in range(8)
