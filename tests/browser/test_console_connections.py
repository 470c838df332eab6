"""*Conexões de mensageria* in a real browser: tested, broken, set right, changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from bot.core.settings.config import Role, load_local
from bot.sandbox.world import SMS_NUMBER, WEBHOOK, WHATSAPP_NUMBER, World
from tests.browser import axe, looks
from tests.made_up import WRONG
from tests.relay.harness import wait_until

_SECOND_NUMBER = "+15551239999"
_POINTED = f"{WEBHOOK}#rc=3&rp=5xx,ct,rt"


@pytest.fixture(name="connections")
def _connections(console: Page, world: World) -> Iterator[Page]:
    """The page, of a visitor who gave a GitHub token; afterwards the world's connection is as before."""
    console.set_viewport_size({"width": 1280, "height": 900})
    console.goto(f"{world.addresses.relay}/console/github")
    console.get_by_label("Token").fill(world.admin_token)
    console.get_by_role("button", name="Usar nesta sessão").click()
    console.goto(f"{world.addresses.relay}/console/connections")
    yield console
    world.twilio.state.point_webhooks(_POINTED, fallback_url=f"{WEBHOOK}/fallback")


def _test(page: Page) -> None:
    page.get_by_role("button", name="Testar conexão").first.click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    _ends(page)


def _ends(page: Page) -> None:
    expect(page.locator("#test > .note").first).to_be_visible()


def _usable(page: Page) -> None:
    for way in looks.each(page):
        assert looks.fits(page), way
        assert axe.faults(page) == [], way
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_lines_of_a_test_come_by_themselves(connections: Page) -> None:
    connections.get_by_role("button", name="Testar conexão").click()

    lines = connections.locator("#test .checks > li")
    expect(lines.first).to_be_visible()
    assert lines.count() > 70  # those that wait are there from the start
    expect(connections.get_by_text(re.compile(r"\d+ de \d+ verificações feitas"))).to_be_visible()
    _ends(connections)
    _usable(connections)

    connections.locator("#test .others summary").first.click()
    expect(connections.locator("#check-env-rights")).to_contain_text("Em ordem")


def test_a_number_that_calls_another_system_is_named_and_set_right(connections: Page, world: World) -> None:
    number = world.twilio.state.sender(SMS_NUMBER)
    world.twilio.state.update_sender(number.sid, sms_url="https://other.example.com/sms?key=made-up")
    connections.reload()
    expect(connections.get_by_text("Está o de outro sistema")).to_have_count(1)

    _test(connections)
    expect(connections.locator("#test > .note").first).to_contain_text("Os SMS chegam a este relay")
    line = connections.locator("#check-twilio-number-webhook")
    expect(line).to_contain_text("Com erro")
    expect(line).to_contain_text("O número chama outro servidor")
    line.get_by_text("Corrigir", exact=True).click()
    expect(line).to_contain_text("https://other.example.com/sms?...")
    expect(line).to_contain_text(_POINTED)
    _usable(connections)

    line.get_by_role("button", name="Corrigir agora").click()
    expect(line.locator(".badge")).to_have_text("Em ordem")
    _ends(connections)
    assert world.twilio.state.sender(SMS_NUMBER).sms_url == _POINTED
    connections.reload()
    expect(connections.get_by_text("Está o de outro sistema")).to_have_count(0)


def test_the_number_is_changed_for_relay_and_workflows_and_back(connections: Page, world: World) -> None:
    state = world.twilio.state
    if not state.owns(_SECOND_NUMBER):
        state.add_sender(replace(state.sender(SMS_NUMBER), sid=f"PN{'2' * 32}", address=_SECOND_NUMBER))
    connections.get_by_role("link", name="Alterar conexão").click()
    _usable(connections)

    _choose(connections, _SECOND_NUMBER)
    _usable(connections)
    assert world.state.secrets.get("TWILIO_PHONE_NUMBER").value == _SECOND_NUMBER
    assert _of_relay(world) == (_SECOND_NUMBER, WHATSAPP_NUMBER)
    connections.get_by_role("button", name="Testar conexão").click()
    _ends(connections)
    expect(connections.locator(".facts")).to_contain_text("+1 555-123-9999")

    connections.get_by_role("link", name="Alterar conexão").click()
    _choose(connections, SMS_NUMBER)
    assert world.state.secrets.get("TWILIO_PHONE_NUMBER").value == SMS_NUMBER
    assert _of_relay(world) == (SMS_NUMBER, WHATSAPP_NUMBER)


