"""Whatever a person can send becomes readable in an issue."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import pytest

from bot.sandbox.client import SandboxClient
from tests.actors import Maintainer, Person
from tests.journeys.conftest import new_number
from tests.journeys.observer import Observer
from tests.rules.text.sent_files import NFE

PIXEL = {"content_type": "image/png", "base64": base64.b64encode(b"a picture").decode()}
INVOICE = {"content_type": "text/xml", "base64": base64.b64encode(NFE).decode(), "name": "NFe 1234.xml"}
BUSINESS_SCOPED = "BR.1234567890abcdefXYZ"


@dataclass(frozen=True)
class Letter:
    """What somebody sent, and what the issue must contain."""

    sender: str
    channel: str
    body: str
    more: dict[str, Any]
    shown: tuple[str, ...]

    @property
    def wire(self) -> str:
        return self.sender if self.channel == "sms" else f"whatsapp:{self.sender}"


def _letter(
    channel: str, body: str, *shown: str, sender: str = "", media: int = 0, **extra: str | None
) -> Letter:
    more = {"media": [PIXEL] * media, "extra": extra}
    return Letter(sender or new_number(), channel, body, more, shown)


LETTERS = {
    "ten pictures without a word": _letter("sms", "", "**Anexos:** 10", "`image/png`", media=10),
    "a picture with a caption": _letter(
        "whatsapp", "o boleto", "> o boleto\n", "Anexo 1 (`image/png`)", media=1
    ),
    "a place": _letter(
        "whatsapp",
        "",
        "Sede, Av. Paulista, 1578 (`-23.5614, -46.6559`)",
        Latitude="-23.5614",
        Longitude="-46.6559",
        Label="Sede",
        Address="Av. Paulista, 1578",
    ),
    "a tapped button": _letter(
        "whatsapp",
        "Sim",
        "**Opção escolhida:** Sim (`confirma-1`)",
        ButtonText="Sim",
        ButtonPayload="confirma-1",
    ),
    "a chosen list entry": _letter(
        "whatsapp",
        "",
        "Folha - Dúvidas sobre a folha (`folha`)",
        ListTitle="Folha",
        ListDescription="Dúvidas sobre a folha",
        ListId="folha",
    ),
    "a name that the person chose": _letter("whatsapp", "Oi", "Ana Lúcia 🌻", ProfileName="Ana Lúcia 🌻"),
    "an answer to one of our messages": _letter(
        "whatsapp", "Esta", f"**Em resposta a:** `SM{'a1' * 16}`", OriginalRepliedMessageSid=f"SM{'a1' * 16}"
    ),
    "a forwarded message": _letter(
        "whatsapp",
        "Veja",
        "_Mensagem encaminhada muitas vezes._",
        Forwarded="true",
        FrequentlyForwarded="true",
    ),
    "fields that nobody has announced": _letter("sms", "Oi", "> Oi\n", BrandNew="1", AnotherNew=""),
    "a body that Twilio leaves out": _letter("whatsapp", "", "Anexo 1 (`image/png`)", media=1, Body=None),
    "sixteen hundred emojis": _letter("sms", "😬🌻" * 800, f"> {'😬🌻' * 800}\n"),
    "a sender that is a name": _letter("sms", "Sua fatura", "BA***", "não recebe respostas", sender="BANCO"),
    "a sender without a number": _letter("whatsapp", "Oi", "BR***fXYZ", sender=BUSINESS_SCOPED),
}


def test_an_invoice_by_whatsapp_is_kept_under_its_name_and_its_line_shown(
    sandbox: SandboxClient, observer: Observer
) -> None:
    person = Person(sandbox, new_number(), "whatsapp")
    person.text("Segue a nota", media=[INVOICE])
    observer.settled()
    body = observer.conversation(f"whatsapp:{person.number}")["body"]

    assert "📎 [NFe\\_1234.xml](" in body
    assert "🧾 **NF-e 1234** · Padaria São João Ltda · 05/11/2026 · R$ 1.234,56\n" in body
    assert "> Segue a nota\n" in body


@pytest.fixture(scope="module", name="sids")
def _sids(sandbox: SandboxClient, observer: Observer) -> dict[str, str]:
    """All letters sent, all of them recorded."""
    sids = {
        name: Person(sandbox, letter.sender, letter.channel).text(letter.body, **letter.more)
        for name, letter in LETTERS.items()
    }
    observer.settled()
    return sids


@pytest.mark.parametrize("name", LETTERS)
def test_it_is_recorded_once_and_readable(observer: Observer, sids: dict[str, str], name: str) -> None:
    letter = LETTERS[name]
    issue = observer.conversation(letter.wire)

    assert observer.recorded(letter.wire) == [sids[name]]
    for words in letter.shown:
        assert words in issue["body"]


def test_somebody_without_a_number_is_answered_all_the_same(
    sandbox: SandboxClient, observer: Observer, marina: Maintainer, sids: dict[str, str]
) -> None:
    issue = observer.conversation(f"whatsapp:{BUSINESS_SCOPED}")["number"]
    marina.comment(issue, "/reply Olá!")
    observer.settled()

    assert sandbox.received(BUSINESS_SCOPED)[1:] == ["Olá!"]


def test_a_name_is_not_answered_and_the_maintainer_learns_why(
    sandbox: SandboxClient, observer: Observer, marina: Maintainer, sids: dict[str, str]
) -> None:
    issue = observer.conversation("BANCO")["number"]
    comment = marina.comment(issue, "/reply Olá!")
    observer.settled()

    assert sandbox.received("BANCO") == []
    assert marina.reactions(issue, comment) == {"confused"}
    assert "não um número" in sandbox.issue(issue)["comments"][-1]["body"]


def test_an_opt_out_follows_a_person_from_the_number_to_whatsapps_id(sandbox: SandboxClient) -> None:
    number, user = new_number(), f"BR.{new_number()[1:]}"
    person = Person(sandbox, number, "whatsapp")
    person.text("SAIR", extra={"ExternalUserId": f"whatsapp:{user}"})
    issue = person.issue()["number"]
    sandbox.until(lambda: "opt-out" in sandbox.issue(issue)["labels"], "the opt-out")
    sandbox.rest()
    Person(sandbox, user, "whatsapp").text("Ainda estou aqui")
    sandbox.until(
        lambda: "Ainda estou" in str(sandbox.issue(issue)["comments"]), "the message in the same issue"
    )
    sandbox.rest()

    assert sandbox.received(user) == []
