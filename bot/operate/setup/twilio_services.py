"""The step at Twilio that lets our senders answer again where a Messaging Service does so in their place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from bot.adapters import webhook_addresses as addresses
from bot.adapters.twilio import services
from bot.adapters.twilio.services import Service
from bot.adapters.webhook_addresses import Difference
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.operate.setup.installation import Installation
from bot.operate.setup.steps import Change, Place, Step
from bot.operate.setup.twilio_senders import acting, same
from bot.operate.twilio_refusals import changing, seen

_BY_SERVICE, _BY_SENDER = "by the service's address", "by the sender's own address"


class ServiceWebhook(Step):
    """A Messaging Service leaves what people write to the sender's own address.

    Only where all its senders are ours: for others that would change where their messages go, and somebody who knows
    them has to decide it.
    """

    id = "twilio-service-webhook"
    place = Place.TWILIO
    title = "No Messaging Service answers for our senders"

    def changes(self, installation: Installation) -> Sequence[Change]:
        settings = acting(installation)
        if settings is None or not settings.config.relay.public_url:
            return ()
        with seen("the Messaging Services"):
            return [
                _change(settings, one, leaves=True, undo={"sid": one.sid}) for one in _answering(settings)
            ]

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:
        settings = acting(installation)
        if settings is None:
            return None
        with seen("the Messaging Services"):
            found = services.find(settings, str(undo["sid"]))
        if found is None or not found.leaves_webhook_to_number:
            return None
        return _change(settings, found, leaves=False, undo={})


def _answering(settings: Settings) -> Iterator[Service]:
    """Yield the services that answer for our senders, elsewhere than at this relay, and for nobody else."""
    ours = [one.wire for one in settings.our_numbers]
    for service in services.known(settings):
        there = addresses.difference(service.inbound_request_url, addresses.inbound(settings))
        if service.leaves_webhook_to_number or there is Difference.NONE:
            continue
        pool = services.pool(settings, service.sid).senders
        if pool and all(any(same(one, wire) for wire in ours) for one in pool):
            yield service


def _change(settings: Settings, service: Service, *, leaves: bool, undo: Mapping[str, Any]) -> Change:
    what = Sentence("How the Messaging Service {name} answers", name=service.name or service.sid)
    before, after = (_BY_SERVICE, _BY_SENDER) if leaves else (_BY_SENDER, _BY_SERVICE)
    return Change(what, before, after, partial(_apply, settings, service.sid, what, leaves=leaves), undo)


def _apply(settings: Settings, sid: str, what: str, *, leaves: bool) -> None:
    with changing(what):
        services.change(settings, sid, {"use_inbound_webhook_on_number": leaves})


STEPS: Sequence[Step] = (ServiceWebhook(),)
