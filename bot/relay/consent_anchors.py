"""Keeps the anchors of consent entries: jobs add them, nothing changes or removes them."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import select
from werkzeug.exceptions import Forbidden

from bot.core import clock, logs
from bot.core.errors import SealError
from bot.core.messages import ContactId
from bot.relay import json_body
from bot.relay.api_tokens import RequestQuota
from bot.relay.store import upsert
from bot.relay.store.schema import anchors
from bot.relay.store.store import Store
from bot.rules.wire import consent_anchors
from bot.rules.wire.consent_anchors import Anchor, AnchorMessage

QUESTIONS_PER_MINUTE = 60


def keep(store: Store, found: AnchorMessage) -> None:
    """Add the anchors that are not known; raises StoreError."""
    at = found.anchors_at.timestamp()
    rows = [{"contact": one.contact, "place": one.place, "hash": one.hash, "at": at} for one in found.anchors]
    if rows:
        with store.writing() as connection:
            upsert.add_missing(connection, anchors, rows)


def kept(store: Store) -> tuple[Anchor, ...]:
    """Return all anchors; raises StoreError."""
    with store.reading() as connection:
        rows = connection.execute(select(anchors).order_by(anchors.c.contact, anchors.c.place)).all()
    return tuple(Anchor(ContactId(row.contact), row.place, row.hash) for row in rows)


def blueprint(store: Store) -> Blueprint:
    """Return the address at which jobs report anchors, and `bot consent verify` asks for them."""
    area = Blueprint("consent-anchors", __name__)
    quota = RequestQuota(QUESTIONS_PER_MINUTE, store, "jobs")

    @area.post("/consent-anchors")
    def exchange() -> Response:
        sealed = json_body.sealed()
        now = clock.now()
        try:
            message = consent_anchors.open_sealed(sealed, store.keys, now)
        except SealError as error:
            raise Forbidden(
                "The anchors are not sealed with a key that this relay knows, or they are old."
            ) from error
        keep(store, message)
        if not message.asks:
            logs.step("anchors-kept", count=len(message.anchors))
            return jsonify(sealed="")
        quota.take("consent-anchors")
        return jsonify(sealed=consent_anchors.seal(AnchorMessage(now, kept(store)), store.keys))

    return area
