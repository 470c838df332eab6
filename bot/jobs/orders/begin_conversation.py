"""begin-conversation: send the message ordered by the form *Nova conversa*, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.core import logs
from bot.core.errors import BotError, RepositoryError, UnfinishedError
from bot.core.issues import Comment, Issue
from bot.core.marks import Outcome
from bot.core.messages import Channel, Order
from bot.core.sentences import Sentence
from bot.core.workflow import mask
from bot.jobs.orders import form_issue, placing, preparing
from bot.jobs.orders.carrying_out import OrderProgress
from bot.jobs.record.conversation_reader import Conversation
from bot.jobs.record.conversations import said
from bot.jobs.replies import permitted
from bot.jobs.sending import composing, order_notes, policy_gate, templating
from bot.jobs.sending.assignees import assign
from bot.jobs.tools import Tools
from bot.rules.sending import conversation_form, templates
from bot.rules.sending.policy import Refuse, UseTemplate
from bot.rules.text.command_types import Template
from bot.rules.text.number_masks import NumberMask
from bot.rules.wire.form_marker import FormMarker
from bot.rules.wire.markers import NoteMarker


def run(event: Mapping[str, Any], tools: Tools) -> list[str]:
    """Carry out the form whose issue was opened; run again, it does only what is left."""
    issue = event["issue"]
    return carry_out(int(issue["number"]), tools, opened=str(issue.get("body") or ""))


def carry_out(number: int, tools: Tools, opened: str | None = None) -> list[str]:
    """Carry out a form's issue, unless that is done; see `form_issue.take_over` for `opened`.

    The number leaves the issue before anything else is asked of anybody: a run that dies leaves it sealed.
    """
    summaries = tools.summaries
    try:
        issue = tools.repository.issue(number)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return [summaries.form_none.format(form=number)]
    if not form_issue.is_undone(issue, tools):
        return [summaries.form_none.format(form=number)]
    known = form_issue.marker(issue, tools)
    asked = known or form_issue.take_over(issue, opened, tools)
    why, may = _why_not(issue, asked, tools, is_new=known is None)
    if why:
        form_issue.refuse(issue, asked, why, tools, told=may)
        return [summaries.form_refused.format(form=number)]
    return [_place(issue, form_issue.order(asked, tools), tools)]


def _why_not(issue: Issue, asked: FormMarker, tools: Tools, *, is_new: bool) -> tuple[str, bool]:
    """Return why nothing is sent, empty if something is, and whether its author may begin conversations."""
    texts, needed = tools.maintainers, tools.settings.config.replies.permission
    current = tools.repository.permission(issue.author)
    if not permitted.may_command(current, tools):
        shown = current or texts.no_permission
        return texts.forms.not_permitted.format(login=issue.author, needed=needed, current=shown), False
    if asked.refusal:
        return asked.refusal, True
    # Afterwards an earlier run may have sent it: what the policy says of it now is of no use.
    return (_why_unfit(form_issue.order(asked, tools), tools) if is_new else ""), True


def _why_unfit(order: Order, tools: Tools) -> str:
    """Return why an order would not leave, so that no conversation is opened for it; what waits for its hour leaves."""
    mask(order.person.value)
    texts, channel = tools.maintainers, order.person.channel
    try:
        preparing.sender(channel, tools.settings)
    except BotError as error:
        return tools.shown(error.sentence)
    if order.template and composing.of_order(order, tools).template is None:
        problem = templating.problem(Template(order.template, order.variables), channel, tools)
        # Somebody may have typed the number where a name belongs.
        country = conversation_form.country(tools.settings.config.policy.countries)
        hidden = NumberMask([order.person], country).masked(problem)
        return f"{hidden}\n\n{_templates(channel, tools)}".strip()
    labelled = tools.conversations.labelled(order.person)
    intended = replace(
        preparing.intended(order, tools.settings),
        earlier=order_notes.earlier(order, tools),
        also=tools.conversations.numbers(order.person, labelled)[0],
    )
    verdict = policy_gate.judge(intended, policy_gate.record_of(order.person, tools, labelled), tools)
    if isinstance(verdict, UseTemplate):
        why = texts.forms.needs_template.format(reason=texts.reasons[verdict.reason])
        return f"{why}\n\n{_templates(channel, tools)}".strip()
    return policy_gate.explain(verdict, tools) if isinstance(verdict, Refuse) else ""


def _templates(channel: Channel, tools: Tools) -> str:
    """Return the templates of a channel, as the form asks for them; nothing if there are none."""
    found = templates.for_channel(tools.settings.config.templates, channel)
    lines = [
        f"- `{name}`"
        + (f": {', '.join(f'`{one}=`' for one in template.variables)}" if template.variables else "")
        for name, template in found.items()
    ]
    return tools.maintainers.forms.templates.format(lines="\n".join(lines)) if lines else ""


def _place(issue: Issue, order: Order, tools: Tools) -> str:
    """Carry out the order, and show in the form's issue where it went."""
    mask(order.person.value)
    texts = tools.maintainers.forms
    placed = placing.place(order, tools)
    if placed.conversation and placed.note:
        _assign(placed.conversation, issue.author, tools)
    if placed.progress is OrderProgress.DELAYED:
        raise UnfinishedError(
            Sentence("{count} of {total} messages could not be sent now.", count=1, total=1), []
        )
    if placed.conversation is None or placed.note is None:
        form_issue.settle(issue, texts.erased, tools)
        return tools.summaries.form_refused.format(form=issue.number)
    number = placed.conversation.number
    told = [texts.continues.format(number=number), *_verdict(placed.note, placed.conversation, tools)]
    form_issue.settle(issue, "\n\n".join(told), tools)
    logs.step("form-settled", issue=issue.number)
    return tools.summaries.form_settled.format(form=issue.number, number=number)


def _assign(conversation: Conversation, login: str, tools: Tools) -> None:
    """Assign who began the conversation, unless somebody looks after it already."""
    if not tools.repository.assignees.of(conversation.number):
        assign(conversation.issue, [login], tools)


def _verdict(note: Comment, conversation: Conversation, tools: Tools) -> list[str]:
    """Return what the conversation says of an order that did not simply leave; nothing if it did."""
    since = note.created_at
    comments = tools.repository.comments(conversation.number, since)
    comments += tools.conversations.written_there(conversation, since)
    noted = [(one, tools.conversations.readable(one)) for one in comments]
    found = [
        said(one)
        for one, marker in noted
        if isinstance(marker, NoteMarker)
        and marker.about == note.id
        and marker.verdict not in (Outcome.DONE, Outcome.LEFT)
    ]
    return found[-1:]
