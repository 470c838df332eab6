"""`bot consent`: the record of what people agreed to and took back."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from bot import config, consent
from bot.jobs import runner
from bot.ledger import Record


@click.group("consent")
def command() -> None:
    """Look at the record of consent, and check it.

    \b
    Example:
      bot consent verify
    """


@command.command()
def verify() -> None:
    """Check that no entry was changed, removed or put in between; ends with 1 where one was.

    A chain whose last entries were cut off, all of them, looks whole: keep the line that is printed, and compare.

    \b
    Example:
      bot consent verify
    """
    broken = False
    for record in _records():
        faults = consent.verify(record.contact, record.lines)
        broken = broken or bool(faults)
        for fault in faults:
            click.echo(f"#{record.issue}: entry {fault.place} is {fault.what.replace('-', ' ')}.")
        if not faults:
            last = json.loads(record.lines[-1])["hash"][:16] if record.lines else "-"
            click.echo(f"#{record.issue}: {len(record.lines)} entries in order, the last is {last}.")
    sys.exit(1 if broken else 0)


@command.command()
def export() -> None:
    """Print every entry as a line of JSON, with its contact id; no number is among it.

    \b
    Example:
      bot consent export > consent.jsonl
    """
    for record in _records():
        for line in record.lines:
            click.echo(json.dumps({"contact": record.contact, "entry": json.loads(line)}))


def _records() -> list[Record]:
    environ = config.local_environment(Path())
    tools = runner.tools(config.load(Path("config.yml"), environ), environ)
    return tools.ledger.records()
