"""What is wrong with `routes` in config.yml, and with the people that they name."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "{file}: {name} is {label}, the label of {other}, which the bot sets itself. Give the rule another.": (
        "{file}: {name} é {label}, a label de {other}, que o próprio bot põe e tira. Dê outra à regra."
    ),
    "labels that do not begin with {prefix}, as the labels of persons do": (
        "labels que não comecem com {prefix}, como as de cada pessoa"
    ),
    "at most {most} different labels in all": "no máximo {most} labels diferentes ao todo",
    "words with letters, digits or an emoji, such as imposto de renda": (
        "palavras com letras, dígitos ou um emoji, como imposto de renda"
    ),
    "logins on GitHub without @ in brackets, such as [ana, bia], or earlier": (
        "logins do GitHub sem @ entre colchetes, como [ana, bia], ou earlier"
    ),
    "each login once, such as [ana, bia]": "cada login uma vez, como [ana, bia]",
    "at most {most} logins, such as [ana, bia]": "no máximo {most} logins, como [ana, bia]",
    "labels or assign beside the conditions, such as labels: [fiscal]": (
        "labels ou assign ao lado das condições, como labels: [fiscal]"
    ),
    "a number of that channel: one that begins with whatsapp: is for WhatsApp alone": (
        "um número desse canal: o que começa com whatsapp: é só do WhatsApp"
    ),
    "returning: true beside assign: earlier, or no returning at all": (
        "returning: true ao lado de assign: earlier, ou nenhum returning"
    ),
    "People named in config.yml": "Pessoas citadas no config.yml",
    "config.yml names nobody to be assigned.": "O config.yml não cita ninguém como responsável.",
    "People named in config.yml whom GitHub does not assign: {names}.": (
        "Pessoas citadas no config.yml que o GitHub não aceita como responsáveis: {names}."
    ),
    (
        "Give them access under Settings > Collaborators, on GitHub, or correct routes, desk.on_call and assignees "
        "in config.yml."
    ): (
        "Dê acesso a elas em Settings > Collaborators, no GitHub, ou corrija routes, desk.on_call e assignees no "
        "config.yml."
    ),
    "GitHub assigns everybody whom config.yml names: {count}.": (
        "O GitHub aceita como responsáveis todos os que o config.yml cita: {count}."
    ),
    # bot config route
    "Show which rules of routes a first message meets.": (
        "Mostra quais regras de routes uma primeira mensagem atende."
    ),
    (
        "Nothing is sent, and nothing is asked of GitHub: whether it assigns whom the rules name, `bot doctor` finds "
        "out."
    ): (
        "Nada é enviado, e nada se pergunta ao GitHub: se ele aceita quem as regras citam, `bot doctor` descobre."
    ),
    "The channel that the person writes on.": "O canal pelo qual a pessoa escreve.",
    "The number of yours that the person writes to.": "O número seu para o qual a pessoa escreve.",
    "The person's last conversation had an assignee.": "A última conversa da pessoa tinha responsável.",
    "There are no routes in {file}.": "Não há routes em {file}.",
    "No rule is met.": "Nenhuma regra é atendida.",
    "{place}: rule {number} is met.": "{place}: a regra {number} é atendida.",
    "Labels: {names}.": "Labels: {names}.",
    "No labels.": "Nenhuma label.",
    "Assigned, in this order until somebody can be:": "Responsáveis, nesta ordem até que alguém possa ser:",
    "one of {names}, in turn": "um destes, por vez: {names}",
    "whoever had the person's last conversation": "quem cuidou da última conversa da pessoa",
    "Nobody is assigned.": "Ninguém fica responsável.",
}
