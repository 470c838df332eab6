"""Erasing everything kept about a person: on GitHub, on the branch of files, at Twilio. A receipt remains.

The erasure plan is written first, sealed, into the person's consent record: from then on any run can finish it, after
any crash. Only what is in the plan is erased; a message that arrives meanwhile begins a new conversation. Next to the
plan, as later in the receipt, are the digests of everything it erases, so that a batch or order that comes again is
recognised.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.adapters.github.issue_eraser import IssueEraser
from bot.adapters.github.media import MediaBranches, branch
from bot.core import clock, isolated, logs
from bot.core.errors import RepositoryError, SealError
from bot.core.issues import Issue
from bot.core.marks import Mark
from bot.core.messages import Address, ContactId, MessageSid
from bot.core.workflow import mask
from bot.jobs.record import ledger
from bot.jobs.record.ledger import PERSON_INFORMED, ConsentRecord, PendingErasure
from bot.jobs.rights import holdings, newer, plans, receipt, twilio_copies
from bot.jobs.rights.holdings import Holdings
from bot.jobs.rights.plans import ErasurePlan, ErasureRequest, PlannedConversation
from bot.jobs.sending import doubt, outbound, policy_gate, scheduling, waiting_lists, wording
from bot.jobs.sending.outbound import Delayed, OutgoingMessage
from bot.jobs.tools import Tools
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from bot.rules.sending.policy import Intended, MessageKind
from bot.rules.wire import markers
from bot.rules.wire.about import About
from bot.rules.wire.rights_markers import ErasedMarker, ErasureMarker

# "In rare cases, a message record may take up to 14 days" until it can be deleted: twilio.com/docs/api/errors/20009.
GIVE_UP_AFTER = timedelta(days=15)
# No job runs longer. Before that, two could work on the same erasure and inform the person twice.
LEFT_ALONE_AFTER = timedelta(minutes=15)

_AGAIN, _HURRY = timedelta(hours=1), timedelta(days=1)  # what takes longer waits for the schedule

_READINGS = 3

# Our marks on the comment that holds a plan: what is done, and must not be done again. See also PERSON_INFORMED.
FILES_GONE: Mark = Mark.DELIVERED


def holdings_of(person: Address, tools: Tools) -> Holdings:
    """Return what is kept about a person on GitHub."""
    return holdings.gather(person, tools)


def erase(request: ErasureRequest, tools: Tools) -> ConsentRecord:
    """Erase everything kept about a person, as far as possible now; `resume` does the rest.

    Repeating the request does only what is not done yet.
    """
    record = begin(request, tools)
    finish(record, tools)
    return policy_gate.record_of(request.person, tools)


def begin(request: ErasureRequest, tools: Tools) -> ConsentRecord:
    """Write down what to erase, unless that is done; return the consent record that holds the plan."""
    record = policy_gate.record_of(request.person, tools)
    if request.key in record.receipts or any(one.marker.key == request.key for one in record.pending):
        return record
    issue = tools.ledger.issue_of(record)
    kept = holdings_of(request.person, tools)
    # The label first: it is what `resume` looks for, and harmless without a plan.
    tools.repository.add_label(issue.number, tools.labels.erasing)
    language = wording.language_of((one.conversation for one in kept.held), tools)
    sealed = plans.seal(plans.draw_up(request, kept, language), tools.vault)
    gone = ledger.packed(plans.remembered_ids(kept))
    marker = markers.write(ErasureMarker(request.key, gone, sealed), tools.vault, issue.number)
    sentence = tools.maintainers.privacy.under_way.format(
        who=receipt.who(request.by, tools), when=receipt.moment(request.at, tools)
    )
    tools.repository.comment(issue.number, f"{marker}\n{sentence}")
    logs.step("erasure-begun", contact=record.contact, count=len(kept.held))
    return policy_gate.record_of(request.person, tools)


def finish(record: ConsentRecord, tools: Tools) -> None:
    """Carry out the erasures of the record that are under way, as far as possible now."""
    for pending in record.pending:
        _carry_out(pending, tools.ledger.record(record.contact), tools)


def being_erased(record: ConsentRecord, tools: Tools) -> set[int]:
    """Return the conversations that are being erased: nothing new may join them."""
    known = (_plan_of(pending, record, tools) for pending in record.erasing)
    return {number for plan in known if plan for number in plan.numbers}


def finish_deleting_files(record: ConsentRecord, tools: Tools) -> None:
    """Delete the files that an erasure under way has not deleted yet, before new ones are added to the branch."""
    for pending in record.erasing:
        plan = _plan_of(pending, record, tools)
        if plan:
            _erase_files(plan, pending, tools)


def resume(tools: Tools) -> Iterator[str]:
    """Continue every erasure that is under way; if there is none, that costs one request."""
    labelled = list(tools.repository.issues_with_label(tools.labels.erasing))
    return isolated.each(
        ((issue.number, issue) for issue in labelled), lambda issue: _resume(issue, tools), tools.shown
    )


def _resume(issue: Issue, tools: Tools) -> Iterator[str]:
    contact = tools.ledger.contact_of(issue)
    record = tools.ledger.record(contact) if contact else None
    if record is None or not record.pending:
        tools.repository.remove_label(issue.number, tools.labels.erasing)
    elif all(pending.person_informed or _is_left_alone(pending) for pending in record.pending):
        finish(record, tools)
        left = len(tools.ledger.record(record.contact).pending)
        sentence = tools.summaries.erasing_there if left else tools.summaries.erased_there
        yield sentence.format(number=issue.number)
    else:
        tools.agenda.note(clock.now() + LEFT_ALONE_AFTER)


def _is_left_alone(pending: PendingErasure) -> bool:
    """Return whether the run that began an erasure must have ended."""
    return clock.now() - pending.comment.created_at >= LEFT_ALONE_AFTER


def _plan_of(pending: PendingErasure, record: ConsentRecord, tools: Tools) -> ErasurePlan | None:
    try:
        return plans.unseal(pending.marker.plan, tools.vault)
    except SealError as error:
        logs.trouble("erasure-unreadable", contact=record.contact, reason=error.message, remedy=error.remedy)
        return None


def _carry_out(pending: PendingErasure, record: ConsentRecord, tools: Tools) -> None:
    """Do each step that is not done yet; what cannot be erased yet is left to a later run."""
    plan = _plan_of(pending, record, tools)
    if plan is None or record.issue is None:
        return  # a plan is read from the issue that holds it
    for address in plan.addresses:
        mask(address.value)
    if record.issue.is_locked:
        tools.repository.unlock(record.issue.number)
    if pending.marker.key not in record.receipts:
        rest = _erase_contents(plan, pending, _add_entry(plan, record, tools), record.issue, tools)
        if rest is None:
            return
        # Another run may have been faster.
        if pending.marker.key not in tools.ledger.record(record.contact).receipts:
            receipt.give(pending.marker, plan, record.issue, rest, tools)
    _tidy_up(pending, plan, record, record.issue, tools)


def _erase_contents(
    plan: ErasurePlan, pending: PendingErasure, record: ConsentRecord, issue: Issue, tools: Tools
) -> list[str] | None:
    """Erase everything; return what the bot can never erase, or None if a later run has to continue."""
    scheduling.take_back(plan.addresses, tools)
    history = [one.number for one in plan.issues if not _erase_conversation(one, plan, issue, tools)]
    history += waiting_lists.remove(plan.addresses, tools)
    files = not _erase_files(plan, pending, tools)
    informed = _inform_person(plan, pending, record, issue, tools)
    # Twilio's copies last: they show whether the final text was sent.
    undeleted = twilio_copies.erase(plan, pending.comment.created_at, _final_text(plan, issue, tools), tools)
    in_time = clock.now() - pending.comment.created_at < GIVE_UP_AFTER
    if in_time and (files or undeleted or not informed):
        logs.step("erasure-waits", contact=record.contact, count=undeleted)
        if clock.now() - pending.comment.created_at < _HURRY:
            tools.agenda.note(clock.now() + _AGAIN)
        return None
    branches = list(map(branch, _ids(plan, tools))) if files else []
    return receipt.what_remains(history, undeleted, branches, tools)


def _add_entry(plan: ErasurePlan, record: ConsentRecord, tools: Tools) -> ConsentRecord:
    source = ConsentSource.COMMAND if plan.by else ConsentSource.KEYWORD
    sid = MessageSid(plan.sid) if plan.sid else None
    change = ConsentChange(
        plan.at, ConsentAction.ERASED, source, channel=plan.whom.channel, by=plan.by, sid=sid
    )
    return tools.ledger.add(record, change)


def _erase_conversation(
    planned: PlannedConversation, plan: ErasurePlan, ledger_issue: Issue, tools: Tools
) -> bool:
    """Erase everything in a conversation's issue; return whether the issue itself is gone, with its history.

    The marker that makes it a conversation is replaced first, so that no more messages join it.
    """
    repository, number, eraser = tools.repository, planned.number, IssueEraser(tools.settings)
    try:
        issue = repository.issue(number)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return True
    labels = tools.labels
    if not isinstance(tools.conversations.readable(issue), ErasedMarker):
        body = _erased_body(plan, number, ledger_issue, tools)
        repository.rewrite(number, tools.maintainers.privacy.erased_title, body)
    if issue.is_open:
        repository.close(number)
    if issue.is_locked:  # a workflow can delete no comment in a locked one
        repository.unlock(number)
    # What another run adds meanwhile is there only when the list is read again.
    for _ in range(_READINGS):
        comments = repository.comments(number)
        newer.keep(comments, planned, plan, tools)
        for comment in comments:
            eraser.delete_comment(comment.id)
        if not comments:
            break
    if issue.labels != {labels.gateway, labels.erased}:
        eraser.relabel(number, [labels.gateway, labels.erased])
    return eraser.delete_issue(number)


def _erased_body(plan: ErasurePlan, number: int, ledger_issue: Issue, tools: Tools) -> str:
    texts, when = tools.maintainers.privacy, receipt.moment(plan.at, tools)
    sentence = texts.erased_body.format(
        when=when, who=receipt.who(plan.by, tools), receipt=ledger_issue.number
    )
    return f"{markers.write(ErasedMarker(), tools.vault, number)}\n{sentence}\n\n{texts.history_remains}"


def _erase_files(plan: ErasurePlan, pending: PendingErasure, tools: Tools) -> bool:
    """Delete the branches of files, once, since new ones may follow; return False if the token lacks permission."""
    if not plan.files or FILES_GONE in tools.our_marks(pending.comment):
        return True
    try:
        MediaBranches(tools.settings).erase(_ids(plan, tools))
    except RepositoryError as error:
        if error.status != 403:
            raise
        return False
    tools.repository.react(pending.comment.issue, pending.comment.id, FILES_GONE)
    return True


def _inform_person(
    plan: ErasurePlan, pending: PendingErasure, record: ConsentRecord, issue: Issue, tools: Tools
) -> bool:
    """Inform the person once, despite an opt-out, since we owe them that; return whether it is settled."""
    if PERSON_INFORMED in tools.our_marks(pending.comment):
        return True
    person, sender, text = plan.whom, Address.parse(plan.sender), _final_text(plan, issue, tools)
    last_inbound = None if plan.by else plan.at
    intended = Intended(MessageKind.ACKNOWLEDGEMENT, person, sender, owed=True, last_inbound=last_inbound)
    if not policy_gate.held(intended, record, tools):
        since = pending.comment.created_at - outbound.SKEW
        about, outgoing = (
            About(issue.number, pending.comment.id),
            OutgoingMessage(person, sender, text, since),
        )
        taken = Mark.TAKEN in tools.our_marks(pending.comment)
        if not taken:
            tools.repository.react(about.issue, about.comment, Mark.TAKEN)
        outcome = outbound.send(tools.messages, outgoing, resumed=taken)
        if isinstance(outcome, Delayed) and not outcome.in_doubt:  # in doubt they do without it
            if outcome.untouched:
                doubt.release(about, tools)
            return False
    tools.repository.react(issue.number, pending.comment.id, PERSON_INFORMED)
    return True


def _final_text(plan: ErasurePlan, issue: Issue, tools: Tools) -> str:
    said = tools.texts_for(Address.parse(plan.sender), plan.language)
    return said.write(said.texts.privacy.erased, number=issue.number)


def _tidy_up(
    pending: PendingErasure, plan: ErasurePlan, record: ConsentRecord, issue: Issue, tools: Tools
) -> None:
    """Remove what only the erasure needed: the plan, which holds the number, and labels no longer used.

    The label by which the consent record is found stays, since an opt-out outlives the erasure; so does the one that a
    new conversation would get.
    """
    eraser, labels = IssueEraser(tools.settings), tools.labels
    kept = {record.contact, *map(tools.vault.contact_id, plan.addresses)}
    for former in _ids(plan, tools):
        if former not in kept:
            eraser.delete_label(labels.of_contact(former))
    eraser.delete_comment(pending.comment.id)
    if len(record.pending) == 1:
        tools.repository.remove_label(issue.number, labels.erasing)


def _ids(plan: ErasurePlan, tools: Tools) -> list[ContactId]:
    """Return every id of the person, of all addresses."""
    return list(dict.fromkeys(found for address in plan.addresses for found in tools.vault.ids(address)))
