"""A request counts as not carried out only where no connection came about."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest
import requests

from bot.core import connections


@pytest.fixture
def hanging_up() -> Iterator[str]:
    """Return the address of a server that takes a request and hangs up without an answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            client, _ = server.accept()
            with client:
                client.recv(65_536)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def _refused() -> str:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def _failure(address: str, proxies: dict[str, str] | None = None) -> requests.ConnectionError:
    with pytest.raises(requests.ConnectionError) as raised:
        requests.post(address, proxies=proxies, timeout=5)
    return raised.value


def test_a_refused_port_has_done_nothing() -> None:
    assert connections.never_opened(_failure(_refused()))


def test_a_name_that_does_not_resolve_has_done_nothing() -> None:
    # RFC 6761: .invalid is no domain, now or ever.
    assert connections.never_opened(_failure("http://refused.invalid"))


def test_a_proxy_that_cannot_be_reached_has_done_nothing() -> None:
    assert connections.never_opened(_failure("http://api.invalid", {"http": _refused()}))


def test_a_request_that_was_sent_may_have_been_carried_out(hanging_up: str) -> None:
    assert not connections.never_opened(_failure(f"{hanging_up}/refused-to-resolve"))
