"""A GitHub App for the relay, made from a manifest: its owner presses one button instead of filling in a form.

Source: docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest. The browser posts the
manifest to a page of GitHub's, which comes back to `redirect_url` with a code; the code is exchanged for the key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from bot.adapters.github.app import RELAY_NEEDS
from bot.adapters.github.client import API_VERSION, TIMEOUT_SECONDS
from bot.adapters.github.failures import Caller, calling, decoded, failure
from bot.core import bounded
from bot.core.errors import RepositoryError, TemporaryError

FORM_TYPE = "text/html; charset=utf-8"
_MOST_NAME_CHARACTERS = 34  # the form's own limit
_PUBLIC_API, _PUBLIC_PAGES = "https://api.github.com", "https://github.com"


@dataclass(frozen=True, slots=True)
class MadeApp:
    """The App that was made: what the relay needs of it, and the page on which it is installed in the repository."""

    id: str
    slug: str
    key: SecretStr = field(repr=False)
    install_url: str


def manifest(repository: str, redirect_url: str, public_url: str) -> str:
    """Return the manifest of an App for the relay, in JSON: private, without webhooks, with what the relay needs."""
    owner = repository.partition("/")[0]
    return json.dumps(
        {
            "name": f"auditoria360 {owner}"[:_MOST_NAME_CHARACTERS].rstrip(),
            "url": f"{_PUBLIC_PAGES}/{repository}",
            # GitHub wants an address even where no event is sent to it.
            "hook_attributes": {"url": public_url or f"{_PUBLIC_PAGES}/{repository}", "active": False},
            "redirect_url": redirect_url,
            "description": "Dispatches the messages of the AUDITORIA360 bot and reads their workflow runs.",
            "public": False,
            "default_permissions": dict(RELAY_NEEDS),
            "default_events": [],
        }
    )


def page(api_url: str, organization: str = "", state: str = "") -> str:
    """Return the address to which the browser posts the manifest, in a form's field `manifest`."""
    base = pages_of(api_url)
    path = f"organizations/{quote(organization)}/settings/apps/new" if organization else "settings/apps/new"
    return f"{base}/{path}" + (f"?{urlencode({'state': state})}" if state else "")


def form(action: str, content: str, button: str) -> str:
    """Return a page of one button, which posts the manifest."""
    return (
        '<!doctype html><meta charset="utf-8"><title>GitHub App</title>'
        f'<form action="{escape(action)}" method="post"><input type="hidden" name="manifest" value="{escape(content)}">'
        f"<button autofocus>{escape(button)}</button></form>"
    )


def exchange(api_url: str, code: str) -> MadeApp:
    """Return the App that a code stands for; a code counts once, for an hour. Raises as `Repository` does."""
    headers = {
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": API_VERSION,
        "User-Agent": "auditoria360-bot",
    }
    url = f"{api_url}/app-manifests/{quote(code, safe='')}/conversions"
    with (
        calling(lambda error: failure(error.status, error.headers or {}, error.data, Caller())),
        bounded.BoundedSession() as session,
    ):
        answer = session.post(url, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    if answer.status_code == 404:
        raise RepositoryError(
            "GitHub does not know this code (any more).",
            "A code counts once, for an hour: open the page again and agree once more.",
            status=404,
        )
    if answer.status_code != 201:
        raise failure(answer.status_code, answer.headers, decoded(answer.text), Caller())
    match decoded(answer.text):
        case {"id": int(number), "slug": str(slug), "pem": str(pem)}:
            page = f"{pages_of(api_url)}/apps/{quote(slug, safe='')}/installations/new"
            return MadeApp(str(number), slug, SecretStr(pem), page)
    raise TemporaryError("Something else than GitHub answered.", uncertain=True)


def pages_of(api_url: str) -> str:
    """Return where GitHub's pages are: beside its API on Enterprise Server, which has it at /api/v3."""
    return _PUBLIC_PAGES if api_url == _PUBLIC_API else api_url.removesuffix("/api/v3")
