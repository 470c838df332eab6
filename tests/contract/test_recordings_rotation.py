"""Auth tokens, secrets and the end of a token: what the real clients send and understand, replayed from recordings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.adapters.github.admin import Administration
from bot.adapters.github.body_editor import BodyEditor
from bot.adapters.github.repository import Repository
from bot.adapters.twilio.auth_tokens import AuthTokens
from bot.core.settings import Settings
from tests.made_up import AUTH_TOKEN

pytestmark = [pytest.mark.vcr, pytest.mark.block_network(allowed_hosts=["127.0.0.1"])]


def test_a_second_token_is_made_promoted_and_the_first_is_dead(settings: Settings) -> None:
    second = AuthTokens(settings, AuthTokens(settings, AUTH_TOKEN).create_secondary())
    assert second.works()
    second.promote()

    assert second.works()


def test_a_token_that_is_dead_is_found_out(settings: Settings) -> None:
    assert not AuthTokens(settings, "wrong").works()


def test_a_second_token_is_ended_and_it_is_fine_if_there_is_none(settings: Settings) -> None:
    tokens = AuthTokens(settings, AUTH_TOKEN)
    tokens.create_secondary()
    tokens.drop_secondary()
    tokens.drop_secondary()


# What is sealed for GitHub is sealed otherwise each time.
@pytest.mark.vcr(match_on=["method", "host", "port", "path", "query"])
def test_a_secret_is_written_and_listed(settings: Settings) -> None:
    administration = Administration(settings)
    administration.put_secret("TWILIO_AUTH_TOKEN", "a made-up token")
    administration.put_secret("TWILIO_AUTH_TOKEN", "another made-up token")

    assert list(administration.secrets()) == ["TWILIO_AUTH_TOKEN"]


def test_people_are_put_in_charge_and_a_comment_is_rewritten(settings: Settings) -> None:
    repository = Repository(settings)
    issue = repository.open_issue("Rotação", "corpo", ["rotacao"])
    assert repository.assignees.add(issue.number, ["marina", "ninguem"]) == ["marina"]
    comment = repository.comment(issue.number, "um")
    repository.rewrite_comment(issue.number, comment.id, "dois")

    assert [comment.body for comment in repository.comments(issue.number)] == ["dois"]


def test_what_the_token_can_do_and_which_runs_go_on(settings: Settings) -> None:
    administration = Administration(settings)

    assert administration.examine().faults == ()
    assert administration.unfinished_runs(datetime(2030, 1, 1, tzinfo=UTC)) == []


def test_a_body_is_read_and_written_alone(settings: Settings) -> None:
    repository, editor = Repository(settings), BodyEditor(settings)
    issue = repository.open_issue("Conversa", "um", [])
    comment = repository.comment(issue.number, "dois")

    assert editor.rewrite(issue.number, 0, str.upper)
    assert not editor.rewrite(issue.number, 0, str.upper)
    assert editor.rewrite(issue.number, comment.id, str.upper)
    assert not editor.rewrite(issue.number, 999_999, str.upper)
    assert (repository.issue(issue.number).body, repository.comments(issue.number)[0].body) == ("UM", "DOIS")
