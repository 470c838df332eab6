"""The left pane: the phones of people, and what one can do with them."""

from __future__ import annotations

from flask import Blueprint

from bot.sandbox.screen.pane import Pane
from bot.sandbox.screen.parts import Parts


def pane(parts: Parts) -> Pane:  # noqa: ARG001 - to come
    routes = Blueprint("phones", __name__)
    return Pane("phones", dict, lambda: None, routes)
