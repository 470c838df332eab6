"""A conversation in which GitHub takes nothing more goes on in a new issue, linked both ways, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import clock, issues
from bot.core.messages import Address, Event
from bot.jobs.inbound import record_messages
from bot.jobs.record.conversations import Conversations
from bot.jobs.rights import holdings
from bot.jobs.tools import Tools
from bot.jobs.upkeep import duplicates, reconcile
from bot.jobs.upkeep.context import ReconcileContext
from bot.rules.text.rendering import Beginning
from tests import wire
from tests.actors import ANA
from tests.conftest import MovedClock
from tests.jobs.going_on import asked, awake, full, locked, numbers, phone, say
from tests.jobs.inbound.recorded import WAITING, texts_of
from tests.jobs.rights.erasing import erasing_at, everything_on_github
from tests.stage import Stage

__all__ = ["asked", "awake", "locked"]

BOT = "github-actions[bot]"


class TestMessages:
    @pytest.mark.parametrize("why", ["locked", "full"])
    def test_they_go_on_in_a_new_issue_and_each_names_the_other(self, asked: Stage, why: str) -> None:
        asked.record(asked.event("Alguém?"))
        if why == "locked":
            asked.state.issues.set_lock(1)
        else:
            full(asked)
        asked.record(asked.event("Ainda estou aqui"))
        asked.state.issues.max_comments = 2500
        asked.record(asked.event("E agora?"))

        assert numbers(asked) == [1, 2]
        old, new = asked.sandbox.issue(1), asked.sandbox.issue(2)
        reason = "alguém bloqueou esta issue" if why == "locked" else "o GitHub não aceita mais nada aqui"
        assert f"continua na #2**: {reason}" in old["body"]
        assert "Posso ir hoje?" in old["body"]
        assert "#1" in new["body"]
        assert "Ainda estou aqui" in new["body"]
        assert "E agora?" in texts_of(asked, 2)[-1]
        assert (old["state"], new["state"]) == ("closed", "open")
        assert WAITING in new["labels"]
        assert WAITING not in old["labels"]

    def test_what_is_erased_while_the_link_is_written_does_not_come_back(self, asked: Stage) -> None:
        (old,) = asked.tools.conversations.with_person(Address.parse(ANA))
        with erasing_at(asked, "/issues/1/comments"):
            asked.tools.conversations.link_heir(old, 2)

        assert "Posso ir hoje?" not in everything_on_github(asked)

    def test_the_person_is_not_greeted_again(self, locked: Stage) -> None:
        locked.record(locked.event("Ainda estou aqui"))

        assert phone(locked) == []

    def test_a_batch_that_comes_again_changes_nothing(self, locked: Stage) -> None:
        batch = [locked.event("Um"), locked.event("Dois")]
        for _ in range(3):
            locked.record(*batch)

        assert numbers(locked) == [1, 2]
        assert "\n".join(texts_of(locked, 2)).count("Dois") == 1

    def test_one_that_was_recorded_in_the_old_issue_is_not_recorded_again(self, asked: Stage) -> None:
        earlier = asked.event("Um")
        asked.record(earlier)
        asked.state.issues.set_lock(1)
        asked.record(earlier, asked.event("Dois"))

        assert "Um" not in asked.sandbox.issue(2)["body"].splitlines()

    def test_they_do_not_go_back_when_the_old_one_is_unlocked_and_open_again(self, locked: Stage) -> None:
        locked.record(locked.event("Um"))
        locked.state.issues.set_lock(1, locked=False)
        locked.tools.repository.reopen(1)
        locked.tools.repository.close(2)
        locked.record(locked.event("Dois"))

        assert "Dois" in texts_of(locked, 2)[-1]
        assert locked.sandbox.issue(2)["state"] == "open"

    def test_a_long_conversation_rolls_over_before_github_refuses(
        self, asked: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(issues, "ROLL_OVER", 2)
        for text in ("Um", "Dois", "Três", "Quatro"):
            asked.record(asked.event(text))

        assert "continua na #2**: esta já tem comentários demais" in texts_of(asked, 1)[-1]
        assert "Três" in asked.sandbox.issue(2)["body"]
        assert "Quatro" in texts_of(asked, 2)[-1]

    def test_a_chain_of_several_is_followed_to_its_end(self, locked: Stage) -> None:
        locked.record(locked.event("Um"))
        locked.state.issues.set_lock(2)
        locked.record(locked.event("Dois"))
        locked.record(locked.event("Três"))

        assert numbers(locked) == [1, 2, 3]
        assert "Três" in texts_of(locked, 3)[-1]

    def test_a_lagging_list_opens_no_second_one(self, locked: Stage) -> None:
        locked.github_faults.switch_on("github-lagging-label-lists")
        locked.record(locked.event("Um"))
        locked.record(locked.event("Dois"))
        locked.record(locked.event("Três"))

        assert numbers(locked) == [1, 2]

    def test_a_run_that_died_before_it_linked_the_new_one_is_followed_by_no_double(
        self, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The list by label shows the locked conversation alone, which is open and names no other."""

        def die(*_given: object) -> None:
            raise wire.DiedError

        with Stage() as stage:
            stage.record(stage.event("Posso ir hoje?"))
            moved_clock.advance(timedelta(hours=1))
            stage.state.issues.set_lock(1)
            stage.github_faults.switch_on("github-lagging-label-lists")
            batch = [stage.event("Um"), stage.event("Dois")]
            with monkeypatch.context() as patched:
                patched.setattr(Conversations, "link_heir", die)
                with pytest.raises(wire.DiedError):
                    stage.record(*batch)
            stage.record(*batch)

            assert numbers(stage) == [1, 2]
            assert "\n".join(texts_of(stage, 2)).count("> Dois") == 1

    def test_one_that_was_deleted_begins_anew(self, asked: Stage) -> None:
        asked.state.issues.delete(1)
        asked.record(asked.event("Um"))

        assert numbers(asked) == [2]


