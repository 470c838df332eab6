"""`bot send`: a message from the terminal, ordered as other systems order; or a dry run."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta, tzinfo
from pathlib import Path
from typing import Any

import click

from bot.cli import CONTEXT, ends, gateway, here, moments, numbers, order_lines, screen
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.core import clock
from bot.core.errors import BotError, TemporaryError
from bot.core.gateway import Gateway
from bot.core.messages import SENDING, Purpose
from bot.core.sentences import Sentence, joined
from bot.rules.sending import order_form
from bot.rules.sending.order_form import FieldError, InvalidFieldsError
from bot.rules.text import named_values

_ARRIVED, _LOST, _WAITS = ("delivered",), ("failed", "refused", "unknown"), ("deferred", "scheduled")
_OPEN = 3  # exit code if the status is not final when the wait ends
_EVERY_SECONDS = 1.0


_ORDERING = (
    click.option("--key", metavar="KEY", help="Repeating the command with the same key sends only once."),
    click.option(
        "--relay",
        metavar="URL",
        help="The relay's address. Default: RELAY_URL, or relay.public_url in config.yml.",
    ),
    click.option(
        "--as", "name", metavar="NAME", help="Which of GATEWAY_API_TOKENS to use. Default: the first."
    ),
    click.option("--wait", is_flag=True, help="Wait until the message has arrived or failed."),
    click.option(
        "--timeout", type=click.IntRange(min=1), default=300, show_default=True, help="Seconds to wait."
    ),
    click.option(
        "--dry-run", is_flag=True, help="Send nothing; show parts, price and the policy's decision."
    ),
)
# Which option of `bot send` sets which field of an order.
_NAMES = {"idempotency_key": "--key"}


def ordering(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options with which a message is ordered."""
    for option in reversed(_ORDERING):
        function = option(function)
    return function


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command asks for, as the API accepts it; `names` are its options for fields of the API."""

    content: Mapping[str, Any] = field(repr=False)
    names: Mapping[str, str] = field(default_factory=lambda: _NAMES)
    key: str = ""


@click.command(
    "send", cls=Command, short_help="Send a message, or see what it would cost.", context_settings=CONTEXT
)
@click.argument("number")
@click.argument("words", nargs=-1, metavar="[TEXT | NAME=VALUE ...]")
@click.option(
    "--type", "kind", type=click.Choice([one.value for one in SENDING]), default="sms", show_default=True
)
@click.option(
    "--purpose", type=click.Choice([one.value for one in Purpose]), default="notification", show_default=True
)
@click.option("--template", metavar="NAME", help="Send this template from config.yml with the given values.")
@ordering
@config_file
@as_json
def command(**given: Any) -> None:
    """Send TEXT to NUMBER; if TEXT is -, read it from standard input.

    Exits with 0 once the relay has the message. With --wait: 0 delivered, 1 failed or refused, 3 not known yet, or
    deferred. A dry run needs no relay, but the variables of a job in .env.

    \b
    Example:
      bot send +5511987654321 "Sua guia vence amanhã."
      bot send +5511987654321 --type whatsapp --template boleto-vence nome="Ana Souza" data=30/11
      bot send +5511987654321 - --dry-run < text.txt
      bot send +5511987654321 "Backup failed." --purpose alert --key backup-2026-11-24 --wait
    """
    order(Asked(_content(given)), given)


def order(asked: Asked, given: Mapping[str, Any]) -> None:
    """Order a message, or try it with nothing sent; `given` are the options of `ordering`."""
    try:
        wanted = order_form.read(asked.content, given["key"] or "")
    except InvalidFieldsError as error:
        raise _of_command_line(error.faults, asked.names) from None
    if given["dry_run"]:
        _rehearse(wanted, given["file"], as_json=given["as_json"])
        return
    chosen = gateway.of(given["file"], given["relay"], given["name"])
    asked = replace(asked, key=wanted.key or str(uuid.uuid4()))
    patience = timedelta(seconds=given["timeout"]) if given["wait"] else None
    _send(chosen, asked, patience, moments.zone_of(given["file"]), as_json=given["as_json"])


def _content(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the order as the API accepts it; the API's own rules check it."""
    content = {"destination": given["number"], "type": given["kind"], "purpose": given["purpose"]}
    words = given["words"]
    if given["template"]:
        pairs = [found for word in words if (found := named_values.pair(word))]
        values = dict(pairs) if len(pairs) == len(words) else " ".join(words)
        return {**content, "template": given["template"], **({"variables": values} if words else {})}
    if len(words) > 1:
        raise click.UsageError("The text is one argument: put it in quotes, or on standard input with -.")
    text = sys.stdin.read().rstrip("\n") if words == ("-",) else "".join(words)
    return {**content, "message": text}


