"""What any journey lost is found by reconcile, and done once; what nothing lost is left alone.

The life of a deferred notification is tested in test_consent.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from requests import PreparedRequest, Response

from bot.core import clock, contact_keys
from bot.core.errors import UnfinishedError
from bot.core.messages import Address
from bot.jobs.orders import send_notification
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from bot.sandbox.world import SMS_NUMBER
from tests import wire
from tests.actors import ANA, BIA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, LATER, run, texts_only_twilio
from tests.stage import Stage

stage, marina = reconciling.stage, reconciling.marina


def test_where_nothing_was_lost_nothing_is_done(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    before = wire.seen(stage)

    assert "Nada se perdeu." in run(stage)
    assert wire.seen(stage) == before


def test_the_summary_shows_when_the_job_last_ran_and_what_the_run_cost(stage: Stage) -> None:
    summary = run(stage)

    assert summary.startswith("Último sucesso: ")
    assert " foi verificado." in summary
    assert "Chamadas de API: GitHub " in summary


def test_it_reports_an_outage_longer_than_it_looks_back(moved_clock: MovedClock, stage: Stage) -> None:
    assert "stood still" not in run(stage)

    moved_clock.advance(timedelta(days=8))
    assert "A pausa foi mais longa que `reconcile.look_back`" in run(stage)


def test_a_label_put_on_by_hand_harms_nothing(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.tools.repository.add_label(1, "adiada")

    run(stage)

    assert "adiada" not in stage.sandbox.issue(1)["labels"]


class TestLostMessages:
    """The relay was down, or a batch never became a run."""

    def test_messages_that_only_twilio_has_are_recorded_once_in_their_order(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        for text in ("Um", "Dois"):
            texts_only_twilio(stage, text)
            moved_clock.advance(timedelta(seconds=5))
        texts_only_twilio(stage, "Olá", BIA)
        moved_clock.advance(LATER)

        assert "foram recuperadas: 3" in run(stage)
        assert "Nada se perdeu." in run(stage)

        first, second = stage.sandbox.issue(1), stage.sandbox.issue(2)
        assert first["body"].index("> Um\n") < first["body"].index("> Dois\n")
        assert "> Olá\n" in second["body"]
        assert "Recuperada da lista da Twilio" in first["body"]
        assert [len(stage.sandbox.received(number)) for number in (ANA, BIA)] == [1, 1]

    def test_what_is_still_on_its_way_is_not_lost(self, stage: Stage) -> None:
        texts_only_twilio(stage, "Oi")

        assert "Nada se perdeu." in run(stage)

    def test_a_relay_that_comes_back_doubles_nothing(self, moved_clock: MovedClock, stage: Stage) -> None:
        event = stage.event("Oi", f"whatsapp:{ANA}")
        moved_clock.advance(LATER)
        run(stage)
        stage.record(event)

        assert [len(issue["comments"]) for issue in map(stage.sandbox.issue, [1])] == [0]
        assert len(stage.sandbox.issues()) == 1

    def test_for_whatsapp_the_comment_names_what_twilio_s_list_lacks(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        texts_only_twilio(stage, "Oi", f"whatsapp:{ANA}")
        moved_clock.advance(LATER)
        run(stage)

        assert "Opção tocada, localização" in stage.sandbox.issue(1)["body"]

    def test_files_come_with_it(self, moved_clock: MovedClock, stage: Stage) -> None:
        picture = b"\x89PNG\r\n\x1a\n" + b"0" * 100
        stage.twilio.person_texts(ANA, SMS_NUMBER, "Veja", [("image/png", picture)])
        moved_clock.advance(LATER)
        run(stage)

        assert "0.png" in stage.sandbox.issue(1)["body"]

    def test_a_word_that_asks_for_silence_is_obeyed(self, moved_clock: MovedClock, stage: Stage) -> None:
        texts_only_twilio(stage, "SAIR")
        moved_clock.advance(LATER)
        run(stage)

        assert "opt-out" in stage.sandbox.issue(1)["labels"]

    def test_a_word_that_was_taken_back_since_is_not(self, moved_clock: MovedClock, stage: Stage) -> None:
        stage.record(stage.event("SAIR"))
        texts_only_twilio(stage, "SAIR")
        moved_clock.advance(LATER)
        stage.record(stage.event("VOLTAR"))
        run(stage)

        assert "opt-out" not in stage.sandbox.issue(1)["labels"]

    def test_a_long_outage_is_caught_up_with(self, moved_clock: MovedClock, stage: Stage) -> None:
        stage.record(stage.event("Oi"))
        moved_clock.advance(timedelta(days=2))
        texts_only_twilio(stage, "Alguém?")
        moved_clock.advance(timedelta(days=3))
        run(stage)

        assert "> Alguém?\n" in stage.sandbox.issue(1)["comments"][-1]["body"]

    def test_what_was_there_before_the_bot_is_none_of_its_business(
        self, moved_clock: MovedClock, tmp_path: Path
    ) -> None:
        with Stage(history=tmp_path / "new") as new:
            texts_only_twilio(new, "Antes do bot")
            moved_clock.advance(timedelta(days=1))
            new.record(new.event("Oi", BIA))

            assert "Nada se perdeu." in run(new)
            assert len(new.sandbox.issues()) == 1

    def test_a_conversation_whose_key_is_lost_is_not_recorded_anew(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        event = stage.event("Oi", f"whatsapp:{ANA}")
        stage.record(event)
        stage.contact_key = contact_keys.new_key()
        stage.tools = stage.new_tools()
        moved_clock.advance(LATER)

        assert "Mensagens perdidas" not in run(stage)
        assert len(stage.sandbox.issues()) == 1

    def test_what_was_erased_is_not_brought_back(self, moved_clock: MovedClock, stage: Stage) -> None:
        texts_only_twilio(stage, "Apaguem-me")
        moved_clock.advance(timedelta(minutes=1))
        record = stage.tools.ledger.record(stage.tools.vault.contact_id(Address.parse(ANA)))
        stage.tools.ledger.add(
            record, ConsentChange(clock.now(), ConsentAction.ERASED, ConsentSource.COMMAND)
        )
        moved_clock.advance(timedelta(minutes=1))
        texts_only_twilio(stage, "De novo por aqui")
        moved_clock.advance(LATER)
        run(stage)

        bodies = "".join(stage.sandbox.issue(one["number"])["body"] for one in stage.sandbox.issues())
        assert "> De novo por aqui\n" in bodies
        assert "Apaguem-me" not in bodies


class TestUnansweredCommands:
    """The run of send-replies failed, or GitHub never began it."""

    def test_a_reply_that_nobody_sent_is_sent_once(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        stage.record(stage.event("Oi"))
        comment = marina.comment(1, "/reply Bom dia!")
        moved_clock.advance(LATER)
        for _ in range(2):
            run(stage)

        assert stage.sandbox.received(ANA).count("Bom dia!") == 1
        assert "rocket" in marina.reactions(1, comment)

    def test_one_that_somebody_decorated_is_sent_all_the_same(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        stage.record(stage.event("Oi"))
        comment = marina.comment(1, "/reply Bom dia!")
        stage.state.reactions.add(wire.on_comment(comment), "tiago", "rocket")
        moved_clock.advance(LATER)
        run(stage)

        assert "Bom dia!" in stage.sandbox.received(ANA)

    def test_a_fresh_one_is_left_to_its_own_run(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        stage.record(stage.event("Oi"))
        marina.comment(1, "/reply Um")
        moved_clock.advance(LATER)
        marina.comment(1, "/reply Dois")

        assert "fica para a execução de `send-replies`" in run(stage)
        assert len(stage.sandbox.received(ANA)) == 1

    def test_a_reply_put_off_by_its_hours_leaves_when_they_come(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        stage.record(stage.event("Oi"))
        now = clock.now().replace(hour=15, minute=0)  # noon in São Paulo
        moved_clock.set(now)
        stage.configure({"policy": {"reply": {"hours": "18:00-20:00"}}})
        comment = marina.comment(1, "/reply Boa noite!")
        assert "está adiada" in "".join(stage.reply())

        for ahead, sent, labelled in ((1, False, True), (5, False, True), (7, True, True), (8, True, False)):
            moved_clock.set(now + timedelta(hours=ahead))
            run(stage)
            assert ("Boa noite!" in stage.sandbox.received(ANA)) is sent
            assert ("adiada" in stage.sandbox.issue(1)["labels"]) is labelled
        assert stage.sandbox.received(ANA).count("Boa noite!") == 1
        assert "rocket" in marina.reactions(1, comment)
        assert sum("espera até" in one["body"] for one in stage.sandbox.issue(1)["comments"]) == 1


class TestUndecidedMessages:
    """No delivery report came: it was lost, or the relay was down."""

    @pytest.fixture(autouse=True)
    def _sent(self, moved_clock: MovedClock, stage: Stage, marina: Maintainer) -> None:
        stage.record(stage.event("Oi"))
        self.comment = marina.comment(1, "/reply Bom dia!")
        stage.reply()

    def test_what_arrived_is_shown_after_an_hour_and_not_before(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        moved_clock.advance(LATER)
        run(stage)
        assert "hooray" not in marina.reactions(1, self.comment)

        moved_clock.advance(HOUR)
        run(stage)
        assert "hooray" in marina.reactions(1, self.comment)
        assert "hooray" in stage.sandbox.issue(1)["reactions"]

    def test_what_failed_is_explained(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        sid = next(one.sid for one in stage.twilio.state.messages() if one.body == "Bom dia!")
        stage.twilio.state.change(sid, status="undelivered", error_code=30003)
        moved_clock.advance(2 * HOUR)
        run(stage)

        assert "confused" in marina.reactions(1, self.comment)
        assert "30003" in stage.sandbox.issue(1)["comments"][-1]["body"]

    def test_a_text_sent_once_more_is_followed_too(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        sid = next(one.sid for one in stage.twilio.state.messages() if one.body == "Bom dia!")
        stage.twilio.state.change(sid, status="undelivered", error_code=30003)
        moved_clock.advance(2 * HOUR)
        run(stage)
        retry = marina.comment(1, "/retry")
        stage.reply()
        moved_clock.advance(2 * HOUR)
        run(stage)

        assert "hooray" in marina.reactions(1, retry)
        assert stage.sandbox.received(ANA).count("Bom dia!") == 2

    def test_the_same_text_sent_twice_has_two_statuses(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        comments = [marina.comment(1, "/reply Certo") for _ in range(3)]
        stage.reply()
        sids = [one.sid for one in stage.twilio.state.messages()[::-1] if one.body == "Certo"]
        stage.twilio.state.change(sids[1], status="failed", error_code=30008)
        moved_clock.advance(2 * HOUR)
        run(stage)

        fates = [marina.reactions(1, comment) - {"eyes", "rocket"} for comment in comments]
        assert fates == [{"hooray"}, {"confused"}, {"hooray"}]

    def test_a_person_whom_twilio_refuses_to_list_holds_up_no_other(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        stage.record(stage.event("Oi", BIA), batch="batch-2")
        to_bia = marina.comment(2, "/reply Boa tarde!")
        stage.reply(2)
        moved_clock.advance(2 * HOUR)

        def look(request: PreparedRequest, response: Response) -> None:
            if request.method == "GET" and f"To={quote_plus(ANA)}" in str(request.url):
                wire.rewrite(response, {"code": 21211, "message": "no", "status": 400}, 400)

        with wire.passing(look), pytest.raises(UnfinishedError) as unfinished:
            run(stage)

        assert "hooray" in marina.reactions(2, to_bia)
        assert "- #1: ⚠️" in "\n".join(unfinished.value.lines)

    def test_a_notification_is_followed_too(self, moved_clock: MovedClock, stage: Stage) -> None:
        form = {"destination": ANA, "message": "Sua guia vence amanhã", "type": "sms"}
        send_notification.run({"inputs": form}, stage.tools)
        assert stage.twilio.wait_idle(10)
        moved_clock.advance(2 * HOUR)
        run(stage)

        assert "hooray" in stage.sandbox.issue(1)["comments"][-1]["reactions"]

    def test_a_long_text_is_settled_when_all_its_parts_are(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        comment = marina.comment(1, "/reply " + "Palavra " * 250)
        stage.reply()
        parts = [one for one in stage.twilio.state.messages() if one.body.startswith("Palavra")]
        stage.twilio.state.change(parts[0].sid, status="sent")
        moved_clock.advance(2 * HOUR)
        run(stage)
        assert "hooray" not in marina.reactions(1, comment)

        stage.twilio.state.change(parts[0].sid, status="delivered")
        run(stage)
        assert "hooray" in marina.reactions(1, comment)

    def test_what_is_still_under_way_is_left_alone_and_asked_about_for_some_days(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        state = stage.twilio.state
        sid = next(one.sid for one in state.messages() if one.body == "Bom dia!")
        state.change(sid, status="sent")
        for _ in range(3):
            moved_clock.advance(timedelta(hours=20))
            run(stage)
            stage.ran("reconcile")
        assert marina.reactions(1, self.comment) == {"eyes", "rocket"}

        state.change(sid, status="delivered")
        moved_clock.advance(timedelta(days=1))
        run(stage)
        assert marina.reactions(1, self.comment) == {"eyes", "rocket"}

    def test_a_late_report_of_a_message_of_days_ago_is_found_once_a_day(
        self, moved_clock: MovedClock, stage: Stage, marina: Maintainer
    ) -> None:
        moved_clock.advance(timedelta(days=1))  # at 23 hours then, it is one to two days old
        stage.ran("reconcile", ago=HOUR)
        moved_clock.set(clock.now().replace(hour=23))
        run(stage)
        moved_clock.advance(2 * HOUR)
        run(stage)

        assert "hooray" in marina.reactions(1, self.comment)


class TestDoubles:
    """GitHub's lists lagged: one person has two open conversations."""

    @pytest.fixture(autouse=True)
    def _two(self, stage: Stage, moved_clock: MovedClock) -> None:
        stage.record(stage.event("Um"))
        stage.sandbox.close(1)
        stage.configure({"conversations": {"reopen_within": "0s"}})
        moved_clock.advance(timedelta(minutes=1))
        stage.record(stage.event("Dois"))
        stage.tools.repository.reopen(1)
        stage.configure({})

    def test_the_older_is_closed_and_each_names_the_other(self, stage: Stage) -> None:
        for _ in range(2):
            run(stage)

        older, newer = stage.sandbox.issue(1), stage.sandbox.issue(2)
        assert (older["state"], newer["state"]) == ("closed", "open")
        assert "#2" in older["comments"][-1]["body"]
        assert sum("#1 também estava aberta" in one["body"] for one in newer["comments"]) == 1
        assert "> Um\n" in older["body"]

    def test_the_next_message_joins_the_one_that_stays(self, stage: Stage) -> None:
        run(stage)
        stage.record(stage.event("Três"))
        stage.sandbox.close(2)
        stage.record(stage.event("Quatro"))

        assert len(stage.sandbox.issues()) == 2
        assert [one["body"].count("> Quatro\n") for one in stage.sandbox.issue(2)["comments"]].count(1) == 1
