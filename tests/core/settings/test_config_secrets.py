"""A secret that can be guessed is refused, one that may be left out is not asked for, and none is ever shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.core.settings import config
from bot.core.settings.config import Role
from bot.rules.people import relay_keys
from tests.core.settings.faults import GOOD, KEY, SECRETS, faults_of
from tests.made_up import AUTH_TOKEN, WRONG
from tests.stage import CONFIG, ROOT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "x" * 32) for name in SECRETS),
        *((name, "abc" * 12) for name in SECRETS),
        ("TWILIO_AUTH_TOKEN", "0" * 32),
        ("TWILIO_AUTH_TOKEN", AUTH_TOKEN[:-1]),
        ("TWILIO_AUTH_TOKEN", AUTH_TOKEN.upper()),
        ("TWILIO_AUTH_TOKEN_SECONDARY", "x"),
        ("TWILIO_API_KEY", f"SK{'0' * 32}:{'x' * 32}"),
        ("GITHUB_TOKEN", f"github_pat_{'x' * 28}"),
        ("CONTACT_KEY", f"{'A' * 43}="),
        ("CONTACT_KEY", f"{KEY},id:{'00' * 32}"),
        ("GATEWAY_API_TOKENS", f"painel:{'x' * 24}"),
        ("GATEWAY_API_TOKENS", f"painel:{WRONG},erp:{'ab' * 16}"),
    ],
)
def test_a_secret_that_everybody_could_know_is_refused_and_not_shown(
    tmp_path: Path, name: str, value: str
) -> None:
    (fault,) = faults_of(tmp_path, environ={**GOOD, name: value})

    assert fault.startswith(f"{name}: expected ")
    assert len(value) == 1 or value not in fault


def test_half_an_api_key_is_no_excuse_for_a_weak_one(tmp_path: Path) -> None:
    environ = {**GOOD, "TWILIO_API_KEY_SID": f"SK{'0' * 32}", "TWILIO_API_KEY_SECRET": "x" * 32}

    assert faults_of(tmp_path, environ=environ)[0].startswith("TWILIO_API_KEY_SECRET: expected ")


def test_no_secret_of_the_example_file_is_accepted(tmp_path: Path) -> None:
    lines = [line.lstrip("#") for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()]
    pairs = [line.partition("=") for line in lines if re.match("[A-Z_]+=.", line)]
    shown = {
        name: value for name, _, value in pairs if name in {*SECRETS, "TWILIO_API_KEY", "GATEWAY_API_TOKENS"}
    }
    assert shown.keys() >= {"TWILIO_AUTH_TOKEN", "GITHUB_TOKEN", "TWILIO_API_KEY", "GATEWAY_API_TOKENS"}
    for name, value in shown.items():
        assert faults_of(tmp_path, environ={**GOOD, name: value})[0].startswith(f"{name}: expected ")


def test_a_relay_without_a_key_is_asked_for_its_share_alone() -> None:
    _, (fault,) = config.read_environment({**GOOD, "CONTACT_KEY": ""}, Role.RELAY)

    assert fault.startswith("RELAY_KEY: missing.")
    assert "new-key" not in fault


def test_where_only_the_relays_share_is_set_nobody_is_asked_to_make_a_new_key() -> None:
    share = relay_keys.relay_key([KEY])
    _, faults = config.read_environment({**GOOD, "CONTACT_KEY": "", "RELAY_KEY": share}, Role.JOB)

    assert faults == ["CONTACT_KEY: missing. This needs the whole key; RELAY_KEY opens nothing."]


def test_half_an_api_key_is_refused(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, environ={**GOOD, "TWILIO_API_KEY_SID": f"SK{'0' * 32}"})

    assert faults == ["TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET go together; set both or neither."]


def test_an_api_key_in_one_variable_counts_before_a_pair_and_before_half_of_one(tmp_path: Path) -> None:
    new, old = f"SK{'1' * 32}", f"SK{'0' * 32}"
    environ = {**GOOD, "TWILIO_API_KEY": f"{new}:whole:{AUTH_TOKEN}"}
    del environ["TWILIO_AUTH_TOKEN"]
    for more in (
        {},
        {"TWILIO_API_KEY_SID": old},
        {"TWILIO_API_KEY_SID": old, "TWILIO_API_KEY_SECRET": WRONG},
    ):
        settings = config.load(CONFIG, environ | more, Role.JOB)
        assert settings.twilio_login == (new, f"whole:{AUTH_TOKEN}")
        assert "whole" not in repr(settings)


def test_a_job_can_do_without_the_auth_token_and_the_relay_cannot(tmp_path: Path) -> None:
    environ = {**GOOD, "TWILIO_API_KEY_SID": f"SK{'0' * 32}", "TWILIO_API_KEY_SECRET": WRONG}
    del environ["TWILIO_AUTH_TOKEN"]

    assert config.load(CONFIG, environ, Role.JOB).twilio_login == (f"SK{'0' * 32}", WRONG)
    assert faults_of(tmp_path, "", environ, Role.RELAY)[-1].startswith("TWILIO_AUTH_TOKEN: missing.")


def test_no_secret_is_shown_by_str_or_repr() -> None:
    environ = {**GOOD, "GATEWAY_API_TOKENS": "painel:012345678901234567890123"}
    shown = f"{config.load(CONFIG, environ)!r} {config.load(CONFIG, environ)}"

    for secret in (AUTH_TOKEN, "ghp_secret", KEY, "012345678901234567890123"):
        assert secret not in shown


def test_a_token_for_figures_that_may_also_send_is_refused_and_not_shown(tmp_path: Path) -> None:
    tokens = {"GATEWAY_API_TOKENS": f"erp:{WRONG}, painel:{AUTH_TOKEN}"}

    (fault,) = faults_of(tmp_path, environ={**GOOD, **tokens, "METRICS_TOKEN": AUTH_TOKEN})

    assert fault.startswith("METRICS_TOKEN: is in GATEWAY_API_TOKENS too")
    assert AUTH_TOKEN not in fault
    assert faults_of(tmp_path, environ={**GOOD, **tokens, "METRICS_TOKEN": AUTH_TOKEN[::-1]}) == []


@pytest.mark.parametrize(
    "written", ["METRICS_TOKEN", "metrics_token", "relay_database_password", "CONTACT_KEY"]
)
def test_a_secret_in_the_wrong_file_is_sent_to_the_right_one_and_not_shown(
    tmp_path: Path, written: str
) -> None:
    (inner,) = faults_of(tmp_path, f"relay:\n  {written}: geheim\n")
    (outer,) = faults_of(tmp_path, f"{written}: geheim\n")

    fault = f"{written} is not a setting. Take it out, and write {written.upper()} into .env."
    assert (inner, outer) == (f"config.yml:2: relay.{fault}", f"config.yml:1: {fault}")
