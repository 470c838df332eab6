"""`bot texts`: what it lists, checks and previews is what phones are sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.settings.own_texts import FIELDS
from bot.rules import texts

OURS = "whatsapp:+551140001234"
OLA = "Olá! Você será atendido em até dois dias úteis, na ordem de chegada. Protocolo {number}."


@pytest.fixture(autouse=True)
def _in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")


def run(folder: Path, content: dict[str, Any], *words: str) -> Result:
    file = folder / "config.yml"
    file.write_text(json.dumps(content), encoding="utf-8")
    return CliRunner().invoke(cli, ["texts", *words, "--config", str(file)])


def own(**more: Any) -> dict[str, Any]:
    return {"texts": {"pt-BR": {"acknowledgement": OLA}, **more}}


def test_every_sentence_is_listed_in_each_language_with_its_name_and_braces(tmp_path: Path) -> None:
    result = run(tmp_path, own(), "list")

    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == list(FIELDS)
    assert "acknowledgement  {number}" in lines
    assert f"  pt-BR  changed  {OLA}" in lines
    assert f"  en     unchanged  {texts.of('en').acknowledgement}" in lines


def test_what_a_number_says_differently_is_listed_with_it_and_nothing_else_is(tmp_path: Path) -> None:
    fiscal = {"pt-BR": {"acknowledgement": "Fiscal: {number}"}}
    found = json.loads(run(tmp_path, own(numbers={OURS: fiscal}), "list", "--json").output)

    (mine,) = [one for one in found if one["number"]]
    assert mine == {
        "name": "acknowledgement",
        "language": "pt-BR",
        "number": OURS,
        "changed": True,
        "text": "Fiscal: {number}",
    }
    assert len(found) == 2 * len(FIELDS) + 1


def test_what_ships_is_in_order_and_only_what_is_long_is_pointed_out(tmp_path: Path) -> None:
    result = run(tmp_path, {}, "check")

    assert result.exit_code == 0
    assert "privacy.kept (pt-BR): an SMS takes 2 segments for it." in result.output
    assert "Every sentence can be sent." in result.output
    assert result.output.count("an SMS takes") == 4


def test_a_sentence_is_measured_as_an_sms_shows_it(tmp_path: Path) -> None:
    found = json.loads(run(tmp_path, own(), "check", "--json").output)["texts"]

    (mine,) = [one for one in found if one["changed"]]
    assert mine["text"].startswith("Ola! Voce sera atendido em até dois dias uteis")
    assert mine["text"].endswith("Protocolo 1234.")
    assert (mine["alphabet"], mine["segments"]) == ("GSM-7", 1)


def test_what_could_not_be_sent_ends_with_1_and_its_line(tmp_path: Path) -> None:
    result = run(tmp_path, {"texts": {"en": {"acknowledgement": "{nmber} hi"}}}, "check")

    assert result.exit_code == 1
    assert 'config.yml:1: texts.en.acknowledgement is "{nmber} hi"; expected' in result.output
    assert "each of these once in braces, and no other: {number}." in result.output


def test_a_preview_is_what_the_phone_shows(tmp_path: Path) -> None:
    by_sms = run(tmp_path, own(), "preview", "acknowledgement")
    on_whatsapp = run(tmp_path, own(), "preview", "acknowledgement", "--channel", "whatsapp")

    assert by_sms.output.splitlines() == [
        "Ola! Voce sera atendido em até dois dias uteis, na ordem de chegada. Protocolo 1234.",
        "Segments: 1. Alphabet: GSM-7. Characters: 84.",
    ]
    assert on_whatsapp.output.splitlines() == [
        OLA.format(number=1234),
        "WhatsApp has no segments: it is one message.",
    ]


def test_a_preview_can_be_of_a_number_and_a_language(tmp_path: Path) -> None:
    content = own(numbers={OURS: {"en": {"opted_out": "Bye."}}})

    result = run(tmp_path, content, "preview", "opted_out", "--number", OURS, "--language", "en", "--json")

    assert json.loads(result.output) == {
        "name": "opted_out",
        "language": "en",
        "channel": "whatsapp",
        "text": "Bye.",
        "segments": None,
        "alphabet": None,
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("preview", "greeting"), "'greeting' is not one of"),
        (("preview", "opted_out", "--number", "sms"), "a number in international form"),
        (
            ("preview", "opted_out", "--number", OURS, "--channel", "sms"),
            f"{OURS} is a number of another channel than sms.",
        ),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tmp_path: Path, words: tuple[str, ...], expected: str) -> None:
    result = run(tmp_path, {}, *words)

    assert result.exit_code == 2
    assert expected in result.output


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_every_sentence_has_a_preview_without_braces(tmp_path: Path, name: str, language: str) -> None:
    result = run(tmp_path, {}, "preview", name, "--language", language)

    assert result.exit_code == 0
    assert "{" not in result.output


def test_the_terminal_speaks_portuguese_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")

    result = run(tmp_path, own(), "preview", "opted_out")

    assert result.output.splitlines()[1] == "Segmentos: 1. Alfabeto: GSM-7. Caracteres: 77."
    assert "mudada" in run(tmp_path, own(), "list").output
