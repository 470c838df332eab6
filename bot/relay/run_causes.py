"""Why the run of a batch failed or never appeared, as far as it can be seen from outside its log."""

from __future__ import annotations

from datetime import datetime

from bot.adapters.github.repository import Repository
from bot.core.errors import BotError
from bot.core.issues import Run
from bot.core.sentences import Sentence
from bot.relay.batches.batch import Problem

_AGAIN = "The batch is sent again, and further messages of its people wait for it; `bot relay retry` sends it at once."


def cause_of(run: Run, repository: Repository, now: datetime, *, unopened: bool) -> Problem:
    """Return what went wrong; asks GitHub at most twice.

    `unopened`: the job reported that it could not open the messages.
    """
    ended = Sentence(
        "The run {url} ended with {conclusion}", url=run.url, conclusion=run.conclusion or "failure"
    )
    if unopened:
        return Problem(
            Sentence("{ended}: it cannot open what a relay has sealed.", ended=ended),
            f"Set each relay's RELAY_KEY to what `bot config relay-key` makes from the secret CONTACT_KEY. {_AGAIN}",
            now,
        )
    if run.conclusion == "startup_failure":
        return Problem(
            Sentence("{ended}: GitHub cannot read its workflow file.", ended=ended),
            f"The run's page shows why. {_AGAIN}",
            now,
        )
    if not _has_begun(run, repository):
        return Problem(
            Sentence("{ended} before its first step: GitHub gave it no runner.", ended=ended),
            "Look at the account's Billing: minutes used up, a spending limit or a payment; then at githubstatus.com. "
            f"{_AGAIN}",
            now,
        )
    if issues_are_off(repository):
        return Problem(
            Sentence("{ended}: Issues are switched off in the repository.", ended=ended),
            f"Switch them on there: Settings, General, Features. {_AGAIN}",
            now,
        )
    return Problem(Sentence("{ended}.", ended=ended), f"Its log shows why. {_AGAIN}", now)


def cause_of_absence(kind: str, minutes: float, repository: Repository, now: datetime) -> Problem:
    """Return why no run appeared for a batch; asks GitHub once."""
    missing = Sentence(
        "No run of {kind}.yml appeared within {minutes} minutes", kind=kind, minutes=f"{minutes:.3g}"
    )
    if _is_disabled(kind, repository):
        return Problem(
            Sentence("{missing}: the workflow is disabled.", missing=missing),
            f"Enable it: Actions, {kind}, Enable workflow. {_AGAIN}",
            now,
        )
    return Problem(
        Sentence("{missing}.", missing=missing),
        f"Look whether Actions is switched on (Settings, Actions, General) and {kind}.yml is on the default branch; "
        f"then at githubstatus.com. {_AGAIN}",
        now,
    )


def issues_are_off(repository: Repository) -> bool:
    """Return whether no job can do anything because Issues are switched off; False where GitHub does not answer."""
    try:
        return not repository.run_evidence.has_issues()
    except BotError:
        return False


def _has_begun(run: Run, repository: Repository) -> bool:
    try:
        return repository.run_evidence.has_begun(run.id)
    except BotError:
        return True  # not known: the usual sentence


def _is_disabled(workflow: str, repository: Repository) -> bool:
    try:
        return not repository.run_evidence.is_enabled(workflow)
    except BotError:
        return False  # not known: the usual sentence
