"""Hours in which a message may leave, but no run ever starts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.core.settings import Configuration
from bot.rules.sending import policy
from bot.rules.sending.policy import MessageKind

# The relay wakes reconcile at most 15 minutes late, and a run may wait its turn and send others first for as long.
SHORTEST = timedelta(minutes=30)
_LATE = timedelta(hours=2)  # by which GitHub has been seen to start a schedule late


def too_short(config: Configuration) -> list[MessageKind]:
    """Return the kinds whose hours are so short that a deferred message may miss them every day."""
    return [kind for kind, open_for in _open_for(config).items() if open_for < SHORTEST]


def only_by_relay(config: Configuration) -> list[MessageKind]:
    """Return the kinds whose hours are met while the relay runs, but that GitHub's clock alone may miss every day."""
    needed = config.reconcile.every + _LATE
    return [kind for kind, open_for in _open_for(config).items() if SHORTEST <= open_for < needed]


def _open_for(config: Configuration) -> Mapping[MessageKind, timedelta]:
    return {kind: rule.window.longest() for kind, rule in policy.rules(config.policy).items()}
