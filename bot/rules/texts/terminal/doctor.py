"""What `bot doctor` says of its own."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "Not tried: it costs {costs}.": "Não testado: custa {costs}.",
    "`bot doctor --first-contact` tries it.": "`bot doctor --first-contact` testa.",
    "No answer within {seconds} seconds.": "Sem resposta em {seconds} segundos.",
    "Run it again; if it stays so, look at the connection to the service.": (
        "Rode de novo; se continuar assim, verifique a conexão com o serviço."
    ),
    "This check itself failed ({kind}).": "O próprio teste falhou ({kind}).",
    "Please report it.": "Relate isso a quem mantém o sistema.",
}
