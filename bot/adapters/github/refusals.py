"""What GitHub's refusals mean that its status alone does not say: by its own sentence, and by the fields it names.

The sentences are those that GitHub answers, as reported in public issues: github.com/actions/stale/issues/51 and
github.com/github/gh-aw/issues/15966 (locked), github.com/galaxyproject/training-material/issues/4729 (full).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.core.errors import Unwritable

REMEDIES = {
    Unwritable.LOCKED: "This issue is locked: unlock it on its page, or go on in the issue that continues it.",
    Unwritable.FULL: "GitHub takes no more than 2,500 comments in an issue: go on in the issue that continues it.",
    Unwritable.GONE: "This issue was deleted or moved away: go on in another.",
}

_UNWRITABLE = (
    (403, re.compile(r"\block(?:ed)?\b", re.IGNORECASE), Unwritable.LOCKED),
    (403, re.compile(r"commenting is disabled", re.IGNORECASE), Unwritable.FULL),
    # The other answer with 410 is that issues are switched off.
    (410, re.compile(r"^(?!.*disabled)", re.IGNORECASE | re.DOTALL), Unwritable.GONE),
)

_REMEDIES = (
    (
        403,
        re.compile(r"archived", re.IGNORECASE),
        "The repository is archived: unarchive it in its settings.",
    ),
    (403, re.compile(r"SAML", re.IGNORECASE), "Authorize the token for the organization's single sign-on."),
    (
        403,
        re.compile(r"IP allow list", re.IGNORECASE),
        "Add this machine's address to the organization's IP allow list.",
    ),
    (
        403,
        re.compile(r"access (?:to this repository has been|blocked)|suspended|blocked", re.IGNORECASE),
        "GitHub has blocked the repository or the account: its owner has to write to GitHub's support.",
    ),
    (
        422,
        re.compile(r"more than 100 labels", re.IGNORECASE),
        "Take some labels off the issue: GitHub takes 100.",
    ),
    (
        422,
        re.compile(r"too long", re.IGNORECASE),
        "It is longer than GitHub takes: report this line, and shorten it meanwhile.",
    ),
    (
        422,
        re.compile(r"spam|flagged|abuse", re.IGNORECASE),
        "GitHub takes this for spam: the owner of the account has to write to GitHub's support.",
    ),
    (
        422,
        re.compile(r"disabled workflow|workflow_dispatch", re.IGNORECASE),
        "Enable the workflow on the page Actions.",
    ),
    (
        422,
        re.compile(r"\bassignees?\b", re.IGNORECASE),
        "Correct the assignees in config.yml: each must have access here.",
    ),
    (
        422,
        re.compile(r"\bLabel\b"),
        "Correct `labels` in config.yml: GitHub refuses the name of one of them.",
    ),
)


@dataclass(frozen=True, slots=True)
class Cause:
    """The fields that a refusal names, as the end of a sentence, and what to do; each empty if it says nothing."""

    detail: str
    remedy: str


def unwritable(status: int, message: str) -> Unwritable | None:
    """Return why nothing can be written in one issue, None if that is not the reason."""
    return next(
        (why for code, form, why in _UNWRITABLE if code == status and form.search(message)),
        None,
    )


def cause(status: int, message: str, data: Any) -> Cause:
    """Return what else the answer says about its reason; never a value that somebody wrote."""
    detail = _detail(data)
    found = (remedy for code, form, remedy in _REMEDIES if code == status and form.search(message + detail))
    return Cause(detail, next(found, ""))


def _detail(data: Any) -> str:
    """Return which fields are wrong and how, from the list that comes with a 422 (docs: client errors)."""
    errors = data.get("errors") if isinstance(data, dict) else None
    words = [_of_field(one) for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    return f": {'; '.join(words)}" if words else ""


def _of_field(error: dict[str, Any]) -> str:
    """Return one fault. GitHub's sentence is shown only where it speaks of a limit: others may repeat the value."""
    named = " ".join(str(error.get(key, "")) for key in ("resource", "field", "code")).strip()
    sentence = str(error.get("message", ""))
    return f"{named} ({sentence})" if re.search(r"too long|more than \d+", sentence, re.IGNORECASE) else named
