"""What the right pane of the sandbox's screen says."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "Conversations": "Conversas",
    "waits for an answer": "espera resposta",
    "open": "aberta",
    "ended": "encerrada",
    "The issue": "A issue",
    "show hidden lines": "mostrar linhas ocultas",
    "its page on the emulated GitHub": "página no GitHub emulado",
    "Edit the comment of {name}": "Editar o comentário de {name}",
    "The bot never sends what was edited.": "O bot nunca envia o que foi editado.",
    "Cancel": "Cancelar",
    "Save": "Salvar",
    "edit": "editar",
    "the comment of {name}": "o comentário de {name}",
    "Commands": "Comandos",
    "Kept texts": "Textos prontos",
    "as": "como",
    "Write a comment first.": "Escreva um comentário primeiro.",
    "hide hidden lines": "esconder linhas ocultas",
    "This person has not written yet.": "Esta pessoa ainda não escreveu.",
    "Nobody has written yet.": "Ninguém escreveu ainda.",
    "Write as a person on the left: the conversation opens here as an issue.": (
        "Escreva à esquerda como uma pessoa: a conversa aparece aqui como uma issue."
    ),
}
