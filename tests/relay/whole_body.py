"""Asks the relay as its own server does, which hands over each body whole."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask
from flask.testing import FlaskClient

from bot.relay import form_request


def client_of(app: Flask) -> FlaskClient:
    """Return a client of the application; it is changed for good."""
    plain = app.wsgi_app

    def with_body(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        whole = {form_request.BODY: body, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return plain({**environ, **whole}, start_response)

    app.wsgi_app = with_body  # type: ignore[method-assign] # as Flask documents it
    return app.test_client()
