"""Acting as a GitHub App: its key proves who we are, and GitHub issues tokens for an hour with what we need.

PyGithub signs and makes the requests. Its own token renewal trusts this machine's clock up to seconds before expiry,
reports a failed renewal as a failure of the request itself, and cannot ask for a single repository.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from github import Auth, Github, GithubException
from pydantic import SecretStr

from bot.adapters.github.failures import MOVED, Caller, calling, failure
from bot.core import clock, logs
from bot.core.errors import RepositoryError, TemporaryError
from bot.core.sentences import Sentence

# What the relay needs: to dispatch events, and to see the runs they started. GitHub adds metadata: read.
RELAY_NEEDS = {"contents": "write", "actions": "read"}
_NAMES = {"contents": "Contents: read and write", "actions": "Actions: read"}

# docs.github.com: generating a JSON Web Token for a GitHub App. It counts for ten minutes at most, and is dated back
# by a minute since GitHub refuses one of the future.
_DATED_BACK_SECONDS, _PROOF_SECONDS = 60, 300
# A token is valid for an hour. It is renewed early and by its age, so that neither a wrong clock nor an outage of some
# minutes matters.
_LIFETIME, _RENEW_AFTER, _RETRY_AFTER = timedelta(minutes=58), timedelta(minutes=45), timedelta(minutes=1)
# From this difference on, a wrong clock is why GitHub refuses a proof.
_TOO_FAST, _TOO_SLOW = timedelta(seconds=_DATED_BACK_SECONDS - 5), timedelta(seconds=_PROOF_SECONDS - 10)

OpenGithub = Callable[[Auth.Auth], Github]


class AppKeyRefusedError(RepositoryError):
    """GitHub does not accept the key as one of the App's."""


@dataclass(frozen=True, slots=True)
class App:
    """A GitHub App acting in one repository; `least` means that it asks only for what the relay needs."""

    url: str
    id: str
    key: SecretStr
    repository: str
    least: bool


@dataclass(frozen=True, slots=True)
class _Grant:
    token: str
    made_at: datetime


class _Used(threading.local):
    """The header of the last request of each thread."""

    header = ""


class AppInstallation(Auth.Auth):
    """How the App acts in its repository: with a token that renews itself. Thread-safe.

    Raises RepositoryError where GitHub refuses one for good, with status 0 since the actual request was never made, and
    TemporaryError where it may work later.
    """

    def __init__(self, app: App, open_github: OpenGithub) -> None:
        self._app = app
        self._requester = open_github(_app_auth(app)).requester
        self._lock = threading.Lock()
        self._id: int | None = None
        self._grant: _Grant | None = None
        self._renew_at = clock.now()
        self._used = _Used()

    @property
    def token_type(self) -> str:
        return "token"

    @property
    def token(self) -> str:
        with self._lock:
            now = clock.now()
            if self._grant is None or now >= self._renew_at:
                self._grant = self._renewed_grant(now)
            return self._grant.token

    def authentication(self, headers: dict[str, str]) -> None:
        super().authentication(headers)
        self._used.header = headers["Authorization"]

    def renew(self) -> None:
        """Ask for a new token next time: GitHub no longer accepts the one that this thread used last."""
        with self._lock:
            if self._grant and self._used.header.endswith(f" {self._grant.token}"):
                self._grant = None

    def name(self) -> str:
        """Return the App's name, after proving our identity with the key."""
        return str(self._request("GET", "/app")["name"])

    def permissions(self) -> Mapping[str, str]:
        """Return what the App was granted in its repository, such as `contents: write`."""
        found = self._request("GET", f"/repos/{self._app.repository}/installation")
        return dict(found["permissions"])

    def _renewed_grant(self, now: datetime) -> _Grant:
        try:
            grant = _Grant(self._new_token(), now)
        except TemporaryError as error:
            if self._grant is None or now >= self._grant.made_at + _LIFETIME:
                raise
            logs.trouble("app-token-not-renewed", reason=error.message)
            self._renew_at = now + _RETRY_AFTER
            return self._grant
        self._renew_at = clock.now() + _RENEW_AFTER  # the answer may have corrected the clock
        return grant

    def _new_token(self) -> str:
        if self._id is None:
            found = self._request("GET", f"/repos/{self._app.repository}/installation")
            _check_permissions(found["permissions"], self._app)
            self._id = int(found["id"])
        wanted: dict[str, Any] = {"repositories": [self._app.repository.partition("/")[2]]}
        if self._app.least:
            wanted["permissions"] = RELAY_NEEDS
        try:
            return str(self._request("POST", f"/app/installations/{self._id}/access_tokens", wanted)["token"])
        except RepositoryError:
            self._id = None  # it was removed, or may do less: it is looked up again next time
            raise

    def _request(self, method: str, path: str, content: Any = None) -> Any:
        unsure = clock.is_unsure()
        try:
            return self._once(method, path, content)
        except RepositoryError:
            if not unsure or clock.is_unsure():
                raise
            return self._once(method, path, content)  # dated anew: the answer has corrected the clock

    def _once(self, method: str, path: str, content: Any) -> Any:
        try:
            with calling(lambda error: _refusal(error, self._app)):
                return self._requester.requestJsonAndCheck(method, path, input=content)[1]
        except TemporaryError as error:
            # Nothing is uncertain: the request that needs the token was not made.
            raise TemporaryError(error.message, retry_after=error.retry_after) from None


