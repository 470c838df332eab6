"""The receipt of an erasure: what was erased, and what could not be. It names nobody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.core import logs
from bot.core.issues import Issue
from bot.jobs.rights.plans import ErasurePlan
from bot.jobs.tools import Tools
from bot.rules.wire import markers
from bot.rules.wire.rights_markers import ErasureMarker, ReceiptMarker


def what_remains(history: list[int], copies: int, branches: list[str], tools: Tools) -> list[str]:
    """Return what could not be erased, and how a maintainer removes it."""
    texts, rest = tools.maintainers.privacy, []
    if history:
        rest.append(texts.rest_history.format(issues=_numbers(history)))
    if branches:
        rest.append(texts.rest_files.format(branch=", ".join(branches)))
    if copies:
        rest.append(texts.rest_twilio.format(count=copies))
    return rest


def give(marker: ErasureMarker, plan: ErasurePlan, issue: Issue, rest: list[str], tools: Tools) -> None:
    texts = tools.maintainers.privacy
    sentence = texts.receipt.format(
        who=who(plan.by, tools),
        when=moment(plan.at, tools),
        conversations=len(plan.issues),
        issues=_numbers(plan.numbers) or "-",
        messages=plan.messages,
        comments=plan.comments,
        files=plan.files,
    )
    left = "\n".join([texts.receipt_rest, "", *(f"- {one}" for one in rest)]) if rest else texts.receipt_all
    head = markers.write(ReceiptMarker(marker.key, marker.gone), tools.vault, issue.number)
    tools.repository.comment(issue.number, f"{head}\n{sentence}\n\n{left}")
    logs.step("erasure-done", issue=issue.number, count=len(plan.issues))


def _numbers(issues: Iterable[int]) -> str:
    return ", ".join(f"#{number}" for number in issues)


def who(by: str, tools: Tools) -> str:
    return f"@{by}" if by else tools.maintainers.privacy.by_the_person


def moment(when: datetime, tools: Tools) -> str:
    return tools.moment(when)
