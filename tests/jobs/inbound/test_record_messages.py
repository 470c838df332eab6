"""Messages become issues: in order, once, and as one conversation."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from bot.core.messages import Address
from bot.sandbox.github.values import MAX_BODY_CHARACTERS
from tests import wire
from tests.actors import ANA, BIA
from tests.jobs.inbound.recorded import ACKNOWLEDGEMENT, WAITING, acknowledged, order_in, texts_of
from tests.stage import Stage


def test_a_first_message_opens_a_labelled_issue_and_is_acknowledged(stage: Stage) -> None:
    stage.record(stage.event("Preciso da guia"))

    (issue,) = stage.sandbox.issues()
    contact = stage.tools.vault.contact_id(Address.parse(ANA))
    assert issue["title"] == "SMS · +55 11 *****-4321: Preciso da guia"
    assert issue["labels"] == [
        "mensagem-recebida",
        "gateway-comunicacao",
        "via-twilio-sms",
        f"contato-{contact}",
        WAITING,
    ]
    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]
    assert stage.sandbox.issue(1)["reactions"] == {
        name: ["github-actions[bot]"] for name in ("eyes", "rocket")
    }


def test_a_further_message_joins_the_conversation_and_is_not_acknowledged_again(stage: Stage) -> None:
    first, second = stage.event("Oi"), stage.event("Alguém?")
    stage.record(first)
    stage.record(second)

    assert len(stage.sandbox.issues()) == 1
    assert order_in(stage, [first, second]) == [0, 1]
    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]


def test_a_message_to_a_conversation_closed_lately_reopens_it(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.sandbox.close(1)

    stage.record(stage.event("Mais uma coisa"))

    (issue,) = stage.sandbox.issues()
    assert issue["state"] == "open"
    assert "Mais uma coisa" in texts_of(stage)[1]


def test_a_message_long_after_the_end_opens_a_conversation_that_links_the_old_one() -> None:
    with Stage({"conversations": {"reopen_within": "0s"}}) as stage:
        stage.record(stage.event("Oi"))
        stage.sandbox.close(1)

        stage.record(stage.event("Outro assunto"))
        stage.record(stage.event("E mais"))

        assert [issue["state"] for issue in stage.sandbox.issues()] == ["closed", "open"]
        assert "Conversa anterior: #1" in stage.sandbox.issue(2)["body"]
        assert len(texts_of(stage, 1)) == 1
        assert len(texts_of(stage, 2)) == 2
        assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1), ACKNOWLEDGEMENT.format(2)]


def test_messages_of_one_batch_are_recorded_in_the_order_of_the_relay(stage: Stage) -> None:
    events = [stage.event(f"Parte {number}") for number in range(5)]

    stage.record(*reversed(events))

    assert len(texts_of(stage)) == 1
    assert order_in(stage, events) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("private", [True, False], ids=["quoted", "sealed"])
def test_more_messages_than_one_issue_holds_go_on_in_comments(private: bool) -> None:
    with Stage(private=private) as stage:
        # Its half neither becomes shorter where it is compressed, nor longer where it is quoted.
        events = [stage.event("`<@" * 200 + secrets.token_hex(500)) for _ in range(70)]

        stage.record(*events)

        assert order_in(stage, events) == list(range(70))
        assert 1 < len(texts_of(stage)) < 30
        assert max(map(len, texts_of(stage))) < MAX_BODY_CHARACTERS
        assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]


def test_a_batch_delivered_twice_changes_nothing(stage: Stage) -> None:
    events = [stage.event("Um"), stage.event("Dois"), stage.event("Três", BIA)]
    stage.record(*events)
    before = wire.seen(stage)

    assert stage.record(*events)[1:] == [
        "- #1: registradas: 0; já conhecidas: 2",
        "- #2: registradas: 0; já conhecidas: 1",
    ]
    assert wire.seen(stage) == before


def test_a_batch_recorded_in_part_is_completed(stage: Stage) -> None:
    events = [stage.event("Um"), stage.event("Dois"), stage.event("Três")]
    stage.record(events[0])
    stage.record(events[1])

    assert stage.record(*events)[1:] == ["- #1: registradas: 1; já conhecidas: 2"]
    assert order_in(stage, events) == [0, 1, 2]


def test_two_people_at_once_have_two_conversations(stage: Stage) -> None:
    ana, bia, again = stage.event("De Ana"), stage.event("De Bia", BIA), stage.event("De Ana de novo")

    stage.record(ana, bia, again)

    assert order_in(stage, [ana, bia, again], 1) == [0, 2]
    assert order_in(stage, [ana, bia, again], 2) == [1]
    assert acknowledged(stage, ANA) == [ACKNOWLEDGEMENT.format(1)]
    assert acknowledged(stage, BIA) == [ACKNOWLEDGEMENT.format(2)]


def test_a_person_using_both_channels_has_two_conversations_and_one_label(stage: Stage) -> None:
    stage.twilio.state.age_window(ANA, timedelta(0))

    stage.record(stage.event("Por SMS"), stage.event("Por WhatsApp", f"whatsapp:{ANA}"))

    one, two = (set(issue["labels"]) for issue in stage.sandbox.issues())
    assert one - two == {"via-twilio-sms"}
    assert two - one == {"via-twilio-whatsapp"}
    assert stage.sandbox.issues()[1]["title"].startswith("WhatsApp · +55 11")
    got = [each["channel"] for each in stage.sandbox.phone(ANA) if each["direction"] == "received"]
    channels = got if acknowledged(stage) else []
    assert channels == ["sms", "whatsapp"]


def test_the_ninth_digit_does_not_split_a_person_in_two(stage: Stage) -> None:
    for number in (ANA, "+551187654321"):
        stage.twilio.state.age_window(number, timedelta(0))
    without, with_it = stage.event("Sem", "whatsapp:+551187654321"), stage.event("Com", f"whatsapp:{ANA}")
    stage.record(without)
    stage.record(with_it)

    assert len(stage.sandbox.issues()) == 1
    assert order_in(stage, [without, with_it]) == [0, 1]
    # What is answered goes to the address that was written from.
    assert acknowledged(stage, "+551187654321") == [ACKNOWLEDGEMENT.format(1)]
    assert stage.sandbox.received(ANA) == []


def test_a_person_who_hides_the_number_has_a_conversation_too(stage: Stage) -> None:
    stage.twilio.state.age_window("BR.1234567890", timedelta(0))
    first, second = (stage.event(text, "whatsapp:BR.1234567890") for text in ("Oi", "Olá"))
    stage.record(first)
    stage.record(second)

    assert order_in(stage, [first, second]) == [0, 1]
    assert stage.sandbox.issues()[0]["title"] == "WhatsApp · BR***7890: Oi"
    assert acknowledged(stage, "BR.1234567890") == [ACKNOWLEDGEMENT.format(1)]


def test_a_message_from_a_name_is_recorded_and_not_acknowledged(stage: Stage) -> None:
    stage.record(stage.event("Seu código é 123", "BANCO"))

    issue = stage.sandbox.issue(1)
    assert "não recebe respostas" in issue["body"]
    assert issue["reactions"] == {}
    assert stage.twilio.state.messages() == []


def test_a_switched_off_acknowledgement_is_not_sent() -> None:
    with Stage({"acknowledgement": {"enabled": False}}) as stage:
        stage.record(stage.event())

        assert stage.sandbox.issue(1)["reactions"] == {}
        assert stage.twilio.state.messages() == []


def test_a_refused_acknowledgement_is_explained_once(stage: Stage) -> None:
    event = stage.event()
    stage.sandbox.set_phone(ANA, landline=True)

    stage.record(event)
    stage.record(event)

    _, note = texts_of(stage)
    assert "A confirmação automática não pôde ser enviada." in note
    assert "21614" in note
    assert "o destino não é um celular" in note
    assert stage.sandbox.issue(1)["reactions"] == {
        name: ["github-actions[bot]"] for name in ("eyes", "confused")
    }


def test_the_waiting_label_goes_with_an_answer_and_comes_with_the_next_message(stage: Stage) -> None:
    stage.record(stage.event())
    stage.sandbox.comment(1, "marina", "/reply Pois não")
    stage.reply()
    assert WAITING not in stage.sandbox.issue(1)["labels"]

    stage.record(stage.event("Obrigada"))
    assert WAITING in stage.sandbox.issue(1)["labels"]

    stage.sandbox.comment(1, "marina", "Vou ver isso")
    stage.reply()
    assert WAITING in stage.sandbox.issue(1)["labels"]


def test_who_writes_is_seen_where_two_people_share_a_number(stage: Stage) -> None:
    wire = f"whatsapp:{ANA}"
    for text, name in (("Sou a Maria", "Maria"), ("E eu o Pedro", "Pedro"), ("Maria de novo", "Maria")):
        stage.record(stage.event(text, wire, profile_name=name))

    issue = stage.sandbox.issue(1)
    assert "👤 **Maria**, **Pedro** · " in issue["body"]
    assert ["**Nome no perfil:** Pedro" in one["body"] for one in issue["comments"]] == [True, False]
    assert ["**Nome no perfil:** Maria" in one["body"] for one in issue["comments"]] == [False, True]
