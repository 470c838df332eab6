"""Requests to addresses of other people reach public hosts only, whatever the address is called.

The resolver alone is a test's own: what a name leads to, and that it leads elsewhere a moment later, no machine offers.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from flask import Flask, request

from bot.adapters import public_hosts
from bot.adapters.public_hosts import NotPublicError
from bot.sandbox.emulator.server import Server

LOCAL = (
    *("127.0.0.1", "127.1", "0x7f.1", "0177.0.0.1", "2130706433", "0", "0.0.0.0", "localhost", "localhost."),
    *("[::1]", "[::ffff:127.0.0.1]", "intranet", "sub.localhost", "127.0.0.1."),
)
METADATA = (
    "169.254.169.254",
    "169.254.43518",
    "10.1",
    "192.168.0.1",
    "172.16.0.1",
    "100.64.0.1",
    "[fd00:ec2::254]",
)


class Seen:
    def __init__(self) -> None:
        self.hosts: list[str] = []
        app = Flask(__name__)

        @app.get("/")
        def answer() -> str:
            self.hosts.append(request.host)
            return "ok"

        self.server = Server(app)

    @property
    def port(self) -> int:
        return int(self.server.url.rpartition(":")[2])


@pytest.fixture
def seen() -> Iterator[Seen]:
    made = Seen()
    with made.server:
        yield made


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        *(
            (address, False)
            for address in ("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.31.0.1", "192.168.1.1")
        ),
        *((address, False) for address in ("169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255")),
        *(
            (address, False)
            for address in ("224.0.0.1", "240.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9")
        ),
        *((address, False) for address in ("::1", "::", "fe80::1%eth0", "fd00:ec2::254", "ff02::1")),
        *((address, False) for address in ("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1")),
        *((address, False) for address in ("2002:7f00:1::", "2002:a9fe:a9fe::", "2001:0:0:0:0:0:80ff:fffe")),
    ],
)
def test_an_address_is_public_if_the_whole_internet_can_reach_it(address: str, public: bool) -> None:
    assert public_hosts.is_public(address) is public


@pytest.mark.parametrize("host", LOCAL + METADATA)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_spelling_of_a_private_address_is_connected_to(seen: Seen, host: str, scheme: str) -> None:
    with (
        public_hosts.session(loopback=False) as web,
        pytest.raises((NotPublicError, requests.RequestException)) as failed,
    ):
        web.get(f"{scheme}://{host}:{seen.port}/", timeout=5)

    assert failed.type is NotPublicError or "NameResolution" in str(failed.value)
    assert seen.hosts == []


@pytest.mark.parametrize("host", METADATA)
def test_the_sandbox_door_opens_to_this_machine_alone(host: str) -> None:
    with public_hosts.session(loopback=True) as web, pytest.raises(NotPublicError):
        web.get(f"http://{host}/", timeout=5)


def test_the_sandbox_reaches_this_machine(seen: Seen) -> None:
    with public_hosts.session(loopback=True) as web:
        assert web.get(f"http://localhost:{seen.port}/", timeout=5).text == "ok"


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Let the test's own names lead where the test wants, one answer after the other; there is no DNS here."""
    original = socket.getaddrinfo
    asked: list[str] = []

    def install(*answers: list[str]) -> list[str]:
        left = list(answers)

        def look_up(host: str, port: int, *given: Any, **named: Any) -> Any:
            if not host.endswith(".test"):
                return original(host, port, *given, **named)
            asked.append(host)
            return [
                entry for address in left.pop(0) for entry in original(address, port, type=socket.SOCK_STREAM)
            ]

        monkeypatch.setattr(socket, "getaddrinfo", look_up)
        return asked

    return install


def test_one_private_address_among_public_ones_is_enough_to_refuse(
    seen: Seen, resolver: Callable[..., list[str]]
) -> None:
    resolver(["8.8.8.8", "127.0.0.1"])

    with public_hosts.session(loopback=False) as web, pytest.raises(NotPublicError):
        web.get(f"http://both.test:{seen.port}/", timeout=5)
    assert seen.hosts == []


def test_a_name_that_leads_elsewhere_a_moment_later_changes_nothing(
    seen: Seen, resolver: Callable[..., list[str]]
) -> None:
    asked = resolver(["127.0.0.1"])  # asked a second time, it would have no answer

    with public_hosts.session(loopback=True) as web:
        web.get(f"http://rebinding.test:{seen.port}/", timeout=5)

    assert asked == ["rebinding.test"]
    assert seen.hosts == [f"rebinding.test:{seen.port}"]


def test_the_certificate_is_that_of_the_name_and_not_of_the_address(
    tmp_path: Path, resolver: Callable[..., list[str]]
) -> None:
    resolver(["127.0.0.1"], ["127.0.0.1"])
    certificate = _certificate(tmp_path, "named.test")
    asked: list[str | None] = []
    with _tls_server(certificate, asked) as port, public_hosts.session(loopback=True) as web:
        assert web.get(f"https://named.test:{port}/", timeout=5, verify=str(certificate)).status_code == 204
        with pytest.raises(requests.exceptions.SSLError):
            web.get(f"https://other.test:{port}/", timeout=5, verify=str(certificate))

    assert asked == ["named.test", "other.test"]


def _certificate(folder: Path, name: str) -> Path:
    """Write a certificate that signs itself, and its key, into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@contextmanager
def _tls_server(certificate: Path, asked: list[str | None]) -> Iterator[int]:
    """Answer two connections with HTTP 204, and note for which name each asks."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def note(_connection: Any, name: str | None, _context: Any) -> None:
        asked.append(name)

    context.sni_callback = note
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(2):
            accepted, _peer = listening.accept()
            with suppress(OSError), accepted, context.wrap_socket(accepted, server_side=True) as encrypted:
                encrypted.recv(4096)
                encrypted.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listening:
        yield int(listening.getsockname()[1])
        thread.join(5)


@pytest.mark.parametrize("location", ["https://[abc/x", "http://example.org/x", "ftp://example.org/x"])
def test_a_redirect_to_what_is_no_address_of_https_is_not_followed(location: str) -> None:
    with pytest.raises(NotPublicError):
        public_hosts.followed("https://example.org/", location, loopback=True)


def test_a_redirect_may_name_a_path_alone() -> None:
    assert public_hosts.followed("https://example.org/a", "/b", loopback=False) == "https://example.org/b"
