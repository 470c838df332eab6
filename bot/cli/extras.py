"""What of the bot is not installed, and how to install it: by the file that the rest of it came from.

No package of an index is ever named: the bot is on none, and whoever took its name there would be run.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from types import TracebackType
from urllib.parse import unquote, urlsplit

from bot.core.errors import BotError
from bot.core.sentences import Sentence

_NAME = "auditoria360-bot"
# Where the module has another name than its package.
_PACKAGES = {"graphql": "graphql-core", "jwt": "PyJWT", "prometheus_client": "prometheus-client"}
_NAME_OF = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA_OF = re.compile(r"extra == ['\"](\w+)['\"]")


class MissingPackageError(BotError):
    """A package is not installed that this command needs."""


def missing(error: ModuleNotFoundError) -> MissingPackageError | None:
    """Return what to say of a package that was not found; None where it is a module of ours."""
    module = (error.name or "").partition(".")[0]
    if module in ("", "bot"):
        return None
    package = _PACKAGES.get(module, module)
    extra = "sandbox" if _is_of_sandbox(error.__traceback__) else _extra_of(package)
    if not extra:
        return MissingPackageError(
            Sentence("The package {package} is not installed.", package=package),
            Sentence("Install the bot again: {command}, or scripts/setup in a clone.", command=_command("")),
        )
    return MissingPackageError(
        Sentence(
            "The package {package} is not installed: the bot was installed without its part `{extra}`.",
            package=package,
            extra=extra,
        ),
        Sentence("Install that too: {command}, or scripts/setup in a clone.", command=_command(extra)),
    )


def _is_of_sandbox(trace: TracebackType | None) -> bool:
    while trace:
        if str(trace.tb_frame.f_globals.get("__name__")).startswith(("bot.sandbox", "bot.cli.sandbox")):
            return True
        trace = trace.tb_next
    return False


def _extra_of(package: str) -> str:
    wanted = package.lower()
    return next((extra for name, extra in _requirements() if extra and name.lower() == wanted), "")


def _requirements() -> Iterator[tuple[str, str]]:
    """Yield the packages that the bot needs, each with the extra that it belongs to."""
    try:
        required = metadata.requires(_NAME) or []
    except metadata.PackageNotFoundError:  # run from a folder
        return
    for line in required:
        name, extra = _NAME_OF.match(line), _EXTRA_OF.search(line)
        if name:
            yield name[0], extra[1] if extra else ""


def _command(extra: str) -> str:
    """Return the command of pip, with the file that the bot was installed from, if it is still there."""
    file = _installed_from() or f"{_NAME.replace('-', '_')}-{_version()}-py3-none-any.whl"
    return shlex.join(("pip", "install", f"{file}[{extra}]" if extra else file))


def _installed_from() -> str:
    try:
        text = metadata.distribution(_NAME).read_text("direct_url.json")  # PEP 610
        url = urlsplit(json.loads(text or "{}").get("url", ""))
    except (metadata.PackageNotFoundError, ValueError, AttributeError):
        return ""
    path = unquote(url.path)
    return path if url.scheme == "file" and path.endswith(".whl") and Path(path).exists() else ""


def _version() -> str:
    try:
        return metadata.version(_NAME)
    except metadata.PackageNotFoundError:
        return "0"
