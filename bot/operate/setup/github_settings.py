"""The steps at GitHub: labels, variables, and what Actions may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from bot.adapters.github.about import RepositoryDoor
from bot.adapters.github.actions_settings import AccessLevel, ActionsSettings, Policy
from bot.adapters.github.labels import Labels
from bot.adapters.github.variables import RepositoryVariables
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.operate.setup.installation import Installation
from bot.operate.setup.steps import Change, Place, Step
from bot.rules.upkeep import label_looks
from bot.rules.upkeep.label_looks import LabelLook
from bot.rules.upkeep.periods import SCHEDULED
from bot.rules.upkeep.run_failures import DISPATCHED

_NONE, _ON, _OFF, _GREY = "not there", "on", "off", "grey"
_BY_HAND = "disabled_manually"
EVERY_COMMENT = "EVERY_COMMENT"


def acting(installation: Installation) -> Settings | None:
    """Return the settings to ask and change GitHub with; None before repository and token are known."""
    settings = installation.settings
    return settings if settings.repository and settings.environment.GITHUB_TOKEN else None


class LabelLooks(Step):
    """Labels with colours and descriptions. One to which somebody gave either stays as it is."""

    id = "github-labels"
    place = Place.GITHUB
    title = "Labels"

    def changes(self, installation: Installation) -> Sequence[Change]:
        settings = acting(installation)
        if settings is None:
            return ()
        there, labels = Labels(settings).all(), Labels(settings)
        found = []
        for look in label_looks.wanted(_with_language(installation)):
            before = there.get(look.key)
            if before is None:
                apply = partial(labels.create, look)
            elif before.is_plain:
                look = replace(look, name=before.name)  # noqa: PLW2901 - written with the capitals that it has
                apply = partial(labels.change, look)
            else:
                continue
            undo = {"before": before and asdict(before), "after": asdict(look)}
            found.append(Change(_label(look), _look(before), _look(look), apply, undo))
        return found

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:
        settings, after = acting(installation), LabelLook(**undo["after"])
        if settings is None:
            return None
        labels = Labels(settings)
        if labels.all().get(after.key) != after:
            return None
        if undo["before"] is None and not labels.is_used(after.name):
            return Change(_label(after), _look(after), _NONE, partial(labels.remove, after.name))
        # Issues have it by now: deleting it would take it off them.
        before = LabelLook(**undo["before"]) if undo["before"] else LabelLook(after.name)
        return Change(_label(after), _look(after), _look(before), partial(labels.change, before))


def _with_language(installation: Installation) -> Any:
    """Return the configuration with the language that was answered, which an earlier step writes."""
    config = installation.config
    language = config.language.model_copy(update={"maintainers": installation.answers.language})
    return config.model_copy(update={"language": language})


def _label(look: LabelLook) -> Sentence:
    return Sentence("The label {name}", name=look.name)


def _look(look: LabelLook | None) -> str:
    return _NONE if look is None else _GREY if look.is_plain else f"#{look.colour}"


class EveryComment(Step):
    """The variable that starts a workflow for each comment, as `replies.mode` has it."""

    id = "github-variables"
    place = Place.GITHUB
    title = "Variables of the workflows"

    def changes(self, installation: Installation) -> Sequence[Change]:
        settings = acting(installation)
        if settings is None:
            return ()
        before = RepositoryVariables(settings).all().get(EVERY_COMMENT)
        starts, sends = before == "true", installation.config.replies.mode == "every-comment"
        if starts == sends:
            return ()
        after = "true" if sends else None
        return [_variable(settings, before, after, undo={"before": before, "after": after})]

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:
        settings = acting(installation)
        if settings is None or RepositoryVariables(settings).all().get(EVERY_COMMENT) != undo["after"]:
            return None
        return _variable(settings, undo["after"], undo["before"], undo={})


def _variable(settings: Settings, before: str | None, after: str | None, undo: Mapping[str, Any]) -> Change:
    variables = RepositoryVariables(settings)
    apply = (
        partial(variables.remove, EVERY_COMMENT)
        if after is None
        else partial(variables.put, EVERY_COMMENT, after)
    )
    what = Sentence("The variable {name}", name=EVERY_COMMENT)
    return Change(what, before or _NONE, after or _NONE, apply, undo)


class ActionsPolicy(Step):
    """Actions is on, and may use what the workflows use: no more than actions by GitHub itself, if others may not."""

    id = "github-actions"
    place = Place.GITHUB
    title = "Actions"

    def changes(self, installation: Installation) -> Sequence[Change]:
        settings = acting(installation)
        if settings is None:
            return ()
        before = ActionsSettings(settings).policy()
        after = before if before.enabled else Policy(enabled=True)
        if not after.allows_checkout:
            after = replace(after, allowed="selected", github_owned=True)
        if after == before:
            return ()
        return [_policy(settings, before, after, undo=True)]

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:
        settings = acting(installation)
        if settings is None:
            return None
        before, after = _read_policy(undo["before"]), _read_policy(undo["after"])
        return (
            _policy(settings, after, before, undo=False)
            if ActionsSettings(settings).policy() == after
            else None
        )


def _policy(settings: Settings, before: Policy, after: Policy, *, undo: bool) -> Change:
    apply = partial(ActionsSettings(settings).allow, after)
    noted = {"before": asdict(before), "after": asdict(after)} if undo else {}
    return Change("What Actions may run", _policy_shown(before), _policy_shown(after), apply, noted)


def _read_policy(noted: Mapping[str, Any]) -> Policy:
    return Policy(**{**noted, "patterns": tuple(noted["patterns"])})


def _policy_shown(policy: Policy) -> str:
    if not policy.enabled:
        return _OFF
    if policy.allowed == "all":
        return "all actions"
    by_github = policy.allowed == "selected" and policy.github_owned
    return "actions of this owner, and those of GitHub" if by_github else "actions of this owner alone"


class WorkflowSwitches(Step):
    """Each workflow of ours is switched on."""

    id = "github-workflows"
    place = Place.GITHUB
    title = "Workflows are switched on"

    def changes(self, installation: Installation) -> Sequence[Change]:
        settings = acting(installation)
        if settings is None:
            return ()
        actions = ActionsSettings(settings)
        return [
            # GitHub itself switches off for being idle; nobody but GitHub can do that again.
            _switch(actions, one.name, on=True, undo={"name": one.name} if one.state == _BY_HAND else {})
            for one in actions.workflows()
            if not one.is_on and one.name in (*DISPATCHED, *SCHEDULED)
        ]

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:
        settings = acting(installation)
        if settings is None:
            return None
        actions = ActionsSettings(settings)
        is_on = any(one.name == undo["name"] and one.is_on for one in actions.workflows())
        return _switch(actions, str(undo["name"]), on=False, undo={}) if is_on else None


def _switch(actions: ActionsSettings, name: str, *, on: bool, undo: Mapping[str, Any]) -> Change:
    before, after = (_OFF, _ON) if on else (_ON, _OFF)
    what = Sentence("The workflow {name}", name=name)
    return Change(what, before, after, partial(actions.switch, name, on=on), undo)


class Sharing(Step):
    """From where order-message may be called, if that was answered."""

    id = "github-sharing"
    place = Place.GITHUB
    title = "Calls from other repositories"

    def changes(self, installation: Installation) -> Sequence[Change]:
        settings, wanted = acting(installation), installation.answers.shared_with
        if settings is None or not wanted or not RepositoryDoor(settings).about().is_private:
            return ()
        before, after = ActionsSettings(settings).access(), AccessLevel(wanted)
        return () if before is after else [_access(settings, before, after, undo=True)]

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:
        settings = acting(installation)
        if settings is None or not RepositoryDoor(settings).about().is_private:
            return None
        before, after = AccessLevel(undo["before"]), AccessLevel(undo["after"])
        is_ours = ActionsSettings(settings).access() is after
        return _access(settings, after, before, undo=False) if is_ours else None


def _access(settings: Settings, before: AccessLevel, after: AccessLevel, *, undo: bool) -> Change:
    noted = {"before": str(before), "after": str(after)} if undo else {}
    apply = partial(ActionsSettings(settings).set_access, after)
    return Change("From where order-message may be called", _SHARED[before], _SHARED[after], apply, noted)


_SHARED = {
    AccessLevel.NONE: "this repository alone",
    AccessLevel.USER: "the owner's private repositories",
    AccessLevel.ORGANIZATION: "the organization's repositories",
}

STEPS: Sequence[Step] = (ActionsPolicy(), WorkflowSwitches(), LabelLooks(), EveryComment(), Sharing())
