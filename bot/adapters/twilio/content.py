"""Templates at Twilio: read from the Content API and compared with the configured ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.adapters.twilio.client import connect
from bot.adapters.twilio.failures import twilio_errors
from bot.core.messages import Channel
from bot.core.sentences import Sentence
from bot.core.settings import Settings
from bot.core.settings.templates import TemplateSection
from bot.rules.sending import templates
from bot.rules.sending.templates import Templates

APPROVED = "approved"
PAGE_SIZE = 200

_NUMBERED = re.compile(r"\{\{\s*(\w+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Content:
    """A template at Twilio. `approval` is its status at WhatsApp: approved, pending, rejected, unsubmitted ...

    `text` is empty for a type whose text we do not know. `reason` is why it was rejected, if it was.
    """

    sid: str
    name: str
    language: str
    text: str = field(repr=False)
    variables: tuple[str, ...]
    approval: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A configured template and Twilio's; `faults` are sentences, empty if the two agree."""

    name: str
    sid: str
    content: Content | None
    faults: tuple[str, ...]


def contents(settings: Settings) -> list[Content]:
    """Return all templates of the account; raises SendRefusedError or TemporaryError.

    Source: twilio.com/docs/content/content-api-resources, "Fetch Content and Approval Status".
    """
    with twilio_errors():
        listed = connect(settings).content.v1.content_and_approvals.list(page_size=PAGE_SIZE)
    return [_content(entry) for entry in listed]


def compare(configured: Templates, known: Sequence[Content]) -> list[Comparison]:
    """Return each configured template with everything that is wrong with it."""
    by_sid = {content.sid.lower(): content for content in known}
    found = ((name, template, by_sid.get(template.sid.lower())) for name, template in configured.items())
    return [
        Comparison(name, template.sid, content, tuple(_faults(template, content)))
        for name, template, content in found
    ]


def _faults(template: TemplateSection, content: Content | None) -> Iterator[str]:
    if content is None:
        yield "Twilio has no template with this sid: copy it from the Content Template Builder."
        return
    if Channel.WHATSAPP in template.channels and content.approval != APPROVED:
        because = f" ({content.reason})" if content.reason else ""
        yield Sentence(
            "WhatsApp has not approved it: it is {approval}{because}.",
            approval=content.approval,
            because=because,
        )
    ours, theirs = len(template.variables), len(content.variables)
    if ours != theirs:
        yield Sentence("variables has {ours} names, Twilio's template {theirs}.", ours=ours, theirs=theirs)
    expected = templates.as_twilio_writes(template)
    if content.text and _comparable(content.text) != _comparable(expected):
        yield Sentence('text differs from Twilio\'s: "{text}"', text=content.text)


def _comparable(text: str) -> str:
    return " ".join(_NUMBERED.sub(r"{{\1}}", text).split())


def _content(entry: Any) -> Content:
    approval = entry.approval_requests or {}
    text = _text(entry.types or {})
    numbered = dict.fromkeys(_NUMBERED.findall(text)) if text else dict(entry.variables or {})
    return Content(
        sid=str(entry.sid),
        name=entry.friendly_name or "",
        language=entry.language or "",
        text=text,
        variables=tuple(numbered),
        approval=str(approval.get("status") or "unsubmitted"),
        reason=str(approval.get("rejection_reason") or ""),
    )


def _text(types: Mapping[str, Any]) -> str:
    """Return the text of the first type that has one; for a card it is the title."""
    for kind in types.values():
        for key in ("body", "title"):
            if isinstance(kind, dict) and isinstance(kind.get(key), str) and kind[key]:
                return str(kind[key])
    return ""
