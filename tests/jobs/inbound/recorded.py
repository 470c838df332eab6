"""What the bot has recorded in an issue, and acknowledged on a phone."""

from __future__ import annotations

from bot.core.messages import Event
from tests.actors import ANA
from tests.stage import Stage

ACKNOWLEDGEMENT = "Recebemos sua mensagem. Protocolo {}. Vamos responder por aqui."

WAITING = "aguardando-resposta"


def texts_of(stage: Stage, number: int = 1) -> list[str]:
    """Return issue and comments of the bot, in order."""
    issue = stage.sandbox.issue(number)
    return [
        issue["body"],
        *(comment["body"] for comment in issue["comments"] if comment["author"] == issue["author"]),
    ]


def order_in(stage: Stage, events: list[Event], number: int = 1) -> list[int]:
    """Return which of the events an issue shows, as it shows them."""
    whole = "\n".join("\n".join(text.splitlines()[1:]) for text in texts_of(stage, number))
    places = sorted(
        (whole.index(event.message.sid), index)
        for index, event in enumerate(events)
        if event.message.sid in whole
    )
    assert all(whole.count(event.message.sid) <= 1 for event in events)
    return [index for _, index in places]


def acknowledged(stage: Stage, number: str = ANA) -> list[str]:
    assert stage.twilio.wait_idle(10)
    return stage.sandbox.received(number)
