"""Styles and scripts, served under an address that names their content, so that browsers keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from flask import Blueprint, Response
from werkzeug.exceptions import NotFound

SHARED = Path(__file__).with_name("static")
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".txt": "text/plain"}
_YEAR_SECONDS = 31_536_000


class Assets:
    """The files of some folders, by their names; of two of one name the later folder's counts."""

    def __init__(self, prefix: str, folders: Sequence[Path] = ()) -> None:
        """`prefix` is the path that the addresses begin with, such as `/console/assets`."""
        self._prefix = prefix
        self._folders = (SHARED, *folders)

    def url(self, name: str) -> str:
        """Return the address of a file; raises KeyError if there is none."""
        return f"{self._prefix}/{self._digests[name]}/{name}"

    def blueprint(self) -> Blueprint:
        """Return what serves the files, to be registered under the prefix; it brings `document.html` for all pages."""
        area = Blueprint("assets", __name__, template_folder="html")

        @area.get("/<digest>/<name>")
        def asset(digest: str, name: str) -> Response:
            if self._digests.get(name) != digest:
                raise NotFound
            answer = Response(
                self._contents[name], content_type=f"{_TYPES[Path(name).suffix]}; charset=utf-8"
            )
            answer.cache_control.public = True
            answer.cache_control.max_age = _YEAR_SECONDS
            answer.cache_control.immutable = True
            return answer

        return area

    @cached_property
    def _contents(self) -> Mapping[str, bytes]:
        files = (
            file for folder in self._folders for file in sorted(folder.iterdir()) if file.suffix in _TYPES
        )
        return {file.name: file.read_bytes() for file in files}

    @cached_property
    def _digests(self) -> Mapping[str, str]:
        return {name: hashlib.sha256(content).hexdigest()[:16] for name, content in self._contents.items()}
