"""What a run of reconcile asks: what happened lately, what Twilio received and what failed it; recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.github.recent import RecentActivity
from bot.adapters.github.repository import Repository
from bot.adapters.twilio import monitor
from bot.adapters.twilio.client import Messages
from bot.core import clock
from bot.core.marks import Mark
from bot.core.messages import Address
from bot.core.settings import Settings
from bot.sandbox.world import SMS_NUMBER

# The recording holds the times that were asked for.
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATELY = NOW - timedelta(hours=1)

pytestmark = [pytest.mark.vcr, pytest.mark.block_network(allowed_hosts=["127.0.0.1"])]


@pytest.fixture(autouse=True)
def _at_noon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture(name="settings")
def _settings(_at_noon: None, settings: Settings) -> Settings:
    return settings


def test_issues_and_comments_of_the_period_take_a_request_each(settings: Settings) -> None:
    repository, recent = Repository(settings), RecentActivity(settings)
    opened = repository.open_issue("Nova mensagem", "<!-- m -->\nOlá", ["mensagem-recebida"])
    comment = repository.comment(opened.number, "<!-- n -->\nMais")

    assert [issue.number for issue in recent.issues(LATELY)] == [opened.number]
    assert [(one.id, one.issue) for one in recent.comments(LATELY)] == [(comment.id, opened.number)]
    first = recent.first_issue("mensagem-recebida")
    assert first
    assert first.number == opened.number


def test_runs_are_read_and_a_clock_is_kept_on(settings: Settings) -> None:
    recent = RecentActivity(settings)

    assert [(run.workflow, run.conclusion) for run in recent.runs(LATELY)] == [
        ("reconcile", "success"),
        ("reconcile", "failure"),
    ]
    last = recent.last_success("reconcile")
    assert last
    assert last.ended_at
    assert recent.last_success("check-billing") is None
    assert [run.conclusion for run in recent.newest_runs("reconcile")] == ["success", "failure"]
    assert ("reconcile", "active") in [(one.name, one.state) for one in recent.workflows()]
    recent.enable("reconcile")


def test_a_workflow_is_started_as_by_hand(settings: Settings) -> None:
    RecentActivity(settings).start("send-replies", {"issue": "1"})


def test_one_run_and_the_marks_on_one_comment_are_read_alone(settings: Settings) -> None:
    repository, recent = Repository(settings), RecentActivity(settings)
    opened = repository.open_issue("Nova mensagem", "<!-- m -->\nOlá", ["mensagem-recebida"])
    comment = repository.comment(opened.number, "<!-- n -->\nMais")
    repository.react(opened.number, comment.id, Mark.SENT)
    listed = recent.runs(LATELY)[0]

    assert recent.run(listed.id) == listed
    assert recent.marks("escritorio", comment.id) == {"rocket": NOW}
    assert recent.marks("somebody", comment.id) == {}


def test_what_people_sent_is_listed_with_its_files(settings: Settings) -> None:
    messages = Messages(settings)

    (received,) = messages.received(Address.parse(SMS_NUMBER), LATELY)
    (file,) = messages.media_of(received.sid)

    assert (received.sender.value, received.text) == ("+5511987654321", "Segue a foto")
    assert (received.sent_at, received.media) == (NOW, 1)
    assert file.content_type == "image/png"
    assert f"/Messages/{received.sid}/Media/ME" in file.url
    assert not file.url.endswith(".json")


def test_errors_are_listed_without_their_texts(settings: Settings) -> None:
    (alert,) = monitor.log(settings, LATELY).alerts

    assert (alert.code, alert.at) == (11205, NOW)
