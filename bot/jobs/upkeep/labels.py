"""Labels that somebody removed from our issues: they are how the bot finds them, so they are put back.

The marker in the issue says what it is; removing a label changes the issue, so that it is among those of the period.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.core import isolated, logs
from bot.core.errors import TemporaryError
from bot.core.issues import Issue
from bot.core.sentences import Sentence
from bot.jobs.record.notices import MOST_ISSUES
from bot.jobs.sending import waiting_lists
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.upkeep.credentials import Credential

_MOST_IN_A_RUN = 300  # GitHub asks for a second between two writes
_CREDENTIALS = frozenset(credential.topic for credential in Credential)


def put_back(context: ReconcileContext) -> Iterator[str]:
    """Put back what is missing on the issues of the period; a quiet hour costs no request.

    Where the prefix of the persons' labels was changed in config.yml, all issues get the new label. Those of the period
    come last: they show to the next run, too, that the prefix was changed. Raises TemporaryError if more are left.
    """
    recent = {issue.number: issue for issue in context.issues}
    if any(_has_other_prefix(issue, context) for issue in recent.values()):
        yield from _migrate(recent, context)
    yield from isolated.each(recent.items(), lambda issue: _put_back(issue, context), context.tools.shown)


def _migrate(recent: Collection[int], context: ReconcileContext) -> Iterator[str]:
    older = (
        issue for issue in context.tools.repository.all_issues(MOST_ISSUES) if issue.number not in recent
    )
    lacking = [issue for issue in older if _missing(issue, context)]
    chosen = lacking[:_MOST_IN_A_RUN]
    yield from isolated.each(
        ((issue.number, issue) for issue in chosen),
        lambda issue: _put_back(issue, context),
        context.tools.shown,
    )
    if len(chosen) < len(lacking):
        raise TemporaryError(
            Sentence(
                "{count} issues still have the labels of an earlier prefix.", count=len(lacking) - len(chosen)
            )
        )


def _has_other_prefix(issue: Issue, context: ReconcileContext) -> bool:
    """Return whether a person's label is missing, and is there with another prefix."""
    prefix = context.tools.labels.contact_prefix
    ids = (label.removeprefix(prefix) for label in _missing(issue, context) if label.startswith(prefix))
    return any(label.endswith(contact) for contact in ids for label in issue.labels)


def _missing(issue: Issue, context: ReconcileContext) -> list[str]:
    return [label for label in _expected(issue, context) if label not in issue.labels]


def _put_back(issue: Issue, context: ReconcileContext) -> Iterator[str]:
    missing = _missing(issue, context)
    if missing:  # somebody may have been erased since the list was read
        missing = _missing(context.tools.repository.issue(issue.number), context)
    for label in missing:
        context.tools.repository.add_label(issue.number, label)
    if missing:
        logs.step("labels-put-back", issue=issue.number, count=len(missing))
        yield context.tools.summaries.labels_put_back.format(number=issue.number, count=len(missing))


def _expected(issue: Issue, context: ReconcileContext) -> list[str]:
    """Return the labels by which the issue is found; none if it is no issue of ours, or bound to another one."""
    tools, labels = context.tools, context.tools.labels
    conversation = context.conversation(issue)
    if conversation:
        ids = dict.fromkeys(map(tools.vault.contact_id, conversation.marker.people))
        return [labels.gateway, *map(labels.of_contact, ids)]
    ids_of_record = tools.ledger.ids_of(issue) | tools.ledger.merged_of(issue)
    if ids_of_record:
        return [labels.gateway, labels.consent, *map(labels.of_contact, sorted(ids_of_record))]
    topic = tools.notices.topic(issue)
    return [_label_of(topic, context), labels.gateway] if topic else []


def _label_of(topic: str, context: ReconcileContext) -> str:
    """Return the label by which the notice about a topic is found."""
    config = context.tools.settings.config
    if topic.startswith("billing-"):
        return config.billing.label
    if topic.startswith(waiting_lists.TOPIC):
        return config.labels.overflow
    return config.rotation.label if topic in _CREDENTIALS else config.labels.operations
