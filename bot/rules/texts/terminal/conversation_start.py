"""What `bot conversation start` says, beside what it has in common with `bot send`."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "Write to a person, and so begin a conversation or go on with one.": (
        "Escreve a uma pessoa e assim inicia uma conversa, ou continua a que existe."
    ),
    "The text leaves by the rules of every notification, and is shown in the person's conversation, which the answer "
    "reopens. Number and text travel sealed: no issue shows the number, and no form. A number without a country code "
    "is one of the first country in policy.countries, or else of Brazil.": (
        "O texto sai pelas regras de toda notificação e aparece na conversa da pessoa, que a resposta reabre. Número e "
        "texto viajam lacrados: nenhuma issue mostra o número, nem um formulário. Um número sem código de país é do "
        "primeiro país de policy.countries ou, sem ele, do Brasil."
    ),
    "The person's number, as people type it.": "O número da pessoa, como se costuma digitar.",
    "The text; - reads it from standard input.": "O texto; - o lê da entrada padrão.",
    "A value of the template.": "Um valor do modelo.",
    "Give one of --text and --template.": "Informe só um dos dois: --text ou --template.",
    "Write each value as --value NAME=VALUE.": "Escreva cada valor como --value NOME=VALOR.",
}
