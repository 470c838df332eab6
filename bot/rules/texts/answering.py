"""Sentences about comments that are not carried out because it is not certain what they ask for, or who does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnsweringTexts:
    """The sentences of one language; `unclear` has one for each `unclear.UnclearReason`."""

    unclear: Mapping[str, str]
    hidden: str
    by_app: str


PT_BR = AnsweringTexts(
    unclear={
        "form": (
            "Nada foi enviado nem feito: este comentário parece um `/{name}`, mas não começa como um. Escreva o "
            "comando no início de um novo comentário, sem nenhum sinal antes, e ponha um espaço depois do "
            "nome: `/{name} ...`."
        ),
        "below": (
            "Nada foi enviado nem feito: há um `/{name}` abaixo de outro texto, e um comando vale apenas no início do "
            "comentário. Escreva-o em um novo comentário."
        ),
        "second": (
            "Nada foi enviado nem feito: há um segundo comando, `/{name}`, em uma linha mais abaixo. Escreva cada "
            "comando em um comentário próprio."
        ),
        "email": (
            "Nada foi enviado nem feito: este comentário traz texto de um e-mail (citação, rodapé ou assinatura), e "
            "não é certo onde termina o que você escreveu. Escreva de novo nesta página, ou responda ao e-mail sem o "
            "texto citado."
        ),
        "length": (
            "Nada foi enviado nem feito: este comentário tem mais de 16.000 caracteres. Divida o texto em vários "
            "comentários."
        ),
    },
    hidden=(
        "Nada foi enviado: o texto tem uma parte que esta página não mostra (um comentário HTML, uma tag, uma nota ou "
        "um endereço que não aparece). Para enviar um sinal como `<`, coloque-o entre crases; retire o resto e "
        "escreva de novo em um novo comentário."
    ),
    by_app=(
        "Nada foi enviado nem feito: este comentário foi escrito por um aplicativo em nome de @{login}. Comandos de "
        "aplicativos valem apenas com `replies.by_apps: true` no config.yml. Escreva o comando nesta página."
    ),
)

EN = AnsweringTexts(
    unclear={
        "form": (
            "Nothing was sent or done: this comment looks like a `/{name}`, but does not begin like one. Begin a new "
            "comment with the command, without any sign before it, and put a space after its name: `/{name} ...`."
        ),
        "below": (
            "Nothing was sent or done: there is a `/{name}` below other text, and a command counts only at the "
            "beginning of a comment. Write it in a new comment."
        ),
        "second": (
            "Nothing was sent or done: there is a second command, `/{name}`, in a later line. Write each command in a "
            "comment of its own."
        ),
        "email": (
            "Nothing was sent or done: this comment holds text of an e-mail (a quotation, a footer or a signature), "
            "and it is not certain where what you wrote ends. Write it again on this page, or answer the e-mail "
            "without the quoted text."
        ),
        "length": (
            "Nothing was sent or done: this comment has more than 16,000 characters. Split the text into several "
            "comments."
        ),
    },
    hidden=(
        "Nothing was sent: the text has a part that this page does not show (an HTML comment, a tag, a note or an "
        "address that does not appear). To send a sign such as `<`, put it between backticks; remove the rest and "
        "write it again in a new comment."
    ),
    by_app=(
        "Nothing was sent or done: an app wrote this comment in the name of @{login}. Commands of apps count only with "
        "`replies.by_apps: true` in config.yml. Write the command on this page."
    ),
)
