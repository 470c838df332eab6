"""What became of a command follows from our notes and our own marks alone, also in old conversations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.issues import Comment
from bot.core.marks import Mark, Outcome
from bot.rules.conversation import history
from bot.rules.conversation.history import History, HistoryStep
from bot.rules.text import commands
from bot.rules.wire.markers import NoteMarker
from tests.making import NOON

SENT, TAKEN = {Mark.TAKEN, Mark.SENT}, {Mark.TAKEN}
FAILED = {Mark.TAKEN, Mark.FAILED}
EVERYBODY: dict[str, int] = dict.fromkeys(Mark, 1)  # what anybody may add; the history never looks at it


def comment(at: int, body: str) -> Comment:
    return Comment(
        at, body, "marina", by_person=True, created_at=NOON, edited=False, reactions=EVERYBODY, url=""
    )


def read(
    bodies: dict[int, str],
    notes: dict[int, NoteMarker] | None = None,
    marks: dict[int, set[Mark]] | None = None,
) -> History:
    """Read comments by their ids, notes by the ids of their own comments, and our marks by comment."""
    given = [(comment(at, body), commands.parse(body)) for at, body in bodies.items()]
    return history.read(given, history.notes(sorted((notes or {}).items())), marks or {})


def note(about: int, verdict: Outcome, *counts: int) -> NoteMarker:
    return NoteMarker(about, verdict, *counts)


@pytest.mark.parametrize(
    ("verdict", "marks", "outcome", "left"),
    [
        (None, set(), Outcome.PENDING, False),
        (None, TAKEN, Outcome.PENDING, False),
        (None, SENT, Outcome.DONE, True),
        (None, {*SENT, Mark.DELIVERED}, Outcome.DONE, True),
        # Its report came before the run's own mark.
        (None, {Mark.TAKEN, Mark.DELIVERED}, Outcome.PENDING, True),
        (None, FAILED, Outcome.REFUSED, False),  # its note was deleted
        (Outcome.WAITING, TAKEN, Outcome.WAITING, False),
        (Outcome.WAITING, SENT, Outcome.DONE, True),
        (Outcome.LEFT, set(), Outcome.DONE, True),
        (Outcome.DENIED, set(), Outcome.DENIED, False),
        (Outcome.REFUSED, set(), Outcome.REFUSED, False),
        (Outcome.HELD, set(), Outcome.HELD, False),
        (Outcome.FAILED, FAILED, Outcome.FAILED, False),
        (Outcome.UNDELIVERED, set(), Outcome.UNDELIVERED, True),
        (Outcome.UNKNOWN, TAKEN, Outcome.UNKNOWN, False),
        (Outcome.CANCELED, SENT, Outcome.CANCELED, False),
        (Outcome.EXPLAINED, set(), Outcome.REFUSED, False),
        (Outcome.EXPLAINED, FAILED, Outcome.REFUSED, False),
        (Outcome.EXPLAINED, {*SENT, Mark.FAILED}, Outcome.UNDELIVERED, True),
    ],
)
def test_what_became_of_a_text(
    verdict: Outcome | None, marks: set[Mark], outcome: Outcome, left: bool
) -> None:
    notes = {2: note(1, verdict)} if verdict else {}

    (step,) = read({1: "/reply Oi"}, notes, {1: marks}).steps

    assert (step.outcome, step.has_left) == (outcome, left)
    assert step.judged == (2 if verdict and verdict.is_final else 1)


@pytest.mark.parametrize("body", ["/help", "/optout", "/preview Oi"])
def test_the_note_of_an_earlier_version_about_a_question_was_its_answer(body: str) -> None:
    (step,) = read({1: body}, {2: note(1, Outcome.EXPLAINED)}).steps

    assert step.outcome is Outcome.DONE
    assert not step.has_left


def test_an_order_is_read_as_a_reply_is() -> None:
    shown = comment(1, "")

    (step,) = history.read([(shown, None)], {}, {1: SENT}).steps

    assert step.has_left


def test_the_first_verdict_stays() -> None:
    notes = {2: note(1, Outcome.WAITING), 3: note(1, Outcome.DENIED), 4: note(1, Outcome.FAILED)}

    assert read({1: "/reply Oi"}, notes).steps[0].outcome is Outcome.DENIED


@pytest.mark.parametrize("first", [Outcome.UNKNOWN, Outcome.DONE])
@pytest.mark.parametrize("later", [Outcome.DONE, Outcome.UNDELIVERED, Outcome.CANCELED, Outcome.UNKNOWN])
def test_what_twilio_reports_later_replaces_what_was_known_at_first(first: Outcome, later: Outcome) -> None:
    (step,) = read({1: "/reply Oi"}, {2: note(1, first), 3: note(1, later)}).steps

    assert step.outcome is (first if later is Outcome.UNKNOWN else later)


def test_no_other_verdict_yields() -> None:
    for first in set(Outcome) - {Outcome.UNKNOWN, Outcome.DONE}:
        assert not any(first.yields_to(later) for later in Outcome)
    assert not Outcome.DONE.yields_to(Outcome.FAILED)
    assert not any(Outcome.UNKNOWN.yields_to(later) for later in Outcome if not later.is_final)


def test_an_answer_of_which_it_became_known_that_it_left_is_named_until_the_next() -> None:
    bodies = {1: "/reply Um", 4: "/retry"}
    notes = {2: note(1, Outcome.UNKNOWN), 3: note(1, Outcome.DONE)}

    known = read(bodies, notes).known_since()
    assert known
    assert known.comment.id == 1
    assert read(bodies, notes).unsent() is None
    assert read({**bodies, 5: "/reply Dois"}, notes, {5: SENT}).known_since() is None
    assert read(bodies, {2: note(1, Outcome.DONE)}).known_since() is None
    assert read(bodies, {2: note(1, Outcome.UNKNOWN), 3: note(1, Outcome.UNDELIVERED)}).known_since() is None


RETRIED = {Outcome.FAILED, Outcome.UNDELIVERED, Outcome.UNKNOWN}


@pytest.mark.parametrize("verdict", [one for one in Outcome if one.is_final])
def test_only_what_twilio_failed_to_deliver_may_be_retried(verdict: Outcome) -> None:
    unsent = read({1: "/reply Oi", 3: "/retry"}, {2: note(1, verdict)}).unsent()

    assert bool(unsent and unsent.may_be_retried) == (verdict in RETRIED)
    assert (unsent is not None) == (verdict in RETRIED | {Outcome.HELD})


@pytest.mark.parametrize("verdict", sorted({*Outcome} - RETRIED - {Outcome.HELD}))
def test_what_was_never_to_leave_does_not_hide_what_failed_before(verdict: Outcome) -> None:
    notes = {2: note(1, Outcome.FAILED), 4: note(3, verdict)}

    unsent = read({1: "/reply Um", 3: "/reply Dois"}, notes).unsent()

    assert verdict in {Outcome.DONE, Outcome.LEFT} or (unsent and unsent.comment.id == 1)


def test_what_failed_last_is_retried_by_the_time_of_its_verdict() -> None:
    notes = {3: note(2, Outcome.FAILED), 4: note(1, Outcome.UNDELIVERED)}

    unsent = read({1: "/reply Um", 2: "/reply Dois"}, notes).unsent()

    assert unsent
    assert unsent.comment.id == 1


def test_an_answer_written_after_the_verdict_takes_its_place() -> None:
    bodies = {1: "/reply Um", 3: "/reply Um, de novo"}

    assert read(bodies, {2: note(1, Outcome.FAILED)}, {3: SENT}).unsent() is None
    assert read(bodies, {4: note(1, Outcome.FAILED)}, {3: SENT}).unsent() is not None


def test_a_retry_names_its_text_whatever_fails_later() -> None:
    notes = {
        3: note(1, Outcome.FAILED),
        5: note(4, Outcome.RESENDING, 0, 1, 1),
        6: note(2, Outcome.UNDELIVERED),
    }

    found = read({1: "/reply Um", 2: "/reply Dois", 4: "/retry"}, notes, {2: SENT, 4: SENT}).step(4)

    assert found
    assert found.origin.comment.id == 1


def test_a_retry_of_a_retry_goes_back_to_the_text_and_on_with_the_next_part() -> None:
    notes = {
        2: note(1, Outcome.FAILED, 1, 3),
        4: note(3, Outcome.RESENDING, 1, 3, 1),
        5: note(3, Outcome.FAILED, 2, 3),
    }
    found = read({1: "/reply Longo", 3: "/retry", 6: "/retry"}, notes)

    unsent = found.unsent()

    assert unsent
    assert (unsent.comment.id, unsent.origin.comment.id, unsent.first_to_retry(3)) == (3, 1, 2)
    assert [step.left for step in found.steps[:2]] == [slice(0, 1), slice(1, 2)]


def test_a_text_that_is_parted_otherwise_now_begins_anew() -> None:
    unsent = read({1: "/reply Longo"}, {2: note(1, Outcome.FAILED, 2, 3)}).unsent()

    assert unsent
    assert unsent.first_to_retry(4) == 0


def test_a_retry_that_left_settles_its_text_also_within_the_run_of_the_failure() -> None:
    notes = {3: note(1, Outcome.FAILED), 4: note(2, Outcome.RESENDING, 0, 1, 1)}

    assert read({1: "/reply Um", 2: "/retry"}, notes, {2: SENT}).unsent() is None


def test_a_retry_that_the_policy_held_may_be_repeated() -> None:
    notes = {2: note(1, Outcome.FAILED), 4: note(3, Outcome.HELD)}

    unsent = read({1: "/reply Um", 3: "/retry"}, notes).unsent()

    assert unsent
    assert unsent.comment.id == 1


def test_what_a_retry_of_an_earlier_version_sent_is_still_known() -> None:
    bodies = {1: "/reply Um", 2: "/reply Dois", 4: "/retry"}

    found = read(bodies, {3: note(2, Outcome.EXPLAINED)}, {1: SENT, 4: SENT}).step(4)

    assert found
    assert found.origin.comment.id == 2


def test_a_command_before_one_that_was_carried_out_was_none_at_the_time() -> None:
    found = read({1: "/reply Um", 2: "/reply Dois", 3: "/reply Três"}, {}, {2: SENT})

    assert [found.is_overtaken(step) for step in found.steps] == [True, False, False]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["/reply Oi", "/retry", "/help", "/optout", "/close"]),
        st.sampled_from([None, *Outcome]),
        st.sets(st.sampled_from(Mark)),
        st.integers(0, 3),
    ),
    max_size=8,
)


@given(STEPS)
def test_whatever_happened_a_retry_goes_back_to_a_text_that_failed(
    found: list[tuple[str, Outcome | None, set[Mark], int]],
) -> None:
    bodies = {10 * place: body for place, (body, *_) in enumerate(found, 1)}
    notes = {
        10 * place + 1: note(10 * place, verdict, sent, 3, 10)
        for place, (_, verdict, _, sent) in enumerate(found, 1)
        if verdict
    }
    marks = {10 * place: ours for place, (_, _, ours, _) in enumerate(found, 1)}

    unsent = read(bodies, notes, marks).unsent()

    if unsent and unsent.may_be_retried:
        verdict = found[unsent.comment.id // 10 - 1][1]
        assert verdict in RETRIED or (verdict is Outcome.EXPLAINED and unsent.has_left)
        assert unsent.sends_text
    _same_without_others_reactions(bodies, notes, marks)


def _same_without_others_reactions(
    bodies: dict[int, str], notes: dict[int, NoteMarker], marks: dict[int, set[Mark]]
) -> None:
    """Check that the counts of everybody's reactions change nothing."""
    given = [(replace(comment(at, body), reactions={}), commands.parse(body)) for at, body in bodies.items()]
    bare = history.read(given, history.notes(sorted(notes.items())), marks)

    def outcomes(one: History) -> list[tuple[Outcome, bool, HistoryStep | None]]:
        return [(step.outcome, step.has_left, step.source and None) for step in one.steps]

    assert outcomes(bare) == outcomes(read(bodies, notes, marks))
