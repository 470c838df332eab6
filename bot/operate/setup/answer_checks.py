"""Checks the answers of `bot setup` as they are given, and lists what there is to choose from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus

from bot.adapters import public_address
from bot.adapters.github.about import RepositoryDoor
from bot.adapters.github.admin import Administration
from bot.adapters.twilio import access, buying, numbers, senders
from bot.adapters.twilio.access import Access
from bot.core.errors import BotError, RepositoryError
from bot.core.sentences import Sentence
from bot.core.settings import config, url_types
from bot.operate.setup.installation import Installation
from bot.rules.text import repository_names


@dataclass(frozen=True, slots=True)
class Checked:
    """An answer as it is used from now on, and what its giver should know."""

    value: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Offering:
    """A value to choose, and what is shown of it."""

    value: str
    shown: str


def language(_: Installation, value: str) -> Checked:
    if value not in ("pt-BR", "en"):
        raise BotError(Sentence("{value} is not a language of the bot.", value=value), "Choose pt-BR or en.")
    return Checked(value)


def variable(name: str) -> Callable[[Installation, str], Checked]:
    """Return the check of an answer that becomes a variable: its shape, as `bot config check` has it."""

    def check(_: Installation, value: str) -> Checked:
        fault = config.fault_of(name, value)
        if fault:
            raise BotError(fault)
        return Checked(value.strip())

    return check


def auth_token(installation: Installation, value: str) -> Checked:
    token = variable("TWILIO_AUTH_TOKEN")(installation, value).value
    settings = _with(installation, auth_token=token).settings
    found = access.access(settings)
    if found is not Access.OPEN:
        raise REFUSALS[found]
    details = access.details(settings)
    if details.signs is False:
        raise BotError(
            "This is the secondary auth token: Twilio signs webhooks with the primary one.",
            "Copy the primary one from console.twilio.com: Account, Account Info.",
        )
    trial = (
        "This is a trial account: it texts only phones that you have verified with Twilio, and puts a sentence of"
        " its own before each text. Upgrade it before people write to you."
    )
    return Checked(token, (trial,) if details.trial else ())


REFUSALS = {
    Access.REFUSED: BotError(
        "Twilio refuses this auth token for the account.",
        "Copy both again from console.twilio.com: the primary token, by the button beside it.",
    ),
    Access.NO_SUCH_ACCOUNT: BotError(
        "Twilio knows no such account.",
        "Copy the Account SID from console.twilio.com: Account, Account Info.",
    ),
    Access.NOT_ACTIVE: BotError("The Twilio account is suspended or closed.", "See why in Twilio's console."),
    Access.TEST: BotError(
        "These are test credentials, which send nothing.", "Take the live ones, above them in the console."
    ),
    Access.NARROW: BotError("This key may not list messages.", "Take the auth token of the account."),
}


def sms_numbers(installation: Installation) -> Sequence[Offering]:
    return [
        Offering(one.number, f"{one.number} {one.name if one.name != one.number else ''}".strip())
        for one in numbers.owned(installation.settings)
        if one.sms
    ]


def sms_number(installation: Installation, value: str) -> Checked:
    number = variable("TWILIO_PHONE_NUMBER")(installation, value).value
    found = next(
        (one for one in numbers.owned(installation.settings) if one.number == number),
        None,
    )
    if found is None:
        raise BotError(
            "This number does not belong to the account.", "Choose one of those listed, or buy one first."
        )
    if not found.sms:
        raise BotError("This number cannot send or receive SMS.", "Choose another, or buy one that can.")
    return Checked(found.number, _of_abroad(found.number))


def _of_abroad(number: str) -> tuple[str, ...]:
    if number.startswith("+55"):
        return ()
    note = (
        "This number is not Brazilian. Phones in Brazil get its SMS, often from another sender's number, and "
        "cannot always answer it: offer WhatsApp to whoever should write to you."
    )
    return (note,)


def to_buy(installation: Installation, country: str = "BR") -> Sequence[str]:
    """Return lines about the numbers that a country has for sale: kind, price, and what it asks of their buyer."""
    lines: list[str] = []
    for offer in buying.offers(installation.settings, country):
        price = f"{offer.price:.2f} {offer.currency}" if offer.price is not None else "?"
        lines.append(
            Sentence(
                "{country}, {kind}: {price} a month, such as {example}. It asks for: {asks}.",
                country=country,
                kind=str(offer.kind),
                price=price,
                example=offer.numbers[0],
                asks=", ".join(offer.asks) or "-",
            )
        )
    if not lines:
        return [Sentence("Twilio sells no number in {country} that can SMS.", country=country)]
    lines.append(Sentence("Buy one here, then run this again: {page}", page=buying.where_to_buy(country)))
    return lines


def whatsapp_senders(installation: Installation) -> Sequence[Offering]:
    return [
        Offering(one.address, f"{one.address} {one.name} ({one.status})")
        for one in senders.registered(installation.settings)
    ]


def whatsapp_number(installation: Installation, value: str) -> Checked:
    wire = value if ":" in value else f"whatsapp:{value}"
    wire = variable("TWILIO_WHATSAPP_NUMBER")(installation, wire).value
    if wire == senders.SANDBOX:
        note = (
            "This is Twilio's WhatsApp sandbox, for trials: only phones that have sent it the join words "
            "write to it, for 72 hours, and it has no templates of your own. Its address is set in the "
            "console: Messaging, Try it out, Send a WhatsApp message, Sandbox settings."
        )
        return Checked(wire, (note,))
    found = next((one for one in senders.registered(installation.settings) if one.address == wire), None)
    if found is None:
        raise BotError(
            "This is no WhatsApp sender of the account.",
            "Register it in the console under Messaging, Senders, WhatsApp senders, or choose one of those listed.",
        )
    notes = (
        ()
        if found.works
        else (
            Sentence(
                "This sender is {status}: nothing comes or goes until it is online.", status=found.status
            ),
        )
    )
    return Checked(wire, notes)


def repository(_: Installation, value: str) -> Checked:
    name = value.strip().removeprefix("https://github.com/").removesuffix("/").removesuffix(".git")
    if not repository_names.is_whole(name):
        raise BotError(
            "A repository is written owner/name.", "Such as escritorio/AUDITORIA360, as in its address."
        )
    return Checked(name)


def admin_token(installation: Installation, value: str) -> Checked:
    token = variable("ADMIN_GITHUB_TOKEN")(installation, value).value
    api = installation.answers.github_api_url
    answer = public_address.ask("GET", f"{api}/rate_limit")  # the client itself would try for minutes
    if answer.why or answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise BotError(
            Sentence("{api} does not answer.", api=api),
            "See that this computer reaches it (DNS, firewall, proxy); githubstatus.com shows outages.",
        )
    try:
        about = RepositoryDoor(_with(installation, admin_token=token).settings).about()
    except RepositoryError as error:
        if error.status == 401:
            raise BotError(
                "GitHub does not accept this token.", "Copy it again, whole; it may have expired."
            ) from error
        if error.status in (403, 404):
            raise BotError(
                Sentence("This token does not see {repository}.", repository=installation.answers.repository),
                "Compare the name with the repository's address, and let the token reach this repository.",
            ) from error
        raise
    notes = []
    if not about.is_private:
        notes.append("The repository is public: texts are sealed in it, see `privacy` in config.yml.")
    if not about.has_issues:
        notes.append("Issues are switched off in it: switch them on under Settings, General, Features.")
    return Checked(token, tuple(notes))


def relay_token(installation: Installation, value: str) -> Checked:
    token = variable("GITHUB_TOKEN")(installation, value).value
    facts = Administration(installation.settings, token).examine()
    if facts.refused:
        raise BotError(
            Sentence("GitHub refuses this token (HTTP {status}).", status=facts.refused),
            "Copy it again, whole, and let it reach this repository.",
        )
    if facts.faults:
        raise BotError(
            Sentence("This token lacks {rights}.", rights=", ".join(facts.faults)),
            "It needs, for this repository alone: Contents: read and write, Actions: read.",
        )
    until = (
        Sentence(
            "It expires on {day}; `bot rotate github-token` changes it.", day=f"{facts.expires:%Y-%m-%d}"
        )
        if facts.expires
        else ""
    )
    return Checked(token, (until,) if until else ())


def public_url(installation: Installation, value: str) -> Checked:
    """Return the address in the form that config.yml takes: https:// may be left out."""
    url = value.strip()
    url = url if "://" in url else f"https://{url}"
    try:
        url = url_types.public_url(url)
    except ValueError as error:
        raise BotError(Sentence("Expected {expected}.", expected=str(error))) from None
    if not installation.answers.twilio_api_url and url_types.is_loopback(url):
        raise BotError(
            "Twilio cannot reach this address from the internet.",
            "Give the name of the server, such as bot.escritorio.com.br.",
        )
    return Checked(url)


def _with(installation: Installation, **answers: str) -> Installation:
    return replace(installation, answers=replace(installation.answers, **answers))
