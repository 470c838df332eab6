"""What the documents name exists, and everything that exists is named."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli import CONTEXT, cli
from bot.core.settings.environment import ALIASES, Environment
from bot.rules.text import commands

ROOT = Path(__file__).parent.parent
DOCUMENTS = [
    ROOT / "README.md",
    *sorted((ROOT / ".github").glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
TEXT = {path: path.read_text(encoding="utf-8") for path in DOCUMENTS}


def _commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))


COMMANDS = dict(_commands(cli))


def _quoted() -> list[str]:
    """Every line of the documents that starts our command, without prompt and remark."""
    every = "\n".join(TEXT.values()).replace("\\\n", " ")
    lines = re.findall(r"^\$ (?:sudo -u \w+ )?(?:\.venv/bin/)?(bot .*)$", every, re.MULTILINE)
    return sorted({re.sub(r"\s{2,}#.*|\s+[>|].*", "", line) for line in lines})


@pytest.mark.parametrize("line", _quoted())
def test_a_command_in_a_document_can_be_typed_as_it_stands(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(line)[1:]
    monkeypatch.chdir(tmp_path)
    for word in words:
        if word.endswith((".pem", ".csv")):
            Path(word).touch()
    path: tuple[str, ...] = ()
    while words and (*path, words[0]) in COMMANDS:
        path = (*path, words.pop(0))

    command = COMMANDS[path]
    with click.Context(command, **CONTEXT) as context:
        command.parse_args(context, list(words))


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_an_example(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, [*path, "--help"])

    assert result.exit_code == 0
    assert f"Example:\n    bot {' '.join(path)}" in result.output
    assert result.output == CliRunner().invoke(cli, [*path, "-h"]).output


@pytest.mark.parametrize(
    ("document", "target"),
    [(d, t) for d, x in TEXT.items() for t in re.findall(r"\]\((?!http)([^)#]+)\)", x)],
)
def test_a_link_in_a_document_leads_somewhere(document: Path, target: str) -> None:
    assert (document.parent / target).exists() or (ROOT / target).exists()


def _named(text: str) -> list[str]:
    """Return the files and folders that a text names in backticks, but for those with a placeholder."""
    found = re.findall(r"`([\w.-]+/[\w./-]*|[\w./-]+\.(?:py|yml|md|toml|lock))`", text)
    return sorted(set(found))


@pytest.mark.parametrize("name", _named(TEXT[ROOT / ".github" / "CONTRIBUTING.md"]))
def test_a_file_that_contributors_are_sent_to_is_there(name: str) -> None:
    folders = (ROOT, ROOT / "bot", ROOT / "bot" / "adapters", ROOT / ".github" / "workflows")

    assert any((folder / name).exists() for folder in folders)


@pytest.mark.parametrize(
    "script", sorted(path.name for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix)
)
def test_every_script_for_people_is_explained_and_can_be_run(script: str) -> None:
    assert f"scripts/{script}" in "".join(TEXT.values())
    assert (ROOT / "scripts" / script).stat().st_mode & 0o100


def test_the_table_of_commands_has_those_of_maintainers_and_no_others() -> None:
    head = "| comment | what happens |"
    table = TEXT[ROOT / "docs" / "answering.md"].split(head)[1].split("\n\n")[0]
    first_cells = (row.split("|")[1] for row in table.splitlines() if row)
    shown = [name for cell in first_cells for name in re.findall(r"`/([a-z]+)", cell)]

    assert sorted(shown) == sorted(name for row in commands.DEFINITIONS for name in row.names)


def test_the_page_for_the_desk_has_every_command_by_its_portuguese_name() -> None:
    table = TEXT[ROOT / "docs" / "atendimento.pt-BR.md"].split("| para | comente |")[1].split("\n\n")[0]
    shown = set(re.findall(r"`/([a-z]+)", table))
    portuguese = commands.TEMPLATE_NAMES.index("modelo")

    for row in commands.DEFINITIONS:
        assert row.names_in(portuguese)[0] in shown or row.name in {"q", "help"}
    assert shown <= {name for row in commands.DEFINITIONS for name in row.names}


def test_every_variable_is_in_the_example_environment_or_an_alias() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert all(name in example for name in Environment.model_fields if name != "GITHUB_REPOSITORY")
    assert all(target in Environment.model_fields for target in ALIASES.values())


@pytest.mark.parametrize("label", ["webhook-refused", "dispatch-held"])
def test_a_log_line_that_is_explained_is_one_the_relay_writes(label: str) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "bot" / "relay").glob("*.py"))

    assert f'"{label}"' in source


def test_nothing_reveals_where_the_project_was_made() -> None:
    for path in DOCUMENTS:
        assert not re.search(r"/(root|work|home)/", TEXT[path])


GUIDES = [ROOT / "docs" / name for name in ("guia.pt-BR.md", "guide.md")]


def _typed(guide: str) -> list[str]:
    """Return the commands in the console blocks of a guide, without remarks."""
    blocks = re.findall(r"^```console\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    return [
        re.sub(r"\s{2,}#.*", "", line)
        for block in blocks
        for line in block.replace("\\\n", " ").splitlines()
        if line.startswith("$ ")
    ]


def test_both_guides_hold_the_same_commands_in_the_same_chapters() -> None:
    one, other = (TEXT[path] for path in GUIDES)
    chapters = [re.findall(r"^##+ ([1-8](?:\.\d)?)\.? ", text, re.MULTILINE) for text in (one, other)]

    assert _typed(one) == _typed(other)
    assert chapters[0] == chapters[1]
    assert {number[0] for number in chapters[0]} == set("12345678")
