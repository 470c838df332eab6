"""Files on branches over HTTP: contents, and the git objects needed to create a branch.

Sources: GitHub's REST reference, pages "Repository contents" and "Git database".
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from bot.sandbox.github import newness, web
from bot.sandbox.github.files import author_shape
from bot.sandbox.github.values import MissingError

if TYPE_CHECKING:
    from bot.sandbox.github.files import Commit, Files
    from bot.sandbox.github.shapes import Json

routes = Blueprint("contents", __name__, url_prefix="/repos/<owner>/<repo>")
HEADS = "refs/heads/"
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


@routes.get("/contents/", defaults={"path": ""}, strict_slashes=False)
@routes.get("/contents/<path:path>")
@web.needs("contents:read")
def get(path: str) -> Response:
    branch = request.args.get("ref") or web.state().repository.default_branch
    try:
        listing = _files().listing(branch)
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
    content = _decoded(web.text(body, "content", required=True) or "")
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
    return web.answer({"content": entry, "commit": _commit(made)}, 200 if known else 201)


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error as error:
        raise web.ApiError(422, "content is not valid Base64") from error


@routes.post("/git/trees")
@web.needs("contents:write")
def create_tree() -> Response:
    entries = web.body().get("tree")
    if not isinstance(entries, list) or not entries:
        raise web.ApiError(422, "Invalid tree info")
    files = {str(entry["path"]): _blob_of(entry) for entry in entries}
    sha = _files().add_tree(files)
    shapes = web.shapes()
    shown = [
        {
            "path": path,
            "mode": "100644",
            "type": "blob",
            "size": len(_files().blob(blob)),
            "sha": blob,
            "url": f"{shapes.repo_url}/git/blobs/{blob}",
        }
        for path, blob in files.items()
    ]
    url = f"{shapes.repo_url}/git/trees/{sha}"
    return web.answer({"sha": sha, "url": url, "tree": shown, "truncated": False}, 201)


@routes.get("/git/trees/<sha>")
@web.needs("contents:read")
def get_tree(sha: str) -> Response:
    """List the files of a tree, or of a commit's tree; ours are flat, without entries for folders."""
    files, url = _files(), f"{web.shapes().repo_url}/git"
    try:
        sha = files.commit(sha).tree
    except MissingError:
        files.tree(sha)
    recursive = bool(request.args.get("recursive"))
    listed = [
        {
            "path": path,
            "mode": "100644",
            "type": "blob",
            "size": len(files.blob(blob)),
            "sha": blob,
            "url": f"{url}/blobs/{blob}",
        }
        for path, blob in sorted(files.tree(sha).items())
        if recursive or "/" not in path
    ]
    return web.answer({"sha": sha, "url": f"{url}/trees/{sha}", "tree": listed, "truncated": False})


def _blob_of(entry: dict[str, Any]) -> str:
    if isinstance(entry.get("content"), str):
        return _files().add_blob(entry["content"].encode())
    raise web.ApiError(422, "tree.sha or tree.content must be given")


@routes.post("/git/commits")
@web.needs("contents:write")
def create_commit() -> Response:
    body = web.body()
    message = web.text(body, "message", required=True) or ""
    tree = web.text(body, "tree", required=True) or ""
    parents = tuple(str(sha) for sha in body.get("parents") or ())
    try:
        made = _files().add_commit(tree, parents, message, web.actor().login)
    except MissingError as error:
        raise web.ApiError(422, "Tree SHA does not exist") from error
    return web.answer(_commit(made), 201)


@routes.post("/git/refs")
@web.needs("contents:write")
def create_ref() -> Response:
    body = web.body()
    ref, sha = web.text(body, "ref", required=True) or "", web.text(body, "sha", required=True) or ""
    branch = ref.removeprefix(HEADS)
    if not ref.startswith(HEADS) or not branch:
        raise web.ApiError(422, "Reference name must start with 'refs/' and contain another slash")
    if branch in _files().branches():
        raise web.ApiError(422, "Reference already exists")
    try:
        _files().set_branch(branch, sha)
    except MissingError as error:
        raise web.ApiError(422, "Object does not exist") from error
    return web.answer(_ref(branch, sha), 201)


@routes.get("/git/ref/heads/<path:branch>")
@web.needs("contents:read")
def get_ref(branch: str) -> Response:
    return web.answer(_ref(branch, _files().head(branch).sha))


@routes.delete("/git/refs/heads/<path:branch>")
@web.needs("contents:write")
def delete_ref(branch: str) -> Response:
    try:
        _files().delete_branch(branch)
    except MissingError as error:
        raise web.ApiError(422, "Reference does not exist") from error
    return web.nothing()


def _ref(branch: str, sha: str) -> Json:
    shapes = web.shapes()
    return {
        "ref": f"{HEADS}{branch}",
        "node_id": f"REF_{branch}",
        "url": f"{shapes.repo_url}/git/refs/heads/{quote(branch)}",
        "object": {"type": "commit", "sha": sha, "url": f"{shapes.repo_url}/git/commits/{sha}"},
    }


def _commit(commit: Commit) -> Json:
    shapes = web.shapes()
    unsigned = {
        "verified": False,
        "reason": "unsigned",
        "signature": None,
        "payload": None,
        "verified_at": None,
    }
    return {
        "sha": commit.sha,
        "node_id": f"C_{commit.sha}",
        "url": f"{shapes.repo_url}/git/commits/{commit.sha}",
        "html_url": f"{shapes.html_url}/commit/{commit.sha}",
        "author": author_shape(commit),
        "committer": author_shape(commit),
        "message": commit.message,
        "tree": {"sha": commit.tree, "url": f"{shapes.repo_url}/git/trees/{commit.tree}"},
        "parents": [
            {
                "sha": sha,
                "url": f"{shapes.repo_url}/git/commits/{sha}",
                "html_url": f"{shapes.html_url}/commit/{sha}",
            }
            for sha in commit.parents
        ],
        "verification": unsigned,
    }
