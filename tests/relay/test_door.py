"""Whose body is read: each address that takes one is in one of the three groups."""

from __future__ import annotations

import pytest

from bot.relay import door
from bot.relay.app import create_app
from bot.relay.door import PREFIXES
from tests.relay.harness import RelayHarness

SIGNATURE = f"{'x' * 27}="
BEARER = f"Bearer {'t' * 24}"


def admitted(path: str, **headers: str) -> bool:
    return door.admits("POST", path, lambda name: headers.get(name.replace("-", "_"), ""))


def test_every_address_that_takes_a_body_is_known_to_the_door(harness: RelayHarness) -> None:
    app = create_app(harness.settings, harness.store, harness.dispatcher)
    posted = [rule.rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    paths = [path for path in posted if not path.endswith("/unopened")]  # which reads none
    assert (len(posted), len(paths)) == (32, 30)

    for path in paths:
        assert admitted(path.replace("<order>", "x"), x_twilio_signature=SIGNATURE, authorization=BEARER), (
            path
        )
        assert admitted(f"{path}/", x_twilio_signature=SIGNATURE, authorization=BEARER), path
        assert not door.admits("GET", path, lambda _: SIGNATURE), path


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(
    ("place", "headers", "read"),
    [
        ("/webhook/twilio", {"x_twilio_signature": SIGNATURE}, True),
        ("/webhook/twilio", {"authorization": BEARER}, False),
        ("/webhook/twilio", {"x_twilio_signature": "x" * 28}, False),
        ("/webhook/twilio", {"x_twilio_signature": f"{SIGNATURE}\n"}, False),
        ("/webhook/twilio", {}, False),
        ("/send-enhanced", {"authorization": BEARER}, True),
        ("/messages/by-key", {"authorization": BEARER}, True),
        ("/messages/by-key", {}, False),
        ("/send-enhanced", {"authorization": f"Basic {'t' * 24}"}, False),
        ("/send-enhanced", {"authorization": "Bearer short"}, False),
        ("/send-enhanced", {"x_twilio_signature": SIGNATURE}, False),
        ("/providers/test", {}, False),
        ("/limit", {}, True),
        ("/due", {}, True),
        ("/wanted", {}, True),
        ("/messages/x/outcome", {}, True),
        ("/nothing", {"authorization": BEARER, "x_twilio_signature": SIGNATURE}, False),
        ("", {}, False),
    ],
)
def test_cases(prefix: str, place: str, headers: dict[str, str], read: bool) -> None:
    assert admitted(f"{prefix}{place}", **headers) is read


def test_other_addresses_have_no_body() -> None:
    assert not admitted("/healthz", authorization=BEARER)
    assert not admitted("/limit")


def test_no_address_redirects_to_another(harness: RelayHarness) -> None:
    app = create_app(harness.settings, harness.store, harness.dispatcher)

    assert app.test_client().post(f"{PREFIXES[0]}//webhook/twilio").status_code == 404
