"""What the relay says of itself: a word for everybody, details for operators."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bot import clock
from bot.relay.dispatcher import Dispatcher
from bot.relay.store_batches import Queue
from bot.relay.watcher import Problem
from bot.settings import Environment

OLD_AFTER = timedelta(minutes=15)
MAX_ERRORS = 10


def overall(queue: Queue, dispatcher: Dispatcher, now: datetime) -> str:
    """Return `ok`, or `degraded` when somebody should look."""
    overdue = queue.oldest_at is not None and now - queue.oldest_at > OLD_AFTER
    fine = dispatcher.alive(now) and not dispatcher.problems() and not queue.problems and not overdue
    return "ok" if fine else "degraded"


def providers(environment: Environment) -> dict[str, Any]:
    return {
        "twilio": {
            "configured": True,
            "sms": environment.TWILIO_PHONE_NUMBER is not None,
            "whatsapp": environment.TWILIO_WHATSAPP_NUMBER is not None,
        }
    }


def provider_list(environment: Environment) -> list[dict[str, Any]]:
    """Return the providers as a list, for scripts that loop over it."""
    return [{"name": name, "enabled": True, **known} for name, known in providers(environment).items()]


def details(queue: Queue, dispatcher: Dispatcher, now: datetime) -> dict[str, Any]:
    """Return what only operators see; no number and no text is among it."""
    return {
        "queue": {
            "messages": queue.messages,
            "oldest_age_seconds": _age(queue.oldest_at, now),
            "batches": {str(state): count for state, count in queue.batches.items()},
        },
        "errors": [_shown(problem) for problem in _newest(queue, dispatcher)],
        "dispatcher": {
            "alive": dispatcher.alive(now),
            "heartbeat_age_seconds": _age(dispatcher.heartbeat, now),
        },
    }


def _newest(queue: Queue, dispatcher: Dispatcher) -> list[Problem]:
    of_batches = [
        Problem(batch.problem, batch.remedy, batch.problem_at or batch.created_at) for batch in queue.problems
    ]
    known = {problem.sentence: problem for problem in [*reversed(of_batches), *dispatcher.problems()]}
    return sorted(known.values(), key=lambda problem: problem.since, reverse=True)[:MAX_ERRORS]


def _shown(problem: Problem) -> dict[str, str]:
    return {"message": problem.sentence, "remedy": problem.remedy, "at": clock.iso(problem.since)}


def _age(moment: datetime | None, now: datetime) -> float | None:
    return None if moment is None else round(max(0.0, (now - moment).total_seconds()), 1)
