"""What the policy would decide about the message in the form, as far as it can be told here.

The relay alone knows the rules, the hours and Twilio. What a person agreed to is in issues, which are read with the
visitor's own GitHub token, and can be found only where the relay has the whole CONTACT_KEY.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.adapters.twilio.client import Messages
from bot.console.sending.inquiries import Inquiries
from bot.core import clock
from bot.core.errors import BotError
from bot.core.messages import Order, window_closes
from bot.core.settings import Settings
from bot.jobs import tools
from bot.jobs.orders import dry_run, preparing
from bot.jobs.orders.dry_run import OrderVerdict
from bot.jobs.sending import policy_gate
from bot.rules.sending import policy
from bot.rules.sending.order_form import SendRequest


class Reach(StrEnum):
    """Who could be asked about a person."""

    ALL = "all"
    NO_GITHUB = "no-github"  # the visitor gave no token
    NO_KEY = "no-key"


@dataclass(frozen=True, slots=True)
class ToldVerdict:
    """A verdict, and how much of what it depends on was known."""

    found: OrderVerdict
    reach: Reach


class Judge:
    """Judges the messages of visitors, and remembers for a minute what it found out about a person."""

    def __init__(self) -> None:
        self._inquiries = Inquiries[OrderVerdict]()

    def judge(
        self, request: SendRequest, session: str, settings: Settings, patience: float
    ) -> ToldVerdict | None:
        """Return the verdict, which depends on no text; None while others are still being asked.

        `settings` hold the visitor's own GitHub token, if they gave one; `session` keeps what it lets see apart.
        """
        order = request.order("rehearsal", "console", clock.now())
        reach = reach_of(settings)
        if reach is not Reach.ALL and (order.template or not order.person.channel.has_window):
            return ToldVerdict(_alone(order, settings, None), reach)
        subject = (session, reach, order.person.wire, order.purpose, bool(order.template))
        acting = settings.as_administrator().model_copy(update={"relay": False})
        found = self._inquiries.ask(
            subject,
            lambda: _asked(order, acting, reach),
            _alone(order, settings, None, window=False),
            patience,
        )
        return ToldVerdict(found, reach) if found else None


def reach_of(settings: Settings) -> Reach:
    """Return who can be asked about a person with a visitor's settings."""
    if settings.environment.CONTACT_KEY is None:
        return Reach.NO_KEY
    return Reach.ALL if settings.environment.ADMIN_GITHUB_TOKEN else Reach.NO_GITHUB


def _asked(order: Order, settings: Settings, reach: Reach) -> OrderVerdict:
    if reach is Reach.ALL:
        return dry_run.judged(order, tools.make(settings, {}))
    try:
        closes = policy_gate.closing_of_window(preparing.intended(order, settings), Messages(settings))
    except BotError:
        return _alone(order, settings, None, window=False)
    return _alone(order, settings, closes)


def _alone(order: Order, settings: Settings, closes: datetime | None, *, window: bool = True) -> OrderVerdict:
    """Return the verdict as on somebody who agreed to all, never opted out, and was sent nothing before.

    Without a look at the `window` of WhatsApp it counts as open.
    """
    intended = preparing.intended(order, settings)
    closes = closes if window else window_closes(clock.now())
    rule = policy.rules(settings.config.policy)[intended.kind]
    verdict = policy_gate.decide(intended, None, closes, settings)
    return OrderVerdict(verdict, consent=False, caps=rule.cap is None, window=window)
