"""What one writes on the sandbox's screen: it goes to whom it was written for, whole and once, or it stays."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.conftest import new_number

MESSAGES = ["Bom dia", "Tudo bem?", "Preciso da guia", "Obrigada!"]


@pytest.fixture(name="bia")
def _bia(world: World) -> Person:
    return Person(world.sandbox, new_number())


def _address(world: World, person: Person, more: str = "") -> str:
    return f"{world.addresses.screen}/?phone={quote(person.number, safe='')}{more}"


def _comment(page: Page) -> Locator:
    return page.get_by_label("Seu comentário")


def _line(page: Page) -> Locator:
    return page.locator("#body")


def _tab(page: Page, number: int) -> Locator:
    return page.locator(f"#desk-tab-{number}")


def _choose(page: Page, person: Person) -> None:
    page.locator(f'[id="person-{person.number}"]').click()
    expect(page.locator(".person[aria-current]")).to_have_id(f"person-{person.number}")


def _later(wait_ms: int) -> Callable[[Route], None]:
    def handle(route: Route) -> None:
        route.request.frame.page.wait_for_timeout(wait_ms)
        route.continue_()

    return handle


def _hold(page: Page, pattern: str) -> list[Route]:
    """Let requests wait until the test says what becomes of them."""
    held: list[Route] = []

    def handle(route: Route) -> None:
        held.append(route)

    page.route(pattern, handle)
    return held


def test_a_phone_without_a_conversation_shows_no_box_that_would_write_to_somebody_else(
    screen: Page, world: World, ana: Person, bia: Person
) -> None:
    ana.text("Sou a primeira da lista")
    first = int(ana.issue()["number"])
    screen.goto(_address(world, bia))
    expect(_tab(screen, first)).to_be_visible()
    expect(_comment(screen)).to_have_count(0)
    expect(screen.locator("#desk-none")).to_contain_text("Esta pessoa ainda não escreveu.")

    _line(screen).fill("Agora escrevi")
    _line(screen).press("Enter")

    expect(screen.locator("#desk .gh-timeline")).to_contain_text("Agora escrevi")


@pytest.mark.parametrize("more", ["", "phone"])
def test_a_draft_stays_with_its_issue_whoever_writes_meanwhile(
    screen: Page, world: World, ana: Person, bia: Person, more: str
) -> None:
    ana.text("Bom dia")
    number = int(ana.issue()["number"])
    screen.goto(_address(world, ana) if more else world.addresses.screen)
    expect(screen.locator(".desk-head .number")).to_have_text(f"#{number}")
    _comment(screen).press_sequentially("/responder O seu CPF está regular")

    bia.text("Sou outra pessoa")
    expect(_tab(screen, int(bia.issue()["number"]))).to_be_visible()

    expect(screen.locator(".desk-head .number")).to_have_text(f"#{number}")
    expect(_comment(screen)).to_have_value("/responder O seu CPF está regular")
    expect(_comment(screen)).to_be_focused()
    _comment(screen).press("Control+Enter")
    expect(screen.locator(f"#timeline-{number}")).to_contain_text("O seu CPF está regular")
    assert "CPF" not in "".join(bia.received)


def test_without_scripts_the_issue_that_was_answered_stays_open(
    browser: Browser, world: World, ana: Person, bia: Person
) -> None:
    ana.text("Bom dia")
    number = int(ana.issue()["number"])
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(world.addresses.screen)
    expect(page.locator(".desk-head .number")).to_have_text(f"#{number}")
    bia.text("Sou outra pessoa")
    bia.issue()
    _comment(page).fill("Sem script")
    page.get_by_role("button", name="Comentar", exact=True).click()

    expect(page.locator(".desk-head .number")).to_have_text(f"#{number}")
    expect(page.locator("#desk .gh-timeline")).to_contain_text("Sem script")
    context.close()


@pytest.mark.parametrize("wait_ms", [0, 400])
def test_each_line_is_one_message_however_fast_one_writes(
    screen: Page, world: World, ana: Person, wait_ms: int
) -> None:
    screen.goto(_address(world, ana))
    screen.route("**/phones/text*", _later(wait_ms))
    for text in MESSAGES:
        _line(screen).press_sequentially(text, delay=20)
        _line(screen).press("Enter")
    _line(screen).press_sequentially("Ainda escrevo", delay=20)

    expect(screen.locator(".bubble.mine .bubble-text")).to_have_text(MESSAGES)
    expect(_line(screen)).to_have_value("Ainda escrevo")
    expect(_line(screen)).to_be_focused()


def test_what_was_not_taken_is_on_the_line_again_in_its_order(
    screen: Page, world: World, ana: Person
) -> None:
    screen.goto(_address(world, ana))
    held = _hold(screen, "**/phones/text*")
    for text in ("Um", "Dois"):
        _line(screen).fill(text)
        _line(screen).press("Enter")
    _line(screen).fill("Três")
    assert len(held) == 1
    held[0].abort("connectionrefused")

    expect(_line(screen)).to_have_value("Um\nDois\nTrês")
    expect(screen.locator("#lost")).to_be_visible()
    screen.unroute("**/phones/text*")
    _line(screen).press("Enter")
    expect(screen.locator(".bubble.mine .bubble-text")).to_have_text(["Um\nDois\nTrês"])


def test_a_message_is_sent_from_the_phone_it_was_written_on(
    screen: Page, world: World, ana: Person, bia: Person
) -> None:
    bia.text("Oi, sou a Bia")
    screen.goto(_address(world, ana))
    held = _hold(screen, "**/phones/text*")
    _line(screen).fill("Da Ana")
    _line(screen).press("Enter")
    _choose(screen, bia)
    held[0].continue_()

    expect(screen.locator(f'[id="person-{ana.number}"] .person-line')).to_have_text("Da Ana")
    expect(screen.locator(".person[aria-current]")).to_have_id(f"person-{bia.number}")
    expect(screen.locator(".bubble.mine .bubble-text")).to_have_text(["Oi, sou a Bia"])


def test_a_comment_begun_while_another_is_sent_stays(screen: Page, world: World, ana: Person) -> None:
    ana.text("Bom dia")
    number = int(ana.issue()["number"])
    screen.goto(_address(world, ana))
    screen.get_by_label("como", exact=True).select_option("tiago")
    held = _hold(screen, f"**/desk/issues/{number}*")
    _comment(screen).fill("O primeiro")
    screen.get_by_role("button", name="Comentar", exact=True).dblclick()
    _comment(screen).press_sequentially("O segundo")
    assert len(held) == 1
    held[0].continue_()

    expect(screen.get_by_role("article", name="tiago escreveu")).to_contain_text("O primeiro")
    expect(_comment(screen)).to_have_value("O segundo")
    expect(screen.get_by_label("como", exact=True)).to_have_value("tiago")
    expect(screen.locator("#desk [role=alert]")).to_have_count(0)


def test_a_phones_draft_is_kept_for_its_person_and_channel(
    screen: Page, world: World, ana: Person, bia: Person
) -> None:
    ana.text("Bom dia")
    ana.issue()
    bia.text("Oi")
    screen.goto(_address(world, ana))
    _line(screen).fill("Rascunho da Ana")
    _choose(screen, bia)
    expect(_line(screen)).to_have_value("")
    _line(screen).fill("Rascunho da Bia")
    _choose(screen, ana)
    expect(_line(screen)).to_have_value("Rascunho da Ana")
    screen.get_by_role("link", name="WhatsApp", exact=True).click()
    expect(screen.locator(".phone.whatsapp")).to_be_visible()
    expect(_line(screen)).to_have_value("")
    screen.get_by_role("link", name="SMS", exact=True).click()
    expect(screen.locator(".phone.sms")).to_be_visible()
    expect(_line(screen)).to_have_value("Rascunho da Ana")

    screen.reload()
    expect(_line(screen)).to_have_value("Rascunho da Ana")
    _line(screen).press("Enter")
    expect(screen.locator(".bubble.mine")).to_have_count(2)
    screen.reload()
    expect(_line(screen)).to_have_value("")


def test_a_link_to_a_part_of_the_page_draws_nothing_anew(screen: Page, world: World, ana: Person) -> None:
    ana.text("Bom dia")
    ana.issue()
    screen.set_viewport_size({"width": 390, "height": 844})
    screen.goto(_address(world, ana))
    expect(screen.locator("#lost")).to_be_hidden()
    _line(screen).fill("Rascunho")
    line = _line(screen).element_handle()
    for name in ("Issue", "Telefones"):
        screen.locator(".tabs").get_by_role("link", name=name).click()

    expect(_line(screen)).to_have_value("Rascunho")
    assert line.evaluate("line => line.isConnected")


def test_the_channel_one_writes_by_stays_when_a_message_comes_by_the_other(
    screen: Page, world: World, ana: Person
) -> None:
    ana.text("Por SMS")
    screen.goto(_address(world, ana))
    expect(screen.locator(".phone.sms")).to_be_visible()
    _line(screen).fill("Ainda por SMS")
    world.sandbox.text(ana.number, "Por WhatsApp", channel="whatsapp")
    expect(screen.locator(f'[id="person-{ana.number}"]')).to_contain_text("Por WhatsApp")

    expect(screen.locator(".phone.sms")).to_be_visible()
    _line(screen).press("Enter")
    expect(screen.locator(".bubble.mine .bubble-text")).to_have_text(["Por SMS", "Ainda por SMS"])
