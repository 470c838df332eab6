"""What maintainers comment on conversation 1, and what becomes of it."""

from __future__ import annotations

from tests.actors import ANA
from tests.stage import Stage

ACKNOWLEDGEMENT = "Recebemos sua mensagem. Protocolo 1. Vamos responder por aqui."

WAITING = "aguardando-resposta"

BOT = "github-actions[bot]"

LONG = " ".join(f"palavra{number}" for number in range(350))  # three parts


def post(stage: Stage, body: str, login: str = "marina") -> int:
    return int(stage.sandbox.comment(1, login, body)["id"])


def arrived(stage: Stage, number: str = ANA) -> list[str]:
    """Return what arrived on the phone after the acknowledgement."""
    assert stage.twilio.wait_idle(10)
    first, *others = stage.sandbox.received(number)
    assert first == ACKNOWLEDGEMENT
    return others


def marks(stage: Stage, comment: int) -> set[str]:
    """Return what the bot has put on a comment."""
    reactions = {one["id"]: one["reactions"] for one in stage.sandbox.issue(1)["comments"]}
    return {content for content, logins in reactions[comment].items() if BOT in logins}


def notes(stage: Stage) -> list[str]:
    """Return what the bot has written to maintainers."""
    return [one["body"] for one in stage.sandbox.issue(1)["comments"] if one["author"] == BOT]
