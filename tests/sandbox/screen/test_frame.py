"""The frame of the screen: what belongs to no pane."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from bot.core.errors import BotError
from tests.sandbox.screen.shown import StillParts


def test_the_console_opens_signed_in(client: FlaskClient) -> None:
    answer = client.get("/console")

    assert (answer.status_code, answer.location) == (302, "http://127.0.0.1:9/console/link/secret")


def test_where_the_console_cannot_be_opened_the_screen_says_why(
    client: FlaskClient, parts: StillParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses() -> str:
        raise BotError("The relay did not start.")

    monkeypatch.setattr(parts, "console_link", refuses)
    answer = client.get("/console")

    assert answer.status_code == 422
    assert "O relay não iniciou." in answer.text
    assert "<!doctype html>" in answer.text


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_a_reader_chooses_the_language_and_keeps_what_is_open(client: FlaskClient, language: str) -> None:
    answer = client.get(f"/?phone=%2B5511987654321&lang={language}")

    assert (answer.status_code, answer.location) == (302, "/?phone=%2B5511987654321")
    assert f'<html lang="{language}">' in client.get("/").text


def test_a_language_that_there_is_not_changes_nothing(client: FlaskClient) -> None:
    page = client.get("/?lang=<b>")

    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    assert '<html lang="pt-BR">' in page.text
