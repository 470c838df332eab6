"""Secrets are written sealed, tokens tried out, and what a token lacks is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.adapters.github.admin import Administration, parse_expiry
from bot.core import clock
from bot.core.errors import RepositoryError
from bot.sandbox.github.values import Actor
from tests.conftest import MovedClock
from tests.stage import Stage

RELAY = frozenset({"contents:write", "actions:read"})


def _with(stage: Stage, *scopes: str, expires: datetime | None = None) -> Administration:
    stage.state.add_token("a-token", Actor("marina", "fine-grained", frozenset(scopes), expires))
    return Administration(stage.tools.settings, "a-token")


def test_a_secret_is_written_listed_and_written_again(moved_clock: MovedClock, stage: Stage) -> None:
    administration = _with(stage, "secrets:write")
    administration.put_secret("TWILIO_AUTH_TOKEN", "first")
    first = administration.secrets()["TWILIO_AUTH_TOKEN"]
    moved_clock.advance(timedelta(days=1))
    administration.put_secret("TWILIO_AUTH_TOKEN", "não é ASCII")

    assert stage.state.secrets.get("twilio_auth_token").value == "não é ASCII"
    later = administration.secrets()["TWILIO_AUTH_TOKEN"] - first
    assert timedelta(days=1) <= later <= timedelta(days=1, minutes=2)


def test_a_job_may_not_so_much_as_see_their_names(stage: Stage) -> None:
    with pytest.raises(RepositoryError) as refused:
        Administration(stage.tools.settings).secrets()

    assert refused.value.status == 403


def test_who_may_read_may_not_write(stage: Stage) -> None:
    administration = _with(stage, "secrets:read")

    assert administration.secrets() == {}
    with pytest.raises(RepositoryError):
        administration.put_secret("A", "b")


@pytest.mark.parametrize(
    ("scopes", "faults"),
    [
        (RELAY, ()),
        ({"contents:read", "actions:read"}, ("Contents: write",)),
        ({"contents:write"}, ("Actions: read",)),
    ],
)
def test_what_the_relays_token_lacks_is_named(
    stage: Stage, scopes: frozenset[str], faults: tuple[str, ...]
) -> None:
    stage.state.add_user("marina", "write")

    assert _with(stage, *scopes).examine().faults == faults


def test_a_token_that_is_none_is_found_out(stage: Stage) -> None:
    assert Administration(stage.tools.settings, "never-made").examine().faults == ("HTTP 401",)


def test_the_end_of_a_token_is_known(stage: Stage) -> None:
    end = (clock.now() + timedelta(days=30)).replace(microsecond=0)

    assert _with(stage, *RELAY, expires=end).expiry() == end
    assert _with(stage, *RELAY).expiry() is None


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("2027-10-12 09:00:00 UTC", datetime(2027, 10, 12, 9, tzinfo=UTC)),
        ("2027-10-12 09:00:00 +0000", datetime(2027, 10, 12, 9, tzinfo=UTC)),
        ("2027-10-12 09:00:00 -0300", datetime(2027, 10, 12, 9, tzinfo=timezone(timedelta(hours=-3)))),
        ("", None),
        ("soon", None),
    ],
)
def test_every_way_in_which_github_writes_it_is_read(header: str, moment: datetime | None) -> None:
    assert parse_expiry(header) == moment


def test_a_token_that_may_not_remove_a_secret_gets_an_explanation(stage: Stage) -> None:
    stage.state.secrets.put("A", "b")
    with pytest.raises(RepositoryError):
        _with(stage, "secrets:read").remove_secret("A")

    _with(stage, "secrets:write").remove_secret("A")
    assert stage.state.secrets.values() == {}


def test_a_file_is_read_as_it_is_on_the_default_branch(stage: Stage) -> None:
    files = stage.state.files
    assert _with(stage, "contents:read").text_of("a/b.yml") is None
    tree = files.add_tree({"a/b.yml": files.add_blob("olá\n".encode())})
    files.set_branch("main", files.add_commit(tree, (), "A file", "marina").sha)

    assert _with(stage, "contents:read").text_of("a/b.yml") == "olá\n"
    assert _with(stage, "secrets:read").text_of("a/b.yml") is None
