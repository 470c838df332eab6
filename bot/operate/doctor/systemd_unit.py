"""The check of the unit that systemd starts the relay by: it hides nothing that the relay needs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from bot.core.sentences import Sentence
from bot.operate.doctor.checks import Area, Check, Finding, not_needed, ok, wrong
from bot.operate.doctor.facts import Facts
from bot.operate.setup import host_files, service_files

_FOLDER = Path("/etc/systemd/system")
_LARGEST = 64 * 1024  # characters; a unit has a few thousand
_HIDE = frozenset({"true", "yes", "on", "1", "tmpfs"})
_SHOWN_AGAIN = ("BindPaths", "BindReadOnlyPaths")


def hidden_home(_: Facts) -> Finding:
    """Whether the unit hides the home in which the relay's program or folder is."""
    lines = list(_lines(host_files.UNIT))
    if not lines:
        return not_needed(Sentence("There is no unit {unit} here.", unit=host_files.UNIT))
    settings = dict(lines)  # of a setting that comes again the last one counts
    protects = settings.get("ProtectHome", "")
    hidden = service_files.in_homes(*_needed(settings))
    shown_again = any(settings.get(name) for name in _SHOWN_AGAIN)
    if protects.lower() not in _HIDE or not hidden or shown_again:
        return ok("The unit hides nothing that the relay needs.")
    return wrong(
        Sentence(
            "{unit} hides {path} from the relay (ProtectHome={value}): it cannot start.",
            unit=host_files.UNIT,
            path=hidden[0],
            value=protects,
        ),
        Sentence(
            "Write ProtectHome=read-only into {file}, and ReadWritePaths= with the relay's folder, or install the unit "
            "that `bot setup` writes; then run: sudo systemctl daemon-reload && sudo systemctl restart {unit}",
            file=_FOLDER / host_files.UNIT,
            unit=host_files.UNIT,
        ),
    )


def _lines(unit: str) -> Iterator[tuple[str, str]]:
    """Yield the settings of a unit and of what adds to it, in systemd's order; nothing of one that cannot be read."""
    for file in (_FOLDER / unit, *sorted((_FOLDER / f"{unit}.d").glob("*.conf"))):
        try:
            with file.open(encoding="utf-8", errors="replace") as opened:
                text = opened.read(_LARGEST)
        except OSError:
            continue
        for line in text.splitlines():
            name, sign, value = line.partition("=")
            if sign and not name.lstrip().startswith(("#", ";")):
                yield name.strip(), value.strip()


def _needed(settings: dict[str, str]) -> Iterator[PurePosixPath]:
    """Yield the relay's folder, its program and the Python of that, each also where a link leads."""
    for setting in ("WorkingDirectory", "ExecStart"):
        path = _first_path(settings.get(setting, ""))
        if path is None:
            continue
        yield PurePosixPath(path)
        yield _led_to(path)
        if setting == "ExecStart":
            yield _led_to(path.with_name("python"))


def _first_path(value: str) -> Path | None:
    try:
        words = shlex.split(value)
    except ValueError:
        return None
    # Signs before a program say how it is started, one before a folder that it may be missing (systemd.service(5)).
    name = words[0].lstrip("@-:+!|") if words else ""
    return Path(name) if name.startswith("/") else None


def _led_to(path: Path) -> PurePosixPath:
    try:
        return PurePosixPath(path.resolve())
    except (OSError, RuntimeError):  # a circle of links
        return PurePosixPath(path)


CHECKS: Sequence[Check] = (Check("unit-home", Area.COMPUTER, "What the unit hides", hidden_home),)
