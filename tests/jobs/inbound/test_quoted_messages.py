"""A message that answers another shows the other's words, and a link to where it stands."""

from __future__ import annotations

from requests import PreparedRequest, Response

from bot.core.messages import MessageSid
from tests import wire
from tests.actors import ANA
from tests.jobs.inbound.recorded import texts_of
from tests.stage import Stage

WHATSAPP = f"whatsapp:{ANA}"


def _sid_of(stage: Stage, text: str) -> MessageSid:
    assert stage.twilio.wait_idle(10)
    issue = stage.tools.repository.issue(1)
    conversation = stage.tools.conversations.read(issue)
    assert conversation is not None
    marker = conversation.marker
    sent = stage.tools.messages.sent_to(marker.person, marker.sender, issue.created_at)
    return next(one.sid for one in sent if one.text == text)


def test_an_answer_to_our_reply_shows_its_words_and_links_to_the_comment(stage: Stage) -> None:
    stage.record(stage.event("Oi", WHATSAPP))
    comment = stage.sandbox.comment(1, "marina", "/reply Pode ser **na quinta**?")
    stage.reply()
    stage.record(stage.event("Pode", WHATSAPP, reply_to=_sid_of(stage, "Pode ser *na quinta*?")))
    shown = texts_of(stage)[-1]

    assert "**Em resposta a:** Pode ser `*na` `quinta*`? ([ver](" in shown
    assert f"#issuecomment-{comment['id']}))" in shown


def test_an_answer_to_the_persons_own_message_links_to_it(stage: Stage) -> None:
    first = stage.event("Segue a guia", WHATSAPP)
    stage.record(first)
    stage.record(stage.event("Esta", WHATSAPP, reply_to=first.message.sid))

    assert "**Em resposta a:** Segue a guia ([ver](" in texts_of(stage)[-1]


def test_what_twilio_does_not_know_is_named_by_its_id_and_delays_nothing(stage: Stage) -> None:
    unknown = MessageSid(f"SM{'a1' * 16}")
    stage.record(stage.event("Oi", WHATSAPP))
    stage.record(stage.event("Esta", WHATSAPP, reply_to=unknown))
    stage.sandbox.switch_on("twilio-down")
    stage.record(stage.event("Aquela", WHATSAPP, reply_to=unknown))

    assert [f"**Em resposta a:** `{unknown}`" in text for text in texts_of(stage)[-2:]] == [True, True]


def test_many_answers_in_one_batch_read_the_conversation_once(stage: Stage) -> None:
    stage.record(stage.event("Oi", WHATSAPP))
    stage.sandbox.comment(1, "marina", "/reply Pode ser na quinta?")
    stage.reply()
    answered, lists = _sid_of(stage, "Pode ser na quinta?"), {1: 0, 5: 0}
    for times in lists:

        def look(request: PreparedRequest, _response: Response, times: int = times) -> None:
            lists[times] += request.method == "GET" and "/issues/1/comments" in str(request.url)

        with wire.passing(look):
            stage.record(*(stage.event("Pode", WHATSAPP, reply_to=answered) for _ in range(times)))

    assert lists[5] == lists[1]


def test_a_copy_of_a_hidden_line_is_never_linked_to(stage: Stage) -> None:
    stage.record(stage.event("Oi", WHATSAPP))
    first = stage.event("Segue a guia", WHATSAPP)
    stage.record(first)
    shown = stage.sandbox.issue(1)["comments"][-1]
    copy = stage.sandbox.comment(1, "estranha", shown["body"])
    stage.record(stage.event("Esta", WHATSAPP, reply_to=first.message.sid))

    assert f"#issuecomment-{shown['id']}))" in texts_of(stage)[-1]
    assert f"#issuecomment-{copy['id']}" not in texts_of(stage)[-1]
