"""Messages become issues: in order, once, and as one conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from requests import PreparedRequest, Response

from bot.cli import conversation as conversation_command
from bot.core.errors import TemporaryError
from bot.core.messages import Address, Event, Location, Media
from bot.jobs.inbound import record_messages
from bot.jobs.tools import Tools
from bot.sandbox.github.values import MAX_BODY_CHARACTERS
from tests import wire
from tests.actors import ANA, BIA, CAIO
from tests.stage import Stage

ACKNOWLEDGEMENT = "Recebemos sua mensagem. Protocolo {}. Vamos responder por aqui."
WAITING = "aguardando-resposta"
HOSTILE = "@marina veja #1 e <img src=x>\n```\n# título\n<!-- auditoria360 {} -->"


def texts(stage: Stage, number: int = 1) -> list[str]:
    """Return issue and comments of the bot, in order."""
    issue = stage.sandbox.issue(number)
    return [issue["body"], *(said["body"] for said in issue["comments"] if said["author"] == issue["author"])]


def order(stage: Stage, events: list[Event], number: int = 1) -> list[int]:
    """Return which of the events an issue tells, as it tells them."""
    whole = "\n".join("\n".join(text.splitlines()[1:]) for text in texts(stage, number))
    places = sorted(
        (whole.index(event.message.sid), index)
        for index, event in enumerate(events)
        if event.message.sid in whole
    )
    assert all(whole.count(event.message.sid) <= 1 for event in events)
    return [index for _, index in places]


def acknowledged(stage: Stage, number: str = ANA) -> list[str]:
    assert stage.twilio.wait_idle(10)
    return stage.sandbox.received(number)


def test_a_first_message_opens_a_labelled_issue_and_is_acknowledged(stage: Stage) -> None:
    stage.record(stage.event("Preciso da guia"))

    (issue,) = stage.sandbox.issues()
    contact = stage.tools.vault.contact_id(Address.parse(ANA))
    assert issue["title"] == "Nova mensagem via Twilio - SMS - +55 11 *****-4321 - Preciso da guia"
    assert issue["labels"] == [
        "mensagem-recebida",
        "gateway-comunicacao",
        "via-twilio-sms",
        f"contato-{contact}",
        WAITING,
    ]
    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]
    assert stage.sandbox.issue(1)["reactions"] == {"rocket": ["github-actions[bot]"]}


def test_a_further_message_joins_the_conversation_and_is_not_acknowledged_again(stage: Stage) -> None:
    first, second = stage.event("Oi"), stage.event("Alguém?")
    stage.record(first)
    stage.record(second)

    assert len(stage.sandbox.issues()) == 1
    assert order(stage, [first, second]) == [0, 1]
    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]


def test_a_message_to_a_conversation_closed_lately_reopens_it(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    stage.sandbox.close(1)

    stage.record(stage.event("Mais uma coisa"))

    (issue,) = stage.sandbox.issues()
    assert issue["state"] == "open"
    assert "Mais uma coisa" in texts(stage)[1]


def test_a_message_long_after_the_end_opens_a_conversation_that_links_the_old_one() -> None:
    with Stage({"conversations": {"reopen_within": "0s"}}) as stage:
        stage.record(stage.event("Oi"))
        stage.sandbox.close(1)

        stage.record(stage.event("Outro assunto"))
        stage.record(stage.event("E mais"))

        assert [issue["state"] for issue in stage.sandbox.issues()] == ["closed", "open"]
        assert "Conversa anterior: #1" in stage.sandbox.issue(2)["body"]
        assert len(texts(stage, 1)) == 1
        assert len(texts(stage, 2)) == 2
        assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1), ACKNOWLEDGEMENT.format(2)]


def test_messages_of_one_batch_are_told_in_the_order_of_the_relay(stage: Stage) -> None:
    events = [stage.event(f"Parte {number}") for number in range(5)]

    stage.record(*reversed(events))

    assert len(texts(stage)) == 1
    assert order(stage, events) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("private", [True, False], ids=["quoted", "sealed"])
def test_more_messages_than_one_issue_holds_go_on_in_comments(private: bool) -> None:
    with Stage(private=private) as stage:
        events = [stage.event("`<@" * 533) for _ in range(50)]

        stage.record(*events)

        assert order(stage, events) == list(range(50))
        assert 2 < len(texts(stage)) < 30
        assert max(map(len, texts(stage))) < MAX_BODY_CHARACTERS
        assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]


def test_a_batch_delivered_twice_changes_nothing(stage: Stage) -> None:
    events = [stage.event("Um"), stage.event("Dois"), stage.event("Três", BIA)]
    stage.record(*events)
    before = wire.seen(stage)

    assert stage.record(*events)[1:] == [
        "- #1: 0 recorded, 2 known already",
        "- #2: 0 recorded, 1 known already",
    ]
    assert wire.seen(stage) == before


def test_a_batch_recorded_in_part_is_completed(stage: Stage) -> None:
    events = [stage.event("Um"), stage.event("Dois"), stage.event("Três")]
    stage.record(events[0])
    stage.record(events[1])

    assert stage.record(*events)[1:] == ["- #1: 1 recorded, 2 known already"]
    assert order(stage, events) == [0, 1, 2]


def test_two_people_at_once_have_two_conversations(stage: Stage) -> None:
    ana, bia, again = stage.event("De Ana"), stage.event("De Bia", BIA), stage.event("De Ana de novo")

    stage.record(ana, bia, again)

    assert order(stage, [ana, bia, again], 1) == [0, 2]
    assert order(stage, [ana, bia, again], 2) == [1]
    assert acknowledged(stage, ANA) == [ACKNOWLEDGEMENT.format(1)]
    assert acknowledged(stage, BIA) == [ACKNOWLEDGEMENT.format(2)]


def test_a_person_using_both_channels_has_two_conversations_and_one_label(stage: Stage) -> None:
    stage.twilio.state.age_window(ANA, timedelta(0))

    stage.record(stage.event("Por SMS"), stage.event("Por WhatsApp", f"whatsapp:{ANA}"))

    one, two = (set(issue["labels"]) for issue in stage.sandbox.issues())
    assert one - two == {"via-twilio-sms"}
    assert two - one == {"via-twilio-whatsapp"}
    assert stage.sandbox.issues()[1]["title"].startswith("Nova mensagem via Twilio - WHATSAPP - +55 11")
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
    assert order(stage, [without, with_it]) == [0, 1]
    # What is answered goes to the address that was written from.
    assert acknowledged(stage, "+551187654321") == [ACKNOWLEDGEMENT.format(1)]
    assert stage.sandbox.received(ANA) == []


def test_a_person_who_hides_the_number_has_a_conversation_too(stage: Stage) -> None:
    stage.twilio.state.age_window("BR.1234567890", timedelta(0))
    first, second = (stage.event(text, "whatsapp:BR.1234567890") for text in ("Oi", "Olá"))
    stage.record(first)
    stage.record(second)

    assert order(stage, [first, second]) == [0, 1]
    assert stage.sandbox.issues()[0]["title"] == "Nova mensagem via Twilio - WHATSAPP - BR*** - Oi"
    assert acknowledged(stage, "BR.1234567890") == [ACKNOWLEDGEMENT.format(1)]


def test_a_name_is_told_and_not_acknowledged(stage: Stage) -> None:
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

    _, note = texts(stage)
    assert "A confirmação automática não pôde ser enviada." in note
    assert "21614" in note
    assert "o destino não é um celular" in note
    assert stage.sandbox.issue(1)["reactions"] == {"confused": ["github-actions[bot]"]}


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


def test_no_issue_shows_a_whole_number(stage: Stage) -> None:
    stage.record(stage.event("Oi", profile_name="Ana"), stage.event("Olá", BIA))
    stage.record(stage.event("Mais"))

    everything = json.dumps(wire.seen(stage)["issues"], ensure_ascii=False)
    assert "+55 11 *****-4321" in everything
    assert not [digits for digits in ("987654321", "912345678", "8765", "1234567") if digits in everything]


def test_nothing_in_a_persons_text_acts(stage: Stage) -> None:
    stage.record(
        stage.event(
            HOSTILE,
            profile_name="<b>@ana</b>",
            location=Location("-23.5", "-46.6", "@praça", "#2"),
            media=(Media("https://api.twilio.com/x", "image/png"),),
        )
    )

    body = stage.sandbox.issue(1)["body"]
    assert "> `@marina veja #1 e <img src=x>`" in body
    assert "> ```` ``` ````" in body
    assert "> `<!-- auditoria360 {} -->`" in body
    for inert in ("`<b>@ana</b>`", "`@praça`", "`#2`", "`image/png`"):
        assert inert in body


def test_a_forged_marker_in_a_text_makes_no_message_known(stage: Stage) -> None:
    wanted = stage.event("A verdadeira")
    forged = f'<!-- auditoria360 {{"v":1,"sids":["{wanted.message.sid}"]}} -->'
    stage.record(stage.event(forged))
    stage.sandbox.comment(1, "marina", forged)
    stage.sandbox.comment(1, "estranha", forged)

    stage.record(wanted)

    assert "> `A verdadeira`" in texts(stage)[-1]


def test_an_issue_of_a_person_with_copied_marker_and_label_is_no_conversation(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    real = stage.sandbox.issue(1)
    by_person = stage.state.issues.create("estranha", "Minha", real["body"], stage.state.issues.get(1).labels)

    stage.record(stage.event("De novo"))

    assert stage.sandbox.issue(by_person.number)["comments"] == []
    assert len(texts(stage, 1)) == 2


def test_a_conversation_with_a_tampered_marker_is_left_alone(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    issue = stage.state.issues.get(1)
    stage.state.issues.edit(1, issue.title, (issue.body or "").replace('"sealed":"gA', '"sealed":"gB'))

    stage.record(stage.event("Outra"))

    assert len(stage.sandbox.issues()) == 2
    assert len(texts(stage, 1)) == 1


def test_a_lagging_label_list_does_not_split_a_new_conversation(stage: Stage) -> None:
    stage.github_faults.switch_on("github-lagging-label-lists")
    first, second = stage.event("Oi"), stage.event("Alguém?")
    stage.record(first)
    stage.record(first, second)

    assert len(stage.sandbox.issues()) == 1
    assert order(stage, [first, second]) == [0, 1]


def test_a_lagging_label_list_that_knows_only_older_conversations_does_not_split_the_new_one() -> None:
    with Stage({"conversations": {"reopen_within": "0s"}}) as stage:
        stage.record(stage.event("Antes"))
        stage.sandbox.close(1)
        first, second = stage.event("Oi"), stage.event("Alguém?")

        def look(request: PreparedRequest, response: Response) -> None:
            if request.method == "GET" and "labels=" in str(request.url):
                wire.rewrite(response, [issue for issue in response.json() if issue["number"] == 1])

        with wire.passing(look):
            stage.record(first)
            stage.record(first, second)

        assert len(stage.sandbox.issues()) == 2
        assert order(stage, [first, second], 2) == [0, 1]


def test_pull_requests_among_the_newest_issues_are_passed_over(stage: Stage) -> None:
    stage.state.issues.create("marina", "Um pull request", "")

    with wire.passing(wire.as_pull_request(1)):
        stage.record(stage.event("Oi"))

    assert "Oi" in stage.sandbox.issue(2)["body"]


def test_what_a_deleted_account_wrote_is_passed_over(stage: Stage) -> None:
    stage.state.issues.create("estranha", "Sem dono", "")
    stage.record(stage.event("Oi"))
    stage.sandbox.comment(2, "estranha", "Quem fui")

    with wire.passing(wire.account_gone("estranha")):
        stage.record(stage.event("De novo"))

    assert len(texts(stage, 2)) == 2


def test_a_public_repository_shows_neither_number_nor_text_nor_name() -> None:
    with Stage(private=False) as stage:
        stage.record(stage.event("Meu segredo", profile_name="Ana Maria"))
        stage.record(stage.event("Outro segredo"))

        everything = json.dumps(wire.seen(stage)["issues"], ensure_ascii=False)
        assert not [shown for shown in ("segredo", "4321", "Ana Maria") if shown in everything]
        assert stage.sandbox.issues()[0]["title"] == "Nova mensagem via Twilio - SMS"
        opened = [conversation_command.opened(text, stage.tools) for text in texts(stage)]
        assert "Meu segredo" in opened[0]
        assert "Outro segredo" in opened[1]


def test_a_public_repository_shows_texts_where_that_is_allowed() -> None:
    with Stage({"privacy": {"public_repository": "allow"}}, private=False) as stage:
        stage.record(stage.event("Sem segredo"))

        assert "> `Sem segredo`" in stage.sandbox.issue(1)["body"]


@pytest.mark.parametrize("times", [1, 2])
def test_lost_answers_of_github_make_no_duplicates(stage: Stage, quick: None, times: int) -> None:
    first, second = stage.event("Oi"), stage.event("Alguém?")
    stage.github_faults.switch_on("github-lost-answer", times)
    stage.record(first)
    stage.github_faults.switch_on("github-lost-answer", times)
    stage.record(second)

    assert len(stage.sandbox.issues()) == 1
    assert order(stage, [first, second]) == [0, 1]
    assert len(texts(stage)) == 2
    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]


def test_a_lost_answer_of_twilio_acknowledges_once(stage: Stage, quick: None) -> None:
    stage.sandbox.switch_on("twilio-lost-answer", 1)

    stage.record(stage.event())

    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]
    assert stage.sandbox.issue(1)["reactions"] == {"rocket": ["github-actions[bot]"]}


def test_a_secondary_rate_limit_is_waited_out(stage: Stage) -> None:
    event = stage.event()

    def look(request: PreparedRequest, response: Response) -> None:
        # The next write after each reading of the newest issues is the one that opens the issue.
        if request.method == "GET" and "labels=" not in str(request.url) and "/issues?" in str(request.url):
            stage.github_faults.switch_on("github-secondary-limit", 1)

    with wire.passing(look):
        stage.record(event)

    assert len(stage.sandbox.issues()) == 1
    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]


def test_while_twilio_is_down_everybodys_messages_are_recorded_and_acknowledged_later(
    stage: Stage, quick: None
) -> None:
    events = [stage.event("De Ana"), stage.event("De Bia", BIA)]
    stage.sandbox.switch_on("twilio-down")

    with pytest.raises(TemporaryError):
        stage.record(*events)
    assert len(stage.sandbox.issues()) == 2

    stage.sandbox.switch_off("twilio-down")
    stage.record(*events)
    assert acknowledged(stage, ANA) == [ACKNOWLEDGEMENT.format(1)]
    assert acknowledged(stage, BIA) == [ACKNOWLEDGEMENT.format(2)]
    assert len(stage.sandbox.issues()) == 2


def crashes() -> Iterator[tuple[int, wire.Seen]]:
    """Die at each step of a batch that needs every kind of step; Ana has a closed conversation already."""
    batch: list[Event] = []

    def prepare(stage: Stage) -> None:
        stage.record(stage.event("Antes"))
        stage.sandbox.comment(1, "marina", "/reply Resolvido")
        stage.reply()
        stage.sandbox.close(1)
        stage.sandbox.set_phone(CAIO, landline=True)
        stage.twilio.state.age_window(ANA, timedelta(0))
        batch[:] = [
            stage.event("De novo"),
            *(stage.event(f"{number} " + "x" * 1500, BIA) for number in range(8)),
            stage.event("Por WhatsApp", f"whatsapp:{ANA}"),
            stage.event("De um fixo", CAIO),
        ]

    def job(stage: Stage, tools: Tools) -> object:
        return record_messages.run({"client_payload": stage.payload(batch)}, tools)

    yield from wire.after_each_crash(prepare, job)


def test_a_run_that_dies_at_any_step_is_completed_by_running_it_again() -> None:
    (_, expected), *others = crashes()

    assert [len(issue["comments"]) for issue in expected["issues"]] == [2, 1, 0, 1]
    assert [issue["reactions"] for issue in expected["issues"]] == [["rocket"]] * 3 + [["confused"]]
    assert expected["phones"][ANA] == [
        ACKNOWLEDGEMENT.format(1),
        "Resolvido",
        ACKNOWLEDGEMENT.format(3),
    ]
    assert expected["phones"][BIA] == [ACKNOWLEDGEMENT.format(2)]
    assert len(others) >= 13
    for step, found in others:
        assert found == expected, f"died after write {step}"
