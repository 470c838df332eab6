"""What GitHub writes down of the `if:` of our jobs holds nothing that people wrote: no erasure would find it there."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from tests.architecture import ROOT
from tests.contract.condition_trace import expanded

_WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
# What an `if:` may compare in the open: nothing that somebody wrote.
_HARMLESS = {
    "github.event_name",
    "github.event.comment.user.type",
    "github.event.issue.user.type",
    "github.event.issue.pull_request",
    "github.event.issue.labels",  # shows as "Array"
}
_WORDS = "Maria Zebra 11 98765-4321"
_HIDDEN = re.compile(r"fromJSON\(toJSON\((\w+\((?:fromJSON\('[^']*'\)|'[^']*'|[^()'])++\))\)\)")


def _conditions() -> dict[str, str]:
    return {
        f"{path.stem}/{name}": str(job["if"])
        for path in _WORKFLOWS
        for name, job in yaml.safe_load(path.read_text("utf-8"))["jobs"].items()
        if "if" in job and "github.event." in str(job["if"])
    }


def _contexts(text: str) -> dict[str, Any]:
    user = {"type": "User"}
    issue = {"number": 1, "title": text, "body": text, "user": user, "labels": [{"name": "sms"}]}
    event = {"comment": {"body": text, "user": user}, "issue": issue}
    return {"github": {"event_name": "issue_comment", "event": event}, "vars": {}}


@pytest.mark.parametrize(
    "beginning", ["", "/reply ", "/rotated ", "> Oi\n\n", "- /", " \n/nota ", "Nova conversa "]
)
@pytest.mark.parametrize("job", sorted(_conditions()))
def test_the_log_of_a_condition_shows_nothing_of_a_comment_or_title(job: str, beginning: str) -> None:
    condition, contexts = _conditions()[job], _contexts(f"{beginning}{_WORDS}, da casa d'água")

    assert "Zebra" not in expanded(condition, contexts)


@pytest.mark.parametrize("length", [1600, 8000, 20_000, 65_536])
@pytest.mark.parametrize("beginning", ["", "/reply ", "- /"])
def test_a_comment_of_any_usual_length_is_covered(beginning: str, length: int) -> None:
    """GitHub's 1 MB for the trace can end between a comment and its cover: for 52 lengths, all above 8,200."""
    text = f"{beginning}{_WORDS}".ljust(length, "a")

    assert "Zebra" not in expanded(_conditions()["send-replies/send-replies"], _contexts(text))


@pytest.mark.parametrize("job", sorted(_conditions()))
def test_without_its_cover_the_same_condition_would_show_it(job: str) -> None:
    bare, covers = _HIDDEN.subn(r"\1", _conditions()[job])

    assert covers == _conditions()[job].count("(toJSON(")
    assert "Zebra" in expanded(bare, _contexts(_WORDS))


@pytest.mark.parametrize("job", sorted(_conditions()))
def test_outside_its_covers_a_condition_names_only_what_nobody_wrote(job: str) -> None:
    in_the_open = _HIDDEN.sub("", _conditions()[job])

    assert set(re.findall(r"github\.[a-z_]+(?:\.[a-z_]+)*", in_the_open)) <= _HARMLESS


def test_the_line_is_as_github_documents_it() -> None:
    """docs.github.com, "Viewing job condition expression logs"."""
    condition = "true && ((github.repository == 'octo-org/octo-repo-prod'))"
    contexts = {"github": {"repository": "my-username/octo-repo-prod"}}

    assert (
        expanded(condition, contexts)
        == "(true && ('my-username/octo-repo-prod' == 'octo-org/octo-repo-prod'))"
    )
