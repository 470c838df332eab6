"""What another page in the same browser can do to the console: nothing, though its cookies travel along.

For cookies, pages of other ports of this machine are of the same site, so only the console's own checks are in the way.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from bot.sandbox.world import World

_PAGE = """<!doctype html><title>Prize</title>
<iframe src="{console}/" title="framed"></iframe>
<form id="form" method="post" action="{console}/{path}"><input name="form-token" value="{token}">
<input name="everywhere" value="1"><button>Win</button></form>"""


class _Evil:
    """A page of somebody else on this machine."""

    def __init__(self, console: str) -> None:
        self.console = console
        self.html = ""
        evil = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(evil.html.encode())

            def log_message(self, *_: object) -> None:
                """Print nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def shows(self, path: str = "sign-out", token: str = "") -> None:
        self.html = _PAGE.format(console=self.console, path=path, token=token)


@pytest.fixture(name="evil")
def _evil(world: World) -> Iterator[_Evil]:
    evil = _Evil(f"{world.addresses.relay}/console")
    yield evil
    evil.server.shutdown()
    evil.server.server_close()


def _tab(context: BrowserContext, address: str) -> Page:
    tab = context.new_page()
    tab.goto(address)
    return tab


def test_no_frame_shows_the_console(console: Page, evil: _Evil) -> None:
    evil.shows()
    tab = _tab(console.context, evil.url)

    framed = tab.frames[1]
    assert "Situação" not in framed.content()
    assert framed.url.startswith("chrome-error://")


def test_a_form_of_another_page_does_nothing_even_with_the_right_token(console: Page, evil: _Evil) -> None:
    token = console.locator('input[name="form-token"]').first.get_attribute("value")
    evil.shows(token=str(token))
    tab = _tab(console.context, evil.url)

    tab.get_by_role("button", name="Win").click()

    expect(tab.get_by_role("alert")).to_contain_text("outro site")
    console.reload()
    expect(console.get_by_role("heading", name="Situação")).to_be_visible()


def test_another_page_reads_nothing_of_the_console(console: Page, evil: _Evil) -> None:
    evil.shows()
    tab = _tab(console.context, evil.url)

    read = tab.evaluate(
        "address => fetch(address, {credentials: 'include'}).then(answer => answer.text(), () => 'refused')",
        f"{evil.console}/",
    )

    assert read == "refused"


def test_after_signing_out_the_back_button_shows_nothing(console: Page, world: World) -> None:
    console.goto(f"{world.addresses.relay}/console/credentials")
    console.get_by_role("button", name="Sair", exact=True).click()
    expect(console.get_by_role("heading", name="Entrar")).to_be_visible()

    console.go_back()

    expect(console.get_by_role("heading", name="Entrar")).to_be_visible()
    assert "marina" not in console.content()


def test_scripts_cannot_read_the_cookies(console: Page) -> None:
    assert console.evaluate("document.cookie") == ""
    names = {one.get("name"): one for one in console.context.cookies()}
    assert names["console"].get("httpOnly") is True


def test_a_page_that_was_left_open_says_that_the_session_is_over(console: Page, world: World) -> None:
    """htmx renews a part of the page: the sign-in page must replace the whole page, not that part."""
    other = _tab(console.context, f"{world.addresses.relay}/console/")
    other.get_by_role("button", name="Sair", exact=True).click()
    expect(other.get_by_role("heading", name="Entrar")).to_be_visible()

    with console.expect_navigation():
        console.evaluate("htmx.ajax('GET', '/console/', {target: 'main'})")

    expect(console.get_by_role("heading", name="Entrar")).to_be_visible()
    expect(console.get_by_role("navigation")).to_have_count(0)
