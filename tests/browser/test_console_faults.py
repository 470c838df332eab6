"""The console while its relay answers badly, or not at all: what is on a page stays, and goes on as soon as it can."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from bot.console.entry.sessions import Sessions
from bot.core.settings import config
from bot.relay.store import places
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from bot.sandbox.world import World
from tests.actors import Person
from tests.browser import axe, looks

LIA, MEL, NOA = "+5511987654380", "+5511987654381", "+5511987654382"
NOT_RENEWED = "Não é possível atualizar a página agora"
_OF_THE_CONSOLE = '<div class="note bad" role="alert"><p>O armazenamento não responde.</p></div>'
_ANSWERS: dict[str, Callable[[Route], None]] = {
    "answer-of-the-console": lambda route: route.fulfill(
        status=503, content_type="text/html; charset=utf-8", body=_OF_THE_CONSOLE
    ),
    "plain-text": lambda route: route.fulfill(status=503, content_type="text/plain", body="busy"),
    "page-of-a-proxy": lambda route: route.fulfill(
        status=502, content_type="text/html", body="<html><head></head><body><h1>502</h1></body></html>"
    ),
    "no-answer": lambda route: route.abort("connectionrefused"),
}


@pytest.fixture(name="spoilt", params=list(_ANSWERS))
def _spoilt(request: pytest.FixtureRequest) -> Callable[[Route], None]:
    return _ANSWERS[str(request.param)]


def _said(page: Page, text: str = NOT_RENEWED) -> Locator:
    return page.locator("[data-failed]").filter(has_text=text)


@pytest.mark.parametrize(
    "live",
    [
        ("", "#figures", "**/console/now", 10_000),
        ("messages", "#held", "**/console/messages/held?*", 20_000),
    ],
    ids=lambda live: live[1],
)
def test_a_part_that_renews_itself_stays_says_so_once_and_goes_on(
    console: Page, world: World, spoilt: Callable[[Route], None], live: tuple[str, str, str, int]
) -> None:
    path, part, asked, period = live
    console.clock.install()
    console.goto(f"{world.addresses.relay}/console/{path}")
    before = console.locator(part).inner_html()
    console.route(asked, spoilt)
    console.clock.run_for(period)
    said = console.locator("[data-failed]")
    expect(said).to_contain_text(NOT_RENEWED)
    first = said.element_handle()
    for _ in range(2):
        with console.expect_request(asked):
            console.clock.run_for(period)
    expect(said).to_have_count(1)
    assert first.evaluate("one => one.isConnected"), "nobody is told twice"
    assert console.locator(part).inner_html() == before

    console.unroute(asked)
    console.clock.run_for(period)
    expect(said).to_have_count(0)


def test_a_test_of_the_connection_is_followed_through_failures(console: Page, world: World) -> None:
    failures: list[str] = []

    def spoil(route: Route) -> None:
        if route.request.method == "GET" and len(failures) < 3:
            failures.append(route.request.url)
            _ANSWERS["plain-text" if len(failures) % 2 else "no-answer"](route)
        else:
            route.fallback()

    console.goto(f"{world.addresses.relay}/console/connections")
    console.route("**/console/connections/test", spoil)
    console.get_by_role("button", name="Testar conexão").click()

    expect(_said(console)).to_be_visible()
    expect(console.locator("#test > .note").first).to_be_visible()
    expect(_said(console)).to_have_count(0)
    assert len(failures) == 3


def test_what_is_asked_once_as_the_page_opens_is_asked_again(console: Page, world: World) -> None:
    person = Person(world.sandbox, NOA)
    person.text("Oi")
    sid = world.twilio.state.messages()[-1].sid
    console.route("**/way", _ANSWERS["no-answer"], times=1)
    console.goto(f"{world.addresses.relay}/console/messages/{sid}")

    expect(_said(console)).to_be_visible()
    expect(console.locator(".facts")).to_be_visible()
    expect(_said(console)).to_have_count(0)


def test_the_text_is_shown_by_the_second_click_where_the_first_failed(
    console: Page, world: World, spoilt: Callable[[Route], None]
) -> None:
    person = Person(world.sandbox, LIA)
    person.text("Bom dia")
    sid = next(one.sid for one in world.twilio.state.messages() if one.sender == LIA)
    console.goto(f"{world.addresses.relay}/console/messages/{sid}")
    button = console.get_by_role("button", name="Mostrar o texto")
    button.click(trial=True)

    console.route("**/text", spoilt, times=1)
    button.click()
    fault = console.locator("[data-failed]")
    expect(fault).to_have_attribute("role", "alert")
    for way in looks.each(console):
        assert looks.fits(console), way
        assert axe.faults(console) == [], way

    button.click()
    expect(console.locator(".said")).to_have_text("Bom dia")
    expect(fault).to_have_count(0)


def test_older_ones_keep_their_place_where_the_first_click_failed(
    console: Page, world: World, spoilt: Callable[[Route], None]
) -> None:
    mel = Person(world.sandbox, MEL)
    mel.text("Oi")
    one = next(one for one in world.twilio.state.messages() if one.sender == MEL)
    more = [world.twilio.state.add(replace(one, sid=f"SM{number:032x}")).sid for number in range(70)]
    try:
        console.goto(f"{world.addresses.relay}/console/messages")
        older = console.get_by_role("button", name="Mais antigas")
        older.click(trial=True)
        shown = console.locator(".log > li").count()

        console.route("**/messages/list", spoilt, times=1)
        older.click()
        expect(console.locator("[data-failed]")).to_be_visible()
        assert console.locator(".log > li").count() == shown

        older.click()
        expect(console.locator("[data-failed]")).to_have_count(0)
        expect(console.locator(".log > li").nth(shown)).to_be_visible()
    finally:
        for sid in more:
            world.twilio.state.remove(sid)


def _write(page: Page, world: World, number: str, text: str) -> Locator:
    page.goto(f"{world.addresses.relay}/console/send")
    page.get_by_label("Para", exact=True).fill(number)
    page.get_by_label("Texto", exact=True).fill(text)
    return page.get_by_role("button", name="Enviar", exact=True)


def _end_sessions(world: World) -> None:
    settings = config.load_local(world.folder / "config.yml", config.Role.RELAY)
    with Store(places.of(settings), RelayKeys.of(settings), upgrades=False) as store:
        Sessions(store).end_all()


def test_a_message_that_was_not_taken_is_sent_by_the_second_click(
    console: Page, world: World, spoilt: Callable[[Route], None], request: pytest.FixtureRequest
) -> None:
    text = f"Duas vezes {request.node.name}"
    send = _write(console, world, "(11) 98111-0011", text)
    console.route("**/console/send", spoilt, times=1)

    send.click()
    expect(console.locator("[data-failed]")).to_be_visible()
    expect(console.get_by_label("Texto", exact=True)).to_have_value(text)
    send.click()

    console.wait_for_url("**/console/send/orders/*")
    expect(console.locator("#fate").get_by_role("status")).to_have_text("entregue")
    assert world.sandbox.received("+5511981110011").count(text) == 1


def test_who_writes_while_the_session_ends_signs_in_elsewhere_and_sends_the_same_text(
    console: Page, world: World
) -> None:
    send = _write(console, world, "(11) 98111-0012", "Ainda aqui")
    expect(console.locator(".bubble")).to_have_text("Ainda aqui")
    _end_sessions(world)

    send.click()
    fault = console.locator("#composing").locator("xpath=preceding-sibling::*[1]")
    expect(fault).to_contain_text("Sua sessão terminou, e nada foi enviado.")
    expect(console.get_by_label("Texto", exact=True)).to_have_value("Ainda aqui")
    for way in looks.each(console):
        assert looks.fits(console), way
        assert axe.faults(console) == [], way

    with console.expect_popup() as opened:
        fault.get_by_role("link", name="Entrar em outra aba").click()
    tab = opened.value
    expect(tab.get_by_role("heading", name="Entrar")).to_be_visible()
    tab.goto(world.console_link())
    tab.get_by_role("button", name="Entrar").click()
    tab.wait_for_url("**/console/")
    tab.close()

    send.click()
    expect(fault).to_contain_text("Você entrou de novo depois que esta página foi carregada, como marina")
    send.click()
    console.wait_for_url("**/console/send/orders/*")
    expect(console.locator("#fate").get_by_role("status")).to_have_text("entregue")
    assert world.sandbox.received("+5511981110012") == ["Ainda aqui"]


def test_without_scripts_the_text_is_shown_for_copying_after_the_session_ended(
    console: Page, world: World
) -> None:
    browser = console.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, storage_state=console.context.storage_state())
    try:
        page = plain.new_page()
        send = _write(page, world, "(11) 98111-0013", "Linha um\n<b>dois</b>")
        _end_sessions(world)
        send.click()

        expect(page.get_by_label("Texto", exact=True)).to_have_value("Linha um\n<b>dois</b>")
        expect(page.get_by_label("Texto", exact=True)).not_to_be_editable()
        expect(page.get_by_role("alert")).to_contain_text("nada foi enviado")
    finally:
        plain.close()


def test_a_page_that_renews_itself_leads_to_the_sign_in_once_the_session_has_ended(
    console: Page, world: World
) -> None:
    console.clock.install()
    console.goto(f"{world.addresses.relay}/console/")
    _end_sessions(world)

    console.clock.run_for(10_000)

    console.wait_for_url("**/console/sign-in*")
