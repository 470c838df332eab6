"""`bot conversation start`: write to a person first, with no trace of the number in any issue."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from bot.cli import send
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.core import phone_numbers
from bot.core.messages import SENDING
from bot.core.settings import config
from bot.rules.sending import conversation_form
from bot.rules.text import named_values

_NAMES = {
    "destination": "--to",
    "type": "--channel",
    "message": "--text",
    "template": "--template",
    "variables": "--value",
    "idempotency_key": "--key",
}


@click.command("start", cls=Command)
@click.option(
    "--to", "number", required=True, metavar="NUMBER", help="The person's number, as people type it."
)
@click.option(
    "--channel", type=click.Choice([one.value for one in SENDING]), default="sms", show_default=True
)
@click.option("--text", metavar="TEXT", help="The text; - reads it from standard input.")
@click.option("--template", metavar="NAME", help="Send this template from config.yml with the given values.")
@click.option("--value", "values", multiple=True, metavar="NAME=VALUE", help="A value of the template.")
@send.ordering
@config_file
@as_json
def start(**given: Any) -> None:
    """Write to a person, and so begin a conversation or go on with one.

    The text leaves by the rules of every notification, and is shown in the person's conversation, which the answer
    reopens. Number and text travel sealed: no issue shows the number, and no form. A number without a country code is
    one of the first country in policy.countries, or else of Brazil.

    Exits with 0 once the relay has the message. With --wait: 0 delivered, 1 failed or refused, 3 not known yet, or
    deferred. A dry run needs no relay, but the variables of a job in .env.

    \b
    Example:
      bot conversation start --to "(11) 98765-4321" --text "Bom dia, Ana! Sua guia está pronta."
      bot conversation start --to +5511987654321 --channel whatsapp --template boleto-vence --value nome=Ana
      bot conversation start --to +5511987654321 --text - --dry-run < text.txt
    """
    send.order(send.Asked(_content(given), _NAMES), given)


def _content(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the order as the API accepts it."""
    if given["text"] is not None and given["template"]:
        raise click.UsageError("Give one of --text and --template.")
    content = {"destination": _number(given["number"], given["file"]), "type": given["channel"]}
    values = _values(given["values"])
    content |= {"variables": values} if values else {}
    if given["template"]:
        return {**content, "template": given["template"]}
    text = sys.stdin.read().rstrip("\n") if given["text"] == "-" else given["text"] or ""
    return {**content, "message": text}


def _values(given: tuple[str, ...]) -> dict[str, str]:
    values = dict[str, str]()
    for one in given:
        found = named_values.pair(one)
        if found is None:
            raise click.UsageError("Write each value as --value NAME=VALUE.")
        values |= [found]
    return values


def _number(typed: str, file: Path) -> str:
    configuration, _ = config.read_file(file)
    countries = configuration.policy.countries if configuration else None
    return phone_numbers.completed(typed, conversation_form.country(countries))
