"""What the relay's credentials may do besides what they must: whoever steals them may do it too.

GitHub lists the permissions of an App, and the scopes of a classic token; a fine-grained token is asked for what it
should not see. Only reads are tried, so nothing changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.adapters.github.about import RepositoryDoor
from bot.adapters.github.app import RELAY_NEEDS
from bot.adapters.github.client import act_as_app, connect
from bot.core.errors import RepositoryError
from bot.core.settings import Settings

_SCOPES_HEADER = "x-oauth-scopes"
_UNNEEDED = {
    "Issues": "issues",
    "Secrets": "actions/secrets",
    "Variables": "actions/variables",
    "Administration": "actions/permissions",
}


class CredentialKind(StrEnum):
    """How the relay proves who it is."""

    APP = "app"
    FINE_GRAINED = "fine-grained"
    CLASSIC = "classic"


@dataclass(frozen=True, slots=True)
class Rights:
    """The kind of the credentials, and what they may do or see that the relay does not need.

    `unneeded` names permissions, or the scopes of a classic token; `others` counts other private repositories that a
    token sees, up to a hundred.
    """

    kind: CredentialKind
    unneeded: tuple[str, ...] = ()
    others: int = 0


def of_relay(settings: Settings, *, is_private: bool) -> Rights:
    """Return the rights of the relay's credentials; in a public repository everybody sees issues."""
    if settings.environment.GITHUB_TOKEN is None:
        granted = act_as_app(settings).permissions()
        more = [
            f"{area}: {level}"
            for area, level in granted.items()
            if area != "metadata" and RELAY_NEEDS.get(area) not in (level, "write")
        ]
        return Rights(CredentialKind.APP, tuple(sorted(more)))
    github = connect(settings)
    scopes = github.answer("GET", github.url).headers.get(_SCOPES_HEADER, "")
    if scopes:
        return Rights(CredentialKind.CLASSIC, tuple(one.strip() for one in scopes.split(",")))
    tried = {name: path for name, path in _UNNEEDED.items() if is_private or name != "Issues"}
    seen = tuple(name for name, path in tried.items() if _sees(settings, path))
    private = RepositoryDoor(settings).visible(visibility="private")
    own = settings.repository.lower()
    return Rights(CredentialKind.FINE_GRAINED, seen, sum(name.lower() != own for name in private))


def _sees(settings: Settings, path: str) -> bool:
    github = connect(settings)
    try:
        github.request("GET", f"{github.url}/{path}", query={"per_page": 1})
    except RepositoryError as error:
        if error.status not in (403, 404, 410):  # the last where Issues are switched off
            raise
        return False
    return True
