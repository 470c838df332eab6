"""The services' own descriptions of their APIs, cut to what is asked, and exchanges judged by them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.templating.paths.exceptions import PathError
from requests import PreparedRequest, Response
from werkzeug.datastructures import Headers, ImmutableMultiDict

HOST = "https://description.invalid"


class _Asked:
    """A request as openapi-core takes it."""

    def __init__(self, request: PreparedRequest) -> None:
        url = urlsplit(str(request.url))
        body = request.body
        self.host_url, self.path, self.method = HOST, _one_segment(url.path), str(request.method).lower()
        self.content_type = str(request.headers.get("Content-Type") or "").partition(";")[0]
        self.body = body.encode() if isinstance(body, str) else body
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(url.query, keep_blank_values=True)),
            header=Headers(list(request.headers.items())),
            cookie=ImmutableMultiDict(),
            path={},
        )


class _Answered:
    """A response as openapi-core takes it."""

    def __init__(self, response: Response) -> None:
        self.status_code, self.data = response.status_code, response.content
        self.headers = Headers(list(response.headers.items()))
        self.content_type = str(response.headers.get("Content-Type", "application/json")).partition(";")[0]


def _one_segment(path: str) -> str:
    """Return a path in which that of a file, the one parameter with slashes, is a single part."""
    start, contents, file = path.partition("/contents/")
    return start + contents + file.replace("/", "%2F")


def _allow_null(node: object) -> None:
    """Let a nullable enumeration be null, as it is answered, whatever it lists."""
    if isinstance(node, dict):
        if node.get("nullable") and isinstance(node.get("enum"), list) and None not in node["enum"]:
            node["enum"].append(None)
        for value in node.values():
            _allow_null(value)
    elif isinstance(node, list):
        for value in node:
            _allow_null(value)


@cache
def description(name: str) -> OpenAPI:
    """Return one of the descriptions in this folder."""
    content = json.loads((Path(__file__).parent / f"{name}.json").read_text("utf-8"))
    _allow_null(content)
    return OpenAPI.from_dict({**content, "servers": [{"url": HOST}]}, config=Config(spec_validator_cls=None))


def faults(name: str, request: PreparedRequest, response: Response) -> list[str]:
    """Return what is wrong with an exchange by a description; a path that it lacks is wrong too.

    A request that was refused may be wrong, and refusals are described for some paths only.
    """
    api, asked, answered = description(name), _Asked(request), _Answered(response)
    errors: list[BaseException] = []
    if response.status_code < 400:
        errors += api.iter_request_errors(asked)
        errors += [
            one for one in api.iter_response_errors(asked, answered) if "Header" not in type(one).__name__
        ]
    else:
        errors += [one for one in api.iter_request_errors(asked) if isinstance(one, PathError)]
    return [f"{request.method} {asked.path}: {_explained(error)}" for error in errors]


def _explained(error: BaseException) -> str:
    details: list[Any] = list(getattr(error.__cause__ or error, "schema_errors", None) or [])
    listed = [
        f"{'/'.join(map(str, one.absolute_path)) or 'body'}: {one.message[:200]}" for one in details[:5]
    ]
    return f"{type(error).__name__} {'; '.join(listed) or str(error)[:300]}"
