"""What needs an administrator's eyes is kept in one issue a topic: open while it lasts, closed when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.adapters.twilio import monitor
from bot.core import clock
from bot.core.errors import TemporaryError, UnfinishedError
from bot.jobs.upkeep import twilio_errors
from bot.jobs.upkeep.context import ReconcileContext
from tests import wire
from tests.actors import ANA, Maintainer
from tests.conftest import MovedClock
from tests.jobs.upkeep import reconciling
from tests.jobs.upkeep.reconciling import HOUR, LATER, run
from tests.made_up import WRONG
from tests.stage import Stage

stage = reconciling.stage


def issue(stage: Stage, about: str) -> dict[str, Any]:
    """The one issue whose title contains those words."""
    (found,) = [one for one in stage.sandbox.issues() if about in one["title"]]
    return stage.sandbox.issue(found["number"])


class TestFailedRuns:
    def test_a_batch_that_no_run_has_recorded_is_named_until_one_has(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        stage.ran("record-messages", "failure", "record-messages b1")
        stage.ran("record-messages", "timed_out", "record-messages b1")
        stage.ran("record-messages", "success", "record-messages b2")
        moved_clock.advance(LATER)

        summary = run(stage)
        assert "deixaram trabalho por fazer: 1" in summary
        notice = issue(stage, "execuções que falharam")
        assert "record-messages b1" in notice["body"]
        assert "2 vezes" in notice["body"]
        assert "record-messages b2" not in notice["body"]
        assert (notice["state"], notice["labels"]) == ("open", ["operacao", "gateway-comunicacao"])

        stage.ran("record-messages", "success", "record-messages b1")
        run(stage)
        assert issue(stage, "execuções que falharam")["state"] == "closed"

    def test_it_stays_named_long_after_the_period_of_a_run(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        stage.ran("send-notification", "cancelled")
        for _ in range(5):
            moved_clock.advance(HOUR)
            run(stage)
            stage.ran("reconcile")

        notice = issue(stage, "execuções que falharam")
        assert notice["state"] == "open"
        assert notice["comments"] == []

    def test_what_somebody_closed_stays_closed_until_more_fails(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        stage.ran("send-notification", "failure")
        moved_clock.advance(LATER)
        run(stage)
        number = issue(stage, "execuções que falharam")["number"]
        stage.sandbox.close(number)
        run(stage)
        assert stage.sandbox.issue(number)["state"] == "closed"

        moved_clock.advance(timedelta(minutes=1))
        stage.ran("send-notification", "failure")
        moved_clock.advance(LATER)
        run(stage)
        assert stage.sandbox.issue(number)["state"] == "open"

    def test_replies_that_this_very_run_has_sent_need_nobody(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        stage.record(stage.event("Oi"))
        Maintainer(stage.sandbox, "marina").comment(1, "/reply Bom dia!")
        stage.ran("send-replies", "failure", "send-replies issue 1")
        moved_clock.advance(LATER)

        assert "deixaram trabalho por fazer" not in run(stage)
        assert "Bom dia!" in stage.sandbox.received(ANA)

    @pytest.mark.parametrize("workflow", ["check-billing", "remind-rotation"])
    def test_a_scheduled_job_makes_good_with_its_next_run(
        self, moved_clock: MovedClock, stage: Stage, workflow: str
    ) -> None:
        stage.ran(workflow, "failure")
        moved_clock.advance(LATER)
        assert f"[{workflow} " in run(stage)

        stage.ran(workflow)
        run(stage)
        assert issue(stage, "execuções que falharam")["state"] == "closed"

    def test_replies_that_an_earlier_run_has_sent_are_not_called_undone(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        stage.record(stage.event("Oi"))
        Maintainer(stage.sandbox, "marina").comment(1, "/reply Bom dia!")
        stage.ran("send-replies", "failure", "send-replies issue 1")
        moved_clock.advance(LATER)
        run(stage)
        moved_clock.advance(5 * HOUR)
        stage.ran("reconcile")
        stage.ran("send-notification", "failure", "send-notification b")
        moved_clock.advance(LATER)
        run(stage)

        assert "send-replies issue 1" not in run(stage)

    def test_what_nobody_has_made_good_is_never_called_done(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        stage.ran("send-notification", "failure", "send-notification b")
        moved_clock.advance(LATER)
        for _ in range(9):
            run(stage)
            stage.ran("reconcile")
            moved_clock.advance(timedelta(days=1))

        notice = issue(stage, "execuções que falharam")
        assert (notice["state"], notice["comments"]) == ("open", [])
        assert "send-notification b" in notice["body"]

    def test_nor_in_a_repository_where_much_runs(self, moved_clock: MovedClock, stage: Stage) -> None:
        stage.ran("send-notification", "failure", "send-notification b")
        moved_clock.advance(LATER)
        run(stage)
        for _ in range(1000):
            stage.ran("record-delivery")

        assert "Só as 1000 execuções mais recentes" in run(stage)
        assert issue(stage, "execuções que falharam")["state"] == "open"

    def test_a_failure_behind_a_page_of_later_runs_is_found(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        stage.ran("send-notification", "failure", "send-notification b")
        for _ in range(150):
            stage.ran("record-delivery")
        moved_clock.advance(LATER)

        assert "send-notification b" in run(stage)

    def test_a_name_that_a_dispatch_chose_is_not_printed(self, moved_clock: MovedClock, stage: Stage) -> None:
        stage.ran("send-notification", "failure", "send-notification x](https://evil.example) @marina")
        moved_clock.advance(LATER)
        summary = run(stage)

        assert "send-notification" in summary
        assert "evil.example" not in summary
        shown = issue(stage, "execuções que falharam")["body"].partition("-->")[2]
        assert "send-notification" in shown
        assert "@marina" not in shown

    def test_one_that_was_run_again_days_later_is_done(self, moved_clock: MovedClock, stage: Stage) -> None:
        failed = stage.ran("send-notification", "failure", "send-notification b")
        moved_clock.advance(LATER)
        run(stage)
        stage.ran("reconcile")
        moved_clock.advance(timedelta(days=3))
        stage.ran("reconcile")
        assert stage.actions
        stage.actions.add_attempt(failed.id, "success")
        run(stage)

        assert issue(stage, "execuções que falharam")["state"] == "closed"

    def test_so_is_one_that_somebody_deleted(self, moved_clock: MovedClock, stage: Stage) -> None:
        failed = stage.ran("send-notification", "failure", "send-notification b")
        moved_clock.advance(LATER)
        run(stage)
        moved_clock.advance(timedelta(days=3))
        stage.ran("reconcile")
        assert stage.actions
        stage.actions.delete(failed.id)
        run(stage)

        assert issue(stage, "execuções que falharam")["state"] == "closed"

    def test_what_somebody_closed_is_not_listed_again_with_what_fails_next(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        stage.ran("send-notification", "failure", "send-notification a")
        moved_clock.advance(LATER)
        run(stage)
        number = issue(stage, "execuções que falharam")["number"]
        stage.sandbox.close(number)
        stage.ran("send-notification", "failure", "send-notification b")
        moved_clock.advance(LATER)
        for _ in range(2):
            run(stage)
            notice = stage.sandbox.issue(number)
            assert notice["state"] == "open"
            assert "notification b" in notice["body"]
            assert "notification a" not in notice["body"].partition("\n")[2]

    def test_a_repeated_failure_is_counted_once_a_run_however_often_it_is_seen(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        stage.ran("send-notification", "failure", "send-notification b")
        moved_clock.advance(LATER)
        for _ in range(3):
            run(stage)
        assert "vezes" not in issue(stage, "execuções que falharam")["body"]

        stage.ran("send-notification", "failure", "send-notification b")
        moved_clock.advance(LATER)
        run(stage)
        assert "2 vezes" in issue(stage, "execuções que falharam")["body"]

    def test_without_the_right_to_see_runs_the_rest_is_done_and_the_summary_shows_it(
        self, moved_clock: MovedClock
    ) -> None:
        with Stage() as blind:
            assert "O job precisa de `actions: read`." in run(blind)


class TestTwilioErrors:
    @staticmethod
    def fails(stage: Stage, code: str, times: int = 1, level: str = "error") -> None:
        for _ in range(times):
            stage.twilio.state.raise_alert(
                code,
                f"Text of {ANA}",
                url="https://bot.example/hook",
                resource_sid=f"SM{'0' * 32}",
                level=level,
            )

    def test_they_are_grouped_with_their_meaning_and_without_anybody_s_number(self, stage: Stage) -> None:
        self.fails(stage, "11200", 3)
        self.fails(stage, "12300")
        self.fails(stage, "99999")
        assert "11200 x 3, 12300 x 1, 99999 x 1" in run(stage)

        notice = issue(stage, "erros que a Twilio registrou")
        row = next(line for line in notice["body"].splitlines() if "[11200]" in line)
        assert "| 3 |" in row
        assert "confira se o relay e o proxy estão no ar" in row.casefold()
        assert "errors/99999" in notice["body"]
        assert ANA not in str(notice)

    def test_the_issue_is_closed_after_a_quiet_day_and_opened_by_a_new_error(
        self, moved_clock: MovedClock, stage: Stage
    ) -> None:
        for _ in range(2):
            self.fails(stage, "11205")
            run(stage)
            assert issue(stage, "erros que a Twilio")["state"] == "open"
            stage.ran("reconcile")
            moved_clock.advance(timedelta(hours=20))
            run(stage)
            assert issue(stage, "erros que a Twilio")["state"] == "open"
            stage.ran("reconcile")
            moved_clock.advance(timedelta(hours=5))
            run(stage)
            assert issue(stage, "erros que a Twilio")["state"] == "closed"

        assert [one["body"].count("✅") for one in issue(stage, "erros que a Twilio")["comments"]] == [1, 1]

    def test_what_concerns_one_message_alone_opens_no_issue(self, stage: Stage) -> None:
        self.fails(stage, "30003")

        assert "30003 x 1" in run(stage)
        assert stage.sandbox.issues() == []

    def test_what_is_neither_an_error_nor_a_warning_is_left_out(self, stage: Stage) -> None:
        for level in ("debug", "notice", "warning", "error"):
            self.fails(stage, "11200", level=level)

        assert "11200 x 2" in run(stage)

    def test_a_flood_of_errors_is_summed_up(self, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(monitor, "MOST", 3)
        self.fails(stage, "11200", 5)

        assert "Só os 3 registros mais recentes foram lidos" in run(stage)
        assert "Só os 3 registros mais recentes" in issue(stage, "erros que a Twilio registrou")["body"]

    def test_an_api_key_without_the_right_to_read_them_fails_no_run_but_a_wrong_token_does(
        self, stage: Stage
    ) -> None:
        stage.twilio.state.auth_token = "another"
        with pytest.raises(TemporaryError):
            twilio_errors.report(ReconcileContext(stage.tools))

        stage.set_variables(TWILIO_API_KEY_SID=f"SK{'0' * 32}", TWILIO_API_KEY_SECRET=WRONG)
        assert "falta esse direito à chave de API" in "".join(
            twilio_errors.report(ReconcileContext(stage.tools))
        )

    def test_errors_during_a_long_outage_are_found(self, moved_clock: MovedClock, stage: Stage) -> None:
        self.fails(stage, "11200")
        moved_clock.advance(timedelta(days=3))
        run(stage)

        assert "[11200]" in issue(stage, "erros que a Twilio")["body"]

    def test_trouble_with_twilio_keeps_no_other_step_from_its_work(
        self, moved_clock: MovedClock, stage: Stage, quick: None
    ) -> None:
        stage.ran("send-notification", "failure")
        moved_clock.advance(LATER)
        stage.sandbox.switch_on("twilio-down")
        with pytest.raises(UnfinishedError) as unfinished:
            run(stage)

        assert "Mensagens perdidas" in str(unfinished.value)
        assert "Erros da Twilio" in str(unfinished.value)
        assert issue(stage, "execuções que falharam")["state"] == "open"


class TestSchedules:
    @pytest.fixture
    def public(self, moved_clock: MovedClock, tmp_path: Path) -> Iterator[Stage]:
        with Stage(history=tmp_path, private=False) as public:
            public.ran("reconcile", ago=timedelta(days=1))
            yield public

    def states(self, stage: Stage) -> dict[str, str]:
        return {workflow.name: workflow.state for workflow in stage.tools.recent.workflows()}

    def test_in_a_public_repository_what_github_switched_off_is_switched_on_again(
        self, public: Stage
    ) -> None:
        assert public.actions
        public.actions.states[".github/workflows/check-billing.yml"] = "disabled_inactivity"

        assert "check-billing: estava `disabled_inactivity`" in run(public)
        assert set(self.states(public).values()) == {"active"}

    def test_what_somebody_switched_off_stays_off(self, public: Stage) -> None:
        assert public.actions
        public.actions.states[".github/workflows/check-billing.yml"] = "disabled_manually"
        run(public)

        assert self.states(public)["check-billing"] == "disabled_manually"

    def test_one_that_is_gone_is_left_alone(self, public: Stage) -> None:
        assert public.actions
        public.actions.states[".github/workflows/check-billing.yml"] = "deleted"
        run(public)

        assert self.states(public)["check-billing"] == "deleted"

    def test_one_that_github_refuses_to_switch_on_holds_up_no_other(self, public: Stage) -> None:
        assert public.actions
        for name in ("check-billing", "remind-rotation"):
            public.actions.states[f".github/workflows/{name}.yml"] = "disabled_inactivity"

        def refuse(request: PreparedRequest, response: Response) -> None:
            if str(request.url).endswith("/check-billing.yml/enable"):
                wire.rewrite(response, {"message": "Unprocessable Entity"}, 422)

        with wire.passing(refuse):
            summary = run(public)

        assert "check-billing: está `disabled_inactivity` e não pode ser ativado." in summary
        assert "remind-rotation: estava `disabled_inactivity` e foi ativado de novo" in summary

    @pytest.mark.parametrize("private", [True, False], ids=["private", "public, later that day"])
    def test_elsewhere_and_later_that_day_nothing_is_asked(
        self, moved_clock: MovedClock, tmp_path: Path, private: bool
    ) -> None:
        moved_clock.set(clock.now().replace(hour=12))
        with Stage(history=tmp_path, private=private) as stage:
            stage.ran("reconcile", ago=timedelta(days=1) if private else HOUR)
            assert stage.actions
            stage.actions.states[".github/workflows/check-billing.yml"] = "disabled_inactivity"
            run(stage)

            assert self.states(stage)["check-billing"] == "disabled_inactivity"
