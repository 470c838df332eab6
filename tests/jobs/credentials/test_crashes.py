"""A run that dies at any write is completed by the next one: people see the same, and each thing once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from bot.core import app_key
from tests import sampling
from tests.conftest import MovedClock
from tests.jobs.credentials.reminders import (
    APP_KEY,
    AUTH_TOKEN,
    CONTACT_KEY,
    GITHUB_TOKEN,
    MARINA,
    SILENT,
    Reminders,
)
from tests.nearby import NearbyRelay
from tests.wire import DiedError, after_each_crash, counting, dying_after, others_are_written_to

Act = Callable[[Reminders, NearbyRelay], object]


def _nothing(_reminders: Reminders, _relay: NearbyRelay) -> None:
    """Leave all as it is."""


def _new_app_key(_reminders: Reminders, relay: NearbyRelay) -> None:
    apps = relay.stage.state.apps
    old = app_key.normal(relay.env.read()["GITHUB_APP_PRIVATE_KEY"])
    relay.env.change({"GITHUB_APP_PRIVATE_KEY": app_key.one_line(apps.new_key())})
    apps.delete_key(app_key.fingerprint(old))


def _to_the_app(_reminders: Reminders, relay: NearbyRelay) -> None:
    relay.act_by_app()


def _back_to_a_token(_reminders: Reminders, relay: NearbyRelay) -> None:
    app = dict.fromkeys(("GITHUB_APP_ID", "GITHUB_APP_PRIVATE_KEY"))
    relay.env.change({"GITHUB_TOKEN": relay.new_github_token(), **app})


@pytest.mark.parametrize(
    ("title", "act", "late", "after"),
    [
        (AUTH_TOKEN, Reminders.new_auth_token, 1, _nothing),
        (AUTH_TOKEN, _nothing, 11, Reminders.new_auth_token),
        (APP_KEY, _new_app_key, 1, _nothing),
        (GITHUB_TOKEN, _to_the_app, 1, _back_to_a_token),
    ],
    ids=["rotated", "overdue", "App key rotated", "from a token to an App"],
)
def test_after_a_crash_at_any_write_the_next_run_completes_it(
    reminders: Reminders, relay: NearbyRelay, title: str, act: Act, late: int, after: Act
) -> None:
    """Each cycle of one stage dies at a later write; `late` is when after the reminder, `after` what ends the cycle."""
    every = {"twilio_auth_token": AUTH_TOKEN, "github_token": GITHUB_TOKEN, "github_app_key": APP_KEY}
    patient = [name for name, other in every.items() if other != title] + ["contact_key", "api_tokens"]
    reminders.set_rotation(every=dict.fromkeys(patient, "3650d"))
    if title == APP_KEY:
        relay.act_by_app()
    # Each credential has been changed once before the first cycle, so that all cycles look the same.
    for step in (_nothing, act, after, act, after):
        step(reminders, relay)
        reminders.run(0)

    shown, day, points = list[Any](), 0, [0]
    while points:
        writes = points.pop(0)
        reminders.run(day + 80)
        assert reminders.state(title) == "open"
        before = {each: len(reminders.issue(each)["comments"]) for each in reminders.titles}
        received = len(reminders.stage.sandbox.received(MARINA))
        act(reminders, relay)
        reminders.stage.sandbox.comment(reminders.issue(title)["number"], "marina", "/rotated")
        day += 80 + late
        reminders.set_day(day)
        made = _die_and_run_again(reminders, writes) if writes else _run(reminders)
        points = points if writes else sampling.spread(range(1, made + 1))
        shown.append(
            [_visible(reminders, before), _dateless(reminders.stage.sandbox.received(MARINA)[received:])]
        )
        after(reminders, relay)
        reminders.run()
    assert len(shown) > 4
    assert all(each == shown[0] for each in shown)


def _run(reminders: Reminders) -> int:
    """Run; return how many writes it took."""
    with counting() as made:
        reminders.run()
    return made.total()


def _die_and_run_again(reminders: Reminders, writes: int) -> int:
    """Run, and die after so many writes, if it takes as many as in the first cycle; then run again."""
    try:
        with dying_after(writes):
            reminders.run()
    except DiedError:
        reminders.stage.twilio.wait_idle(5)
        others_are_written_to(reminders.stage)
        reminders.run()
    return writes


def _visible(reminders: Reminders, before: dict[str, int]) -> dict[str, Any]:
    """Return what people see of the issues, and of their comments those after the first ones."""
    issues = {title: reminders.issue(title) for title in reminders.titles}
    return {
        title: [
            issue["state"],
            _dateless([issue["body"].partition("-->")[2]]),
            _dateless(one["body"].rpartition("-->")[2] for one in issue["comments"][before[title] :]),
            [one["reactions"] for one in issue["comments"][before[title] :]],
        ]
        for title, issue in issues.items()
    }


def _dateless(texts: Iterable[str]) -> list[str]:
    return [re.sub(r"\d\d/\d\d/\d{4}", "day", text) for text in texts]


def test_a_first_run_that_dies_opens_no_issue_twice(moved_clock: MovedClock) -> None:
    found = after_each_crash(
        lambda stage: stage.set_variables(RELAY_URL=SILENT),
        lambda stage, _: Reminders(stage, moved_clock).run(),
    )
    for _, seen in found:
        assert sorted(issue["title"] for issue in seen["issues"]) == sorted(
            [AUTH_TOKEN, GITHUB_TOKEN, CONTACT_KEY]
        )
