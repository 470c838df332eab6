"""Why a message is in no issue: what the relay knows counts before its age."""

from __future__ import annotations

import pytest

from bot.rules.conversation.absence import Absence, Sought, why


@pytest.mark.parametrize(
    ("has_failed", "said"),
    [(True, Absence.WAITING), (False, Absence.ON_ITS_WAY)],
    ids=["failed", "no-trouble"],
)
def test_a_young_message_whose_run_failed_is_not_on_its_way(has_failed: bool, said: Absence) -> None:
    sought = Sought(
        inbound=True,
        is_looked_for=True,
        is_of_our_numbers=True,
        to_administrator=False,
        before_first_issue=False,
        is_young=True,
        is_recent=True,
        waits=True,
        has_failed=has_failed,
        is_taken=True,
    )

    assert why(sought) is said
