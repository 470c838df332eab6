"""Sentences in the issue of a form by which somebody begins a conversation."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FormTexts:
    """The sentences of one language."""

    title: str
    taken: str
    history: str
    continues: str
    settled: str
    erased: str
    not_sent: str
    faults: str
    again: str
    edited: str
    closed: str
    by_app: str
    needs_template: str
    templates: str
    not_permitted: str


PT_BR = FormTexts(
    title="Nova conversa",
    taken="O telefone e o texto deste pedido saíram daqui: o bot os guarda lacrados até terminar.",
    history=(
        "<sub>O GitHub ainda guarda a primeira versão no histórico de edições (*edited*, ao lado da data). Quem abriu "
        "o pedido, ou tem permissão de escrita, a apaga de lá: escolha a versão, *Options*, *Delete revision from "
        "history*. Com o secret `ERASURE_TOKEN`, o bot apaga o pedido inteiro um dia depois de fechado.</sub>"
    ),
    continues="📤 A conversa continua em #{number}.",
    settled="Este pedido está concluído; o telefone e o texto saíram daqui.",
    erased="Os dados desta pessoa foram apagados a pedido dela, e este pedido com eles: **nada foi enviado**.",
    not_sent="Este pedido não foi aceito: **nada foi enviado**. O telefone e o texto saíram daqui.",
    faults="**Nada foi enviado**: há o que corrigir no formulário.\n\n{faults}",
    again="Para tentar de novo, abra um pedido novo: *New issue* → *Nova conversa*.",
    edited=(
        "**Nada foi enviado**: o pedido foi editado depois de aberto, e o bot só obedece ao que a própria pessoa "
        "enviou pelo formulário."
    ),
    closed="**Nada foi enviado**: o pedido foi fechado antes que o bot o lesse.",
    by_app=(
        "**Nada foi enviado**: um aplicativo abriu este pedido em nome de @{login}. Pedidos de aplicativos valem "
        "apenas com `replies.by_apps: true` no config.yml."
    ),
    needs_template=(
        "A mensagem **não foi enviada**: {reason}\n\n**O que fazer:** escolha um modelo aprovado no formulário, use "
        "SMS ou espere a pessoa escrever."
    ),
    templates="Os modelos deste canal, e os nomes de seus valores:\n\n{lines}",
    not_permitted=(
        "**Nada foi enviado**: @{login}, iniciar uma conversa pede a permissão `{needed}` neste repositório; a sua é "
        "`{current}`. Quem administra o repositório pode mudar isso em Settings → Collaborators."
    ),
)

EN = FormTexts(
    title="New conversation",
    taken="The number and the text of this request are gone from here: the bot keeps them sealed until it is done.",
    history=(
        "<sub>GitHub still keeps the first version in the history of edits (*edited*, beside the date). Whoever opened "
        "the request, or may write to the repository, deletes it there: choose the version, *Options*, *Delete "
        "revision from history*. With the secret `ERASURE_TOKEN` the bot deletes the whole request a day after it was "
        "closed.</sub>"
    ),
    continues="📤 The conversation continues in #{number}.",
    settled="This request is done; the number and the text are gone from here.",
    erased="What was kept about this person was erased at their wish, and this with it: **nothing was sent**.",
    not_sent="This request was not taken: **nothing was sent**. The number and the text are gone from here.",
    faults="**Nothing was sent**: something in the form has to be corrected.\n\n{faults}",
    again="To try again, open a new request: *New issue* → *Nova conversa*.",
    edited=(
        "**Nothing was sent**: the request was edited after it was opened, and the bot obeys only what its author "
        "submitted by the form."
    ),
    closed="**Nothing was sent**: the request was closed before the bot had read it.",
    by_app=(
        "**Nothing was sent**: an app opened this request in the name of @{login}. Requests of apps count only with "
        "`replies.by_apps: true` in config.yml."
    ),
    needs_template=(
        "The message **was not sent**: {reason}\n\n**What to do:** choose an approved template in the form, use SMS or "
        "wait until the person writes."
    ),
    templates="The templates of this channel, and the names of their values:\n\n{lines}",
    not_permitted=(
        "**Nothing was sent**: @{login}, beginning a conversation needs the permission `{needed}` on this repository; "
        "yours is `{current}`. An administrator of the repository can change that under Settings → Collaborators."
    ),
)
