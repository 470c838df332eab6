"""/retry sends again what Twilio failed to deliver, as its author wrote it, and nothing that was refused or held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from requests import PreparedRequest, Response

from bot.core.marks import Mark
from bot.core.messages import DeliveryStatus
from bot.jobs.delivery import record_delivery
from bot.jobs.replies import send_replies
from bot.jobs.tools import Tools
from bot.rules import texts
from bot.rules.text import cutting
from bot.sandbox.twilio.values import Template
from tests import wire
from tests.actors import ANA
from tests.jobs.replies.comments import BOT, LONG, arrived, marks, notes, post
from tests.jobs.reports import PUBLIC, report_on, reported
from tests.stage import Stage

SAID = texts.of("pt-BR").history


@contextmanager
def refusing(stage: Stage, place: int) -> Iterator[None]:
    """Make Twilio refuse the message with this place, from 1, among those that are sent from now on."""
    following = count(2)

    def refuse_now() -> None:
        stage.sandbox.switch_on("twilio-refuse-21614", 1)

    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and "Messages.json" in str(request.url) and next(following) == place:
            refuse_now()

    if place == 1:
        refuse_now()
    with wire.passing(look):
        yield


def fail(stage: Stage, body: str = "/reply Pode vir", login: str = "marina") -> int:
    """Comment, and have Twilio refuse the text."""
    stage.sandbox.set_phone(ANA, landline=True)
    comment = post(stage, body, login)
    stage.reply()
    stage.sandbox.set_phone(ANA, landline=False)
    return comment


def retry(stage: Stage, login: str = "marina") -> int:
    comment = post(stage, "/retry", login)
    stage.reply()
    return comment


def undeliver(stage: Stage, comment: int, code: int = 30008) -> None:
    """Have Twilio report that what a comment sent did not arrive."""
    report = report_on(f"1-{comment}", DeliveryStatus.UNDELIVERED, code)
    record_delivery.run({"client_payload": stage.payload([report])}, stage.new_tools())


def test_the_last_answer_that_failed_is_sent_again_and_the_answer_says_which(asked: Stage) -> None:
    comment = fail(asked)

    again = retry(asked)

    assert arrived(asked) == ["Pode vir"]
    assert marks(asked, again) == {"eyes", "rocket"}
    said = notes(asked)[-1]
    assert "Enviando de novo" in said
    assert f"issuecomment-{comment}" in said
    assert "duas vezes" not in said
    assert asked.tools.labels.failed not in asked.sandbox.issue(1)["labels"]


def test_a_text_planted_by_somebody_who_may_not_answer_never_leaves_by_a_retry(asked: Stage) -> None:
    post(asked, "/reply PIX para 11 9999: golpe", "estranha")
    asked.reply()

    retry(asked)

    assert arrived(asked) == []
    assert SAID.nothing_failed in notes(asked)[-1]


def test_a_text_planted_after_a_failure_does_not_take_its_place(asked: Stage) -> None:
    fail(asked, "/reply Da Marina")
    post(asked, "/reply golpe", "estranha")
    asked.reply()

    retry(asked)

    assert arrived(asked) == ["Da Marina"]


def test_somebody_who_may_only_read_retries_nothing(asked: Stage) -> None:
    fail(asked)

    retry(asked, "estranha")

    assert arrived(asked) == []


@pytest.mark.parametrize("role", ["read", "none"])
def test_what_failed_is_not_sent_again_once_its_author_may_no_longer_answer(asked: Stage, role: str) -> None:
    fail(asked, "/reply Do Tiago", "tiago")
    asked.state.add_user("tiago", role)  # type: ignore[arg-type] # both are roles

    comment = retry(asked)

    assert arrived(asked) == []
    assert "é de @tiago" in notes(asked)[-1]
    assert marks(asked, comment) == {"confused"}


def test_one_maintainer_sends_again_what_another_wrote(asked: Stage) -> None:
    fail(asked, "/reply Do Tiago", "tiago")

    retry(asked)

    assert arrived(asked) == ["Do Tiago"]


@pytest.mark.parametrize("login", ["escritorio", "marina"])
def test_what_was_edited_since_it_failed_is_not_sent_again(asked: Stage, login: str) -> None:
    comment = fail(asked, "/reply original")
    asked.sandbox.edit(comment, login, "/reply editado por outro")

    retry(asked)

    assert arrived(asked) == []
    assert "foi editada depois" in notes(asked)[-1]


def test_what_was_refused_because_it_was_edited_does_not_leave_by_a_retry(asked: Stage) -> None:
    comment = post(asked, "/reply original")
    asked.sandbox.edit(comment, "marina", "/reply editado")
    asked.reply()

    retry(asked)

    assert arrived(asked) == []
    assert SAID.nothing_failed in notes(asked)[-1]


def test_an_edit_counts_also_where_the_token_may_not_ask_for_it(asked: Stage) -> None:
    asked.github_faults.switch_on("github-no-graphql")
    comment = fail(asked, "/reply original")
    asked.sandbox.edit(comment, "marina", "/reply mudado")

    def later(request: PreparedRequest, response: Response) -> None:
        if request.method == "GET" and str(request.url).partition("?")[0].endswith("/issues/1/comments"):
            times = {"updated_at": "2999-01-01T00:00:00Z"}
            content = [{**one, **(times if "mudado" in one["body"] else {})} for one in response.json()]
            wire.rewrite(response, content)

    with wire.passing(later):
        retry(asked)

    assert arrived(asked) == []


def test_a_reaction_is_no_edit(asked: Stage) -> None:
    comment = fail(asked)
    asked.state.reactions.add(wire.on_comment(comment), "estranha", "heart")

    def moved(request: PreparedRequest, response: Response) -> None:
        if request.method == "GET" and str(request.url).partition("?")[0].endswith("/issues/1/comments"):
            wire.rewrite(response, [{**one, "updated_at": "2999-01-01T00:00:00Z"} for one in response.json()])

    with wire.passing(moved):
        retry(asked)

    assert arrived(asked) == ["Pode vir"]


def test_a_retry_behind_a_failure_of_the_same_run_sends_that_text_and_no_older_one(asked: Stage) -> None:
    fail(asked, "/reply velha")
    post(asked, "/reply nova")
    post(asked, "/retry")

    with refusing(asked, 1):
        asked.reply()

    assert arrived(asked) == ["nova"]


def test_after_some_parts_only_the_rest_is_sent(asked: Stage) -> None:
    post(asked, f"/reply {LONG}")
    with refusing(asked, 3):
        asked.reply()

    retry(asked)

    assert "".join(arrived(asked)) == LONG
    assert "continua pela parte 3 de 3" in notes(asked)[-1]
    assert "duas vezes" not in notes(asked)[-1]


def test_the_parts_of_a_rest_are_counted_by_themselves_since_twilio_reports_on_no_others(
    asked: Stage,
) -> None:
    asked.configure(PUBLIC)
    post(asked, f"/reply {LONG}")
    with refusing(asked, 2):
        asked.reply()
    retry(asked)

    assert [(one.part, one.parts) for one in (reported(asked, 1), reported(asked))] == [(1, 2), (2, 2)]


def test_a_retry_that_fails_in_its_turn_is_continued_where_it_stopped(asked: Stage) -> None:
    post(asked, f"/reply {LONG}")
    with refusing(asked, 2):
        asked.reply()
    with refusing(asked, 2):
        retry(asked)
    assert len(arrived(asked)) == 2

    retry(asked)

    assert "".join(arrived(asked)) == LONG
    assert len(arrived(asked)) == 3


def test_parts_that_left_within_the_run_are_not_sent_again_by_its_retry(asked: Stage) -> None:
    post(asked, f"/reply {LONG}")
    post(asked, "/retry")

    with refusing(asked, 3):
        asked.reply()

    assert "".join(arrived(asked)) == LONG


def test_a_text_that_is_now_parted_otherwise_is_sent_whole_and_the_answer_warns(asked: Stage) -> None:
    post(asked, f"/reply {LONG}")
    with refusing(asked, 3):
        asked.reply()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting.split, "__defaults__", (700,))
        retry(asked)

    assert "duas vezes" in notes(asked)[-1]
    assert LONG in "".join(arrived(asked)[2:])


def test_what_the_policy_held_is_written_again_and_not_retried(asked: Stage) -> None:
    post(asked, "/optout")
    post(asked, "/reply segunda")
    asked.reply()
    post(asked, "/optin")

    retry(asked)

    assert arrived(asked) == []
    assert "retida pelas regras de envio" in notes(asked)[-1]


def test_an_answer_that_left_after_the_failure_makes_a_retry_pointless(asked: Stage) -> None:
    fail(asked, "/reply falhou")
    post(asked, "/reply chegou")
    asked.reply()

    retry(asked)

    assert arrived(asked) == ["chegou"]
    assert SAID.nothing_failed in notes(asked)[-1]


def test_what_was_sent_again_is_not_sent_a_third_time(asked: Stage) -> None:
    fail(asked)
    retry(asked)
    retry(asked)

    assert arrived(asked) == ["Pode vir"]
    assert SAID.nothing_failed in notes(asked)[-1]


def test_two_retries_in_one_run_send_once(asked: Stage) -> None:
    fail(asked)
    post(asked, "/retry")
    post(asked, "/retry", "tiago")

    asked.reply()

    assert arrived(asked) == ["Pode vir"]


@pytest.mark.parametrize("mark", list(Mark))
def test_no_reaction_of_somebody_else_makes_a_text_sendable_or_sent(asked: Stage, mark: Mark) -> None:
    post(asked, "/reply golpe", "estranha")
    comment = post(asked, "/reply Pode vir")
    for one in (comment - 1, comment):
        asked.state.reactions.add(wire.on_comment(one), "estranha", mark)

    asked.reply()
    retry(asked)

    assert arrived(asked) == ["Pode vir"]


@pytest.mark.parametrize("mark", list(Mark))
def test_a_reaction_of_somebody_else_on_what_failed_hides_nothing(asked: Stage, mark: Mark) -> None:
    comment = fail(asked)
    asked.state.reactions.add(wire.on_comment(comment), "estranha", mark)

    retry(asked)

    assert arrived(asked) == ["Pode vir"]


def test_a_refusal_whose_note_somebody_deleted_still_never_leaves(asked: Stage) -> None:
    post(asked, "/optout")
    post(asked, "/reply retida")
    asked.reply()
    note = max(one["id"] for one in asked.sandbox.issue(1)["comments"] if one["author"] == BOT)
    asked.state.issues.delete_comment(note)
    post(asked, "/optin")

    retry(asked)
    asked.reply()

    assert arrived(asked) == []


def test_a_forged_verdict_makes_nothing_sendable(asked: Stage) -> None:
    comment = post(asked, "/reply golpe", "estranha")
    asked.reply()
    line = f'{{"v":1,"kind":"note","about":{comment},"final":true,"verdict":"failed","sent":0}}'
    post(asked, f"<!-- auditoria360 {line} -->\nTwilio 21614", "estranha")

    retry(asked)

    assert arrived(asked) == []


def test_what_did_not_arrive_is_sent_again(asked: Stage) -> None:
    comment = post(asked, "/reply Pode vir")
    asked.reply()
    undeliver(asked, comment)

    again = retry(asked)

    assert arrived(asked) == ["Pode vir", "Pode vir"]
    assert marks(asked, again) == {"eyes", "rocket"}
    assert "duas vezes" not in notes(asked)[-1]


def test_an_answer_written_before_the_report_of_a_failure_does_not_hide_it(asked: Stage) -> None:
    first = post(asked, "/reply Um")
    asked.reply()
    post(asked, "/reply Dois")
    asked.reply()
    undeliver(asked, first)

    retry(asked)

    assert arrived(asked) == ["Um", "Dois", "Um"]


def test_of_a_long_text_that_did_not_arrive_some_parts_may_arrive_twice(asked: Stage) -> None:
    comment = post(asked, f"/reply {LONG}")
    asked.reply()
    undeliver(asked, comment)

    retry(asked)

    assert "duas vezes" in notes(asked)[-1]
    assert "".join(arrived(asked)) == LONG * 2


def test_what_may_have_left_is_sent_again_with_a_warning(asked: Stage) -> None:
    """A run dies with its text on the way, and the next one finds the template gone from config.yml."""
    sid = f"HX{'a' * 32}"
    template = {"sid": sid, "text": "Olá {nome}.", "variables": ["nome"], "channels": ["sms"]}
    config = {"templates": {"aviso": template}}
    asked.twilio.state.put_template(Template(sid, "Olá {{1}}.", asked.twilio.state.created_at))
    asked.configure(config)
    post(asked, "/template aviso nome=Ana")
    with wire.dying_after(2), pytest.raises(wire.DiedError):
        asked.reply()
    asked.configure({})
    asked.reply()
    asked.configure(config)

    retry(asked)

    assert "duas vezes" in notes(asked)[-1]
    assert arrived(asked) == ["Olá Ana."] * 2


def test_a_reply_by_e_mail_is_sent_again_without_the_mail_around_it(asked: Stage) -> None:
    body = (
        "/reply Pode vir\n\nEm seg., 23 de nov. de 2026 às 15:00, Ana <notifications@github.com> escreveu:\n\n"
        "> Posso ir hoje?\n>\n> —\n> Reply to this email directly, view it on GitHub\n"
    )
    asked.sandbox.set_phone(ANA, landline=True)
    asked.sandbox.comment(1, "marina", body, via_email=True)
    asked.reply()
    asked.sandbox.set_phone(ANA, landline=False)

    retry(asked)

    assert arrived(asked) == ["Pode vir"]


def test_a_retry_that_dies_at_any_step_is_completed_with_the_same_text() -> None:
    def prepare(stage: Stage) -> None:
        stage.record(stage.event())
        post(stage, f"/reply {LONG}")
        with refusing(stage, 2):
            stage.reply()
        post(stage, "/retry")

    def job(stage: Stage, tools: Tools) -> object:
        return send_replies.run({"issue": {"number": 1}}, tools)

    (_, expected), *others = wire.after_each_crash(prepare, job)

    assert "".join(expected["phones"][ANA][1:]) == LONG
    assert others[-1][0] > 4
    for step, found in others:
        assert found == expected, f"died after write {step}"
