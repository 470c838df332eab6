"""The step that gives the workflows their secrets, encrypted for GitHub alone.

GitHub shows names and dates, never values: what `.env` has is taken for what was written here before. The step comes
before that of `.env`, so that a new value is written to both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from bot.adapters.env_file import EnvFile
from bot.adapters.github.about import OwnerKind, RepositoryDoor
from bot.adapters.github.admin import Administration
from bot.adapters.github.labels import Labels
from bot.core.sentences import Sentence
from bot.operate.setup.github_settings import acting
from bot.operate.setup.installation import Installation
from bot.operate.setup.steps import Change, Place, Step
from bot.rules.upkeep import repository_secrets

CONTACT_KEY, AUTH_TOKEN = "CONTACT_KEY", "TWILIO_AUTH_TOKEN"
_UNSET, _SET, _NEW = "not set", "set", "a new value"
_LOST = "set; GitHub does not show the value, so it cannot be brought back"


class RepositorySecrets(Step):
    """The secrets that the answers give. One that is there stays, unless another value is given than `.env` has."""

    id = "github-secrets"
    place = Place.GITHUB
    title = "Secrets of the workflows"

    def changes(self, installation: Installation) -> Sequence[Change]:
        settings = acting(installation)
        if settings is None:
            return ()
        there, known = _names(settings), EnvFile(installation.folder).read()
        values = _values(installation, known)
        found = []
        for name in (CONTACT_KEY, *(name for name in values if name != CONTACT_KEY)):
            put = partial(_put, installation, name)
            if name not in there:
                if _is_needed(name, there, values, known):
                    found.append(Change(_what(name), _UNSET, _SET, put, {"name": name}))
            elif name != CONTACT_KEY and known.get(name) != values[name]:
                found.append(Change(_what(name), _LOST, _NEW, put))
        return found

    def take_back(self, installation: Installation, undo: Mapping[str, Any]) -> Change | None:
        settings, name = acting(installation), str(undo["name"])
        if settings is None or name not in Administration(settings).secrets():
            return None
        if name == CONTACT_KEY and Labels(settings).is_used(settings.config.labels.gateway):
            return None  # what is sealed in the issues could not be opened any more
        return Change(_what(name), _SET, _UNSET, partial(Administration(settings).remove_secret, name))


def _what(name: str) -> Sentence:
    return Sentence("The secret {name}", name=name)


def _names(settings: Any) -> frozenset[str]:
    administration = Administration(settings)
    by_organization = RepositoryDoor(settings).about().owner_kind is OwnerKind.ORGANIZATION
    shared = administration.shared_secrets() if by_organization else set()
    return frozenset(administration.secrets().keys() | shared)


def _values(installation: Installation, known: Mapping[str, str]) -> dict[str, str]:
    """Return the secrets by their names; CONTACT_KEY also where `.env` has the whole key."""
    key = known.get(CONTACT_KEY, "")
    return {**({CONTACT_KEY: key} if key else {}), **installation.secrets}


def _is_needed(name: str, there: frozenset[str], values: Mapping[str, str], known: Mapping[str, str]) -> bool:
    """Whether a secret that is not there is to be made; the first key may be made by an earlier step of this run."""
    if name == CONTACT_KEY:
        return name in values or not known.get("RELAY_KEY")
    return name != AUTH_TOKEN or not repository_secrets.sends_by_key(there)


def _put(installation: Installation, name: str) -> None:
    value = _values(installation, EnvFile(installation.folder).read()).get(name)
    settings = acting(installation)
    if value and settings:
        Administration(settings).put_secret(name, value)


STEPS: Sequence[Step] = (RepositorySecrets(),)
