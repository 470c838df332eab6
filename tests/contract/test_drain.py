"""The floor that `scripts/bench drain` shows beside its times is what GitHub's limits allow; its plot is a picture."""

from __future__ import annotations

import sys
from xml.etree import ElementTree as ET

import pytest

from tests.architecture import ROOT

# Requests of the workflows' token for a message of somebody known, and for one in a crowd, without marks of greetings.
MOST_ALONE, MOST_IN_A_CROWD, CROWD, LEAST_ROWS = 2.2, 0.3, 50, 5
MOST_ABOVE_THE_FLOOR = 1.10


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])


def earliest(count: int, limits: dict[float, int]) -> list[float]:
    """Return when each of so many things can be made at the earliest, never more than allowed in any span."""
    made: list[float] = []
    for number in range(count):
        made.append(
            max((made[number - most] + span for span, most in limits.items() if number >= most), default=0.0)
        )
    return made


def test_the_floor_is_the_earliest_that_windows_of_a_minute_and_an_hour_allow() -> None:
    from benches.draining import floor  # noqa: PLC0415 - it is no package of the tests

    made = earliest(1_700, {60.0: floor.PER_MINUTE, 3600.0: floor.PER_HOUR})

    assert [floor.creations_take(number + 1) for number in range(1_700)] == made


def test_what_one_person_wrote_needs_as_many_comments_as_it_takes_characters() -> None:
    from benches.draining import floor  # noqa: PLC0415

    alone = floor.of(floor.Burst(1_000, 1))

    assert alone.creations == 3
    assert alone.seconds == pytest.approx(floor.START_SECONDS + floor.answer_takes(1) + floor.answer_takes(3))


def test_the_floor_has_what_is_assumed_of_the_answers_to_the_last_creations() -> None:
    from benches.draining import floor  # noqa: PLC0415

    last = 500 - 6 * 80
    begun = floor.answer_takes(1) + floor.START_SECONDS
    takes = begun + 3600 + 6 * 60 + floor.answer_takes(last)
    assert floor.of(floor.Burst(1_000, 1_000)).seconds == pytest.approx(takes)
    # No request takes longer than GitHub lets it.
    assert floor.answers_take(80) == floor.answer_takes(65) + floor.answer_takes(15)
    assert floor.answer_takes(65) <= floor.REQUEST_SECONDS < floor.answer_takes(66)


def test_the_plot_is_a_picture_with_a_mark_for_each_burst() -> None:
    from benches.draining import plot  # noqa: PLC0415

    points = [plot.Point(10**power, 30.0 * 10**power, 20.0, is_measured=power < 2) for power in range(4)]
    drawn = ET.fromstring(plot.draw(points))

    assert [one.get("fill") for one in drawn.iter("{http://www.w3.org/2000/svg}circle")] == [
        plot.OURS,
        plot.OURS,
        "white",
        "white",
    ]


def measured() -> list[list[str]]:
    """Return the cells of the rows of docs/drain.md that were run."""
    lines = (ROOT / "docs" / "drain.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "messages" and not row[2].startswith("~")]


def test_a_message_takes_few_requests_and_no_limit_of_github_strikes() -> None:
    rows = measured()
    single = [row for row in rows if (row[0], row[1]) == ("1", "1 known")]
    crowds = [row for row in rows if int(row[0].replace(",", "")) >= CROWD]

    assert [float(row[5]) <= MOST_ALONE for row in single] == [True]
    assert len(crowds) >= LEAST_ROWS
    assert [row for row in crowds if float(row[5]) > MOST_IN_A_CROWD] == []
    assert {row[7] for row in rows} == {"0"}


def test_bursts_end_as_near_the_floor_as_the_page_says() -> None:
    ratios = {(row[0], row[1]): float(row[4]) for row in measured()}
    far = {burst for burst, ratio in ratios.items() if ratio > MOST_ABOVE_THE_FLOOR}

    # They just fill two of GitHub's hours, and with the notes that they cause begin a third.
    assert far <= {("1,000", "1,000 new"), ("10,000", "1,000 new")}
    assert len(ratios) - len(far) >= LEAST_ROWS
