"""The lower half of the sandbox's screen: the way of each message, by itself, and what one switches on and off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests
from playwright.sync_api import Locator, Page, expect

from bot.core import clock
from bot.sandbox.world import World
from tests.actors import Person
from tests.browser import axe, looks
from tests.journeys.conftest import CHANGES, new_number
from tests.stage import CONFIG
from tests.warm import WarmPython

MINE = ("#news", "#way", "#switches")
IMPATIENT = {"reconcile": {"lost_after": "1s"}}


@pytest.fixture(scope="module", name="sandbox_world")
def _sandbox_world(tmp_path_factory: pytest.TempPathFactory, warm_python: WarmPython) -> Iterator[World]:
    """A world of this file's own, in which things break."""
    changes = CHANGES | IMPATIENT
    with World(tmp_path_factory.mktemp("screen"), warm_python.tree, config=CONFIG, changes=changes) as world:
        warm_python.serve(world.actions)
        yield world


@pytest.fixture(name="screen")
def _screen(page: Page, sandbox_world: World) -> Iterator[Page]:
    """The screen on a desk, once it listens."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(sandbox_world.addresses.screen)
    sandbox_world.sandbox.until(lambda: sandbox_world.is_watched, "the page to listen")
    yield page
    for service in (sandbox_world.github_faults, sandbox_world.twilio.faults):
        service.clear()
    sandbox_world.start_relay()


@pytest.fixture
def ana(sandbox_world: World) -> Person:
    return Person(sandbox_world.sandbox, new_number())


def _way(screen: Page, words: str) -> Locator:
    return screen.locator("#way .way").filter(has_text=words)


def _station(way: Locator, name: str) -> Locator:
    return way.locator(".station").filter(has_text=name)


def test_the_stations_of_a_message_light_up_by_themselves_there_and_back(
    screen: Page, sandbox_world: World, ana: Person
) -> None:
    ana.text("Bom dia, é a primeira")
    way = _way(screen, "Bom dia, é a primeira")
    for name in ("Telefone", "Twilio", "Relay", "Ao GitHub", "Workflow", "Issue"):
        expect(_station(way, name)).to_have_class("station reached")
    issue = ana.issue()["number"]
    expect(_station(way, "Issue")).to_contain_text(f"Abriu #{issue}.")

    sandbox_world.sandbox.comment(issue, "marina", "/reply Já respondo por aqui")
    back = _way(screen, "Já respondo por aqui")
    expect(back).to_contain_text("marina em #")
    expect(_station(back, "Telefone")).to_contain_text("Entregue.")
    expect(_station(back, "Workflow")).to_have_class("station reached")


def test_a_message_held_by_github_says_why_and_goes_on_once_github_is_back(screen: Page, ana: Person) -> None:
    often = screen.get_by_role("region", name="O que costuma falhar")
    row = often.get_by_role("listitem").filter(has_text="github-down")
    row.get_by_role("button", name="Ligar").click()
    above = screen.get_by_role("region", name="O que não está funcionando")
    expect(above).to_contain_text("O GitHub está fora do ar.")

    ana.text("Chega quando ele voltar")
    way = _way(screen, "Chega quando ele voltar")
    expect(_station(way, "Ao GitHub")).to_have_class("station waiting")
    expect(way).to_contain_text("(HTTP 503)")
    expect(way).to_contain_text("Nova tentativa")

    above.get_by_role("button", name="Desligar").click()
    expect(above).not_to_contain_text("fora do ar")
    expect(_station(way, "Issue")).to_have_class("station reached")


def test_a_message_to_a_dead_relay_waits_at_twilio_until_reconcile_finds_it(
    screen: Page, sandbox_world: World, ana: Person
) -> None:
    screen.get_by_role("button", name="Derrubar o relay").click()
    above = screen.get_by_role("region", name="O que não está funcionando")
    expect(above).to_contain_text("O relay está parado.")
    opened = requests.get(f"{sandbox_world.addresses.screen}/console", timeout=20)
    assert opened.status_code == 422
    assert "inicie o relay antes" in opened.text

    sandbox_world.sandbox.text(ana.number, "Ninguém atende?")
    way = _way(screen, "Ninguém atende?")
    expect(_station(way, "Twilio")).to_have_class("station waiting")
    expect(way).to_contain_text("erro 11205")

    above.get_by_role("button", name="Iniciar o relay").click()
    expect(above).not_to_contain_text("O relay está parado.")
    # A second more: jobs know moments by whole seconds.
    lost = clock.now() + sandbox_world.configuration.reconcile.lost_after + timedelta(seconds=1)
    sandbox_world.sandbox.until(lambda: clock.now() > lost, "the message to count as lost")
    screen.get_by_role("button", name="reconcile").click()
    expect(_station(way, "Issue")).to_have_class("station reached")
    expect(_station(way, "Relay")).to_have_class("station passed-by")
    assert len(ana.issues()) == 1


def test_the_steps_and_the_log_of_a_run_open_on_a_click(screen: Page, ana: Person) -> None:
    ana.text("O que houve comigo?")
    way = _way(screen, "O que houve comigo?")
    expect(_station(way, "Workflow")).to_have_class("station reached")

    way.get_by_role("link", name="Passos").click()
    expect(way.locator(".steps")).to_contain_text("recebida e guardada no relay")
    _station(way, "Workflow").get_by_role("link").click()
    expect(way.get_by_label("Log")).to_contain_text("message-recorded")
    expect(way.locator(".run")).to_contain_text("teve sucesso")
    assert axe.faults(screen, *MINE) == []

    way.get_by_role("link", name="Fechar").click()
    expect(way.locator(".run")).to_have_count(0)


@pytest.mark.parametrize(("language", "pane"), [("pt-BR", "way"), ("en", "switches")])
def test_what_is_out_of_order_is_usable_however_it_is_looked_at(
    screen: Page, sandbox_world: World, ana: Person, language: str, pane: str
) -> None:
    sandbox_world.sandbox.switch_on("github-down")
    sandbox_world.sandbox.switch_on("twilio-refuse-21614", 3)
    ana.text("Oi")
    sandbox_world.relay.kill()
    sandbox_world.sandbox.text(ana.number, "Alô?")
    sandbox_world.story.tell("The relay is killed, as by a power cut.")
    screen.goto(f"{sandbox_world.addresses.screen}/?lang={language}")
    screen.goto(f"{sandbox_world.addresses.screen}/#{pane}")
    for look in looks.each(screen):
        assert looks.fits(screen), look
        assert axe.faults(screen, *MINE) == [], look
    sandbox_world.story.end()


def test_without_scripts_the_switches_work_by_forms(screen: Page, sandbox_world: World, ana: Person) -> None:
    browser = screen.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    plain = context.new_page()
    plain.goto(sandbox_world.addresses.screen)
    row = plain.get_by_role("region", name="O que costuma falhar").get_by_role("listitem")
    slow = row.filter(has_text="webhooks-twice")
    slow.get_by_label("Quantas vezes").fill("2")
    slow.get_by_role("button", name="Ligar").click()

    expect(plain.get_by_role("region", name="O que não está funcionando")).to_contain_text(
        "Por mais 2 vezes."
    )
    assert sandbox_world.twilio.faults.standing() == {"webhooks-twice": 2}
    ana.text("Oi sem script")
    plain.reload()
    expect(_way(plain, "Oi sem script")).to_be_visible()
    context.close()


def test_the_screen_follows_the_story_to_the_phone_it_tells_of(
    screen: Page, sandbox_world: World, ana: Person
) -> None:
    ana.text("Olhem para mim")
    sandbox_world.story.look_at(phone=ana.number)
    sandbox_world.story.tell("GitHub is down.")

    expect(screen.get_by_role("status").filter(has_text="Agora:")).to_contain_text(
        "O GitHub está fora do ar."
    )
    expect(screen.locator("#thread")).to_contain_text("Olhem para mim")
    sandbox_world.story.end()
    expect(screen.get_by_text("Agora:")).to_have_count(0)
