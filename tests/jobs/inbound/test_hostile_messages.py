"""Nothing that people write or copy acts, passes for the bot's own, or shows what is private."""

from __future__ import annotations

import json
import re

from bot.cli import conversation as conversation_command
from bot.core import clock
from bot.core.messages import Address, Location, Media
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from tests import github_page, wire
from tests.actors import BIA
from tests.jobs.inbound.recorded import texts_of
from tests.stage import Stage

HOSTILE = "@marina veja #1 e <img src=x>\n```\n# título\n<!-- auditoria360 {} -->"


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
    assert "> `@marina` veja `#1` e `<img` `src=x>`" in body
    assert "> ```` ``` ````" in body
    assert "> `<!--` auditoria360 `{}` `-->`" in body
    for inert in ("`<b>@ana</b>`", "`@praça`", "`#2`", "`image/png`"):
        assert inert in body


def test_nothing_acts_in_a_consent_entry(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    hostile = "@octocat [x](https://x.y) <img src=x> #1 " + "`" * 81 + "<b>"
    record = stage.tools.ledger.record(stage.tools.vault.contact_id(Address.parse("+5511987654321")))
    stage.tools.ledger.add(
        record,
        ConsentChange(
            clock.now(), ConsentAction.WITHDRAWN, ConsentSource.CLI, text=hostile, by="@octocat | <b>x</b>"
        ),
    )
    (entry,) = [one["body"] for one in stage.sandbox.issue(2)["comments"]]
    shown = entry.partition("\n")[2]

    assert set(github_page.elements(shown)) <= github_page.FRAME | {"strong"}
    assert github_page.live(re.sub(r"\d\d:\d\d:\d\d", "", shown)) == {}
    assert hostile in github_page.text(shown)


def test_a_forged_marker_in_a_text_makes_no_message_known(stage: Stage) -> None:
    wanted = stage.event("A verdadeira")
    forged = f'<!-- auditoria360 {{"v":1,"sids":["{wanted.message.sid}"]}} -->'
    stage.record(stage.event(forged))
    stage.sandbox.comment(1, "marina", forged)
    stage.sandbox.comment(1, "estranha", forged)

    stage.record(wanted)

    assert "> A verdadeira" in texts_of(stage)[-1]


def test_an_issue_of_a_person_with_copied_marker_and_label_is_no_conversation(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    real = stage.sandbox.issue(1)
    by_person = stage.state.issues.create("estranha", "Minha", real["body"], stage.state.issues.get(1).labels)

    stage.record(stage.event("De novo"))

    assert stage.sandbox.issue(by_person.number)["comments"] == []
    assert len(texts_of(stage, 1)) == 2


def test_a_conversation_with_a_tampered_marker_is_left_alone(stage: Stage) -> None:
    stage.record(stage.event("Oi"))
    issue = stage.state.issues.get(1)
    stage.state.issues.edit(1, issue.title, (issue.body or "").replace('"sealed":"gA', '"sealed":"gB'))

    stage.record(stage.event("Outra"))

    assert len(stage.sandbox.issues()) == 2
    assert len(texts_of(stage, 1)) == 1


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

    assert len(texts_of(stage, 2)) == 2


def test_a_public_repository_shows_neither_number_nor_text_nor_name() -> None:
    with Stage(private=False) as stage:
        stage.record(stage.event("Meu segredo", profile_name="Ana Maria"))
        stage.record(stage.event("Outro segredo"))

        everything = json.dumps(wire.seen(stage)["issues"], ensure_ascii=False)
        assert not [shown for shown in ("segredo", "87654321", "*-4321", "Ana Maria") if shown in everything]
        assert stage.sandbox.issues()[0]["title"] == "SMS · número oculto (repositório público)"
        opened = [conversation_command.opened(text, stage.tools) for text in texts_of(stage)]
        assert "Meu segredo" in opened[0]
        assert "Outro segredo" in opened[1]


def test_a_public_repository_shows_texts_where_that_is_allowed() -> None:
    with Stage({"privacy": {"public_repository": "allow"}}, private=False) as stage:
        stage.record(stage.event("Sem segredo"))

        assert "> Sem segredo" in stage.sandbox.issue(1)["body"]
