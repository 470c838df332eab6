"""A broadcast on one page: who gets it, what it costs, how long it takes, and what the first person reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from bot.adapters.twilio.billing import Account
from bot.cli import broadcast_page, language, screen
from bot.cli.broadcast_page import LineFate
from bot.core import clock
from bot.core.errors import BotError
from bot.core.sentences import Sentence, counted
from bot.core.settings import Language
from bot.jobs.tools import Tools
from bot.operate.broadcast import ordering
from bot.operate.broadcast.planning import Broadcast, BroadcastLine
from bot.operate.broadcast.pricing_up import BroadcastCost
from bot.rules import texts
from bot.rules.money.bill import Month
from bot.rules.people import contacts
from bot.rules.sending import costs, preview
from bot.rules.text import networks

_MINUTE = 60


def page(
    broadcast: Broadcast,
    lines: Sequence[BroadcastLine],
    found: Sequence[LineFate],
    cost: BroadcastCost,
    tools: Tools,
) -> Iterator[str]:
    """Yield the lines of the page; `cost` is that of what would be sent, or was."""
    total = counted("1 line", "{count} lines", len(found))
    purpose = screen.shown(broadcast.purpose)
    yield screen.shown(
        Sentence(
            "{name}: {total}, template {template}, {purpose}",
            name=broadcast.name,
            total=total,
            template=broadcast.template,
            purpose=purpose,
        )
    )
    yield ""
    yield from broadcast_page.counts(found, tools.zone)
    yield ""
    left = [line for line in lines if line.is_to_order]
    rows = [*_of_cost(cost), *_of_budget(cost, tools)]
    if left:
        rows += _durations(len(left), cost.segments, tools)
    width = max((len(screen.shown(name)) for name, _ in rows), default=0)
    for name, value in rows:
        yield f"{screen.shown(name):<{width}}  {screen.shown(value)}"
    shown = next(iter(left), None)
    if shown:
        yield from _first_text(shown)


def _of_cost(cost: BroadcastCost) -> Iterator[tuple[str, str]]:
    if not cost.messages:
        return
    yield "Messages", str(cost.messages)
    yield "Segments", str(cost.segments)
    yield "Estimated cost", amount(cost)


def amount(cost: BroadcastCost) -> str:
    """Return what it costs as people of the terminal's language write it."""
    spoken = Language(language.current())
    if cost.unpriced == cost.messages:
        return "unknown: neither `prices` in config.yml nor Twilio's list has the price"
    whole = costs.money(cost.amount, cost.currency, spoken, costs.CENTS)
    least = costs.money(cost.least, cost.currency, spoken, costs.CENTS)
    shown: str = (
        Sentence("{least} to {most}, by carrier", least=least, most=whole) if least != whole else whole
    )
    if not cost.unpriced:
        return shown
    return Sentence("{amount}, and {count} messages without a known price", amount=shown, count=cost.unpriced)


def _of_budget(cost: BroadcastCost, tools: Tools) -> Iterator[tuple[str, str]]:
    limits = tools.settings.config.billing
    if limits.monthly_budget is None:
        return
    spoken = Language(language.current())
    budget = costs.money(limits.monthly_budget, limits.currency, spoken, costs.CENTS)
    try:
        bill = Account(tools.settings, patient=False).bill(Month.of(clock.now().date()))
    except BotError:
        yield "Budget", Sentence("{budget} a month; what is spent is not known", budget=budget)
        return
    if bill.currency != limits.currency:
        yield "Budget", Sentence("{budget} a month; the account is in another currency", budget=budget)
        return
    spent = costs.money(bill.total, bill.currency, spoken, costs.CENTS)
    same = cost.currency == limits.currency and not cost.unpriced
    share = f"{(bill.total + cost.amount) * 100 / limits.monthly_budget:.0f}%" if same else "?"
    pattern = "{spent} of {budget} are spent this month; {share} with these messages"
    yield "Budget", Sentence(pattern, spent=spent, budget=budget, share=share)


def _durations(count: int, segments: int, tools: Tools) -> Iterator[tuple[str, str]]:
    """Yield how long the command runs, and for how long messages still leave after that."""
    per_minute = tools.settings.config.relay.orders_per_minute
    per_hour = tools.settings.config.ceilings.token_segments_per_hour
    paced, held = ordering.duration(count, per_minute), ordering.hours_of_ceiling(segments, per_hour)
    if held > paced:
        pattern, most, longest = "{duration}: the ceiling is {most} segments an hour", per_hour, held
    else:
        pattern, most, longest = "{duration}: the relay takes {most} orders a minute", per_minute, paced
    yield "Ordering takes", Sentence(pattern, duration=lasting(longest), most=most)
    leaving = ordering.leaving(count)
    if leaving > longest:
        pattern = "{duration}: GitHub lets the bot write to {most} people an hour"
        yield "Sending takes", Sentence(pattern, duration=lasting(leaving), most=ordering.PEOPLE_AN_HOUR)


def lasting(duration: timedelta) -> Sentence:
    """Return about how long something takes."""
    minutes = round(duration.total_seconds() / _MINUTE)
    if minutes < 1:
        return Sentence("less than a minute")
    if minutes < _MINUTE:
        return counted("about 1 minute", "about {count} minutes", minutes)
    return counted("about 1 hour", "about {count} hours", round(minutes / _MINUTE))


def _first_text(line: BroadcastLine) -> Iterator[str]:
    """Yield what the phone of the first person shows."""
    person = line.recipient.person
    yield ""
    yield screen.shown(
        Sentence(
            "Line {line}, {number}, {channel}:",
            line=line.recipient.line,
            number=contacts.masked(person),
            channel=networks.channel_name(person),
        )
    )
    drafted = preview.draft_of_order(line.recipient.text, person.channel, plain=False)
    for text in preview.as_printed(drafted, texts.of(Language(language.current()))):
        yield text.partition("\n")[2]


def cost_as_data(cost: BroadcastCost) -> dict[str, Any]:
    """Return the cost for scripts; amounts as texts, so that none loses a digit."""
    price = {"amount": f"{cost.amount:f}", "least": f"{cost.least:f}", "currency": cost.currency}
    return {
        "messages": cost.messages,
        "segments": cost.segments,
        "price": price if cost.messages and not cost.unpriced else None,
        "unpriced": cost.unpriced,
    }
