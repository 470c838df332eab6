"""The form that sends a message: what it understands, refuses, costs and judges; a message leaves once."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from pydantic import SecretStr

from bot.console.entry import visitor
from bot.console.entry.sessions import Sessions
from bot.core import clock
from bot.core.messages import Order, Purpose
from bot.core.settings import Settings
from bot.relay.api import OrderIntake
from bot.relay.live_settings import LiveSettings
from bot.relay.mounting import RelayParts
from bot.relay.store.lock import StoreError
from bot.rules.people import relay_keys
from tests.console.browser import HOME, Visiting
from tests.console.conftest import visit
from tests.relay import caller, empty_store
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness

TEXT = "Sua guia vence amanhã, Ana."
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 * 7 }}"
FILLED = {
    "channel": "sms",
    "country": "BR",
    "destination": "(11) 98765-4321",
    "purpose": "notification",
    "message": TEXT,
    "key": "0123456789abcdefghijkl",
}
MORE = """
prices: {sms_segment: "0.05", whatsapp_message: "0.07"}
templates:
  boleto:
    sid: HX0123456789abcdef0123456789abcdef
    text: "Olá {nome}, sua guia vence em {data}."
    variables: [nome, data]
    channels: [whatsapp, sms]
  promo:
    sid: HX0123456789abcdef0123456789abcdee
    text: "Novidades."
