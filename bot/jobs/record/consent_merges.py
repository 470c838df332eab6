"""Consent records of one person's several numbers: joined and parted by a maintainer's word.

Each names the ids of the others and bears their labels, so that the list which shows one shows all.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.issues import Issue
from bot.core.messages import ContactId
from bot.jobs.record.consent_issues import ConsentIssues
from bot.rules.people import merges

Ids = Sequence[ContactId]  # of one number, the current one first


def join(numbers: Sequence[Ids], issues: ConsentIssues) -> None:
    """Write into the records of these numbers, and of all merged with them, that they are one person's.

    A number without a record gets one: what names it must find it. Repeating it changes nothing.
    """
    found: dict[int, Issue] = {}
    for ids in numbers:
        known = issues.find(ids, None)
        own = [issue for issue, _ in known.own] or [issues.open(ids[0])]
        merged = [issue for several in known.merged for issue, _ in several]
        found |= {issue.number: issue for issue in (*own, *merged)}
    held = [issues.ids_of(issue) for issue in found.values()]
    groups = merges.sets_of((*held, *map(frozenset, numbers)))
    everybody = frozenset[ContactId]().union(*held)
    for _, issue in sorted(found.items()):
        ids_here = issues.ids_of(issue)
        own_number = frozenset[ContactId]().union(*(one for one in groups if one & ids_here))
        issues.rewritten(issue, ids_here, everybody - own_number)


def part(ids: Ids, issues: ConsentIssues) -> None:
    """Write into the records of a number, and of those merged with it, that it is a person of its own.

    Its own records come last: until then they name the others, wherever a run dies.
    """
    known = issues.find(ids, None)
    own = [issue for issue, _ in known.own]
    others = [issue for several in known.merged for issue, _ in several]
    of_own = frozenset(ids).union(*map(issues.ids_of, own))
    of_others = frozenset[ContactId]().union(*map(issues.ids_of, others)) - of_own
    for issue in others:
        issues.take_labels(issue, of_own)
        issues.rewritten(issue, issues.ids_of(issue), issues.merged_of(issue) - of_own)
    for issue in own:
        issues.take_labels(issue, of_others)
        issues.rewritten(issue, issues.ids_of(issue), frozenset())
