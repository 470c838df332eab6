"""The workflow commands that a run prints for GitHub Actions (docs: workflow commands for GitHub Actions)."""

from __future__ import annotations

from pathlib import Path


def mask(secret: str) -> None:
    """Make Actions hide a text in this run's log, in case anything prints it."""
    print(f"::add-mask::{_escaped(secret)}", flush=True)  # noqa: T201 - a workflow command


def error(sentence: str) -> None:
    """Show the run's failure on its page."""
    print(f"::error::{_escaped(sentence)}", flush=True)  # noqa: T201 - a workflow command


def _escaped(text: str) -> str:
    """Keep a workflow command on one line, since it ends there (docs: workflow commands for GitHub Actions)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def place(error: BaseException) -> str:
    """Return the file and line at which an error arose, which is all that may be shown."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return (
        f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "an unknown place"
    )
