"""What the doctor tells somebody at a terminal, as somebody at a page needs it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.sentences import Sentence
from bot.operate.doctor import github_access, github_facts
from bot.operate.doctor.checks import Finding

GIVE_TOKEN = "Give the console a GitHub token of yours with {permission}, then test again."  # noqa: S105 - a sentence
BY_COMMAND = "--fix"  # the option of `bot doctor`, in remedies that a button of the page takes the place of
_ON_PAGES: Mapping[str, str] = {
    github_facts.GIVE_TOKEN: GIVE_TOKEN,
    github_facts.TOKEN_LACKS: "Your GitHub token does not show this: it needs {permission}.",
    github_access.NO_ADMINISTRATOR: (
        "You gave the console no GitHub token: what only an administrator sees cannot be told."
    ),
    github_access.ADMINISTRATOR_REFUSED: "GitHub rejects your token (HTTP 401).",
    github_access.SET_IN_SHELL: "Make a new one on GitHub, and give it to the console.",
    github_access.ADMINISTRATOR_BLIND: "Your GitHub token does not see this repository.",
    github_access.ADMINISTRATOR_GOOD: "GitHub accepts your token.",
}


def for_page(finding: Finding) -> Finding:
    return Finding(finding.verdict, _of(finding.evidence), _of(finding.remedy))


def asks_for_token(finding: Finding) -> bool:
    """Return whether a GitHub token of the visitor's would show more."""
    return isinstance(finding.remedy, Sentence) and finding.remedy.pattern == GIVE_TOKEN


def _of(sentence: str) -> str:
    pattern, values = (
        (sentence.pattern, sentence.values) if isinstance(sentence, Sentence) else (sentence, {})
    )
    return Sentence(_ON_PAGES[pattern], **values) if pattern in _ON_PAGES else sentence
