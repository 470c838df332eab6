"""An issue that remembers a credential is gone: its age comes from copies, or the new issue says that it restarts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import MovedClock
from tests.jobs.credentials.reminders import (
    API_KEY,
    AUTH_TOKEN,
    CONTACT_KEY,
    GITHUB_TOKEN,
    SILENT,
    START,
    Reminders,
)
from tests.stage import Stage

DUE, COPIED, RESTARTED = "29/09/2026", "veio da cópia", "A idade recomeçou"


@pytest.fixture(name="stage")
def _stage(moved_clock: MovedClock, tmp_path: Path) -> Iterator[Stage]:
    """A repository whose runs are known, and a relay that does not answer."""
    moved_clock.set(START)
    with Stage(history=tmp_path) as stage:
        stage.set_variables(RELAY_URL=SILENT)
        yield stage


@pytest.fixture(autouse=True)
def _first_run(reminders: Reminders) -> None:
    reminders.run(0)
    reminders.stage.ran("remind-rotation")


def number(reminders: Reminders, title: str = AUTH_TOKEN) -> int:
    return int(reminders.issue(title)["number"])


def delete(reminders: Reminders) -> None:
    reminders.stage.state.issues.delete(number(reminders))


def transfer(reminders: Reminders) -> None:
    reminders.stage.state.issues.transfer(number(reminders))
    reminders.stage.state.issues.delete(number(reminders))  # to another repository


def lay_open(reminders: Reminders) -> None:
    """Somebody tidies the text up, and the hidden line with it."""
    issue = reminders.issue()
    reminders.stage.tools.repository.rewrite(issue["number"], "Antiga", issue["body"].partition("\n")[2])


@pytest.mark.parametrize("lose", [delete, transfer, lay_open])
def test_the_age_is_taken_from_the_copies_of_the_others(
    reminders: Reminders, lose: Callable[[Reminders], None]
) -> None:
    lose(reminders)
    reminders.run(60)
    reminders.run(61)

    assert DUE in reminders.shown()
    assert COPIED in reminders.shown()
    assert RESTARTED not in reminders.shown()
    reminders.run(77)
    assert reminders.state() == "open"
    assert COPIED in reminders.shown()


def test_two_that_are_gone_are_both_known_from_the_third(reminders: Reminders) -> None:
    for title in (AUTH_TOKEN, GITHUB_TOKEN):
        reminders.stage.state.issues.delete(number(reminders, title))
    reminders.run(60)

    for title in (AUTH_TOKEN, GITHUB_TOKEN):
        assert DUE in reminders.shown(title)
        assert COPIED in reminders.shown(title)


def test_where_nothing_is_left_each_new_issue_says_so_and_what_to_do(reminders: Reminders) -> None:
    for title in (AUTH_TOKEN, GITHUB_TOKEN, CONTACT_KEY):
        reminders.stage.state.issues.delete(number(reminders, title))
    reminders.run(60)
    reminders.run(61)

    shown = reminders.shown()
    assert RESTARTED in shown
    assert "conta desde 30/08/2026" in shown
    assert "`rotation.rotated_on.twilio_auth_token`" in shown
    assert DUE not in shown
    reminders.set_rotation(rotated_on={"twilio_auth_token": "2026-07-01"})
    reminders.run(62)
    assert DUE in reminders.shown()
    assert RESTARTED not in reminders.shown()
    assert RESTARTED in reminders.shown(CONTACT_KEY)


def test_a_credential_that_was_not_there_before_is_a_new_one(reminders: Reminders) -> None:
    reminders.new_api_key()
    reminders.stage.set_variables(ADMIN_GITHUB_TOKEN="")
    reminders.run(60)

    assert "vista pela primeira vez" in reminders.shown(API_KEY)
    assert RESTARTED not in reminders.shown(API_KEY)
    assert COPIED not in reminders.shown(API_KEY)


def test_a_run_without_changes_writes_nothing(reminders: Reminders) -> None:
    before = {title: reminders.issue(title)["body"] for title in reminders.titles}
    reminders.run(1)

    assert {title: reminders.issue(title)["body"] for title in reminders.titles} == before
