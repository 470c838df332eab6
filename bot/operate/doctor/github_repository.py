"""Checks of the repository's own settings: who sees it, who may write, what protects it, what the plan includes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.github.about import OwnerKind, RepositoryDoor
from bot.adapters.github.actions_settings import AccessLevel, ActionsSettings
from bot.adapters.github.plan import INCLUDED_MINUTES, OwnerPlan
from bot.core import clock
from bot.core.sentences import Sentence
from bot.operate.doctor import github_facts
from bot.operate.doctor.checks import Area, Check, Finding, attention, cannot_tell, not_needed, ok, wrong
from bot.operate.doctor.facts import Facts

# The minutes that the scheduled workflows take in a month before any message: docs/operations.md.
_STANDING_MINUTES = 160
_MOST_WRITERS = 3
# What keeps the relay's token from pushing to the branch by itself.
_HOLDS_PUSHES = frozenset({"pull_request", "update", "required_status_checks", "merge_queue"})
_RULE = (
    "On GitHub, Settings > Rules > Rulesets: let nothing reach the default branch but by a pull request, and nobody "
    "but administrators bypass that."
)


def visibility(facts: Facts) -> Finding:
    """Whether who sees the repository is what the configuration takes for granted."""
    if github_facts.repository(facts).is_private:
        return ok("The repository is private.")
    if facts.settings.config.privacy.public_repository == "allow":
        return attention(
            "The repository is public, and privacy.public_repository is allow: everybody reads what people write.",
            "Make it private on GitHub, Settings > General, or set privacy.public_repository to seal.",
        )
    return attention(
        "The repository is public: texts are sealed, and files that people send are not kept.",
        "Make it private on GitHub, Settings > General, if that was not meant.",
    )


def issues(facts: Facts) -> Finding:
    """Whether issues, in which the conversations are, are switched on."""
    if github_facts.repository(facts).has_issues:
        return ok("Issues are switched on.")
    return wrong("Issues are switched off.", "Switch them on on GitHub: Settings > General > Features.")


def archived(facts: Facts) -> Finding:
    """Whether the repository takes changes at all."""
    if github_facts.repository(facts).is_archived:
        return wrong(
            "The repository is archived: nothing can be written.",
            "Unarchive it on GitHub: Settings > General > Danger Zone.",
        )
    return ok("The repository is not archived.")


def branch_rules(facts: Facts) -> Finding:
    """Whether a stolen relay could push code to the default branch, as far as the plan lets that be prevented."""
    found = github_facts.repository(facts)
    branch = found.default_branch
    rules = github_facts.by_relay(
        facts, "github-rules", lambda settings: RepositoryDoor(settings).rules(branch), "Metadata: read"
    )
    if not rules.offered:
        return attention(
            "The owner's plan has no branch rules for private repositories: whoever has the relay's token can push "
            "code that reads every secret.",
            "Keep the relay on a machine that only you reach and let it use a GitHub App, or take a plan with rules "
            "(Pro, Team, Enterprise). .github/SECURITY.md says what is open without them.",
        )
    if rules.kinds & _HOLDS_PUSHES:
        return ok(
            Sentence(
                "Rules hold back pushes to {branch}: {rules}.",
                branch=branch,
                rules=", ".join(sorted(rules.kinds)),
            )
        )
    return attention(
        Sentence(
            "No rule holds back pushes to {branch}: whoever has the relay's token can push code that reads every "
            "secret.",
            branch=branch,
        ),
        _RULE,
    )


def sharing(facts: Facts) -> Finding:
    """From where order-message may be called."""
    if not github_facts.repository(facts).is_private:
        return not_needed("Workflows of a public repository can be called from everywhere.")
    level = github_facts.by_administrator(
        facts, "github-sharing", lambda settings: ActionsSettings(settings).access(), "Administration: read"
    )
    if level is AccessLevel.NONE:
        return ok(
            "Only this repository calls order-message. For others: Settings > Actions > General > Access, on GitHub."
        )
    return ok(
        "The owner's other repositories may call order-message; whoever may read them sees the logs of those runs."
        if level is AccessLevel.USER
        else "All repositories of the organization may call order-message; whoever may read them sees those logs."
    )


def plan(facts: Facts) -> Finding:
    """Whether the owner's plan has what the threat model takes for granted."""
    name = _plan(facts)
    if not name:
        return _plan_hidden(facts)
    if name == "free" and github_facts.repository(facts).is_private:
        return attention(
            "The plan is Free: no branch rules in private repositories, and 2,000 minutes of Actions a month.",
            "See .github/SECURITY.md for what is open without rules.",
        )
    return ok(Sentence("The plan is {plan}.", plan=name.capitalize()))


