"""A template is filled as it will read, or what is wrong with it is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Channel
from bot.core.settings import config
from bot.core.settings.templates import TemplateSection
from bot.rules.sending import templates
from bot.rules.sending.templates import Filled, NoSuchTemplate, TooLong, WrongVariables
from bot.rules.text import commands
from bot.rules.text.command_types import Template

SID = f"HX{'a' * 32}"
DUE = TemplateSection.model_validate(
    {"sid": SID, "text": "Olá {nome}, sua guia vence em {data}. {nome}!", "variables": ["nome", "data"]}
)
PLAIN = TemplateSection.model_validate({"sid": SID, "text": "Bom dia.", "channels": ["sms", "whatsapp"]})
KNOWN = {"boleto-vence": DUE, "bom-dia": PLAIN}


def test_values_go_to_twilio_by_their_places_and_into_the_text_by_their_names() -> None:
    filled = templates.fill(DUE, {"data": "30/11", "nome": "Ana {data} {{2}}"})

    assert isinstance(filled, Filled)
    assert json.loads(filled.variables) == {"1": "Ana {data} {{2}}", "2": "30/11"}
    assert filled.text == "Olá Ana {data} {{2}}, sua guia vence em 30/11. Ana {data} {{2}}!"


def test_a_template_without_variables_gives_twilio_none() -> None:
    assert templates.fill(PLAIN, {}) == Filled(SID, "", "Bom dia.")


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({}, WrongVariables(missing=("nome", "data"))),
        ({"nome": "Ana"}, WrongVariables(missing=("data",))),
        ({"nome": "Ana", "data": " \n "}, WrongVariables(missing=("data",))),
        ({"nom": "Ana", "data": "1"}, WrongVariables(missing=("nome",), unknown=(("nom", "nome"),))),
        ({"nome": "Ana", "data": "1", "xyz": "2"}, WrongVariables(unknown=(("xyz", ""),))),
        ({"nome": "x" * 1100, "data": "1"}, TooLong(2228)),
    ],
    ids=["nothing", "one missing", "blank", "typo", "one too many", "too long"],
)
def test_what_is_wrong_with_the_values_is_named(given: dict[str, str], fault: object) -> None:
    assert templates.fill(DUE, given) == fault


def test_line_ends_and_runs_of_blanks_become_one_blank() -> None:
    filled = templates.fill(DUE, {"nome": "Ana\n  Souza", "data": "\t30/11"})

    assert isinstance(filled, Filled)
    assert filled.text.startswith("Olá Ana Souza, sua guia vence em 30/11.")


def test_a_template_is_found_by_name_and_channel() -> None:
    assert templates.compose(KNOWN, "boleto-vense", {}, Channel.WHATSAPP) == NoSuchTemplate(
        "boleto-vense", "boleto-vence"
    )
    assert isinstance(templates.compose(KNOWN, "boleto-vence", {}, Channel.SMS), NoSuchTemplate)
    assert isinstance(templates.compose(KNOWN, "bom-dia", {}, Channel.SMS), Filled)


def test_the_lines_to_paste_are_commands_that_fill_the_template() -> None:
    assert templates.lines(KNOWN, Channel.SMS) == ["/template bom-dia"]
    (line, _) = templates.lines(KNOWN, Channel.WHATSAPP)
    assert line == '/template boleto-vence nome="..." data="..."'
    command = commands.parse(line)
    assert isinstance(command, Template)
    assert isinstance(
        templates.compose(KNOWN, command.name, dict(command.variables), Channel.WHATSAPP), Filled
    )


def test_twilio_writes_numbers_where_we_write_names() -> None:
    assert templates.as_twilio_writes(DUE) == "Olá {{1}}, sua guia vence em {{2}}. {{1}}!"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=50), st.text("ab \n\t{}", max_size=20))
def test_any_value_makes_json_and_one_line(nome: str, data: str) -> None:
    filled = templates.fill(DUE, {"nome": nome, "data": data})

    if isinstance(filled, Filled):
        assert set(json.loads(filled.variables)) == {"1", "2"}
        assert "\n" not in filled.text
    else:
        assert not nome.strip() or not data.strip()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"sid": "HX12"}, "HX and 32 hexadecimal digits"),
        ({"text": "Olá {nome}, {valor}"}, "valor in variables too"),
        ({"text": "Olá {nome}"}, "{data} in text too"),
        ({"variables": ["nome", "nome", "data"]}, "nome in variables once"),
        ({"channels": ["fax"]}, "one of sms, whatsapp"),
        ({"txt": "x"}, "Did you mean text?"),
    ],
    ids=["sid", "not listed", "not used", "twice", "channel", "unknown key"],
)
def test_a_fault_in_config_yml_is_reported_with_its_line(
    tmp_path: Path, change: dict[str, Any], expected: str
) -> None:
    file = tmp_path / "config.yml"
    entry = {"sid": SID, "text": "Olá {nome}, {data}", "variables": ["nome", "data"], **change}
    file.write_text(json.dumps({"templates": {"boleto-vence": entry}}, ensure_ascii=False), encoding="utf-8")

    _, faults = config.read_file(file)

    assert expected in faults[0]
    assert f"{file}:1: templates.boleto-vence" in faults[0]


def test_a_name_with_capitals_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "config.yml"
    file.write_text(json.dumps({"templates": {"Boleto Vence": {"sid": SID, "text": "Oi"}}}), encoding="utf-8")

    _, faults = config.read_file(file)

    assert "small letters, digits" in faults[0]
