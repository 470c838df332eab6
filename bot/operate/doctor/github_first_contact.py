"""Checks that make something at GitHub to see how it behaves: a run, and one issue that is closed afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from bot.adapters.github.probing import IssueProbe, Probed
from bot.adapters.github.recent import RecentActivity
from bot.adapters.github.repository import Repository
from bot.core import clock
from bot.core.issues import Run
from bot.core.messages import BatchId
from bot.core.sentences import Sentence
from bot.operate.doctor import github_facts
from bot.operate.doctor.checks import Area, Check, Finding, attention, ok, wrong
from bot.operate.doctor.facts import Facts
from bot.rules.people.relay_keys import RelayKeys
from bot.rules.wire import envelope
from bot.rules.wire.envelope import RECORD_DELIVERY

_A_RUN, _AN_ISSUE = "a workflow run", "an issue"
_RUN_SECONDS, _APPEARS_SECONDS, _LOOK_EVERY_SECONDS = 240.0, 90.0, 2.0
_ISSUE_SECONDS = 30.0


def first_run(facts: Facts) -> Finding:
    """Whether a dispatch appears as a run with the name that the relay looks for, and its job opens what is sealed."""
    settings = facts.settings
    github_facts.repository(facts)
    batch, began = BatchId(f"doctor-{secrets.token_hex(6)}"), clock.steady()
    Repository(settings).dispatch(RECORD_DELIVERY, envelope.payload((), batch, RelayKeys.of(settings)))
    activity = RecentActivity(settings)
    appeared = _wait_for(activity, batch, _APPEARS_SECONDS)
    if appeared is None:
        return wrong(
            Sentence(
                "No run named after the dispatch appeared within {seconds} seconds.",
                seconds=f"{_APPEARS_SECONDS:g}",
            ),
            "See the checks of Actions and of the workflows: record-delivery.yml must name its runs.",
        )
    seconds = clock.steady() - began
    while appeared.is_active and clock.steady() - began < _RUN_SECONDS - 2 * _LOOK_EVERY_SECONDS:
        clock.sleep(_LOOK_EVERY_SECONDS)
        appeared = activity.run(appeared.id)
    evidence = Sentence(
        "The run appeared after {seconds} s and ended with {conclusion}.",
        seconds=f"{seconds:.0f}",
        conclusion=appeared.conclusion or appeared.status,
    )
    if appeared.conclusion == "success":
        return ok(evidence)
    if appeared.is_active:
        return attention(evidence, "It is slow: look at it under Actions, on GitHub.")
    return wrong(
        evidence,
        "Open the run under Actions: often the secret CONTACT_KEY there does not belong to the RELAY_KEY here.",
    )


def _wait_for(activity: RecentActivity, batch: BatchId, seconds: float) -> Run | None:
    deadline, name = clock.steady() + seconds, f"{RECORD_DELIVERY} {batch}"
    while clock.steady() < deadline:
        found = next((run for run in activity.newest_runs(RECORD_DELIVERY) if run.name == name), None)
        if found:
            return found
        clock.sleep(_LOOK_EVERY_SECONDS)
    return None


def _probed(facts: Facts) -> Probed:
    """Return what was found out in one issue, made, asked about everything, and closed."""
    return github_facts.by_administrator(
        facts, "github-probe", lambda settings: IssueProbe(settings).run(), "Issues: read and write"
    )


def label_by_name(facts: Facts) -> Finding:
    """Whether a label comes into being by naming it, on which the bot relies for each person."""
    if _probed(facts).label_made:
        return ok("A label that is named in a new issue comes into being.")
    return wrong(
        "A label that is named in a new issue does not come into being.",
        "Make the labels with `bot setup`, and report this: the bot gives each person a label.",
    )


def reactions(facts: Facts) -> Finding:
    """Whether a reaction changes when an issue counts as changed, which decides what reconcile reads."""
    if _probed(facts).reaction_changes:
        return ok("A reaction changes the time at which an issue was last changed.")
    return ok("A reaction leaves the time at which an issue was last changed.")


def locked(facts: Facts) -> Finding:
    """How a locked issue answers a comment of an administrator; the workflows' own are refused there."""
    status = _probed(facts).locked_status
    return ok(
        Sentence("A locked issue answers an administrator's comment with HTTP {status}.", status=status)
    )


def listing(facts: Facts) -> Finding:
    """Whether a list by label shows a new issue at once."""
    seconds = _probed(facts).listed_after
    if seconds is None:
        return attention(
            "A list by label did not show a new issue within ten seconds.",
            "Nothing is to be done: the bot also looks through the newest issues.",
        )
    return ok(
        Sentence("A list by label showed a new issue after {seconds} seconds.", seconds=f"{seconds:.1f}")
    )


CHECKS: Sequence[Check] = (
    Check("first-run", Area.FIRST_CONTACT, "A dispatch becomes a run", first_run, _A_RUN, _RUN_SECONDS),
    Check(
        "first-label",
        Area.FIRST_CONTACT,
        "Labels come by naming them",
        label_by_name,
        _AN_ISSUE,
        _ISSUE_SECONDS,
    ),
    Check("first-listing", Area.FIRST_CONTACT, "Lists by label", listing, _AN_ISSUE, _ISSUE_SECONDS),
    Check("first-reaction", Area.FIRST_CONTACT, "Reactions", reactions, _AN_ISSUE, _ISSUE_SECONDS),
    Check("first-lock", Area.FIRST_CONTACT, "Locked issues", locked, _AN_ISSUE, _ISSUE_SECONDS),
)
