"""The status of the relay: one word for everybody, details for operators."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from bot.adapters.twilio import account
from bot.core import clock
from bot.core.messages import MAX_MEDIA, MAX_TEXT_CHARACTERS, Channel
from bot.core.settings.environment import Environment
from bot.relay.batches.batch import BatchState, Problem
from bot.relay.dispatcher import Dispatcher
from bot.relay.health import Health
from bot.relay.live_settings import LiveSettings
from bot.relay.schedule_watch import ScheduleWatch
from bot.relay.store.batches import QueueStatus
from bot.relay.store.lock import StoreError
from bot.rules.text import cutting

MAX_ERRORS = 10


def blueprint(
    live: LiveSettings, health: Health, dispatcher: Dispatcher, schedule_watch: ScheduleWatch | None
) -> Blueprint:
    """Return the addresses at which operators and monitors ask."""
    area = Blueprint("status", __name__)

    @area.get("/gateway/status")
    def gateway_status() -> tuple[Response, int]:
        environment = live.current.environment
        is_operator = bool(request.headers.get("Authorization")) and bool(live.tokens.required())
        now = clock.now()
        try:
            queue = health.queue()
        except StoreError as error:
            broken: dict[str, Any] = {"status": "degraded", "error": error.message}
            if is_operator:
                broken["errors"] = [
                    _problem(health.unready(now) or Problem(error.message, error.remedy, now))
                ]
            return jsonify(broken), 503
        problems = health.problems(queue, now)
        answer: dict[str, Any] = {
            "status": "degraded" if problems else "ok",
            "providers": providers(environment),
        }
        if is_operator:
            answer |= details(queue, problems, dispatcher, now)
            answer["clock"] = schedule_watch.report(now) if schedule_watch else None
            answer["due"] = {name: clock.iso(at) for name, at in dispatcher.waker.due(now).items()}
            answer["provider_list"] = provider_list(environment)
        return jsonify(answer), 200

    area.register_blueprint(probes(health))
    return area


def probes(health: Health) -> Blueprint:
    """Return the address at which a supervisor asks whether the relay is ready; `front` answers whether it is alive."""
    area = Blueprint("probes", __name__)

    @area.get("/readyz")
    def readyz() -> tuple[Response, int]:
        problem = health.unready(clock.now())
        if problem:
            return jsonify(error=f"{problem.sentence} {problem.remedy}"), 503
        return jsonify(status="ok"), 200

    return area


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


def capabilities(environment: Environment) -> list[dict[str, Any]]:
    """Return what each provider can do, channel by channel."""
    ours = {
        Channel.SMS: environment.TWILIO_PHONE_NUMBER,
        Channel.WHATSAPP: environment.TWILIO_WHATSAPP_NUMBER,
    }
    return [
        {
            "name": account.NAME,
            "channels": {
                str(channel): {"configured": number is not None} for channel, number in ours.items()
            },
            "limits": {
                "characters_per_part": cutting.MAX_UNITS,
                "characters_per_request": MAX_TEXT_CHARACTERS,
            },
            "media": {"most": MAX_MEDIA, "megabytes": account.MAX_MEDIA_MEGABYTES},
            "schedule": environment.TWILIO_MESSAGING_SERVICE_SID is not None,
        }
    ]


def details(
    queue: QueueStatus, problems: Sequence[Problem], dispatcher: Dispatcher, now: datetime
) -> dict[str, Any]:
    """Return what only operators see; it holds no number and no text."""
    return {
        "queue": {
            **_queue_line(queue.count, queue.oldest_at, queue.batches, now),
            "held_back": queue.held_back,
            "kinds": {
                kind: _queue_line(line.count, line.oldest_at, line.batches, now)
                for kind, line in queue.kinds.items()
            },
        },
        "errors": [_problem(problem) for problem in problems[:MAX_ERRORS]],
        "seconds_ahead_of_github": _seconds_ahead(),
        "dispatcher": {
            "alive": dispatcher.alive(now),
            "heartbeat_age_seconds": _seconds(dispatcher.heartbeat_age(now)),
        },
    }


def _queue_line(
    count: int, oldest_at: datetime | None, batches: Mapping[BatchState, int], now: datetime
) -> dict[str, Any]:
    return {
        "messages": count,
        "oldest_age_seconds": _age(oldest_at, now),
        "batches": {str(state): number for state, number in batches.items()},
    }


def _problem(problem: Problem) -> dict[str, str]:
    return {"message": problem.sentence, "remedy": problem.remedy, "at": clock.iso(problem.since)}


def _seconds_ahead() -> float | None:
    """Return how far this machine's clock is ahead of GitHub's; None until GitHub has answered."""
    ahead = clock.ahead()
    return None if ahead is None else round(ahead.total_seconds(), 1)


def _seconds(age: float | None) -> float | None:
    return None if age is None else round(max(0.0, age), 1)


def _age(moment: datetime | None, now: datetime) -> float | None:
    return _seconds(None if moment is None else (now - moment).total_seconds())
