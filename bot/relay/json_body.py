"""Reads the JSON that other systems and the workflows send."""

from __future__ import annotations

import json
from typing import Any

from flask import request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType


def sealed() -> str:
    """Return the sealed report of the request, empty where it holds none; raises as `read` does."""
    token = read().get("sealed")
    return token if isinstance(token, str) and token.isascii() else ""


def read() -> dict[str, Any]:
    """Return the JSON object of the request; raises an HTTPException of status 415, 413 or 400."""
    if not request.is_json:
        raise UnsupportedMediaType("Send JSON, with the header `Content-Type: application/json`.")
    try:
        body = json.loads(request.get_data())
    except (ValueError, RecursionError) as error:
        raise BadRequest("The body is not JSON.") from error
    if not isinstance(body, dict):
        raise BadRequest("The body is JSON but not an object.")
    return body
