"""Twilio's forms and what the bot understands of them. Made-up values in the shapes that Twilio documents and sends."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from bot.adapters.twilio.webhook import (
    WHATSAPP_CHARACTERS,
    NotAMessageError,
    NotAStatusError,
    parse,
    parse_status,
)
from bot.core import clock
from bot.core.messages import (
    Channel,
    Choice,
    DeliveryReport,
    DeliveryStatus,
    Event,
    Location,
    Media,
    Referral,
)
from bot.rules.wire import envelope
from tests.adapters.twilio.forms import CALLBACK, MEDIA, SID, SMS, WHATSAPP


def media(count: int, claimed: int | None = None) -> dict[str, str]:
    urls = {f"MediaUrl{index}": f"{MEDIA}{index}" for index in range(count)}
    types = {f"MediaContentType{index}": "image/png" for index in range(count)}
    return {**urls, **types, "NumMedia": str(count if claimed is None else claimed)}


def files(count: int) -> tuple[Media, ...]:
    return tuple(Media(f"{MEDIA}{index}", "image/png") for index in range(count))


BUTTON = {"Body": "Confirmar", "ButtonText": "Confirmar", "ButtonPayload": "confirm-42"}
LIST = {
    "Body": "Segunda via",
    "ListId": "boleto",
    "ListTitle": "Segunda via",
    "ListDescription": "Boleto do mes",
}
PLACE = {
    "Body": "",
    "Latitude": "-23.56",
    "Longitude": "-46.65",
    "Address": "Av. Paulista, 1578",
    "Label": "MASP",
}
REPLY = {
    "OriginalRepliedMessageSid": "SM" + "f" * 32,
    "OriginalRepliedMessageSender": "whatsapp:+14155238886",
}
FLOW = {
    "Body": "",
    "FlowData": json.dumps({"data": json.dumps({"nome": "Maria", "itens": ["a", "b"], "sim": True})}),
}
FALLBACK = {"ErrorCode": "11200", "ErrorUrl": "https://relay.example.com/api/notifications/webhook/twilio"}

# label: (base form, what is added, what is understood)
UNDERSTOOD: dict[str, tuple[dict[str, str], dict[str, str], dict[str, Any]]] = {
    "sms": (SMS, {}, {"text": "Bom dia", "channel": Channel.SMS, "media": (), "location": None}),
    "sms to a Messaging Service": (SMS, {"MessagingServiceSid": "MG" + "0" * 32}, {"text": "Bom dia"}),
    "sms from a name": (SMS, {"From": "BANCO"}, {"channel": Channel.SMS}),
    "sms opt-out": (SMS, {"Body": "STOP", "OptOutType": "STOP"}, {"text": "STOP", "opt_out": "STOP"}),
    "one picture": (SMS, media(1), {"media": files(1), "text": "Bom dia"}),
    "ten pictures, no Body": (
        {k: v for k, v in SMS.items() if k != "Body"},
        media(10),
        {"media": files(10), "text": ""},
    ),
    "NumMedia says too much": (SMS, media(1, claimed=10), {"media": files(1)}),
    "NumMedia says too little": (SMS, media(2, claimed=0), {"media": files(2)}),
    "NumMedia is no number": (SMS, {**media(1), "NumMedia": "many"}, {"media": files(1)}),
    "whatsapp": (
        WHATSAPP,
        {},
        {"text": "Olá 😀", "channel": Channel.WHATSAPP, "profile_name": "Maria Souza"},
    ),
    "voice note, empty Body": (
        WHATSAPP,
        {"Body": "", "MessageType": "audio", **media(1)},
        {"text": "", "media": files(1)},
    ),
    "location": (
        WHATSAPP,
        PLACE,
        {"location": Location("-23.56", "-46.65", label="MASP", address="Av. Paulista, 1578"), "text": ""},
    ),
    "half a location": (WHATSAPP, {"Latitude": "1"}, {"location": None}),
    "button": (WHATSAPP, BUTTON, {"text": "Confirmar", "choice": Choice("Confirmar", "confirm-42")}),
    "list": (
        WHATSAPP,
        LIST,
        {"text": "Segunda via", "choice": Choice("Segunda via - Boleto do mes", "boleto")},
    ),
    "reply to one of ours": (WHATSAPP, REPLY, {"reply_to": "SM" + "f" * 32}),
    "forwarded": (WHATSAPP, {"Forwarded": "true", "FrequentlyForwarded": "false"}, {"forwarded": True}),
    "forwarded often": (WHATSAPP, {"Forwarded": "false", "FrequentlyForwarded": "true"}, {"forwarded": True}),
    "not forwarded": (WHATSAPP, {"Forwarded": "false"}, {"forwarded": False}),
    "flow": (WHATSAPP, FLOW, {"text": "nome: Maria\nitens: a\nitens: b\nsim: true"}),
    "flow with a Body": (
        WHATSAPP,
        {**FLOW, "Body": "Sent"},
        {"text": "Sent\n\nnome: Maria\nitens: a\nitens: b\nsim: true"},
    ),
    "interactive data": (WHATSAPP, {"Body": "", "InteractiveData": '{"cor": "azul"}'}, {"text": "cor: azul"}),
    "flow that is no JSON": (WHATSAPP, {"Body": "", "FlowData": "{nome"}, {"text": "{nome"}),
    "flow of a hostile depth": (WHATSAPP, {"Body": "", "FlowData": "[" * 4000}, {"text": "[" * 4000}),
    "fallback": (SMS, FALLBACK, {"trouble": "11200", "text": "Bom dia"}),
    "unknown parameters": (SMS, {"BrandNew": "x" * 5000}, {"text": "Bom dia"}),
    "hostile text": (
        SMS,
        {"Body": "@octocat <img> ``` \u202eabc\x00"},
        {"text": "@octocat <img> ``` \u202eabc\x00"},
    ),
}


@pytest.mark.parametrize(("form", "added", "understood"), UNDERSTOOD.values(), ids=UNDERSTOOD.keys())
def test_forms(form: dict[str, str], added: dict[str, str], understood: dict[str, Any]) -> None:
    message = parse({**form, **added})

    assert {name: getattr(message, name) for name in understood} == understood
    assert message.sid == SID


@pytest.mark.parametrize(
    "sender", ["whatsapp:BR.1234567890123456", "whatsapp:+5511987654321", "+5511987654321", "BANCO"]
)
def test_the_sender_is_kept_as_twilio_writes_it(sender: str) -> None:
    message = parse({**WHATSAPP, "From": sender})

    assert message.sender.wire == sender
    assert message.recipient.wire == "whatsapp:+14155238886"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"MessageSid": SID},
        {"MessageSid": SID, "From": ""},
        {"MessageSid": SID, "From": "whatsapp:"},
        {"From": "+5511987654321"},
        {"MessageSid": "", "From": "+5511987654321"},
        {"MessageSid": "SM 1\n", "From": "+5511987654321"},
        *(
            {**SMS, "MessageSid": sid}
            for sid in ("SM 1\n", "S" * 34, SID[:-1], f"{SID}0", f"XX{'0' * 32}", f"SM{'A' * 32}")
        ),
        {**SMS, "SmsMessageSid": SID, "MessageSid": ""},
        *(
            {name: value for name, value in SMS.items() if name != missing}
            for missing in ("Body", "From", "To")
        ),
        *(
            {**SMS, name: ""}
            for name in ("Bod", "B", "BodyX", "Bodyo", "FromC", "ToCityx", "MediaUrl", "Ab c", "é", "")
        ),
    ],
)
def test_what_is_not_a_message_is_refused_with_a_sentence(form: dict[str, str]) -> None:
    with pytest.raises(NotAMessageError, match=r"This is not a message: .* Point only the"):
        parse(form)


@pytest.mark.parametrize("name", ["BrandNew", "ToRegion", "Brand-New", "MediaUrl10", "ProfileName2", "X"])
def test_an_unknown_name_is_accepted(name: str) -> None:
    assert parse({**SMS, name: "x"}).text == "Bom dia"


@pytest.mark.parametrize(
    "instead", [media(1), PLACE, BUTTON, FLOW, {"ListId": "boleto"}, {"MessageType": "unsupported"}]
)
def test_body_may_be_missing_where_something_else_was_sent(instead: dict[str, str]) -> None:
    form = {name: value for name, value in {**WHATSAPP, **instead}.items() if name != "Body"}

    assert parse(form).sid == SID


@pytest.mark.parametrize("name", ["To", "MessageStatus", "MessageSid"])
def test_a_report_without_what_it_is_about_is_refused(name: str) -> None:
    with pytest.raises(NotAStatusError, match=name):
        parse_status({key: value for key, value in CALLBACK.items() if key != name}, {}, clock.now())


@pytest.mark.parametrize("length", [WHATSAPP_CHARACTERS + 1, 16_001, 40_000])
def test_a_long_answer_to_a_form_is_kept_whole(length: int) -> None:
    sentence = "Declaro que a folha de novembro foi conferida por mim e pelo contador. "
    answer = "".join(f"{number}. {sentence}" for number in range(length // 70 + 1))[:length]
    message = parse({**WHATSAPP, "Body": "", "InteractiveData": json.dumps({"texto": answer})})

    assert message.text == f"texto: {answer}"
    assert not message.cut


def test_a_text_that_no_dispatch_could_carry_is_cut_and_says_so() -> None:
    noise = "".join(chr(random.Random(1).randrange(0x4E00, 0x9FFF)) for _ in range(2)) + "".join(
        map(chr, random.Random(2).choices(range(0x4E00, 0x9FFF), k=30_000))
    )
    message = parse({**SMS, "Body": noise})

    assert message.cut
    assert len(message.text) >= WHATSAPP_CHARACTERS
    assert noise.startswith(message.text.rstrip("…"))


@pytest.mark.parametrize(
    "entered", ['{"nome": "\\ud83d"}', '["\\udfff"]', '{"\\ud800": {"a": ["\\udc00"]}}', '"\\ud83d"']
)
@pytest.mark.parametrize("field", ["InteractiveData", "FlowData"])
def test_half_a_surrogate_pair_in_a_form_is_shown_as_what_it_is(field: str, entered: str) -> None:
    message = parse({**WHATSAPP, field: entered})

    assert "\ufffd" in message.text
    assert envelope.load_item(envelope.dump_item(Event(1, clock.now(), message)), Event).message == message


@pytest.mark.parametrize(
    "name",
    ["Body", "ProfileName", "ProfileUsername", "ButtonText", "Label", "MessageType", "ReferralBody", "From"],
)
def test_half_a_surrogate_pair_in_any_field_can_be_stored(name: str) -> None:
    form = {**WHATSAPP, "Latitude": "1", "Longitude": "2", name: "\ud83dx"}
    message = parse(form)

    assert envelope.load_item(envelope.dump_item(Event(1, clock.now(), message)), Event).message == message


class _Odd(dict[str, str]):
    """A form in which one field cannot be read, as a fault in the reader of a new field would have it."""

    def get(self, key: str, default: Any = None) -> Any:
        if key in ("Latitude", "FlowData", "ProfileName", "MediaUrl0", "MessageType"):
            raise ArithmeticError(key)
        return super().get(key, default)


def test_what_cannot_be_understood_costs_nothing_of_the_rest(caplog: pytest.LogCaptureFixture) -> None:
    message = parse(_Odd({**WHATSAPP, "Body": "Bom dia"}))

    assert (message.sid, message.sender.wire, message.text) == (SID, WHATSAPP["From"], "Bom dia")
    assert message.damaged


def test_the_advertisement_that_a_person_came_from_is_kept() -> None:
    message = parse(
        {
            **WHATSAPP,
            "ReferralHeadline": "Abra sua empresa",
            "ReferralBody": "Sem custo até março",
            "ReferralSourceUrl": "https://fb.me/x",
            "ReferralSourceId": "12345",
            "ReferralMediaUrl": "https://cdn.example/x.jpg",
            "ReferralNumMedia": "0",
        }
    )

    assert message.referral == Referral(
        "Abra sua empresa", "Sem custo até março", "https://fb.me/x", "12345", "https://cdn.example/x.jpg"
    )
    assert parse({**WHATSAPP, "ReferralNumMedia": "0"}).referral is None


def test_the_kind_of_message_and_the_user_name_are_kept() -> None:
    message = parse({**WHATSAPP, "MessageType": "order", "ProfileUsername": "ana.souza"})

    assert (message.kind, message.user_name) == ("order", "ana.souza")


def test_a_message_that_an_older_relay_stored_still_loads() -> None:
    stored = json.dumps(
        [
            {
                "sequence": 7,
                "received_at": "2026-11-01T12:00:00Z",
                "message": {
                    "sid": SID,
                    "sender": {"channel": "sms", "value": "rcs:+5511970000002"},
                    "recipient": {"channel": "sms", "value": "+15551234567"},
                    "text": "Oi",
                },
            }
        ]
    )

    assert envelope.load_item(stored.encode(), Event).message.text == "Oi"


def test_a_field_is_cut_between_characters() -> None:
    name = parse({**WHATSAPP, "ProfileName": "é" * 2000}).profile_name

    assert len(name.encode()) <= 1024
    assert name.rstrip("…") == "é" * (len(name) - 1)


def test_a_report_is_read() -> None:
    now = clock.now()
    report = parse_status(CALLBACK, {"about": "7-42", "order": "x"}, now)

    assert isinstance(report, DeliveryReport)
    assert (report.sid, report.status, report.code, report.about) == (
        SID,
        DeliveryStatus.UNDELIVERED,
        63016,
        "7-42",
    )
    assert (report.person.wire, report.received_at) == ("whatsapp:+5511987654321", now)


@pytest.mark.parametrize("code", ["", "x", "-1", "²", "9" * 5000])
def test_an_odd_error_code_is_no_code(code: str) -> None:
    report = parse_status({**CALLBACK, "ErrorCode": code}, {}, clock.now())

    assert report
    assert report.code == 0


@pytest.mark.parametrize("status", ["received", "of-tomorrow", "Delivered"])
def test_a_status_that_is_not_known_is_no_report(status: str) -> None:
    assert parse_status({**CALLBACK, "MessageStatus": status}, {}, clock.now()) is None


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus", "To"])
def test_what_is_not_a_status_is_refused_with_a_sentence(missing: str) -> None:
    with pytest.raises(NotAStatusError, match=f"{missing} is missing"):
        parse_status({**CALLBACK, missing: ""}, {}, clock.now())


@pytest.mark.parametrize(
    ("named", "also"),
    [
        ({}, ()),
        ({"WaId": "551187654321"}, ()),  # the sender's own number, without its ninth digit
        ({"ExternalUserId": "whatsapp:BR.555"}, ("whatsapp:BR.555",)),
        (
            {"ExternalUserId": "BR.555", "ParentExternalUserId": "BR.ENT.77"},
            ("whatsapp:BR.555", "whatsapp:BR.ENT.77"),
        ),
        (
            {"From": "whatsapp:BR.555", "ExternalUserId": "whatsapp:BR.555", "WaId": "5511987654321"},
            ("whatsapp:+5511987654321",),
        ),
        ({"From": "whatsapp:BR.555", "WaId": "BR.555", "ExternalUserId": "whatsapp:BR.555"}, ()),
        ({"ExternalUserId": "whatsapp:", "ParentExternalUserId": "null"}, ()),
        ({"ExternalUserId": "unknown", "WaId": "0"}, ()),
        ({"ProfileUsername": "maria.souza", "ProfileName": "BR.555"}, ()),
    ],
)
def test_the_addresses_that_twilio_names_together_are_one_person(
    named: dict[str, str], also: tuple[str, ...]
) -> None:
    message = parse({**WHATSAPP, **named})

    assert tuple(address.wire for address in message.also) == also
    assert message.people == (message.sender, *message.also)


def test_an_sms_names_nobody_else() -> None:
    assert parse({**SMS, "WaId": "5521999990000", "ExternalUserId": "whatsapp:BR.555"}).also == ()
