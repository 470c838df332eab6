"""The console's start page in a real browser: its figures follow what happens."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from bot.sandbox.world import World
from tests.actors import Person
from tests.browser import axe, looks

EVA = "+5511967890123"


def test_the_figures_follow_the_messages_without_a_click(console: Page, world: World) -> None:
    received = console.locator("#received")
    before = int(received.inner_text())

    world.sandbox.text(EVA, "Bom dia")

    expect(received).to_have_text(str(before + 1))
    Person(world.sandbox, EVA).issue()
    expect(console.locator("#waiting")).to_have_text("0")
    expect(console.locator("#to-issue")).to_have_text(re.compile(r"\d+\s(s|min)"))


def test_what_the_workflows_report_appears(console: Page, world: World) -> None:
    world.sandbox.schedule("check-billing")
    world.sandbox.schedule("remind-rotation")

    expect(console.locator("#spent")).to_have_text(re.compile(r"US\$"))
    expect(console.locator("#next-due")).to_have_text(re.compile(r"\d+ dias"))
    console.get_by_role("link", name="Todas as credenciais").click()
    expect(console.get_by_role("heading", level=1)).to_have_text("Credenciais")


def test_it_reads_in_both_languages_however_it_is_looked_at(console: Page) -> None:
    for language, heading in (("English", "Overview"), ("Português", "Situação")):
        console.get_by_role("button", name=language).click()
        expect(console.get_by_role("heading", level=1)).to_have_text(heading)
        for way in looks.each(console):
            assert looks.fits(console), way
            assert axe.faults(console) == [], way


def test_without_javascript_it_shows_the_same_and_reloads(console: Page, world: World) -> None:
    browser = console.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, storage_state=console.context.storage_state())
    page = plain.new_page()
    page.goto(f"{world.addresses.relay}/console/")

    expect(page.locator("#received")).to_be_visible()
    assert page.locator("meta[http-equiv=refresh]").count() == 1
    plain.close()
