"""What `bot trace` and the console show of the way of a message, in both languages. No job loads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class TraceTexts:
    """The sentences of one language; `kinds` has one for each kind of id, `steps` for each step by its name."""

    kinds: Mapping[str, str]
    steps: Mapping[str, str]
    marks: Mapping[str, str]
    other_step: str
    code: str
    unseen: str
    unknown: str

    no_log: str
    log_begins: str
    log_unreadable: str
    no_store: str
    store_unreadable: str
    purged: str
    runs: str
    issues: str
    refused: str
    not_found: str
    no_comment: str
    lacks: str


PT_BR = TraceTexts(
    kinds={
        "received": "{id}: mensagem de uma pessoa",
        "sent": "{id}: mensagem nossa",
        "order": "{id}: pedido de um sistema",
        "comment": "Comentário {id}",
    },
    steps={
        "received-at-twilio": "chegou à Twilio",
        "sent-at-twilio": "entregue à Twilio para envio",
        "message-stored": "recebida e guardada no relay",
        "message-repeated": "entregue outra vez pela Twilio; já era conhecida",
        "message-not-stored": "não pôde ser guardada; a Twilio entrega de novo",
        "fallback-used": "veio pelo endereço de reserva",
        "order-stored": "pedido recebido e guardado no relay",
        "order-repeated": "pedido repetido; já era conhecido",
        "order-status": "situação do pedido: {status}",
        "message-batched": "posta no lote {batch}",
        "batch-divided": "lote {batch} dividido",
        "batch-dispatched": "lote {batch} enviado ao GitHub ({event})",
        "batch-found": "lote {batch} já estava no GitHub ({event})",
        "batch-waits": "lote {batch} espera",
        "batch-released": "lote {batch} liberado",
        "dispatch-failed": "o GitHub não aceitou o lote agora",
        "dispatch-held": "o GitHub recusou o lote",
        "dispatch-resumed": "o GitHub voltou a aceitar lotes",
        "run-began": "execução {run} de {event} começou",
        "run-ended": "execução {run} terminou ({status})",
        "run-failed": "o relay viu que a execução {run} falhou",
        "run-missing": "nenhuma execução apareceu; o lote é enviado de novo",
        "run-succeeded": "o relay viu que a execução {run} teve sucesso",
        "recorded": "registrada na issue #{issue}",
        "order-shown": "pedido mostrado na issue #{issue}",
        "reply": "resposta escrita na issue #{issue}",
        "status-noted": "a Twilio informou sobre {message}: {status}",
        "status-stored": "a Twilio informou sobre {message}: {status}",
        "status-repeated": "a Twilio repetiu sobre {message}: {status}",
        "mark": "reação do bot ao comentário: {mark}",
        "mark-on-issue": "reação do bot à issue, pela confirmação enviada à pessoa: {mark}",
    },
    marks={
        "eyes": "👀 uma execução começou a enviar",
        "rocket": "🚀 saiu",
        "hooray": "🎉 chegou",
        "confused": "😕 não chegou ou não saiu; a issue diz por quê",
    },
    other_step="{name}",
    code=", código {code}",
    unseen="O que não se vê daqui:",
    unknown="Nada se sabe deste id aqui: nem o log, nem o banco do relay, nem o GitHub o mostram.",
    no_log="O log do relay não está nesta máquina; rode o comando na pasta do relay.",
    log_begins="O log desta máquina começa em {when}; o que é mais antigo, ou de outro relay, não está nele.",
    log_unreadable="O log do relay não pode ser lido ({why}); rode o comando como o usuário do relay.",
    no_store="O banco do relay não está nesta máquina; rode o comando na pasta do relay.",
    store_unreadable="O banco do relay não pode ser lido ({why}).",
    purged="O relay recebeu este id, mas já apagou os dados dele (relay.keep).",
    runs="as execuções",
    issues="as issues",
    refused="O GitHub não mostra {what}. {why}",
    not_found="Não está entre as {most} issues e comentários mais próximos da chegada.",
    no_comment=(
        "O GitHub não tem um comentário {id} neste repositório, ou este token não pode vê-lo. O número de um "
        "comentário está no fim do endereço dele, depois de issuecomment-; o de uma issue não serve."
    ),
    lacks=(
        "{lacks}, e o relay não precisa disso. Dê a este terminal um token seu que tenha essa permissão: "
        "read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN"
    ),
)

EN = TraceTexts(
    kinds={
        "received": "{id}: message of a person",
        "sent": "{id}: message of ours",
        "order": "{id}: order of a system",
        "comment": "Comment {id}",
    },
    steps={
        "received-at-twilio": "reached Twilio",
        "sent-at-twilio": "given to Twilio to be sent",
        "message-stored": "received and stored by the relay",
        "message-repeated": "delivered again by Twilio; it was known",
        "message-not-stored": "could not be stored; Twilio delivers it again",
        "fallback-used": "came by the fallback address",
        "order-stored": "order received and stored by the relay",
        "order-repeated": "order repeated; it was known",
        "order-status": "status of the order: {status}",
        "message-batched": "put into batch {batch}",
        "batch-divided": "batch {batch} divided",
        "batch-dispatched": "batch {batch} dispatched to GitHub ({event})",
        "batch-found": "batch {batch} was at GitHub already ({event})",
        "batch-waits": "batch {batch} waits",
        "batch-released": "batch {batch} released",
        "dispatch-failed": "GitHub did not take the batch now",
        "dispatch-held": "GitHub refused the batch",
        "dispatch-resumed": "GitHub takes batches again",
        "run-began": "run {run} of {event} began",
        "run-ended": "run {run} ended ({status})",
        "run-failed": "the relay saw that run {run} failed",
        "run-missing": "no run appeared; the batch is sent again",
        "run-succeeded": "the relay saw that run {run} succeeded",
        "recorded": "recorded in issue #{issue}",
        "order-shown": "order shown in issue #{issue}",
        "reply": "reply written in issue #{issue}",
        "status-noted": "Twilio reported on {message}: {status}",
        "status-stored": "Twilio reported on {message}: {status}",
        "status-repeated": "Twilio repeated on {message}: {status}",
        "mark": "reaction of the bot to the comment: {mark}",
        "mark-on-issue": "reaction of the bot to the issue, for the confirmation that the person got: {mark}",
    },
    marks={
        "eyes": "👀 a run began to send",
        "rocket": "🚀 it left",
        "hooray": "🎉 it arrived",
        "confused": "😕 it did not arrive or leave; the issue says why",
    },
    other_step="{name}",
    code=", code {code}",
    unseen="What cannot be seen from here:",
    unknown="Nothing is known of this id here: neither the relay's log nor its store nor GitHub shows it.",
    no_log="The relay's log is not on this machine; run the command in the relay's folder.",
    log_begins="The log of this machine begins at {when}; what is older, or of another relay, is not in it.",
    log_unreadable="The relay's log cannot be read ({why}); run the command as the relay's user.",
    no_store="The relay's store is not on this machine; run the command in the relay's folder.",
    store_unreadable="The relay's store cannot be read ({why}).",
    purged="The relay took this id, and has deleted its row since (relay.keep).",
    runs="runs",
    issues="issues",
    refused="GitHub does not show {what}. {why}",
    not_found="It is not among the {most} issues and comments nearest to its arrival.",
    no_comment=(
        "GitHub has no comment {id} in this repository, or this token may not see it. The number of a comment "
        "stands at the end of its address, behind issuecomment-; that of an issue will not do."
    ),
    lacks=(
        "{lacks}, and the relay does not need it. Give this shell a token of yours that has it: "
        "read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN"
    ),
)


def _without_emoji(marks: Mapping[str, str]) -> Mapping[str, str]:
    return {mark: said.partition(" ")[2] for mark, said in marks.items()}


# On a page of the console nobody can run the command elsewhere, or give a shell a token.
_PAGES = {
    "pt-BR": replace(
        PT_BR,
        marks=_without_emoji(PT_BR.marks),
        no_log="O log do relay não está nesta máquina.",
        log_unreadable="O log do relay não pode ser lido ({why}).",
        lacks="{lacks}.",
    ),
    "en": replace(
        EN,
        marks=_without_emoji(EN.marks),
        no_log="The relay's log is not on this machine.",
        log_unreadable="The relay's log cannot be read ({why}).",
        lacks="{lacks}.",
    ),
}
_LANGUAGES = {"pt-BR": PT_BR, "en": EN}


def of(language: str) -> TraceTexts:
    """Return the texts of a language, named as in config.yml."""
    return _LANGUAGES[language]


def of_page(language: str) -> TraceTexts:
    """Return the texts of a language for a page."""
    return _PAGES[language]
