"""What is wrong with a sentence with braces in config.yml."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "braces in pairs, such as {name}": "chaves aos pares, como {name}",
    "braces around a name alone, such as {name}": "chaves em volta só de um nome, como {name}",
    "only these in braces: {known}": "entre chaves só estes: {known}",
    "one line with something in braces, such as {channel} · {person}: {words}": (
        "uma linha com algo entre chaves, como {channel} · {person}: {words}"
    ),
}
