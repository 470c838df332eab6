"""What strangers can cost the relay through the console, without signing in: little."""

from __future__ import annotations

import threading
from io import BytesIO

import pytest

from bot.console.app import create_app
from bot.console.entry import visitor
from bot.console.entry.sessions import Sessions
from bot.relay import door
from bot.relay.app import create_app as create_relay
from bot.relay.door import MAX_PARAMETERS
from bot.relay.mounting import RelayParts
from tests.console.browser import ADMINISTRATOR, HOME, HOST, Visiting


@pytest.mark.parametrize("target", ["*", "console:443", ""])
def test_a_request_for_no_path_is_not_found(parts: RelayParts, target: str) -> None:
    """`OPTIONS *` and CONNECT name none (RFC 9112, 3.2)."""
    relay = create_relay(parts.live.current, parts.store, parts.dispatcher)
    relay.mount(door.CONSOLE, create_app)
    started: list[str] = []
    environ = {
        "REQUEST_METHOD": "OPTIONS",
        "PATH_INFO": target,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "HTTP_HOST": HOST,
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(),
    }

    answer = b"".join(relay.wsgi_app(environ, lambda status, _headers, _=None: started.append(status)))  # type: ignore[arg-type]

    assert started == ["404 NOT FOUND"]
    assert b"error" in answer


@pytest.mark.parametrize("origin", ["http://[", "http://[x]", "//", f"{HOME}\x00"])
def test_an_origin_that_is_no_address_is_another_sites(
    visiting: Visiting, caplog: pytest.LogCaptureFixture, origin: str
) -> None:
    assert visiting.send("/sign-in", {}, Origin=origin).status_code == 403
    assert "request-failed" not in caplog.text


@pytest.mark.parametrize("path", ["/sign-in", "/link"])
def test_a_form_of_many_fields_is_refused_before_it_is_read(visiting: Visiting, path: str) -> None:
    fields = {f"field-{number}": "" for number in range(MAX_PARAMETERS + 1)}

    assert visiting.send(path, fields, Origin=HOME).status_code == 413


def test_the_console_takes_no_thread_of_other_requests_by_any_of_its_addresses() -> None:
    assert door.is_console("/console")
    assert door.is_console("/console/messages")
    assert not door.is_console("/consoles/")
    assert not door.admits("POST", "/console", lambda _: "")


def test_behind_a_proxy_that_hides_the_host_cookies_travel_by_tls_alone(
    visiting: Visiting, parts: RelayParts
) -> None:
    """Such a proxy asks for 127.0.0.1 itself, and says for whom."""
    secret = Sessions(parts.store).make_link(ADMINISTRATOR)

    answer = visiting.send("/link", {"secret": secret}, Origin=HOME, X_Forwarded_For="203.0.113.9")

    kept = next(
        one
        for one in answer.headers.getlist("Set-Cookie")
        if f"{visitor.SESSION}=" in one and "=;" not in one
    )
    assert kept.startswith("__Host-")
    assert "Secure" in kept


def test_of_two_who_use_a_link_at_the_same_moment_one_is_in(parts: RelayParts) -> None:
    """Each process has a console of its own; the store is what they share."""
    secret = Sessions(parts.store).make_link(ADMINISTRATOR)
    browsers, found = [Visiting(create_app(parts)) for _ in range(4)], list[int]()
    together = threading.Barrier(len(browsers))

    def use(browser: Visiting) -> None:
        together.wait()
        found.append(browser.send("/link", {"secret": secret}, Origin=HOME).status_code)

    threads = [threading.Thread(target=use, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [303, 403, 403, 403]
