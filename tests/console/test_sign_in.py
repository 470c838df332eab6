"""Who gets in, and who does not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.console.app import create_app
from bot.console.entry import visitor
from bot.console.entry.attempts import FROM_ONE
from bot.console.entry.sessions import IDLE, LINK_WORKS, LONGEST, Sessions
from bot.core import clock
from bot.relay.mounting import RelayParts
from bot.relay.store.notes import SharedNotes
from tests.conftest import MovedClock
from tests.console.browser import ADMINISTRATOR, HOME, PASSWORD, Visiting


@pytest.fixture(name="one_moment")
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the passwords take to check, no time passes."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)


def _is_in(visiting: Visiting) -> bool:
    return visiting.get("/github").status_code == 200


def test_the_password_lets_its_administrator_in(visiting: Visiting) -> None:
    assert not _is_in(visiting)

    answer = visiting.post("/sign-in", name=ADMINISTRATOR, password=PASSWORD)

    assert answer.status_code == 303
    assert _is_in(visiting)


@pytest.mark.parametrize(
    ("name", "password"),
    [(ADMINISTRATOR, "wrong"), (ADMINISTRATOR, ""), ("nobody", PASSWORD), ("rita", ""), ("", PASSWORD)],
)
def test_nothing_else_does(visiting: Visiting, name: str, password: str) -> None:
    answer = visiting.post("/sign-in", name=name, password=password)

    assert answer.status_code == 403
    assert "Nome e senha não conferem." in answer.text
    assert not _is_in(visiting)


def test_a_link_lets_in_once(visiting: Visiting, parts: RelayParts) -> None:
    secret = Sessions(parts.store).make_link("rita")
    assert visiting.get(f"/link/{secret}").status_code == 200  # looking at it does not use it up

    assert visiting.post("/link", secret=secret).status_code == 303
    assert _is_in(visiting)

    second = Visiting(create_app(parts))
    answer = second.post("/link", secret=secret)
    assert answer.status_code == 403
    assert "já foi usado" in answer.text
    assert not _is_in(second)


def test_a_link_is_too_old_after_ten_minutes(
    visiting: Visiting, parts: RelayParts, moved_clock: MovedClock
) -> None:
    secret = Sessions(parts.store).make_link("rita")
    moved_clock.advance(LINK_WORKS + timedelta(seconds=1))

    assert visiting.post("/link", secret=secret).status_code == 403


def test_a_link_of_who_is_no_administrator_any_more_lets_nobody_in(
    visiting: Visiting, parts: RelayParts
) -> None:
    assert visiting.post("/link", secret=Sessions(parts.store).make_link("caio")).status_code == 403


def test_a_session_that_is_not_used_ends(signed_in: Visiting, moved_clock: MovedClock) -> None:
    moved_clock.advance(IDLE - timedelta(minutes=1))
    assert _is_in(signed_in)
    moved_clock.advance(IDLE - timedelta(minutes=1))
    assert _is_in(signed_in)

    moved_clock.advance(IDLE + timedelta(minutes=1))
    assert not _is_in(signed_in)


def test_a_session_that_is_used_ends_too(signed_in: Visiting, moved_clock: MovedClock) -> None:
    for _ in range(LONGEST // (IDLE / 2)):
        moved_clock.advance(IDLE / 2)
        signed_in.get("/github")
    moved_clock.advance(timedelta(minutes=1))

    assert not _is_in(signed_in)


def test_whoever_signs_out_is_out_also_with_the_cookie_that_somebody_kept(
    signed_in: Visiting, parts: RelayParts
) -> None:
    kept = signed_in.cookie(visitor.SESSION)
    assert kept

    assert signed_in.post("/sign-out").status_code == 303

    thief = Visiting(create_app(parts))
    thief.client.set_cookie(visitor.SESSION, kept, domain="127.0.0.1")
    assert not _is_in(thief)


def test_signing_in_begins_another_session_whatever_the_browser_brought(
    visiting: Visiting, parts: RelayParts
) -> None:
    """Session fixation: somebody who planted a cookie, even of a session of theirs, learns nothing by it."""
    planted = Sessions(parts.store).begin("rita")
    visiting.client.set_cookie(visitor.SESSION, planted.secret, domain="127.0.0.1")

    visiting.post("/link", secret=Sessions(parts.store).make_link(ADMINISTRATOR))

    assert visiting.cookie(visitor.SESSION) not in (None, planted.secret)
    assert Sessions(parts.store).find(planted.secret) is None


def test_guessing_is_slowed_down_and_a_link_still_works(
    visiting: Visiting, parts: RelayParts, one_moment: None
) -> None:
    for _ in range(FROM_ONE):
        assert visiting.post("/sign-in", name=ADMINISTRATOR, password="guess").status_code == 403

    answer = visiting.post("/sign-in", name=ADMINISTRATOR, password=PASSWORD)
    assert answer.status_code == 429
    assert not _is_in(visiting)

    assert visiting.post("/link", secret=Sessions(parts.store).make_link(ADMINISTRATOR)).status_code == 303


def test_guesses_from_many_addresses_are_slowed_down_together_and_the_refused_are_written_nowhere(
    visiting: Visiting, parts: RelayParts, one_moment: None
) -> None:
    codes = [
        visiting.send(
            "/sign-in",
            {"name": ADMINISTRATOR, "password": "guess"},
            Origin=HOME,
            X_Forwarded_For=f"203.0.113.{number}",
        ).status_code
        for number in range(40)
    ]

    assert codes == [403] * 30 + [429] * 10
    assert len(SharedNotes(parts.store).named("quota:console:")) == 30


def test_the_store_holds_nothing_that_opens_a_session(signed_in: Visiting, parts: RelayParts) -> None:
    secret = signed_in.cookie(visitor.SESSION)
    assert secret
    parts.store.close()

    database = parts.live.current.config.relay.database
    content = b"".join(path.read_bytes() for path in _files(database))
    assert secret.encode() not in content
    assert b"console:session:" in content


def _files(database: str) -> list[Path]:
    return [path for path in Path(database).parent.glob(f"{Path(database).name}*") if path.is_file()]


def test_two_relays_on_one_store_share_the_sessions(signed_in: Visiting, parts: RelayParts) -> None:
    other = Visiting(create_app(parts))
    secret = signed_in.cookie(visitor.SESSION)
    assert secret
    other.client.set_cookie(visitor.SESSION, secret, domain="127.0.0.1")

    assert _is_in(other)
    other.post("/sign-out")
    assert not _is_in(signed_in)


def test_a_page_without_a_session_leads_to_the_sign_in_and_back(
    visiting: Visiting, parts: RelayParts
) -> None:
    answer = visiting.get("/messages")
    assert answer.headers["Location"] == "/console/sign-in?to=/messages"

    secret = Sessions(parts.store).make_link(ADMINISTRATOR)
    assert visiting.post("/link", secret=secret, to="/messages").headers["Location"] == "/console/messages"


@pytest.mark.parametrize(
    "to", ["//evil.test", "https://evil.test", "/\\evil.test", "/..//evil.test", "javascript:x"]
)
def test_signing_in_leads_nowhere_else(visiting: Visiting, parts: RelayParts, to: str) -> None:
    answer = visiting.post("/link", secret=Sessions(parts.store).make_link(ADMINISTRATOR), to=to)

    assert answer.headers["Location"] == "/console/"


def test_a_clock_that_is_set_back_makes_no_session_and_no_link_last_longer(
    signed_in: Visiting, parts: RelayParts, moved_clock: MovedClock
) -> None:
    secret = Sessions(parts.store).make_link("rita")
    moved_clock.be_set(-timedelta(days=1))

    assert not _is_in(signed_in)
    assert Visiting(create_app(parts)).post("/link", secret=secret).status_code == 403


def test_two_relays_whose_clocks_differ_a_little_share_the_sessions(
    signed_in: Visiting, moved_clock: MovedClock
) -> None:
    moved_clock.be_set(-timedelta(seconds=30))

    assert _is_in(signed_in)
