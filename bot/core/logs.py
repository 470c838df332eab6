"""One line per step: `2026-11-23T14:05:00.123Z INFO message-stored message=SM... contact=...`.

As JSON the same line is `{"time": "2026-11-23T14:05:00.123Z", "level": "INFO", "step": "message-stored", "message":
"SM...", ...}`. Only the fields below can be logged, so that no number, text or secret gets in by accident.
"""

from __future__ import annotations

import json
import logging
import os
import select
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO, TypedDict, Unpack

from bot.core import clock
from bot.core.log_file import LogFile

_logger = logging.getLogger("bot")
# No terminal shows these lines unless `configure` is called: commands print sentences.
_logger.addHandler(logging.NullHandler())


class Fields(TypedDict, total=False):
    """What a log line may contain."""

    batch: str
    channel: str
    code: int
    comment: int
    contact: str
    count: int
    event: str
    issue: int
    kind: str
    message: str  # a MessageSid or the id of an order, never a text
    messages: str  # several, with commas; that of a delivery report has its status behind a colon
    order: str  # the id of the order that a message of ours belongs to
    reason: str  # a slug, or a sentence of our own
    remedy: str
    run: int
    seconds: float
    sequence: int
    status: int | str


Line = tuple[str, Fields]


class _StandardError(logging.StreamHandler[TextIO]):
    """Standard error, which has nowhere to report its own failure."""

    def __init__(self, *, waits: bool) -> None:
        """Take whether it `waits` for whoever reads it, such as a terminal that stands still; else it drops lines."""
        super().__init__(sys.stderr)
        self._waits = waits

    def emit(self, record: logging.LogRecord) -> None:
        try:
            descriptor = -1 if self._waits else self.stream.fileno()
        except (OSError, ValueError):  # no file, but an object in its place
            descriptor = -1
        if descriptor < 0:
            super().emit(record)
            return
        content = f"{self.format(record)}\n".encode(errors="replace")
        with suppress(OSError):
            # What can be written takes so many bytes at once (pipe(7)).
            while content and _is_writable(descriptor):
                content = content[os.write(descriptor, content[: select.PIPE_BUF]) :]

    def handleError(self, _record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Lose the line."""


def _is_writable(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    return bool(poll.poll(0))


class _Lines(logging.Formatter):
    """Puts the moment and the level before each step of a record."""

    def __init__(self, start: str) -> None:
        super().__init__()
        self._start = start

    def format(self, record: logging.LogRecord) -> str:
        moment = clock.iso(datetime.fromtimestamp(record.created, UTC))
        start = self._start.replace("TIME", moment).replace("LEVEL", record.levelname)
        # No value holds the end of a line.
        return "\n".join(f"{start}{step}" for step in record.getMessage().split("\n"))


def configure(file: Path | None = None, megabytes: int = 10, *, as_json: bool = False) -> None:
    """Log to standard error, and to the file, which is rotated at the given size; `as_json`: an object a line.

    With a file, standard error that nobody reads holds up nothing: its lines are in the file.
    """
    global _written  # noqa: PLW0603 - a process has one log
    handlers: list[logging.Handler] = [_StandardError(waits=file is None)]
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
        handlers.append(LogFile(file, megabytes * 1_000_000))
    for old in list(_logger.handlers):
        _logger.removeHandler(old)
        old.close()
    for handler in handlers:
        handler.setFormatter(_Lines(_JSON_START if as_json else _TEXT_START))
        _logger.addHandler(handler)
    _written = _json if as_json else _text
    _logger.setLevel(logging.INFO)
    _logger.propagate = False


def step(name: str, **fields: Unpack[Fields]) -> None:
    """Log that a step was done."""
    _logger.info(_written(name, fields))


def steps(lines: Sequence[Line]) -> None:
    """Log steps that were done together, which costs little more than one."""
    if lines:
        _logger.info("\n".join(_written(*line) for line in lines))


def trouble(name: str, **fields: Unpack[Fields]) -> None:
    """Log something that somebody should look at, with a `reason` and, where there is one, a `remedy`."""
    _logger.warning(_written(name, fields))


def _text(name: str, fields: Fields) -> str:
    return " ".join([name, *(f"{key}={_value(value)}" for key, value in fields.items())])


def _json(name: str, fields: Fields) -> str:
    """Return the rest of an object that `_JSON_START` begins."""
    known = {key: _plain(value) if isinstance(value, str) else value for key, value in fields.items()}
    return json.dumps({"step": name, **known}, ensure_ascii=False)[1:]


_TEXT_START, _JSON_START = "TIME LEVEL ", '{"time": "TIME", "level": "LEVEL", '
_written: Callable[[str, Fields], str] = _text


def _value(value: object) -> str:
    text = str(value)
    if text and text.isprintable() and not set(text) & set(' "='):
        return text
    return '"' + _plain(text).replace('"', "'") + '"'


def _plain(text: str) -> str:
    """Keep a value on one line."""
    return "".join(character if character.isprintable() else " " for character in text)
