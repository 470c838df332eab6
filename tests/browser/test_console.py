"""The console's frame in a real browser: sign-in, menu, language, looks."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from bot.console.navigation import PAGES
from bot.rules.texts import terminal
from bot.sandbox.world import World
from tests.browser import axe, looks

_PATHS = ("", "messages", "send", "connections", "credentials", "github")


def test_a_link_signs_in_once_and_the_menu_leads_everywhere(page: Page, world: World) -> None:
    link = world.console_link()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(link)
    page.get_by_role("button", name="Entrar").click()
    for one in PAGES:
        title = terminal.of("pt-BR").shown(one.title)
        page.get_by_role("navigation").get_by_role("link", name=title, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name="Sair", exact=True).click()
    expect(page.get_by_role("heading", name="Entrar")).to_be_visible()

    page.goto(link)
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("alert")).to_contain_text("já foi usado")


def test_the_sandbox_leads_into_the_console_of_its_relay(page: Page, world: World) -> None:
    page.goto(world.addresses.screen)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Console do relay").click()

    opened.value.get_by_role("button", name="Entrar").click()

    expect(opened.value.get_by_role("heading", name="Situação")).to_be_visible()


def test_the_language_is_the_visitors_choice(console: Page) -> None:
    console.get_by_role("button", name="English").click()

    expect(console.get_by_role("heading", level=1)).to_have_text("Overview")
    assert console.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("path", _PATHS)
def test_each_page_is_usable_however_it_is_looked_at(console: Page, world: World, path: str) -> None:
    address = f"{world.addresses.relay}/console/{path}"
    assert 0 < looks.bytes_of(console, address) < looks.MOST_BYTES
    console.goto(address)

    for way in looks.each(console):
        assert looks.fits(console), way
        assert axe.faults(console) == [], way


def test_the_sign_in_page_is_usable_however_it_is_looked_at(page: Page, world: World) -> None:
    page.goto(f"{world.addresses.relay}/console/sign-in")

    for way in looks.each(page):
        assert looks.fits(page), way
        assert axe.faults(page) == [], way
