"""What every job needs around it: settings, the event, masks, one error boundary, a summary."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from bot import config, logs, relay_door, texts
from bot.conversations import Conversations
from bot.errors import BotError, LimitError, UnfinishedError
from bot.ledger import Ledger
from bot.messages import Address
from bot.notices import Notices
from bot.providers.twilio.client import Messages
from bot.rendering import Style
from bot.repository import Repository
from bot.repository.recent import Recent
from bot.sealing import Vault
from bot.settings import Settings
from bot.texts import Texts


@dataclass(frozen=True)
class Tools:
    """What a job works with; `run_url` leads to the run on GitHub."""

    settings: Settings
    vault: Vault
    repository: Repository
    messages: Messages
    conversations: Conversations
    ledger: Ledger
    notices: Notices
    recent: Recent
    run_id: str
    run_url: str

    @property
    def people(self) -> Texts:
        """The texts that arrive on a phone."""
        return texts.of(self.settings.config.language.people)

    @property
    def maintainers(self) -> Texts:
        """The texts in issues."""
        return texts.of(self.settings.config.language.maintainers)


Job = Callable[[Mapping[str, Any], Tools], list[str]]


def main(job: Job) -> None:
    """Run a job of a workflow: `job` takes the event and the tools, and returns the lines of the summary.

    Exits with 1 when it failed; then the run is red, and running it again completes it.
    """
    logs.configure()
    environ = config.process_environment()
    try:
        event = _event(environ)
        lines = _carry_out(job, event, tools(config.load(Path("config.yml"), environ), environ, event))
    except UnfinishedError as error:
        _summary(error.lines, environ)
        _fail(str(error), error.exit_code)
    except BotError as error:
        _fail(str(error), error.exit_code)
    except Exception as error:  # noqa: BLE001 - the boundary: a traceback's message could hold a text or a number
        _fail(f"Unexpected {type(error).__name__} at {place(error)}. Please report this line.", 1)
    else:
        _summary(lines, environ)


def _carry_out(job: Job, event: Mapping[str, Any], tools: Tools) -> list[str]:
    try:
        return job(event, tools)
    except LimitError:
        tell_limit(tools)
        raise


def tell_limit(tools: Tools) -> None:
    """Have the relay start no more runs that could do nothing; not for the limit of some other token."""
    try:
        resets = tools.recent.limit_resets()
    except BotError as error:
        logs.trouble("limit-unread", reason=error.message)
        return
    if resets:
        relay_door.keep_still(tools.settings.relay_url, resets, tools.vault)


def tools(
    settings: Settings, environ: Mapping[str, str], event: Mapping[str, Any] = MappingProxyType({})
) -> Tools:
    """Return the tools for the settings, and for the event that started the run, if one did.

    Whether texts may be shown in the repository GitHub is asked when the first is to be written.
    """
    vault = Vault(settings.contact_keys)
    repository = Repository(settings)
    allowed = settings.config.privacy.public_repository == "allow" or _says_private(event, environ)
    maintainers = texts.of(settings.config.language.maintainers)

    @cache
    def style() -> Style:
        shown = allowed or not repository.is_public()
        return Style(maintainers, ZoneInfo(settings.config.time_zone), show_texts=shown)

    server = environ.get("GITHUB_SERVER_URL", "https://github.com")
    return Tools(
        settings=settings,
        vault=vault,
        repository=repository,
        messages=Messages(settings),
        conversations=Conversations(repository, vault, settings.config, style),
        ledger=Ledger(repository, vault, settings.config, maintainers),
        notices=Notices(repository, vault, settings.config),
        recent=Recent(settings),
        run_id=environ.get("GITHUB_RUN_ID", ""),
        run_url=f"{server}/{settings.repository}/actions/runs/{environ.get('GITHUB_RUN_ID', '')}",
    )


def mask(address: Address) -> None:
    """Have Actions hide the address in this run's log, should anything ever print it."""
    print(f"::add-mask::{_escaped(address.value)}", flush=True)  # noqa: T201 - a workflow command


def _says_private(event: Mapping[str, Any], environ: Mapping[str, str]) -> bool:
    """Tell whether the event says that the repository is private; one of a run that is run again is too old for it."""
    repository = event.get("repository")
    private = isinstance(repository, dict) and repository.get("private") is True
    return private and environ.get("GITHUB_RUN_ATTEMPT") == "1"


def _event(environ: Mapping[str, str]) -> Mapping[str, Any]:
    path = environ.get("GITHUB_EVENT_PATH", "")
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BotError(
            "GITHUB_EVENT_PATH names no readable event.",
            "This script is started by a workflow; `bot sandbox` runs the workflows on this machine.",
        ) from None
    if not isinstance(content, dict):
        raise BotError("The event is not a JSON object.")
    return content


def _summary(lines: list[str], environ: Mapping[str, str]) -> None:
    path = environ.get("GITHUB_STEP_SUMMARY")
    if path and lines:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")


def _fail(sentence: str, code: int) -> None:
    print(f"::error::{_escaped(sentence)}", flush=True)  # noqa: T201 - a workflow command
    sys.exit(code)


def _escaped(text: str) -> str:
    """Keep a workflow command on its line, where it ends (docs: workflow commands for GitHub Actions)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def place(error: BaseException) -> str:
    """Return the file and line at which an error arose: all of it that may be shown."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return (
        f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
    )
