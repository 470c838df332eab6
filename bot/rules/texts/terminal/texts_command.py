"""`bot texts`: its help, and what it prints."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "Show what phones are sent of itself, and how `texts` in config.yml changes it.": (
        "Mostra o que o bot envia por conta própria aos telefones, e o que `texts`, no config.yml, muda."
    ),
    "List every sentence with its name: in each language, whether it is changed, and what it says.": (
        "Lista cada frase com o seu nome: em cada idioma, se foi mudada e o que diz."
    ),
    "What one of your numbers says differently follows with that number. Needs no credentials.": (
        "O que um dos seus números diz de outro jeito vem depois, com o número. Não precisa de credenciais."
    ),
    "Check the changed sentences, and show what each costs as an SMS.": (
        "Confere as frases mudadas e mostra quanto cada uma custa por SMS."
    ),
    "Braces stand for examples, such as the number of an issue. A sentence of several segments is only a warning; "
    "what could not be sent ends with 1. Needs no credentials.": (
        "No lugar das chaves entram exemplos, como o número de uma issue. Uma frase de vários segmentos é só um aviso; "
        "o que não poderia ser enviado termina com 1. Não precisa de credenciais."
    ),
    "Show a sentence exactly as a phone would, with examples in its braces.": (
        "Mostra uma frase exatamente como o telefone a mostraria, com exemplos no lugar das chaves."
    ),
    "`bot texts list` has the names. Needs no credentials.": (
        "Os nomes estão em `bot texts list`. Não precisa de credenciais."
    ),
    "pt-BR or en; without it, language.people.": "pt-BR ou en; sem ela, vale language.people.",
    "Without it, the one of --number, or else sms.": "Sem ela, o canal do --number, ou então sms.",
    "As one of your numbers says it.": "Como um dos seus números a diz.",
    # Of `bot config check`.
    "texts.numbers has numbers that are not of this environment: {count}. See that none is mistyped.": (
        "texts.numbers tem números que não são deste ambiente: {count}. Veja se nenhum foi digitado errado."
    ),
    "changed": "mudada",
    "unchanged": "original",
    "Every sentence can be sent.": "Todas as frases podem ser enviadas.",
    "{name}: an SMS takes {count} segments for it.": "{name}: por SMS são {count} segmentos.",
    "Segments: {count}. Alphabet: {alphabet}. Characters: {units}.": (
        "Segmentos: {count}. Alfabeto: {alphabet}. Caracteres: {units}."
    ),
    "WhatsApp has no segments: it is one message.": "No WhatsApp não há segmentos: é uma mensagem só.",
    "{number} is a number of another channel than {channel}.": "{number} é um número de outro canal, não de {channel}.",
    "Sentence": "Frase",
    "Language": "Idioma",
    "Alphabet": "Alfabeto",
    "Segments": "Segmentos",
}
