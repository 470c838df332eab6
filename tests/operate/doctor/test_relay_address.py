"""What the doctor finds at the relay's public address."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus

import pytest
from flask import Flask, Response, redirect

from bot.adapters import public_address
from bot.core import clock
from bot.operate.doctor.checks import Verdict
from bot.sandbox.emulator.server import Server
from bot.sandbox.free_ports import free_port
from tests.nearby import NearbyRelay
from tests.operate.doctor.conftest import Look

OF_THE_ADDRESS = ("address-answers", "signature", "webhook-path", "api")


@contextmanager
def _other_server(status: int) -> Iterator[str]:
    """Serve something other than the relay."""
    app = Flask(__name__)

    @app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
    @app.route("/<path:path>", methods=["GET", "POST"])
    def answer(path: str) -> Response:
        if status == HTTPStatus.MOVED_PERMANENTLY:
            return redirect(f"https://www.escritorio.com.br/{path}", status)  # type: ignore[return-value]
        return Response("nginx", status)

    with Server(app) as server:
        yield server.url


@pytest.mark.parametrize("name", OF_THE_ADDRESS)
def test_a_relay_that_is_reached_is_in_order(look: Look, name: str) -> None:
    assert look(name).verdict == Verdict.OK


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (301, "redirects (HTTP 301)"),
        (502, "The proxy answers"),
        (404, "Something other than the relay"),
        (200, "Something other than the relay"),
    ],
)
def test_what_answers_in_its_place_is_told_apart(
    look: Look, relay: NearbyRelay, status: int, words: str
) -> None:
    with _other_server(status) as url:
        relay.env.change({"RELAY_URL": url})
        found = look("address-answers")
        others = [look(name) for name in OF_THE_ADDRESS[1:]]

    assert found.verdict == Verdict.WRONG
    assert words in found.evidence
    assert found.remedy
    # One fault is one line: the others only say that they cannot tell. A server that answers 200 to everything takes
    # what nobody has signed, too.
    if status != HTTPStatus.OK:
        assert {one.verdict for one in others} == {Verdict.CANNOT_TELL}


def test_nothing_that_listens_is_told_from_a_name_that_leads_nowhere(look: Look, relay: NearbyRelay) -> None:
    relay.env.change({"RELAY_URL": f"http://127.0.0.1:{free_port()}"})
    assert "Nothing listens" in look("address-answers").evidence

    relay.env.change({"RELAY_URL": "https://bot.invalid"})
    assert "leads nowhere" in look("address-answers").evidence


def test_another_token_or_address_than_the_relays_is_found_by_a_signed_request(
    look: Look,
) -> None:
    other = {"TWILIO_AUTH_TOKEN": "0123456789abcdef" * 2}

    assert look("signature", instead=other).verdict == Verdict.WRONG
    assert look("signature", public_url="https://other.exemplo.com.br").verdict == Verdict.WRONG
    assert look("signature").verdict == Verdict.OK


def test_the_name_and_the_certificate_of_the_public_address(
    look: Look, relay: NearbyRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look("address-name").verdict == Verdict.NOT_NEEDED  # RELAY_URL leads elsewhere
    relay.env.change({"RELAY_URL": None})

    monkeypatch.setattr(public_address, "addresses_of", lambda _: ())
    assert "leads nowhere" in look("address-name").evidence
    monkeypatch.setattr(public_address, "addresses_of", lambda _: ("192.168.0.10",))
    assert "private address" in look("address-name").evidence
    monkeypatch.setattr(public_address, "addresses_of", lambda _: ("192.168.0.10", "2804:14c::1"))
    assert look("address-name").verdict == Verdict.OK

    ends = {"days": 60}
    monkeypatch.setattr(
        public_address, "certificate_ends", lambda *_: clock.now() + timedelta(days=ends["days"])
    )
    assert look("certificate").verdict == Verdict.OK
    ends["days"] = 3
    assert look("certificate").verdict == Verdict.WRONG

    def untrusted(*_: object) -> None:
        raise ssl.SSLCertVerificationError("self-signed")

    monkeypatch.setattr(public_address, "certificate_ends", untrusted)
    assert "not one that others trust" in look("certificate").evidence


def test_networks_that_could_keep_twilio_out_are_pointed_out(look: Look) -> None:
    assert look("allowed-networks").verdict == Verdict.OK
    found = look("allowed-networks", allow_from=("203.0.113.0/24",))
    assert (found.verdict, "1 networks" in found.evidence) == (Verdict.ATTENTION, True)
