"""Checks of GitHub Actions: whether it may run the workflows, and how their last runs ended."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from bot.adapters.github.actions_settings import ActionsSettings, Policy
from bot.adapters.github.client import connect
from bot.adapters.github.recent import RecentActivity
from bot.adapters.github.run_evidence import RunEvidence
from bot.core import clock
from bot.core.errors import BotError
from bot.core.issues import Run
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.operate.doctor import github_facts
from bot.operate.doctor.checks import Area, Check, Finding, attention, ok, wrong
from bot.operate.doctor.facts import Facts
from bot.rules.upkeep.periods import RECONCILE, SCHEDULED, stopped_after
from bot.rules.upkeep.run_failures import BAD, DISPATCHED

_ALL = (*DISPATCHED, *SCHEDULED)
_LATELY = timedelta(days=1)
_NEVER_BEGAN = "startup_failure"
_AT_ONCE = 4


def actions(facts: Facts) -> Finding:
    """Whether Actions is on, and may use what the workflows use."""
    github_facts.repository(facts)
    try:
        policy: Policy = github_facts.by_administrator(
            facts,
            "github-actions",
            lambda settings: ActionsSettings(settings).policy(),
            "Administration: read",
        )
    except BotError:
        if _succeeded_lately(facts):
            return ok("Actions runs the workflows: one succeeded within a day.")
        raise
    if not policy.enabled:
        return wrong(
            "Actions is switched off in this repository.",
            "Switch it on with `bot doctor --fix`, or under Settings > Actions > General, on GitHub.",
        )
    if not policy.allows_checkout:
        return wrong(
            "Actions by GitHub itself may not run here, and the workflows use actions/checkout.",
            "Allow them with `bot doctor --fix`, or under Settings > Actions > General, on GitHub.",
        )
    return ok("Actions is on, and may use what the workflows use.")


def default_rights(facts: Facts) -> Finding:
    """Whether workflows of others that name no permissions may write; ours name theirs."""
    writes = github_facts.by_administrator(
        facts,
        "github-default-rights",
        lambda settings: ActionsSettings(settings).workflows_write_by_default(),
        "Administration: read",
    )
    if writes:
        return attention(
            "A workflow that names no permissions may write here. Those of the bot name theirs; others may not.",
            "On GitHub, Settings > Actions > General > Workflow permissions: choose reading.",
        )
    return ok("A workflow that names no permissions may only read.")


def last_runs(facts: Facts) -> Finding:
    """Whether the newest run of a workflow failed, and why, as far as GitHub shows it."""
    newest = {name: run for name, runs in _runs(facts).items() if (run := _newest(runs))}
    failed = {name: run for name, run in newest.items() if run.conclusion in BAD}
    if not newest:
        return attention(
            "No workflow has run yet.", "Text the number, or start reconcile under Actions: *Run workflow*."
        )
    if not failed:
        return ok(Sentence("The newest run of each workflow is in order: {count}.", count=len(newest)))
    evidence = Sentence("The newest run failed of: {names}.", names=", ".join(sorted(failed)))
    evidence_of = RunEvidence(connect(facts.settings))
    if any(run.conclusion == _NEVER_BEGAN for run in failed.values()):
        return wrong(
            evidence,
            "GitHub did not start it: its page under Actions says what the workflow may not use or what it lacks.",
        )
    if not any(evidence_of.has_begun(run.id) for run in failed.values()):
        return wrong(
            evidence,
            "No job began: the minutes of Actions are used up, or a payment failed. The owner sees it under Settings > "
            "Billing and plans.",
        )
    return wrong(
        evidence, "Open the run under Actions on GitHub: its summary says what went wrong and what to do."
    )


def schedule(facts: Facts) -> Finding:
    """Whether GitHub's clock still starts the scheduled workflows."""
    runs, now, late = _runs(facts), clock.now(), []
    if not any(runs[name] for name in SCHEDULED):
        return attention(
            "No scheduled workflow has run yet: GitHub starts them at their hours, once the default branch has them.",
            "Start reconcile under Actions (*Run workflow*), or look again tomorrow.",
        )
    for name in SCHEDULED:
        done = [run.created_at for run in runs[name] if run.conclusion == "success"]
        if not done or now - max(done) > stopped_after(name, facts.settings.config):
            late.append(name)
    if not late:
        return ok("The scheduled workflows have succeeded when they should.")
    evidence = Sentence("Scheduled, and without a success for too long: {names}.", names=", ".join(late))
    remedy = (
        "Start each under Actions (*Run workflow*) and see how it ends. GitHub stops schedules after 60 idle days, and "
        "when whoever last changed the cron line leaves: then commit a change to that line."
    )
    return wrong(evidence, remedy) if RECONCILE in late else attention(evidence, remedy)


def _newest(runs: Sequence[Run]) -> Run | None:
    """Return the newest run that ended and was not skipped."""
    return next((run for run in runs if run.conclusion and run.conclusion != "skipped"), None)


def _succeeded_lately(facts: Facts) -> bool:
    try:
        found = _runs(facts)
    except BotError:
        return False
    since = clock.now() - _LATELY
    return any(
        run.conclusion == "success" and run.created_at >= since for runs in found.values() for run in runs
    )


def _runs(facts: Facts) -> dict[str, Sequence[Run]]:
    """Return the newest runs of each of our workflows, those that the default branch has."""
    return github_facts.by_relay(facts, "github-runs", _ask, "Actions: read")


def _ask(settings: Settings) -> dict[str, Sequence[Run]]:
    there = {one.name for one in ActionsSettings(settings).workflows()}
    asked = [name for name in _ALL if name in there]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        found = list(threads.map(lambda name: RecentActivity(settings).newest_runs(name), asked))
    return dict.fromkeys(_ALL, ()) | dict(zip(asked, found, strict=True))


CHECKS: Sequence[Check] = (
    Check("github-actions", Area.GITHUB, "Actions", actions),
    Check("github-default-rights", Area.GITHUB, "Workflows that name no permissions", default_rights),
    Check("github-last-runs", Area.GITHUB, "The last runs", last_runs),
    Check("github-schedule", Area.GITHUB, "Schedules at GitHub", schedule),
)
