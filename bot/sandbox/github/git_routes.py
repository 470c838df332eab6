"""Branches and git objects over HTTP.

Sources: GitHub's REST reference, pages "Git database" and "Branches".
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

routes = Blueprint("git", __name__, url_prefix="/repos/<owner>/<repo>")
HEADS = "refs/heads/"


def _files() -> Files:
    return web.state().files


def decoded(content: str) -> bytes:
    """Return what Base64 stands for."""
    try:
        return base64.b64decode(content, validate=True)
    except binascii.Error as error:
        raise web.ApiError(422, "content is not valid Base64") from error


@routes.post("/git/blobs")
@web.needs("contents:write")
def create_blob() -> Response:
    body = web.body()
    content = web.text(body, "content", required=True) or ""
    encoding = web.text(body, "encoding") or "utf-8"
    if encoding not in ("utf-8", "base64"):
        raise web.ApiError(422, "Encoding must be utf-8 or base64")
    sha = _files().add_blob(decoded(content) if encoding == "base64" else content.encode())
    return web.answer({"sha": sha, "url": f"{web.shapes().repo_url}/git/blobs/{sha}"}, 201)


@routes.get("/branches/<path:branch>")
@web.needs("contents:read")
def get_branch(branch: str) -> Response:
    try:
        head = _files().head(branch)
        newness.check_branch(branch)
    except MissingError as error:
        raise web.ApiError(404, "Branch not found") from error
    url = f"{web.shapes().repo_url}/branches/{quote(branch, safe='')}"
    commit = commit_shape(head)
    inner = {key: commit[key] for key in ("author", "committer", "message", "tree", "url", "verification")}
    return web.answer(
        {
            "name": branch,
            "commit": {
                **{key: commit[key] for key in ("sha", "node_id", "html_url", "parents")},
                "url": f"{web.shapes().repo_url}/commits/{head.sha}",
                "comments_url": f"{web.shapes().repo_url}/commits/{head.sha}/comments",
                "author": None,
                "committer": None,
                "commit": {**inner, "comment_count": 0},
            },
            "_links": {"self": url, "html": f"{web.shapes().html_url}/tree/{quote(branch)}"},
            "protected": False,
            "protection": {},
            "protection_url": f"{url}/protection",
        }
    )


@routes.post("/git/trees")
@web.needs("contents:write")
def create_tree() -> Response:
    body = web.body()
    entries, base = body.get("tree"), web.text(body, "base_tree")
    if not isinstance(entries, list) or not entries:
        raise web.ApiError(422, "Invalid tree info")
    try:
        files = _files().tree(base) if base else {}
    except MissingError as error:
        raise web.ApiError(422, "base_tree is not a valid tree oid") from error
    files |= {str(entry["path"]): _blob_of(entry) for entry in entries}
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
    if isinstance(entry.get("sha"), str):
        try:
            _files().blob(entry["sha"])
        except KeyError as error:
            raise web.ApiError(422, f"tree.sha {entry['sha']} is not a valid blob") from error
        return str(entry["sha"])
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
    return web.answer(commit_shape(made), 201)


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


@routes.patch("/git/refs/heads/<path:branch>")
@web.needs("contents:write")
def move_ref(branch: str) -> Response:
    body = web.body()
    sha = web.text(body, "sha", required=True) or ""
    try:
        head = _files().head(branch)
        newness.check_branch(branch)
    except MissingError as error:
        raise web.ApiError(422, "Reference does not exist") from error
    newness.check_commit(branch)
    try:
        parents = _files().commit(sha).parents
    except MissingError as error:
        raise web.ApiError(422, "Object does not exist") from error
    if head.sha not in (sha, *parents) and not body.get("force"):
        raise web.ApiError(422, "Update is not a fast forward")
    _files().set_branch(branch, sha)
    return web.answer(_ref(branch, sha))


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


def commit_shape(commit: Commit) -> Json:
    """Return a commit as GitHub's API writes it."""
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
