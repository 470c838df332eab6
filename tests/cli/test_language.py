"""Which language a terminal speaks."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli, language

BROKEN = "language:\n  people: en\n  maintainers: pt-BR\nrelay: [\n"


@pytest.mark.parametrize(
    ("given", "spoken"),
    [
        ({"LANG": "pt_BR.UTF-8"}, "pt-BR"),
        ({"LANG": "pt"}, "pt-BR"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "pt_BR.UTF-8", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "en_US", "LC_ALL": "pt_PT"}, "pt-BR"),
        ({"LC_ALL": "C.UTF-8", "LANG": "pt_BR"}, "pt-BR"),
        ({"LANG": "C", "LC_ALL": "POSIX"}, "en"),
        ({"LANG": "ptolemaic"}, "en"),
        ({}, "en"),
    ],
)
def test_the_locale_decides_where_it_names_a_language(given: dict[str, str], spoken: str) -> None:
    Path("config.yml").unlink()

    assert language.choose([], given) == spoken


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("", "pt-BR"),  # the default of the setting
        ("language:\n  maintainers: en\n", "en"),
        ('language: {people: pt-BR, maintainers: "en"}\n', "en"),
        ("language:\n  maintainers: pt-BR # not en\n", "pt-BR"),
        ("# maintainers: en\nlanguage:\n  maintainers: pt-BR\n", "pt-BR"),
        (BROKEN, "pt-BR"),
    ],
)
def test_else_the_configuration_decides(text: str, spoken: str) -> None:
    Path("config.yml").write_text(text, encoding="utf-8")

    assert language.choose(["config", "check"], {"LANG": "C.UTF-8"}) == spoken


@pytest.mark.parametrize("words", [["--config", "other.yml"], ["--config=other.yml"]], ids=str)
def test_the_file_that_config_names_decides(words: list[str]) -> None:
    Path("other.yml").write_text("language: {maintainers: en}\n", encoding="utf-8")

    assert language.choose(["config", "check", *words], {}) == "en"
    assert language.choose(["config", "check"], {"BOT_CONFIG": "other.yml"}) == "en"


@pytest.mark.parametrize("file", ["nowhere.yml", ".", "/dev/zero", "a\0b"])
def test_a_file_that_cannot_be_read_leaves_english(file: str) -> None:
    assert language.choose(["--config", file], {}) == "en"


def test_help_and_refusals_are_portuguese_where_the_locale_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_MESSAGES", "pt_BR.UTF-8")
    runner = CliRunner()

    helped = runner.invoke(cli, ["config", "check", "--help"]).output
    refused = runner.invoke(cli, ["conversation", "show", "doze"]).output

    assert helped.startswith("Uso: cli config check [OPÇÕES]")
    assert "Lista todos os erros de config.yml" in helped
    assert "-h, --help" in helped
    assert "Mostra esta ajuda e sai." in helped
    assert "Valor inválido para 'NUMBER': 'doze' não é um número." in refused


@pytest.mark.parametrize(
    ("words", "meant"), [(["statuss"], None), (["confg"], "config"), (["config", "chek"], "check")], ids=str
)
def test_a_mistyped_command_is_answered_with_the_nearest_at_every_level(
    words: list[str], meant: str | None
) -> None:
    output = CliRunner().invoke(cli, words).output

    assert "No such command" in output
    assert meant is None or f"'{meant}'" in output


def test_no_summary_in_a_list_of_commands_is_cut() -> None:
    for words in ([], ["config"], ["consent"], ["relay"], ["rotate"], ["sandbox"], ["templates"]):
        assert "..." not in CliRunner().invoke(cli, [*words, "--help"]).output.partition("Commands:")[2]
