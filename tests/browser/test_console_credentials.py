"""The console's credentials in a real browser: rotated by clicking, while messages come in."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bot.adapters import relay_client
from bot.sandbox.world import ADMINISTRATOR, World
from tests.actors import Person
from tests.browser import axe, looks
from tests.journeys.conftest import CHANGES
from tests.stage import CONFIG
from tests.warm import WarmPython

FABIO, GIL = "+5511978901234", "+5511989012345"
PASSWORD = "quatro palavras bem diferentes"


@pytest.fixture(scope="module", name="world")
def _world(tmp_path_factory: pytest.TempPathFactory, warm_python: WarmPython) -> Iterator[World]:
    """A world of its own, whose credentials nobody else needs."""
    changes = {**CHANGES, "rotation": {"overlap": "25s"}}
    folder = tmp_path_factory.mktemp("credentials")
    with World(folder, warm_python.tree, config=CONFIG, changes=changes) as world:
        warm_python.serve(world.actions)
        yield world


def open_page(page: Page, world: World) -> None:
    page.goto(f"{world.addresses.relay}/console/credentials")


def give_token(page: Page, world: World) -> None:
    page.goto(f"{world.addresses.relay}/console/github?to=/credentials")
    page.get_by_label("Token").fill(world.admin_token)
    page.get_by_role("button", name="Usar nesta sessão").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Credenciais")


def is_well(page: Page) -> None:
    for way in looks.each(page):
        assert looks.fits(page), way
        assert axe.faults(page) == [], way


def test_the_auth_token_is_rotated_although_the_relay_is_killed_and_messages_arrive(
    console: Page, world: World
) -> None:
    old = world.twilio.state.auth_token
    give_token(console, world)
    is_well(console)
    console.get_by_role("link", name="Trocar o Auth Token").click()
    expect(console.get_by_text("Criar um segundo auth token na Twilio")).to_be_visible()
    is_well(console)
    console.get_by_role("button", name="Iniciar").click()
    open_page(console, world)
    expect(console.get_by_text("em andamento")).to_be_visible()
    console.get_by_role("link", name="Trocar o Auth Token").click()
    expect(console.get_by_text("nada pode ser iniciado nem continuado")).to_be_visible()
    expect(console.get_by_role("button", name="Iniciar")).to_have_count(0)
    is_well(console)
    console.get_by_role("link", name="Ver os passos").click()
    is_well(console)
    # Killed while the overlap lasts.
    expect(console.get_by_text("Retirar o token antigo")).to_be_visible()
    world.stop_relay(signal.SIGKILL)
    world.start_relay()
    expect(console.get_by_text("Interrompida: o relay parou no meio.")).to_be_visible()
    is_well(console)
    console.get_by_role("link", name="Rodar de novo").click()
    expect(console.get_by_text("Uma execução anterior não terminou")).to_be_visible()
    console.get_by_role("button", name="Continuar").click()
    expect(console.get_by_text("Concluído.")).to_be_visible()
    is_well(console)
    open_page(console, world)
    expect(console.get_by_text("concluída")).to_be_visible()
    is_well(console)

    assert world.twilio.state.auth_token != old
    world.sandbox.text(FABIO, "Ainda chega?")
    assert Person(world.sandbox, FABIO).issue()


def test_a_system_gets_a_new_token_and_loses_the_older_one(console: Page, world: World) -> None:
    open_page(console, world)
    console.get_by_label("Um sistema novo").fill("painel")
    console.get_by_role("button", name="Dar um token").click()
    first = console.get_by_label("O novo token de painel").input_value()
    is_well(console)
    assert relay_client.token_status(world.addresses.relay, first) == 200

    open_page(console, world)
    system = console.locator(".system").filter(has_text="painel")
    system.get_by_role("button", name="Criar um token novo").click()
    second = console.get_by_label("O novo token de painel").input_value()
    console.get_by_role("link", name="Voltar às credenciais").click()
    is_well(console)
    system.get_by_role("button", name="Revogar o antigo").click()
    expect(console.get_by_text("O token antigo não vale mais.")).to_be_visible()

    assert relay_client.token_status(world.addresses.relay, first) == 401
    assert relay_client.token_status(world.addresses.relay, second) == 200


def test_an_administrator_changes_the_password_and_signs_in_with_it(console: Page, world: World) -> None:
    open_page(console, world)
    console.get_by_label("Senha nova", exact=True).fill(PASSWORD)
    console.get_by_label("Senha nova outra vez").fill(PASSWORD)
    console.get_by_role("button", name="Trocar a senha").click()
    expect(console.get_by_text("Sua senha foi trocada")).to_be_visible()
    is_well(console)

    console.get_by_role("button", name="Sair de todos os lugares").click()
    console.get_by_label("Nome").fill(ADMINISTRATOR)
    console.get_by_label("Senha").fill(PASSWORD)
    console.get_by_role("button", name="Entrar").click()
    expect(console.get_by_role("heading", level=1)).to_have_text("Situação")
    open_page(console, world)
    expect(console.get_by_label("Senha atual")).to_be_visible()


def test_it_reads_in_english_and_says_what_it_needs(console: Page, world: World) -> None:
    console.get_by_role("button", name="English").click()
    open_page(console, world)
    is_well(console)

    console.get_by_role("link", name="Change the auth token").click()
    expect(console.get_by_text("needs a GitHub token of yours")).to_be_visible()
    console.goto(f"{world.addresses.relay}/console/credentials/rotate/github-token")
    console.get_by_label("The new token").fill("github_pat_nonsense_that_github_knows_not")
    console.get_by_role("button", name="Begin").click()
    expect(console.get_by_text("GitHub rejects the token")).to_be_visible()
    expect(console.get_by_text(re.compile("nonsense"))).to_have_count(0)
    is_well(console)