def _join(tools: Tools) -> None:
    """What reconcile does about a run that died."""
    context = ReconcileContext(tools)
    context.period = replace(context.period, since=clock.now() - timedelta(hours=1))
    list(duplicates.join(context))


class TestReconcile:
    def test_it_joins_no_conversation_back_into_the_one_that_it_goes_on_from(self, awake: Stage) -> None:
        awake.record(awake.event("Ainda estou aqui"))
        awake.tools.repository.reopen(1)
        for _ in range(2):
            reconcile.run({}, awake.new_tools())

        assert numbers(awake) == [1, 2]
        assert awake.sandbox.issue(2)["state"] == "open"
        assert awake.sandbox.issue(2)["comments"] == []

    def test_a_locked_one_that_is_open_beside_a_newer_one_is_closed_without_a_comment(
        self, awake: Stage
    ) -> None:
        twin = awake.tools.conversations.read(awake.tools.repository.issue(1))
        assert twin
        awake.tools.conversations.open([awake.event("Por outro lado")], Beginning())
        for _ in range(2):
            reconcile.run({}, awake.new_tools())

        assert numbers(awake) == [1, 2]
        assert awake.sandbox.issue(1)["state"] == "closed"
        assert "continua na #2" in awake.sandbox.issue(1)["body"]


def test_a_run_that_dies_at_any_step_of_going_on_is_completed_by_running_it_again(quick: None) -> None:
    batch: list[Event] = []

    def prepare(stage: Stage) -> None:
        stage.record(stage.event("Antes"))
        stage.state.issues.set_lock(1)
        batch[:] = [stage.event("Um")]

    def job(stage: Stage, tools: Tools) -> None:
        record_messages.run({"client_payload": stage.payload(batch)}, tools)
        _join(tools)

    seen = dict(wire.after_each_crash(prepare, job))

    assert {step: one for step, one in seen.items() if one != seen[0]} == {}


class TestRights:
    def test_what_is_kept_in_both_is_shown_and_erased(self, locked: Stage) -> None:
        locked.record(locked.event("Um"))
        say(locked, 1, "/reply Pode vir")
        locked.reply(1)
        kept = holdings.gather(Address.parse(ANA), locked.tools)
        say(locked, 2, f"/forget {kept.held[0].conversation.marker.contact[:4]}")
        locked.reply(2)

        assert (kept.received, kept.sent, len(kept.held)) == (2, 1, 2)
        assert {locked.sandbox.issue(number)["title"] for number in (1, 2)} == {"Conversa apagada"}
        assert [locked.sandbox.issue(number)["comments"] for number in (1, 2)] == [[], []]

    def test_an_opt_out_is_shown_where_the_conversation_goes_on_and_holds_what_is_written_in_the_old(
        self, locked: Stage
    ) -> None:
        locked.record(locked.event("SAIR"))
        say(locked, 1, "/reply Pode vir")
        locked.reply(1)

        assert "Pode vir" not in phone(locked)
        assert len(locked.sandbox.issue(2)["comments"]) >= 1


def test_our_own_comment_in_a_locked_issue_is_changed_and_the_issue_stays_locked(stage: Stage) -> None:
    stage.record(stage.event("Oi"), stage.event("Alguém?"))
    stage.record(stage.event("E agora?"))
    stage.state.issues.set_lock(1, "resolved")
    comment = stage.sandbox.issue(1)["comments"][0]["id"]
    stage.tools.repository.rewrite_comment(1, comment, "outro texto")

    issue = stage.state.issues.get(1)
    assert stage.sandbox.issue(1)["comments"][0]["body"] == "outro texto"
    assert (issue.locked, issue.lock_reason) == (True, "resolved")


@pytest.mark.parametrize("fault", ["github-locked-issues", "github-full-issues"])
def test_nothing_is_lost_or_doubled_where_github_takes_nothing_in_any_issue(stage: Stage, fault: str) -> None:
    stage.record(stage.event("Oi"))
    stage.github_faults.switch_on(fault)
    events = [stage.event(text) for text in ("Um", "Dois", "Três")]
    for event in events:
        stage.record(event)
        stage.record(event)
    stage.github_faults.switch_off(fault)
    stage.record(*events, stage.event("Quatro"))

    shown = "\n".join("\n".join(texts_of(stage, number)) for number in numbers(stage))
    assert [shown.count(f"> {text}") for text in ("Um", "Dois", "Três", "Quatro")] == [1, 1, 1, 1]


def test_status_counts_what_was_sent_before_the_conversation_went_on(locked: Stage) -> None:
    locked.record(locked.event("Ainda estou aqui"))
    say(locked, 2, "/status")
    locked.reply(2)

    assert texts_of(locked, 2)[-1].count("<code>SM") == 1  # the greeting, in the first of them
