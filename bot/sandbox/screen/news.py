"""Above: what the demo tells, and everything that is out of order now."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import Blueprint

from bot.sandbox.screen import fault_groups, switches
from bot.sandbox.screen.pane import Answer, Pane
from bot.sandbox.screen.parts import Parts


def pane(parts: Parts) -> Pane:
    routes = Blueprint("news", __name__)
    news = Pane("news", partial(_values, parts), partial(_mark, parts), routes)

    @routes.post("/off/<fault>")
    def off(fault: str) -> Answer:
        for service in switches.services(parts):
            service.switch_off(fault)
        return news.answer()

    @routes.post("/relay/start")
    def start_relay() -> Answer:
        return switches.started(news, parts)

    return news


def _values(parts: Parts) -> dict[str, Any]:
    faults = fault_groups.everything(switches.services(parts))
    return {
        "story": parts.story.now,
        "opens": parts.story.opens,
        "relay_runs": parts.relay.runs,
        "refusal": parts.relay.refusal,
        "on": [one for one in faults if one.is_on],
    }


def _mark(parts: Parts) -> object:
    return (
        parts.story.now,
        parts.story.opens,
        parts.relay.runs,
        parts.relay.refusal,
        [one.standing() for one in switches.services(parts)],
    )
