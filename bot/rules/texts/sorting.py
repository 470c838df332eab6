"""Sentences about paused conversations and about spam."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SortingTexts:
    """The sentences of one language; `unusable_until` has one for each `typed_until.UnusableUntil`."""

    unusable_until: Mapping[str, str]
    snoozed: str
    snoozed_by: str
    not_snoozed: str
    closed: str
    written_since: str
    over: str
    over_waits: str
    over_early: str
    paused: str
    paused_until: str
    spam: str
    spam_began: str
    spam_over: str
    was_no_spam: str
    is_spam: str
    is_spam_meaning: str
    spam_messages: tuple[str, str]
    summary_rest: str
    summary_spam: str


PT_BR = SortingTexts(
    unusable_until={
        "unclear": (
            "Não entendi até quando. Escreva `2d`, `4h`, `1 semana`, `amanhã`, `segunda 9h`, `24/12` ou "
            "`24/12 09:00`, como `/adiar 24/12`."
        ),
        "past": "Esse momento já passou: a conversa não ficou em pausa.",
        "far": "Uma pausa dura no máximo um ano: a conversa não ficou em pausa.",
    },
    snoozed=(
        "⏸️ **Em pausa até {until}**, a pedido de `{by}`. Até lá ninguém é lembrado desta conversa. A pausa termina "
        "antes se a pessoa escrever, se você retirar a label `{label}`, ou com `/adiar fim`."
    ),
    snoozed_by="até {until}, a pedido de `{by}`",
    not_snoozed="Esta conversa não está em pausa.",
    closed="Esta conversa está encerrada: uma pausa não mudaria nada.",
    written_since="A pessoa escreveu depois deste comando: a conversa não ficou em pausa.",
    over="▶️ {people}a pausa terminou.",
    over_waits="▶️ {people}a pausa terminou: esta conversa espera resposta de novo.",
    over_early="▶️ A pausa terminou antes da hora, a pedido de `{by}`.",
    paused="Em pausa",
    paused_until="sem data: até alguém retirar a label",
    spam=(
        "🚫 **Spam**, segundo `{by}`. De agora em diante nada que esta pessoa escrever recebe resposta, e ninguém é "
        "lembrado dela. As mensagens continuam registradas aqui, recolhidas, com a conversa encerrada; os arquivos são "
        "citados, mas não guardados. SAIR, MEUS DADOS e APAGAR continuam valendo, como a lei exige, e um `/responder` "
        "ainda chega.\n\nPara desfazer: `/spam desfazer`, ou retire a label `{label}`."
    ),
    spam_began="🚫 **Spam**: nada que esta pessoa escreve recebe resposta. Para desfazer, comente `/spam desfazer`.",
    spam_over=(
        "✅ Não é mais spam, segundo `{by}`: o que esta pessoa escrever volta a ser tratado como o de qualquer "
        "outra, e esta conversa espera resposta de novo."
    ),
    was_no_spam="Esta pessoa não está marcada como spam.",
    is_spam="É spam",
    is_spam_meaning="nada que a pessoa escreve recebe resposta",
    spam_messages=("1 mensagem", "{count} mensagens"),
    summary_rest="#{number}: a pausa terminou.",
    summary_spam="#{number}: é spam, e foi encerrada.",
)

EN = SortingTexts(
    unusable_until={
        "unclear": (
            "It is not clear until when. Write `2d`, `4h`, `1 week`, `tomorrow`, `monday 9am`, `24/12` or "
            "`24/12 09:00`, such as `/snooze 24/12`. The day comes first, then the month."
        ),
        "past": "That moment has passed: the conversation does not pause.",
        "far": "A pause lasts a year at most: the conversation does not pause.",
    },
    snoozed=(
        "⏸️ **Rests until {until}**, as `{by}` asked. Until then nobody is reminded of this conversation. It ends "
        "before if the person writes, if you take off the label `{label}`, or with `/snooze off`."
    ),
    snoozed_by="until {until}, as `{by}` asked",
    not_snoozed="This conversation does not pause.",
    closed="This conversation is closed: a pause would change nothing.",
    written_since="The person has written since this command: the conversation does not pause.",
    over="▶️ {people}the pause is over.",
    over_waits="▶️ {people}the pause is over: this conversation waits for an answer again.",
    over_early="▶️ The pause ended early, as `{by}` asked.",
    paused="Paused",
    paused_until="with no end: until somebody takes off the label",
    spam=(
        "🚫 **Spam**, says `{by}`. From now on nothing that this person writes is answered, and nobody is reminded "
        "of them. Their messages are still recorded here, folded, with the conversation closed; files are named but "
        "not kept. STOP, MY DATA and ERASE still count, as the law demands, and a `/reply` still arrives."
        "\n\nTo undo this: `/spam off`, or take off the label `{label}`."
    ),
    spam_began="🚫 **Spam**: nothing that this person writes is answered. To undo this, comment `/spam off`.",
    spam_over=(
        "✅ No longer spam, says `{by}`: what this person writes is treated as anybody's again, and this "
        "conversation waits for an answer."
    ),
    was_no_spam="This person is not marked as spam.",
    is_spam="Spam",
    is_spam_meaning="nothing that the person writes is answered",
    spam_messages=("1 message", "{count} messages"),
    summary_rest="#{number}: the pause is over.",
    summary_spam="#{number}: is spam, and was closed.",
)
