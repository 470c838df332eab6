"""What the policy decides about many people at once: their records are read in two requests for twenty-five of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.adapters.github.comment_tails import CommentTails
from bot.adapters.github.look_ahead import MOST_LABELS
from bot.core import clock
from bot.core.issues import Issue
from bot.core.messages import Order, Purpose
from bot.jobs.orders import preparing
from bot.jobs.sending import order_notes, policy_gate
from bot.jobs.tools import Tools
from bot.rules.sending.broadcast_list import Recipient
from bot.rules.sending.policy import Verdict

Told = Callable[[int], None]  # of how many people it is known


def verdicts(
    recipients: Sequence[Recipient], template: str, purpose: Purpose, tools: Tools, told: Told
) -> Mapping[int, Verdict]:
    """Return the verdict on each line as the job that would send it finds it now; raises as the repository does.

    Nothing is decided without the consent record: a broadcast that went out blind could not be called back.
    """
    found: dict[int, Verdict] = {}
    tails = CommentTails(tools.settings, tools.repository)
    for first in range(0, len(recipients), MOST_LABELS):
        some = recipients[first : first + MOST_LABELS]
        tools.conversations.look_ahead(one.person for one in some)
        labelled = {one.line: tools.conversations.labelled(one.person) for one in some}
        label = tools.labels.consent
        records = [issue for issues in labelled.values() for issue in issues if label in issue.labels]
        tools.repository.ahead.keep({issue.number: tail for issue, tail in tails.of(records)})
        for one in some:
            found[one.line] = _verdict(one, template, purpose, labelled[one.line], tools)
        told(len(found))
    return found


def _verdict(
    recipient: Recipient, template: str, purpose: Purpose, labelled: Sequence[Issue], tools: Tools
) -> Verdict:
    person = recipient.person
    order = Order(0, clock.now(), "rehearsal", person, "", purpose, template, recipient.variables)
    record = policy_gate.record_of(person, tools, labelled)
    intended = replace(
        preparing.intended(order, tools.settings),
        also=tools.conversations.numbers(person, labelled)[0],
        earlier=order_notes.earlier(order, tools, labelled),
    )
    return policy_gate.judge(intended, record, tools)
