"""The step at Twilio that lets SMS go to the countries of policy.countries. None is switched off here.

Other systems of the office may write to others from the same account: whoever knows them decides that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.adapters.twilio import geo
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.operate.setup.installation import Installation
from bot.operate.setup.steps import Change, Place, Step
from bot.operate.setup.twilio_senders import acting
from bot.operate.twilio_refusals import changing, seen
from bot.rules.people import destinations

_WHAT = "SMS to {countries}"
_OFF, _ON = "switched off", "switched on"


class Countries(Step):
    """SMS may go to the countries that the configuration allows."""

    id = "twilio-geo-permissions"
    place = Place.TWILIO
    title = "Countries that SMS may go to"

    def changes(self, installation: Installation) -> Sequence[Change]:
        settings = acting(installation)
        if settings is None or not settings.environment.TWILIO_PHONE_NUMBER:
            return ()
        wanted = destinations.wanted(settings.config.policy.countries, settings.our_numbers)
        missing = wanted - _allowed(settings)
        return [_change(settings, missing, enabled=True)] if missing else ()

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:
        settings = acting(installation)
        if settings is None:
            return None
        still = frozenset(map(str, undo["countries"])) & _allowed(settings)
        return _change(settings, still, enabled=False) if still else None


def _allowed(settings: Settings) -> frozenset[str]:
    with seen("the geographic permissions"):
        return geo.allowed(settings)


def _change(settings: Settings, countries: frozenset[str], *, enabled: bool) -> Change:
    what = Sentence(_WHAT, countries=", ".join(sorted(countries)))
    before, after = (_OFF, _ON) if enabled else (_ON, _OFF)
    undo = {"countries": sorted(countries)} if enabled else {}
    return Change(what, before, after, partial(_switch, settings, countries, what, enabled=enabled), undo)


def _switch(settings: Settings, countries: frozenset[str], what: str, *, enabled: bool) -> None:
    with changing(what):
        refused = geo.switch(settings, countries, enabled=enabled)
    if refused:
        raise BotError(
            Sentence("Twilio lets only its console switch SMS to {countries}.", countries=", ".join(refused)),
            "Do it there: Messaging, Settings, Geo permissions; or take the country out of policy.countries.",
        )


STEPS: Sequence[Step] = (Countries(),)
