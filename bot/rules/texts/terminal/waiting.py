"""What keeps messages in the relay, and orders from leaving, as `bot messages`, `bot trace` and `bot send` show it."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # Why the run of a batch failed, or never appeared.
    "The run {url} ended with {conclusion}": "A execução {url} terminou com {conclusion}",
    "{ended}: it cannot open what a relay has sealed.": "{ended}: ela não abre o que um relay lacrou.",
    "{ended}: GitHub cannot read its workflow file.": "{ended}: o GitHub não lê o arquivo do workflow dela.",
    "{ended} before its first step: GitHub gave it no runner.": (
        "{ended} antes do primeiro passo: o GitHub não lhe deu um runner."
    ),
    "{ended}: Issues are switched off in the repository.": "{ended}: as issues estão desligadas no repositório.",
    "No run of {kind}.yml appeared within {minutes} minutes": (
        "Nenhuma execução de {kind}.yml apareceu em {minutes} minutos"
    ),
    "{missing}: the workflow is disabled.": "{missing}: o workflow está desativado.",
    "The batch is sent again, and further messages of its people wait for it; `bot relay retry` sends it at once.": (
        "O lote é enviado de novo, e as próximas mensagens das mesmas pessoas esperam por ele; `bot relay retry` o "
        "envia na hora."
    ),
    "Set each relay's RELAY_KEY to what `bot config relay-key` makes from the secret CONTACT_KEY.": (
        "Ponha na RELAY_KEY de cada relay o que `bot config relay-key` faz a partir do secret CONTACT_KEY."
    ),
    "The run's page shows why.": "A página da execução mostra o motivo.",
    "Look at the account's Billing: minutes used up, a spending limit or a payment; then at githubstatus.com.": (
        "Veja Billing da conta: minutos esgotados, limite de gastos ou pagamento; depois, githubstatus.com."
    ),
    "Switch them on there: Settings, General, Features.": "Ligue-as lá: Settings, General, Features.",
    "Its log shows why.": "O log dela mostra o motivo.",
    "Enable it: Actions, {kind}, Enable workflow.": "Ative-o: Actions, {kind}, Enable workflow.",
    # Why an order waits or was refused, as its relay says.
    "until {moment}": "até {moment}",
    "{why} (until {moment})": "{why} (até {moment})",
    "was used before for another message; take a new key, or send the same again": (
        "já foi usada para outra mensagem; use uma chave nova ou envie a mesma mensagem de novo"
    ),
    "is too large to travel in one piece; shorten it": "é grande demais para seguir inteiro; encurte-o",
    "The ceiling of {most} segments in an hour for this token is reached; the next one may be ordered in {seconds} "
    "seconds. See `ceilings` in config.yml.": (
        "Este token atingiu o teto de {most} segmentos por hora; o próximo pode ser pedido em {seconds} segundos. Veja "
        "`ceilings` no config.yml."
    ),
    "The ceiling of {most} segments in a day for this token is reached; the next one may be ordered in {seconds} "
    "seconds. See `ceilings` in config.yml.": (
        "Este token atingiu o teto de {most} segmentos por dia; o próximo pode ser pedido em {seconds} segundos. Veja "
        "`ceilings` no config.yml."
    ),
    "The ceiling of {most} segments in an hour for all tokens together is reached; the next one may be ordered in "
    "{seconds} seconds. See `ceilings` in config.yml.": (
        "Os tokens juntos atingiram o teto de {most} segmentos por hora; o próximo pode ser pedido em {seconds} "
        "segundos. Veja `ceilings` no config.yml."
    ),
    "The ceiling of {most} segments in a day for all tokens together is reached; the next one may be ordered in "
    "{seconds} seconds. See `ceilings` in config.yml.": (
        "Os tokens juntos atingiram o teto de {most} segmentos por dia; o próximo pode ser pedido em {seconds} "
        "segundos. Veja `ceilings` no config.yml."
    ),
}
