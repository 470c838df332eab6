"""`bot texts`: what phones are sent of itself, in whose words, and what it costs as an SMS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from bot.cli import CONTEXT, screen
from bot.cli.command import Group
from bot.cli.options import as_json, config_file
from bot.core.channels import SENDING, Channel
from bot.core.errors import ConfigError
from bot.core.messages import Address
from bot.core.sentences import Sentence
from bot.core.settings import Configuration, Language, config
from bot.core.settings.own_texts import FIELDS, our_number
from bot.rules.sending import phone_sentences
from bot.rules.sending.phone_sentences import PhoneTexts
from bot.rules.text import segments
from bot.rules.texts import own


@dataclass(frozen=True, slots=True)
class ListedText:
    """A sentence in one language, of one of our numbers if it says it differently."""

    name: str
    language: str
    number: str
    changed: bool
    text: str


@dataclass(frozen=True, slots=True)
class MeasuredText:
    """A sentence as an SMS shows it with examples in its braces, and what that costs."""

    name: str
    language: str
    number: str
    changed: bool
    text: str
    alphabet: str
    segments: int


@click.group("texts", cls=Group, context_settings=CONTEXT)
def command() -> None:
    """Show what phones are sent of itself, and how `texts` in config.yml changes it.

    \b
    Example:
      bot texts list
      bot texts preview acknowledgement --channel sms
    """


@command.command("list")
@config_file
@as_json
def list_(file: Path, *, as_json: bool) -> None:
    """List every sentence with its name: in each language, whether it is changed, and what it says.

    What one of your numbers says differently follows with that number. Needs no credentials.

    \b
    Example:
      bot texts list
      bot texts list --json
    """
    listed = list(_listed(_read(file)))
    if as_json:
        _print_json([asdict(one) for one in listed])
        return
    before = ""
    for one in listed:
        if one.name != before:
            click.echo(f"{one.name}{_braces(one.name)}")
        before = one.name
        state = screen.shown("changed" if one.changed else "unchanged")
        number = f" {one.number}" if one.number else ""
        click.echo(f"  {one.language:<5}  {state}{number}  {one.text}")


@command.command()
@config_file
@as_json
def check(file: Path, *, as_json: bool) -> None:
    """Check the changed sentences, and show what each costs as an SMS.

    Braces stand for examples, such as the number of an issue. A sentence of several segments is only a warning; what
    could not be sent ends with 1. Needs no credentials.

    \b
    Example:
      bot texts check
    """
    configuration, faults = config.read_file(file)
    measured = list(_measured(configuration)) if configuration else []
    if as_json:
        _print_json({"faults": faults, "texts": [asdict(one) for one in measured]})
    else:
        for fault in faults:
            screen.say(fault)
        for line in _table(measured):
            click.echo(line)
        for one in measured:
            if one.segments > 1:
                screen.say(_warning(one))
        if not faults:
            screen.say("Every sentence can be sent.")
    if faults:
        raise click.exceptions.Exit(1)


@command.command()
@click.argument("name", metavar="NAME", type=click.Choice(sorted(FIELDS)))
@click.option(
    "--language",
    metavar="LANGUAGE",
    type=click.Choice([str(one) for one in Language]),
    help="pt-BR or en; without it, language.people.",
)
@click.option(
    "--channel",
    type=click.Choice([str(one) for one in SENDING]),
    help="Without it, the one of --number, or else sms.",
)
@click.option("--number", metavar="NUMBER", help="As one of your numbers says it.")
@config_file
@as_json
def preview(
    name: str, language: str | None, channel: str | None, number: str | None, file: Path, *, as_json: bool
) -> None:
    """Show a sentence exactly as a phone would, with examples in its braces.

    `bot texts list` has the names. Needs no credentials.

    \b
    Example:
      bot texts preview acknowledgement
      bot texts preview privacy.confirm --language en --channel whatsapp
      bot texts preview opted_out --number whatsapp:+551140001234
    """
    configuration = _read(file)
    ours = _ours(number, channel)
    spoken = Language(language) if language else configuration.language.people
    said = PhoneTexts(
        own.of(configuration, spoken, ours.wire), spoken, Channel(channel) if channel else ours.channel
    )
    text = phone_sentences.example(said, name)
    measured = segments.measure(text)
    if as_json:
        _print_json(
            {
                "name": name,
                "language": spoken,
                "channel": said.channel,
                "text": text,
                "segments": measured.segments if said.channel.has_segments else None,
                "alphabet": measured.encoding if said.channel.has_segments else None,
            }
        )
        return
    click.echo(text)
    if said.channel.has_segments:
        pattern = "Segments: {count}. Alphabet: {alphabet}. Characters: {units}."
        units, count = measured.units, measured.segments
        screen.say(Sentence(pattern, count=count, alphabet=measured.encoding, units=units), err=True)
    else:
        screen.say("WhatsApp has no segments: it is one message.", err=True)


def _read(file: Path) -> Configuration:
    configuration, faults = config.read_file(file)
    if configuration is None:
        raise ConfigError(faults)
    return configuration


def _ours(number: str | None, channel: str | None) -> Address:
    """Return one of our numbers; without one, an address that is none."""
    if not number:
        return Address(Channel(channel or Channel.SMS), "")
    try:
        ours = Address.parse(our_number(number))
    except ValueError as error:
        raise click.BadParameter(screen.shown(error.args[0]), param_hint="'--number'") from None
    if channel and ours.channel != channel:
        raise click.UsageError(
            Sentence(
                "{number} is a number of another channel than {channel}.", number=number, channel=channel
            )
        )
    return ours


def _listed(configuration: Configuration) -> Iterator[ListedText]:
    for name in FIELDS:
        for number in ("", *configuration.texts.numbers):
            for language in Language:
                general = configuration.texts.changed(language)
                changed = configuration.texts.changed(language, number)
                if number and changed.get(name) == general.get(name):
                    continue
                text = own.sentence(own.of(configuration, language, number), name)
                yield ListedText(name, language, number, name in changed, text)


def _measured(configuration: Configuration) -> Iterator[MeasuredText]:
    for one in _listed(configuration):
        ours = Address.parse(one.number) if one.number else Address(Channel.SMS, "")
        if not ours.channel.has_segments:
            continue
        language = Language(one.language)
        said = PhoneTexts(own.of(configuration, language, one.number), language, ours.channel)
        text = phone_sentences.example(said, one.name)
        found = segments.measure(text)
        yield MeasuredText(
            one.name, one.language, one.number, one.changed, text, found.encoding, found.segments
        )


def _warning(one: MeasuredText) -> Sentence:
    named = f"{one.name} ({one.language}{', ' if one.number else ''}{one.number})"
    return Sentence("{name}: an SMS takes {count} segments for it.", name=named, count=one.segments)


def _table(measured: list[MeasuredText]) -> Iterator[str]:
    if not measured:
        return
    head = ("Sentence", "Language", "Number", "Alphabet", "Segments")
    rows = [tuple(map(screen.shown, head))]
    rows += [(one.name, one.language, one.number, one.alphabet, str(one.segments)) for one in measured]
    widths = [max(len(row[place]) for row in rows) for place in range(len(head))]
    for row in rows:
        shown = [f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True) if width]
        yield "  ".join(shown).rstrip()


def _braces(name: str) -> str:
    known = " ".join(f"{{{field}}}" for field in FIELDS[name])
    return f"  {known}" if known else ""


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))
