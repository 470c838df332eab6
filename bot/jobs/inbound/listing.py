"""Shows who waits for a conversation: of a batch that is a list, nothing is recorded."""

from __future__ import annotations

from typing import Any

from bot.core import logs
from bot.core.workflow import mask
from bot.jobs.inbound import canaries
from bot.jobs.sending import waiting_lists
from bot.jobs.tools import Tools
from bot.rules.text import contents, titles
from bot.rules.wire import waiting_list
from bot.rules.wire.waiting_list import WaitingRow


def show(payload: Any, tools: Tools) -> list[str]:
    """List the people of a dispatched list in the issue of its hour; one that was listed before changes nothing.

    A list of nobody says that nobody waits any more.
    """
    listed = waiting_list.open_payload(payload, tools.vault)
    if not listed.people:
        waiting_lists.close(tools)
    rows = []
    for event, count in listed.people:
        message = event.message
        for address in message.people:
            mask(address.value)
        if not canaries.is_one(event, tools):
            words = titles.first_words(message.text or contents.in_a_word(message, tools.maintainers))
            row = WaitingRow(
                event.sequence,
                message.sid,
                message.people,
                message.recipient,
                event.received_at,
                count,
                words,
            )
            rows.append(row)
    issue, added = waiting_lists.add(rows, listed.made, tools)
    if issue is None:
        return []
    logs.step("people-listed", issue=issue.number, count=added)
    return [tools.maintainers.waiting.summary.format(number=issue.number, count=added)]
