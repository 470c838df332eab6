"""Opt-outs: shown on the issue, and recorded when Twilio knew of one first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.core import clock
from bot.core.issues import Comment
from bot.core.messages import Address
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.sending import overview_changes, policy_gate, scheduling
from bot.jobs.tools import Tools
from bot.rules.conversation import overview
from bot.rules.people import consent, contacts
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource

UNSUBSCRIBED = 21610  # twilio.com/docs/api/errors/21610


def show(people: Sequence[Address], record: ConsentRecord, tools: Tools, *, issue: int = 0) -> None:
    """Show on every conversation of a person whether they want messages; on the issue even if no list has it yet."""
    label, is_out = tools.labels.opt_out, record.opted_out
    others = tools.conversations.on_every_channel(people)
    differing = {one.number for one in others if (label in one.issue.labels) is not is_out}
    for number in sorted({issue, *differing} - {0}):
        if is_out:
            tools.repository.add_label(number, label)
        else:
            tools.repository.remove_label(number, label)
    for number in sorted(one.number for one in others if _says_otherwise(one, is_out=is_out)):
        overview_changes.note_consent(number, tools, opted_out=is_out)


def _says_otherwise(conversation: Conversation, *, is_out: bool) -> bool:
    summary = overview.read(conversation.issue.body)
    return summary is not None and summary.opted_out is not is_out


def is_so_already(record: ConsentRecord, action: ConsentAction, comment: Comment) -> bool:
    """Return whether a command to stop or resume all messages would change nothing.

    One that an earlier run recorded before it died has changed something.
    """
    own = (comment.created_at, comment.author)
    if record.broken or any((entry.change.at, entry.change.by) == own for entry in record.history):
        return False
    is_out = consent.opted_out(record.history)
    return is_out is (action is ConsentAction.WITHDRAWN) and (is_out or not record.opted_out)


def still_out(record: ConsentRecord, conversation: Conversation, tools: Tools) -> str:
    """Return, for maintainers, from which other numbers of the person an opt-out still holds."""
    ids = {one_id for one in record.still_out for one_id in tools.ledger.ids_in(one)}
    people = [
        address for address in conversation.marker.others if not ids.isdisjoint(tools.vault.ids(address))
    ]
    return tools.maintainers.merging.still_out.format(people=shown(people, tools))


def shown(people: Iterable[Address], tools: Tools) -> str:
    """Return numbers as issues may show them: masked, and in a public repository not at all."""
    if not tools.conversations.style.show_texts:
        return tools.maintainers.hidden_number
    *others, last = dict.fromkeys(map(contacts.masked, people)) or (tools.maintainers.hidden_number,)
    return f"{', '.join(others)}{tools.maintainers.merging.last}{last}" if others else last


def record_by_code(code: int, person: Address, issue: int, tools: Tools) -> None:
    """Record an opt-out that only Twilio knew of, if `code` is 21610: it refused or failed a message."""
    if code != UNSUBSCRIBED:
        return
    change = ConsentChange(
        clock.now(), ConsentAction.WITHDRAWN, ConsentSource.ERROR_21610, channel=person.channel
    )
    record = tools.ledger.add(policy_gate.record_of(person, tools), change)
    show([person], record, tools, issue=issue)
    scheduling.cancel_scheduled(person, tools)