def _app_auth(app: App) -> Auth.AppAuth:
    """Return the signed proof that we are the App, dated by our own clock."""
    from bot.core import app_key  # noqa: PLC0415 - cryptography's readers of keys, which only an App needs

    def key() -> Any:  # PyGithub knows keys as texts alone, and has each read again for every proof
        return app_key.loaded(app.key.get_secret_value())

    sign = Auth.AppAuth.create_jwt_sign(key, "RS256")

    def signed(claims: dict[str, Any]) -> str | bytes:
        now = int(clock.now().timestamp())
        return sign({**claims, "iat": now - _DATED_BACK_SECONDS, "exp": now + _PROOF_SECONDS})

    return Auth.AppAuth(app.id, sign_func=signed)


def _check_permissions(granted: Mapping[str, str], app: App) -> None:
    """Raise RepositoryError unless the installation may do what the relay needs."""
    lacking = [
        _NAMES[area] for area, level in RELAY_NEEDS.items() if granted.get(area) not in (level, "write")
    ]
    if app.least and lacking:
        raise RepositoryError(
            Sentence(
                "The GitHub App lacks a permission in {repository}: {permissions}.",
                repository=app.repository,
                permissions="; ".join(lacking),
            ),
            "Grant it on the App's page under Permissions & events, then accept it where the App is installed.",
        )


def _refusal(error: GithubException, app: App) -> RepositoryError | TemporaryError:
    """Return the error that an answer to the App itself means."""
    headers = error.headers or {}
    other = failure(error.status, headers, error.data, Caller())
    if isinstance(other, TemporaryError) or error.status in MOVED:
        return other
    message = str(error.data.get("message", "")) if isinstance(error.data, dict) else ""
    if error.status == 401:
        return _not_proved(_clock_ahead(headers))
    if "suspended" in message:
        return RepositoryError(
            "The GitHub App's installation is suspended.",
            "Its owner ends that on GitHub: Settings > Applications > Installed GitHub Apps > Configure.",
        )
    if "Integration not found" in message:
        return RepositoryError(
            "There is no GitHub App with that GITHUB_APP_ID.", "Copy it from the App's page."
        )
    if error.status == 404 or "repository" in message:
        return RepositoryError(
            Sentence("The GitHub App is not installed in {repository}.", repository=app.repository),
            "Install it there (the App's page, Install App), or check GITHUB_REPO_OWNER and GITHUB_REPO_NAME.",
        )
    return RepositoryError(
        Sentence(
            "GitHub gives the App no token (HTTP {status}: {message}).", status=error.status, message=message
        ),
        Sentence(
            "Make sure that it has, in {repository}: {permissions}.",
            repository=app.repository,
            permissions="; ".join(_NAMES.values()),
        ),
    )


def _not_proved(ahead: timedelta) -> RepositoryError:
    if ahead > _TOO_FAST or -ahead > _TOO_SLOW:
        pattern = (
            "GitHub refuses the App's key, since this machine's clock is {seconds} seconds ahead of GitHub's."
            if ahead > timedelta()
            else "GitHub refuses the App's key, since this machine's clock is {seconds} seconds behind GitHub's."
        )
        return RepositoryError(
            Sentence(pattern, seconds=round(abs(ahead).total_seconds())),
            "Set the clock and keep it synchronized: timedatectl set-ntp true.",
        )
    return AppKeyRefusedError(
        "GitHub refuses the App's key.",
        "Make sure that GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY belong together. If the key was deleted, make one on "
        "the App's page: bot rotate github-app-key.",
    )


def _clock_ahead(headers: Mapping[str, str]) -> timedelta:
    """Return how far this machine's clock is ahead of GitHub's, by the date of the answer."""
    try:
        return clock.now() - parsedate_to_datetime(headers.get("date", ""))
    except (TypeError, ValueError):
        return timedelta()


_installations: dict[App, AppInstallation] = {}
_guard = threading.Lock()


def installation(app: App, open_github: OpenGithub) -> AppInstallation:
    """Return the installation of the App; everybody gets the same one and shares its tokens."""
    with _guard:
        if app not in _installations:
            _installations[app] = AppInstallation(app, open_github)
        return _installations[app]
