"""Labels that somebody removed from our issues: they are how the bot finds them, so they are put back.

The marker in the issue says what it is; removing a label changes the issue, so that it is among those of the period.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.core import isolated, logs
from bot.core.issues import Issue
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.upkeep.credentials import Credential

_CREDENTIALS = frozenset(credential.topic for credential in Credential)


def put_back(context: ReconcileContext) -> Iterator[str]:
    """Put back what is missing on the issues of the period; a quiet hour costs no request."""
    found = ((issue.number, issue) for issue in context.issues)
    return isolated.each(found, lambda issue: _put_back(issue, context))


def _put_back(issue: Issue, context: ReconcileContext) -> Iterator[str]:
    missing = [label for label in _expected(issue, context) if label not in issue.labels]
    for label in missing:
        context.tools.repository.add_label(issue.number, label)
    if missing:
        logs.step("labels-put-back", issue=issue.number, count=len(missing))
        yield f"- #{issue.number}: {len(missing)} labels were put back"


def _expected(issue: Issue, context: ReconcileContext) -> list[str]:
    """Return the labels by which the issue is found; none if it is no issue of ours, or bound to another one."""
    tools, labels = context.tools, context.tools.labels
    conversation = context.conversations.get(issue.number)
    if conversation:
        ids = dict.fromkeys(map(tools.vault.contact_id, conversation.marker.people))
        return [labels.gateway, *map(labels.of_contact, ids)]
    ids_of_record = tools.ledger.ids_of(issue)
    if ids_of_record:
        return [labels.gateway, labels.consent, *map(labels.of_contact, sorted(ids_of_record))]
    topic = tools.notices.topic(issue)
    return [_label_of(topic, context), labels.gateway] if topic else []


def _label_of(topic: str, context: ReconcileContext) -> str:
    """Return the label by which the notice about a topic is found."""
    config = context.tools.settings.config
    if topic.startswith("billing-"):
        return config.billing.label
    return config.rotation.label if topic in _CREDENTIALS else config.labels.operations