"""


@pytest.fixture(name="harness")
def _harness(tmp_path: Path, github: FakeGitHub) -> Iterator[RelayHarness]:
    with RelayHarness(
        tmp_path, github, MORE, place=empty_store.put(tmp_path / "data" / "relay.db")
    ) as harness:
        yield harness
        harness.dispatcher.stop()


def changed(parts: RelayParts, settings: Settings) -> RelayParts:
    """Return the parts of a relay with other settings."""
    live = LiveSettings(settings, parts.live.folder, parts.store, parts.dispatcher)
    return replace(parts, live=live, intake=OrderIntake(live, parts.store))


def with_environment(parts: RelayParts, **changes: object) -> RelayParts:
    environment = parts.live.current.environment.model_copy(update=changes)
    return changed(parts, parts.live.current.model_copy(update={"environment": environment}))


def taken(harness: RelayHarness) -> list[Order]:
    return caller.orders(harness)


def test_the_form_offers_what_can_be_sent(signed_in: Visiting) -> None:
    page = signed_in.get("/send").text

    assert re.findall(r'name="channel" value="(\w+)"', page) == ["sms", "whatsapp"]
    assert re.findall(r'<option value="([A-Z]{2})"', page)[0] == "BR"
    assert re.findall(r'<option value="(boleto|promo)"', page) == [
        "boleto"
    ]  # the other is for WhatsApp alone
    assert "Nada ainda." in page


def test_without_a_number_to_send_from_the_page_says_so(parts: RelayParts) -> None:
    none = {"TWILIO_PHONE_NUMBER": None, "TWILIO_WHATSAPP_NUMBER": None}

    page = visit(with_environment(parts, **none)).get("/send").text

    assert "Nenhum número de envio está configurado." in page
    assert "<textarea" not in page


def test_without_a_number_to_send_from_nothing_is_ordered(parts: RelayParts, harness: RelayHarness) -> None:
    visiting = visit(with_environment(parts, TWILIO_PHONE_NUMBER=None, TWILIO_WHATSAPP_NUMBER=None))

    for path in ("/send", "/send/check", "/send/verdict"):
        assert visiting.post(path, **FILLED).status_code in (200, 422)
    assert taken(harness) == []


def test_what_was_typed_is_kept_where_the_relay_can_store_nothing(
    signed_in: Visiting, parts: RelayParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(type(parts.intake.orders), "take", full)
    answer = signed_in.post("/send", **FILLED)

    assert answer.status_code == 503
    assert TEXT in answer.text


def test_a_message_is_ordered_in_the_administrators_name(signed_in: Visiting, harness: RelayHarness) -> None:
    answer = signed_in.post("/send", **FILLED)

    (order,) = taken(harness)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/console/send/orders/{order.id}")
    assert (order.person.wire, order.text, order.purpose) == ("+5511987654321", TEXT, Purpose.NOTIFICATION)
    assert order.by == "console:marina"


def test_scripts_are_sent_on_to_the_fate_and_get_no_page_for_a_part(
    signed_in: Visiting, harness: RelayHarness
) -> None:
    found = re.search(r'name="form-token" value="(\w+)"', signed_in.get("/send").text)
    assert found
    answer = signed_in.send("/send", {"form-token": found[1], **FILLED}, Origin=HOME, HX_Request="true")

    (order,) = taken(harness)
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["HX-Redirect"] == f"/console/send/orders/{order.id}"


def test_a_template_is_ordered_with_its_values(signed_in: Visiting, harness: RelayHarness) -> None:
    fields = {"template": "boleto", "value-nome": "Ana", "value-data": "30/11", "value-of-another": "x"}
    answer = signed_in.post("/send", **{**FILLED, "channel": "whatsapp", **fields})

    (order,) = taken(harness)
    assert answer.status_code == 303
    assert (order.person.wire, order.text, order.template) == ("whatsapp:+5511987654321", "", "boleto")
    assert order.variables == (("data", "30/11"), ("nome", "Ana"))


# label: (what differs from FILLED, the sentences under the fields)
FAULTS = {
    "nothing": ({"destination": "", "message": " "}, ["Falta preencher.", "Falta preencher."]),
    "no area code": ({"destination": "98765-4321"}, ["Falta o DDD: escreva, por exemplo, (11) 98765-4321."]),
    "no ninth digit": (
        {"destination": "(11) 8765-4321"},
        ["Falta um dígito: celulares têm nove depois do DDD. Seria +55 11 98765-4321?"],
    ),
    "no such area": (
        {"destination": "(10) 98765-4321"},
        ["O número tem um DDD que não existe no Brasil."],
    ),
    "letters": ({"destination": HOSTILE}, ["Isto não é um número de telefone deste país."]),
    "country": ({"destination": "+351 912 345 678"}, ["policy.countries"]),
    "ours": ({"destination": "+1 555 123 4567"}, ["é um dos nossos"]),
    "too long": ({"message": "é" * 16_001}, ["tem 16001 caracteres"]),
    "a value": ({"template": "boleto", "value-nome": "Ana"}, ["Falta preencher."]),
    "a long value": (
        {"template": "boleto", "value-nome": "Ana", "value-data": "x" * 1_500},
        ["o WhatsApp aceita 1024"],
    ),
}


@pytest.mark.parametrize(("changes", "sentences"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_stands_under_its_field_and_what_was_typed_is_kept(
    signed_in: Visiting, harness: RelayHarness, changes: dict[str, str], sentences: list[str]
) -> None:
    answer = signed_in.post("/send", **{**FILLED, **changes})

    faults = " ".join(re.findall(r'<span class="fault"[^>]*>(.*?)</span>', answer.text))
    assert answer.status_code == 422
    assert [one for one in sentences if one not in faults] == []
    assert 'aria-invalid="true"' in answer.text
    assert taken(harness) == []
    assert FILLED["key"] in answer.text
    for typed in changes.values():
        assert typed[:2_000].strip() in answer.text or "<" in typed


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"channel": "fax", "country": "??", "purpose": "\x00", "template": "no-such", "key": "'; --"},
        {
            "channel": HOSTILE,
            "country": HOSTILE,
            "template": HOSTILE,
            "purpose": HOSTILE,
            "value-\x00": HOSTILE,
        },
        {"destination": "9" * 20_000, "message": "\ud83d" * 10},
    ],
)
@pytest.mark.parametrize("path", ["/send", "/send/check", "/send/verdict", "/send/content"])
def test_nonsense_is_refused_in_words(signed_in: Visiting, path: str, fields: dict[str, str]) -> None:
    sent = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}

    assert signed_in.post(path, **sent).status_code in (200, 422)


def test_a_text_that_would_do_something_in_a_page_is_shown_letter_by_letter(signed_in: Visiting) -> None:
    hostile = {**FILLED, "message": HOSTILE, "value-nome": HOSTILE, "template": "boleto"}
    for path, fields in (("/send/check", {**FILLED, "message": HOSTILE}), ("/send/check", hostile)):
        shown = signed_in.post(path, **fields).text
        assert "<script>alert" not in shown
        assert "<img" not in shown
        assert "&lt;script&gt;alert(1)" in shown
        assert "49" not in re.findall(r'<p class="bubble".*?</p>', shown, re.DOTALL)[0]
    assert "<script>alert" not in signed_in.post("/send/content", **hostile).text


def test_a_form_that_is_sent_twice_orders_once(signed_in: Visiting, harness: RelayHarness) -> None:
    first, again = signed_in.post("/send", **FILLED), signed_in.post("/send", **FILLED)

    assert first.headers["Location"] == again.headers["Location"]
    assert len(taken(harness)) == 1


def test_two_clicks_at_once_order_once(parts: RelayParts, harness: RelayHarness) -> None:
    tabs = [visit(parts), visit(parts)]
    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(lambda tab: tab.post("/send", **FILLED), tabs))

    assert {answer.status_code for answer in answers} == {303}
    assert len(taken(harness)) == 1


def test_another_message_in_a_form_that_was_sent_is_asked_about_and_then_ordered(
    signed_in: Visiting, harness: RelayHarness
) -> None:
    """The back button shows the old form, into which something else may be written."""
    signed_in.post("/send", **FILLED)
    answer = signed_in.post("/send", **{**FILLED, "message": "Outra"})

    assert answer.status_code == 409
    assert "Este formulário já enviou uma mensagem" in answer.text
    (key,) = re.findall(r'id="send".*?name="key" value="([\w-]+)"', answer.text, re.DOTALL)
    assert key != FILLED["key"]
    assert signed_in.post("/send", **{**FILLED, "message": "Outra", "key": key}).status_code == 303
    assert [order.text for order in taken(harness)] == [TEXT, "Outra"]


def test_a_reached_ceiling_is_said_in_words(parts: RelayParts, harness: RelayHarness) -> None:
    config = parts.live.current.config
    ceilings = config.ceilings.model_copy(update={"token_segments_per_hour": 1})
    visiting = visit(
        changed(
            parts,
            parts.live.current.model_copy(
                update={"config": config.model_copy(update={"ceilings": ceilings})}
            ),
        )
    )
    visiting.post("/send", **FILLED)
    answer = visiting.post("/send", **{**FILLED, "key": "another-key-0123456789"})

    assert answer.status_code == 429
    assert "segmentos por hora" in re.findall(r'role="alert">(.*?)</div>', answer.text)[0]
    assert TEXT in answer.text
    assert len([order for order in taken(harness) if order.text]) == 1


def test_too_many_requests_are_said_in_words(parts: RelayParts) -> None:
    config = parts.live.current.config
    relay = config.relay.model_copy(update={"orders_per_minute": 1})
    settings = parts.live.current.model_copy(update={"config": config.model_copy(update={"relay": relay})})
    visiting = visit(changed(parts, settings))
    visiting.post("/send", **FILLED)

    answer = visiting.post("/send", **{**FILLED, "key": "another-key-0123456789"})

    assert answer.status_code == 429
    assert "Mais de 1 pedidos em um minuto" in answer.text


def test_no_address_no_log_line_and_no_plain_row_holds_a_number_or_a_text(
    signed_in: Visiting, harness: RelayHarness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    signed_in.post("/send/check", **FILLED)
    signed_in.post("/send/verdict", **FILLED)
    signed_in.post("/send", **{**FILLED, "destination": "98765-4321"})
    answer = signed_in.post("/send", **FILLED)
    signed_in.get(answer.headers["Location"].removeprefix("/console"))

    written = [answer.headers["Location"], caplog.text, *answer.headers.getlist("Set-Cookie")]
    stored = b"".join(file.read_bytes() for file in harness.file.parent.glob("relay.db*"))
    for secret in ("987654321", "98765-4321", "8765-4321", "Sua guia"):
        assert not [one for one in written if secret in one]
        assert secret.encode() not in stored
    assert "order-stored" in caplog.text


def test_the_count_says_what_an_accent_costs(signed_in: Visiting) -> None:
    text = "Sua guia de FGTS vence hoje e o pagamento vai ate as dezoito horas em ponto, Ana"
    cheap = signed_in.post("/send/check", **{**FILLED, "message": text}).text
    dear = signed_in.post("/send/check", **{**FILLED, "message": text.replace("ate", "até já")}).text

    assert 'id="segments" class="big numbers">1<' in cheap
    assert "80 de 160 caracteres" in cheap
    assert "US$ 0,0500" in cheap
    assert 'id="segments" class="big numbers">2<' in dear
    assert '<code class="sign">á</code>' in dear
    assert "Sem eles custaria 1 em vez de 2." in dear
    assert "US$ 0,1000" in dear


def test_whatsapp_is_counted_by_the_message(signed_in: Visiting) -> None:
    shown = signed_in.post("/send/check", **{**FILLED, "channel": "whatsapp", "message": "ã" * 300}).text

    assert 'id="segments" class="big numbers">1<' in shown
    assert "US$ 0,0700" in shown
    assert "UCS-2" not in shown


def test_a_line_end_of_a_browser_is_one_character(signed_in: Visiting, harness: RelayHarness) -> None:
    signed_in.post("/send", **{**FILLED, "message": "um\r\ndois"})

    assert [order.text for order in taken(harness)] == ["um\ndois"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("11987654321", "+55 11 98765-4321"),
        ("+55 (11) 98765-4321", "+55 11 98765-4321"),
        ("0055 11 98765 4321", "+55 11 98765-4321"),
        ("(11) 3456-7890", "telefone fixo"),
        ("", "Com DDD, como você discaria."),
    ],
)
def test_the_number_is_said_as_it_is_understood(signed_in: Visiting, typed: str, said: str) -> None:
    assert said in signed_in.post("/send/check", **{**FILLED, "destination": typed}).text


def test_without_a_github_token_the_verdict_says_what_is_not_known_here(signed_in: Visiting) -> None:
    shown = signed_in.post("/send/verdict", **{**FILLED, "purpose": "alert"}).text

    assert "nada contra, até onde se vê aqui" in shown
    assert "Com um token seu do GitHub" in shown


def test_without_the_whole_key_the_verdict_says_that_nobody_is_found(
    parts: RelayParts, harness: RelayHarness
) -> None:
    share = SecretStr(relay_keys.relay_key(harness.settings.contact_keys))
    parts = with_environment(parts, RELAY_KEY=share, CONTACT_KEY=None)

    shown = visit(parts).post("/send/verdict", **{**FILLED, "purpose": "alert"}).text

    assert "este relay não tem a CONTACT_KEY" in shown


def test_with_a_token_a_github_that_does_not_answer_is_said_to_be_left_out(
    signed_in: Visiting, parts: RelayParts
) -> None:
    session = Sessions(parts.store).find(str(signed_in.cookie(visitor.SESSION)))
    assert session
    content = {
        "cookie": visitor.GITHUB,
        "session": session.digest,
        "content": "github_pat_0123456789abcdefghij",
    }
    sealed = parts.store.keys.seal_for_browser(json.dumps(content).encode())
    signed_in.client.set_cookie(visitor.GITHUB, sealed, domain="127.0.0.1")

    page = signed_in.post("/send", **{**FILLED, "purpose": "marketing", "check": "1"}).text

    assert "O registro de consentimento não pôde ser lido no GitHub" in page
    assert "Com um token seu do GitHub" not in page


def test_the_relay_alone_knows_the_hours(
    visiting: Visiting, parts: RelayParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = datetime(2026, 11, 24, 23, 30, tzinfo=ZoneInfo("America/Sao_Paulo"))
    monkeypatch.setattr(clock, "now", lambda: night)
    visiting.post("/link", secret=Sessions(parts.store).make_link("marina"))

    shown = visiting.post("/send/verdict", **FILLED).text

    assert ">espera<" in shown
    assert "Espera até 25/11/2026 às 08:00" in shown


def test_a_number_that_nothing_may_go_to_is_said_before_sending(signed_in: Visiting) -> None:
    shown = signed_in.post("/send/verdict", **{**FILLED, "destination": "+351 912 345 678"}).text

    assert "não pode ser enviada para lá" in shown
    assert "policy.countries" in shown


def test_checking_works_without_scripts(signed_in: Visiting, harness: RelayHarness) -> None:
    page = signed_in.post("/send", **{**FILLED, "check": "1"}).text

    assert "<h1>" in page
    assert "+55 11 98765-4321" in page
    assert "US$ 0,0500" in page
    assert "nada contra" in page or "espera" in page
    assert taken(harness) == []


def test_a_test_goes_to_ones_own_phone_alone(parts: RelayParts, harness: RelayHarness) -> None:
    visiting = visit(with_environment(parts, ADMIN_PHONES=SecretStr("+5511987650001,+5521987650002")))
    page = visiting.get("/send").text
    assert "Enviar um teste para +55 11 *****-0001 (SMS)" in page
    assert "87650001" not in page

    for phone in ("1", "1"):
        assert visiting.post("/send/test", phone=phone, key=FILLED["key"]).status_code == 303
    assert visiting.post("/send/test", phone="7", key=FILLED["key"]).status_code == 404
    assert visiting.post("/send/test", phone="+5511987654321").status_code == 404

    (order,) = taken(harness)
    assert (order.person.wire, order.purpose) == ("+5521987650002", Purpose.ALERT)
    assert order.text.startswith("AUDITORIA360: esta é uma mensagem de teste.")


def test_the_page_speaks_english_too(signed_in: Visiting) -> None:
    signed_in.post("/language", language="en")
    answer = signed_in.post("/send", **{**FILLED, "destination": "98765-4321"})

    assert "The area code (DDD) is missing: write (11) 98765-4321, for example." in answer.text
    assert "US$0.0500" in answer.text
