"""Erasing: what the real clients send to GitHub and Twilio, and understand, replayed from recordings."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from bot.adapters.github.issue_eraser import IssueEraser
from bot.adapters.github.media import MediaBranches
from bot.adapters.github.repository import Repository
from bot.adapters.twilio.archive import Archive
from bot.adapters.twilio.client import Messages
from bot.core import clock
from bot.core.errors import RepositoryError
from bot.core.messages import Address, ContactId, MessageSid
from bot.core.settings import Settings
from bot.sandbox.world import SMS_NUMBER

ANA, OURS = Address.parse("+5511987654321"), Address.parse(SMS_NUMBER)
NOBODY = ContactId("aaaaaaaaaaaaaaaa")

pytestmark = [pytest.mark.vcr, pytest.mark.block_network(allowed_hosts=["127.0.0.1"])]


@pytest.fixture
def administered(settings: Settings) -> Settings:
    token = {"ERASURE_TOKEN": SecretStr("ghs_recording")}
    environment = settings.environment.model_copy(update=token)
    return Settings(config=settings.config, environment=environment)


def test_comments_labels_and_texts_of_an_issue_are_taken_away(settings: Settings) -> None:
    repository, eraser = Repository(settings), IssueEraser(settings)
    opened = repository.open_issue("Nova mensagem", "<!-- m -->\nOlá", ["mensagem-recebida", "contato-x"])
    comment = repository.comment(opened.number, "<!-- n -->\nMais")

    for _ in range(2):
        eraser.delete_comment(comment.id)
    eraser.relabel(opened.number, ["gateway-comunicacao", "apagada"])
    for _ in range(2):
        eraser.delete_label("contato-x")

    assert repository.comments(opened.number) == []
    assert repository.issue(opened.number).labels == {"gateway-comunicacao", "apagada"}
    assert not eraser.delete_issue(opened.number)


def test_an_administrator_deletes_an_issue_which_is_gone_then(administered: Settings) -> None:
    repository, eraser = Repository(administered), IssueEraser(administered)
    opened = repository.open_issue("Nova mensagem", "<!-- m -->\nOlá", [])

    assert eraser.delete_issue(opened.number)
    assert eraser.delete_issue(opened.number)
    with pytest.raises(RepositoryError) as gone:
        repository.issue(opened.number)
    assert gone.value.status == 410


def test_somebody_without_files_has_none(settings: Settings) -> None:
    assert MediaBranches(settings).paths(NOBODY) == []


def test_messages_are_listed_and_deleted_at_twilio_and_those_gone_already_count_as_deleted(
    settings: Settings, recording: bool
) -> None:
    messages, archive = Messages(settings), Archive(settings)
    sid = messages.send(ANA, OURS, "Olá! A guia segue por e-mail.")
    if recording:
        clock.sleep(1)  # until it has arrived

    (kept,) = archive.kept([ANA], {OURS.wire})
    assert (kept.sid, kept.inbound, kept.text) == (sid, False, "Olá! A guia segue por e-mail.")
    assert archive.kept([ANA], {"+15550000000"}) == []
    assert archive.delete(sid)
    assert archive.delete(MessageSid(f"SM{'0' * 32}"))
    assert archive.kept([ANA], {OURS.wire}) == []
