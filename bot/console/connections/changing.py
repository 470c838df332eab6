"""The change of the connection, on a thread of its own, and how it waits for what else is at work in the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.console.tools.work import Line
from bot.core import clock, logs
from bot.core.errors import BotError
from bot.operate import turn
from bot.operate.connecting.connection_change import ConnectionChange
from bot.operate.connecting.connections import TwilioConnection
from bot.relay.live_settings import LiveSettings

_TURN_WITHIN = timedelta(seconds=30)  # while another change runs: somebody may have clicked twice
_LOOK_EVERY_SECONDS = 0.5


class ConnectionWork:
    """Gives relay and workflows the connection that somebody wants, with their GitHub token."""

    def __init__(self, live: LiveSettings, wanted: TwilioConnection, github_token: SecretStr | None) -> None:
        self._live, self._wanted, self._token = live, wanted, github_token

    def make(self, report: Callable[[Line], None], is_seen: Callable[[TwilioConnection], bool]) -> None:
        """Make it so; `is_seen` tells whether a connection is the one that they were shown. Raises BotError."""
        with _turn(self._live.folder, report):
            self._live.refresh()
            current = self._live.current
            environment = current.environment.model_copy(update={"ADMIN_GITHUB_TOKEN": self._token})
            settings = current.model_copy(update={"environment": environment})
            present = TwilioConnection.of(settings)
            if self._wanted.differing(present) and not is_seen(present):
                raise BotError(
                    "The connection was changed meanwhile, in another window or by somebody else: nothing of yours "
                    "was saved.",
                    "Open the form again: it shows what holds now.",
                )
            change = ConnectionChange(self._live.folder, settings, lambda line: report({"step": str(line)}))
            is_new = change.make(self._wanted)
            self._live.refresh()
        logs.step("console-connection-changed", status="new" if is_new else "same")
        report({"done": "new" if is_new else "same"})


@contextmanager
def _turn(folder: Path, report: Callable[[Line], None]) -> Iterator[None]:
    """Hold the folder's turn, waiting a while for what has it; raises BotError as `turn.taken` does."""
    until, waits = clock.steady() + _TURN_WITHIN.total_seconds(), False
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(turn.taken(folder, "console", "connections"))
                break
            except turn.TurnTakenError as taken:
                if clock.steady() >= until:
                    raise
                if not waits:
                    report({"step": taken.message})
                    report({"step": "Waiting for something else to end that changes this folder."})
                waits = True
                clock.sleep(_LOOK_EVERY_SECONDS)
        yield
