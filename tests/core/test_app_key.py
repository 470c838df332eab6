"""The key of a GitHub App is read in each form in which people put it into `.env`."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from bot.adapters.env_file import EnvFile
from bot.core import app_key, contact_keys
from bot.core.settings import config
from bot.core.settings.config import Role
from tests.made_up import AUTH_TOKEN

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
PKCS8 = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
LOCKED = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x")).decode()
ELLIPTIC = (
    ec.generate_private_key(ec.SECP256R1())
    .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    .decode()
)


@pytest.mark.parametrize(
    "given",
    [
        PEM,
        f"\n  {PEM}\n",
        PEM.replace("\n", "\r\n"),
        PEM.replace("\n", "\\n"),
        base64.b64encode(PEM.encode()).decode(),
        base64.encodebytes(PEM.encode()).decode(),
        app_key.one_line(PEM),
        PKCS8,
    ],
    ids=["the file", "blanks", "CRLF", "\\n", "base64", "base64 in lines", "one line", "PKCS 8"],
)
def test_every_form_is_the_same_key(given: str) -> None:
    assert app_key.normal(given) == PEM


@pytest.mark.parametrize(
    "given",
    ["", "secret", "-----BEGIN RSA PRIVATE KEY-----", PEM[:-40], LOCKED, ELLIPTIC, "ção", "c2VjcmV0", "/w=="],
)
def test_what_is_no_such_key_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"(?s).*") as refused:
        app_key.normal(given)
    assert PEM[40:80] not in str(refused.value)


def test_the_fingerprint_is_that_of_the_public_half() -> None:
    assert app_key.fingerprint(PEM) == app_key.fingerprint(PKCS8)
    assert app_key.fingerprint(PEM).startswith("SHA256:")
    assert len(base64.b64decode(app_key.fingerprint(PEM).removeprefix("SHA256:"))) == 32


GIVEN = {
    "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    "TWILIO_PHONE_NUMBER": "+15551234567",
    "GITHUB_REPOSITORY": "escritorio/AUDITORIA360",
}


def _faults(**more: str) -> str:
    _, faults = config.read_environment({**GIVEN, "CONTACT_KEY": contact_keys.new_key(), **more}, Role.RELAY)
    return "\n".join(faults)


def test_a_token_or_an_app_acts_never_both_and_never_half() -> None:
    assert _faults(GITHUB_TOKEN=AUTH_TOKEN) == ""
    assert _faults(GITHUB_APP_ID="12", GITHUB_APP_PRIVATE_KEY=PEM) == ""
    assert _faults(GITHUB_APP_ID="Iv23liABCDEFGHIJKLMN", GITHUB_APP_PRIVATE_KEY=PEM) == ""
    assert "GITHUB_TOKEN: missing" in _faults()
    assert "Or set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY" in _faults()
    assert "go together" in _faults(GITHUB_APP_ID="12")
    assert "go together" in _faults(GITHUB_APP_PRIVATE_KEY=PEM)
    assert "both are set" in _faults(GITHUB_TOKEN=AUTH_TOKEN, GITHUB_APP_ID="12", GITHUB_APP_PRIVATE_KEY=PEM)
    assert "both are set" in _faults(GITHUB_TOKEN=AUTH_TOKEN, GITHUB_APP_ID="12")


def test_a_key_or_an_id_that_is_none_is_named_and_never_shown() -> None:
    faults = _faults(GITHUB_APP_ID="my app", GITHUB_APP_PRIVATE_KEY="-----BEGIN secret")

    assert "GITHUB_APP_ID: expected the App's ID" in faults
    assert "GITHUB_APP_PRIVATE_KEY: expected the App's private key, the whole .pem file" in faults
    assert "secret" not in faults


@pytest.mark.parametrize(
    "written",
    [
        f'"{PEM}"',
        f"'{PEM}'",
        '"' + PEM.replace("\n", "\\n") + '"',
        PEM.replace("\n", "\\n"),
        app_key.one_line(PEM),
        f'"{app_key.one_line(PEM)}" # the key',
    ],
    ids=["quoted", "single quotes", "escaped in quotes", "escaped", "base64", "with a comment"],
)
def test_each_form_survives_the_file_and_is_changed_whole(tmp_path: Path, written: str) -> None:
    file = tmp_path / ".env"
    file.write_text(
        f"# ours\nA=1\n\n# the App\nGITHUB_APP_PRIVATE_KEY={written}\nB=2 # two\n", encoding="utf-8"
    )
    env = EnvFile(tmp_path)
    assert app_key.normal(env.read()["GITHUB_APP_PRIVATE_KEY"]) == PEM

    env.change({"A": "3"})
    assert file.read_text("utf-8") == (
        f"# ours\nA=3\n\n# the App\nGITHUB_APP_PRIVATE_KEY={written}\nB=2 # two\n"
    )
    env.change({"GITHUB_APP_PRIVATE_KEY": app_key.one_line(PKCS8), "B": None})
    assert file.read_text("utf-8") == (
        f"# ours\nA=3\n\n# the App\nGITHUB_APP_PRIVATE_KEY={app_key.one_line(PKCS8)}\n"
    )


def test_a_key_over_several_lines_without_quotes_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"GITHUB_APP_ID=12\nGITHUB_APP_PRIVATE_KEY={PEM}", encoding="utf-8")

    assert "the whole .pem file: in double quotes" in _faults(**EnvFile(tmp_path).read())
