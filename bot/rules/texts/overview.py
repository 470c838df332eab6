"""Sentences of the summary on top of a long conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class OverviewTexts:
    """The sentences of one language; `waits` by whom it waits for."""

    title: str
    begun: str
    waits: Mapping[str, str]
    rests_until: str
    answered: str
    unanswered: str
    failed: str
    delivered: str
    unsent: str
    opted_out: str
    not_opted_out: str


PT_BR = OverviewTexts(
    title="Resumo",
    begun="desde {day}",
    waits={
        "office": "Espera o escritório desde {since}",
        "person": "Espera a pessoa desde {since}",
        "nobody": "Encerrada em {since}",
        "later": "Em pausa desde {since}",
    },
    rests_until="Em pausa até {until}",
    answered="última resposta em {when}",
    unanswered="nenhuma resposta ainda",
    failed="⚠️ não foi entregue",
    delivered="entregue",
    unsent="⚠️ a última tentativa não saiu",
    opted_out="🚫 não recebe mensagens",
    not_opted_out="recebe mensagens",
)

EN = OverviewTexts(
    title="Summary",
    begun="since {day}",
    waits={
        "office": "Waits for the office since {since}",
        "person": "Waits for the person since {since}",
        "nobody": "Closed {since}",
        "later": "Rests since {since}",
    },
    rests_until="Rests until {until}",
    answered="last answer {when}",
    unanswered="no answer yet",
    failed="⚠️ not delivered",
    delivered="delivered",
    unsent="⚠️ the last attempt did not leave",
    opted_out="🚫 gets no messages",
    not_opted_out="gets messages",
)
