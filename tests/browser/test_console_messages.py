"""The console's page *Messages* in a real browser: the list, a way, what is held, the filters, the looks."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.sandbox.world import World
from tests.actors import Person
from tests.browser import axe, looks
from tests.relay.harness import wait_until

EVA, GIL, HUGO, IDA, JOEL, KIM = (f"+55119876543{number}" for number in range(10, 16))


def _use_github_token(page: Page, world: World) -> None:
    page.goto(f"{world.addresses.relay}/console/github?to=/messages")
    page.get_by_label("Token", exact=True).fill(world.admin_token)
    page.get_by_role("button", name="Usar nesta sessão").click()
    page.wait_for_url(f"{world.addresses.relay}/console/messages")


def _list_of(page: Page, number: str) -> Locator:
    """Show the messages of a person whom no other test knows, and return their rows."""
    page.get_by_label("Contato").fill(number)
    with page.expect_response(lambda answer: answer.url.endswith("/messages/list")):
        page.get_by_role("button", name="Mostrar", exact=True).click()
    return page.locator(".log > li")


def test_a_message_comes_up_with_its_issue_and_its_way_leads_there(console: Page, world: World) -> None:
    console.set_viewport_size({"width": 1280, "height": 900})
    _use_github_token(console, world)
    eva = Person(world.sandbox, EVA)
    eva.text("Bom dia, preciso da guia")
    issue = eva.issue()["number"]
    wait_until(lambda: eva.received)

    came = _list_of(console, EVA).filter(has_text="←")
    expect(came).to_have_count(1)
    expect(came).to_contain_text("recebida")
    expect(came.get_by_role("link", name=f"#{issue}")).to_have_attribute(
        "href", re.compile(f"/issues/{issue}$")
    )
    assert EVA[1:] not in console.url

    came.get_by_role("link", name=re.compile(r"\*-")).click()
    stations = console.locator(".stations")
    expect(stations.get_by_role("link", name=f"registrada na issue #{issue}")).to_be_visible()
    expect(stations.locator("> .reached h3").filter(has_text="Registrada por uma execução")).to_be_visible()
    assert "Bom dia" not in console.content()

    console.get_by_role("button", name="Mostrar o texto").click()
    expect(console.locator(".said")).to_have_text("Bom dia, preciso da guia")


def test_what_github_does_not_take_is_held_with_its_cause_and_goes_by_itself(
    console: Page, world: World
) -> None:
    _use_github_token(console, world)
    hugo = Person(world.sandbox, HUGO)
    world.github_faults.switch_on("github-down")
    try:
        hugo.text("Ainda está aí?")
        held = console.locator("#held")
        expect(held).to_contain_text("O GitHub está com problemas (HTTP 503).")
        expect(held).to_contain_text("1 mensagem recebida")
    finally:
        world.github_faults.switch_off("github-down")

    expect(held).to_contain_text("Nada mais está retido")
    assert hugo.issue()


def test_what_github_refuses_goes_when_somebody_has_it_tried_again(console: Page, world: World) -> None:
    _use_github_token(console, world)
    kim = Person(world.sandbox, KIM)
    world.github_faults.switch_on("github-bad-credentials")
    try:
        kim.text("Oi")
        again = console.get_by_role("button", name="Tentar de novo: 1 mensagem recebida")
        expect(again).to_be_visible()
        expect(console.locator("#held")).to_contain_text("próxima tentativa")
    finally:
        world.github_faults.switch_off("github-bad-credentials")

    again.click()

    expect(console.locator("#held")).to_contain_text("Nada mais está retido")
    assert kim.issue()


def test_the_filters_choose(console: Page, world: World) -> None:
    gil = Person(world.sandbox, GIL)
    gil.text("Oi")
    gil.issue()
    wait_until(lambda: gil.received)
    console.goto(f"{world.addresses.relay}/console/messages")

    expect(_list_of(console, GIL)).to_have_count(2)
    console.get_by_label("Sentido").select_option("recebidas")
    expect(_list_of(console, GIL)).to_have_count(1)
    console.get_by_label("Canal").select_option("WhatsApp")
    _list_of(console, GIL)
    expect(console.get_by_text("Não há nenhuma mensagem assim.")).to_be_visible()
    _list_of(console, "ninguém")
    expect(console.get_by_role("alert")).to_contain_text("nem um id de contato")


def test_the_page_works_without_scripts(world: World, page: Page) -> None:
    ida = Person(world.sandbox, IDA)
    ida.text("Oi")
    ida.issue()
    browser = page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    try:
        plain.goto(world.console_link())
        plain.get_by_role("button", name="Entrar").click()
        plain.goto(f"{world.addresses.relay}/console/messages")
        plain.get_by_label("Contato").fill(IDA)
        plain.get_by_role("button", name="Mostrar a lista").click()
        plain.locator(".log > li a").first.click()
        plain.get_by_role("link", name="Consultar também a Twilio e o GitHub").click()
        plain.get_by_role("button", name="Mostrar o texto").click()
        expect(plain.locator(".said")).to_be_visible()
    finally:
        context.close()


@pytest.mark.parametrize("language", ["Português", "English"])
def test_list_and_way_are_usable_however_they_are_looked_at(
    console: Page, world: World, language: str
) -> None:
    joel = Person(world.sandbox, JOEL)
    joel.text("Oi")
    joel.issue()
    _use_github_token(console, world)
    console.get_by_role("button", name=language).click()
    row = console.locator(".log > li")
    expect(row.first).to_be_visible()
    console.set_viewport_size({"width": 1280, "height": 900})
    assert _bottom(console.locator(".filters .primary")) == _bottom(console.locator(".filters [name=until]"))
    _look(console)

    row.get_by_role("link", name=re.compile(r"\*-")).first.click()
    expect(console.locator(".facts")).to_be_visible()
    _look(console)


def _bottom(found: Locator) -> int:
    box = found.bounding_box()
    assert box
    return round(box["y"] + box["height"])


def _look(page: Page) -> None:
    for way in looks.each(page):
        assert looks.fits(page), way
        assert axe.faults(page) == [], way