def minutes(facts: Facts) -> Finding:
    """Whether the minutes of Actions last until the end of the month."""
    found = github_facts.repository(facts)
    if not found.is_private:
        return not_needed("Actions costs no minutes in a public repository.")
    used = github_facts.by_administrator(
        facts,
        "github-minutes",
        lambda settings: OwnerPlan(settings, found).minutes(clock.now()),
        _money_permission(facts),
    )
    included = INCLUDED_MINUTES.get(_plan(facts))
    if included is None:
        return cannot_tell(
            Sentence(
                "Minutes of Actions used this month: {used}; the token does not show the plan.",
                used=f"{used.used:.0f}",
            )
        )
    left = included - used.used
    evidence = Sentence(
        "Minutes of Actions left this month: {left} of {included}.",
        left=f"{max(0, left):.0f}",
        included=included,
    )
    if left <= 0 and not used.paid:
        return wrong(
            evidence,
            "No workflow runs until next month, or until the owner allows a budget: Settings > Billing and plans.",
        )
    if left <= _STANDING_MINUTES and not used.paid:
        return attention(
            evidence, "Allow a budget on GitHub (Settings > Billing and plans), or take a larger plan."
        )
    return ok(evidence)


def _plan(facts: Facts) -> str:
    found = github_facts.repository(facts)
    return github_facts.by_administrator(
        facts, "github-plan", lambda settings: OwnerPlan(settings, found).name(), _money_permission(facts)
    ).lower()


def _money_permission(facts: Facts) -> str:
    """Return what a fine-grained token needs to see the owner's plan and what it has used."""
    by_organization = github_facts.repository(facts).owner_kind is OwnerKind.ORGANIZATION
    return "Organization administration: read" if by_organization else "Plan: read"


def _plan_hidden(facts: Facts) -> Finding:
    has_token = facts.settings.environment.ADMIN_GITHUB_TOKEN
    permission = _money_permission(facts)
    error = github_facts.lacking(permission) if has_token else github_facts.not_shown(permission)
    return cannot_tell(error.message, error.remedy)


def writers(facts: Facts) -> Finding:
    """How many people may read every secret, which write means."""
    github_facts.repository(facts)
    count = github_facts.by_administrator(
        facts, "github-writers", lambda settings: RepositoryDoor(settings).writers(), "Metadata: read"
    )
    evidence = Sentence("People who may write, so read every secret: {count}.", count=count)
    if count > _MOST_WRITERS:
        return attention(
            evidence, "Give people who only answer the role triage: Settings > Collaborators, on GitHub."
        )
    return ok(evidence)


CHECKS: Sequence[Check] = (
    Check("github-visibility", Area.GITHUB, "Who sees the repository", visibility),
    Check("github-archived", Area.GITHUB, "The repository takes changes", archived),
    Check("github-issues", Area.GITHUB, "Issues", issues),
    Check("github-branch-rules", Area.GITHUB, "Protection of the default branch", branch_rules),
    Check("github-writers", Area.GITHUB, "Who may write", writers),
    Check("github-sharing", Area.GITHUB, "Calls from other repositories", sharing),
    Check("github-plan", Area.GITHUB, "Plan", plan),
    Check("github-minutes", Area.GITHUB, "Minutes of Actions", minutes),
)
