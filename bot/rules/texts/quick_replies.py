"""Sentences about quick replies: the texts that an office keeps, and maintainers send with /q."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class QuickReplyTexts:
    """The sentences of one language; `faults` has one for each `quick_replies.QuickReplyFault`."""

    ready: str
    none: str
    unknown: str
    faulty: str
    variables: str
    too_long: str
    faults: Mapping[str, str]
    leaves: str
    leaves_sealed: str
    changed: str


PT_BR = QuickReplyTexts(
    ready="**Respostas rápidas** (copie a linha, preencha os valores e comente):",
    none=(
        "Nenhuma resposta rápida está guardada. Peça a quem mantém o sistema: cada uma é um arquivo "
        "`.github/quick-replies/NOME.md`, ou uma linha de `quick_replies` no config.yml."
    ),
    unknown="Não existe a resposta rápida `{name}`; nada foi enviado.{hint}",
    faulty="A resposta rápida `{name}` não pode ser enviada: {fault} Nada foi enviado.",
    variables="Os valores da resposta rápida `{name}` não servem; nada foi enviado. {faults}",
    too_long="A resposta rápida `{name}` com seus valores passa de 16.000 caracteres. Nada foi enviado.",
    faults={
        "empty": "o texto está vazio.",
        "length": "o texto passa de 16.000 caracteres.",
        "hidden": "o texto tem uma parte que a página do GitHub não mostra (um comentário HTML, uma tag, uma nota).",
        "files": "o texto mostra uma imagem ou um arquivo; escreva o endereço como link.",
        "variable": "uma variável está onde o telefone não a mostra.",
        "twice": "está em um arquivo e no config.yml; apague um dos dois.",
        "unreadable": "o arquivo não é um texto em UTF-8, ou é um link.",
    },
    leaves="Resposta rápida `{name}`, como chega ao telefone:",
    leaves_sealed="Resposta rápida `{name}`.",
    changed=(
        "A resposta rápida `{name}` mudou desde que [este comentário]({url}) foi executado. O texto novo não sai em "
        "lugar do que foi aprovado, e do anterior não se sabe mais como era. Nada foi enviado agora: confira o texto "
        "com `/previa /rapida` e escreva um novo `/rapida`."
    ),
)

EN = QuickReplyTexts(
    ready="**Quick replies** (copy the line, fill in the values and comment):",
    none=(
        "No quick reply is kept. Ask whoever runs the bot: each is a file `.github/quick-replies/NAME.md`, or a line "
        "of `quick_replies` in config.yml."
    ),
    unknown="There is no quick reply `{name}`; nothing was sent.{hint}",
    faulty="The quick reply `{name}` cannot be sent: {fault} Nothing was sent.",
    variables="The values for the quick reply `{name}` do not fit; nothing was sent. {faults}",
    too_long="The quick reply `{name}` with its values has more than 16,000 characters. Nothing was sent.",
    faults={
        "empty": "its text is empty.",
        "length": "its text has more than 16,000 characters.",
        "hidden": "its text has a part that GitHub's page does not show (an HTML comment, a tag, a note).",
        "files": "its text shows a picture or a file; write the address as a link.",
        "variable": "a variable stands where the phone does not show it.",
        "twice": "it is in a file and in config.yml; delete one of the two.",
        "unreadable": "its file is no text in UTF-8, or it is a link.",
    },
    leaves="Quick reply `{name}`, as it reaches the phone:",
    leaves_sealed="Quick reply `{name}`.",
    changed=(
        "The quick reply `{name}` has changed since [this comment]({url}) was carried out. The new text does not leave "
        "in place of the one that was approved, and how that one read is no longer known. Nothing was sent now: look "
        "at the text with `/preview /q` and write a new `/q`."
    ),
)
