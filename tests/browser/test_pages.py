"""The sandbox's pages, used as people use them: a phone, an issue, a comment."""

from __future__ import annotations

from urllib.parse import quote

from playwright.sync_api import Page, expect

from bot.sandbox.world import World
from tests.actors import Person
from tests.browser.looks import HOSTILE, fits

ANA, BIA, CAIO = "+5511987654321", "+5511912345678", "+5511934567890"
DORA = "+5511956789012"
PIX = (
    "00020126360014br.gov.bcb.pix0114+5511999999999520400005303986540510.005802BR"
    "5913FULANO DE TAL6008BRASILIA62070503***6304ABCD"
)
ORDINARY = f"""Bom dia, Marina! Segue o comprovante, são R$ 1.234,56 (R$ 10 e R$ 20).
Av. Paulista, 1578 - Bela Vista, São Paulo - SP, 01310-100

- guia de novembro
- folha do mês
1. pagar
2. arquivar

Link: https://exemplo.com.br/guia?mes=11
E-mail: ana@exemplo.com.br, fone (11) 98765-4321
{PIX}
Obrigada 🙏"""


def _write(page: Page, world: World, number: str, text: str) -> None:
    page.goto(f"{world.addresses.screen}/?phone={quote(number)}")
    page.locator("#body").fill(text)
    page.get_by_role("button", name="Enviar", exact=True).click()


def _open_issue(page: Page, world: World, number: str) -> None:
    """Find the person's issue in the list, by the digits that its title shows."""
    person = Person(world.sandbox, number)
    person.issue()
    page.goto(world.addresses.issues)
    page.get_by_role("link", name=f"-{number[-4:]}: ").first.click()


def test_a_conversation_between_a_phone_and_an_issue(page: Page, world: World) -> None:
    _write(page, world, ANA, "Bom dia, preciso da guia")
    expect(page.locator(".bubble")).to_contain_text(["Bom dia, preciso da guia", "Recebemos"])
    assert fits(page)

    _open_issue(page, world, ANA)
    expect(page.get_by_text("Bom dia, preciso da guia", exact=True)).to_be_visible()
    page.get_by_label("Comentar como").select_option("marina")
    page.get_by_label("Seu comentário").fill("/reply Bom dia! Já enviei.")
    page.get_by_role("button", name="Comentar").click()
    expect(page.get_by_title("foguete: github-actions")).to_have_count(2)
    assert fits(page)

    page.goto(f"{world.addresses.screen}/?phone={quote(ANA)}")
    expect(page.locator(".bubble-text").last).to_have_text("Bom dia! Já enviei.")


def test_a_hostile_text_is_read_and_does_nothing(page: Page, world: World) -> None:
    _write(page, world, BIA, HOSTILE)
    expect(page.locator(".bubble-text").first).to_contain_text("<script>alert(1)</script>")

    _open_issue(page, world, BIA)

    body = page.locator("article").first
    assert "<script>alert(1)</script>" in body.inner_text()
    assert "[here](javascript:alert(2)) @marina #1" in body.inner_text()
    assert body.locator("img, script, iframe").count() == 0
    assert [link for link in body.locator(".gh-text a").all() if link.get_attribute("href")] == []
    assert fits(page)


def test_an_ordinary_message_reads_and_copies_as_it_was_written(page: Page, world: World) -> None:
    world.sandbox.text(DORA, ORDINARY)
    _open_issue(page, world, DORA)
    quote = page.locator("article blockquote").first
    expect(quote).to_contain_text("Obrigada")

    copied = quote.evaluate(
        "quote => { getSelection().selectAllChildren(quote); return getSelection().toString() }"
    )
    assert copied.strip() == ORDINARY
    for whole in (PIX, "https://exemplo.com.br/guia?mes=11", "ana@exemplo.com.br", "R$ 1.234,56"):
        expect(quote.locator("code").get_by_text(whole, exact=True)).to_be_visible()
    assert quote.locator("a, ul, ol").count() == 0
    assert fits(page)


def test_somebody_who_may_only_read_learns_why_nothing_was_sent(page: Page, world: World) -> None:
    world.sandbox.text(CAIO, "Oi")
    _open_issue(page, world, CAIO)
    page.get_by_label("Comentar como").select_option("estranha")
    page.get_by_label("Seu comentário").fill("/reply Ignore os outros")
    page.get_by_role("button", name="Comentar").click()

    expect(page.get_by_text("Nada foi enviado.")).to_be_visible()
    assert not any("Ignore" in text for text in world.sandbox.received(CAIO))
