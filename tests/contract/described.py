"""Judges exchanges by the services' own OpenAPI descriptions, cut to what is asked of them; see `descriptions/`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from requests import PreparedRequest, Response
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests import wire

FOLDER = Path(__file__).parent / "descriptions"
_HOST = "https://service.example"


class _Asked:
    """A request, in the form that openapi-core takes."""

    def __init__(self, request: PreparedRequest) -> None:
        url, body = urlsplit(str(request.url)), request.body
        self.host_url, self.path, self.method = _HOST, _in_parts(url.path), str(request.method).lower()
        headers = Headers(list(request.headers.items()))
        self.content_type = headers.get("Content-Type", "").partition(";")[0]
        query = ImmutableMultiDict(parse_qsl(url.query, keep_blank_values=True))
        self.parameters = RequestParameters(query=query, header=headers, cookie=ImmutableMultiDict(), path={})
        self.body = body.encode() if isinstance(body, str) else body


def _in_parts(path: str) -> str:
    """Return a path in which that of a file in a repository, the one parameter with slashes, is a single part."""
    start, contents, file = path.partition("/contents/")
    return start + contents + file.replace("/", "%2F")


class _Answered:
    """The answer to it."""

    def __init__(self, response: Response) -> None:
        self.status_code, self.data = response.status_code, response.content
        self.headers = Headers(list(response.headers.items()))
        self.content_type = response.headers.get("Content-Type", "application/json").partition(";")[0]


class Description:
    """One of the descriptions, by the name of its file."""

    def __init__(self, name: str) -> None:
        self._document = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
        self._api = OpenAPI.from_dict(self._document, config=Config(spec_validator_cls=None))
        self.seen: set[tuple[int, str]] = set()
        self.faults: list[str] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Judge every exchange of this process meanwhile; `faults` lists what does not fit."""
        with wire.passing(self._judge):
            yield

    def _judge(self, request: PreparedRequest, response: Response) -> None:
        asked = _Asked(request)
        refused = (
            response.status_code >= 400
        )  # the answer is described nowhere, and what was asked may well be wrong
        errors = [] if refused else list(self._api.iter_request_errors(asked))
        if not refused:
            errors += self._api.iter_response_errors(asked, _Answered(response))
        self.seen.add((response.status_code, asked.path))
        self.faults += [f"{asked.method} {asked.path}: {_explained(error)}" for error in errors]


def _explained(error: BaseException) -> str:
    cause = error.__cause__ or error
    details = [
        f"{'/'.join(map(str, one.absolute_path))}: {one.message[:200]}"
        for one in getattr(cause, "schema_errors", None) or ()
    ]
    return f"{type(error).__name__} {'; '.join(details) or str(error)[:300]}"
