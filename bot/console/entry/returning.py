"""Where the browser goes after a form: to a page of the console, and nowhere else."""

from __future__ import annotations

import re

from flask import Response, current_app, redirect, request
from werkzeug.exceptions import HTTPException

# A path of ours, and nothing that a browser could take for the address of another host.
_OWN_PAGE = re.compile(r"/[a-z][A-Za-z0-9/_-]*(?:\?[A-Za-z0-9/?_.=&%-]*)?")


def here() -> str:
    """Return the page in work, with what it was asked for; the first one, where this one only answers a form."""
    adapter = current_app.create_url_adapter(request)
    try:
        found = adapter and adapter.match(method="GET")
    except HTTPException:
        found = None
    if not found or request.path == "/":
        return "/"
    whole = request.full_path.removesuffix("?")
    return whole if _OWN_PAGE.fullmatch(whole) else request.path


def back() -> Response:
    """Return to the page that `to` names, else to the first one."""
    place = request.values.get("to", "")
    return to(f"{request.script_root}{place if _OWN_PAGE.fullmatch(place) else '/'}")


def to(address: str) -> Response:
    """Send the browser to a page of ours by GET (RFC 9110, 303), also a page that htmx would take for a part."""
    if "HX-Request" in request.headers:
        return Response(status=204, headers={"HX-Redirect": address})
    found = redirect(address, code=303)
    return Response(found.get_data(), found.status_code, found.headers)
