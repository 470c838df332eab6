"""Whatever a terminal can show has its Portuguese: it is found in the code, in click's code and in the commands."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest

from bot.cli import CONTEXT, cli, screen
from bot.cli.command import Command
from bot.core.settings import countries
from bot.core.settings.yaml_text import PROBLEMS
from bot.operate.setup import shell_completion
from bot.rules.texts import terminal
from bot.sandbox.github.faults import GITHUB_FAULTS
from bot.sandbox.twilio import misconfigured
from bot.sandbox.twilio.faults import TWILIO_FAULTS
from tests.architecture import MODULES, everything_below
from tests.contract import wording

KNOWN = {english for part in terminal.PARTS.values() for english in part} | set(terminal.ERRORS)

# Errors of whoever writes commands, and what needs another system or an editor.
_CLICK_FOR_PROGRAMMERS = {
    *("_termui_impl.py", "_winconsole.py", "shell_completion.py", "utils.py"),
    "Could not determine name for option with declarations {decls!r}",
    (
        "No options defined but a name was passed ({name}). Did you mean to declare an argument instead? Did you mean "
        "to pass '--{name}'?"
    ),
    "Arguments take exactly one parameter declaration, got {length}: {decls}.",
    "Name '{name}' defined twice",
    "Boolean option {decl!r} cannot use the same flag for true/false.",
    "Invalid start character for option ({option})",
    "Unknown color {colour!r}",
}
# In f-strings: names, and the formats of what systems read.
_NEUTRAL = {
    *("  export ", "/console", "Twilio "),
    *("  .venv/bin/bot sandbox text ", "  .venv/bin/bot sandbox comment "),
    *("[one, two]", "pip install ", *PROBLEMS, countries._CODES),
    # In the files of shells.
    *(shell_completion._BEGIN, shell_completion._END, *shell_completion._BEFORE.values()),
    # In the copy of everything about a person, which keeps its words in every language.
    *("from the person", "to the person"),
    "broadcast ",  # what is signed
    # What GitHub and Google call something, and an example of a message.
    *("Contents: read and write", "Google Business Messages", "Sua guia de FGTS vence amanhã."),
    # Descriptions in the schema of config.yml, which editors show.
    *("How long ", " may live.", "The day ", " was last rotated, if nothing else shows it."),
}
SPEAKING = sorted(
    name
    for name in MODULES
    if name.startswith(
        (
            *(
                "bot.cli",
                "bot.console",
                "bot.operate.doctor",
                "bot.operate.messages",
                "bot.operate.connecting",
                "bot.operate.rebinding",
            ),
            *("bot.operate.broadcast", "bot.rules.sending.broadcast_list", "bot.rules.text.csv_table"),
            *("bot.sandbox.demo.conversation", "bot.sandbox.demo.outage", "bot.sandbox.demo.teller"),
            *("bot.sandbox.screen.fault", "bot.sandbox.screen.switches", "bot.sandbox.screen.way"),
            *(
                "bot.operate.relay_store",
                "bot.operate.rotation",
                "bot.operate.setup",
                "bot.operate.twilio_refusals",
            ),
        )
    )
)
# Errors that these may end with, whatever module raises them.
_BELOW = sorted(
    {
        name
        for name in MODULES
        if name.startswith(
            (
                *("bot.adapters.env_file", "bot.adapters.relay_client", "bot.adapters.twilio.content"),
                *("bot.operate.tracing", "bot.relay.serve", "bot.relay.store", "bot.sandbox.client"),
                *("bot.sandbox.emulator.relay_process", "bot.sandbox.world"),
            )
        )
    }.union(
        *(
            everything_below(f"bot.cli.{name}")
            for name in ("billing", "canary", "consent", "conversation", "person")
        )
    )
)
# What only a job can meet.
_NOT_MET = {"bot.adapters.github.issue_eraser"}


def _of_click() -> Iterator[str]:
    """Yield what click hands to gettext."""
    for file in Path(click.__file__).parent.glob("*.py"):
        if file.name in _CLICK_FOR_PROGRAMMERS:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("_", "ngettext")
            ):
                found = (one.value for one in node.args if isinstance(one, ast.Constant))
                yield from (one for one in found if isinstance(one, str))


def _commands() -> Iterator[tuple[str, click.Command]]:
    def walk(
        name: str, command: click.Command, context: click.Context
    ) -> Iterator[tuple[str, click.Command]]:
        yield name, command
        if isinstance(command, click.Group):
            for known in command.list_commands(context):
                below = command.get_command(context, known)
                assert below
                yield from walk(f"{name} {known}", below, context)

    return walk("bot", cli, click.Context(cli, **CONTEXT))


COMMANDS = dict(_commands())


def test_click_speaks_portuguese_too() -> None:
    assert not {one for one in _of_click() if one not in KNOWN | _CLICK_FOR_PROGRAMMERS}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_and_option_is_in_portuguese(name: str) -> None:
    command = COMMANDS[name]
    context = click.Context(command, info_name=name, **CONTEXT)
    parts = screen.paragraphs(command.help or "")
    said = [part.split("\n")[1] if part.startswith("\b") else part for part in parts]
    options = [one for one in command.get_params(context) if isinstance(one, click.Option)]
    records = [record for one in options if (record := one.get_help_record(context))]
    said += [one.help for one in options if one.help and not one.hidden]
    said += [word for names, _ in records for word in screen.METAVAR.findall(names)]
    said += screen.METAVAR.findall(" ".join(command.collect_usage_pieces(context)))

    assert isinstance(command, Command)  # or it would be cut, and stay English
    assert command.help
    assert not [one for one in (*said, command.short_help) if one and one not in KNOWN]


@pytest.mark.parametrize("module", SPEAKING)
def test_what_a_command_prints_is_in_portuguese(module: str) -> None:
    assert not wording.unknown(module, wording.all_strings(module), KNOWN | _NEUTRAL)


@pytest.mark.parametrize(
    "module", [name for name in _BELOW if not name.startswith("bot.core.settings") and name not in _NOT_MET]
)
def test_an_error_below_a_command_is_in_portuguese(module: str) -> None:
    assert not wording.unknown(module, wording.of_errors(module), KNOWN | _NEUTRAL)


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("bot.core.settings.")])
def test_a_fault_of_the_configuration_is_in_portuguese(module: str) -> None:
    assert not wording.unknown(module, wording.of_settings(module), KNOWN | _NEUTRAL)


@pytest.mark.parametrize("catalogue", [GITHUB_FAULTS, TWILIO_FAULTS, misconfigured.DEEDS])
def test_a_fault_of_the_sandbox_is_in_portuguese(catalogue: Mapping[str, str]) -> None:
    assert not set(catalogue.values()) - KNOWN


def test_no_sentence_has_two_translations() -> None:
    found = defaultdict[str, set[str]](set)
    for part in (*terminal.PARTS.values(), terminal.ERRORS):
        for english, portuguese in part.items():
            found[english].add(portuguese)

    assert not {english: several for english, several in found.items() if len(several) > 1}


def test_a_translation_has_the_values_of_its_sentence() -> None:
    def names(pattern: str) -> set[str]:
        return {part.split("!")[0].split(":")[0] for part in _fields(pattern)}

    differing = {
        english: portuguese
        for part in terminal.PARTS.values()
        for english, portuguese in part.items()
        if not names(portuguese) <= names(english)
    }

    assert not differing


def _fields(pattern: str) -> Iterator[str]:
    for piece in pattern.split("{")[1:]:
        yield piece.split("}")[0]
