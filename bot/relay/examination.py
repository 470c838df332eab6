"""*Testar Conexão*: whether Twilio lets us in, and whatever else is wrong with the installation."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from werkzeug.exceptions import TooManyRequests

from bot.adapters.twilio import account
from bot.core import logs
from bot.core.settings import Settings
from bot.relay.live_settings import LiveSettings

# Looks at the whole installation and returns the findings in JSON: {"verdict": "ok" or "wrong", "checks": [...]}.
Examine = Callable[[Settings, Path], Mapping[str, Any]]
_AGAIN_SECONDS = 10


class Examination:
    """One caller at a time may have it run: it makes some fifty requests.

    What looks at everything knows jobs and relay alike, so the relay is given it, as `examine`; where it is not, only
    Twilio is asked.
    """

    def __init__(self, live: LiveSettings) -> None:
        self.examine: Examine | None = None
        self._live = live
        self._running = threading.Lock()

    def run(self) -> Mapping[str, Any]:
        """Return the answer for the caller; raises TooManyRequests while another waits for its own."""
        if not self._running.acquire(blocking=False):
            raise TooManyRequests("The connections are being tested already.", retry_after=_AGAIN_SECONDS)
        try:
            return self._answer(self._live.current)
        finally:
            self._running.release()

    def _answer(self, settings: Settings) -> Mapping[str, Any]:
        ok, sentence, remedy = account.check(settings)
        found = self.examine(settings, self._live.folder) if ok and self.examine else {}
        wrong = [one for one in found.get("checks", ()) if one["verdict"] == "wrong"]
        if wrong:
            ok, sentence, remedy = False, f"{wrong[0]['title']}: {wrong[0]['evidence']}", wrong[0]["remedy"]
        logs.step("provider-tested", kind=account.NAME, status="ok" if ok else "failed", count=len(wrong))
        answer = {
            "status": "success" if ok else "error",
            "provider": account.NAME,
            "message": sentence,
            "remedy": remedy,
        }
        return answer | ({"checks": found["checks"]} if found else {})
