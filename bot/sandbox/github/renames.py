"""A renamed repository: requests for its former name are sent to its id, which stays.

Sources: docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api, "Follow redirects";
github.com/18F/charlie/pull/85 for what is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import Flask, Response, request

from bot.sandbox.github import web

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIEnvironment


def moved() -> Response:
    """Send a request for a former name to the repository's id; a 307 asks to repeat the method, too."""
    rest = "/".join(request.full_path.rstrip("?").split("/")[4:])
    path = f"repositories/{web.state().repository.id}{'/' if rest else ''}{rest}"
    to = f"{request.host_url}{path}"
    status = 301 if request.method in {"GET", "HEAD"} else 307
    moved = web.answer({"message": "Moved Permanently", "url": to, "documentation_url": web.DOCS}, status)
    moved.headers["Location"] = to
    return moved


class _ByRepositoryId:
    """Serves `/repositories/ID`, where GitHub sends those who use a former name."""

    def __init__(self, app: Flask) -> None:
        self._next, self._app = app.wsgi_app, app

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        repository = cast("web.GithubEmulator", self._app.extensions["github"]).state.repository
        start_of_path, path = f"/repositories/{repository.id}", environ["PATH_INFO"]
        if path == start_of_path or path.startswith(f"{start_of_path}/"):
            environ["PATH_INFO"] = f"/repos/{repository.full_name}{path.removeprefix(start_of_path)}"
        return self._next(environ, start)


def serve_ids(app: Flask) -> None:
    """Also serve the repository at `/repositories/ID`."""
    app.wsgi_app = _ByRepositoryId(app)  # type: ignore[assignment] # as Flask documents it
