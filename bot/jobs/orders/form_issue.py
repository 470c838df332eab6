"""The issue that GitHub's form opened: its words are taken out of it at once, and it is answered and closed.

It belongs to whoever opened it, who can edit it at any time: nothing in it counts but what was there when it was
opened, and then our own signed line.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from bot.core import logs
from bot.core.errors import UnwritableIssueError
from bot.core.issues import Issue
from bot.core.messages import Order
from bot.jobs.tools import Tools
from bot.rules.sending import conversation_form
from bot.rules.sending.order_form import FieldError, InvalidFieldsError
from bot.rules.wire import envelope, form_marker
from bot.rules.wire.form_marker import FormMarker
from bot.rules.wire.markers import KeyedMarker

_MOST = 60_000  # characters of a body, below GitHub's 65,536
_ANSWER = KeyedMarker("form-answer")


def marker(issue: Issue, tools: Tools) -> FormMarker | None:
    """Return what our line in a form's issue says; None in any other issue, and before it was written."""
    return form_marker.read(issue.body, tools.vault, issue.number)


def is_undone(issue: Issue, tools: Tools) -> bool:
    """Return whether an issue is one of the form that no run has brought to its end."""
    if issue.is_pull_request or tools.own.is_ours(issue):
        return False
    known = marker(issue, tools)
    if known is None:
        return conversation_form.is_one(issue.body)
    return issue.is_open and not known.is_settled


def take_over(issue: Issue, opened: str | None, tools: Tools) -> FormMarker:
    """Take the number and the text out of an issue, in one edit, and return what they ask for.

    `opened` is the text that the issue was opened with; None if the event that says so is gone.
    """
    found = _read(issue, opened, tools)
    _write(issue, found, tools)
    logs.step("form-taken", issue=issue.number)
    return found


def order(found: FormMarker, tools: Tools) -> Order:
    """Return the order that a form asks for; raises SealError if no key opens it."""
    return envelope.load_item(zlib.decompress(tools.vault.open(found.order)), Order)


def refuse(issue: Issue, asked: FormMarker, why: str, tools: Tools, *, told: bool) -> None:
    """Say why nothing is sent of what was `asked`, and close the issue.

    With `told` in a comment; otherwise only in the issue itself: the comments of a stranger's forms would use up what
    GitHub lets us write.
    """
    refused = FormMarker(refusal=why)
    if told and asked != refused:
        _write(issue, refused, tools)
    if not (told and _tell(issue, f"{why}\n\n{tools.maintainers.forms.again}", tools)):
        _write(issue, refused, tools, why)
    if issue.is_open:
        tools.repository.close(issue.number)
    logs.step("form-refused", issue=issue.number)


def settle(issue: Issue, sentence: str, tools: Tools) -> None:
    """Link the conversation, remove the sealed order, and close the form's issue."""
    told = _tell(issue, sentence, tools)
    body = _body(issue, FormMarker(), tools.maintainers.forms.settled if told else sentence, tools)
    tools.repository.settle(issue, body, close=True)


def _read(issue: Issue, opened: str | None, tools: Tools) -> FormMarker:
    texts = tools.maintainers.forms
    if issue.by_app and not tools.settings.config.replies.by_apps:
        return FormMarker(refusal=texts.by_app.format(login=issue.author))
    if opened != issue.body and (opened is not None or tools.repository.is_edited(issue)):
        return FormMarker(refusal=texts.edited)
    if not issue.is_open:
        return FormMarker(refusal=texts.closed)
    try:
        asked = conversation_form.read(issue.body, tools.settings.config.policy.countries)
        whole = asked.order(f"form-{issue.number}", issue.author, issue.created_at)
        sealed = tools.vault.seal(zlib.compress(envelope.dump_item(whole)))
    except InvalidFieldsError as error:
        return _faulty(error.faults, tools)
    if len(sealed) > _MOST:
        reason = "is too long to be kept until it is sent"
        return _faulty([FieldError(conversation_form.TEXT.name, reason)], tools)
    return FormMarker(order=sealed)


def _faulty(faults: Sequence[FieldError], tools: Tools) -> FormMarker:
    texts = tools.maintainers.forms
    lines = [f"- **{conversation_form.label(fault.field)}** {tools.shown(fault.reason)}." for fault in faults]
    return FormMarker(refusal=texts.faults.format(faults="\n".join(lines)))


def _write(issue: Issue, found: FormMarker, tools: Tools, why: str = "") -> None:
    texts = tools.maintainers.forms
    sentence = why or (texts.not_sent if found.refusal else texts.taken)
    tools.repository.rewrite(issue.number, texts.title, _body(issue, found, sentence, tools))


def _body(issue: Issue, found: FormMarker, sentence: str, tools: Tools) -> str:
    line = form_marker.write(found, tools.vault, issue.number)
    return f"{line}\n{sentence}\n\n{tools.maintainers.forms.history}"


def _tell(issue: Issue, sentence: str, tools: Tools) -> bool:
    """Answer in a comment, once; return whether GitHub took it, which it does not where the issue is locked."""
    try:
        tools.conversations.comment_once(issue.number, _ANSWER, sentence)
    except UnwritableIssueError as error:
        logs.trouble("form-not-answered", issue=issue.number, reason=error.message)
        return False
    return True
