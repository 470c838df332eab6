"""A script of a workflow in a process of its own, at any time, and without the waits between tries of a request."""

from __future__ import annotations

import importlib
import os
import time
from datetime import timedelta

from bot.core import clock
from bot.jobs import runner

MODULES = {
    "record-messages": "bot.jobs.inbound.record_messages",
    "record-delivery": "bot.jobs.delivery.record_delivery",
    "send-replies": "bot.jobs.replies.send_replies",
    "send-notification": "bot.jobs.orders.send_notification",
    "begin-conversation": "bot.jobs.orders.begin_conversation",
    "remind-rotation": "bot.jobs.credentials.remind_rotation",
    "check-billing": "bot.jobs.billing.check_billing",
    "reconcile": "bot.jobs.upkeep.reconcile",
}
_LONGEST_WAIT = 0.02


AHEAD = "SECONDS_AHEAD"  # the variable that says by how much the clock is moved


def main(job: str) -> None:
    """Run the job as its script does."""
    real, ahead = clock.now, timedelta(seconds=float(os.environ.pop(AHEAD)))
    clock.now = lambda: real() + ahead
    clock.sleep = _shortened
    runner.main(importlib.import_module(MODULES[job]).run)


def _shortened(seconds: float) -> None:
    time.sleep(max(0.0, min(seconds, _LONGEST_WAIT)))
