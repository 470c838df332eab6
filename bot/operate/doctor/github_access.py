"""Checks of the way to GitHub: whether it answers, takes the credentials, and lets the relay do its work."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import timedelta

from bot.adapters.github import rights
from bot.adapters.github.about import RepositoryDoor
from bot.adapters.github.admin import ACTIONS_READ, CONTENTS_WRITE, Administration
from bot.adapters.github.rights import CredentialKind
from bot.adapters.public_address import NoAnswer, PublicAnswer
from bot.core import clock
from bot.core.errors import LimitError, RepositoryError, TemporaryError
from bot.core.sentences import Sentence
from bot.operate.doctor import github_facts
from bot.operate.doctor.checks import Area, Check, Finding, attention, cannot_tell, not_needed, ok, wrong
from bot.operate.doctor.facts import Facts
from bot.operate.doctor.github_facts import ADMINISTRATOR, CREDENTIALS, REACHABLE, RELAY_NEEDS, REPOSITORY

_OUT_OF_ORDER = 500
_WHY = {
    NoAnswer.NAME: "its name leads nowhere.",
    NoAnswer.REFUSED: "the connection is refused.",
    NoAnswer.SILENT: "nothing comes back.",
    NoAnswer.CERTIFICATE: "its certificate is not trusted here.",
    NoAnswer.BROKEN: "the connection breaks off.",
}
_EXPIRES_SOON = timedelta(days=14)
_FEW_REQUESTS = 500
_NEEDS = Sentence("They need, for this repository alone: {permissions}.", permissions=RELAY_NEEDS)
# Pages say these otherwise: there is no shell.
NO_ADMINISTRATOR = "ADMIN_GITHUB_TOKEN is not set: what only an administrator sees cannot be told."
ADMINISTRATOR_REFUSED = "GitHub rejects ADMIN_GITHUB_TOKEN (HTTP 401)."
SET_IN_SHELL = "Make a new one, and set it in this shell."
ADMINISTRATOR_BLIND = "ADMIN_GITHUB_TOKEN does not see this repository."
ADMINISTRATOR_GOOD = "GitHub accepts ADMIN_GITHUB_TOKEN."
_RENEW = "Make a new token and run `bot rotate github-token`, or use a GitHub App, which does not expire."


def reachable(facts: Facts) -> Finding:
    """Whether GitHub answers at all, and takes requests."""
    api, answer = facts.settings.environment.GITHUB_API_URL, github_facts.answers(facts)
    if answer.why or answer.status >= _OUT_OF_ORDER:
        return _unreachable(api, answer)
    try:
        left, most = RepositoryDoor(facts.settings).requests_left()
    except LimitError as error:
        return attention(error.message, "It passes within the hour. Find out what else uses this token.")
    except TemporaryError as error:
        return attention(Sentence("{api}: {what}", api=api, what=error.message), "Run it again in a minute.")
    except RepositoryError:
        return ok(Sentence("{api} answers.", api=api))  # what it answers is the next check's matter
    evidence = Sentence(
        "{api} answers; {left} of {most} requests of this hour are left.", api=api, left=left, most=most
    )
    if left < _FEW_REQUESTS:
        return attention(evidence, "Find out what else uses this token.")
    return ok(evidence)


def _unreachable(api: str, answer: PublicAnswer) -> Finding:
    if answer.why:
        return wrong(
            Sentence("{api} cannot be reached: {why}", api=api, why=_WHY[answer.why]),
            "See that this computer reaches it (DNS, firewall, proxy); githubstatus.com shows outages.",
        )
    return wrong(
        Sentence("{api} is out of order (HTTP {status}).", api=api, status=answer.status),
        "githubstatus.com shows outages. Until it is over the relay keeps what comes; nothing is lost.",
    )


def credentials(facts: Facts) -> Finding:
    """Whether GitHub accepts the relay's token, or the App's key."""
    by_app = facts.settings.environment.GITHUB_TOKEN is None
    try:
        github_facts.about(facts)
    except TemporaryError:
        raise github_facts.elsewhere(REACHABLE) from None
    except RepositoryError as error:
        if error.status == 401:
            return wrong(
                "GitHub rejects GITHUB_TOKEN (HTTP 401): it expired, was revoked, or was copied in part.",
                _RENEW,
            )
        if error.status == 0:  # what an App is told before it may ask anything
            return wrong(error.message, error.remedy)
    return ok("GitHub accepts the App's key." if by_app else "GitHub accepts GITHUB_TOKEN.")


def repository(facts: Facts) -> Finding:
    """Whether the repository of the settings is there and visible; one that is misspelt is told from a hidden one."""
    name = facts.settings.repository
    try:
        found = github_facts.about(facts)
    except TemporaryError:
        raise github_facts.elsewhere(REACHABLE) from None
    except RepositoryError as error:
        if error.status in (0, 401):
            raise github_facts.elsewhere(CREDENTIALS) from None
        if error.status != 404:
            return wrong(error.message, error.remedy)
        return _not_found(facts, name)
    return ok(Sentence("The repository is {name}.", name=found.full_name))


def _not_found(facts: Facts, name: str) -> Finding:
    door, owner = RepositoryDoor(facts.settings), name.partition("/")[0]
    evidence = Sentence("The relay's credentials find no repository {name} (HTTP 404).", name=name)
    if not door.owner_exists(owner):
        return wrong(
            Sentence("GitHub has no account named {owner}.", owner=owner),
            "Correct GITHUB_REPO_OWNER in .env.",
        )
    visible = door.visible()
    near = difflib.get_close_matches(name.lower(), [one.lower() for one in visible], n=1, cutoff=0.7)
    if near:
        meant = next(one for one in visible if one.lower() == near[0])
        return wrong(
            evidence,
            Sentence("Did you mean {name}? Correct GITHUB_REPO_OWNER and GITHUB_REPO_NAME.", name=meant),
        )
    return wrong(
        evidence,
        "If the name is right, the token does not include it: on GitHub, add the repository to the token, or install "
        "the App in it. An organization may have to approve the token first.",
    )


def dispatch(facts: Facts) -> Finding:
    """Whether the relay may dispatch events, tried with one that no workflow listens to."""
    found = github_facts.repository(facts)
    if found.is_archived:
        raise github_facts.elsewhere("github-archived")
    if CONTENTS_WRITE in _examined(facts):
        return wrong("The relay's credentials may not dispatch events: they lack Contents: write.", _NEEDS)
    return ok("The relay may dispatch events.")


def runs_readable(facts: Facts) -> Finding:
    """Whether the relay may see workflow runs."""
    github_facts.repository(facts)
    if ACTIONS_READ in _examined(facts):
        return wrong("The relay's credentials may not see workflow runs: they lack Actions: read.", _NEEDS)
    return ok("The relay may see workflow runs.")


def _examined(facts: Facts) -> Sequence[str]:
    return facts.once("github-relay-lacks", lambda: Administration(facts.settings).examine()).faults


def expiry(facts: Facts) -> Finding:
    """Whether the relay's token ends soon."""
    github_facts.repository(facts)
    if facts.settings.environment.GITHUB_TOKEN is None:
        return not_needed("A GitHub App's key does not expire.")
    ends = Administration(facts.settings).expiry()
    if ends is None:
        return ok("GITHUB_TOKEN does not expire.")
    evidence = Sentence("GITHUB_TOKEN expires on {day}.", day=ends.date().isoformat())
    return attention(evidence, _RENEW) if ends - clock.now() < _EXPIRES_SOON else ok(evidence)


