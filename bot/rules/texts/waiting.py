"""Sentences of the lists of people who wait for a conversation, and of the commands there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class WaitingTexts:
    """The sentences of one language."""

    title: str
    intro: str
    columns: tuple[str, ...]
    goes_on: str
    only_here: str
    only_in_lists: str
    no_handle: str
    unknown: str
    opened: str
    comes_next: str
    relay_silent: str
    deferred: str
    answered: str
    summary: str


PT_BR = WaitingTexts(
    title="Fila: pessoas que esperam por uma conversa ({when})",
    intro=(
        "Mais pessoas escreveram do que o GitHub aceita em uma hora. Estas esperam: nada se perdeu, e cada conversa "
        "abre por si, na ordem de chegada, assim que o limite permitir. O link de cada uma leva à conversa, quando ela "
        "existir.\n\n"
        "Para não esperar: `/abrir A17` põe a pessoa A17 na frente; `/responder A17 texto` abre a conversa e envia o "
        "texto. Um comando por comentário."
    ),
    columns=("Código", "Desde", "Canal", "Pessoa", "Começo da mensagem", "Mensagens"),
    goes_on="A lista continua:",
    only_here=(
        "Nada foi enviado nem feito: nesta lista valem apenas `/abrir A17` e `/responder A17 texto`, com o código da "
        "pessoa. Os outros comandos valem na conversa."
    ),
    only_in_lists="Nada foi feito: `/abrir` vale apenas em uma lista de pessoas que esperam. Esta conversa já existe.",
    no_handle="Nada foi enviado nem feito: falta o código da pessoa depois do comando, como em `/{name} A17`.",
    unknown="Nada foi enviado nem feito: {handle} não está nesta lista. Confira o código, ou veja as outras listas.",
    opened="A conversa de {handle} é #{number}.",
    comes_next="{handle} é a próxima pessoa: em um ou dois minutos a conversa estará [aqui]({url}).",
    relay_silent=(
        "O relay não respondeu, e {handle} não passou à frente: a conversa abre na sua vez. Tente de novo em um novo "
        "comentário, ou responda logo com `/responder {handle} texto`."
    ),
    deferred=(
        "Nada foi enviado: esta resposta só pode sair a partir de {when}. A conversa de {handle} é #{number}: escreva "
        "a resposta lá, e ela sai na hora certa."
    ),
    answered="@{login} respondeu na fila, em #{number}:",
    summary="#{number}: {count} pessoas a mais na fila",
)

EN = WaitingTexts(
    title="Queue: people who wait for a conversation ({when})",
    intro=(
        "More people wrote than GitHub takes in an hour. These wait: nothing is lost, and each conversation opens by "
        "itself, in order of arrival, as soon as the limit allows. The link of each leads to the conversation, once "
        "there is one.\n\n"
        "Not to wait: `/open A17` puts the person A17 first; `/reply A17 text` opens the conversation and sends the "
        "text. One command in a comment."
    ),
    columns=("Handle", "Since", "Channel", "Person", "How the message begins", "Messages"),
    goes_on="The list goes on:",
    only_here=(
        "Nothing was sent or done: in this list only `/open A17` and `/reply A17 text` count, with the code of the "
        "person. The other commands count in the conversation."
    ),
    only_in_lists="Nothing was done: `/open` counts only in a list of people who wait. This conversation is open.",
    no_handle="Nothing was sent or done: the code of the person is missing after the command, as in `/{name} A17`.",
    unknown="Nothing was sent or done: {handle} is not in this list. Check the code, or look into the other lists.",
    opened="The conversation with {handle} is #{number}.",
    comes_next="{handle} is next: in a minute or two the conversation will be [here]({url}).",
    relay_silent=(
        "The relay did not answer, and {handle} was not put first: the conversation opens in its turn. Try again in a "
        "new comment, or answer at once with `/reply {handle} text`."
    ),
    deferred=(
        "Nothing was sent: this answer may leave from {when} on. The conversation with {handle} is #{number}: write "
        "the answer there, and it leaves in time."
    ),
    answered="@{login} answered in the queue, in #{number}:",
    summary="#{number}: {count} more people in the queue",
)
