"""Every fault of the configuration is reported at once, with its place and what to do; no secret is ever shown."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from bot.core.errors import ConfigError
from bot.core.settings import Configuration, config
from bot.core.settings.config import Role
from bot.core.settings.environment import ALIASES, Environment
from bot.core.settings.own_texts import OwnSentences
from tests.core.settings.faults import GOOD, faults_of
from tests.stage import CONFIG, ROOT


def _settings(model: type[BaseModel], before: str = "") -> set[str]:
    found: set[str] = set()
    for name, field in model.model_fields.items():
        path = f"{before}.{field.alias or name}".strip(".")
        nested = isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        nested = nested and field.annotation is not OwnSentences  # `bot texts list` names them
        found |= _settings(field.annotation, path) if nested else {path}  # type: ignore[arg-type]  # checked above
    return found


def _labels() -> list[str]:
    names = _settings(Configuration)
    return sorted(name for name in names if name.endswith(".label") or name.startswith("labels."))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("langage:\n  people: en", "config.yml:1: langage is not a setting. Did you mean language?"),
        ("relay:\n  prt: 80", "config.yml:2: relay.prt is not a setting. Did you mean port?"),
        (
            "\n\nlanguage:\n  people: pt",
            'config.yml:4: language.people is "pt"; expected one of pt-BR, en. Did you mean pt-BR?',
        ),
        (
            "relay:\n  port: eighty",
            'config.yml:2: relay.port is "eighty"; expected a whole number, such as 8360.',
        ),
        ("relay:\n  port: 70000", "config.yml:2: relay.port is 70000; expected at most 65535, such as 8360."),
        (
            "relay:\n  keep: 3 weeks",
            'config.yml:2: relay.keep is "3 weeks"; expected a number with its unit, such as 30s, 15m, 12h or 7d.',
        ),
        ("relay: 3", "config.yml:1: relay is 3; expected a section with settings below it."),
        (
            "time_zone: Sampa",
            'config.yml:1: time_zone is "Sampa"; expected the name of a time zone, such as America/Sao_Paulo.',
        ),
        (
            "relay:\n  public_url: x.com",
            'config.yml:2: relay.public_url is "x.com"; expected the address that Twilio calls, without a path, such as https://bot.escritorio.com.br.',
        ),
        (
            "policy:\n  countries: [BR, BRA]",
            (
                'config.yml:2: policy.countries.1 is "BRA"; expected the two letters of a country, such as BR or PT '
                "(did you mean BR?)."
            ),
        ),
        (
            "policy:\n  countries: [55]",
            "config.yml:2: policy.countries.0 is 55; expected the two letters of a country, such as BR or PT.",
        ),
        ("relay:\n  port: 1\n  port: 2", "config.yml:3: relay.port appears twice; keep one."),
        ("relay: [", "config.yml:1: is not YAML: a quote or a bracket is not closed."),
        (
            "rotation:\n  rotated_on:\n    contact_key: 2026-02-30",
            "config.yml:3: looks like a date or a number, and is none. Write dates like 2026-11-24.",
        ),
        (
            "labels:\n  sms: !!timestamp x",
            "config.yml:2: looks like a date or a number, and is none. Write dates like 2026-11-24.",
        ),
        (
            "a: " + "[" * 3000,
            "config.yml: is nested too deeply.",
        ),
        ("- a\n- b", 'config.yml:1: config.yml is ["a", "b"]; expected a section with settings below it.'),
        (
            "replies:\n  permission: writ",
            (
                'config.yml:2: replies.permission is "writ"; expected one of read, triage, write, '
                "maintain, admin. Did you mean write?"
            ),
        ),
        (
            "replies:\n  mode: every-comment",
            (
                "config.yml:1: replies: expected every_comment_since beside "
                "every-comment, such as 2026-11-24T09:00:00-03:00, so that older comments stay internal."
            ),
        ),
        (
            "replies:\n  every_comment_since: 2026-11-24",
            (
                'config.yml:2: replies.every_comment_since is "2026-11-24"; expected a moment with its offset from '
                "UTC, such as 2026-11-24T09:00:00-03:00."
            ),
        ),
    ],
    ids=lambda value: value.replace("\n", " ")[:30] if ":" in value and "config.yml" not in value else "",
)
def test_a_fault_in_the_file_is_reported_with_its_line_and_what_is_expected(
    tmp_path: Path, text: str, fault: str
) -> None:
    assert faults_of(tmp_path, text) == [fault]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rotation: {every: {contact_key: 99999999d}}", "a time from 1d to 3650d, such as 90d"),
        ("rotation: {every: {contact_key: 99999999999d}}", "a time that a person lives to see, such as 90d"),
        ("rotation: {every: {contact_key: 23h}}", "a time from 1d to 3650d, such as 90d"),
        (
            "rotation: {every: {contact_key: 14d}}",
            "every.contact_key longer than the 14 days of remind_before, such as 90d and [14, 7, 0]",
        ),
        (
            "rotation: {rotated_on: {contact_key: 2999-01-01}}",
            "a day that is not in the future, such as 2026-11-24",
        ),
        ("rotation: {rotated_on: {contact_key: ontem}}", "a day, such as 2026-11-24"),
        ("rotation: {rotated_on: {contact_key: 3.5}}", "a day, such as 2026-11-24"),
        ("rotation: {overlap: 99d}", "a time from 0s to 1h, such as 2m"),
        ("rotation: {remind_overdue_every: 1h}", "a time from 1d to 90d, such as 7d"),
        ("rotation: {remind_before: 14}", "a list in brackets, such as [14, 7, 0]"),
        ("rotation: {remind_before: [x]}", "a whole number, such as 14"),
        (
            "rotation: {remind_before: [400]}",
            "days before the due date from 90 to 0, the most first, each once, such as [14, 7, 0]",
        ),
        ("rotation: {assignees: marina}", "a list in brackets, such as [one, two]"),
        ('rotation: {label: ""}', "a text that is not empty, such as rotacao"),
        ("rotation: {label: 3}", "a text, such as rotacao"),
        ('rotation: {label: "a,b"}', "a label without a comma, such as falha-entrega"),
        ('billing: {label: "a,b"}', "a label without a comma, such as falha-entrega"),
        ('labels: {contact_prefix: "a,"}', "a label without a comma, such as falha-entrega"),
        (f"labels: {{sms: {'x' * 51}}}", "a text of at most 50 characters, such as via-twilio-sms"),
        ("reconcile: {look_back: 1m}", "a time from 2h to 90d, such as 7d"),
        (
            "reconcile: {look_back: 2h, lost_after: 3h}",
            "look_back longer than lost_after, such as 7d and 15m",
        ),
        ("reconcile: {lost_after: 0m}", "a time from 1s to 1d, such as 15m"),
        ("reconcile: {ask_status_after: 0s}", "a time from 1s to 7d, such as 1h"),
        (
            "reconcile: {ask_status_after: 2h, ask_status_until: 1h}",
            "ask_status_until no shorter than ask_status_after, such as 3d and 1h",
        ),
        ("reconcile: {stopped_after: 1m}", "a time from 2h to 7d, such as 1d"),
        ("reconcile: {quiet: 1m}", "a time from 1h to 30d, such as 1d"),
        ("canary: {arrives_within: 1s}", "a time from 1m to 1d, such as 30m"),
        ("canary: {enabled: often}", "true or false"),
        ("privacy: {confirm_within: 0s}", "a time from 5m to 30d, such as 1d"),
        ("relay: {keep: 1h}", "a time from 1d to 3650d, such as 30d"),
        ("dispatch: {check_run_every: 0s}", "a time from 1s to 1h, such as 10s"),
    ],
)
def test_what_would_break_something_is_refused_with_what_to_write_instead(
    tmp_path: Path, text: str, expected: str
) -> None:
    (fault,) = faults_of(tmp_path, text)

    assert fault.endswith(f" expected {expected}.")


@pytest.mark.parametrize("name", _labels())
def test_no_label_may_hold_a_comma_at_which_github_would_part_it(tmp_path: Path, name: str) -> None:
    section, setting = name.split(".")

    assert "without a comma" in faults_of(tmp_path, f'{section}: {{{setting}: "a, b"}}')[0]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("TWILIO_ACCOUNT_SID", "AC123", "AC and 32 hexadecimal digits"),
        ("TWILIO_PHONE_NUMBER", "5551234567", "a number in international form"),
        ("TWILIO_PHONE_NUMBER", "+1", "a number in international form"),
        ("TWILIO_WHATSAPP_NUMBER", "+14155238886", "whatsapp:+14155238886"),
        ("GITHUB_API_URL", "ftp://intranet", "a web address"),
        ("CONTACT_KEY", "short", "bot config new-key"),
        ("GATEWAY_API_TOKENS", "painel", "name:token pairs"),
        ("TWILIO_API_KEY_SID", "AC1", "SK and 32 hexadecimal digits"),
        ("TWILIO_API_KEY", f"SK{'0' * 32}", "a colon and its secret"),
    ],
)
def test_a_wrong_variable_is_named_with_what_is_expected_and_never_with_its_value(
    tmp_path: Path, name: str, value: str, expected: str
) -> None:
    faults = " ".join(faults_of(tmp_path, environ={**GOOD, name: value}))

    assert f"{name}: expected" in faults
    assert expected in faults
    assert value not in faults.replace(expected, "").replace("whatsapp:+14155238886", "")


def test_all_faults_of_file_and_environment_are_reported_at_once(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, "relay:\n  port: x\nfoo: 1", {})

    assert len(faults) == 8
    assert [fault.split(":")[0] for fault in faults[2:]] == [
        "TWILIO_ACCOUNT_SID",
        "TWILIO_AUTH_TOKEN",
        "CONTACT_KEY",
        "GITHUB_TOKEN",
        "TWILIO_PHONE_NUMBER, TWILIO_WHATSAPP_NUMBER",
        "GITHUB_REPO_OWNER, GITHUB_REPO_NAME",
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://meu_relay.exemplo.com", "without an underscore"),
        ("https://relay", "a whole host name"),
        ("https://10.0.0.5", "from the internet"),
        ("https://192.168.0.1:8443", "from the internet"),
        ("https://[fe80::1]", "from the internet"),
        ("https://bot.local", "from the internet"),
        ("https://127.1", "a whole host name"),
        ("https://0x7f.1", "a whole host name"),
        ("https://bot.exemplo.com:99999", "a port from 1 to 65535"),
        ("https://bot.exemplo.com:0", "a port from 1 to 65535"),
        ("https://bot.exemplo.com:", "a port from 1 to 65535"),
        ("https://münchen.de", "in its form xn--"),
        ("https://-a.exemplo.com", "a whole host name"),
        ("https://bot.exemplo.com/path", "without a path"),
        ("https://user@bot.exemplo.com", "without a path"),
        ("http://bot.exemplo.com", "begins with https://"),
        ("http://203.0.114.7", "begins with https://"),
        ("https://bot.your-domain.com", "your own relay"),
        ("https://seu-dominio.com", "your own relay"),
        ("https://bot.exemplo.com:8443", ""),
        ("https://xn--mnchen-3ya.de", ""),
        ("https://203.0.114.7", ""),
        ("https://bot.exemplo.com.br/", ""),
    ],
)
def test_the_public_address_is_one_that_twilio_would_call(tmp_path: Path, url: str, expected: str) -> None:
    faults = faults_of(tmp_path, f"relay:\n  public_url: '{url}'\n", GOOD, Role.RELAY)

    assert len(faults) == bool(expected)
    assert expected in "".join(faults)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8360", "http://localhost:8360", "https://[::1]"])
def test_an_address_of_this_machine_is_for_trials_without_twilio_alone(tmp_path: Path, url: str) -> None:
    text = f"relay:\n  public_url: '{url}'\n"
    trial = {**GOOD, "TWILIO_API_URL": "http://127.0.0.1:8361"}

    assert "which Twilio cannot reach" in faults_of(tmp_path, text, GOOD, Role.RELAY)[0]
    assert faults_of(tmp_path, text, trial, Role.RELAY) == []


def test_the_relay_does_not_start_without_its_public_address_and_a_job_does(tmp_path: Path) -> None:
    assert faults_of(tmp_path, role=Role.RELAY)[0].startswith("config.yml: relay.public_url is not set.")
    assert config.load(tmp_path / "config.yml", GOOD, Role.JOB).config.relay.public_url == ""


def test_countries_are_read_in_any_case_and_norway_although_yaml_reads_false(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("policy:\n  countries: [br, NO]\n", encoding="utf-8")

    read = config.read_file(tmp_path / "config.yml")[0]
    assert read
    assert read.policy.countries == ("BR", "NO")


def test_a_misspelt_variable_is_pointed_out(tmp_path: Path) -> None:
    environ = {**GOOD, "TWILIO_AUTH_TOKN": "secret"}
    del environ["TWILIO_AUTH_TOKEN"]

    assert (
        "TWILIO_AUTH_TOKN is set: did you mean TWILIO_AUTH_TOKEN?" in faults_of(tmp_path, environ=environ)[0]
    )


def test_a_blank_variable_counts_as_missing_as_an_unset_secret_of_actions_is_blank(tmp_path: Path) -> None:
    assert faults_of(tmp_path, environ={**GOOD, "CONTACT_KEY": " "})[0].startswith("CONTACT_KEY: missing.")


def test_a_long_value_is_visibly_cut(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path, f"relay:\n  public_url: https://{'a' * 80}.com/path")

    assert "aaa…; expected" in fault


def test_a_missing_file_is_reported_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(tmp_path / "nothing.yml", GOOD)


def test_the_old_names_of_the_numbers_still_work() -> None:
    environ = {name: value for name, value in GOOD.items() if name != "TWILIO_PHONE_NUMBER"}
    settings = config.load(CONFIG, {**environ, "FROM_PHONE": "+1 555 123 4567"})

    assert settings.environment.TWILIO_PHONE_NUMBER == "+15551234567"


def test_the_seed_systems_variables_are_enough_besides_the_key() -> None:
    seed = {**GOOD, "GITHUB_REPO_OWNER": "seu-usuario", "GITHUB_REPO_NAME": "AUDITORIA360"}

    assert config.load(CONFIG, seed).repository == "seu-usuario/AUDITORIA360"


def test_settings_cannot_be_changed() -> None:
    settings = config.load(CONFIG, GOOD)

    with pytest.raises(ValueError, match="frozen"):
        settings.config.relay.port = 1  # type: ignore[misc]  # what is tested


def test_an_empty_file_means_the_defaults_and_so_does_the_one_we_ship(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("", encoding="utf-8")

    assert config.load(tmp_path / "config.yml", GOOD) == config.load(CONFIG, GOOD)
    assert config.load(tmp_path / "config.yml", GOOD).config.relay.keep == timedelta(days=30)


def test_the_file_we_ship_names_every_setting() -> None:
    shipped = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))

    assert _names(shipped) == _settings(Configuration), "change config.yml, then copy it to tests/config.yml"


def test_the_example_environment_names_every_variable_a_person_sets() -> None:
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))

    assert named == set(Environment.model_fields) - {"GITHUB_REPOSITORY"}
    assert not named & set(ALIASES)


def test_every_setting_and_variable_is_explained_in_one_sentence() -> None:
    fields = [*Environment.model_fields.values()]
    for section in Configuration.model_fields.values():
        if isinstance(section.annotation, type) and issubclass(section.annotation, BaseModel):
            fields += section.annotation.model_fields.values()

    assert all(field.description and field.description.endswith(".") for field in fields)


def test_the_schema_in_docs_is_the_one_of_the_program() -> None:
    assert (ROOT / "docs" / "config.schema.json").read_text(encoding="utf-8") == config.schema()
    assert json.loads(config.schema())["additionalProperties"] is False


def _names(content: object, before: str = "") -> set[str]:
    if not isinstance(content, dict) or not content:
        return {before}
    return {name for key, value in content.items() for name in _names(value, f"{before}.{key}".strip("."))}


def test_a_file_of_variables_that_is_not_utf_8_is_reported(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"# Relat\xf3rio\nTWILIO_ACCOUNT_SID=AC\n")

    with pytest.raises(ConfigError, match=r"\.env: is not UTF-8 text\. Save it again as UTF-8\."):
        config.local_environment(tmp_path)
