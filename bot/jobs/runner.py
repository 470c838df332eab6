"""Runs a job in its workflow: settings, event, one error boundary, summary."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.core import clock, isolated, logs, workflow
from bot.core.errors import BotError, LimitError, SealError, UnfinishedError
from bot.core.settings import Language, config
from bot.core.settings.conversations import LanguageSection
from bot.jobs.tools import Tools, make, report_due, report_limit, report_unopened
from bot.rules import texts

_CONFIG = Path("config.yml")

Job = Callable[[Mapping[str, Any], Tools], list[str]]


def main(job: Job) -> None:
    """Run a job: `job` takes the event and the tools, and returns the lines of the summary.

    Exits with a nonzero code if the job failed; the run then fails too, and running it again completes the work.
    """
    logs.configure()
    clock.follow()  # GitHub's, whose moments a job compares with its own
    environ = config.process_environment()
    try:
        event = _event(environ)
        lines = _carry_out(job, event, make(config.load(_CONFIG, environ), environ, event))
    except UnfinishedError as error:
        _summary(error.lines, environ)
        _fail(error.sentence, error.exit_code)
    except BotError as error:
        _fail(error.sentence, error.exit_code)
    except Exception as error:  # noqa: BLE001 - the boundary: a traceback's message could hold a text or a number
        _fail(isolated.unexpected(error), 1)
    else:
        _summary(lines, environ)


def _carry_out(job: Job, event: Mapping[str, Any], tools: Tools) -> list[str]:
    try:
        return job(event, tools)
    except LimitError as error:
        report_limit(tools, error)
        if "client_payload" not in event:
            tools.agenda.note(error.resets)
        raise
    except SealError:
        report_unopened(tools, event)
        raise
    except Exception:
        _note_repetition(event, tools)
        raise
    finally:
        report_due(tools)


def _note_repetition(event: Mapping[str, Any], tools: Tools) -> None:
    """Have reconcile woken for what failed, unless the relay by itself repeats it, or sees that it failed.

    A run with inputs is often reconcile's own repetition, which must not start the next at once.
    """
    if event.keys().isdisjoint({"client_payload", "schedule", "inputs"}):
        tools.agenda.note(clock.now() + tools.settings.config.reconcile.lost_after)


def _event(environ: Mapping[str, str]) -> Mapping[str, Any]:
    path = environ.get("GITHUB_EVENT_PATH", "")
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BotError(
            "GITHUB_EVENT_PATH does not name a readable event.",
            "Workflows start this script; `bot sandbox` runs them on this machine.",
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
    workflow.error(texts.of(_language()).errors.shown(sentence))
    sys.exit(code)


def _language() -> Language:
    """Return the maintainers' language, also where config.yml or the environment has faults."""
    try:
        return Language(yaml.safe_load(_CONFIG.read_text(encoding="utf-8"))["language"]["maintainers"])
    except (OSError, ValueError, yaml.YAMLError, LookupError, TypeError):
        return LanguageSection().maintainers
