"""Faults that can be switched on in the emulated services, to see how the bot copes with them."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping

_CODE_DIGITS = 5


def family_of(name: str) -> str:
    """Return the catalogue entry of a fault whose name ends with a Twilio error code."""
    return re.sub(rf"\d{{{_CODE_DIGITS}}}$", "CODE", name)


def is_of_twilio(name: str) -> bool:
    """Return whether a fault is one of the emulated Twilio, by how its name begins; all others are GitHub's."""
    return name.startswith(("twilio-", "webhooks-"))


class UnknownFaultError(ValueError):
    """There is no fault of that name."""


class Faults:
    """The faults that one emulated service supports, and those that are switched on.

    `catalogue` maps each fault to one sentence describing what happens. The `deeds` among them change settings once, as
    somebody does by mistake in a console: such a fault is never on, and lasts until the settings are put right.
    """

    def __init__(
        self, catalogue: Mapping[str, str], deeds: Mapping[str, Callable[[], object]] | None = None
    ) -> None:
        self.catalogue = dict(catalogue)
        self._deeds = dict(deeds or {})
        self._active: dict[str, int | None] = {}
        self._lock = threading.Lock()

    def switch_on(self, name: str, times: int | None = None) -> None:
        """Switch a fault on, for the next `times` times or until it is switched off."""
        if name not in self.catalogue and family_of(name) not in self.catalogue:
            raise UnknownFaultError(f"no fault {name!r}; there are: {', '.join(sorted(self.catalogue))}")
        if name in self._deeds:
            self._deeds[name]()
            return
        with self._lock:
            self._active[name] = times

    def switch_off(self, name: str) -> None:
        with self._lock:
            self._active.pop(name, None)

    def clear(self) -> None:
        with self._lock:
            self._active.clear()

    def fires(self, name: str) -> bool:
        """Return whether the fault is on; each True counts as one of its times."""
        with self._lock:
            if name not in self._active:
                return False
            left = self._active[name]
            if left is not None:
                if left <= 1:
                    del self._active[name]
                else:
                    self._active[name] = left - 1
            return True

    def fires_with_code(self, family: str) -> int:
        """Return the code of a fault of this family that is on, or 0; each call counts as one of its times."""
        mine = [name for name in self.active() if name != family and family_of(name) == family]
        return next((int(name[-_CODE_DIGITS:]) for name in mine if self.fires(name)), 0)

    def active(self) -> list[str]:
        with self._lock:
            return sorted(self._active)

    def standing(self) -> dict[str, int | None]:
        """Return what is on, each with how many times are left; None until it is switched off."""
        with self._lock:
            return dict(self._active)

    def is_deed(self, name: str) -> bool:
        """Return whether it is done once, and lasts until the settings are put right."""
        return name in self._deeds
