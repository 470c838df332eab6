"""The emulated Actions: real workflow files, run by act on a copy of the working tree."""

from bot.sandbox.actions.runner import Actions
from bot.sandbox.actions.runs import Event, Run
from bot.sandbox.actions.workflows import InputError, Workflow

__all__ = ["Actions", "Event", "InputError", "Run", "Workflow"]
