"""The steps at Twilio: where what people write to our number and our WhatsApp sender goes.

Each changes a few settings of one thing, and takes them back where they are still as it left them.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from bot.adapters import webhook_addresses as addresses
from bot.adapters.twilio import numbers, senders
from bot.adapters.twilio.numbers import Number
from bot.adapters.twilio.senders import Sender
from bot.adapters.twilio.set_up import with_auth_token
from bot.adapters.webhook_addresses import Difference
from bot.core.errors import BotError
from bot.core.messages import Address
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.operate.setup.installation import Installation
from bot.operate.setup.steps import Change, Place, Step
from bot.operate.twilio_refusals import changing, seen
from bot.rules.people import contacts

POST = "POST"
_NOTHING = "none"


def acting(installation: Installation) -> Settings | None:
    """Return the settings to ask and change Twilio with; None before the account and its token are known."""
    environment = installation.settings.environment
    if not environment.TWILIO_ACCOUNT_SID or not (
        environment.TWILIO_AUTH_TOKEN or installation.settings.api_key
    ):
        return None
    return with_auth_token(installation.settings)


class SenderStep(Step):
    """A step that changes settings of a number or a WhatsApp sender. Its parts are named as Twilio's."""

    place = Place.TWILIO
    what: str  # with `{sender}` in it

    @abstractmethod
    def find(self, settings: Settings) -> Number | Sender | None:
        """Return the one that the installation uses, None where it uses none, or it is not of this account."""

    @abstractmethod
    def fetch(self, settings: Settings, sid: str) -> Number | Sender:
        """Return one as it is now."""

    @abstractmethod
    def change(self, settings: Settings, sid: str, values: Mapping[str, str]) -> None:
        """Change its settings."""

    @abstractmethod
    def target(self, settings: Settings) -> Mapping[str, str]:
        """Return the settings as this step sets them; none before what they need is known."""

    def is_good(self, name: str, value: str, target: str) -> bool:  # noqa: ARG002 - of addresses only
        """Return whether a setting can stay as it is, though it may be written otherwise."""
        return value == target

    def changes(self, installation: Installation) -> Sequence[Change]:
        settings = acting(installation)
        if settings is None:
            return ()
        with seen("our senders"):
            found = self.find(settings)
        if found is None:
            return ()
        wanted = {
            name: value
            for name, value in self.target(settings).items()
            if not self.is_good(name, str(getattr(found, name)), value)
        }
        if not wanted:
            return ()
        before = {name: str(getattr(found, name)) for name in wanted}
        return [self._change(settings, found, before, wanted, undo=True)]

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:
        settings = acting(installation)
        if settings is None:
            return None
        before, after, target = dict(undo["before"]), dict(undo["after"]), self.target(settings)
        try:
            with seen("our senders"):
                found = self.fetch(settings, str(undo["sid"]))
        except BotError:
            return None  # it is gone, or no longer ours
        now = {name: str(getattr(found, name)) for name in after}
        # What a later run set, to another address of ours, is ours as well.
        if any(value not in (after[name], target.get(name)) for name, value in now.items()):
            return None
        return self._change(settings, found, now, before, undo=False)

    def _change(
        self,
        settings: Settings,
        found: Number | Sender,
        before: Mapping[str, str],
        after: Mapping[str, str],
        *,
        undo: bool,
    ) -> Change:
        what = Sentence(self.what, sender=_masked(found))
        return Change(
            what,
            shown(before),
            shown(after),
            partial(_apply, what, partial(self.change, settings, found.sid, after)),
            {"sid": found.sid, "before": dict(before), "after": dict(after)} if undo else {},
        )


def _apply(what: str, change: Callable[[], object]) -> None:
    with changing(what):
        change()


def shown(values: Mapping[str, str]) -> str:
    """Return settings as they may be shown: an address without what may be a password in it."""
    return ", ".join(_shown(value) for value in values.values())


def _shown(value: str) -> str:
    if not value:
        return _NOTHING
    if "://" not in value:
        return value
    try:
        parts = urlsplit(value)
        host = f"{parts.hostname or ''}:{parts.port}" if parts.port else parts.hostname or ""
    except ValueError:
        return "?"
    query = "?..." if parts.query else ""
    return f"{parts.scheme}://{host}{parts.path}{query}{f'#{parts.fragment}' if parts.fragment else ''}"


