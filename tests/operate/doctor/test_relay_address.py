"""What the doctor finds at the relay's public address."""

from __future__ import annotations

import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask, Response, redirect

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


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://bot.invalid", "leads nowhere"),
        ("https://localhost", "private address"),
        ("https://8.8.8.8", "leads to an address of the internet"),
    ],
)
def test_where_the_name_of_the_public_address_leads(
    look: Look, relay: NearbyRelay, url: str, words: str
) -> None:
    assert look("address-name", public_url=url).verdict == Verdict.NOT_NEEDED  # RELAY_URL leads elsewhere
    relay.env.change({"RELAY_URL": None})

    assert words in look("address-name", public_url=url).evidence


@pytest.mark.parametrize(("days", "verdict"), [(60, Verdict.OK), (3, Verdict.WRONG)])
def test_a_certificate_is_looked_at_before_it_expires(
    look: Look, relay: NearbyRelay, monkeypatch: pytest.MonkeyPatch, days: int, verdict: Verdict
) -> None:
    relay.env.change({"RELAY_URL": None})
    with _secured(relay.folder, days) as (url, authority):
        untrusted = look("certificate", public_url=url)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
        trusted = look("certificate", public_url=url)

    assert "not one that others trust" in untrusted.evidence
    assert trusted.verdict == verdict
    assert f"{clock.now() + timedelta(days=days):%Y-%m-%d}" in trusted.evidence


def test_nothing_that_listens_has_no_certificate(look: Look, relay: NearbyRelay) -> None:
    relay.env.change({"RELAY_URL": None})

    found = look("certificate", public_url=f"https://localhost:{free_port()}")
    assert found.verdict == Verdict.CANNOT_TELL


@contextmanager
def _secured(folder: Path, days: int) -> Iterator[tuple[str, Path]]:
    """Serve TLS as localhost, with a certificate for so many days that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(clock.now() - timedelta(days=1))
        .not_valid_after(clock.now() + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "public.pem", folder / "private.pem"
    public.write_bytes(certificate.public_bytes(Encoding.PEM))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(public, private)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign] # a client that trusts it not
        server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_address[1]}", public
        server.shutdown()


def test_networks_that_could_keep_twilio_out_are_pointed_out(look: Look) -> None:
    assert look("allowed-networks").verdict == Verdict.OK
    found = look("allowed-networks", allow_from=("203.0.113.0/24",))
    assert (found.verdict, "1 networks" in found.evidence) == (Verdict.ATTENTION, True)
