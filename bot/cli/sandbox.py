"""`bot sandbox`: the whole system on this machine, to try, to show and to develop with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot.cli import (
    CONTEXT,
    ends,
    numbers,
    sandbox_app,
    sandbox_demo,
    sandbox_end,
    sandbox_faults,
    sandbox_relay,
    sandbox_start,
    screen,
)
from bot.cli.command import Group
from bot.cli.sandbox_app import client as _client
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import config

_SHORT_CODE = re.compile(r"[0-9]{5,6}")  # twilio.com/docs/glossary/what-is-a-short-code

_folder = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(".sandbox"),
    show_default=True,
    help="The sandbox's folder.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON instead.")


@click.group(
    "sandbox",
    cls=Group,
    short_help="Try the whole system on this machine.",
    context_settings=CONTEXT,
    invoke_without_command=True,
)
@_folder
@click.option("--app", is_flag=True, help="Use a GitHub App for the relay instead of a token.")
@click.pass_context
def command(ctx: click.Context, folder: Path, *, app: bool) -> None:
    """Run the whole system on this machine: emulated Twilio and GitHub, the real relay and workflows.

    Without a command it starts and runs until Ctrl-C; use the commands from another terminal.

    \b
    Example:
      bot sandbox
      bot sandbox text +5511987654321 "Bom dia"
      bot sandbox issue 1
      bot sandbox comment 1 "/reply Bom dia!"
      bot sandbox phone +5511987654321
    """
    ctx.obj = folder
    if ctx.invoked_subcommand is None:
        with sandbox_end.by_signals(), sandbox_start.fresh_world(folder, app=app) as world:
            sandbox_start.greet(world)
            sandbox_start.stay(world)


command.add_command(sandbox_app.command)
command.add_command(sandbox_app.github_token)
command.add_command(sandbox_faults.command)
command.add_command(sandbox_relay.kill)
command.add_command(sandbox_relay.start)


@command.command()
@click.option("--once", is_flag=True, help="Exit after the last act.")
@click.option("--no-browser", is_flag=True, help="Do not open the screen in a browser.")
@click.pass_obj
def demo(folder: Path, *, once: bool, no_browser: bool) -> None:
    """Play conversations on both channels and an outage, on the terminal and the screen, then stay until Ctrl-C.

    \b
    Example:
      bot sandbox demo --once
    """
    with sandbox_end.by_signals(), sandbox_start.fresh_world(folder) as world:
        sandbox_demo.play(world, once=once, browser=not no_browser)
        if not once:
            sandbox_demo.invite(world)
            sandbox_start.stay(world)


@command.command()
@click.argument("number")
@click.argument("body")
@click.option("--whatsapp", is_flag=True, help="By WhatsApp instead of SMS.")
@click.option("--id", "user_id", metavar="ID", help="WhatsApp's id for the user, named beside the number.")
@click.option("--name", metavar="NAME", help="The name in the WhatsApp profile.")
@click.pass_obj
def text(
    folder: Path, number: str, body: str, *, whatsapp: bool, user_id: str | None, name: str | None
) -> None:
    """Text as the person with NUMBER, or, by WhatsApp, with a user id and no number.

    \b
    Example:
      bot sandbox text +5511987654321 "Bom dia"
      bot sandbox text --whatsapp --id BR.555 +5511987654321 "SAIR"
      bot sandbox text --whatsapp --name "Ana Souza" +5511987654321 "Oi"
    """
    if not _SHORT_CODE.fullmatch(number):
        number = numbers.person(number).value
    if name and not whatsapp:
        raise click.UsageError("Only WhatsApp tells a name: use --name with --whatsapp.")
    extra = {"ExternalUserId": f"whatsapp:{user_id}"} if user_id else {}
    extra |= {"ProfileName": name} if name else {}
    answer = _client(folder).text(number, body, channel="whatsapp" if whatsapp else "sms", extra=extra)
    status = answer["webhook"]["status"]
    if not status:  # nobody answered
        raise BotError(
            Sentence("{id}: the relay did not answer.", id=answer["sid"]),
            Sentence(
                "Is it running? The end of {file} shows. reconcile brings the message back.",
                file=folder / "relay.out",
            ),
        )
    screen.say(Sentence("{id}: the relay answered {status}.", id=answer["sid"], status=status))


@command.command()
@click.argument("number")
@_as_json
@click.pass_obj
def phone(folder: Path, number: str, *, as_json: bool) -> None:
    """List what the phone with NUMBER shows.

    \b
    Example:
      bot sandbox phone +5511987654321
    """
    messages = _client(folder).phone(number)
    arrows = {"sent": "->", "received": "<-"}
    _print(
        messages,
        [
            f"{_time(one['at'], folder)} {one['channel']:<8} {arrows[one['direction']]} {one['body']}"
            for one in messages
        ],
        "This phone has no messages.",
        as_json=as_json,
    )


@command.command()
@_as_json
@click.pass_obj
def issues(folder: Path, *, as_json: bool) -> None:
    """List the issues.

    \b
    Example:
      bot sandbox issues
    """
    found = _client(folder).issues()
    lines = [
        f"#{one['number']:<4} {one['state']:<7} {one['title']}  [{', '.join(one['labels'])}]" for one in found
    ]
    _print(found, lines, "There are no issues yet.", as_json=as_json)


@command.command()
@click.argument("number", type=int)
@_as_json
@click.pass_obj
def issue(folder: Path, number: int, *, as_json: bool) -> None:
    """Show an issue with its comments and reactions.

    \b
    Example:
      bot sandbox issue 1
    """
    found = _client(folder).issue(number)
    lines = [f"#{found['number']} {found['title']}", found["html_url"], f"[{', '.join(found['labels'])}]"]
    for one in (found, *found["comments"]):
        reactions = " ".join(one["reactions"])
        lines += ["", f"{one['author']}{f'  ({reactions})' if reactions else ''}:", _visible(one["body"])]
    _print(found, lines, "", as_json=as_json)


@command.command()
@click.argument("number", type=int)
@click.argument("body")
@click.option(
    "--as",
    "login",
    default="marina",
    show_default=True,
    help="tiago may triage; estranha may only read.",
)
@click.option("--by-email", is_flag=True, help="By an answer to the notification mail, of which BODY is all.")
@click.pass_obj
def comment(folder: Path, number: int, body: str, login: str, *, by_email: bool) -> None:
    """Comment on an issue, as a maintainer or as somebody else.

    \b
    Example:
      bot sandbox comment 1 "/reply Bom dia!"
      bot sandbox comment 1 --as estranha "/reply spam"
      bot sandbox comment 1 --by-email "$(cat mail.txt)"
    """
    if not body.strip():
        raise click.BadParameter("a comment needs a text: GitHub takes no empty one.", param_hint="BODY")
    made = _client(folder).comment(number, login, body, via_email=by_email)
    screen.say(Sentence("{login} commented on #{number} ({id}).", login=login, number=number, id=made["id"]))


@command.command()
@click.argument("number", type=int)
@click.option("--off", is_flag=True, help="Unlock it.")
@click.pass_obj
def lock(folder: Path, number: int, *, off: bool) -> None:
    """Lock an issue as marina: workflows can no longer comment on it.

    \b
    Example:
      bot sandbox lock 1
      bot sandbox lock 1 --off
    """
    _client(folder).lock(number, locked=not off)
    sentence = "#{number} is open to comments again." if off else "#{number} is locked."
    screen.say(Sentence(sentence, number=number))


@command.command()
@_as_json
@click.pass_obj
def runs(folder: Path, *, as_json: bool) -> None:
    """List the workflow runs.

    \b
    Example:
      bot sandbox runs
    """
    found = _client(folder).runs()
    lines = [
        f"{_time(one['created_at'], folder)} {one['conclusion'] or one['status']:<10} {one['title']}"
        for one in found
    ]
    _print(found, lines, "No workflow has run yet.", as_json=as_json)


@command.command()
@click.argument("workflow")
@click.pass_obj
def schedule(folder: Path, workflow: str) -> None:
    """Start a scheduled WORKFLOW now, as its schedule would.

    Prints what was done. WORKFLOW is reconcile, check-billing or remind-rotation.

    \b
    Example:
      bot sandbox schedule reconcile
    """
    client = _client(folder)
    started = client.schedule(workflow)
    with ends.leaving(lambda: "The run goes on: `bot sandbox runs` lists it."):
        run = client.until(lambda: _ended(client.run(started["id"])), "the run", 300)
    click.echo(f"{run['title']}: {run['conclusion']}")
    click.echo(run["summary"].strip() or client.run_log(run["id"]).strip())


def _ended(run: dict[str, Any]) -> dict[str, Any] | None:
    return run if run["conclusion"] else None


def _time(moment: str, folder: Path) -> str:
    """Return the time of day as the issues show it."""
    configuration, _ = config.read_file(folder / "config.yml")
    zone = ZoneInfo(configuration.time_zone) if configuration else UTC
    return datetime.fromisoformat(moment).astimezone(zone).strftime("%H:%M:%S")


def _print(found: Any, lines: Iterable[str], otherwise: str, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(lines) or screen.shown(otherwise))


def _visible(body: str) -> str:
    first, _, rest = body.partition("\n")
    return rest.strip() if first.startswith("<!--") else body
