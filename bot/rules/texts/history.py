"""Sentences about what became of earlier commands: what /retry sends again, and what it does not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HistoryTexts:
    """The sentences of one language."""

    again: str
    rest: str
    twice: str
    nothing_failed: str
    known_since: str
    held: str
    not_permitted: str
    edited: str
    edited_command: str
    edited_since: str
    gone: str
    late: str
    already: Mapping[str, str]  # where /optout or /optin would change nothing
    statuses: Mapping[str, str]  # Twilio's word for what became of a message


PT_BR = HistoryTexts(
    again="Enviando de novo [esta resposta]({url}).",
    rest="As partes anteriores já saíram: continua pela parte {first} de {total}.",
    twice="**Atenção:** a pessoa pode receber o texto, ou parte dele, duas vezes.",
    nothing_failed="Nenhuma resposta desta conversa falhou: não há o que reenviar.",
    known_since=(
        "[A última resposta]({url}), de que não se sabia se tinha saído, saiu: a Twilio informou depois. Nada foi "
        "enviado de novo. Se a pessoa deve receber o texto mais uma vez, escreva-o em um novo comentário."
    ),
    held=(
        "[A última resposta que não saiu]({url}) foi retida pelas regras de envio; não foi falha da Twilio. "
        "O `/reenviar` não a envia: quando ela puder sair, escreva-a de novo em um novo comentário."
    ),
    not_permitted=(
        "[A resposta que falhou]({url}) é de @{login}, que não tem (mais) permissão para responder. Nada foi enviado. "
        "Se o texto deve sair, escreva-o em um novo comentário."
    ),
    edited=(
        "[A resposta que falhou]({url}) foi editada depois. Edições nunca são enviadas. Escreva o texto em um novo "
        "comentário."
    ),
    edited_since=(
        "✏️ Este comentário foi editado **depois de enviado**: o telefone ficou com o texto de antes, que o GitHub "
        "mostra no histórico de edições. Para corrigir, escreva um novo `/responder`."
    ),
    edited_command=(
        "Nada foi registrado nem apagado: este comentário foi editado, e um comando editado não vale, para que ninguém "
        "decida em nome de outra pessoa. Escreva o comando em um novo comentário."
    ),
    gone=(
        "A resposta que falhou não pode mais ser enviada: o comentário dela foi apagado, ou o modelo que ela usa não "
        "está mais no config.yml. Escreva a resposta em um novo comentário."
    ),
    late=(
        "Nada foi feito: este comentário é antigo e só agora é lido como um comando. Se ainda vale, escreva-o em um "
        "novo comentário."
    ),
    already={
        "withdrawn": "A pessoa **já não recebe mensagens**: nada mudou, e nada foi registrado.",
        "granted": (
            "A pessoa **já recebe mensagens**: nada mudou, e nada foi registrado. O que ela autoriza para uma "
            "finalidade se registra com `/consentimento`."
        ),
    },
    statuses={
        "accepted": "aceita pela Twilio",
        "scheduled": "agendada",
        "queued": "na fila",
        "sending": "saindo",
        "sent": "enviada",
        "delivered": "entregue",
        "read": "lida",
        "partially_delivered": "entregue em parte",
        "undelivered": "não entregue",
        "failed": "falhou",
        "canceled": "cancelada",
    },
)

EN = HistoryTexts(
    again="Sending [this answer]({url}) again.",
    rest="The parts before have been sent: it continues with part {first} of {total}.",
    twice="**Note:** the person may receive the text, or a part of it, twice.",
    nothing_failed="No answer in this conversation has failed: there is nothing to send again.",
    known_since=(
        "[The last answer]({url}), of which nobody knew whether it had left, has left: Twilio reported that later. "
        "Nothing was sent again. If the person should get the text once more, write it in a new comment."
    ),
    held=(
        "[The last answer that was not sent]({url}) was held by the sending rules; Twilio did not refuse it. `/retry` "
        "does not send it: once it may be sent, write it again in a new comment."
    ),
    not_permitted=(
        "[The answer that failed]({url}) is by @{login}, who may not answer (any more). Nothing was sent. If the text "
        "should be sent, write it in a new comment."
    ),
    edited=(
        "[The answer that failed]({url}) was edited afterwards. Edits are never sent. Write the text in a new comment."
    ),
    edited_since=(
        "✏️ This comment was edited **after it was sent**: the phone keeps the text of before, which GitHub shows in "
        "the history of edits. To correct it, write a new `/reply`."
    ),
    edited_command=(
        "Nothing was recorded or erased: this comment was edited, and an edited command does not count, so that nobody "
        "decides in another person's name. Write the command in a new comment."
    ),
    gone=(
        "The answer that failed can no longer be sent: its comment was deleted, or the template it uses is no longer "
        "in config.yml. Write the answer in a new comment."
    ),
    late=(
        "Nothing was done: this comment is old and is read as a command only now. If it still holds, write it in a new "
        "comment."
    ),
    already={
        "withdrawn": "This person **gets no messages already**: nothing changed, and nothing was recorded.",
        "granted": (
            "This person **gets messages already**: nothing changed, and nothing was recorded. What they agree to for "
            "a purpose is recorded with `/consent`."
        ),
    },
    statuses={
        "accepted": "accepted by Twilio",
        "scheduled": "scheduled",
        "queued": "queued",
        "sending": "leaving",
        "sent": "sent",
        "delivered": "delivered",
        "read": "read",
        "partially_delivered": "delivered in part",
        "undelivered": "not delivered",
        "failed": "failed",
        "canceled": "cancelled",
    },
)
