"""Commands and groups that speak the language of the terminal, cut no summary, and suggest what was meant."""

from __future__ import annotations

import copy
import sys
from collections.abc import Sequence
from typing import Any

import click
from click import core, decorators, exceptions, formatting, parser, termui, types

from bot.cli import language, screen


def _teach_click() -> None:
    """Let click's own messages speak the language of the terminal.

    click asks gettext for them, which knows only compiled catalogues, chosen by the environment; its modules hold that
    function by the name `_`. tests/contract/test_terminal_texts.py reads in click's source what it may say.
    """
    for module in (core, decorators, exceptions, formatting, parser, termui, types):
        vars(module).update(_=screen.shown, ngettext=_of_number)


def _of_number(one: str, many: str, number: int) -> str:
    return screen.shown(one if number == 1 else many)


_teach_click()


class Command(click.Command):
    """A command; its help is translated paragraph by paragraph."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **settings: Any) -> Any:
        language.decide(sys.argv[1:] if args is None else args)
        return super().main(args, *more, **settings)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return --help; click would keep the first one it made, in the language of that moment."""
        self._help_option = None
        return super().get_help_option(ctx)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [screen.shown_metavars(piece) for piece in super().collect_usage_pieces(ctx)]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        translated = copy.copy(self)
        translated.help = screen.shown_help(self.help or "")
        super(Command, translated).format_help_text(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [_record(param, ctx) for param in self.get_params(ctx) if isinstance(param, click.Option)]
        shown = [record for record in records if record]
        if shown:
            with formatter.section(screen.shown("Options")):
                formatter.write_dl(shown)

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - the list of commands wraps, and cuts nothing
        """Return the first sentence of the help."""
        if self.short_help:
            return screen.shown(self.short_help)
        first, dot, _ = screen.shown(screen.paragraphs(self.help or "")[0]).partition(". ")
        return f"{first}{dot}".strip()


def _record(param: click.Option, ctx: click.Context) -> tuple[str, str] | None:
    """Return an option and its help, as --help lists them."""
    translated = copy.copy(param)
    translated.help = screen.shown(param.help) if param.help else None
    record = translated.get_help_record(ctx)
    return (screen.shown_metavars(record[0]), record[1]) if record else None


class Group(Command, click.Group):
    """A group of commands, which are of these classes too."""

    command_class = Command
    group_class = type

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is refused with those that it resembles."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            if self.get_command(ctx, args[0]) is not None or args[0].startswith("-"):
                raise
            raise exceptions.NoSuchCommand(args[0], possibilities=self.list_commands(ctx), ctx=ctx) from error
