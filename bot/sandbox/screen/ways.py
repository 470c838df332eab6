"""The ways of the newest messages, as they are now."""

from __future__ import annotations

from bot.core.messages import Address
from bot.rules.people import contacts
from bot.sandbox.screen import way_in, way_out
from bot.sandbox.screen.parts import Parts
from bot.sandbox.screen.seen import Onlooker, Seen
from bot.sandbox.screen.stations import MessageWay
from bot.sandbox.twilio.values import Message

MOST = 20
_WORDS = 48  # characters of a text


def newest(parts: Parts, onlooker: Onlooker) -> list[MessageWay]:
    """Return the ways of the newest messages in both directions, and of comments that are about to become some."""
    seen = onlooker.look(MOST)
    ways = [_of_message(one, seen) for one in seen.messages]
    ways += _of_comments(parts, seen)
    return sorted(ways, key=lambda way: way.at, reverse=True)[:MOST]


def _of_message(message: Message, seen: Seen) -> MessageWay:
    person = Address.parse(message.person)
    made = way_in.stations if message.inbound else way_out.stations
    return MessageWay(
        message.sid,
        message.inbound,
        person.channel,
        contacts.masked(person),
        _begins(message.body),
        message.created_at,
        made(message, seen),
    )


def _of_comments(parts: Parts, seen: Seen) -> list[MessageWay]:
    """Return those of comments that send something of which Twilio has nothing yet."""
    known = {about.comment for about in map(way_out.about_of, seen.messages) if about}
    oldest = seen.messages[-1].created_at if len(seen.messages) == MOST else None
    every = parts.configuration.replies.mode == "every-comment"
    found = [
        comment
        for comment in seen.comments.values()
        if comment.id not in known
        and (oldest is None or comment.created_at > oldest)
        and way_out.is_sending(comment, every_comment=every)
    ]
    ways = []
    for comment in found[-MOST:]:
        person = next((one for one in seen.messages if _belongs(one, comment.issue, seen)), None)
        address = Address.parse(person.person) if person else None
        ways.append(
            MessageWay(
                str(comment.id),
                inbound=False,
                channel=address.channel if address else Address.parse("").channel,
                who=contacts.masked(address) if address else "",
                words=_begins(comment.body),
                at=comment.created_at,
                stations=way_out.before_twilio(comment, seen),
            )
        )
    return ways


def _belongs(message: Message, issue: int, seen: Seen) -> bool:
    place, about = seen.places.get(message.sid), way_out.about_of(message)
    return bool((place and place.about.issue == issue) or (about and about.issue == issue))


def _begins(text: str) -> str:
    whole = " ".join(text.split())
    return whole if len(whole) <= _WORDS else f"{whole[: _WORDS - 1].rstrip()}…"
