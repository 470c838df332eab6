"""What the sandbox's screen says of each message's way."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # The stations.
    "Phone": "Telefone",
    "Twilio": "Twilio",
    "Relay": "Relay",
    "To GitHub": "Ao GitHub",
    "Workflow": "Workflow",
    "The comment": "O comentário",
    # Their state.
    "reached": "alcançado",
    "at work": "em andamento",
    "waits": "espera",
    "failed": "falhou",
    "not yet": "ainda não",
    "passed by": "não passou por aqui",
    # What is to be said of them.
    "It calls the relay.": "Chama o relay.",
    "Nobody answered its calls; it kept the message.": "Ninguém atendeu; guardou a mensagem.",
    (
        "Its calls failed (error {code}), and it has given up. The workflow reconcile finds the message here:"
        " start it among the switches."
    ): (
        "As chamadas falharam (erro {code}) e ela desistiu. O workflow reconcile encontra a mensagem aqui:"
        " inicie-o nos controles."
    ),
    "Stored, sealed.": "Guardada, selada.",
    "Found at Twilio by reconcile.": "O reconcile a achou na Twilio.",
    "The relay is down; it goes on once it is started again.": (
        "O relay está parado; ela segue quando ele for iniciado de novo."
    ),
    "In the queue.": "Na fila.",
    "Queued.": "Na fila.",
    "Running.": "Rodando.",
    "Its run failed; its log says why.": "A execução falhou; o log diz por quê.",
    "A comment on #{number}.": "Comentário em #{number}.",
    "Opened #{number}.": "Abriu #{number}.",
    "Nothing was sent; the issue says why.": "Nada foi enviado; a issue diz por quê.",
    "Nothing was sent yet: reconcile starts the workflow again.": (
        "Nada foi enviado ainda: o reconcile inicia o workflow de novo."
    ),
    "No workflow has begun yet.": "Nenhum workflow começou ainda.",
    "Confirmation of #{number}.": "Confirmação de #{number}.",
    "Read.": "Lida.",
    "Delivered.": "Entregue.",
    "Not delivered (error {code}).": "Não entregue (erro {code}).",
    "Sent; nothing is known of its arrival.": "Enviada; ainda não se sabe se chegou.",
    "Twilio holds it until its time.": "A Twilio a guarda até a hora marcada.",
    "It is tried again at {time}.": "Nova tentativa às {time}.",
    "It is tried again now.": "Nova tentativa agora.",
    # The pane.
    "Received from": "Recebida de",
    "Sent to": "Enviada a",
    "nobody yet": "ninguém ainda",
    "Steps": "Passos",
    "Close": "Fechar",
    "log and summary": "log e resumo",
    "Log": "Log",
    "At GitHub": "No GitHub",
    "It has printed nothing yet.": "Ainda não mostrou nada.",
    "The relay knows nothing of it.": "O relay não sabe nada dela.",
    "Nothing is on its way yet. Write from one of the phones.": (
        "Nada está a caminho ainda. Escreva de um dos telefones."
    ),
    "queued": "na fila",
    "running": "rodando",
    "succeeded": "teve sucesso",
    "had nothing to do": "não tinha o que fazer",
}
