"""Links and keys on the sandbox's screen: they leave one where one was, or lead to what was asked for."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from bot.sandbox.github.values import Subject
from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.conftest import new_number


@pytest.fixture(name="ana")
def _ana(world: World) -> Person:
    person = Person(world.sandbox, new_number())
    person.text("Bom dia, preciso da guia")
    return person


@pytest.fixture(name="number")
def _number(ana: Person) -> int:
    return int(ana.issue()["number"])


@pytest.fixture(name="screen")
def _screen(page: Page, world: World, ana: Person, number: int) -> Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{world.addresses.screen}/?phone={quote(ana.number, safe='')}")
    expect(page.locator(".desk-head .number")).to_have_text(f"#{number}")
    expect(page.locator("#lost")).to_be_hidden()
    return page


def test_another_language_keeps_what_is_open(screen: Page, world: World) -> None:
    other = Person(world.sandbox, new_number())
    other.text("Sou outra pessoa")
    number = int(other.issue()["number"])
    screen.locator(f'[id="person-{other.number}"]').click()
    expect(screen.locator(".desk-head .number")).to_have_text(f"#{number}")
    screen.set_viewport_size({"width": 390, "height": 844})
    screen.locator(".tabs").get_by_role("link", name="Issue").click()
    screen.get_by_role("link", name="English").click()

    expect(screen.locator("html")).to_have_attribute("lang", "en")
    expect(screen.locator("#desk .desk-head .number")).to_be_visible()
    expect(screen.locator(".desk-head .number")).to_have_text(f"#{number}")
    expect(screen.locator(".person[aria-current]")).to_have_id(f"person-{other.number}")
    screen.get_by_role("link", name="Português").click()
    expect(screen.locator("html")).to_have_attribute("lang", "pt-BR")


def test_the_time_of_a_comment_leads_to_it_and_shows_the_issue(
    screen: Page, world: World, ana: Person, number: int
) -> None:
    screen.set_viewport_size({"width": 390, "height": 844})
    screen.locator(".tabs").get_by_role("link", name="Issue").click()
    time = screen.locator("#desk .gh-entry > header > .gh-time").first
    time.click()
    expect(time).to_be_in_viewport()
    expect(screen.locator("#phones")).to_be_hidden()

    anchor = time.get_attribute("href")
    screen.goto("about:blank")
    screen.goto(f"{world.addresses.screen}/?issue={number}{anchor}")
    expect(screen.locator("#desk .desk-head")).to_be_visible()
    expect(screen.locator("#phones")).to_be_hidden()


def test_a_comment_that_was_led_to_stays_in_view_when_it_is_drawn_again(
    screen: Page, world: World, number: int
) -> None:
    screen.set_viewport_size({"width": 390, "height": 844})
    opening = screen.locator("#desk .gh-entry").first
    anchor = opening.get_attribute("id")
    screen.goto("about:blank")
    screen.goto(f"{world.addresses.screen}/?issue={number}#{anchor}")
    expect(opening).to_be_in_viewport()
    world.state.reactions.add(Subject("issue", number), "marina", "heart")
    world.sandbox.comment(number, "marina", "Vi.")

    expect(screen.get_by_text("Vi.", exact=True)).to_be_attached()
    expect(opening.get_by_title("coração: marina")).to_be_in_viewport()
    expect(screen.locator("#phones")).to_be_hidden()


def test_links_away_from_the_screen_open_beside_it(screen: Page) -> None:
    away = screen.locator('#desk a[href^="http"]')
    expect(away.first).to_be_visible()

    assert (
        away.evaluate_all("links => links.filter(one => one.target !== '_blank').map(one => one.href)") == []
    )
    expect(screen.locator("#desk .label").first).to_have_attribute("target", "_blank")


def test_what_changes_nothing_of_the_address_is_no_step_to_go_back(screen: Page) -> None:
    steps = screen.evaluate("history.length")
    for count in range(1, 4):
        screen.locator("#body").fill(f"Mensagem {count}")
        screen.locator("#body").press("Enter")
        expect(screen.locator(".bubble.mine")).to_have_count(count + 1)
    screen.locator(".desk-tab[aria-current]").click()

    assert screen.evaluate("history.length") == steps


def test_the_keyboard_stays_where_it_was_when_something_opens(
    screen: Page, world: World, ana: Person, number: int
) -> None:
    tab = screen.locator(f"#desk-tab-{number}")
    hidden = screen.get_by_role("link", name="mostrar linhas ocultas")
    hidden.press("Enter")
    hide = screen.get_by_role("link", name="esconder linhas ocultas")
    expect(hide).to_be_focused()
    hide.press("Enter")
    expect(hidden).to_be_focused()
    tab.press("Enter")
    expect(tab).to_be_focused()
    expect(tab).to_have_attribute("aria-current", "true")

    steps = screen.locator("#way .way-more").first
    steps.press("Enter")
    expect(screen.locator("#way").get_by_role("link", name="Fechar")).to_be_focused()


def test_an_early_comment_is_edited_where_it_stands(screen: Page, world: World, number: int) -> None:
    comment = world.sandbox.comment(number, "marina", "O primeiro comentário")
    for place in range(12):
        world.sandbox.comment(number, "tiago", f"Linha {place}\n\n" * 4)
    expect(screen.locator("#desk article")).to_have_count(14)
    edit = screen.get_by_role("link", name="editar o comentário de marina")
    edit.press("Enter")
    box = screen.get_by_label("Editar o comentário de marina")
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()
    assert comment

    screen.get_by_role("link", name="Cancelar").press("Enter")
    expect(edit).to_be_focused()
    expect(edit).to_be_in_viewport()


def test_the_chosen_one_of_many_conversations_stays_in_sight(screen: Page, world: World) -> None:
    for place in range(8):
        Person(world.sandbox, new_number()).text(f"Mais uma {place}")
    expect(screen.locator(".desk-tab").nth(8)).to_be_attached()
    last = screen.locator(".desk-tab").last
    last.click()
    expect(last).to_have_attribute("aria-current", "true")
    expect(last).to_be_in_viewport(ratio=0.9)


def test_the_strips_separator_tells_its_place(screen: Page) -> None:
    expect(screen.locator("#strip .strip-grip")).to_have_attribute("aria-valuenow", re.compile(r"^\d{2,}$"))
