"""What GitHub refuses, in words that name the cause and the way out."""

from __future__ import annotations

import pytest

from bot.adapters.github.failures import Caller, failure
from bot.core.errors import RepositoryError, TemporaryError, Unwritable, UnwritableIssueError


def refused_as(status: int, message: str, **more: object) -> RepositoryError | TemporaryError:
    return failure(status, {}, {"message": message, **more}, Caller())


@pytest.mark.parametrize(
    ("status", "message", "why"),
    [
        (403, "Unable to create comment because issue is locked.", Unwritable.LOCKED),
        (403, "Unable to create reaction because issue is locked.", Unwritable.LOCKED),
        (403, "Commenting is disabled on issues with more than 2500 comments", Unwritable.FULL),
        (410, "This issue was deleted", Unwritable.GONE),
    ],
)
def test_an_issue_that_takes_nothing_more_is_told_from_everything_else(
    status: int, message: str, why: Unwritable
) -> None:
    error = refused_as(status, message)

    assert isinstance(error, UnwritableIssueError)
    assert error.why is why
    assert not error.lacks
    assert "permission" not in str(error)


@pytest.mark.parametrize(
    ("status", "message", "says"),
    [
        (403, "Resource not accessible by integration", "lacks a permission"),
        (403, "Repository was archived so is read-only.", "unarchive it"),
        (403, "Resource protected by organization SAML enforcement.", "single sign-on"),
        (403, "Repository access blocked", "GitHub's support"),
        (410, "Issues are disabled for this repo", "switch them on"),
        (410, "Issues has been disabled in this repository.", "switch them on"),
        (422, "Issues cannot have more than 100 labels", "Take some labels off"),
        (422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow", "Enable the workflow"),
        (422, "Something new", "fault of the bot"),
    ],
)
def test_a_refusal_names_its_cause_and_the_way_out(status: int, message: str, says: str) -> None:
    error = refused_as(status, message)

    assert says in str(error)
    assert not isinstance(error, UnwritableIssueError)


def test_a_refusal_names_the_fields_that_are_wrong_and_no_value_in_them() -> None:
    faults = [
        {"resource": "Label", "field": "name", "code": "invalid", "value": "+5511987654321"},
        {
            "resource": "Issue",
            "field": "body",
            "code": "custom",
            "message": "body is too long (maximum is 65536)",
        },
        {"resource": "Issue", "field": "x", "code": "custom", "message": "Bom dia, Ana is wrong"},
        "what nobody expects",
    ]

    error = str(refused_as(422, "Validation Failed", errors=faults))

    assert (
        "Label name invalid; Issue body custom (body is too long (maximum is 65536)); Issue x custom" in error
    )
    assert "98765" not in error
    assert "Ana" not in error
