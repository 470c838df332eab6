"""Checks of what the workflows read: their files and config.yml on the default branch, labels, secrets, variables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from bot.adapters.github.about import OwnerKind
from bot.adapters.github.actions_settings import ActionsSettings
from bot.adapters.github.admin import Administration
from bot.adapters.github.assignees import Assignees
from bot.adapters.github.client import connect
from bot.adapters.github.labels import Labels
from bot.adapters.github.variables import RepositoryVariables
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.core.settings.routes import EARLIER
from bot.operate.doctor import github_facts
from bot.operate.doctor.checks import Area, Check, Finding, attention, cannot_tell, not_needed, ok, wrong
from bot.operate.doctor.facts import Facts
from bot.operate.setup.installation import KEY_FILE
from bot.rules.upkeep import label_looks, repository_secrets
from bot.rules.upkeep.periods import SCHEDULED
from bot.rules.upkeep.run_failures import DISPATCHED

EVERY_COMMENT = "EVERY_COMMENT"
# What a job never reads: settings of the relay alone, but for its address.
_OF_RELAY = frozenset({"relay", "dispatch"})
_PUSH = (
    "Push what is here to the default branch, or pull what is there: `git status` and `git pull` show which."
)


def workflow_files(facts: Facts) -> Finding:
    """Whether the default branch has the workflows, in the version of this folder."""
    pushed = github_facts.pushed_workflows(facts)
    missing = sorted(name for name in (*DISPATCHED, *SCHEDULED) if f"{name}.yml" not in pushed)
    if missing:
        return wrong(
            Sentence("Missing on the default branch: {names}.", names=", ".join(missing)),
            "Push this project to the default branch: GitHub starts only the workflows that are there.",
        )
    local = github_facts.local_workflows(facts)
    if not local:
        return ok("The default branch has the workflows. There is no checkout here to compare them with.")
    differing = sorted(name for name, sha in local.items() if pushed.get(name) != sha)
    if differing:
        return attention(
            Sentence("Other than in this folder on the default branch: {names}.", names=", ".join(differing)),
            _PUSH,
        )
    return ok("The workflows on the default branch are those of this folder.")


def config_file(facts: Facts) -> Finding:
    """Whether the jobs, which read config.yml on the default branch, have the settings of the relay."""
    github_facts.repository(facts)
    text = facts.once("github-config", lambda: Administration(facts.settings).text_of("config.yml"))
    if text is None:
        return wrong(
            "There is no config.yml on the default branch, which the workflows read.",
            "Commit config.yml and push it to the default branch.",
        )
    try:
        pushed, local = _settings_in(text), _settings_in(facts.file.read_text("utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return cannot_tell(
            "config.yml cannot be compared: the file here or that on the default branch is not readable YAML.",
            "Run `bot config check` here, and push the file.",
        )
    differing = sorted(
        key
        for key in pushed.keys() | local.keys()
        if key not in _OF_RELAY and pushed.get(key) != local.get(key)
    )
    if _address_in(pushed) != _address_in(local):
        differing.append("relay.public_url")
    if differing:
        return wrong(
            Sentence(
                "config.yml on the default branch has other settings than here: {names}.",
                names=", ".join(differing),
            ),
            "The workflows read the one on the default branch: commit and push this one, or pull that one.",
        )
    return ok("config.yml on the default branch has the settings of this one.")


def _settings_in(text: str) -> dict[str, Any]:
    found = yaml.safe_load(text)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise ValueError("not a section")  # noqa: TRY004 - handled with what is not YAML at all
    return {str(key): value for key, value in found.items()}


def _address_in(settings: dict[str, Any]) -> str:
    relay = settings.get("relay")
    return str(relay.get("public_url") or "") if isinstance(relay, dict) else ""


def secret_names(facts: Facts) -> Finding:
    """Whether the workflows have the secrets they need; GitHub shows names and dates, never values."""
    names = _secrets(facts)
    lacking = repository_secrets.lacking(names, facts.settings.environment)
    if lacking:
        evidence = Sentence("Secrets that the workflows lack: {names}.", names=", ".join(lacking))
        if "CONTACT_KEY" in lacking and not _has_the_key(facts):
            return wrong(
                evidence,
                "Set CONTACT_KEY to the key that you put into a safe place, under Settings > Secrets and variables > "
                "Actions, on GitHub; only that one opens what the relay seals.",
            )
        return wrong(
            evidence,
            "Set them with `bot doctor --fix`, or under Settings > Secrets and variables > Actions, on GitHub.",
        )
    optional = sorted(name for name in repository_secrets.OPTIONAL if name not in names)
    if optional:
        return ok(
            Sentence(
                "All secrets are there that the workflows must have. Optional, and not set: {names}.",
                names=", ".join(optional),
            )
        )
    return ok("All secrets of the workflows are there.")


def _has_the_key(facts: Facts) -> bool:
    """Whether this folder has the whole key, which the relay does without."""
    return facts.settings.environment.CONTACT_KEY is not None or (facts.folder / KEY_FILE).exists()


def erasure_token(facts: Facts) -> Finding:
    """Whether an erasure can delete whole issues, with their edit history."""
    if facts.settings.config.privacy.erasure != "automatic":
        return not_needed("privacy.erasure is ask: maintainers decide about each erasure.")
    if "ERASURE_TOKEN" in _secrets(facts):
        return ok("The secret ERASURE_TOKEN is there: erased conversations are deleted whole.")
    return attention(
        "The secret ERASURE_TOKEN is not set: the edit history of erased conversations stays until deleted by hand.",
        "Set it to a token of an administrator with Issues: write: see docs/privacy.md.",
    )


def _secrets(facts: Facts) -> frozenset[str]:
    owner_kind = github_facts.repository(facts).owner_kind

    def names(settings: Any) -> frozenset[str]:
        administration = Administration(settings)
        shared = administration.shared_secrets() if owner_kind is OwnerKind.ORGANIZATION else set()
        return frozenset(administration.secrets().keys() | shared)

    return github_facts.by_administrator(facts, "github-secrets", names, "Secrets: read")


def variables(facts: Facts) -> Finding:
    """Whether the variables of the repository fit config.yml."""
    found = github_facts.by_administrator(
        facts, "github-variables", lambda settings: RepositoryVariables(settings).all(), "Variables: read"
    )
    starts = found.get(EVERY_COMMENT) == "true"
    sends = facts.settings.config.replies.mode == "every-comment"
    if sends and not starts:
        return wrong(
            "replies.mode is every-comment, but the variable EVERY_COMMENT is not true: comments start no workflow.",
            "Set it with `bot doctor --fix`, or on GitHub: Settings > Secrets and variables > Actions > Variables.",
        )
    if starts and not sends:
        return attention(
            "The variable EVERY_COMMENT is true, but replies.mode is command: each comment costs a run for nothing.",
            "Delete the variable, with `bot doctor --fix` or on GitHub.",
        )
    return ok("The variables of the repository fit config.yml.")


def labels(facts: Facts) -> Finding:
    """Whether the labels are there, with colours by which people tell them apart."""
    found = github_facts.by_administrator(
        facts, "github-labels", lambda settings: Labels(settings).all(), "Issues: read"
    )
    wanted = label_looks.wanted(facts.settings.config)
    missing = [one.name for one in wanted if one.key not in found]
    plain = [one.name for one in wanted if one.key in found and found[one.key].is_plain]
    remedy = "`bot doctor --fix` makes them, with colours and descriptions."
    if missing:
        return attention(Sentence("Labels that do not exist yet: {names}.", names=", ".join(missing)), remedy)
    if plain:
        return attention(
            Sentence("Labels without colour and description: {names}.", names=", ".join(plain)), remedy
        )
    return ok("The labels are there, with colours and descriptions.")


def people(facts: Facts) -> Finding:
    """Whether GitHub would assign the people named in config.yml: it silently ignores others."""
    github_facts.repository(facts)
    config = facts.settings.config
    named = [login for route in config.routes if route.assign != EARLIER for login in route.assign or ()]
    named += [*config.desk.on_call, *config.billing.assignees, *config.rotation.assignees]
    logins = {login.lower(): login for login in named}
    if not logins:
        return ok("config.yml names nobody to be assigned.")

    def unfit(settings: Settings) -> list[str]:
        assignees = Assignees(connect(settings))
        return sorted(login for login in logins.values() if not assignees.may_be(login))

    found = github_facts.by_administrator(facts, "github-people", unfit, "Issues: read")
    if found:
        return wrong(
            Sentence(
                "People named in config.yml whom GitHub does not assign: {names}.", names=", ".join(found)
            ),
            "Give them access under Settings > Collaborators, on GitHub, or correct routes, desk.on_call and assignees "
            "in config.yml.",
        )
    return ok(Sentence("GitHub assigns everybody whom config.yml names: {count}.", count=len(logins)))


def workflow_switches(facts: Facts) -> Finding:
    """Whether each workflow is switched on."""
    found = github_facts.by_relay(
        facts, "github-switches", lambda settings: ActionsSettings(settings).workflows(), "Actions: read"
    )
    ours = [one for one in found if one.name in (*DISPATCHED, *SCHEDULED)]
    by_hand = sorted(one.name for one in ours if one.state == "disabled_manually")
    idle = sorted(one.name for one in ours if one.state == "disabled_inactivity")
    other = sorted(one.name for one in ours if not one.is_on and one.name not in (*by_hand, *idle))
    remedy = "Switch them on with `bot doctor --fix`, or under Actions, on GitHub."
    if by_hand:
        return wrong(
            Sentence("Workflows that somebody switched off: {names}.", names=", ".join(by_hand)), remedy
        )
    if idle:
        return wrong(
            Sentence(
                "Workflows that GitHub switched off, since nothing happened here for 60 days: {names}.",
                names=", ".join(idle),
            ),
            remedy,
        )
    if other:
        return wrong(
            Sentence("Workflows that GitHub does not run: {names}.", names=", ".join(other)),
            "In a fork, allow workflows under Actions, on GitHub.",
        )
    return ok("All workflows are switched on.")


CHECKS: Sequence[Check] = (
    Check("github-workflow-files", Area.GITHUB, "Workflows on the default branch", workflow_files),
    Check("github-workflows", Area.GITHUB, "Workflows are switched on", workflow_switches),
    Check("github-config", Area.GITHUB, "config.yml on the default branch", config_file),
    Check("github-secrets", Area.GITHUB, "Secrets of the workflows", secret_names),
    Check("github-variables", Area.GITHUB, "Variables of the workflows", variables),
    Check("github-labels", Area.GITHUB, "Labels", labels),
    Check("github-people", Area.GITHUB, "People named in config.yml", people, seconds=30.0),
    Check("github-erasure-token", Area.GITHUB, "Erasures leave no history", erasure_token),
)
