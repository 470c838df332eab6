"""Sentences about who is in charge of a conversation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AssigningTexts:
    """The sentences of one language."""

    now: str
    nobody_now: str
    unfit: str
    too_many: str


PT_BR = AssigningTexts(
    now="👤 Esta conversa está com {people}.",
    nobody_now="👤 Esta conversa está agora sem responsável.",
    unfit=(
        "Não foi possível atribuir a conversa a {people}: o GitHub só aceita quem tem acesso a este repositório. "
        "Confira como se escreve o login ou dê acesso em *Settings → Collaborators*, e comente de novo."
    ),
    too_many=(
        "Nada mudou: o GitHub aceita no máximo {most} responsáveis por issue. Cite menos pessoas, ou comece de novo "
        "com `/atribuir ninguém`."
    ),
)

EN = AssigningTexts(
    now="👤 This conversation is with {people}.",
    nobody_now="👤 Nobody is in charge of this conversation now.",
    unfit=(
        "{people} could not be assigned: GitHub takes only people who have access to this repository. Check how the "
        "login is spelled, or give access under *Settings → Collaborators*, and comment again."
    ),
    too_many=(
        "Nothing has changed: GitHub takes at most {most} people for an issue. Name fewer people, or start afresh with "
        "`/assign nobody`."
    ),
)
