"""Files as browsers get them: on branches, attached to comments, and by signed addresses that need no login.

Opening an issue's page here sets a cookie that counts as a login; a private repository shows its files to nobody
else. Sources: GitHub's documentation, pages "Attaching files" and "Repository contents"; the address of a private
picture, signed for some minutes, appears only in a comment's HTML.
"""

from __future__ import annotations

import mimetypes
import re
from base64 import b64decode
from typing import TYPE_CHECKING

from flask import Blueprint, Response, g, redirect, request

from bot.sandbox.github import web
from bot.sandbox.github.markdown import render
from bot.sandbox.github.values import MissingError

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as BaseResponse

    from bot.sandbox.github.files import Files

routes = Blueprint("files", __name__)
SIGNED_IN = "user_session"
_ASSET = re.compile(r"https?://[^\s\"<>/]++/user-attachments/assets/([0-9a-f-]{36})")
_SHOWN = ("image/jpeg", "image/png", "image/gif", "image/webp")


def _may_see() -> bool:
    return not web.state().repository.private or SIGNED_IN in request.cookies


def served(content: bytes, content_type: str) -> Response:
    """Return a stranger's file, which may run nothing."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@routes.get("/<owner>/<repo>/raw/<path:place>")
@routes.get("/<owner>/<repo>/blob/<path:place>")
def page(place: str) -> BaseResponse:
    """Redirect a reader to the file's signed address."""
    if g.get("other_repository") or not _may_see():
        raise web.ApiError(404, "Not Found")
    name = f"{web.state().repository.full_name}/{place}"
    find(web.state().files, place)
    return redirect(f"/_raw/{name}?token={web.state().files.sign(name)}")


@routes.get("/_raw/<path:place>")
def raw(place: str) -> Response:
    """Serve a file as raw.githubusercontent.com does: pictures and texts with their type, the rest as plain bytes."""
    if web.state().repository.private and not web.state().files.opens(request.args.get("token", ""), place):
        raise web.ApiError(404, "Not Found")
    path = place.removeprefix(f"{web.state().repository.full_name}/")
    return typed(find(web.state().files, path), path)


def typed(content: bytes, path: str) -> Response:
    """Return a file with its type, if it is one that is shown."""
    kind = mimetypes.guess_type(path)[0]
    if kind == "text/plain":
        return served(content, "text/plain; charset=utf-8")
    return served(content, kind if kind in _SHOWN else "application/octet-stream")


def find(files: Files, place: str) -> bytes:
    """Find a file whose branch may have slashes in its name."""
    for branch in files.branches():
        path = place.removeprefix("refs/heads/").removeprefix(f"{branch}/")
        if path in files.listing(branch):
            return files.blob(files.listing(branch)[path])
    raise MissingError(place)


@routes.get("/user-attachments/assets/<key>")
@routes.get("/user-attachments/files/<key>/<_name>")
def attachment(key: str, _name: str = "") -> Response:
    if not _may_see():
        raise web.ApiError(404, "Not Found")
    found = web.state().files.attachment(key)
    return served(found.content, found.content_type)


@routes.get("/_private-user-images/<key>")
def signed_attachment(key: str) -> Response:
    if not web.state().files.opens(request.args.get("jwt", ""), key):
        raise web.ApiError(404, "Not Found")
    found = web.state().files.attachment(key)
    return served(found.content, found.content_type)


@routes.post("/_sandbox/attachments")
def attach() -> Response:
    """Attach a file to a comment being written, and return its Markdown; GitHub has no such API."""
    content = web.body()
    kind = web.text(content, "content_type", required=True) or ""
    name = web.text(content, "name", required=True) or ""
    found = web.state().files.attach(name, kind, b64decode(web.text(content, "base64", required=True) or ""))
    base = f"{web.shapes().base}/user-attachments"
    if kind.startswith("image/"):
        markdown = f"![{name}]({base}/assets/{found.id})"
    elif kind.startswith("video/"):
        markdown = f"{base}/assets/{found.id}"
    else:
        markdown = f"[{name}]({base}/files/{found.id}/{name})"
    return web.answer({"id": found.id, "markdown": markdown}, 201)


def html_of(body: str) -> str:
    """Return a comment as HTML, with the addresses of private pictures and videos signed."""
    if not web.state().repository.private:
        return str(render(body))

    def sign(found: re.Match[str]) -> str:
        key = web.state().files.sign(found[1])
        return f"{web.shapes().base}/_private-user-images/{found[1]}?jwt={key}"

    bare = re.sub(rf"(?m)^({_ASSET.pattern})\s*$", r"![](\1)", body)
    tags = re.sub(r"""<img\b[^<>]{0,1000}?\bsrc=["']([^"'<>]++)["'][^<>]*+>""", r"![](\1)", bare)
    return _ASSET.sub(sign, str(render(tags)))
