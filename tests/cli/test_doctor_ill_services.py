"""`bot doctor` as a process of its own, where Twilio, GitHub and the relay all behave badly."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core import clock, contact_keys
from bot.rules.people.relay_keys import relay_key
from tests.ill_service import IllService
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT

# One that asks each service, and one that builds on what another found.
IDS = ("twilio-credentials", "github-reachable", "github-repository", "address-answers", "relay-key")
LONGEST = 60.0  # seconds, on a busy computer; each check has ten


def _office(folder: Path, url: str) -> None:
    (folder / "config.yml").write_text("relay:\n  public_url: https://bot.escritorio.com.br\n")
    content = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_PHONE_NUMBER": "+15005550006",
        "GITHUB_TOKEN": "github_pat_" + "0123456789abcdef" * 3,
        "GITHUB_REPO_OWNER": "escritorio",
        "GITHUB_REPO_NAME": "auditoria360",
        "GATEWAY_API_TOKENS": "painel:0123456789abcdef01234567",
        "RELAY_KEY": relay_key(contact_keys.new_key()),
        **dict.fromkeys(("TWILIO_API_URL", "GITHUB_API_URL", "RELAY_URL"), url),
    }
    file = folder / ".env"
    file.write_text("".join(f"{name}={value}\n" for name, value in content.items()))
    file.chmod(0o600)


@pytest.mark.parametrize("manner", ["hang", "drip-headers", "drip-body"])
def test_what_does_not_end_is_given_up(manner: str, tmp_path: Path) -> None:
    found = _verdicts(manner, tmp_path)

    assert found["github-reachable"] == "wrong"
    assert found["address-answers"] == "wrong"
    assert {found[name] for name in ("twilio-credentials", "github-repository", "relay-key")} == {
        "cannot-tell"
    }


@pytest.mark.parametrize("manner", ["garbage", "500", "html", "redirect", "huge"])
def test_nothing_is_found_in_order_and_no_relay_found_where_none_is(manner: str, tmp_path: Path) -> None:
    found = _verdicts(manner, tmp_path)

    assert found["address-answers"] == "wrong"
    assert found["relay-key"] == "cannot-tell"
    assert found["twilio-credentials"] != "ok"
    assert found["github-repository"] != "ok"


def _verdicts(manner: str, folder: Path) -> dict[str, str]:
    only = [word for name in IDS for word in ("--only", name)]
    with IllService(manner) as service:
        _office(folder, service.url)
        began = clock.steady()
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", "doctor", "--json", *only],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=LONGEST,
            check=False,
        )
    assert clock.steady() - began < LONGEST
    assert "Traceback" not in done.stderr
    assert done.returncode == 1
    checks = json.loads(done.stdout)["checks"]
    assert not [one for one in checks if "itself failed" in one["evidence"]]
    return {one["id"]: one["verdict"] for one in checks}