def _choose(page: Page, number: str) -> None:
    page.get_by_label("Número de SMS").select_option(number)
    page.get_by_role("button", name="Conferir com a Twilio e salvar").click()
    expect(page.get_by_text("Salvo: o relay e os workflows usam esta conexão")).to_be_visible()


def _of_relay(world: World) -> tuple[str | None, str | None]:
    environment = load_local(world.folder / "config.yml", Role.RELAY).environment
    return environment.TWILIO_PHONE_NUMBER, environment.TWILIO_WHATSAPP_NUMBER


def test_a_wrong_token_is_refused_under_its_field_in_both_languages(connections: Page, world: World) -> None:
    connections.get_by_role("link", name="Alterar conexão").click()
    connections.get_by_label("Auth token").fill(WRONG)
    connections.get_by_role("button", name="Conferir com a Twilio e salvar").click()
    expect(connections.locator("#auth_token-fault")).to_contain_text("A Twilio recusa este auth token")
    expect(connections.get_by_label("Auth token")).to_have_value("")
    assert WRONG not in connections.content()
    _usable(connections)

    connections.goto(f"{world.addresses.relay}/console/connections/change")
    connections.get_by_role("button", name="English").click()
    connections.get_by_label("Auth token").fill(WRONG)
    connections.get_by_role("button", name="Check with Twilio and save").click()
    expect(connections.locator("#auth_token-fault")).to_contain_text("Twilio refuses this auth token")
    assert world.state.secrets.get("TWILIO_AUTH_TOKEN").value == world.auth_token


def test_the_numbers_of_a_typed_account_are_listed_and_the_token_stays_in_its_field(
    connections: Page, world: World
) -> None:
    connections.get_by_role("link", name="Alterar conexão").click()
    connections.get_by_label("Auth token").fill(WRONG)
    connections.get_by_role("button", name="Ver os números desta conta").click()
    expect(connections.locator("#numbers")).to_contain_text("A Twilio recusa este auth token")

    connections.get_by_label("Auth token").fill(world.auth_token)
    connections.get_by_role("button", name="Ver os números desta conta").click()
    expect(connections.locator("#numbers")).not_to_contain_text("recusa")
    expect(connections.get_by_label("Auth token")).to_have_value(world.auth_token)
    expect(connections.get_by_label("Número de SMS")).to_have_value(SMS_NUMBER)


def test_an_address_is_copied_by_a_button(connections: Page) -> None:
    connections.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = connections.get_by_role("button", name="Copiar").first
    button.click()

    expect(connections.get_by_role("button", name="Copiado").first).to_be_visible()
    assert connections.evaluate("navigator.clipboard.readText()") == _POINTED


def test_everything_works_without_scripts(connections: Page, world: World) -> None:
    context = connections.context.browser
    assert context
    plain = context.new_context(java_script_enabled=False, storage_state=connections.context.storage_state())
    page = plain.new_page()
    page.goto(f"{world.addresses.relay}/console/connections")
    expect(page.get_by_role("button", name="Copiar")).to_have_count(0)
    page.get_by_role("button", name="Testar conexão").click()
    page.wait_for_url(re.compile(r"/connections#test$"))
    note = page.locator("#test > .note")
    # A person's browser renews the page by `noscript`, which this one leaves out although it runs no scripts.
    wait_until(lambda: page.reload() and note.count(), seconds=60)
    expect(page.locator("#check-twilio-number-webhook .badge")).to_have_text("Em ordem")
    plain.close()
