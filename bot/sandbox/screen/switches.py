"""Below: switches for every fault, the clock and the relay."""

from __future__ import annotations

from flask import Blueprint

from bot.sandbox.screen.pane import Pane
from bot.sandbox.screen.parts import Parts


def pane(parts: Parts) -> Pane:  # noqa: ARG001 - to come
    routes = Blueprint("switches", __name__)
    return Pane("switches", dict, lambda: None, routes)
