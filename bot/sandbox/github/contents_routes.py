"""Files on branches over HTTP.

Source: GitHub's REST reference, page "Repository contents".
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import quote

from flask import Blueprint, Response, request

from bot.sandbox.github import git_routes, newness, web
from bot.sandbox.github.values import MissingError

if TYPE_CHECKING:
    from bot.sandbox.github.files import Files
    from bot.sandbox.github.shapes import Json

routes = Blueprint("contents", __name__, url_prefix="/repos/<owner>/<repo>")
MAX_INLINE_BYTES = 1_000_000  # a larger file comes without its content


def _files() -> Files:
    return web.state().files


def _entry(branch: str, path: str, sha: str, kind: str = "file") -> Json:
    shapes = web.shapes()
    place = f"{quote(branch)}/{quote(path)}"
    url = f"{shapes.repo_url}/contents/{quote(path)}?ref={quote(branch, safe='')}"
    git_url = f"{shapes.repo_url}/git/{'blobs' if kind == 'file' else 'trees'}/{sha}"
    html_url = f"{shapes.html_url}/{'blob' if kind == 'file' else 'tree'}/{place}"
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": sha,
        "size": len(_files().blob(sha)) if kind == "file" else 0,
        "url": url,
        "html_url": html_url,
        "git_url": git_url,
        "download_url": _download_url(branch, path) if kind == "file" else None,
        "type": kind,
        "_links": {"self": url, "git": git_url, "html": html_url},
    }


def _download_url(branch: str, path: str) -> str:
    place = f"{web.state().repository.full_name}/{branch}/{path}"
    url = f"{web.shapes().base}/_raw/{quote(place)}"
    return f"{url}?token={_files().sign(place)}" if web.state().repository.private else url


def _folder(branch: str, path: str, listing: dict[str, str]) -> list[Json]:
    """List what is directly below a path."""
    start = f"{path}/" if path else ""
    found: dict[str, Json] = {}
    for each, sha in sorted(listing.items()):
        if each.startswith(start):
            name, deeper, _ = each[len(start) :].partition("/")
            below = start + name
            found.setdefault(below, _entry(branch, below, sha, "dir" if deeper else "file"))
    return list(found.values())


def _as_faults_have_it(branch: str, listing: dict[str, str]) -> dict[str, str]:
    """Return the files of a branch; faults take one of the default branch away, or change some."""
    state = web.state()
    if branch != state.repository.default_branch:
        return listing
    if state.is_on("github-missing-workflow"):
        listing = {path: sha for path, sha in listing.items() if not path.endswith("/record-messages.yml")}
    changed: dict[str, bytes] = {}
    if state.is_on("github-old-workflows"):
        workflows = [path for path in listing if path.startswith(".github/workflows/")]
        changed |= {path: _files().blob(listing[path]) + b"# of another version\n" for path in workflows}
    if state.is_on("github-other-config") and "config.yml" in listing:
        changed["config.yml"] = b"language: {people: en, maintainers: en}\n"
    return listing | {path: _files().add_blob(content) for path, content in changed.items()}


@routes.get("/contents/", defaults={"path": ""}, strict_slashes=False)
@routes.get("/contents/<path:path>")
@web.needs("contents:read")
def get(path: str) -> Response:
    branch = request.args.get("ref") or web.state().repository.default_branch
    try:
        listing = _as_faults_have_it(branch, _files().listing(branch))
        newness.check_branch(branch)
    except MissingError as error:
        raise web.ApiError(404, f"No commit found for the ref {branch}") from error
    if path in listing:
        content = _files().blob(listing[path])
        small = len(content) <= MAX_INLINE_BYTES
        inline = {
            "encoding": "base64" if small else "none",
            "content": base64.encodebytes(content).decode() if small else "",
        }
        return web.answer({**_entry(branch, path, listing[path]), **inline})
    entries = _folder(branch, path, listing)
    if not entries:
        raise web.ApiError(404, "Not Found")
    return web.answer(entries)


@routes.put("/contents/<path:path>")
@web.needs("contents:write")
def put(path: str) -> Response:
    body = web.body()
    branch = web.text(body, "branch") or web.state().repository.default_branch
    message = web.text(body, "message", required=True) or ""
    content = git_routes.decoded(web.text(body, "content", required=True) or "")
    try:
        known = _files().listing(branch).get(path)
        newness.check_branch(branch)
        newness.check_commit(branch)
    except MissingError as error:
        raise web.ApiError(404, f"Branch {branch} not found") from error
    given = web.text(body, "sha")
    if known and not given:
        raise web.ApiError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    if given and known != given:
        raise web.ApiError(409, f"{path} does not match {given}")
    made = _files().put(branch, path, content, message, web.actor().login)
    entry = _entry(branch, path, _files().listing(branch)[path])
    return web.answer({"content": entry, "commit": git_routes.commit_shape(made)}, 200 if known else 201)
