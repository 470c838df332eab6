"""How an order would leave, what it would cost and what the policy decides, with nothing sent or written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, assert_never

from bot.core import clock
from bot.core.errors import BotError, RepositoryError, SendRefusedError, TemporaryError
from bot.core.messages import Order
from bot.core.sentences import Sentence
from bot.jobs.orders import preparing
from bot.jobs.record.ledger import ConsentRecord
from bot.jobs.replies import previewing
from bot.jobs.sending import composing, order_notes, policy_gate, scheduling
from bot.jobs.tools import Tools
from bot.rules.people import contacts
from bot.rules.sending import preview
from bot.rules.sending.costs import Estimate
from bot.rules.sending.policy import Allow, Defer, Refuse, UseTemplate, Verdict
from bot.rules.sending.preview import Draft, PreviewRow
from bot.rules.text import networks
from bot.rules.texts.sending import SendingTexts

_OUT_OF_REACH = (TemporaryError, RepositoryError, SendRefusedError)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The result of a dry run; `unread` lists, in sentences, what could not be read and so was not considered."""

    order: Order
    draft: Draft = field(repr=False)
    estimate: Estimate | None
    verdict: Verdict
    scheduled: bool
    unread: Sequence[str]


@dataclass(frozen=True, slots=True)
class OrderVerdict:
    """What the policy decides about an order, and which of the things that it looks at could be read."""

    verdict: Verdict
    consent: bool = True
    caps: bool = True
    window: bool = True

    def unread(self, sentences: SendingTexts) -> Sequence[str]:
        """Return, in sentences, what could not be read."""
        found = (
            (self.consent, sentences.consent_unread),
            (self.caps, sentences.caps_unread),
            (self.window, sentences.window_unread),
        )
        return [sentence for is_read, sentence in found if not is_read]


def rehearse(order: Order, tools: Tools) -> Rehearsal:
    """Try an order; raises BotError if its template does not fit, or none of our numbers could send it.

    GitHub is asked for the person's consent and for what left before, Twilio for the price and for the person's
    last message on WhatsApp; what is out of reach is left out and listed in `unread`.
    """
    composed = composing.of_order(order, tools)
    if order.template and composed.template is None:
        raise BotError(
            Sentence("The template {template} does not fit.", template=order.template),
            "Check its name, channels and variables with `bot templates list`.",
        )
    # The text of a template is sent as it was approved.
    plain = tools.settings.config.messages.transliterate and not order.template
    given = composed.written.text if order.template else order.text
    draft = preview.draft_of_order(given, order.person.channel, plain=plain)
    found = judged(order, tools)
    return Rehearsal(
        order=order,
        draft=draft,
        estimate=previewing.estimate_price(draft.measures, order.person, tools.settings),
        verdict=found.verdict,
        scheduled=scheduling.moment(order, found.verdict, tools) is not None,
        unread=found.unread(tools.maintainers.sending),
    )


def judged(order: Order, tools: Tools) -> OrderVerdict:
    """Return what the policy decides about an order now, with what GitHub and Twilio know about the person."""
    intended, out_of_reach = preparing.intended(order, tools.settings), set[str]()
    try:
        labelled = tools.conversations.labelled(order.person)
        intended = replace(intended, also=tools.conversations.numbers(order.person, labelled)[0])
        record = policy_gate.record_of(order.person, tools, labelled)
    except _OUT_OF_REACH:
        out_of_reach.add("consent")
        record = ConsentRecord(tools.vault.contact_id(order.person), None, ())
    try:
        intended = replace(intended, earlier=order_notes.earlier(order, tools))
    except _OUT_OF_REACH:
        out_of_reach.add("caps")
    try:
        verdict = policy_gate.judge(intended, record, tools)
    except _OUT_OF_REACH:
        out_of_reach.add("window")
        verdict = policy_gate.judge(replace(intended, last_inbound=clock.now()), record, tools)
    return OrderVerdict(
        verdict,
        consent="consent" not in out_of_reach,
        caps="caps" not in out_of_reach,
        window="window" not in out_of_reach,
    )


def terminal(done: Rehearsal, tools: Tools) -> str:
    """Return what a terminal shows; the number is masked."""
    texts, order = tools.maintainers, done.order
    channel = networks.channel_name(order.person)
    head = [PreviewRow(texts.to, f"{contacts.masked(order.person)} · {channel}")]
    if order.template:
        head.append(PreviewRow(texts.sending.template, order.template))
    language = tools.settings.config.language.maintainers
    rows = [*head, *preview.rows(done.draft, done.estimate, texts, language)]
    verdict = policy_gate.in_short(done.verdict, tools)
    if done.scheduled:
        verdict += f" ({texts.sending.kept_by_twilio})"
    rows.append(PreviewRow(texts.sending.verdict, verdict))
    below = [*preview.remarks(done.draft, texts), *done.unread]
    shown = preview.terminal(texts.sending.title, rows, below)
    return "\n".join([shown, *preview.as_printed(done.draft, texts)])


def as_data(done: Rehearsal) -> dict[str, Any]:
    """Return the same for scripts."""
    return {
        "to": contacts.masked(done.order.person),
        **preview.as_data(done.draft, done.estimate),
        **_verdict(done.verdict),
        "scheduled": done.scheduled,
        "unread": list(done.unread),
    }


def _verdict(verdict: Verdict) -> dict[str, str]:
    match verdict:
        case Allow():
            return {"verdict": "allow"}
        case Defer(until, reason):
            return {"verdict": "defer", "reason": reason, "until": clock.iso(until)}
        case Refuse(reason, remedy):
            return {"verdict": "refuse", "reason": reason, "remedy": remedy}
        case UseTemplate(reason):
            return {"verdict": "template", "reason": reason}
        case _:
            assert_never(verdict)
