"""Other pages in the browser of a developer: they cannot move the screen, nor read it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.sandbox.screen.shown import StillParts


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:8362", "127.0.0.1.evil.test", "localhost.evil.test", "["]
)
def test_a_name_that_somebody_points_to_this_machine_shows_nothing(
    parts: StillParts, client: FlaskClient, host: str
) -> None:
    """Its pages would be of the screen's own origin: a browser goes by the name, not by where it leads."""
    for method, path in (
        ("GET", "/"),
        ("GET", "/events"),
        ("GET", "/console"),
        ("POST", "/switches/on/github-down"),
    ):
        answer = client.open(path, method=method, headers={"Host": host})
        assert answer.status_code == 403, path

    assert parts.github_faults.standing() == {}


@pytest.mark.parametrize("host", ["127.0.0.1:8362", "localhost:8362", "[::1]:8362"])
def test_the_names_of_this_machine_show_the_screen(client: FlaskClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_a_form_that_names_another_origin_does_nothing_also_where_the_browser_says_no_more(
    parts: StillParts, client: FlaskClient
) -> None:
    for origin in ("https://evil.test", "null", "http://127.0.0.1:9999"):
        answer = client.post("/switches/on/github-down", headers={"Host": "127.0.0.1:8362", "Origin": origin})
        assert answer.status_code == 403, origin

    assert parts.github_faults.standing() == {}
    own = {"Host": "127.0.0.1:8362", "Origin": "http://127.0.0.1:8362"}
    assert client.post("/switches/on/github-down", headers=own).status_code == 303


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-origin", 302), ("none", 302)])
def test_no_other_site_makes_links_into_the_console(client: FlaskClient, site: str, status: int) -> None:
    answer = client.get("/console", headers={"Host": "127.0.0.1:8362", "Sec-Fetch-Site": site})

    assert answer.status_code == status
