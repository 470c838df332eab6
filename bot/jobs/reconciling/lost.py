"""Messages that Twilio received and no issue shows: the relay was down, or a batch never arrived."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot import logs, markers
from bot.consent import Action
from bot.errors import SendRefusedError
from bot.jobs import record_messages
from bot.jobs.reconciling.scene import Scene
from bot.jobs.runner import Tools, mask
from bot.messages import ContactId, Event, InboundMessage, MessageSid, Received


def record(scene: Scene) -> list[str]:
    """Record what is missing, in the order in which Twilio received it.

    Idempotent twice over: what the lists show is left alone, and recording looks again in the person's own
    conversations. Our clock and Twilio's may differ, so that a little more is listed than the period asks for.
    """
    tools = scene.tools
    listed = [
        message
        for ours in scene.senders
        for message in tools.messages.received(ours, scene.period.since)
        if message.sent_at <= scene.period.settled
    ]
    known = _recorded(scene) if listed else set[MessageSid]()
    missing = [message for message in listed if message.sid not in known]
    for message in missing:
        mask(message.sender)
    wanted = _without_erased(missing, tools)
    events = [_event(message, tools) for message in sorted(wanted, key=lambda message: message.sent_at)]
    if not events:
        return []
    for event in events:
        logs.step("message-recovered", message=event.message.sid, channel=event.message.channel)
    return [f"{len(events)} lost messages brought back:", *record_messages.record(events, tools)]


def _recorded(scene: Scene) -> set[MessageSid]:
    """Return the messages recorded in the period, also those of conversations whose key is lost."""
    bodies = [item.body for item in scene.issues if scene.is_ours(item.author)]
    bodies += [item.body for item in scene.comments if scene.is_ours(item.author)]
    return {sid for body in bodies for sid in markers.sids(body)}


def _without_erased(missing: list[Received], tools: Tools) -> list[Received]:
    """Leave out what people wrote before their data were erased: it is not lost, it was taken away."""
    erased: dict[ContactId, datetime | None] = {}
    left = []
    for message in missing:
        contact = tools.vault.contact_id(message.sender)
        if contact not in erased:
            erased[contact] = _erased_at(contact, tools)
        at = erased[contact]
        if at is None or message.sent_at > at:
            left.append(message)
    return left


def _erased_at(contact: ContactId, tools: Tools) -> datetime | None:
    entries = tools.ledger.page(contact).entries
    return max((entry.change.at for entry in entries if entry.change.action is Action.ERASED), default=None)


def _event(message: Received, tools: Tools) -> Event:
    found = InboundMessage(message.sid, message.sender, message.recipient, message.text, recovered=True)
    if message.media:
        try:
            found = replace(found, media=tools.messages.media_of(message.sid))
        except SendRefusedError as error:  # deleted at Twilio meanwhile: its text must not wait for it
            logs.trouble("media-not-listed", message=message.sid, code=error.code)
    return Event(0, message.sent_at, found)
