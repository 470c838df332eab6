"""Answers leave compressed, since the screen is long and says much twice."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

_LEAST_BYTES = 1000
_PACKED = ("text/html", "text/css", "text/javascript")


def install(app: Flask) -> None:
    """Compress what pages are made of for browsers that take it; files of people and the stream leave as they are."""

    @app.after_request
    def packed(answer: Response) -> Response:
        if (
            answer.mimetype not in _PACKED
            or answer.is_streamed
            or not request.accept_encodings.quality("gzip")
        ):
            return answer
        content = answer.get_data()
        if len(content) >= _LEAST_BYTES:
            answer.set_data(gzip.compress(content, compresslevel=6, mtime=0))
            answer.headers["Content-Encoding"] = "gzip"
            answer.vary.add("Accept-Encoding")
        return answer
