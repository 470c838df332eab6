"""Messages by channels that the bot cannot send on are shown for what they are, and nobody is told otherwise."""

from __future__ import annotations

import pytest

from bot.core.contact_keys import new_key
from bot.core.messages import Address, Channel
from bot.rules.people.sealing import Vault
from tests.actors import ANA
from tests.jobs.inbound.recorded import ACKNOWLEDGEMENT, acknowledged
from tests.stage import Stage


def test_a_message_by_rcs_is_shown_as_one_and_nothing_is_sent(stage: Stage) -> None:
    stage.record(stage.event("Bom dia", f"rcs:{ANA}"))
    issue = stage.sandbox.issue(1)

    assert issue["title"] == "RCS · +55 11 *****-4321: Bom dia"
    assert {"via-twilio-outro", "aguardando-resposta"} <= set(issue["labels"])
    assert "via-twilio-sms" not in issue["labels"]
    assert " · RCS\n" in issue["body"]
    assert "Esta pessoa escreve por RCS, um canal pelo qual o bot não envia" in issue["body"]
    assert acknowledged(stage) == []


@pytest.mark.parametrize("command", ["/reply Olá", "/preview Olá", "/template boleto", "/close Até logo"])
def test_a_reply_to_it_is_refused_with_a_true_sentence(stage: Stage, command: str) -> None:
    stage.record(stage.event("Bom dia", "messenger:102030405060708090"))
    stage.sandbox.comment(1, "marina", command)
    stage.reply()
    answer = stage.sandbox.issue(1)["comments"][-1]["body"]

    assert "canal pelo qual o bot não envia" in answer
    assert stage.sandbox.received("102030405060708090") == []


def test_a_wish_by_rcs_counts_for_the_number_on_every_channel(stage: Stage) -> None:
    stage.record(stage.event("Bom dia"))
    stage.record(stage.event("SAIR", f"rcs:{ANA}"))

    stage.sandbox.comment(1, "marina", "/reply Olá")
    stage.reply()

    assert "não receber mais mensagens" in stage.sandbox.issue(1)["comments"][-1]["body"]
    assert acknowledged(stage) == [ACKNOWLEDGEMENT.format(1)]


def test_people_of_an_unknown_channel_are_told_apart(stage: Stage) -> None:
    stage.record(
        stage.event("Oi", "messenger:102030405060708090"), stage.event("Olá", "messenger:998877665544332211")
    )
    titles = sorted(issue["title"] for issue in stage.sandbox.issues())

    assert titles == [
        "Messenger · 10***8090: Oi",
        "Messenger · 99***2211: Olá",
    ]
    assert " · Messenger\n" in stage.sandbox.issue(1)["body"]


def test_a_name_is_no_channel() -> None:
    assert Address.parse("BANCO: 24H").channel is Channel.SMS
    assert Address.parse("rcs:").channel is Channel.SMS


def test_who_was_taken_for_an_sms_sender_by_an_earlier_version_is_still_known() -> None:
    vault, wire = Vault([new_key()]), f"rcs:{ANA}"

    assert vault.contact_id(Address(Channel.SMS, wire)) in vault.former_ids(Address.parse(wire))
    assert vault.contact_id(Address.parse(wire)) == vault.contact_id(Address.parse(ANA))