def excess(facts: Facts) -> Finding:
    """Whether the relay's credentials may do what it does not need, which whoever steals them may do too."""
    found = github_facts.repository(facts)
    has = rights.of_relay(facts.settings, is_private=found.is_private)
    if has.kind is CredentialKind.CLASSIC:
        return attention(
            Sentence(
                "GITHUB_TOKEN is a classic token ({scopes}): it acts on every repository of its owner.",
                scopes=", ".join(has.unneeded),
            ),
            "Replace it by a GitHub App, or by a fine-grained token for this repository: `bot rotate github-token`.",
        )
    if has.unneeded:
        return attention(
            Sentence(
                "The relay's credentials may also use: {permissions}.", permissions=", ".join(has.unneeded)
            ),
            _NEEDS,
        )
    if has.others:
        return attention(
            Sentence("The relay's token also sees other private repositories: {count}.", count=has.others),
            "Limit the token to this repository, on its page on GitHub.",
        )
    return ok("No right beyond what the relay needs was found.")


def administrator(facts: Facts) -> Finding:
    """Whether the administrator's token, where there is one, is accepted and sees the repository."""
    if facts.settings.environment.ADMIN_GITHUB_TOKEN is None:
        return not_needed(NO_ADMINISTRATOR)
    github_facts.repository(facts)
    try:
        RepositoryDoor(facts.settings.as_administrator()).about()
    except RepositoryError as error:
        if error.status == 401:
            return wrong(ADMINISTRATOR_REFUSED, SET_IN_SHELL)
        if error.status == 404:
            return wrong(ADMINISTRATOR_BLIND, "Add the repository to that token on its page on GitHub.")
        return cannot_tell(error.message, error.remedy)
    return ok(ADMINISTRATOR_GOOD)


CHECKS: Sequence[Check] = (
    Check(REACHABLE, Area.GITHUB, "GitHub answers", reachable),
    Check(CREDENTIALS, Area.GITHUB, "GitHub accepts the relay's credentials", credentials),
    Check(REPOSITORY, Area.GITHUB, "The repository is there", repository),
    Check("github-dispatch", Area.GITHUB, "The relay may dispatch events", dispatch),
    Check("github-runs-readable", Area.GITHUB, "The relay may see workflow runs", runs_readable),
    Check("github-expiry", Area.GITHUB, "The token lasts", expiry),
    Check("github-excess", Area.GITHUB, "No right too many", excess),
    Check(ADMINISTRATOR, Area.GITHUB, "The administrator's token", administrator),
)
