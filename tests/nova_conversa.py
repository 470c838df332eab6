"""The form *Nova conversa* as GitHub makes an issue of it, by the sandbox's emulation of GitHub's issue forms."""

from __future__ import annotations

from bot.rules.sending import conversation_form
from bot.sandbox.github import issue_forms
from bot.sandbox.github.issue_forms import IssueForm
from tests.stage import ROOT

FILE = ROOT / conversation_form.FILE


def form() -> IssueForm:
    return issue_forms.read(FILE.read_text("utf-8"))


def filled_in(number: str = "(11) 98765-4321", text: str = "Bom dia, Ana", **more: str) -> str:
    """Return the text of the issue that the form opens in a private repository."""
    return form().body({"number": number, "text": text, **more}, private=True)
