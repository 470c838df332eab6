"""Erasing all that is kept of a person: on GitHub, on the branch of files, at Twilio. A receipt remains.

What is to be erased is written down first, sealed, on the person's ledger: from then on any run can finish it, after
any crash. Only what is in that plan is erased; a message that comes meanwhile begins a new conversation. Beside the
plan stand the digests of all it erases, and in the receipt too, so that a batch or order that comes again is known.
"""

from __future__ import annotations

from datetime import timedelta

from bot.adapters.github.erasing import Eraser
from bot.adapters.github.media import MediaBranches, branch
from bot.core import clock, logs
from bot.core.errors import RepositoryError, SealError
from bot.core.issues import Comment, Issue, Reaction
from bot.core.messages import Address, ContactId, MessageSid
from bot.core.workflow import mask
from bot.jobs.record import ledger
from bot.jobs.record.ledger import TOLD, ConsentRecord, PendingErasure
from bot.jobs.rights import copies, holdings, plans, receipt
from bot.jobs.rights.holdings import Holdings
from bot.jobs.rights.plans import ErasurePlan, ErasureRequest, PlannedConversation
from bot.jobs.sending import outbound, policy_gate, scheduling
from bot.jobs.sending.outbound import Delayed, OutgoingMessage
from bot.jobs.sending.policy_gate import Intended
from bot.jobs.tools import Tools
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from bot.rules.sending.policy import MessageKind
from bot.rules.wire import markers
from bot.rules.wire.markers import ErasedMarker, ErasureMarker, MessagesMarker

# "In rare cases, a message record may take up to 14 days" until it can be deleted: twilio.com/docs/api/errors/20009.
GIVE_UP_AFTER = timedelta(days=15)
# No job lasts longer. Until then two could be at work on one erasure, and tell the person twice.
LEFT_ALONE_AFTER = timedelta(minutes=15)

# Our marks on the comment that holds a plan: what is done, and must not be done again. TOLD stands in ledger.
FILES_GONE: Reaction = "hooray"


def kept_of(person: Address, tools: Tools) -> Holdings:
    """Return what is kept of a person on GitHub."""
    every = tools.settings.config.replies.mode == "every-comment"
    media = MediaBranches(tools.settings)
    return holdings.of(
        person, _ids(person, tools), tools.repository, tools.conversations, media, every_comment=every
    )


def erase(wish: ErasureRequest, tools: Tools) -> ConsentRecord:
    """Erase all that is kept of a person, as far as it can be erased now; `resume` does the rest.

    The same wish again does what is not yet done, and nothing where all is.
    """
    page = begin(wish, tools)
    finish(page, tools)
    return policy_gate.page_of(wish.person, tools)


def begin(wish: ErasureRequest, tools: Tools) -> ConsentRecord:
    """Write down what is to be erased, unless that is done; return the page that holds it."""
    page = policy_gate.page_of(wish.person, tools)
    if wish.key in page.receipts or any(one.marker.key == wish.key for one in page.pending):
        return page
    issue = tools.ledger.issue_of(page)
    kept = kept_of(wish.person, tools)
    # The label first: it is what `resume` looks for, and harmless without a plan.
    tools.repository.add_label(issue.number, tools.settings.config.labels.erasing)
    sealed = plans.seal(plans.draw_up(wish, kept), tools.vault)
    gone = ledger.packed(plans.remembered(kept))
    marker = markers.write(ErasureMarker(wish.key, gone, sealed), tools.vault)
    said = tools.maintainers.privacy.under_way.format(
        who=receipt.who(wish.by, tools), when=receipt.moment(wish.at, tools)
    )
    tools.repository.comment(issue.number, f"{marker}\n{said}")
    logs.step("erasure-begun", contact=page.contact, count=len(kept.held))
    return policy_gate.page_of(wish.person, tools)


def finish(page: ConsentRecord, tools: Tools) -> None:
    """Carry out what the page says is under way, as far as that can be done now."""
    for pending in page.pending:
        _carry_out(pending, tools.ledger.page(page.contact), tools)


def being_erased(page: ConsentRecord, tools: Tools) -> set[int]:
    """Return the conversations that are being erased: nothing new may join them."""
    known = (_plan_of(pending, page, tools) for pending in page.pending)
    return {number for plan in known if plan for number in plan.numbers}


