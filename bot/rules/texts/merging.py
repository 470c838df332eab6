"""Sentences about a person with two numbers, by a maintainer's word."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class MergingTexts:
    """The sentences of one language; `people` are masked numbers."""

    merged: str
    goes_on_here: str
    goes_on_there: str
    apart: str
    what_holds: str
    away: str
    pointer: str
    already: str
    this_one: str
    elsewhere: str
    no_conversation: str
    being_erased: str
    one_is_spam: str
    parted: str
    parted_there: str
    not_merged: str
    still_out: str
    last: str
    hidden_numbers: str


PT_BR = MergingTexts(
    merged="🔗 {people} são **a mesma pessoa**, segundo {login}.",
    goes_on_here="A conversa #{other} foi encerrada e segue **aqui**; o que foi dito lá continua lá.",
    goes_on_there="A conversa #{other} foi encerrada e segue em **#{there}**; o que foi dito lá continua lá.",
    apart="A conversa #{other} é por outro canal e segue à parte.",
    what_holds=(
        "As respostas vão para o número que escreveu por último. Um opt-out de qualquer um dos números vale para "
        "todos; um consentimento vale só para o número que o deu."
    ),
    away="🔗 {people} são **a mesma pessoa**, segundo {login}. A conversa segue em **#{there}**; nada foi apagado.",
    pointer=(
        "🔗 {people} são **a mesma pessoa**, segundo {login}; veja a #{there}. As conversas seguem à parte, uma por "
        "canal. Um opt-out de qualquer um dos números vale para todos; um consentimento, só para o número que o deu."
    ),
    already="A pessoa desta conversa e a da #{other} já são a mesma; nada mudou.",
    this_one="A #{other} é esta conversa. `/unir` pede o número da outra, como `/unir #12`.",
    elsewhere="A #{other} desse endereço é de outro repositório; só conversas deste podem ser unidas.",
    no_conversation=(
        "A #{other} não é uma conversa deste repositório, ou já foi apagada. Confira o número; nada mudou."
    ),
    being_erased=(
        "Os dados de uma das duas pessoas estão sendo apagados; nada mudou. Quando o apagamento terminar, comente de "
        "novo, se ainda houver o que unir."
    ),
    one_is_spam=(
        "A #{spam} é spam e a #{other} não; nada mudou. Comente `/spam desfazer` na #{spam} ou `/spam` na #{other}, e "
        "depois de novo aqui."
    ),
    parted=(
        "✂️ O número da #{other}, {people}, **não é mais desta pessoa**, segundo {login}. O que foi escrito fica onde "
        "está; o que ele escrever daqui em diante vai para uma conversa própria. Cada número volta a ter só o seu "
        "opt-out e os seus consentimentos."
    ),
    parted_there=(
        "✂️ O número desta conversa, {people}, **não é mais da pessoa da #{there}**, segundo {login}. O que foi escrito "
        "fica onde está; cada número volta a ter só o seu opt-out e os seus consentimentos."
    ),
    not_merged="A pessoa da #{other} e a desta conversa não foram unidas por um comando; nada mudou.",
    still_out=(
        "Este número **voltou**, mas a mesma pessoa continua com opt-out em outro: {people}. Nada sai, para nenhum dos "
        "dois, até que ela envie VOLTAR de lá."
    ),
    last=" e ",
    hidden_numbers="Os números destas conversas",
)

EN = MergingTexts(
    merged="🔗 {people} are **one person**, says {login}.",
    goes_on_here="Conversation #{other} was closed and continues **here**; what was written there stays there.",
    goes_on_there="Conversation #{other} was closed and continues in **#{there}**; what was written there stays there.",
    apart="Conversation #{other} is on another channel and stays apart.",
    what_holds=(
        "Answers go to the number that wrote last. An opt-out of any of the numbers holds for all; a consent holds for "
        "the number that gave it alone."
    ),
    away=(
        "🔗 {people} are **one person**, says {login}. The conversation continues in **#{there}**; nothing was "
        "deleted."
    ),
    pointer=(
        "🔗 {people} are **one person**, says {login}; see #{there}. The conversations stay apart, one on each "
        "channel. An opt-out of any of the numbers holds for all; a consent holds for the number that gave it alone."
    ),
    already="The person of this conversation and that of #{other} are one already; nothing has changed.",
    this_one="#{other} is this conversation. `/merge` needs the number of the other one, such as `/merge #12`.",
    elsewhere="#{other} at that address is in another repository; only conversations of this one can be merged.",
    no_conversation=(
        "#{other} is not a conversation of this repository, or was erased. Check the number; nothing has changed."
    ),
    being_erased=(
        "The data of one of the two people are being erased; nothing has changed. Once that is done, comment again if "
        "there is still something to merge."
    ),
    one_is_spam=(
        "#{spam} is spam and #{other} is not; nothing has changed. Comment `/spam off` in #{spam} or `/spam` in "
        "#{other}, and then again here."
    ),
    parted=(
        "✂️ The number of #{other}, {people}, **is this person's no more**, says {login}. What was written stays where "
        "it is; what comes from it from now on goes to a conversation of its own. Each number has its own opt-out and "
        "consents again, and no others."
    ),
    parted_there=(
        "✂️ The number of this conversation, {people}, **is no more that of the person of #{there}**, says {login}. "
        "What was written stays where it is; each number has its own opt-out and consents again, and no others."
    ),
    not_merged="The people of #{other} and of this conversation were not merged by a command; nothing has changed.",
    still_out=(
        "This number **is back**, but the same person is still opted out at another: {people}. Nothing leaves, to "
        "neither of them, until the person sends START from there."
    ),
    last=" and ",
    hidden_numbers="The numbers of these conversations",
)
