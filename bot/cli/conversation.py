"""`bot conversation`: conversations as a maintainer may see them."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot.adapters.github.body_editor import BodyEditor
from bot.cli import conversation_list, conversation_start, here, screen
from bot.cli.command import Group
from bot.cli.options import as_json, config_file
from bot.core.errors import BotError
from bot.core.issues import Issue
from bot.core.sentences import Sentence
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.tools import Tools
from bot.operate import rebinding
from bot.operate.rebinding import Rebinding
from bot.rules.people import contacts
from bot.rules.text import contents
from bot.rules.text.characters import clean
from bot.rules.text.contents import Enclosures
from bot.rules.wire.binding import Binding
from bot.rules.wire.envelope import open_message

_SEALED = re.compile(r"^```\n([\w=-]{100,})\n```$", re.MULTILINE)


@click.group("conversation", cls=Group)
def command() -> None:
    """Begin, list, open and show conversations, and bind one to its issue again.

    \b
    Example:
      bot conversation list
      bot conversation show 12
      bot conversation rebind 12
    """


command.add_command(conversation_list.list_)
command.add_command(conversation_start.start)
command.add_command(conversation_list.open_)


@command.command()
@click.argument("number", type=int)
@config_file
@as_json
def show(number: int, file: Path, *, as_json: bool) -> None:
    """Print a conversation with its number and sealed texts opened.

    Needs CONTACT_KEY.

    \b
    Example:
      bot conversation show 12
      bot conversation show 12 --json
    """
    tools = here.tools(file)
    issue = conversation_list.issue(number, tools.repository)
    conversation = tools.conversations.read(issue) or tools.conversations.unbound(issue)
    if conversation is None:
        raise BotError(
            Sentence("#{number} is not a conversation.", number=number),
            "Give the number of an issue that the bot opened.",
        )
    login = tools.settings.config.conversations.bot_login
    entries = [(issue.created_at, issue.author, issue.body)]
    entries += [(one.created_at, one.author, one.body) for one in tools.repository.comments(number)]
    said = [(at, author, opened(body, tools) if author == login else body) for at, author, body in entries]
    if as_json:
        click.echo(json.dumps(_record(conversation, said, tools), indent=2, ensure_ascii=False))
        return
    person = conversation.marker.person
    click.echo(f"#{number} {person.wire} ({contacts.masked(person)}) {conversation.marker.contact}")
    for other in conversation.marker.others:
        click.echo(f"  {other.wire} ({contacts.masked(other)})")
    for _, author, text in said:
        click.echo(f"\n{author}:\n{clean(text)}")


def _record(
    conversation: Conversation, said: Iterable[tuple[datetime, str, str]], tools: Tools
) -> dict[str, Any]:
    marker, issue = conversation.marker, conversation.issue
    return {
        "issue": issue.number,
        "url": issue.url,
        "state": "open" if issue.is_open else "closed",
        "channel": marker.person.network,
        "contact": marker.contact,
        "number": marker.person.value,
        "also": [other.value for other in marker.others],
        "labels": sorted(issue.labels),
        "said": [
            {"at": at.astimezone(tools.zone).isoformat(), "by": by, "text": text} for at, by, text in said
        ],
    }


@command.command()
@click.argument("number", type=int, required=False)
@click.option("--all", "everything", is_flag=True, help="All issues that the bot opened.")
@config_file
def rebind(number: int | None, file: Path, *, everything: bool) -> None:
    """Let an issue send again after it was transferred, or that is older than the signatures.

    The bot signs the hidden line of each of its issues and comments together with the issue's number, so that a copied
    line sends nothing. A transfer changes the number. This shows what it would sign, asks, and signs it. Needs
    CONTACT_KEY.

    \b
    Example:
      bot conversation rebind 12
      bot conversation rebind --all
    """
    if (number is None) is not everything:
        raise BotError("Give the number of one issue, or --all.", "Such as: bot conversation rebind 12")
    tools = here.tools(file)
    ours = list(tools.repository.issues_with_label(tools.labels.gateway))
    issues = ours if number is None else [conversation_list.issue(number, tools.repository)]
    wanted = [found for issue in issues if (found := _examined(issue, tools)) and found.is_needed]
    copies = {found.issue.number for found in wanted if rebinding.is_copy(found.issue, ours)}
    doubtful = {found.issue.number for found in wanted if everything and _names_another(found.issue, tools)}
    left = copies | doubtful
    possible = [found for found in wanted if found.is_possible and found.issue.number not in left]
    for found in wanted:
        number = found.issue.number
        for sentence in _described(found, tools):
            screen.say(sentence)
        if number in copies:
            screen.say("  Another issue holds the same line: this one is a copy, and stays as it is.")
        elif number in doubtful:
            pattern = "  Left as it is: look at it, then run `bot conversation rebind {number}`."
            screen.say(Sentence(pattern, number=number))
    if not possible:
        screen.say("There is nothing to sign.", err=True)
        sys.exit(1 if wanted else 0)
    count = len(possible)
    question = (
        "Sign the issue with its comments?" if count == 1 else "Sign {count} issues with their comments?"
    )
    screen.confirm(Sentence(question, count=count))
    editor = BodyEditor(tools.settings)
    for found in possible:
        rebinding.carry_out(found, editor, tools.vault)
        screen.say(Sentence("#{number}: signed.", number=found.issue.number))
    sys.exit(0 if count == len(wanted) else 1)


def _examined(issue: Issue, tools: Tools) -> Rebinding | None:
    return rebinding.examine(issue, tools.repository.comments(issue.number), tools.own, tools.vault)


def _names_another(issue: Issue, tools: Tools) -> bool:
    """Return whether the title or the labels of a conversation are not those of the person in its line."""
    conversation = tools.conversations.unbound(issue)
    if conversation is None:
        return False
    people = set(map(contacts.masked, conversation.marker.people))
    elsewhere = tools.labels.of_contact(conversation.marker.contact) not in issue.labels
    return elsewhere or ("***" in issue.title and not any(one in issue.title for one in people))


_STATES = {
    Binding.EARLIER: "was never signed",
    Binding.ELSEWHERE: "was signed for #{origin}",
    Binding.NEW: "was opened by a run that died",
    Binding.CHANGED: "was changed: restore its first line from the issue's history of edits",
    Binding.BOUND: "is bound to its issue",
}


def _described(found: Rebinding, tools: Tools) -> Iterator[str]:
    issue, comments = found.issue, len(found.comments)
    conversation = tools.conversations.unbound(issue)
    person = contacts.masked(conversation.marker.person) if conversation else ""
    name = Sentence("#{number}, with {person}" if person else "#{number}", number=issue.number, person=person)
    why = Sentence(_STATES[found.state], origin=found.origin)
    pattern = (
        "{issue}: {why}; {count} of its comments go with it."
        if comments > 1
        else "{issue}: {why}; 1 of its comments goes with it."
        if comments
        else "{issue}: {why}; none of its comments goes with it."
    )
    yield Sentence(pattern, issue=name, why=why, count=comments)
    if _names_another(issue, tools):
        yield "  Its title or label names another person: the line may be from another conversation."
    for comment in found.refused:
        yield Sentence("  Left as it is, its line was changed: {url}", url=comment.url)


def opened(body: str, tools: Tools) -> str:
    """Return the body without its marker and with each sealed message in plain text."""

    def text(found: re.Match[str]) -> str:
        event = open_message(found[1], tools.vault)
        when = tools.moment(event.received_at)
        besides = contents.contents(replace(event.message, text=""), tools.maintainers, Enclosures())
        more = [paragraph for paragraph in besides if paragraph != tools.maintainers.empty_message]
        return "\n".join([f"{when}  {clean(event.message.text)}", *more])

    return _SEALED.sub(text, re.sub(r"\A<!--.*-->\n*", "", body.replace("\r\n", "\n")))
