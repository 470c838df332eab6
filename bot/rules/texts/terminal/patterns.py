"""What is wrong with a sentence with braces in config.yml, and with the office's own words."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "braces in pairs, such as {name}": "chaves aos pares, como {name}",
    "braces around a name alone, such as {name}": "chaves em volta só de um nome, como {name}",
    "only these in braces: {known}": "entre chaves só estes: {known}",
    "one line with something in braces, such as {channel} · {person}: {words}": (
        "uma linha com algo entre chaves, como {channel} · {person}: {words}"
    ),
    # The office's own words.
    "each of these once in braces, and no other: {known}": (
        "cada um destes uma vez entre chaves, e nenhum outro: {known}"
    ),
    "a text without braces": "um texto sem chaves",
    "a text without control characters": "um texto sem caracteres de controle",
    "words, not signs or braces alone": "palavras, e não só sinais ou chaves",
    "a number of yours, as +551140001234 or whatsapp:+551140001234": (
        "um número seu, como +551140001234 ou whatsapp:+551140001234"
    ),
}
