"""What people do on phones and in GitHub's app besides plain texts, through real processes."""

from __future__ import annotations

import base64
import re
from typing import Any

from bot.sandbox.client import SandboxClient
from tests.actors import Maintainer, Person
from tests.journeys.conftest import new_number
from tests.journeys.observer import Observer
from tests.rules.text.sent_files import opus

PNG = b"\x89PNG\r\n\x1a\n"
CARDS = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Jo\xc3\xa3o da Padaria\r\nTEL;waid=5511988887777:+55 11 98888-7777\r\nEND:VCARD"
    b"\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bia\r\nTEL;type=CELL:+55 21 97777-1234\r\nEND:VCARD\r\n"
)


def _file(content_type: str, content: bytes, name: str = "") -> dict[str, str]:
    return {"content_type": content_type, "base64": base64.b64encode(content).decode(), "name": name}


def _on_whatsapp(sandbox: SandboxClient) -> Person:
    return Person(sandbox, new_number(), "whatsapp")


def _shown(issue: dict[str, Any]) -> str:
    return "\n\n".join([issue["body"], *(one["body"] for one in issue["comments"])])


def test_ten_pictures_sent_at_once_stay_in_order_and_are_acknowledged_once(
    sandbox: SandboxClient, observer: Observer
) -> None:
    person = _on_whatsapp(sandbox)
    sent = [
        person.text(
            "" if place else "Seguem as fotos",
            media=[_file("image/png", PNG + bytes([place]), f"{place}.png")],
        )
        for place in range(10)
    ]
    observer.settled()
    wire = f"whatsapp:{person.number}"
    shown = _shown(observer.conversation(wire))

    assert observer.recorded(wire) == sent
    assert re.findall(r"^\[!\[(\d)\.png\]", shown, re.MULTILINE) == [str(place) for place in range(10)]
    assert len(observer.conversation(wire)["comments"]) < 9
    assert shown.count("**Anexos:**") == 0
    assert len(person.received) == 1


def test_voice_notes_cards_and_places_are_told_in_a_line(sandbox: SandboxClient, observer: Observer) -> None:
    talker, friend, walker = (_on_whatsapp(sandbox) for _ in range(3))
    talker.text("", media=[_file("audio/ogg", opus(67))])
    friend.text("", media=[_file("text/vcard", CARDS)])
    walker.text(
        "",
        extra={"Latitude": "-23.561399", "Longitude": "-46.655882", "Label": "MASP", "Address": "Paulista"},
    )
    observer.settled()
    issues = [observer.conversation(f"whatsapp:{one.number}") for one in (talker, friend, walker)]
    voice, cards, place = (_shown(issue) for issue in issues)

    assert "🎤 [1.ogg](" in voice
    assert "⏱️ 1:07" in voice
    assert "📇 **Contatos:** João da Padaria `*****-7777`, Bia `*****-1234`" in cards
    assert "98888" not in cards
    assert "[ver no mapa](https://www.google.com/maps/search/?api=1&query=-23.561399%2C-46.655882)" in place
    assert [issue["title"].partition(": ")[2] for issue in issues] == [
        "🎤 Áudio",
        "📇 Contato",
        "📍 Localização: MASP",
    ]


def test_what_was_tapped_passed_on_and_answered_reads_as_on_the_phone(
    sandbox: SandboxClient, observer: Observer
) -> None:
    person = _on_whatsapp(sandbox)
    person.text("Confirmar", extra={"ButtonText": "Confirmar", "ButtonPayload": "confirm-42"})
    person.text("Veja", extra={"Forwarded": "true", "FrequentlyForwarded": "true"})
    person.text("👍", extra={"MessageType": "reaction"})
    observer.settled()
    shown = _shown(observer.conversation(f"whatsapp:{person.number}"))

    assert "> Confirmar" not in shown
    assert "**Opção escolhida:** Confirmar (`confirm-42`)" in shown
    assert "_Mensagem encaminhada muitas vezes._\n\n> Veja" in shown
    assert "> 👍\n\n⚠️ Mensagem do tipo `reaction`" in shown


def test_two_people_who_share_a_number_are_told_apart(sandbox: SandboxClient, observer: Observer) -> None:
    phone = _on_whatsapp(sandbox)
    for text, name in (("Sou a Maria", "Maria"), ("E eu o Pedro", "Pedro"), ("Maria de novo", "Maria")):
        phone.text(text, extra={"ProfileName": name})
        observer.settled()
    issue = observer.conversation(f"whatsapp:{phone.number}")

    assert "👤 **Maria**, **Pedro** · " in issue["body"]
    assert [one["body"].partition("-->")[2].split("\n\n")[1] for one in issue["comments"]] == [
        "**Nome no perfil:** Pedro",
        "**Nome no perfil:** Maria",
    ]


def test_a_reply_from_a_phone_or_a_mail_arrives_as_it_was_meant(
    sandbox: SandboxClient, observer: Observer, caller: Person, marina: Maintainer
) -> None:
    number = caller.issue()["number"]
    for body in ("/Reply Tudo certo\r\nAté logo", "\u00a0/responder\u00a0“Sim” às 14h"):
        marina.comment(number, body)
    mail = (
        "/reply Segue a guia.\r\n\r\nEm sex., 27 de nov. de 2026 às 22:14, bia <notifications@github.com>\r\n"
        "escreveu:\r\n\r\n> nota interna\r\n>\r\n> —\r\n> Reply to this email directly, view it on GitHub\r\n"
    )
    sandbox.comment(number, "marina", mail, via_email=True)
    observer.settled()

    assert caller.received[1:] == ["Tudo certo\nAté logo", "“Sim” às 14h", "Segue a guia."]


def test_who_edits_a_reply_that_has_left_learns_that_the_phone_keeps_it(
    sandbox: SandboxClient, observer: Observer, caller: Person, marina: Maintainer
) -> None:
    number = caller.issue()["number"]
    comment = marina.comment(number, "/reply Valor: 100")
    observer.settled()
    sandbox.edit(comment, "marina", "/reply Valor: 200")
    note = marina.comment(number, "Vou ver")
    sandbox.edit(note, "marina", "/reply Vou ver")
    observer.settled()
    said = [one["body"] for one in sandbox.issue(number)["comments"] if one["author"] != "marina"]

    assert caller.received[1:] == ["Valor: 100"]
    assert sum("editado **depois de enviado**" in one for one in said) == 1
    assert sum("Edições nunca são enviadas" in one for one in said) == 1


def test_an_opt_out_alone_waits_for_nobody(sandbox: SandboxClient, observer: Observer) -> None:
    person = _on_whatsapp(sandbox)
    person.text("SAIR")
    observer.settled()
    issue = observer.conversation(f"whatsapp:{person.number}")

    assert "opt-out" in issue["labels"]
    assert "aguardando-resposta" not in issue["labels"]
    assert len(person.received) == 1
