"""How a command ends that did not succeed: a sentence in the place of a traceback, and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from bot.cli import extras, screen
from bot.core import isolated, to_disk
from bot.core.errors import BotError, ConfigError, RepositoryError, TemporaryError
from bot.core.sentences import Sentence, joined

NOT_DONE, INTERRUPTED = 1, 130
CODES = {
    0: "done",
    NOT_DONE: "not done: the error says why",
    2: "the command or the configuration is wrong",
    3: "not known yet, or later: `bot send --wait`, `bot broadcast`",
    INTERRUPTED: "interrupted by Ctrl-C",
}


def explain(error: Exception | KeyboardInterrupt) -> int:
    """Show why a command ended, and return the exit code."""
    if isinstance(error, ModuleNotFoundError):
        error = extras.missing(error) or error
    match error:
        case click.ClickException():
            _translate(error)
            error.show()
            return error.exit_code
        case click.Abort() | KeyboardInterrupt():
            screen.say(joined(["Stopped.", *_left_behind(error)]), err=True)
            return INTERRUPTED
        case BotError():
            _say_error(error.message, _remedy(error), "\n" if isinstance(error, ConfigError) else " ")
            return error.exit_code
        case BrokenPipeError():  # whoever read the output has seen enough, such as `head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        case OSError():
            _say_error(_of_system(error), to_disk.MAKE_ROOM if to_disk.is_full(error) else "")
            return NOT_DONE
    screen.say(isolated.unexpected(error), err=True)
    return NOT_DONE


@contextmanager
def leaving(state: Callable[[], str]) -> Iterator[None]:
    """Let Ctrl-C also say in what state it leaves what the command was doing, and how to go on."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(state()) from None


def _left_behind(error: BaseException) -> list[str]:
    """Return what `leaving` added; click puts an error of its own in the place of Ctrl-C."""
    stopped = error if isinstance(error, KeyboardInterrupt) else error.__cause__
    return list(stopped.args) if isinstance(stopped, KeyboardInterrupt) else []


def _remedy(error: BotError) -> str:
    if isinstance(error, TemporaryError):  # nothing retries here except the person who reads this
        return "Run the same command again in a moment."
    if isinstance(error, RepositoryError):
        from bot.cli import here  # noqa: PLC0415 - `--help` needs no settings

        return here.remedy(error)
    return error.remedy


def _of_system(error: OSError) -> str:
    why = error.strerror or "?"
    if error.filename is None:
        return Sentence("The computer refused: {why}.", why=why)
    return Sentence("{file}: cannot be used ({why}).", file=str(error.filename), why=why)


def _say_error(message: str, remedy: str, between: str = " ") -> None:
    words = between.join(filter(None, map(screen.shown, (message, remedy))))
    screen.say(Sentence("Error: {message}", message=words), err=True)


def _with_system_words(message: str) -> str:
    """Return click's "'file': why" with why in the language of the terminal: it is what the system says of the file."""
    head, colon, why = message.rpartition(": ")
    return f"{head}{colon}{screen.shown(why)}"


def _translate(error: click.ClickException) -> None:
    """Give an error of ours, or of a name such as NUMBER, the language of the terminal; click's own have it."""
    vars(error)["message"] = _with_system_words(screen.shown(error.message))
    if isinstance(error, click.BadParameter) and isinstance(error.param, click.Argument):
        error.param_hint = screen.shown_metavars(error.param.get_error_hint(error.ctx))
