"""API keys: what the real clients send and understand, replayed from recordings."""

from __future__ import annotations

import secrets
from itertools import count
from types import SimpleNamespace

import pytest

from bot.adapters.github.admin import Administration
from bot.adapters.twilio.api_keys import ApiKeys, code_of_refusal, may_see_keys
from bot.core.errors import SendRefusedError
from bot.core.settings import Settings
from bot.sandbox.twilio import keys as made
from tests.made_up import AUTH_TOKEN
from tests.stage import ACCOUNT

pytestmark = [pytest.mark.vcr, pytest.mark.block_network(allowed_hosts=["127.0.0.1"])]
LISTING = {"allow": ["/twilio/messaging/messages/list"]}


@pytest.fixture(autouse=True)
def _made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Record keys that nobody, and no scanner for secrets, takes for real ones."""
    numbers = count(1)
    monkeypatch.setattr(made, "new_sid", lambda prefix: f"{prefix}{next(numbers):032}")
    plain = SimpleNamespace(token_hex=lambda _: "made-up-secret", compare_digest=secrets.compare_digest)
    monkeypatch.setattr(made, "secrets", plain)


@pytest.fixture(name="keys")
def _keys(settings: Settings) -> ApiKeys:
    return ApiKeys(settings, ACCOUNT, AUTH_TOKEN)


def test_a_key_is_made_found_used_and_ended(settings: Settings, keys: ApiKeys) -> None:
    sid, secret = keys.create("Escritório 2026-11-24 0123abcd", None)
    found = keys.find(sid)

    assert found
    assert (found.name, found.policy) == ("Escritório 2026-11-24 0123abcd", None)
    assert [key.sid for key in keys.known()] == [sid]
    assert code_of_refusal(settings, sid, secret) == 0
    assert not may_see_keys(settings, sid, secret)
    keys.delete(sid)
    keys.delete(sid)
    assert keys.find(sid) is None


def test_a_dead_key_is_found_out(settings: Settings) -> None:
    assert code_of_refusal(settings, f"SK{'0' * 32}", "dead") == 20003


@pytest.mark.parametrize(
    ("policy", "code"),
    [(LISTING, 0), ({"allow": ["/twilio/messaging/messages/create"]}, 70051)],
    ids=["may list", "may not"],
)
def test_a_restricted_key_may_do_what_it_was_given(
    settings: Settings, keys: ApiKeys, policy: dict[str, list[str]], code: int
) -> None:
    sid, secret = keys.create("restrita", policy)
    found = keys.find(sid)

    assert found
    assert found.policy == policy
    assert code_of_refusal(settings, sid, secret) == code


def test_permissions_that_do_not_exist_are_refused(keys: ApiKeys) -> None:
    with pytest.raises(SendRefusedError) as refused:
        keys.create("restrita", {"allow": ["all"]})

    assert (refused.value.code, refused.value.status) == (70002, 400)


# What is sealed for GitHub is sealed otherwise each time.
@pytest.mark.vcr(match_on=["method", "host", "port", "path", "query"])
def test_a_secret_is_taken_away_and_it_is_fine_if_there_is_none(settings: Settings) -> None:
    administration = Administration(settings)
    administration.put_secret("TWILIO_API_KEY_SID", "a made-up SID")
    administration.remove_secret("TWILIO_API_KEY_SID")
    administration.remove_secret("TWILIO_API_KEY_SID")

    assert administration.secrets() == {}


def test_a_file_that_is_not_there_has_no_text(settings: Settings) -> None:
    assert Administration(settings).text_of(".github/workflows/send-replies.yml") is None
