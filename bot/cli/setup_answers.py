"""Collects the answers of `bot setup`: from the command line, from what is known here, or from whoever is asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from bot.adapters.github.about import OwnerKind, RepositoryDoor
from bot.cli import screen, setup_app
from bot.core import app_key
from bot.core.errors import BotError, ConfigError, TemporaryError
from bot.core.sentences import Sentence, joined
from bot.core.settings import config
from bot.core.settings.countries import COUNTRIES
from bot.operate.setup import own_files
from bot.operate.setup.answer_checks import to_buy
from bot.operate.setup.installation import Answers, Installation
from bot.operate.setup.kept_answers import KeptAnswers
from bot.operate.setup.questions import QUESTIONS, SetupQuestion

# The answers that `.env` or this shell may hold already.
_VARIABLES = {
    "account_sid": "TWILIO_ACCOUNT_SID",
    "auth_token": "TWILIO_AUTH_TOKEN",
    "sms_number": "TWILIO_PHONE_NUMBER",
    "whatsapp_number": "TWILIO_WHATSAPP_NUMBER",
    "admin_token": "ADMIN_GITHUB_TOKEN",
    "relay_token": "GITHUB_TOKEN",
    "app_id": "GITHUB_APP_ID",
    "app_key": "GITHUB_APP_PRIVATE_KEY",
    "admin_phones": "ADMIN_PHONES",
    "contact_key": "CONTACT_KEY",
    "twilio_api_url": "TWILIO_API_URL",
    "github_api_url": "GITHUB_API_URL",
}
_NONE = "-"
_LIKE_A_PLACE = 3  # digits: more are no place in a list


class AnswerError(BotError):
    """An answer that was given or is known, and is wrong."""

    exit_code = 2


class AnswerCollector:
    """`given` are the answers of the command line, which count before those that are known; `asks` for the others.

    What was typed is `kept` as soon as it is known to be right, and offered by the next run if this one stops; without
    `keeps` it is offered, and nothing is written.
    """

    def __init__(self, file: Path, given: Mapping[str, str], *, asks: bool, keeps: bool = True) -> None:
        self._given, self._asks, self._keeps = given, asks, keeps
        self._kept = KeptAnswers(file.parent)
        self.keeps_any = False
        self._environ = config.local_environment(config.env_folder(file))
        self.installation = self._begun(file)
        self.notes: list[str] = []

    def _begun(self, file: Path) -> Installation:
        read, faults = config.read_file(file)
        if read is None:
            raise ConfigError(faults)
        # What is not asked for: addresses of the services, and an App.
        known = {
            name: self._given.get(name) or self._environ.get(_VARIABLES[name], "").strip()
            for name in ("twilio_api_url", "github_api_url", "app_id", "app_key", "contact_key")
        }
        if known["app_key"]:
            known["app_key"] = one_line(known["app_key"])
        if "relay_token" in self._given:
            known["app_id"] = known["app_key"] = ""
        known["shared_with"] = self._given.get("shared_with", "")
        answers = Answers(**{name: value for name, value in known.items() if value})
        return Installation(file, answers, read)

    def collect(self) -> None:
        """Take each answer from the command line, from what is known, or ask; raises BotError for a wrong one."""
        missing: list[str] = []
        for number, question in enumerate(QUESTIONS, 1):
            if not question.needed(self.installation.answers):
                continue
            if missing and not self._asks:
                missing += self._unanswered(question)
                continue  # what is missing may be needed to check this one
            value = self._found(question)
            if value is None and self._asks:
                value = self._ask(question, number)
            if value is None:
                missing += self._unanswered(question)
                continue
            self._take(question.field, value)
            if question.field == "admin_token":
                own_files.require_key(self.installation)  # before more is asked
        if missing:
            raise BotError(
                Sentence("These answers are missing: {flags}.", flags=", ".join(missing)),
                "Give them as options or in .env, or run the command without --yes.",
            )
        answers = self.installation.answers
        if not answers.sms_number and not answers.whatsapp_number:
            raise BotError(
                "There is neither a number for SMS nor a WhatsApp sender.", "Give at least one of both."
            )

    def _unanswered(self, question: SetupQuestion) -> list[str]:
        """Return the option of a question that has no answer; none where it may have none."""
        known = self._given.get(question.field) or self._known(question.field)
        return [] if known or question.optional else [_flag(question)]

    def _take(self, field: str, value: str) -> None:
        changes: dict[str, Any] = {field: value}
        self.installation = replace(self.installation, answers=replace(self.installation.answers, **changes))

    def _found(self, question: SetupQuestion) -> str | None:
        """Return the answer that was given or is known, None if there is none; raises BotError for a wrong one."""
        given = self._given.get(question.field)
        known = given if given is not None else self._known(question.field)
        if not known:
            return None
        if known == _NONE and question.optional:
            return ""
        try:
            checked = question.check(self.installation, known)
        except BotError as error:
            if given is not None or not self._asks:
                raise _of_answer(question, error) from error
            return None  # such as an example in .env: asked for
        self._note(checked.notes)
        return checked.value

    def _known(self, field: str) -> str:
        settings = self.installation.config
        if field == "public_url":
            return settings.relay.public_url
        if field == "language":
            return "" if self._asks else str(settings.language.people)
        if field == "repository":
            owner, name = (self._environ.get(f"GITHUB_REPO_{part}", "").strip() for part in ("OWNER", "NAME"))
            return f"{owner}/{name}" if owner and name else self._environ.get("GITHUB_REPOSITORY", "").strip()
        return self._environ.get(_VARIABLES[field], "").strip()

    def _ask(self, question: SetupQuestion, number: int) -> str:
        """Ask until the answer can be used."""
        click.echo(
            f"\n{number}/{len(QUESTIONS)}  {screen.shown(question.text)}\n      {screen.shown(question.hint)}"
        )
        offers = question.offers(self.installation)
        for place, offer in enumerate(offers, 1):
            click.echo(f"      {place}) {screen.shown(offer.shown)}")
        if not offers:
            for line in question.without_offers(self.installation):
                click.echo(f"      {screen.shown(line)}")
        default = self._kept.read().get(question.field) or (
            "1" if offers else _NONE if question.optional else None
        )
        while True:
            typed = self._typed(question, default)
            if question.optional and typed == _NONE:
                self._keep(question, _NONE)
                return ""
            if question.field == "relay_token" and typed.lower() == "app":
                self._make_app()
                return ""
            if typed.isdecimal() and len(typed) < _LIKE_A_PLACE:
                if not 0 < int(typed) <= len(offers):
                    screen.say(Sentence("Choose a line from 1 to {count}.", count=len(offers)), err=True)
                    continue
                typed = offers[int(typed) - 1].value
            try:
                checked = question.check(self.installation, typed)
            except BotError as error:
                screen.say(joined([error.message, _remedy(error)]), err=True)
                continue
            self._note(checked.notes)
            self._keep(question, checked.value)
            return checked.value

    @staticmethod
    def _typed(question: SetupQuestion, default: str | None) -> str:
        try:
            typed = click.prompt("     ", default=default, hide_input=question.secret, prompt_suffix="> ")
        except click.Abort:
            if sys.stdin is not None and sys.stdin.isatty():
                raise
            raise AnswerError(
                Sentence("There is nobody to ask for {flag}.", flag=_flag(question)),
                "Run it in a terminal, or give every answer as an option or in .env, with --yes.",
            ) from None
        return str(typed).strip()

    def _keep(self, question: SetupQuestion, value: str) -> None:
        if self._keeps and not question.secret:
            self.keeps_any |= self._kept.keep(question.field, value)

    def forget(self) -> None:
        """Keep nothing any more: the setup has come to its end."""
        self._kept.forget()
        self.keeps_any = False

    def _make_app(self) -> None:
        """Create a GitHub App in the browser, and wait until it is installed in the repository."""
        about = RepositoryDoor(self.installation.settings).about()
        answers = self.installation.answers
        wanted = setup_app.WantedApp(
            answers.repository,
            about.owner if about.owner_kind is OwnerKind.ORGANIZATION else "",
            answers.public_url,
            answers.github_api_url,
        )
        made = setup_app.make(
            wanted,
            lambda page: screen.say(Sentence("Open {page} in the browser of this computer.", page=page)),
            screen.shown,
        )
        changes = {"app_id": made.id, "app_key": app_key.one_line(made.key.get_secret_value())}
        self.installation = replace(self.installation, answers=replace(answers, **changes))
        screen.say(Sentence("Now install it in this repository alone: {page}", page=made.install_url))
        click.prompt(screen.shown("Press Enter when it is installed"), default="", show_default=False)

    def _note(self, notes: Sequence[str]) -> None:
        self.notes += notes
        if self._asks:
            for note in notes:
                click.echo(f"    ! {screen.shown(note)}")

    def list_numbers(self, country: str) -> int:
        """Print the numbers that a country has for sale; raises BotError where there is no such country."""
        if country not in COUNTRIES:
            raise BotError(
                Sentence("{country} is no country's code.", country=country), "Two letters, such as BR."
            )
        for question in QUESTIONS:
            if question.field in ("account_sid", "auth_token"):
                value = self._found(question)
                self._take(question.field, value if value is not None else self._ask(question, 1))
        for line in to_buy(self.installation, country):
            screen.say(line)
        return 0


def one_line(pem: str) -> str:
    """Return an App's private key as `.env` holds it; raises BotError for anything else."""
    try:
        return app_key.one_line(app_key.normal(pem))
    except ValueError:
        raise BotError("This is not an App's private key.", "Give the .pem file as GitHub made it.") from None


def _of_answer(question: SetupQuestion, error: BotError) -> BotError:
    """Name the option beside what is wrong with its value."""
    flag = f"--{question.field.replace('_', '-')}"
    sentence = Sentence("{flag}: {why}", flag=flag, why=error.message)
    kind = BotError if isinstance(error, TemporaryError) else AnswerError  # nothing is known yet of the value
    return kind(sentence, _remedy(error))


def _remedy(error: BotError) -> str:
    # Nothing tries again here but whoever is asked.
    return "Run the same command again in a moment." if isinstance(error, TemporaryError) else error.remedy


def _flag(question: SetupQuestion) -> str:
    return f"--{question.field.replace('_', '-')}"
