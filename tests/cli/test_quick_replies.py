"""`bot quick-replies`: what it prints, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    folder = tmp_path / ".github" / "quick-replies"
    folder.mkdir(parents=True)
    (folder / "boleto.md").write_text("Olá **{nome}**!\n\nVence em {data}.\n", encoding="utf-8")
    file = tmp_path / "config.yml"
    file.write_text(json.dumps({"quick_replies": {"horario": "Das 8h às 18h."}}), encoding="utf-8")
    return file


def run(file: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["quick-replies", *words, "--config", str(file)])


def test_the_list_shows_the_line_to_paste_and_the_text(file: Path) -> None:
    result = run(file, "list")

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        '/q boleto nome="..." data="..."',
        "  Olá **{nome}**!",
        "",
        "  Vence em {data}.",
        "/q horario",
        "  Das 8h às 18h.",
    ]


def test_the_list_for_programs_has_variables_and_texts(file: Path) -> None:
    found = json.loads(run(file, "list", "--json").output)

    assert found["boleto"]["variables"] == ["nome", "data"]
    assert found["horario"] == {"variables": [], "text": "Das 8h às 18h.", "line": "/q horario"}


def test_what_can_be_sent_is_in_order(file: Path) -> None:
    result = run(file, "check")

    assert (result.exit_code, result.output) == (0, "boleto: ok\nhorario: ok\n")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("horario", b"Oi", "it is in a file and in config.yml"),
        ("Cobran\u00e7a", b"Oi", "its file is a link, is no text in UTF-8"),
        ("latin", "Olá".encode("latin-1"), "its file is a link, is no text in UTF-8"),
        ("logo", b"![a](https://a.example/b.png)", "it shows a picture or a file"),
        ("nota", b"Oi <!-- x -->", "GitHub's page does not show a part of it"),
        ("vazio", b"\n", "it is empty"),
        ("longo", b"x" * 16_001, "it has more than 16,000 characters"),
        ("var", b"[{a}]: https://a.example\n\nOi", "GitHub's page does not show a part of it"),
    ],
)
def test_each_fault_is_named_and_ends_with_1(file: Path, name: str, content: bytes, expected: str) -> None:
    (file.parent / ".github" / "quick-replies" / f"{name}.md").write_bytes(content)

    result = run(file, "check")

    assert result.exit_code == 1
    assert "boleto: ok" in result.output
    assert f"the quick reply {name} cannot be sent: {expected}" in result.output
    found = json.loads(run(file, "check", "--json").output)
    assert next(one for one in found if one["name"] == name)["fault"]


def test_where_there_are_none_it_says_where_to_put_them(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("{}", encoding="utf-8")

    for word in ("list", "check"):
        result = run(tmp_path / "config.yml", word)
        assert result.exit_code == 0
        assert ".github/quick-replies/NAME.md" in result.output
