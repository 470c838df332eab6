"""What the real clients send and understand, replayed from recordings: our words against GitHub's and Twilio's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.adapters.github.repository import Repository
from bot.adapters.twilio.client import Messages
from bot.core.errors import RepositoryError, SendRefusedError
from bot.core.marks import Mark
from bot.core.messages import Address
from bot.core.settings import Permission, Settings
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER

CASSETTES = Path(__file__).parent / "cassettes"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
ANA, OURS = Address.parse("+5511987654321"), Address.parse(SMS_NUMBER)

pytestmark = [pytest.mark.vcr, pytest.mark.block_network(allowed_hosts=["127.0.0.1"])]


def test_an_issue_is_opened_found_commented_labelled_and_reopened(settings: Settings) -> None:
    repository = Repository(settings)

    opened = repository.open_issue("Nova mensagem", "<!-- m -->\nOlá", ["mensagem-recebida", "contato-x"])
    comment = repository.comment(opened.number, "<!-- n -->\nMais")
    repository.react(opened.number, 0, Mark.SENT)
    repository.react(opened.number, comment.id, Mark.TAKEN)
    repository.add_label(opened.number, "aguardando-resposta")
    repository.remove_label(opened.number, "aguardando-resposta")
    repository.remove_label(opened.number, "aguardando-resposta")
    repository.reopen(opened.number)

    assert [issue.number for issue in repository.issues_with_label("contato-x")] == [opened.number]
    assert [issue.number for issue in repository.newest_issues()] == [opened.number]
    assert [comment.body for comment in repository.comments(opened.number, LONG_AGO)] == ["<!-- n -->\nMais"]
    assert repository.reactions_by("escritorio", opened.number, comment.id) == {"eyes"}
    found = repository.issue(opened.number)
    assert found.is_open
    assert set(found.labels) == {"mensagem-recebida", "contato-x"}
    assert dict(found.reactions) == {"rocket": 1}


def test_permissions_are_read_with_their_finer_roles(settings: Settings) -> None:
    repository = Repository(settings)

    assert repository.permission("marina") is Permission.MAINTAIN
    assert repository.permission("tiago") is Permission.TRIAGE
    assert repository.permission("estranha") is Permission.READ
    assert repository.permission("ninguem") is None
    assert not repository.is_public()


def test_a_dispatch_is_taken_and_a_wrong_one_is_refused_with_its_status(settings: Settings) -> None:
    repository = Repository(settings)

    repository.dispatch("record-messages", {"v": 1, "batch": "b", "count": 0, "sealed": "s"})
    with pytest.raises(RepositoryError) as refused:
        repository.dispatch("x" * 101, {})

    assert refused.value.status == 422


def test_an_issue_that_does_not_exist_is_refused_with_a_remedy(settings: Settings) -> None:
    with pytest.raises(RepositoryError, match="Check GITHUB_REPO_OWNER"):
        Repository(settings).issue(999)


def test_a_message_is_sent_and_listed(settings: Settings) -> None:
    messages = Messages(settings)

    sid = messages.send(ANA, OURS, "Olá! A guia segue por e-mail.")

    (listed,) = messages.sent_to(ANA, OURS, LONG_AGO)
    assert (listed.sid, listed.text) == (sid, "Olá! A guia segue por e-mail.")
    assert messages.sent_to(ANA, OURS, datetime(2100, 1, 1, tzinfo=UTC)) == []


@pytest.mark.parametrize(
    ("to", "sender", "text", "code"),
    [
        ("+123", SMS_NUMBER, "Oi", 21211),
        ("+5511987654321", "+15550000000", "Oi", 21659),
        ("+5511987654321", SMS_NUMBER, "", 21602),
        ("+5511987654321", SMS_NUMBER, "x" * 1601, 21617),
        ("whatsapp:+5511987654321", "whatsapp:+15550000000", "Oi", 63007),
    ],
    ids=["bad number", "not our number", "no text", "too long", "not our WhatsApp"],
)
def test_a_refusal_of_twilio_comes_with_its_code(
    settings: Settings, to: str, sender: str, text: str, code: int
) -> None:
    with pytest.raises(SendRefusedError) as refused:
        Messages(settings).send(Address.parse(to), Address.parse(sender), text)

    assert refused.value.code == code
    assert WHATSAPP_NUMBER not in str(refused.value)


@pytest.mark.vcr(record_mode="none")
@pytest.mark.parametrize("cassette", sorted(CASSETTES.rglob("*.yaml")), ids=lambda path: path.stem[:60])
def test_a_recording_holds_no_credential(cassette: Path) -> None:
    text = cassette.read_text(encoding="utf-8")
    recorded = yaml.safe_load(text)

    assert recorded["interactions"]
    text = text.replace("A JSON web token could not be decoded", "")  # what GitHub says of one
    assert not [word for word in ("ghs_", "Authorization", "Basic ", "token ", "Cookie") if word in text]
