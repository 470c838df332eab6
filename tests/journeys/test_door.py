"""Who is let in, and when the relay does not open at all."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
import requests

from bot.sandbox.twilio.webhooks import signature
from bot.sandbox.world import WEBHOOK, World
from tests.actors import Person
from tests.journeys.observer import API, Observer
from tests.journeys.processes import relay_command, relay_environment

FORM = {"MessageSid": f"SM{'0' * 31}1", "Body": "Oi", "To": "+15551234567", "NumMedia": "0"}


@pytest.mark.parametrize("path", ["", "/fallback"])
@pytest.mark.parametrize("forgery", ["none", "empty", "another token", "another address", "another text"])
def test_a_webhook_that_twilio_did_not_sign_is_refused_and_leaves_nothing(
    world: World, observer: Observer, person: Person, path: str, forgery: str
) -> None:
    form = tuple({**FORM, "From": person.number, "AccountSid": world.account_sid}.items())
    url = f"{WEBHOOK}{path}"
    given = {
        "none": None,
        "empty": "",
        "another token": signature("0" * 32, url, form),
        "another address": signature(world.auth_token, f"{url}/", form),
        "another text": signature(world.auth_token, url, (*form, ("Body", "Tchau"))),
    }[forgery]
    before = observer.stored()

    answer = requests.post(
        f"{world.relay_url}{API}/webhook/twilio{path}",
        data=dict(form),
        headers={} if given is None else {"X-Twilio-Signature": given},
        timeout=10,
    )

    assert answer.status_code == 403
    assert observer.stored() == before


def test_a_webhook_for_another_account_is_refused(world: World, observer: Observer, person: Person) -> None:
    form = tuple({**FORM, "From": person.number, "AccountSid": f"AC{'9' * 32}"}.items())
    before = observer.stored()
    answer = requests.post(
        f"{world.relay_url}{API}/webhook/twilio",
        data=dict(form),
        headers={"X-Twilio-Signature": signature(world.auth_token, WEBHOOK, form)},
        timeout=10,
    )

    assert answer.status_code == 403
    assert observer.stored() == before


@pytest.mark.parametrize(
    "missing",
    [
        ["GITHUB_TOKEN"],
        ["GITHUB_TOKEN", "TWILIO_AUTH_TOKEN", "CONTACT_KEY", "TWILIO_ACCOUNT_SID", "GITHUB_REPO_NAME"],
    ],
    ids=" ".join,
)
def test_a_relay_without_its_secrets_explains_it_and_does_not_start(
    world: World, tmp_path: Path, missing: list[str]
) -> None:
    given = {name: value for name, value in relay_environment(world).items() if name not in missing}
    shutil.copy(world.folder / "config.yml", tmp_path)  # beside which there is no .env
    done = subprocess.run(
        relay_command(tmp_path / "config.yml"),
        cwd=tmp_path,
        env=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert done.returncode == 2
    for name in missing:
        assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert not [
        name for name, value in given.items() if name.endswith(("TOKEN", "KEY")) and value in done.stderr
    ]
    assert list(tmp_path.iterdir()) == [tmp_path / "config.yml"]
