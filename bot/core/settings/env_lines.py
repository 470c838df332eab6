"""The file `.env`, line by line: what it gives, and what is wrong with it. No value is ever shown."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from bot.core.errors import ConfigError
from bot.core.sentences import Sentence

NAME = ".env"
_OTHERS_MAY_READ = stat.S_IRGRP | stat.S_IROTH
_MOST_BYTES = 1_000_000
# A variable within the value of another; the last line of a PEM has nothing behind its signs of equality.
_VARIABLE_BELOW = re.compile(r"\n[ \t]*(?:export[ \t]+)?[A-Za-z_]\w*[ \t]*=[ \t]*[^=\s]")
_OPENS_QUOTE = re.compile(r"[^=]+=\s*(?:\"[^\"]*|'[^']*)")
_YAML = re.compile(r"\s*[A-Z_][A-Z0-9_]*\s*:")


def path_beside(file: Path) -> Path:
    """Return the `.env` that goes with a config.yml: the one beside it, else the one of the current folder."""
    beside = file.parent / NAME
    return beside if beside.exists() or beside.is_symlink() else Path(NAME)


def text(path: Path) -> str:
    """Return the text of the file, empty where there is none; raises ConfigError where it cannot be read."""
    try:
        if not path.exists() and not path.is_symlink():
            return ""
        if path.exists() and not path.is_file():
            raise ConfigError([Sentence(_NO_FILE, path=path)])
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError([Sentence(_UNREADABLE, path=path, why=error.strerror)]) from None
    if len(content) > _MOST_BYTES:
        raise ConfigError([Sentence("{path}: is too large to be a list of variables.", path=path)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(
            [Sentence("{path}: is not UTF-8 text. Save it again as UTF-8.", path=path)]
        ) from None


_NO_FILE = "{path}: is not a file. Move it away, and write the variables into a file of that name."
_UNREADABLE = "{path}: cannot be read ({why}). Run the command as the user whose file it is: the relay's."


def values(path: Path) -> dict[str, str]:
    """Return the variables, without lines that are none: `broken` names those. Raises ConfigError as `text` does."""
    return read(text(path))


def read(written: str) -> dict[str, str]:
    """Return the variables of a text, without lines that are none."""
    from dotenv import dotenv_values  # noqa: PLC0415 - no job has a .env

    if any(_broken(written)):  # python-dotenv would print a line of its own for each
        written = "".join(original for original, is_broken in _pieces(written) if not is_broken)
    return {
        name: value for name, value in dotenv_values(stream=StringIO(written)).items() if value is not None
    }


def broken(path: Path) -> list[str]:
    """Return a fault for each line that is not a variable."""
    return [Sentence(pattern, path=path, line=line) for line, pattern in _broken(text(path))]


def readable_by_others(path: Path) -> list[str]:
    """Return the fault that others on this computer can read the file, if they can."""
    if not path.exists() or not path.stat().st_mode & _OTHERS_MAY_READ:
        return []
    return [Sentence("{path}: others on this computer can read it. Run `chmod 600 {path}`.", path=path)]


def _pieces(written: str) -> Iterator[tuple[str, bool]]:
    """Yield the text piece by piece, mostly lines, and whether each is no variable.

    Of a quote that is left open, only the line that opens it is wrong: those below it are read as if it were not there.
    """
    from dotenv.parser import parse_stream  # noqa: PLC0415 - as above

    while written:
        done = 0
        for piece in parse_stream(StringIO(written)):
            original = piece.original.string
            wrong = piece.error or _has_control(original) or bool(_VARIABLE_BELOW.search(piece.value or ""))
            if wrong:
                blank = len(original) - len(original.lstrip("\r\n"))
                original = original[:blank] + original[blank:].splitlines(keepends=True)[0]
            yield original, wrong
            done += len(original)
            if wrong:
                break
        written = written[done:]


def _has_control(line: str) -> bool:
    return any(ord(letter) < ord(" ") and letter not in "\t\r\n" for letter in line)


def _broken(written: str) -> Iterator[tuple[int, str]]:
    """Yield the numbers of the lines that are no variable, and what is wrong with each."""
    line = 1
    for original, is_broken in _pieces(written):
        if is_broken:
            text_ = original.lstrip("\r\n")
            yield line + original[: len(original) - len(text_)].count("\n"), _why(text_)
        line += original.count("\n")


def _why(line: str) -> str:
    if _OPENS_QUOTE.fullmatch(line.strip()):
        return "{path}:{line}: a quote that opens here is not closed. Close it, or write the value without quotes."
    if _YAML.match(line):
        return "{path}:{line}: is not NAME=value. Write = instead of the colon."
    if _has_control(line):
        return "{path}:{line}: holds a character that no text has. Type the line again."
    return "{path}:{line}: is not NAME=value, or something stands behind its closing quote. Correct the line."
