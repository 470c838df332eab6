"""Opt-outs: shown on the issue, and recorded when Twilio knew of one first."""

from __future__ import annotations

from bot.core import clock
from bot.core.messages import Address
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import policy_gate, scheduling
from bot.jobs.tools import Tools
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource

UNSUBSCRIBED = 21610  # twilio.com/docs/api/errors/21610


def show(issue: int, record: ConsentRecord, tools: Tools) -> None:
    """Show on the issue whether the person wants messages."""
    label = tools.labels.opt_out
    if record.opted_out:
        tools.repository.add_label(issue, label)
    else:
        tools.repository.remove_label(issue, label)


def record_by_code(code: int, person: Address, issue: int, tools: Tools) -> None:
    """Record an opt-out that only Twilio knew of, if `code` is 21610: it refused or failed a message."""
    if code != UNSUBSCRIBED:
        return
    change = ConsentChange(
        clock.now(), ConsentAction.WITHDRAWN, ConsentSource.ERROR_21610, channel=person.channel
    )
    show(issue, tools.ledger.add(policy_gate.record_of(person, tools), change), tools)
    scheduling.cancel_scheduled(person, tools)
