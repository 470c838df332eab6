"""Sending from the console in a real browser: the page answers as one types, and the message's fate moves by itself."""

from __future__ import annotations

import re
import signal

import pytest
from playwright.sync_api import Page, expect

from bot.adapters.env_file import EnvFile
from bot.sandbox.world import World
from tests.actors import Person
from tests.browser import axe, looks

ANA, BIA, CAIO, DORA = "+5511981110001", "+5511981110002", "+5521981110003", "+5511981110004"
SENT = re.compile(r"/console/send/orders/[0-9a-f-]{36}$")


@pytest.fixture
def form(console: Page, world: World) -> Page:
    """The page, on a desk."""
    console.set_viewport_size({"width": 1280, "height": 900})
    console.goto(f"{world.addresses.relay}/console/send")
    return console


def give_github_token(page: Page, world: World) -> None:
    page.goto(f"{world.addresses.relay}/console/github")
    page.get_by_label("Token", exact=True).fill(world.admin_token)
    page.get_by_role("button", name="Usar nesta sessão").click()
    page.goto(f"{world.addresses.relay}/console/send")


def write(page: Page, number: str, text: str) -> None:
    page.get_by_label("Para", exact=True).fill(number)
    page.get_by_label("Texto", exact=True).fill(text)


def expect_fate(page: Page, word: str) -> None:
    expect(page.locator("#fate").get_by_role("status")).to_have_text(word)


def test_the_page_answers_as_one_types_and_the_fate_moves_by_itself(form: Page, world: World) -> None:
    text = "Sua guia de FGTS vence hoje e o pagamento vai ate as dezoito horas em ponto, Ana"
    write(form, "(11) 98111-0001", text)
    expect(form.locator("#destination-read")).to_contain_text("+55 11 98111-0001")
    expect(form.locator("#segments")).to_have_text("1")
    expect(form.locator("#price")).to_contain_text("US$")
    cheap = form.locator("#price").inner_text()
    expect(form.locator("#verdict")).to_contain_text("nada contra, até onde se vê aqui")

    form.get_by_label("Texto", exact=True).fill(text.replace("ate", "até já"))
    expect(form.locator("#segments")).to_have_text("2")
    expect(form.locator("#check")).to_contain_text("Sem eles custaria 1 em vez de 2.")
    assert form.locator("#price").inner_text() != cheap
    expect(form.locator(".bubble")).to_have_text(text.replace("ate", "até já"))
    form.get_by_label("Texto", exact=True).fill(text * 30)
    expect(form.locator("#segments")).not_to_have_text("2")
    for way in looks.each(form):
        assert looks.fits(form), way
        assert axe.faults(form) == [], way

    form.get_by_label("Texto", exact=True).fill(text.replace("ate", "até já"))
    form.get_by_role("button", name="Enviar", exact=True).click()
    form.wait_for_url(SENT)
    expect_fate(form, "entregue")
    assert world.sandbox.received(ANA) == [text.replace("ate", "até já")]
    expect(form.locator(".steps .done")).to_have_count(5)
    for way in looks.each(form):
        assert looks.fits(form), way
        assert axe.faults(form) == [], way

    form.get_by_role("link", name="Enviar outra").click()
    row = form.get_by_role("row").nth(1)
    expect(row).to_contain_text("+55 11 *****-0001")
    expect(row).to_contain_text("entregue")


