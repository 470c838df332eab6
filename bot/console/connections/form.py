"""The form that changes the connection: its fields, what there is to choose, and what is wrong with each."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from bot.adapters.twilio import senders
from bot.adapters.twilio.set_up import with_auth_token
from bot.console.connections.account import masked_sid, pretty
from bot.console.connections.asking import TwilioQuestion
from bot.console.entry.visitor import Visitor
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.operate.connecting import connections
from bot.operate.connecting.connections import Faults, TwilioConnection
from bot.operate.setup.answer_checks import Offering

FIELDS = ("account_sid", "auth_token", "sms_number", "whatsapp_number")
_MOST = 100  # characters of a field


@dataclass(frozen=True, slots=True)
class NumberChoice:
    """What there is to choose for a channel: values, and what is shown of each.

    With a `trouble` nobody knows, and the number is typed.
    """

    chosen: str
    options: Sequence[tuple[str, str]]
    trouble: BotError | None = None


@dataclass(frozen=True, slots=True)
class ConnectionForm:
    """The form as it is shown. The token is never in it; `retype` says that one was given, and is wanted again."""

    account_sid: str
    placeholder: str
    numbers: Mapping[str, NumberChoice]
    seen: str
    faults: Faults = field(default_factory=dict)
    trouble: BotError | None = None
    retype: bool = False

    def fault(self, name: str) -> str:
        """Return what is wrong with a field; empty if nothing is."""
        return self.faults[name].sentence if name in self.faults else ""


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """Return the fields as they were sent."""
    return {name: form.get(name, "").strip()[:_MOST] for name in FIELDS}


def fingerprint(visitor: Visitor, present: TwilioConnection) -> str:
    """Return by what a form knows, later, whether the connection is still the one that it was made of."""
    content = json.dumps(asdict(present)).encode()
    return hmac.digest(visitor.session.secret.encode(), content, hashlib.sha256).hex()


def blank(visitor: Visitor, settings: Settings) -> ConnectionForm:
    """Return the form as somebody gets it who opens it."""
    present = TwilioConnection.of(settings)
    return ConnectionForm(
        "", masked_sid(present.account_sid), _numbers(settings, present), fingerprint(visitor, present)
    )


def filled(
    given: Mapping[str, str], seen: str, settings: Settings, faults: Faults, trouble: BotError | None = None
) -> ConnectionForm:
    """Return the form as it was filled in, without the token, with what is wrong."""
    present = TwilioConnection.of(settings)
    wanted = TwilioConnection.typed(given, present)
    is_open = not {"account_sid", "auth_token"} & faults.keys() and trouble is None
    asked = connections.with_connection(settings, wanted) if is_open else settings
    return ConnectionForm(
        given["account_sid"],
        masked_sid(present.account_sid),
        _numbers(asked, wanted),
        seen,
        faults,
        trouble,
        retype=bool(given["auth_token"]),
    )


def _numbers(asking: Settings, wanted: TwilioConnection) -> dict[str, NumberChoice]:
    asking = with_auth_token(asking)
    sms = TwilioQuestion("the numbers of the account", lambda: connections.sms_numbers(asking))
    whatsapp = TwilioQuestion("the WhatsApp senders", lambda: connections.whatsapp_senders(asking))
    return {
        "sms_number": _choice(wanted.sms_number, sms),
        "whatsapp_number": _choice(wanted.whatsapp_number, whatsapp, senders.SANDBOX),
    }


def _choice(value: str, asked: TwilioQuestion[Sequence[Offering]], always: str = "") -> NumberChoice:
    offered, trouble = asked.answer, asked.trouble
    if trouble or offered is None:
        return NumberChoice(value.rpartition(":")[2], (), trouble)
    known = {one.value: _label(one.value, one.shown) for one in offered}
    if always and always not in known:
        known[always] = Sentence("{number} · Twilio's sandbox, for trials", number=pretty(always))
    if value and value not in known:
        known = {value: Sentence("{number} · not of this account", number=pretty(value)), **known}
    return NumberChoice(value, list(known.items()))


def _label(value: str, shown: str) -> str:
    """Return a number as people write it, with the name that it has at Twilio."""
    name = shown.removeprefix(value).strip()
    return f"{pretty(value)} · {name}" if name else pretty(value)
