"""What somebody sets wrongly in Twilio's console: faults that last until they are put right there or by `bot setup`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from bot.sandbox.twilio.state import TwilioState

ELSEWHERE = "https://other.example.com/sms?key=made-up"
APPLICATION = f"AP{'0' * 31}1"
_DEMO = "https://demo.twilio.com/welcome/sms/reply/"  # what a number has when it is bought


def _both(state: TwilioState, **changes: str) -> None:
    for sender in state.senders():
        state.update_sender(sender.sid, **changes)


def _number(state: TwilioState, **changes: str) -> None:
    state.update_sender(state.sender_for(whatsapp=False).sid, **changes)


def _forget_retries(state: TwilioState) -> None:
    for sender in state.senders():
        state.update_sender(sender.sid, sms_url=sender.sms_url.partition("#")[0])


def _let_service_answer(state: TwilioState) -> None:
    sid = state.sender_for(whatsapp=False).sid
    answers: dict[str, Any] = {
        "inbound_request_url": ELSEWHERE,
        "use_inbound_webhook_on_number": False,
    }
    service = state.services.holding(sid)
    if service:
        state.services.change(service.sid, **answers)
    else:
        state.services.add((sid,), friendly_name="Campanha", **answers)


def _empty_pools(state: TwilioState) -> None:
    for service in state.services.everything():
        state.services.change(service.sid, pool=())


def _promote(state: TwilioState) -> None:
    """Make another token the primary, while ours still opens the API."""
    ours = state.auth_token
    state.make_secondary()
    state.promote_secondary()
    state.secondary_auth_token = ours


def _allow(state: TwilioState, *more: str, less: str = "") -> None:
    state.countries = (state.countries | set(more)) - {less}


_DEEDS: Mapping[str, tuple[str, Callable[[TwilioState], None]]] = {
    "twilio-foreign-webhook": (
        "Both senders call another system's address. Once: it lasts until it is put right.",
        partial(_both, sms_url=ELSEWHERE),
    ),
    "twilio-no-webhook": ("Both senders call no address at all. Once.", partial(_both, sms_url="")),
    "twilio-demo-webhook": (
        "The number calls Twilio's demo, as a new number does. Once.",
        partial(_number, sms_url=_DEMO),
    ),
    "twilio-no-retries": (
        "The addresses of both senders lack the part that makes Twilio retry. Once.",
        _forget_retries,
    ),
    "twilio-get": ("The number's webhook is sent by GET. Once.", partial(_number, sms_method="GET")),
    "twilio-no-fallback": (
        "Both senders have no fallback address. Once.",
        partial(_both, sms_fallback_url=""),
    ),
    "twilio-application": (
        "An application answers the number, in place of its addresses. Once.",
        partial(_number, sms_application_sid=APPLICATION),
    ),
    "twilio-service-answers": (
        "A Messaging Service answers the number, in place of its addresses. Once.",
        _let_service_answer,
    ),
    "twilio-empty-pool": ("No Messaging Service has our senders in its pool. Once.", _empty_pools),
    "twilio-no-geo": ("SMS to Brazil are not switched on. Once.", partial(_allow, less="BR")),
    "twilio-wide-geo": (
        "SMS to a country that nobody asked for are switched on. Once.",
        lambda state: _allow(state, "NG"),
    ),
    "twilio-promoted": (
        "Another auth token is the primary one: ours opens the API, and signs nothing any more. Once.",
        _promote,
    ),
}
DEEDS: Mapping[str, str] = {name: sentence for name, (sentence, _) in _DEEDS.items()}


def deeds(state: TwilioState) -> Mapping[str, Callable[[], None]]:
    """Return what each of them does to an account."""
    return {name: partial(deed, state) for name, (_, deed) in _DEEDS.items()}
