"""A real browser before the sandbox's pages; where the machine has none, these tests are left out."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.sandbox.world import World
from tests.actors import Person
from tests.journeys.conftest import CHANGES, new_number
from tests.stage import CONFIG
from tests.warm import WarmPython

expect.set_options(timeout=60_000)  # milliseconds: a busy machine takes some of them
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# A browser that speaks to nobody but the page it is shown.
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TEMPLATES = {
    "boleto-vence": {
        "sid": "HX0123456789abcdef0123456789abcdef",
        "text": "Olá {nome}, sua guia vence em {data}.",
        "variables": ["nome", "data"],
    }
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            # Its driver is spoken to over a socket of this machine that has no address.
            item.add_marker(pytest.mark.enable_socket)
            item.add_marker(pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, warm_python: WarmPython) -> Iterator[World]:
    changes = {**CHANGES, "templates": TEMPLATES}
    with World(tmp_path_factory.mktemp("world"), warm_python.tree, config=CONFIG, changes=changes) as world:
        warm_python.serve(world.actions)
        yield world


@pytest.fixture(scope="session", name="browser")
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a phone's width that may reach this machine only; whatever else it asks for is a failure."""
    # What is half faded in has half its contrast: axe-core looks at what stands still.
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    strange: list[str] = []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(("http://127.0.0.1:", "data:")) else strange.append(request.url)
        ),
    )
    page.on("dialog", lambda dialog: strange.append(f"dialog: {dialog.message}"))
    page.on("pageerror", lambda error: strange.append(f"error: {error}"))
    yield page
    context.close()
    assert strange == []


@pytest.fixture
def screen(page: Page) -> Page:
    """A page as wide as a desk's, for the sandbox's screen."""
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


@pytest.fixture
def ana(world: World) -> Person:
    """Somebody who has not written yet."""
    return Person(world.sandbox, new_number())


@pytest.fixture
def console(page: Page, world: World) -> Page:
    """A page of a browser that is signed in to the relay's console."""
    page.goto(world.console_link())
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url(f"{world.addresses.relay}/console/")
    return page
