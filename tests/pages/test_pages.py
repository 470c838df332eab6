from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from bot.pages import headers, templates
from bot.pages.assets import Assets


@pytest.fixture(name="assets")
def _assets() -> Assets:
    return Assets("/x/assets")


@pytest.fixture(name="client")
def _client(assets: Assets) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(assets.blueprint(), url_prefix="/x/assets")
    app.add_url_rule("/x", view_func=lambda: "a page")
    headers.install(app)
    return app.test_client()


def test_an_asset_is_kept_by_browsers_under_an_address_that_names_its_content(
    assets: Assets, client: FlaskClient
) -> None:
    answer = client.get(assets.url("htmx.min.js"))

    assert answer.status_code == 200
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert "immutable" in answer.headers["Cache-Control"]
    assert client.get("/x/assets/0000000000000000/htmx.min.js").status_code == 404


def test_a_page_is_kept_by_nobody_and_stands_in_no_frame(client: FlaskClient) -> None:
    answer = client.get("/x")

    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("language", "nothing", "moment"),
    [
        ("pt-BR", "Não há nada esperando para ser enviado de novo.", "26/11 09:30"),
        ("en", "Nothing waits to be sent again.", "26 Nov 09:30"),
    ],
)
def test_a_template_speaks_the_language_and_the_hour_of_the_page(
    assets: Assets, language: str, nothing: str, moment: str
) -> None:
    app = Flask(__name__)
    templates.install(app, assets, lambda: language, lambda: ZoneInfo("America/Sao_Paulo"))

    with app.test_request_context():
        text = render_template_string(
            '{{ _("Nothing waits to be sent again.") }}|{{ at | moment }}|{{ _("The log file {file} cannot be '
            'written ({why}).", file="<b>", why="x") }}',
            at=datetime(2026, 11, 26, 12, 30, tzinfo=UTC),
        )

    first, when, last = text.split("|")
    assert (first, when) == (nothing, moment)
    assert "<b>" not in last
    assert "&lt;b&gt;" in last
