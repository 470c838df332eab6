"""The right pane of the screen in a real browser: an issue that renews itself, and the box to comment in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from bot.sandbox.world import World
from tests.actors import Person
from tests.browser import axe, looks
from tests.journeys.conftest import new_number


def _open(
    screen: Page, world: World, person: Person, words: str = "Bom dia, preciso da guia", more: str = ""
) -> int:
    """Send a message as the person, and open the screen with the conversation."""
    person.text(words)
    number = int(person.issue()["number"])
    screen.goto(f"{world.addresses.screen}/?issue={number}{more}#desk")
    return number


def _body(screen: Page) -> Locator:
    return screen.get_by_label("Seu comentário")


def _entries(screen: Page) -> Locator:
    return screen.get_by_role("log", name="Comentários")


def test_a_comment_goes_by_ctrl_enter_and_its_reaction_comes_by_itself(
    screen: Page, world: World, ana: Person
) -> None:
    _open(screen, world, ana)
    _body(screen).fill("/responder Bom dia! Já enviei.")
    _body(screen).press("Control+Enter")

    expect(_entries(screen).get_by_text("/responder Bom dia! Já enviei.")).to_be_visible()
    expect(_body(screen)).to_have_value("")
    ours = screen.get_by_role("article", name="marina escreveu")
    expect(ours.get_by_title("foguete: github-actions")).to_be_visible()
    assert ana.received[-1] == "Bom dia! Já enviei."


def test_commands_are_offered_while_one_types_and_picked_by_keys_or_mouse(
    screen: Page, world: World, ana: Person
) -> None:
    _open(screen, world, ana)
    _body(screen).press_sequentially("/")
    options = screen.get_by_role("listbox", name="Comandos").get_by_role("option")
    expect(options.first).to_contain_text("/responder")
    _body(screen).press_sequentially("sit")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("Mostra a situação da conversa")
    _body(screen).press("Enter")
    expect(_body(screen)).to_have_value("/situacao")
    expect(options).to_have_count(0)

    _body(screen).fill("")
    _body(screen).press_sequentially("/re")
    expect(options).to_have_count(2)  # /responder and /reenviar
    _body(screen).press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    options.nth(0).click()
    expect(_body(screen)).to_have_value("/responder ")
    expect(_body(screen)).to_be_focused()


def test_the_list_of_commands_opens_by_a_click_and_closes_by_escape(
    screen: Page, world: World, ana: Person
) -> None:
    _open(screen, world, ana)
    screen.get_by_text("Comandos", exact=True).click()
    help_ = screen.get_by_role("button", name="/ajuda")
    expect(help_).to_be_visible()
    screen.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    screen.get_by_text("Comandos", exact=True).click()
    help_.click()
    expect(_body(screen)).to_have_value("/ajuda")


def test_a_draft_outlives_what_comes_in_other_conversations_and_a_new_page(
    screen: Page, world: World, ana: Person
) -> None:
    first = _open(screen, world, ana)
    _body(screen).fill("Ainda escrevo")
    ana.text("Mais uma coisa")
    expect(_entries(screen).get_by_text("Mais uma coisa")).to_be_visible()
    expect(_body(screen)).to_have_value("Ainda escrevo")
    expect(_body(screen)).to_be_focused()

    other = Person(world.sandbox, new_number())
    other.text("Sou outra pessoa")
    number = int(other.issue()["number"])
    tab = screen.get_by_role("navigation", name="Conversas").get_by_role("link", name=f"#{number} ·")
    tab.click()
    expect(_entries(screen).get_by_text("Sou outra pessoa")).to_be_visible()
    expect(_body(screen)).to_have_value("")
    screen.goto(f"{world.addresses.screen}/?issue={first}#desk")
    expect(_body(screen)).to_have_value("Ainda escrevo")


def test_hidden_lines_are_revealed_by_a_link_and_do_nothing(screen: Page, world: World, ana: Person) -> None:
    number = _open(screen, world, ana)
    world.sandbox.comment(number, "tiago", "Oi <!-- <img src=x onerror=alert(1)> -->")
    expect(screen.get_by_text("<!-- auditoria360")).to_have_count(0)
    screen.get_by_role("link", name="mostrar linhas ocultas").click()

    expect(screen.get_by_role("link", name="esconder linhas ocultas")).to_be_visible()
    expect(screen.locator("code.revealed").first).to_contain_text("<!-- auditoria360 {")
    expect(screen.get_by_text("<!-- <img src=x onerror=alert(1)> -->")).to_be_visible()
    assert screen.locator("#desk .gh-text img").count() == 0


def test_what_was_unfolded_stays_so_when_something_comes(screen: Page, world: World, ana: Person) -> None:
    number = _open(screen, world, ana)
    fold = screen.locator("#desk .gh-text details").first
    fold.locator("summary").click()
    world.sandbox.comment(number, "tiago", "Vou ver isso.")

    expect(_entries(screen).get_by_text("Vou ver isso.")).to_be_visible()
    expect(fold).to_have_attribute("open", "")


def test_somebody_closes_edits_and_reopens(screen: Page, world: World, ana: Person) -> None:
    number = _open(screen, world, ana)
    _body(screen).fill("Resolvdo")
    screen.get_by_role("button", name="Comentar", exact=True).click()
    screen.get_by_role("link", name="editar o comentário de marina").click()
    screen.get_by_label("Editar o comentário de marina").fill("Resolvido")
    screen.get_by_role("button", name="Salvar").click()
    expect(_entries(screen).get_by_text("Resolvido", exact=True)).to_be_visible()
    expect(screen.get_by_role("article", name="marina escreveu").get_by_text("editado")).to_be_visible()

    screen.get_by_role("button", name="Encerrar issue").click()
    expect(screen.get_by_text("marina encerrou esta issue")).to_be_visible()
    screen.get_by_role("button", name="Reabrir issue").click()
    expect(screen.get_by_role("button", name="Encerrar issue")).to_be_visible()
    assert world.sandbox.issue(number)["state"] == "open"


def test_a_hostile_text_is_read_and_does_nothing(screen: Page, world: World, ana: Person) -> None:
    _open(screen, world, ana, looks.HOSTILE)
    first = screen.locator("#desk article").first

    assert "<script>alert(1)</script>" in first.inner_text()
    assert first.locator(".gh-text a, .gh-text img, .gh-text script").count() == 0


def test_without_scripts_one_comments_all_the_same(screen: Page, world: World, ana: Person) -> None:
    number = _open(screen, world, ana)
    assert screen.context.browser
    bare = screen.context.browser.new_context(java_script_enabled=False)
    page = bare.new_page()
    page.goto(f"{world.addresses.screen}/?issue={number}#desk")
    page.get_by_text("Comandos", exact=True).click()
    expect(page.get_by_role("button", name="/responder")).to_be_visible()
    _body(page).fill("Sem script")
    page.get_by_role("button", name="Comentar", exact=True).click()

    expect(_entries(page).get_by_text("Sem script")).to_be_visible()
    bare.close()


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_the_pane_is_usable_however_it_is_looked_at(
    screen: Page, world: World, ana: Person, language: str
) -> None:
    number = _open(screen, world, ana, more="&hidden=shown")
    world.sandbox.comment(number, "marina", "/help")
    screen.goto(f"{world.addresses.screen}/?lang={language}")
    assert 0 < looks.bytes_of(screen, f"{world.addresses.screen}/desk?issue={number}") < looks.MOST_BYTES
    screen.goto(f"{world.addresses.screen}/?issue={number}#desk")

    for way in looks.each(screen):
        assert looks.fits(screen), way
        assert axe.faults(screen, "#desk") == [], way


@pytest.mark.parametrize(
    "path",
    [
        "issues",
        "issues/{number}",
        "issues/new?template=nova-conversa.yml",
        "actions",
        "actions?shown=skipped",
    ],
)
def test_the_emulated_githubs_own_pages_are_usable_too(
    screen: Page, world: World, ana: Person, path: str
) -> None:
    number = _open(screen, world, ana)
    address = f"{world.addresses.issues.removesuffix('issues')}{path.format(number=number)}"
    assert 0 < looks.bytes_of(screen, address) < looks.MOST_BYTES
    screen.goto(address)

    for way in looks.each(screen):
        assert looks.fits(screen), way
        assert axe.faults(screen) == [], way
