"""The phones on the sandbox's screen, used as a newcomer does: everything happens there by itself, without a reload."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect

from bot.sandbox.world import World
from tests.browser.looks import HOSTILE, MOST_BYTES, bytes_of, fits
from tests.journeys.conftest import new_number

WIDE, NARROW = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xf8\xcf"
    b"\xc0\xf0\x1f\0\x05\0\x01\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)


@pytest.fixture
def number() -> str:
    return new_number()


@pytest.fixture
def screen(page: Page, world: World, number: str) -> Iterator[Page]:
    """The screen with the phone of somebody who has not written yet, by SMS; its policy has to block nothing of it."""
    blocked: list[str] = []
    page.on("console", lambda said: blocked.append(said.text) if "Security Policy" in said.text else None)
    page.set_viewport_size(WIDE)
    _open(page, world, number)
    yield page
    assert blocked == []


def _open(page: Page, world: World, number: str, **opened: str) -> None:
    query = "&".join(f"{name}={value}" for name, value in opened.items())
    page.goto(f"{world.addresses.screen}/?phone={quote(number, safe='')}&{query}")


def _write(page: Page, text: str) -> None:
    page.locator("#body").fill(text)
    page.locator("#body").press("Enter")


def _scroll(page: Page, to: str) -> None:
    # In one step: what a locator has found may be replaced by a newer one before it is scrolled.
    page.evaluate(f"() => {{ const thread = document.getElementById('thread'); thread.scrollTop = {to} }}")


def test_a_message_and_its_answer_appear_by_themselves(screen: Page, world: World, number: str) -> None:
    screen.evaluate("window.sameDocument = true")
    screen.locator("#body").fill("Bom dia")
    screen.locator("#body").press("Shift+Enter")
    screen.locator("#body").press_sequentially("Preciso da guia")
    screen.locator("#body").press("Enter")

    expect(screen.locator(".bubble.mine .bubble-text")).to_have_text("Bom dia\nPreciso da guia")
    expect(screen.locator("#body")).to_have_value("")
    expect(screen.locator("#body")).to_be_focused()
    expect(screen.locator(".bubble:not(.mine)")).to_contain_text("Recebemos sua mensagem")
    expect(screen.locator(f'[id="person-{number}"]')).to_contain_text("Recebemos")
    assert screen.evaluate("window.sameDocument")


def test_a_text_being_written_its_cursor_and_the_scroll_stay_while_others_write(
    screen: Page, world: World, number: str
) -> None:
    for place in range(14):
        world.sandbox.text(number, f"Linha {place}\n" * 3)
    expect(screen.locator(".bubble.mine")).to_have_count(14)
    screen.locator("#body").fill("Estou escre")
    screen.locator("#body").evaluate("field => field.setSelectionRange(3, 5)")
    _scroll(screen, "40")

    world.sandbox.text(number, "Mais uma")

    expect(screen.locator(".bubble.mine")).to_have_count(15)
    expect(screen.locator("#body")).to_have_value("Estou escre")
    expect(screen.locator("#body")).to_be_focused()
    assert screen.locator("#body").evaluate("field => [field.selectionStart, field.selectionEnd]") == [3, 5]
    assert screen.evaluate("document.getElementById('thread').scrollTop") == 40
    _scroll(screen, "thread.scrollHeight")
    world.sandbox.text(number, "E outra")
    expect(screen.locator(".bubble-text").last).to_be_in_viewport()


def test_files_places_buttons_and_hours_are_sent_from_the_phone(screen: Page, number: str) -> None:
    screen.get_by_role("link", name="WhatsApp", exact=True).click()
    expect(screen.locator(".phone.whatsapp")).to_be_visible()
    screen.get_by_label("Enviar outra coisa").click()
    picture = FilePayload(name="recibo.png", mimeType="image/png", buffer=PNG)
    document = FilePayload(name="contrato.pdf", mimeType="application/pdf", buffer=b"%PDF-1.4")
    screen.get_by_label("Arquivos").set_input_files([picture, document])
    screen.keyboard.press("Escape")
    expect(screen.locator("[data-chosen]")).to_have_text("recibo.png, contrato.pdf")
    screen.get_by_role("button", name="Enviar", exact=True).click()
    expect(screen.get_by_role("img", name="recibo.png")).to_be_visible()
    expect(screen.get_by_role("link", name="PDF contrato.pdf")).to_be_visible()

    screen.get_by_label("Enviar outra coisa").click()
    screen.get_by_label("Localização", exact=True).select_option(label="Cristo Redentor")
    screen.get_by_role("button", name="Enviar a localização").click()
    expect(screen.locator(".bubble-place")).to_contain_text("Cristo Redentor")
    expect(screen.get_by_label("Localização", exact=True)).to_be_hidden()
    screen.get_by_label("Enviar outra coisa").click()
    screen.get_by_role("button", name="Tocar no botão").click()
    expect(screen.locator(".bubble.mine").last).to_contain_text("Tocou em um botão")
    expect(screen.locator(".bubble.mine").last.get_by_label("entregue")).to_be_visible()
    screen.get_by_label("Enviar outra coisa").click()
    screen.get_by_role("button", name="Esperar 25 horas").click()
    expect(screen.locator(".thread-wait")).to_contain_text("25 horas depois")
    assert screen.get_by_label("entregue").count() == 3


def test_what_does_not_arrive_is_told_with_its_code(screen: Page, world: World, number: str) -> None:
    screen.get_by_label("Controles deste celular").click()
    screen.get_by_label("está desligado ou sem sinal").check()
    expect(screen.locator("#phone-state")).to_contain_text("sem sinal")
    _write(screen, "Oi")

    expect(screen.locator(".thread-note")).to_contain_text("(30003)")
    assert world.twilio.state.phone(number).unreachable


def test_a_file_that_is_too_large_is_told_in_a_sentence(screen: Page) -> None:
    screen.get_by_label("Enviar outra coisa").click()
    large = FilePayload(name="grande.png", mimeType="image/png", buffer=bytes(5_300_000))
    screen.get_by_label("Arquivos").set_input_files(large)
    _write(screen, "Segue a foto")

    expect(screen.get_by_role("alert")).to_have_text("Isso passa dos 5 MB que cabem em uma mensagem de SMS.")
    expect(screen.locator("#body")).to_have_value("Segue a foto")


def test_somebody_new_is_added_and_writes(screen: Page) -> None:
    number = new_number()
    screen.get_by_text("Nova pessoa").click()
    screen.get_by_label("Número").fill("12")
    screen.get_by_label("Nome", exact=True).fill("Célia Ramos")
    screen.get_by_role("button", name="Adicionar").click()
    expect(screen.get_by_role("alert")).to_contain_text("não é um número de telefone")

    screen.get_by_label("Número").fill(number.removeprefix("+55"))
    screen.get_by_role("button", name="Adicionar").click()
    expect(screen).to_have_url(re.compile(re.escape(quote(number, safe=""))))
    _write(screen, "Oi, aqui é a Célia")

    expect(screen.locator(".person[aria-current]")).to_contain_text("Célia Ramos")
    expect(screen.locator(".bubble.mine")).to_contain_text("Oi, aqui é a Célia")


def test_another_phone_opens_without_a_new_page_and_the_way_back_leads_back(
    screen: Page, world: World, number: str
) -> None:
    other = new_number()
    world.sandbox.text(other, "Sou outra pessoa")
    world.sandbox.text(number, "Eu primeiro")
    screen.evaluate("window.sameDocument = true")
    screen.locator(f'[id="person-{other}"]').click()
    expect(screen.locator(".bubble.mine")).to_have_text(re.compile("Sou outra pessoa"))

    screen.go_back()

    expect(screen.locator(".bubble.mine")).to_have_text(re.compile("Eu primeiro"))
    assert screen.evaluate("window.sameDocument")


def test_a_hostile_text_and_file_do_nothing(screen: Page, world: World, number: str) -> None:
    world.sandbox.text(number, HOSTILE, channel="whatsapp", extra={"ProfileName": HOSTILE})
    _open(screen, world, number, channel="whatsapp")

    expect(screen.locator(".bubble.mine .bubble-text")).to_have_text(HOSTILE)
    assert screen.locator(".phones img, .phones iframe, .phones script").count() == 0
    expect(screen.locator(".person[aria-current] .person-name")).to_have_text(HOSTILE)


@pytest.fixture(params=["pt-BR", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["light", "dark"])
def looked_at(
    request: pytest.FixtureRequest, browser: Browser, world: World, language: str
) -> Iterator[Page]:
    """The screen in a language and in light or dark, with a phone that shows every kind of message."""
    context = browser.new_context(viewport=WIDE, color_scheme=request.param, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{world.addresses.screen}/?lang={language}")
    yield page
    context.close()


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_the_phones_are_accessible_and_fit_in_both_languages_light_and_dark(
    looked_at: Page, world: World, language: str, channel: str
) -> None:
    number = new_number()
    media = [
        {"content_type": "image/png", "base64": "iVBORw0KGgo=", "name": "a.png"},
        {"content_type": "application/pdf", "base64": "JVBERg==", "name": "b.pdf"},
    ]
    world.sandbox.text(number, "Bom dia", channel=channel, media=media)
    world.sandbox.set_phone(number, unreachable=True)
    _open(looked_at, world, number)
    expect(looked_at.locator(".bubble.mine")).to_be_visible()
    for summary in ("#phone-plus", "#somebody-new"):
        looked_at.locator(f"{summary} > summary").click()

    found = Axe().run(looked_at, context="#phones")

    assert found.violations_count == 0, found.generate_report()
    assert looked_at.locator("html").get_attribute("lang") == language
    looked_at.set_viewport_size(NARROW)
    assert fits(looked_at)
    assert looked_at.locator("#phones").evaluate("pane => pane.scrollWidth <= pane.clientWidth")
    expect(looked_at.locator("#body")).to_be_in_viewport()
    expect(looked_at.locator("#desk")).to_be_hidden()
    looked_at.locator(".tabs").get_by_role("link", name="Issue").click()
    expect(looked_at.locator("#desk")).to_be_visible()
    expect(looked_at.locator("#phones")).to_be_hidden()


def test_the_page_is_light(page: Page, world: World) -> None:
    assert 0 < bytes_of(page, f"{world.addresses.screen}/") < MOST_BYTES


def test_without_scripts_it_works_by_forms_and_links(browser: Browser, world: World) -> None:
    context = browser.new_context(viewport=NARROW, java_script_enabled=False)
    page, number = context.new_page(), new_number()
    _open(page, world, number)
    page.locator("#body").fill("Sem scripts")
    page.get_by_role("button", name="Enviar", exact=True).click()

    expect(page.locator(".bubble.mine")).to_contain_text("Sem scripts")
    page.get_by_role("link", name="Ana Souza").click()
    expect(page.locator(".phone-owner")).to_contain_text("Ana Souza")
    page.locator(".tabs").get_by_role("link", name="Issue").click()
    expect(page.locator("#desk")).to_be_visible()
    context.close()
