"""The relay's store, opened beside the relay to look at: nothing is made or upgraded."""

from __future__ import annotations

from pathlib import Path

from bot.core.settings import Settings
from bot.relay.store import places
from bot.relay.store.store import Store
from bot.rules.people.relay_keys import RelayKeys


def opened(settings: Settings) -> Store | None:
    """Return the store, None where this machine has none; raises StoreError."""
    place = places.of(settings)
    if isinstance(place, Path) and not place.exists():
        return None
    return Store(place, RelayKeys.of(settings), upgrades=False)
