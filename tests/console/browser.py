"""A browser without a screen: it keeps cookies, and fills in forms as a page of the console gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Flask
from werkzeug.test import Client, TestResponse

ADMINISTRATOR, PASSWORD = "marina", "four words that rhyme"
# At the least cost that the format takes: what passwords are made with takes a third of a second a guess.
HASHED = f"scrypt:14:8:1:{'5a' * 16}:ccf13ab39e67f9995884c8936770208ad1048082fdfa67313ea5bb147a04592d"
HOST = "127.0.0.1:8360"
HOME = f"http://{HOST}"
_PEER = {"REMOTE_ADDR": "127.0.0.1"}


class Visiting:
    """A browser at the console of this machine, mounted as the relay mounts it."""

    def __init__(self, app: Flask) -> None:
        self.client = Client(app)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, base_url=f"{HOME}/console", headers=headers, environ_base=_PEER)

    def post(self, path: str, *, origin: str = HOME, token: str | None = None, **fields: str) -> TestResponse:
        """Send a form; its token is that of the first page, unless one is given."""
        if token is None:
            found = re.search(r'name="form-token" value="(\w+)"', self.get("/github").text)
            token = found[1] if found else ""
        return self.send(path, {"form-token": token, **fields}, Origin=origin)

    def send(self, path: str, fields: Mapping[str, str], **headers: str) -> TestResponse:
        """Send fields as they are; `_` in the name of a header stands for a hyphen."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(
            path, base_url=f"{HOME}/console", headers=named, data=fields, environ_base=_PEER
        )

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name, domain="127.0.0.1")
        return found.value if found else None
