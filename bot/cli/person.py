"""`bot person`: what is kept about a person, to hand over to them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from bot.adapters.github.media import MediaBranches, branch
from bot.adapters.twilio.archive import Archive
from bot.cli import here, numbers, screen
from bot.cli.command import Group
from bot.cli.conversation import opened
from bot.cli.options import config_file
from bot.core import clock
from bot.core.messages import Address
from bot.jobs.rights import erasure, plans
from bot.jobs.rights.holdings import HeldConversation
from bot.jobs.sending import policy_gate
from bot.jobs.tools import Tools
from bot.rules.people import consent


@click.group("person", cls=Group)
def command() -> None:
    """Export everything kept about a person.

    \b
    Example:
      bot person export +5511987654321 > dados.json
    """


@command.command()
@click.argument("number")
@config_file
def export(number: str, file: Path) -> None:
    """Print everything kept about a person, as JSON.

    It covers both channels, every address that Twilio named for the person and every number merged by /merge, and needs
    CONTACT_KEY. NUMBER may be a
    WhatsApp user id, as `bot conversation show` prints it. It is the full copy that a person may request, due within
    15 days (LGPD, art. 18 and 19). Read it before you hand it over: it contains internal comments, which may mention
    somebody else. Files are on the branches it lists.

    \b
    Example:
      bot person export +5511987654321 > dados.json
    """
    person = numbers.person(number)
    everything = _everything(person, here.tools(file))
    click.echo(json.dumps(everything, indent=2, ensure_ascii=False))
    kept = (
        *(everything[part] for part in ("conversations", "consent", "at_twilio")),
        *everything["files"].values(),
    )
    if not any(kept):
        screen.say("Nothing is kept about this person.", err=True)


def _everything(person: Address, tools: Tools) -> dict[str, Any]:
    kept, record = erasure.holdings_of(person, tools), policy_gate.record_of(person, tools)
    people = (person, *(one for held in kept.held for one in held.conversation.marker.people))
    ids = dict.fromkeys(found for one in people for found in tools.vault.ids(one))
    media = MediaBranches(tools.settings)
    return {
        "as_of": clock.iso(clock.now()),
        "number": person.value,
        "name": kept.called.name,
        "company": kept.called.company,
        "conversations": [_conversation(held, tools) for held in kept.held],
        "consent": [json.loads(consent.write(entry)) for entry in record.everything],
        "files": {branch(contact): media.paths(contact) for contact in ids},
        "at_twilio": _at_twilio(people, tools),
    }


def _conversation(held: HeldConversation, tools: Tools) -> dict[str, Any]:
    issue, login = held.conversation.issue, tools.settings.config.conversations.bot_login
    entries = [(issue.created_at, issue.author, issue.body)]
    entries += [(comment.created_at, comment.author, comment.body) for comment in held.comments]
    return {
        "issue": issue.number,
        "channel": held.conversation.marker.channel,
        "title": issue.title,
        "said": [
            {"at": clock.iso(at), "by": by, "text": opened(text, tools) if by == login else text}
            for at, by, text in entries
        ],
    }


def _at_twilio(people: Iterable[Address], tools: Tools) -> list[dict[str, Any]]:
    environment = tools.settings.environment
    ours = frozenset(filter(None, (environment.TWILIO_PHONE_NUMBER, environment.TWILIO_WHATSAPP_NUMBER)))
    kept = Archive(tools.settings).kept(plans.addresses(*(one.wire for one in people)), ours)
    return [
        {
            "at": clock.iso(one.created_at),
            "direction": "from the person" if one.inbound else "to the person",
            "text": one.text,
            "files": one.files,
            "status": one.status,
        }
        for one in sorted(kept, key=lambda one: one.created_at)
    ]
