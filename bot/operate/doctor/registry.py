"""All checks, in the order in which they are listed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.operate.doctor import here, relay_address, relay_work
from bot.operate.doctor.checks import Check

CHECKS: Sequence[Check] = (*here.CHECKS, *relay_address.CHECKS, *relay_work.CHECKS)