def test_a_template_is_filled_in_and_arrives_where_a_text_would_not(form: Page, world: World) -> None:
    form.get_by_label("WhatsApp", exact=True).check()
    write(form, "(11) 98111-0002", "Olá")
    expect(form.locator("#verdict .badge")).to_have_text("precisa de um modelo")
    form.get_by_label("Texto ou modelo").select_option("boleto-vence")
    expect(form.locator("#verdict .badge")).to_have_text("nada contra, até onde se vê aqui")
    form.get_by_label("nome", exact=True).fill("Bia")
    expect(form.locator(".bubble")).to_have_text("Olá Bia, sua guia vence em {data}.")
    form.get_by_role("button", name="Enviar", exact=True).click()
    expect(form.get_by_label("data", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("nome", exact=True)).to_have_value("Bia")

    form.get_by_label("data", exact=True).fill("30/11")
    form.get_by_role("button", name="Enviar", exact=True).click()
    form.wait_for_url(SENT)
    expect_fate(form, "entregue")
    assert world.sandbox.received(BIA) == ["Olá Bia, sua guia vence em 30/11."]


def test_who_opted_out_is_seen_before_and_refused_when_it_would_leave(form: Page, world: World) -> None:
    person = Person(world.sandbox, CAIO)
    person.text("Oi")
    person.issue()
    person.text("SAIR")
    world.sandbox.until(lambda: len(person.received) >= 2, "the answer to the opt-out", 60)
    before = person.received
    give_github_token(form, world)

    write(form, "(21) 98111-0003", "Sua guia vence hoje.")
    expect(form.locator("#verdict .badge")).to_have_text("será recusada")
    expect(form.locator("#verdict")).to_contain_text("pediu para não receber mais mensagens")
    form.get_by_role("button", name="Enviar", exact=True).click()

    expect_fate(form, "não enviada")
    expect(form.locator(".steps .failed")).to_contain_text("A pessoa pediu para não receber mais mensagens.")
    assert person.received == before


def test_a_wrong_number_is_said_under_its_field_in_either_language(form: Page) -> None:
    write(form, "98765-4321", "Oi")
    expect(form.locator("#destination-read .fault")).to_contain_text("Falta o DDD")
    form.get_by_role("button", name="Enviar", exact=True).click()
    expect(form.get_by_label("Para", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(form.get_by_label("Texto", exact=True)).to_have_value("Oi")
    assert axe.faults(form) == []

    form.get_by_role("button", name="English").click()
    form.get_by_role("link", name="Send a message").click()
    form.get_by_label("To", exact=True).fill("(11) 8765-4321")
    expect(form.locator("#destination-read .fault")).to_contain_text("A digit is missing")
    form.get_by_label("To", exact=True).press("Enter")  # which checks, and sends nothing
    expect(form.get_by_role("alert")).to_contain_text("Nothing was sent.")


def test_a_hostile_text_is_shown_and_does_nothing(form: Page) -> None:
    hostile = "<img src=https://elsewhere.test/x.png onerror=alert(1)><script>alert(2)</script>"
    write(form, "(11) 98111-0004", hostile)

    expect(form.locator(".bubble")).to_have_text(hostile)
    assert form.locator(".bubble img, .bubble script").count() == 0


def test_a_double_click_and_the_way_back_send_once(form: Page, world: World) -> None:
    write(form, "(11) 98111-0004", "Uma vez")
    form.get_by_role("button", name="Enviar", exact=True).dblclick()
    form.wait_for_url(SENT)
    form.reload()
    expect_fate(form, "entregue")
    form.go_back()
    form.go_forward()

    assert world.sandbox.received(DORA) == ["Uma vez"]


def test_the_fate_is_followed_through_a_power_cut_of_the_relay(form: Page, world: World) -> None:
    write(form, "(11) 98111-0007", "Depois da queda")
    form.get_by_role("button", name="Enviar", exact=True).click()
    form.wait_for_url(SENT)
    world.stop_relay(signal.SIGKILL)
    world.start_relay()

    # Whatever the run reported while there was no relay, reconcile asks Twilio for later.
    moved_on = re.compile("processada|enviada|entregue")
    expect(form.locator("#fate").get_by_role("status")).to_have_text(moved_on)
    expect(form.locator(".steps .done")).not_to_have_count(1)
    assert world.sandbox.received("+5511981110007") == ["Depois da queda"]


def test_a_test_reaches_ones_own_phone(form: Page, world: World) -> None:
    phone = "+5511981110005"
    EnvFile(world.folder).change({"ADMIN_PHONES": phone})
    try:
        form.reload()
        form.get_by_role("button", name="Enviar um teste para +55 11 *****-0005 (SMS)").click()
        expect_fate(form, "entregue")
    finally:
        EnvFile(world.folder).change({"ADMIN_PHONES": ""})

    (text,) = world.sandbox.received(phone)
    assert text.startswith("AUDITORIA360: esta")


def test_the_page_works_without_scripts(form: Page, world: World) -> None:
    browser = form.context.browser
    assert browser
    plain = browser.new_context(java_script_enabled=False, storage_state=form.context.storage_state())
    try:
        page = plain.new_page()
        page.goto(f"{world.addresses.relay}/console/send")
        write(page, "(11) 98111-0006", "Sem script")
        page.get_by_role("button", name="Conferir").click()
        expect(page.locator("#segments")).to_have_text("1")
        expect(page.locator("#destination-read")).to_contain_text("+55 11 98111-0006")
        page.get_by_role("button", name="Enviar", exact=True).click()
        page.wait_for_url(SENT)
        expect_fate(page, "entregue")
    finally:
        plain.close()
