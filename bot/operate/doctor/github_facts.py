"""What the checks of GitHub ask, each thing once, and what they report where the credentials at hand do not show it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.adapters import public_address
from bot.adapters.github.about import RepositoryAbout, RepositoryDoor, blob_name
from bot.adapters.public_address import PublicAnswer
from bot.core.errors import BotError, RepositoryError, TemporaryError
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.operate.doctor.facts import Facts

Seen = TypeVar("Seen")
REACHABLE, CREDENTIALS, REPOSITORY = "github-reachable", "github-credentials", "github-repository"
ADMINISTRATOR = "github-administrator"
WORKFLOWS = Path(".github") / "workflows"
# Pages say these otherwise: there is no shell.
GIVE_TOKEN = (
    "Give this shell a token of yours with {permission}: read -rs ADMIN_GITHUB_TOKEN && export "  # noqa: S105 - a sentence
    "ADMIN_GITHUB_TOKEN. Then run it again."
)
TOKEN_LACKS = "ADMIN_GITHUB_TOKEN does not show this: it needs {permission}."  # noqa: S105 - a sentence
_UNSEEN = (401, 403, 404)
_OUT_OF_ORDER = 500


def about(facts: Facts) -> RepositoryAbout:
    """Return the repository as the relay's credentials see it; raises RepositoryError or TemporaryError."""
    answer = answers(facts)
    if answer.status == 0 or answer.status >= _OUT_OF_ORDER:
        raise TemporaryError(
            "GitHub cannot be reached."
        )  # the client would try for longer than a check may take
    return facts.once("github-about", lambda: _ask(facts.settings))


def answers(facts: Facts) -> PublicAnswer:
    """Return what GitHub answers to whoever asks, within seconds."""
    url = f"{facts.settings.environment.GITHUB_API_URL}/rate_limit"
    return facts.once("github-answers", lambda: public_address.ask("GET", url))


def _ask(settings: Settings) -> RepositoryAbout:
    try:
        return RepositoryDoor(settings).about()
    except TemporaryError:
        if settings.environment.GITHUB_TOKEN:
            raise
        # The token that the App had was no longer accepted: the answer to its new request says why.
        return RepositoryDoor(settings).about()


def repository(facts: Facts) -> RepositoryAbout:
    """Return the same; raises BotError that names the check that finds out why it cannot be seen."""
    try:
        return about(facts)
    except TemporaryError:
        raise elsewhere(REACHABLE) from None
    except RepositoryError as error:
        raise elsewhere(CREDENTIALS if error.status in (0, 401) else REPOSITORY) from None


def elsewhere(check: str) -> BotError:
    """Return an error that sends the reader to another check, which reports the fault itself."""
    return BotError(Sentence("Not known before {check} is in order.", check=check))


def by_relay(facts: Facts, name: str, ask: Callable[[Settings], Seen], permission: str) -> Seen:
    """Return what the relay's credentials show; raises BotError with the permission that they lack."""
    repository(facts)
    try:
        return facts.once(name, lambda: ask(facts.settings))
    except RepositoryError as error:
        if error.status not in _UNSEEN:
            raise
        raise BotError(
            Sentence(
                "The relay's credentials do not show this: they lack {permission}.", permission=permission
            ),
            Sentence("They need, for this repository alone: {permissions}.", permissions=RELAY_NEEDS),
        ) from None


def by_administrator(facts: Facts, name: str, ask: Callable[[Settings], Seen], permission: str) -> Seen:
    """Return what ADMIN_GITHUB_TOKEN shows, or the relay's credentials where there is none.

    Raises BotError with the permission that is needed.
    """
    repository(facts)
    try:
        return facts.once(name, lambda: ask(facts.settings.as_administrator()))
    except RepositoryError as error:
        if error.status not in _UNSEEN:
            raise
        if facts.settings.environment.ADMIN_GITHUB_TOKEN is None:
            raise not_shown(permission) from None
        if error.status == 401:
            raise elsewhere(ADMINISTRATOR) from None
        raise lacking(permission) from None


def not_shown(permission: str) -> BotError:
    """Return the error of a question that the relay's credentials may not ask."""
    return BotError(
        Sentence("The relay's credentials do not show this: it needs {permission}.", permission=permission),
        Sentence(GIVE_TOKEN, permission=permission),
    )


def lacking(permission: str) -> BotError:
    """Return the error of a question that the administrator's token may not ask."""
    return BotError(
        Sentence(TOKEN_LACKS, permission=permission),
        Sentence("Add {permission} to that token on GitHub, then run it again.", permission=permission),
    )


RELAY_NEEDS = "Contents: read and write; Actions: read"


def local_workflows(facts: Facts) -> dict[str, str]:
    """Return the workflow files of this folder, with git's name for the content of each; empty without any."""
    folder = facts.folder / WORKFLOWS
    return {file.name: blob_name(file.read_bytes()) for file in sorted(folder.glob("*.yml"))}


def pushed_workflows(facts: Facts) -> dict[str, str]:
    """Return the same of the default branch."""
    found = by_relay(
        facts,
        "github-workflow-files",
        lambda settings: RepositoryDoor(settings).files(WORKFLOWS.as_posix()),
        "Contents: read",
    )
    return dict(found)
