"""The step that lets the shell of whoever runs the setup complete the commands of `bot`; `bot completion` takes it too.

What a shell reads at its start holds the lines themselves: asking the program for them would make each start slow.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from bot.core import to_disk
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import config
from bot.operate.setup.installation import Installation
from bot.operate.setup.steps import Change, Place, Step

SHELLS: Mapping[str, type[ShellComplete]] = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
_MARK = "_BOT_COMPLETE"
_BEGIN, _END = "# >>> completion of bot >>>", "# <<< completion of bot <<<"
# From a beginning whose end somebody deleted nothing is taken for ours.
_BLOCK = re.compile(
    rf"^{re.escape(_BEGIN)}\n(?:(?!{re.escape(_BEGIN)}).)*?^{re.escape(_END)}\n", re.DOTALL | re.MULTILINE
)
# zsh knows `compdef` only once its completion is on.
_BEFORE = {"zsh": "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i }\n"}
# Set where root acts for somebody, whose home this may be.
_FOR_ANOTHER = ("SUDO_UID", "DOAS_USER", "PKEXEC_UID")


def lines(shell: str) -> str:
    """Return what a shell reads to complete the commands of `bot`."""
    words = {"complete_func": "_bot_completion", "complete_var": _MARK, "prog_name": "bot"}
    return f"{(SHELLS[shell].source_template % words).strip()}\n"


def file_of(shell: str) -> Path:
    """Return the file that a shell reads at its start; of fish, one of ours alone."""
    environ = config.process_environment()
    home = Path.home()
    if shell == "fish":
        return Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "completions" / "bot.fish"
    return (Path(environ.get("ZDOTDIR") or home) if shell == "zsh" else home) / f".{shell}rc"


def own_shell() -> str:
    """Return the shell of whoever runs this; empty where it is none of these, or the home is another user's."""
    environ = config.process_environment()
    name = PurePosixPath(environ.get("SHELL", "")).name
    try:
        is_own = Path.home().stat().st_uid == os.geteuid()
    except (OSError, RuntimeError):  # no such home, none known
        is_own = False
    for_another = os.geteuid() == 0 and any(environ.get(one) for one in _FOR_ANOTHER)
    return name if name in SHELLS and is_own and not for_another else ""


def install(shell: str) -> Path:
    """Write the lines to where the shell reads them, and return that file; raises BotError."""
    file = file_of(shell)
    _write(file, _wanted(shell, _read(file)))
    return file


class ShellCompletion(Step):
    """The lines in the file of the shell that was answered, between two marks."""

    id = "shell-completion"
    place = Place.COMPUTER
    title = "Completion in the shell"

    def changes(self, installation: Installation) -> Sequence[Change]:
        shell = installation.answers.completion
        if not shell:
            return ()
        file = file_of(shell)
        before = _read(file)
        after = _wanted(shell, before)
        if after == before:
            return ()
        return [
            Change(
                _what(file),
                "not there" if before is None or not _BLOCK.search(before) else "differs",
                "written; it counts in the next shell",
                partial(install, shell),
                {"shell": shell, "written": _digest(_block(shell)), "made": before is None},
            )
        ]

    def take_back(
        self,
        installation: Installation,  # noqa: ARG002 - of every step
        undo: Mapping[str, Any],
    ) -> Change | None:
        shell = str(undo["shell"])
        if shell not in SHELLS:
            raise ValueError
        file = file_of(shell)  # never a name out of the journal
        if file.is_symlink():
            return None
        found = _BLOCK.search(_read(file) or "")
        if not found or _digest(found[0]) != undo["written"]:
            return None
        return Change(
            _what(file), "as the setup wrote it", "removed", partial(_remove, file, made=bool(undo["made"]))
        )


def _what(file: Path) -> Sentence:
    return Sentence("The lines in {file} that complete the commands of `bot`", file=file)


def _block(shell: str) -> str:
    return f"{_BEGIN}\n{_BEFORE.get(shell, '')}{lines(shell)}{_END}\n"


def _wanted(shell: str, before: str | None) -> str:
    """Return the file with our lines, once; raises BotError for one of another program."""
    block, text = _block(shell), before or ""
    if shell == "fish":  # the file is ours alone
        if text and _MARK not in text:
            raise BotError(
                Sentence("{file} is of another program.", file=file_of(shell)),
                "Print the lines without --install, and place them.",
            )
        return block
    if _BLOCK.search(text):
        return _BLOCK.sub(lambda _: block, text, count=1)
    ended = text if not text or text.endswith("\n") else f"{text}\n"
    return ended + block


def _read(file: Path) -> str | None:
    if file.is_symlink():  # whoever keeps it elsewhere has another way to change it
        raise BotError(
            Sentence("{file} is a link, which is left alone.", file=file),
            "Print the lines with `bot completion`, and place them where it leads.",
        )
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise BotError(
            Sentence("{file} cannot be read.", file=file), "Run the setup with --no-completion."
        ) from error


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        to_disk.replace(file, text)
    except OSError as error:
        raise BotError(
            Sentence("{file} cannot be written ({reason}).", file=file, reason=error.strerror or error),
            "Run the setup with --no-completion.",
        ) from error


def _remove(file: Path, *, made: bool) -> None:
    rest = _BLOCK.sub("", _read(file) or "", count=1)
    if rest or not made:
        _write(file, rest)
    else:
        file.unlink(missing_ok=True)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


STEPS: Sequence[Step] = (ShellCompletion(),)
