"""Sentences about people who wait for an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DeskTexts:
    """The sentences of one language; `spans` by the unit, each for one and for several."""

    overdue: str
    overdue_open: str
    nobody: str
    phone: str
    digest_title: str
    digest_waiting: str
    digest_one_waits: str
    digest_row: str
    digest_more: str
    digest_answers: str
    digest_one_answer: str
    digest_no_answers: str
    digest_closed: str
    digest_over: str
    spans: Mapping[str, tuple[str, str]]
    administrators_told: str

    def span(self, minutes: int) -> str:
        """Return a time in words, in its largest unit and the next: `2 dias e 3 horas`."""
        units = (("day", 1440), ("hour", 60), ("minute", 1))
        parts, left = list[str](), max(minutes, 1)
        for unit, size in units:
            count, left = divmod(left, size)
            if count:
                parts.append(f"{count} {self.spans[unit][count > 1]}")
            elif parts:
                break
        return self.spans["and"][0].join(parts[:2])


PT_BR = DeskTexts(
    overdue="⏰ {people}esta conversa espera resposta desde {since}, há mais de {span}.",
    overdue_open="⏰ {people}esta conversa espera resposta desde {since}, há mais de {span} de expediente.",
    nobody="Esta conversa está sem responsável: comente `/atribuir` para assumi-la, ou configure `desk.on_call`.",
    phone="Bot: {count} conversa(s) sem resposta há muito tempo: {numbers}. Veja no GitHub.",
    digest_title="Quem espera resposta",
    digest_waiting="**{count} pessoas esperam resposta**, a que espera há mais tempo primeiro:",
    digest_one_waits="**Uma pessoa espera resposta:**",
    digest_row="espera desde {since}, há {span}",
    digest_more="… e mais {count}: [todas as que esperam]({url}).",
    digest_answers="Respostas desde {since}: {count}, metade em até {median}, nove em cada dez em até {most}.",
    digest_one_answer="Respostas desde {since}: uma, em {median}.",
    digest_no_answers="Respostas desde {since}: nenhuma.",
    digest_closed="Conversas encerradas desde então: {count}.",
    digest_over="✅ Ninguém espera resposta.",
    spans={
        "day": ("dia", "dias"),
        "hour": ("hora", "horas"),
        "minute": ("minuto", "minutos"),
        "and": (" e ", " e "),
    },
    administrators_told="⏰ Passou o dobro do prazo: quem administra foi avisado por mensagem.",
)

EN = DeskTexts(
    overdue="⏰ {people}this conversation has waited for an answer since {since}, more than {span}.",
    overdue_open=(
        "⏰ {people}this conversation has waited for an answer since {since}, more than {span} of office hours."
    ),
    nobody="Nobody is in charge of it: comment `/assign` to take it, or set `desk.on_call`.",
    phone="Message bot: {count} conversation(s) unanswered for too long: {numbers}. See GitHub.",
    digest_title="Who waits for an answer",
    digest_waiting="**{count} people wait for an answer**, the longest wait first:",
    digest_one_waits="**One person waits for an answer:**",
    digest_row="has waited since {since}, for {span}",
    digest_more="… and {count} more: [all that wait]({url}).",
    digest_answers="Answers since {since}: {count}, half of them within {median}, nine in ten within {most}.",
    digest_one_answer="Answers since {since}: one, within {median}.",
    digest_no_answers="Answers since {since}: none.",
    digest_closed="Conversations closed since then: {count}.",
    digest_over="✅ Nobody waits for an answer.",
    spans={
        "day": ("day", "days"),
        "hour": ("hour", "hours"),
        "minute": ("minute", "minutes"),
        "and": (" and ", " and "),
    },
    administrators_told="⏰ Twice the time has passed: administrators were told by a message.",
)