def _masked(found: Number | Sender) -> str:
    return contacts.masked(Address.parse(found.number if isinstance(found, Number) else found.address))


class _OfNumber(SenderStep):
    """A step about our number for SMS."""

    def find(self, settings: Settings) -> Number | None:
        ours = settings.environment.TWILIO_PHONE_NUMBER
        return next((one for one in numbers.owned(settings) if ours and same(one.number, ours)), None)

    def fetch(self, settings: Settings, sid: str) -> Number:
        return numbers.fetch(settings, sid)

    def change(self, settings: Settings, sid: str, values: Mapping[str, str]) -> None:
        numbers.change(settings, sid, values)


class _OfSender(SenderStep):
    """A step about our WhatsApp sender."""

    def find(self, settings: Settings) -> Sender | None:
        ours = settings.environment.TWILIO_WHATSAPP_NUMBER
        return next((one for one in senders.registered(settings) if ours and same(one.address, ours)), None)

    def fetch(self, settings: Settings, sid: str) -> Sender:
        return senders.fetch(settings, sid)

    def change(self, settings: Settings, sid: str, values: Mapping[str, str]) -> None:
        senders.change(settings, sid, values)


def same(wire: str, ours: str) -> bool:
    """Return whether two addresses in Twilio's form are one sender."""
    one, other = Address.parse(wire), Address.parse(ours)
    return one.channel is other.channel and contacts.canonical(one) == contacts.canonical(other)


class _Address(SenderStep):
    """A step about an address: one that leads to the same place can stay as it is written."""

    def is_good(self, name: str, value: str, target: str) -> bool:
        if name.endswith("_url"):
            return addresses.difference(value, target) is Difference.NONE
        return super().is_good(name, value, target)


def _known(settings: Settings, values: Mapping[str, str]) -> Mapping[str, str]:
    """Return the values, none before the public address is known."""
    return values if settings.config.relay.public_url else {}


class NumberWebhook(_Address, _OfNumber):
    """SMS come to this relay, and again after a failure."""

    id = "twilio-number-webhook"
    title = "Where SMS go"
    what = "The address that {sender} calls for an SMS"

    def target(self, settings: Settings) -> Mapping[str, str]:
        return _known(settings, {"sms_url": addresses.inbound(settings)})


class NumberMethod(_OfNumber):
    """SMS come by POST."""

    id = "twilio-number-method"
    title = "How SMS come"
    what = "How {sender} sends an SMS"

    def target(self, settings: Settings) -> Mapping[str, str]:  # noqa: ARG002 - the same for all
        return {"sms_method": POST, "sms_fallback_method": POST}


class NumberFallback(_Address, _OfNumber):
    """Twilio has a second address for SMS."""

    id = "twilio-number-fallback"
    title = "Fallback address for SMS"
    what = "The fallback address of {sender} for an SMS"

    def target(self, settings: Settings) -> Mapping[str, str]:
        return _known(settings, {"sms_fallback_url": addresses.fallback(settings)})


class SenderWebhook(_Address, _OfSender):
    """WhatsApp messages come to this relay by POST, and again after a failure."""

    id = "twilio-whatsapp-webhook"
    title = "Where WhatsApp messages go"
    what = "The address that {sender} calls for a WhatsApp message"

    def target(self, settings: Settings) -> Mapping[str, str]:
        return _known(settings, {"callback_url": addresses.inbound(settings), "callback_method": POST})


class SenderFallback(_Address, _OfSender):
    """Twilio has a second address for WhatsApp messages."""

    id = "twilio-whatsapp-fallback"
    title = "Fallback address for WhatsApp"
    what = "The fallback address of {sender} for a WhatsApp message"

    def target(self, settings: Settings) -> Mapping[str, str]:
        return _known(settings, {"fallback_url": addresses.fallback(settings), "fallback_method": POST})


class NumberApplication(_OfNumber):
    """No application answers in the place of the number's own addresses."""

    id = "twilio-application"
    title = "No application answers for our number"
    what = "The application that answers {sender}"

    def target(self, settings: Settings) -> Mapping[str, str]:  # noqa: ARG002 - the same for all
        return {"sms_application_sid": ""}


STEPS: Sequence[Step] = (
    NumberWebhook(),
    NumberMethod(),
    NumberFallback(),
    SenderWebhook(),
    SenderFallback(),
    NumberApplication(),
)