def finish_deleting_files(page: ConsentRecord, tools: Tools) -> None:
    """Delete the files that an erasure under way has not deleted yet, before new ones join them on their branch."""
    for pending in page.pending:
        plan = _plan_of(pending, page, tools)
        if plan and page.issue:
            _erase_files(plan, pending, page.issue, tools)


def resume(tools: Tools) -> list[str]:
    """Go on with every erasure that is under way; where there is none, that costs one request."""
    lines, label = [], tools.settings.config.labels.erasing
    for issue in tools.repository.issues_with_label(label):
        contact = tools.ledger.contact_of(issue)
        page = tools.ledger.page(contact) if contact else None
        if page is None or not page.pending:
            tools.repository.remove_label(issue.number, label)
            continue
        if not all(pending.told or _is_left_alone(pending) for pending in page.pending):
            continue
        finish(page, tools)
        left = len(tools.ledger.page(page.contact).pending)
        lines.append(f"- #{issue.number}: {'erasure under way' if left else 'erased'}")
    return lines


def _is_left_alone(pending: PendingErasure) -> bool:
    """Tell whether the run that began an erasure can no longer be at work on it."""
    return clock.now() - pending.comment.created_at >= LEFT_ALONE_AFTER


def _plan_of(pending: PendingErasure, page: ConsentRecord, tools: Tools) -> ErasurePlan | None:
    try:
        return plans.unseal(pending.marker.plan, tools.vault)
    except SealError as error:
        logs.trouble("erasure-unreadable", contact=page.contact, reason=error.message, remedy=error.remedy)
        return None


def _carry_out(pending: PendingErasure, page: ConsentRecord, tools: Tools) -> None:
    """Do each step that is not yet done; what cannot be erased yet stays for a later run."""
    plan = _plan_of(pending, page, tools)
    if plan is None or page.issue is None:
        return  # a plan is read from the issue that holds it
    for address in plan.addresses:
        mask(address.value)
    if pending.marker.key not in page.receipts:
        rest = _take_out(plan, pending, _record(plan, page, tools), page.issue, tools)
        if rest is None:
            return
        # Another run may have been faster.
        if pending.marker.key not in tools.ledger.page(page.contact).receipts:
            receipt.give(pending.marker, plan, page.issue, rest, tools)
    _tidy_up(pending, plan, page, page.issue, tools)


def _take_out(
    plan: ErasurePlan, pending: PendingErasure, page: ConsentRecord, issue: Issue, tools: Tools
) -> list[str] | None:
    """Erase everything; return what could not be erased for good, None where a later run has to go on."""
    scheduling.take_back(plan.addresses, tools)
    history = [one.number for one in plan.issues if not _wipe(one, plan, issue, tools)]
    files = not _erase_files(plan, pending, issue, tools)
    told = _tell(plan, pending, page, issue, tools)
    # Only now Twilio's copies: they tell whether the last word has left.
    undeleted = copies.erase(plan, pending.comment.created_at, _last_word(issue, tools), tools)
    in_time = clock.now() - pending.comment.created_at < GIVE_UP_AFTER
    if in_time and (files or undeleted or not told):
        logs.step("erasure-waits", contact=page.contact, count=undeleted)
        return None
    branches = list(map(branch, _ids(plan.whom, tools))) if files else []
    return receipt.what_remains(history, undeleted, branches, tools)


def _record(plan: ErasurePlan, page: ConsentRecord, tools: Tools) -> ConsentRecord:
    source = ConsentSource.COMMAND if plan.by else ConsentSource.KEYWORD
    sid = MessageSid(plan.sid) if plan.sid else None
    change = ConsentChange(
        plan.at, ConsentAction.ERASED, source, channel=plan.whom.channel, by=plan.by, sid=sid
    )
    return tools.ledger.add(page, change)


def _wipe(planned: PlannedConversation, plan: ErasurePlan, ledger_issue: Issue, tools: Tools) -> bool:
    """Take everything out of a conversation's issue; tell whether the issue is gone, its history with it.

    The text that makes it a conversation goes first, so that no message joins it any more.
    """
    repository, number, eraser = tools.repository, planned.number, Eraser(tools.settings)
    try:
        issue = repository.issue(number)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return True
    labels = tools.settings.config.labels
    if not isinstance(tools.conversations.readable(issue), ErasedMarker):
        body = _erased_body(plan, ledger_issue, tools)
        repository.rewrite(number, tools.maintainers.privacy.erased_title, body)
    if issue.is_open:
        repository.close(number)
    for comment in repository.comments(number):
        _keep_what_is_new(comment, planned, plan, tools)
        eraser.delete_comment(comment.id)
    if issue.labels != {labels.gateway, labels.erased}:
        eraser.relabel(number, [labels.gateway, labels.erased])
    return eraser.delete_issue(number)


