"""A hundred and twenty days of a credential in many worlds, judged by a calendar of the test's own."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.rules.upkeep import credentials
from bot.rules.upkeep.credentials import Observation
from tests.own_ledger import calendar, number

START = number(2026, 10, 20)
EVERY, BEFORE, AGAIN = 90, (14, 7, 0), 7


def _moment(day: int, hour: int = 12) -> datetime:
    return datetime(*calendar(day), hour, tzinfo=UTC)


def _expected(looked: list[int], due: int, *, expires: bool) -> dict[int, list[str]]:
    """Return what is due on which day: a reminder for each step that is new, and the texts to phones."""
    said, found = set[str](), dict[int, list[str]]()
    for day in looked:
        left = due - day
        steps: list[int | None] = [step for step in BEFORE if left <= step]
        reminder = (steps or [None])[-1] if left > -AGAIN else -(-left // AGAIN) * AGAIN
        alarm = (
            "dead" if left < 0 else next((f"in {step}" for step in (0, 7) if expires and left <= step), None)
        )
        new = [
            one
            for one in (None if reminder is None else f"remind {reminder}", alarm)
            if one and one not in said
        ]
        said.update(new)
        if "in 0" in said:
            said.add("in 7")
        if new:
            found[day] = new
    return found


@pytest.mark.parametrize("seed", range(60))
def test_each_reminder_and_each_text_to_a_phone_is_due_on_its_day_and_once(seed: int) -> None:
    chance = random.Random(seed)
    end = chance.choice([None, *range(20, 110)])
    looked = [START + day for day in range(121) if day == 0 or chance.random() > chance.choice((0, 0.1, 0.5))]
    expires = _moment(START + end, 23) if end is not None else None
    due_on = START + (EVERY if end is None else min(end, EVERY))
    record, given, found = None, list[str](), dict[int, list[str]]()

    for day in looked:
        now = _moment(day, chance.randrange(24))
        seen = Observation([["aa"]], expires) if chance.random() < 0.8 or record is None else Observation()
        record = credentials.read_record(credentials.write_record(credentials.observe(record, seen, now)))
        assert record
        due = credentials.due(_moment(START), timedelta(days=EVERY), record.expires, UTC)
        assert due.day == _moment(due_on).date()
        reminder = credentials.next_reminder(due, now, BEFORE, timedelta(days=AGAIN), given)
        alarm = credentials.next_alarm(due, now, given)
        given += filter(None, (reminder, alarm))
        words = {
            None: None,
            f"{due.day}/alarm": "dead",
            f"{due.day}/alarm/7": "in 7",
            f"{due.day}/alarm/0": "in 0",
        }
        named = [f"remind {reminder.rpartition('/')[2]}" if reminder else None, words[alarm]]
        if any(named):
            found[day] = [one for one in named if one]

    assert found == _expected(looked, due_on, expires=end is not None and end < EVERY)
