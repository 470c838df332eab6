"""Help with templates for maintainers: what is wrong with a /template, and which lines they can paste."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from bot.core.messages import Channel
from bot.jobs.tools import Tools
from bot.rules.sending import templates
from bot.rules.sending.templates import Filled, NoSuchTemplate, Result, TooLong, WrongVariables
from bot.rules.text.command_types import Template

OUTSIDE_WINDOW = 63016  # twilio.com/docs/api/errors/63016


def refusal(command: Template, channel: Channel, tools: Tools) -> str:
    """Return why the template cannot be sent, with a list of those that can; empty if it can."""
    found = problem(command, channel, tools)
    return f"{found}\n\n{ready(channel, tools)}" if found else ""


def problem(command: Template, channel: Channel, tools: Tools) -> str:
    """Return why the template cannot be sent; empty if it can."""
    texts = tools.maintainers
    result = _composed(command.name, command.variables, channel, tools)
    name = command.name.replace("`", "")
    match result:
        case Filled():
            return ""
        case NoSuchTemplate(_, nearest):
            return texts.template_unknown.format(name=name, hint=hint(nearest, tools))
        case TooLong(units):
            return texts.template_too_long.format(name=name, units=units)
        case WrongVariables():
            return texts.template_variables.format(name=name, faults=what_is_wrong(result, tools))
        case _:
            assert_never(result)


def what_is_wrong(values: WrongVariables, tools: Tools) -> str:
    """Return which values are missing, and which have no variable."""
    texts = tools.maintainers
    faults = [texts.template_missing.format(names=_listed(values.missing))] if values.missing else []
    faults += [
        texts.template_extra.format(name=wrong.replace("`", ""), hint=hint(nearest, tools))
        for wrong, nearest in values.unknown
    ]
    return " ".join(faults)


def filled(name: str, variables: Iterable[tuple[str, str]], channel: Channel, tools: Tools) -> Filled | None:
    """Return the template of that name with its values filled in; None if none fits."""
    result = _composed(name, variables, channel, tools)
    return result if isinstance(result, Filled) else None


def _composed(name: str, variables: Iterable[tuple[str, str]], channel: Channel, tools: Tools) -> Result:
    return templates.compose(tools.settings.config.templates, name, dict(variables), channel)


def ready(channel: Channel, tools: Tools) -> str:
    """Return a command, ready to paste, for every template of the channel."""
    texts = tools.maintainers
    lines = templates.lines(tools.settings.config.templates, channel, texts.template_command)
    if not lines:
        return texts.no_templates
    return "\n".join([texts.ready_templates, "", *(f"```\n{line}\n```" for line in lines)])


def after(code: int, tools: Tools) -> str:
    """Return what to add to the explanation of Twilio's code: the templates, if only they can be sent."""
    return f"\n\n{ready(Channel.WHATSAPP, tools)}" if code == OUTSIDE_WINDOW else ""


def hint(nearest: str, tools: Tools) -> str:
    return tools.maintainers.template_known.format(name=nearest) if nearest else ""


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
