"""Below: the way of each message through relay, store, dispatch and run, and back."""

from __future__ import annotations

from flask import Blueprint

from bot.sandbox.screen.pane import Pane
from bot.sandbox.screen.parts import Parts


def pane(parts: Parts) -> Pane:  # noqa: ARG001 - to come
    routes = Blueprint("way", __name__)
    return Pane("way", dict, lambda: None, routes)
