"""Outages, lost answers and crashes neither lose a reply nor send it twice."""

from __future__ import annotations

import pytest
from requests import PreparedRequest, Response

from bot.core.errors import TemporaryError
from bot.jobs.replies import send_replies
from bot.jobs.tools import Tools
from tests import wire
from tests.actors import ANA
from tests.jobs.replies.comments import BOT, LONG, WAITING, arrived, marks, notes, post
from tests.made_up import AUTH_TOKEN
from tests.stage import Stage


def test_no_answer_overtakes_one_that_is_delayed(asked: Stage, quick: None) -> None:
    for text in ("Um", "Dois"):
        post(asked, f"/reply {text}")
    asked.sandbox.switch_on("twilio-down")
    with pytest.raises(TemporaryError):
        asked.reply()
    post(asked, "/reply Três")
    with pytest.raises(TemporaryError):
        asked.reply()
    assert arrived(asked) == []
    assert WAITING in asked.sandbox.issue(1)["labels"]

    asked.sandbox.switch_off("twilio-down")
    asked.reply()

    assert arrived(asked) == ["Um", "Dois", "Três"]
    assert len(notes(asked)) == 1
    assert WAITING not in asked.sandbox.issue(1)["labels"]


@pytest.mark.parametrize("times", [1, None])
def test_lost_answers_of_twilio_send_nothing_twice(asked: Stage, quick: None, times: int | None) -> None:
    for text in ("Ok", LONG, "Ok"):
        post(asked, f"/reply {text}")
    asked.sandbox.switch_on("twilio-lost-answer", times)

    asked.reply()

    first, *parts, last = arrived(asked)
    assert (first, "".join(parts), last) == ("Ok", LONG, "Ok")
    assert len(parts) == 3


def test_an_answer_of_twilio_that_arrives_too_late_sends_nothing_twice(
    asked: Stage, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.twilio.client.TIMEOUT_SECONDS", 0.5)
    asked.tools = asked.new_tools()
    for text in ("Ok", "Ok"):
        post(asked, f"/reply {text}")
    asked.sandbox.switch_on("twilio-hang", 1)

    asked.reply()

    assert arrived(asked) == ["Ok", "Ok"]


def test_lost_answers_of_github_explain_once(asked: Stage, quick: None) -> None:
    comments = [post(asked, body) for body in ("/reply", "/reply Ok", "/help")]
    asked.github_faults.switch_on("github-lost-answer")

    asked.reply()

    assert arrived(asked) == ["Ok"]
    assert len(notes(asked)) == 2
    assert [marks(asked, comment) for comment in comments] == [{"confused"}, {"eyes", "rocket"}, {"rocket"}]


def test_a_secondary_rate_limit_delays_no_answer_for_good(asked: Stage) -> None:
    post(asked, "/reply Ok")

    def look(request: PreparedRequest, response: Response) -> None:
        if "/permission" in str(request.url):
            asked.github_faults.switch_on("github-secondary-limit", 1)

    with wire.passing(look):
        asked.reply()

    assert arrived(asked) == ["Ok"]


def job(stage: Stage, tools: Tools) -> object:
    return send_replies.run({"issue": {"number": 1}}, tools)


def test_a_run_that_dies_at_any_step_is_completed_by_running_it_again() -> None:
    def prepare(stage: Stage) -> None:
        stage.configure({"conversations": {"overview_after": 3}})
        stage.record(stage.event())
        for body in ("/reply Ok", f"/reply {LONG}", "Isto é interno", "/reply Ok", "/repli Ok", "/help"):
            post(stage, body)
        post(stage, "/reply Não", "estranha")

    (_, expected), *others = wire.after_each_crash(prepare, job)

    first, *parts, last = expected["phones"][ANA][1:]
    assert (first, "".join(parts), last) == ("Ok", LONG, "Ok")
    assert [kinds for _, _, kinds in expected["issues"][0]["comments"]][:7] == [
        *({"eyes": [BOT], "rocket": [BOT]}, {"eyes": [BOT], "rocket": [BOT]}, {}),
        *({"eyes": [BOT], "rocket": [BOT]}, {"confused": [BOT]}, {"rocket": [BOT]}, {"confused": [BOT]}),
    ]
    assert others[-1][0] == 19  # the summary is the last
    for step, found in others:
        assert found == expected, f"died after write {step}"


def test_a_run_that_dies_while_it_explains_a_refusal_explains_it_once() -> None:
    def prepare(stage: Stage) -> None:
        stage.record(stage.event())
        stage.sandbox.set_phone(ANA, landline=True)
        post(stage, "/reply Ok")

    (_, expected), *others = wire.after_each_crash(prepare, job)

    assert len(expected["issues"][0]["comments"]) == 2
    assert others[-1][0] == 5
    for step, found in others:
        assert found == expected, f"died after write {step}"


@pytest.mark.parametrize("writes", [1, 2, 3])
def test_a_delayed_run_that_dies_loses_nothing_and_explains_the_delay_once(
    asked: Stage, quick: None, writes: int
) -> None:
    for text in ("Um", "Dois"):
        post(asked, f"/reply {text}")
    asked.twilio.state.auth_token = "another"
    with wire.dying_after(writes), pytest.raises(wire.DiedError):
        asked.reply()

    with pytest.raises(TemporaryError):
        asked.reply()
    asked.twilio.state.auth_token = AUTH_TOKEN
    asked.reply()

    assert arrived(asked) == ["Um", "Dois"]
    assert len(notes(asked)) == 1
