"""A step of a message's way as a sentence for people, on a terminal or a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from bot.operate.tracing.steps import TraceStep
from bot.rules.texts.tracing import TraceTexts

# Their sentences name what has an address; the others may have one of the same thing.
_LINKED = frozenset({"run-began", "recorded", "order-shown", "reply"})


def sentence(
    step: TraceStep, spoken: TraceTexts, shown: Callable[[str], str], shown_again: Callable[[str], str]
) -> str:
    """Return what a step says; `shown` and `shown_again` have sentences of ours in the reader's language."""
    values = defaultdict(str, {name: str(value) for name, value in step.fields.items()})
    values["name"] = step.name
    values["status"] = shown(values["status"])
    values["mark"] = spoken.marks.get(values["mark"], values["mark"])
    told = spoken.steps.get(step.name, spoken.other_step).format_map(values)
    if values["code"] not in ("", "0"):
        told += spoken.code.format(code=values["code"])
    return f"{told}: {shown_again(values['reason'])}" if values["reason"] else told


def address(step: TraceStep) -> str:
    """Return the address of what the sentence of a step names, empty if it has none."""
    return str(step.fields.get("url", "")) if step.name in _LINKED else ""
