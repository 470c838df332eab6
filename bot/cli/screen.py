"""What a terminal shows: every sentence in the language of who reads it.

Sentences arise in English, with their values as `Sentence`; the other language is in `rules/texts/terminal/`. Data,
such as JSON and ids, is printed by `click.echo`.
"""

from __future__ import annotations

import inspect
import re

import click

from bot.cli import language
from bot.rules.text.characters import clean
from bot.rules.texts import terminal

METAVAR = re.compile(r"[A-Z][A-Z]+(?: RANGE|-[A-Z]+)*")


def shown(sentence: str) -> str:
    """Return a sentence in the language of the terminal; what others named in it controls no terminal."""
    return clean(terminal.of(language.current()).shown(sentence))


def shown_again(text: str) -> str:
    """Return in the language of the terminal what a store, a log or the relay kept as English alone."""
    return terminal.read_back(language.current()).shown(text)


def say(sentence: str, *, err: bool = False) -> None:
    """Print a sentence in the language of the terminal."""
    click.echo(shown(sentence), err=err)


def confirm(question: str) -> None:
    """Ask whether to go on; without a yes the command ends."""
    if not agrees(question):
        raise click.Abort


def agrees(question: str) -> bool:
    """Ask for a yes or a no; nothing typed is a no."""
    yes, no = shown("y/yes").split("/"), shown("n/no").split("/")
    while True:
        answer = click.prompt(f"{shown(question)} [{yes[0]}/{no[0].upper()}]", default="", show_default=False)
        if answer.strip().lower() in (*yes, "y", "yes"):
            return True
        if answer.strip().lower() in ("", *no, "n", "no"):
            return False
        say("Answer yes or no.", err=True)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a docstring, each in one line; one that begins with \\b is an example, kept as it is."""
    parts = inspect.cleandoc(text).split("\n\n")
    return [part if part.startswith("\b") else " ".join(part.split("\n")) for part in parts]


def shown_help(text: str) -> str:
    """Return a docstring in the language of the terminal; the commands in its example stay as they are."""
    return "\n\n".join(_paragraph(part) for part in paragraphs(text))


def _paragraph(part: str) -> str:
    if not part.startswith("\b"):
        return shown(part)
    mark, heading, *commands = part.split("\n")
    return "\n".join([mark, shown(heading), *commands])


def shown_metavars(text: str) -> str:
    """Return names such as NUMBER, as --help and errors have them, in the language of the terminal."""
    return METAVAR.sub(lambda found: shown(found[0]), text)
