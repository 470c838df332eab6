"""What one can put into a comment: the commands, and the texts that the office keeps, each with its meaning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.adapters import quick_reply_files
from bot.rules import texts
from bot.rules.sending import quick_replies, templates
from bot.rules.text import commands
from bot.sandbox.screen.parts import Parts


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to put into a comment; `names` are all under which it is found while one types."""

    written: str
    argument: str
    meaning: str
    names: tuple[str, ...] = ()


def of_commands(language: str) -> list[Offer]:
    """Return the commands, by their names in a language; the bot's own table says the same."""
    said = texts.of(language)
    place = commands.TEMPLATE_NAMES.index(said.template_command)
    found = []
    for definition in commands.DEFINITIONS:
        argument = said.arguments.get(definition.argument, "")
        written = f"/{definition.names_in(place)[0]}" + (" " if argument else "")
        meaning = said.commands[definition.name].replace("`", "")
        found.append(Offer(written, argument, meaning, definition.spellings))
    return found


def of_kept_texts(parts: Parts, language: str) -> list[Offer]:
    """Return the quick replies and the templates, as the lines that send them."""
    return [*_quick_replies(parts), *_templates(parts, language)]


def _quick_replies(parts: Parts) -> Iterator[Offer]:
    files = quick_reply_files.read(parts.actions.tree.folder)
    known = quick_replies.collected(files, parts.configuration.quick_replies)
    for name, text in known.texts.items():
        yield Offer(quick_replies.line(name, text), "", text)


def _templates(parts: Parts, language: str) -> Iterator[Offer]:
    command = texts.of(language).template_command
    for name, template in parts.configuration.templates.items():
        yield Offer(templates.line(name, template, command), "", template.text)
