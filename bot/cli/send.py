"""`bot send`: a message from the terminal, ordered as other systems order; or a dry run."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from bot.cli import CONTEXT, ends, here, moments, numbers, order_lines, screen
from bot.cli.command import Command
from bot.cli.options import as_json, config_file
from bot.core import clock
from bot.core.errors import BotError, TemporaryError
from bot.core.messages import SENDING, Purpose
from bot.core.sentences import Sentence, joined
from bot.core.settings import config
from bot.rules.sending import order_form
from bot.rules.sending.order_form import FieldError, InvalidFieldsError

_ARRIVED, _LOST, _WAITS = ("delivered",), ("failed", "refused", "unknown"), ("deferred", "scheduled")
_OPEN = 3  # exit code if the status is not final when the wait ends
_EVERY_SECONDS = 1.0


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
@click.option("--key", metavar="KEY", help="Repeating the command with the same key sends only once.")
@click.option(
    "--relay",
    metavar="URL",
    help="The relay's address. Default: RELAY_URL, or relay.public_url in config.yml.",
)
@click.option("--as", "name", metavar="NAME", help="Which of GATEWAY_API_TOKENS to use. Default: the first.")
@click.option("--wait", is_flag=True, help="Wait until the message has arrived or failed.")
@click.option(
    "--timeout", type=click.IntRange(min=1), default=300, show_default=True, help="Seconds to wait."
)
@click.option("--dry-run", is_flag=True, help="Send nothing; show parts, price and the policy's decision.")
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
    content = _content(given)
    try:
        wanted = order_form.read(content, given["key"] or "")
    except InvalidFieldsError as error:
        raise _of_command_line(error.faults) from None
    if given["dry_run"]:
        _rehearse(wanted, given["file"], as_json=given["as_json"])
        return
    gateway = _gateway(given["file"], given["relay"], given["name"])
    key = wanted.key or str(uuid.uuid4())
    patience = timedelta(seconds=given["timeout"]) if given["wait"] else None
    _send(gateway, content, key, patience, moments.zone_of(given["file"]), as_json=given["as_json"])


def _content(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the order as the API accepts it; the API's own rules check it."""
    content = {"destination": given["number"], "type": given["kind"], "purpose": given["purpose"]}
    words = given["words"]
    if given["template"]:
        pairs = [word.partition("=") for word in words]
        whole = all(equals and name for name, equals, _ in pairs)
        values = {name: value for name, _, value in pairs} if whole else " ".join(words)
        return {**content, "template": given["template"], **({"variables": values} if words else {})}
    if len(words) > 1:
        raise click.UsageError("The text is one argument: put it in quotes, or on standard input with -.")
    text = sys.stdin.read().rstrip("\n") if words == ("-",) else "".join(words)
    return {**content, "message": text}


def _of_command_line(faults: Sequence[FieldError]) -> click.ClickException | InvalidFieldsError:
    """Return the error for faults of the API's fields; a wrong number alone is refused as by every command."""
    if [fault.field for fault in faults] == ["destination"]:
        return numbers.refusal(faults[0].reason)
    return InvalidFieldsError([_of_option(fault) for fault in faults])


def _of_option(fault: FieldError) -> FieldError:
    """Name the option of this command in the place of the API's field."""
    return replace(fault, field="--key") if fault.field == "idempotency_key" else fault


def _rehearse(wanted: order_form.SendRequest, file: Path, *, as_json: bool) -> None:
    # Imported here: the clients of GitHub and Twilio take long to load, and ordering needs neither.
    from bot.jobs.orders import dry_run  # noqa: PLC0415 - see above

    tools = here.tools(file)
    done = dry_run.rehearse(wanted.order("rehearsal", "terminal", clock.now()), tools)
    click.echo(_json(dry_run.as_data(done)) if as_json else dry_run.terminal(done, tools))


@dataclass(frozen=True, slots=True)
class _Gateway:
    url: str
    token: str


def _gateway(file: Path, relay: str | None, name: str | None) -> _Gateway:
    """Return the relay and the token to use there; raises BotError with whatever of both is not known or wrong."""
    environ = here.environment(file)
    faults = list[BotError]()
    url = relay or environ.get("RELAY_URL", "").strip()
    if not url:
        configuration, _ = config.read_file(file)
        url = configuration.relay.public_url if configuration else ""
    if not url:
        faults.append(
            BotError(
                "The relay's address is not known.",
                "Give its address with --relay, or in RELAY_URL or relay.public_url.",
            )
        )
    elif not _is_address(url):
        faults.append(
            BotError(
                "The relay's address is no web address.",
                "Give one such as https://bot.escritorio.com.br with --relay, or in RELAY_URL.",
            )
        )
    pairs = [pair.strip().partition(":") for pair in environ.get("GATEWAY_API_TOKENS", "").split(",")]
    tokens = {known: token for known, _, token in pairs if token}
    token = tokens.get(name) if name else next(iter(tokens.values()), None)
    if token is None:
        missing = (
            Sentence("GATEWAY_API_TOKENS holds no token called {name}.", name=name)
            if name
            else "No token is known."
        )
        remedy = "Set GATEWAY_API_TOKENS=name:token, in the environment or in .env."
        faults.append(BotError(missing, remedy))
    if faults:
        raise BotError(joined(fault.sentence for fault in faults))
    return _Gateway(url.rstrip("/"), token or "")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _send(
    gateway: _Gateway,
    content: Mapping[str, Any],
    key: str,
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
        key=key,
    )
    try:
        with ends.leaving(lambda: unknown):
            order = _placed(gateway, content, key)
    except TemporaryError as error:
        if not error.uncertain:
            raise
        screen.say(Sentence("Error: {message}", message=joined([error.message, unknown])), err=True)
        raise click.exceptions.Exit(_OPEN) from None
    report = OrderReport(order, OrderStatus.QUEUED)
    if not as_json:
        click.echo(order_lines.line(report, zone))
    deadline = clock.now() + patience if patience else None
    taken = Sentence(
        "The relay has the message, {order}, and sends it. To go on waiting, repeat the command with --key {key}: "
        "nothing is sent twice.",
        order=order,
        key=key,
    )
    with ends.leaving(lambda: taken):
        while deadline and report.status not in (*_ARRIVED, *_LOST, *_WAITS) and clock.now() < deadline:
            clock.sleep(_EVERY_SECONDS)
            before, report = report, relay_client.order_report(gateway.url, gateway.token, order)
            if report != before and not as_json:
                click.echo(order_lines.line(report, zone))
    if as_json:
        click.echo(
            _json({"id": order, "status": report.status, "code": report.code, "reason": report.reason})
        )
    if patience and report.status not in _ARRIVED:
        raise click.exceptions.Exit(1 if report.status in _LOST else _OPEN)


def _placed(gateway: _Gateway, content: Mapping[str, Any], key: str) -> str:
    """Order the message; what the relay refuses it for comes as English text."""
    from bot.adapters import relay_client  # noqa: PLC0415 - as above

    try:
        return relay_client.place_order(gateway.url, gateway.token, content, key)
    except InvalidFieldsError as error:
        told = [replace(fault, reason=screen.shown_again(fault.reason)) for fault in error.faults]
        raise _of_command_line(told) from None
    except BotError as error:
        error.message = screen.shown_again(error.message)
        raise


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