def _erased_body(plan: ErasurePlan, ledger_issue: Issue, tools: Tools) -> str:
    texts, when = tools.maintainers.privacy, receipt.moment(plan.at, tools)
    said = texts.erased_body.format(when=when, who=receipt.who(plan.by, tools), receipt=ledger_issue.number)
    return f"{markers.write(ErasedMarker(), tools.vault)}\n{said}\n\n{texts.history_remains}"


def _keep_what_is_new(
    comment: Comment, planned: PlannedConversation, plan: ErasurePlan, tools: Tools
) -> None:
    """Move messages that came after the plan was made into a conversation of their own: nobody has read them."""
    marker = tools.conversations.readable(comment)
    if comment.id <= plan.last_comment or not isinstance(marker, MessagesMarker):
        return
    person, sender = Address.parse(planned.person), Address.parse(planned.sender)
    if not any(known.marker.sids == marker.sids for known in tools.conversations.with_person(person)):
        told = comment.body.partition("\n")[2].strip()
        tools.conversations.carry_over(person, sender, marker.sids, told)


def _erase_files(plan: ErasurePlan, pending: PendingErasure, issue: Issue, tools: Tools) -> bool:
    """Delete the branches of files, once: new ones may come; tell whether they are gone, which not every job may do."""
    if not plan.files or FILES_GONE in _marks(pending, issue, tools):
        return True
    try:
        MediaBranches(tools.settings).erase(_ids(plan.whom, tools))
    except RepositoryError as error:
        if error.status != 403:
            raise
        return False
    tools.repository.react(issue.number, pending.comment.id, FILES_GONE)
    return True


def _tell(
    plan: ErasurePlan, pending: PendingErasure, page: ConsentRecord, issue: Issue, tools: Tools
) -> bool:
    """Tell the person, once, in spite of an opt-out, for it is owed; tell whether that is settled."""
    if TOLD in _marks(pending, issue, tools):
        return True
    person, sender, text = plan.whom, Address.parse(plan.sender), _last_word(issue, tools)
    last_inbound = None if plan.by else plan.at
    intended = Intended(
        MessageKind.ACKNOWLEDGEMENT, person, sender, text, owed=True, last_inbound=last_inbound
    )
    if not policy_gate.held(policy_gate.judge(intended, page, tools)):
        since = pending.comment.created_at - timedelta(seconds=5)
        outcome = outbound.send(tools.messages, OutgoingMessage(person, sender, text, since), resumed=True)
        if isinstance(outcome, Delayed):
            return False
    tools.repository.react(issue.number, pending.comment.id, TOLD)
    return True


def _marks(pending: PendingErasure, issue: Issue, tools: Tools) -> set[str]:
    """Return which steps are marked as done on the comment that holds the plan."""
    if not pending.comment.reactions:
        return set()
    login = tools.settings.config.conversations.bot_login
    return tools.repository.reactions_by(login, issue.number, pending.comment.id)


def _last_word(issue: Issue, tools: Tools) -> str:
    return tools.people.privacy.erased.format(number=issue.number)


def _tidy_up(
    pending: PendingErasure, plan: ErasurePlan, page: ConsentRecord, issue: Issue, tools: Tools
) -> None:
    """Remove what only the erasure itself needed: the plan with the number in it, and labels nobody needs now.

    The label that the ledger is found by stays, since an opt-out outlives the erasure; so does the one that a new
    conversation would get.
    """
    eraser, labels = Eraser(tools.settings), tools.settings.config.labels
    for former in tools.vault.former_ids(plan.whom):
        if former != page.contact:
            eraser.delete_label(f"{labels.contact_prefix}{former}")
    eraser.delete_comment(pending.comment.id)
    if len(page.pending) == 1:
        tools.repository.remove_label(issue.number, labels.erasing)


def _ids(person: Address, tools: Tools) -> list[ContactId]:
    return [tools.vault.contact_id(person), *tools.vault.former_ids(person)]
