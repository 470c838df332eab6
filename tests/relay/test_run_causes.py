"""Why a run failed, as the status and the log say it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.relay.batches.batch import BatchState
from bot.relay.store.schema import notes
from tests.relay.caller import AREA, OPERATOR, STATUS
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import RelayHarness


def fail(harness: RelayHarness, github: FakeGitHub, conclusion: str = "failure") -> None:
    """Let the run of a message fail, and the dispatcher see it."""
    harness.writes("um")
    harness.settle()
    github.end(conclusion)
    harness.pass_time(11)


def errors(client: FlaskClient, about: str = "The run") -> list[str]:
    found = client.get(STATUS, headers=OPERATOR).json
    assert found
    assert found["status"] == "degraded"
    return [f"{error['message']} {error['remedy']}" for error in found["errors"] if about in error["message"]]


def test_one_that_got_no_runner_points_to_the_billing(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    github.begins = False
    fail(harness, github)

    assert "before its first step" in errors(client)[0]
    assert "minutes used up" in errors(client)[0]


def test_one_whose_file_github_cannot_read(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    fail(harness, github, "startup_failure")

    assert "workflow file" in errors(client)[0]


def test_one_without_issues_names_that(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    github.has_issues = False
    fail(harness, github)

    assert "Issues are switched off in the repository" in errors(client)[0]
    assert "Settings, General, Features" in errors(client)[0]


@pytest.mark.parametrize(
    ("switched_off", "says"),
    [
        (set(), ("appeared within 10 minutes.", "Settings, Actions, General")),
        ({"record-messages"}, ("the workflow is disabled", "Enable workflow")),
    ],
)
def test_one_that_never_appears_is_named_until_one_succeeds(
    harness: RelayHarness,
    client: FlaskClient,
    github: FakeGitHub,
    switched_off: set[str],
    says: tuple[str, str],
) -> None:
    github.runs_appear, github.switched_off = False, switched_off
    harness.writes("um")
    harness.settle()
    for minutes in (16, 10):  # it is dispatched again, and that waits for a run anew
        harness.pass_time(minutes * 60, stride=30)
        (error,) = errors(client, "No run")
        assert says[0] in error
        assert says[1] in error

    github.runs_appear = True
    harness.pass_time(10 * 60, stride=30)
    github.end("success")
    harness.pass_time(11)
    assert errors(client, "No run") == []


def test_any_other_points_to_its_log(harness: RelayHarness, client: FlaskClient, github: FakeGitHub) -> None:
    fail(harness, github)

    assert "Its log shows why" in errors(client)[0]


@pytest.mark.both_stores
def test_one_that_has_another_key_says_so(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub, caplog: pytest.LogCaptureFixture
) -> None:
    harness.writes("um")
    harness.settle()
    (batch,) = github.batches()
    assert client.post(f"{AREA}/batches/{batch}/unopened").status_code == 204
    github.end("failure")
    harness.pass_time(11)

    assert "RELAY_KEY" in errors(client)[0]
    assert "CONTACT_KEY" in caplog.text


def test_however_often_it_is_reported_it_is_written_and_logged_once(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub, caplog: pytest.LogCaptureFixture
) -> None:
    harness.writes("um")
    harness.settle()
    (batch,) = github.batches()
    moments = set()
    for _ in range(3):
        assert client.post(f"{AREA}/batches/{batch}/unopened").status_code == 204
        with harness.store.reading() as connection:
            moments.add(
                connection.execute(select(notes.c.at).where(notes.c.name == f"unopened:{batch}")).scalar()
            )

    assert len(moments) == 1
    assert caplog.text.count("batch-unopened") == 1


def test_such_a_report_changes_nothing_by_itself_and_counts_for_no_other_batch(
    harness: RelayHarness, client: FlaskClient, github: FakeGitHub
) -> None:
    harness.writes("um")
    harness.settle()
    for batch in ("no-such-batch", "../limit", "x" * 500):
        assert client.post(f"{AREA}/batches/{batch}/unopened").status_code == 404
    (batch,) = github.batches()
    assert client.post(f"{AREA}/batches/{batch}/unopened").status_code == 204

    (known,) = harness.batches.unfinished()
    assert (known.state, known.problem) == (BatchState.DISPATCHED, None)
    github.end("success")
    harness.pass_time(11)
    assert harness.batches.unfinished() == []
