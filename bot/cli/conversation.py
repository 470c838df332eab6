"""`bot conversation`: a conversation as a maintainer may see it."""

from __future__ import annotations

import re

import click

from bot.cli import here
from bot.core.errors import BotError
from bot.jobs.record.conversations import open_message
from bot.jobs.tools import Tools
from bot.rules.people import contacts

_SEALED = re.compile(r"^```\n([\w=-]{100,})\n```$", re.MULTILINE)


@click.group("conversation")
def command() -> None:
    """Show conversations.

    \b
    Example:
      bot conversation show 12
    """


@command.command()
@click.argument("number", type=int)
def show(number: int) -> None:
    """Print a conversation with its number and sealed texts opened.

    Needs CONTACT_KEY.

    \b
    Example:
      bot conversation show 12
    """
    tools = here.tools()
    issue = tools.repository.issue(number)
    conversation = tools.conversations.read(issue)
    if conversation is None:
        raise BotError(
            f"#{number} is not a conversation.", "Give the number of an issue that the bot opened."
        )
    person = conversation.marker.person
    click.echo(f"#{number} {person.wire} ({contacts.masked(person)}) {conversation.marker.contact}")
    login = tools.settings.config.conversations.bot_login
    entries = [(issue.author, issue.body)]
    entries += [(comment.author, comment.body) for comment in tools.repository.comments(number)]
    for author, body in entries:
        click.echo(f"\n{author}:\n{opened(body, tools) if author == login else body}")


def opened(body: str, tools: Tools) -> str:
    """Return the body without its marker and with each sealed message in plain text."""

    def text(found: re.Match[str]) -> str:
        event = open_message(found[1], tools.vault)
        when = tools.moment(event.received_at)
        return f"{when}  {event.message.text}"

    return _SEALED.sub(text, re.sub(r"\A<!--.*-->\n*", "", body.replace("\r\n", "\n")))
