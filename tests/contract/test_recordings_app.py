"""A GitHub App: how it authenticates and what GitHub answers, replayed from recordings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from bot.adapters.github.admin import Administration, takes_key
from bot.adapters.github.repository import Repository
from bot.core import app_key, contact_keys
from bot.core.errors import RepositoryError
from bot.core.settings import Settings, config
from bot.sandbox.emulator.faults import Faults
from bot.sandbox.emulator.server import Server
from bot.sandbox.github import api as github_api
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.github.state import GithubState
from bot.sandbox.world import NAME, OWNER, SMS_NUMBER
from tests.contract.conftest import GITHUB_PORT
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT, CONFIG

pytestmark = [pytest.mark.vcr, pytest.mark.block_network(allowed_hosts=["127.0.0.1"])]


def _some_key() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


@pytest.fixture
def settings(recording: bool) -> Iterator[Settings]:
    """The settings of a relay with an App; what its key signs is no part of a recording."""
    state = GithubState(OWNER, NAME)
    app = state.apps.make("office-relay", {"contents": "write", "actions": "read"})
    environment = {
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_PHONE_NUMBER": SMS_NUMBER,
        "GITHUB_APP_ID": str(app.id),
        "GITHUB_APP_PRIVATE_KEY": app_key.one_line(state.apps.new_key()),
        "GITHUB_API_URL": f"http://127.0.0.1:{GITHUB_PORT}",
        "GITHUB_REPOSITORY": f"{OWNER}/{NAME}",
        "CONTACT_KEY": contact_keys.new_key(),
    }
    made = config.load(CONFIG, environment).model_copy(update={"relay": True})
    if not recording:
        yield made
        return
    with Server(github_api.create_app(state, Faults(GITHUB_FAULTS)), GITHUB_PORT):
        yield made


def test_it_asks_for_what_the_relay_needs_and_may_do_it(settings: Settings) -> None:
    assert Administration(settings).examine().faults == ()
    assert takes_key(settings, settings.environment.GITHUB_APP_PRIVATE_KEY or SecretStr(""))


def test_a_key_that_is_not_the_apps_is_found_out(settings: Settings) -> None:
    assert not takes_key(settings, SecretStr(_some_key()))


def test_in_a_repository_where_it_is_not_installed_it_is_nobody(settings: Settings) -> None:
    environment = settings.environment.model_copy(update={"GITHUB_REPOSITORY": f"{OWNER}/outro"})
    with pytest.raises(RepositoryError, match="is not installed"):
        Repository(settings.model_copy(update={"environment": environment})).is_public()
