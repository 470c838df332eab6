"""The console in the relay's own processes: it takes nothing from those who matter more."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from bot.console.entry.sessions import Sessions
from bot.relay.front import CONSOLE_MAX_WAITING
from bot.relay.store import places
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys
from tests.console.browser import ADMINISTRATOR
from tests.relay.harness import OPERATOR_TOKEN, wait_until
from tests.relay.process import STATUS, Relay, running


@pytest.fixture(name="silent")
def _silent() -> Iterator[socket.socket]:
    """A GitHub that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        yield server


def _signed_in(relay: Relay) -> tuple[requests.Session, str]:
    keys = RelayKeys(relay.variables["RELAY_KEY"])
    with Store(places.parse(str(relay.folder / "data" / "relay.db")), keys, upgrades=False) as store:
        secret = Sessions(store).make_link(ADMINISTRATOR)
    browser = requests.Session()
    browser.headers["Origin"] = relay.url
    browser.post(f"{relay.url}/console/link", data={"secret": secret}, timeout=5)
    page = browser.get(f"{relay.url}/console/github", timeout=5).text
    found = re.search(r'name="form-token" value="(\w+)"', page)
    assert found
    return browser, found[1]


def test_pages_that_wait_for_github_hold_up_nobody_else(tmp_path: Path, silent: socket.socket) -> None:
    url = f"http://127.0.0.1:{silent.getsockname()[1]}"
    with running(Relay(tmp_path, url, CONSOLE_ADMINISTRATORS=ADMINISTRATOR)) as relay:
        relay.start()
        browser, token = _signed_in(relay)
        cookies = browser.cookies.get_dict()

        def ask(_number: int) -> int:
            fields = {"token": "github_pat_0123456789abcdefghij", "form-token": token}
            with requests.Session() as tab:
                answer = tab.post(
                    f"{relay.url}/console/github",
                    data=fields,
                    cookies=cookies,
                    headers={"Origin": relay.url},
                    timeout=60,
                )
                return answer.status_code

        with ThreadPoolExecutor(CONSOLE_MAX_WAITING + 8) as tabs:
            asked = [tabs.submit(ask, number) for number in range(CONSOLE_MAX_WAITING + 8)]
            # Those that find no place are refused at once: the others all wait for GitHub by then.
            wait_until(lambda: sum(one.done() and one.result() == 503 for one in asked) >= 8)

            answer = requests.get(
                f"{relay.url}{STATUS}", headers={"Authorization": f"Bearer {OPERATOR_TOKEN}"}, timeout=2
            )

            assert answer.status_code == 200
            assert not all(one.done() for one in asked)
            relay.kill()
