"""The right pane: an issue as maintainers see it, and the box to comment in."""

from __future__ import annotations

from flask import Blueprint

from bot.sandbox.screen.pane import Pane
from bot.sandbox.screen.parts import Parts


def pane(parts: Parts) -> Pane:  # noqa: ARG001 - to come
    routes = Blueprint("desk", __name__)
    return Pane("desk", dict, lambda: None, routes)