def _of_command_line(
    faults: Sequence[FieldError], names: Mapping[str, str]
) -> click.ClickException | InvalidFieldsError:
    """Return the error for faults of the API's fields; a wrong number alone is refused as by every command."""
    if [fault.field for fault in faults] == ["destination"]:
        return numbers.refusal(faults[0].reason)
    return InvalidFieldsError([replace(fault, field=names.get(fault.field, fault.field)) for fault in faults])


def _rehearse(wanted: order_form.SendRequest, file: Path, *, as_json: bool) -> None:
    # Imported here: the clients of GitHub and Twilio take long to load, and ordering needs neither.
    from bot.jobs.orders import dry_run  # noqa: PLC0415 - see above

    tools = here.tools(file)
    done = dry_run.rehearse(wanted.order("rehearsal", "terminal", clock.now()), tools)
    click.echo(_json(dry_run.as_data(done)) if as_json else dry_run.terminal(done, tools))


def _send(
    used: Gateway,
    asked: Asked,
    patience: timedelta | None,
    zone: tzinfo | None,
    *,
    as_json: bool,
) -> None:
    from bot.adapters import relay_client  # noqa: PLC0415 - a dry run needs no relay
    from bot.rules.wire.order_status import OrderReport, OrderStatus  # noqa: PLC0415 - and only it reports this

    unknown = Sentence(
        "It is not known whether the relay has the message. To send it exactly once, repeat the command with --key "
        "{key}",
        key=asked.key,
    )
    try:
        with ends.leaving(lambda: unknown):
            order_id = _placed(used, asked)
    except TemporaryError as error:
        if not error.uncertain:
            raise
        screen.say(Sentence("Error: {message}", message=joined([error.message, unknown])), err=True)
        raise click.exceptions.Exit(_OPEN) from None
    report = OrderReport(order_id, OrderStatus.QUEUED)
    if not as_json:
        click.echo(order_lines.line(report, zone))
    deadline = clock.now() + patience if patience else None
    taken = Sentence(
        "The relay has the message, {order}, and sends it. To go on waiting, repeat the command with --key {key}: "
        "nothing is sent twice.",
        order=order_id,
        key=asked.key,
    )
    with ends.leaving(lambda: taken):
        while deadline and report.status not in (*_ARRIVED, *_LOST, *_WAITS) and clock.now() < deadline:
            clock.sleep(_EVERY_SECONDS)
            before, report = report, relay_client.order_report(used.url, used.token, order_id)
            if report != before and not as_json:
                click.echo(order_lines.line(report, zone))
    if as_json:
        click.echo(
            _json({"id": order_id, "status": report.status, "code": report.code, "reason": report.reason})
        )
    if patience and report.status not in _ARRIVED:
        raise click.exceptions.Exit(1 if report.status in _LOST else _OPEN)


def _placed(used: Gateway, asked: Asked) -> str:
    """Order the message; what the relay refuses it for comes as English text."""
    from bot.adapters import relay_client  # noqa: PLC0415 - as above

    try:
        return relay_client.place_order(used.url, used.token, asked.content, asked.key)
    except InvalidFieldsError as error:
        told = [replace(fault, reason=screen.shown_again(fault.reason)) for fault in error.faults]
        raise _of_command_line(told, asked.names) from None
    except BotError as error:
        error.message = screen.shown_again(error.message)
        raise


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
