"""The file of a broadcast and its template: read and checked before anything is asked of anybody."""

from __future__ import annotations

import difflib
from pathlib import Path

from bot.core.errors import BotError, ConfigError
from bot.core.messages import Channel
from bot.core.sentences import Sentence, lines
from bot.core.settings import Configuration, Settings, config
from bot.rules.sending import broadcast_list, templates
from bot.rules.sending.broadcast_list import BroadcastList
from bot.rules.text import csv_table

MOST_FAULTS = 200  # are named; with more, it is probably the wrong file


class FaultyLinesError(BotError):
    """Lines of the file cannot be sent; each is named."""

    exit_code = 2


def read(file: Path, source: Path, template: str, channel: str | None) -> BroadcastList:
    """Return who gets the template of a config.yml; raises BotError where there is no such template, or no table."""
    known = _templates(file)
    if template not in known:
        nearest = next(iter(difflib.get_close_matches(template, known, n=1)), "")
        listed = "`bot templates list` shows them all."
        raise BotError(
            Sentence("{file} has no template called {template}.", file=file, template=template),
            Sentence("Did you mean {nearest}? {listed}", nearest=nearest, listed=listed)
            if nearest
            else listed,
        )
    with source.open("rb") as opened:
        content = opened.read(csv_table.MAX_BYTES + 1)
    default = Channel(channel) if channel else min(known[template].channels)  # "sms" comes before "whatsapp"
    return broadcast_list.read(content, template, known[template], default)


def refuse_faults(listed: BroadcastList, *, skip: bool) -> None:
    """Raise FaultyLinesError with everything that is wrong; with `skip` only where that is the header."""
    if not listed.faults or (skip and not listed.faulty_header):
        return
    named = [
        Sentence("line {line}: {reason}", line=fault.line, reason=fault.reason)
        for fault in listed.faults[:MOST_FAULTS]
    ]
    more = len(listed.faults) - len(named)
    if more:
        named.append(Sentence("and {count} more", count=more))
    pattern = (
        "{count} faults in the file:\n{faults}\n{remedy}"
        if len(listed.faults) > 1
        else "1 fault in the file:\n{faults}\n{remedy}"
    )
    remedy = (
        "Nothing was sent: the first line has to name the columns."
        if listed.faulty_header
        else "Nothing was sent. Correct these lines, or leave them out with --skip-faulty."
    )
    raise FaultyLinesError(Sentence(pattern, count=len(listed.faults), faults=lines(named), remedy=remedy))


def check_template(name: str, settings: Settings) -> None:
    """Raise BotError if Twilio's template is another one, or not approved."""
    from bot.adapters.twilio import content  # noqa: PLC0415 - twilio's modules take long to load

    template = settings.config.templates[name]
    (compared,) = content.compare({name: template}, content.contents(settings))
    if compared.faults:
        raise BotError(
            Sentence(
                "The template {name} cannot be sent as it is:\n{faults}\nNothing was sent. `bot templates check` "
                "compares all of them with Twilio's.",
                name=name,
                faults=lines(compared.faults),
            )
        )


def _templates(file: Path) -> templates.Templates:
    configuration: Configuration | None
    configuration, faults = config.read_file(file)
    if configuration is None:
        raise ConfigError(faults)
    return configuration.templates
