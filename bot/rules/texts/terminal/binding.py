"""What `bot conversation show` and `rebind` say."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "#{number} is not a conversation.": "#{number} não é uma conversa.",
    "Give the number of an issue that the bot opened.": "Informe o número de uma issue aberta pelo bot.",
    "Give the number of one issue, or --all.": "Informe o número de uma issue, ou --all.",
    "Such as: bot conversation rebind 12": "Por exemplo: bot conversation rebind 12",
    "#{number}": "#{number}",
    "#{number}, with {person}": "#{number}, com {person}",
    "{issue}: {why}; none of its comments goes with it.": "{issue}: {why}; nenhum comentário vai com ela.",
    "{issue}: {why}; 1 of its comments goes with it.": "{issue}: {why}; 1 comentário vai com ela.",
    "{issue}: {why}; {count} of its comments go with it.": "{issue}: {why}; {count} comentários vão com ela.",
    "was never signed": "nunca foi assinada",
    "was signed for #{origin}": "foi assinada para a #{origin}",
    "was opened by a run that died": "foi aberta por uma execução que parou no meio",
    "was changed: restore its first line from the issue's history of edits": (
        "foi alterada: restaure a primeira linha dela pelo histórico de edições da issue"
    ),
    "is bound to its issue": "está vinculada à sua issue",
    "  Its title or label names another person: the line may be from another conversation.": (
        "  O título ou a label indica outra pessoa: a linha pode ser de outra conversa."
    ),
    "  Left as it is, its line was changed: {url}": "  Fica como está, pois a linha dele foi alterada: {url}",
    "  Another issue holds the same line: this one is a copy, and stays as it is.": (
        "  Outra issue tem a mesma linha: esta é uma cópia e fica como está."
    ),
    "  Left as it is: look at it, then run `bot conversation rebind {number}`.": (
        "  Fica como está: confira a issue e depois rode `bot conversation rebind {number}`."
    ),
    "There is nothing to sign.": "Não há nada a assinar.",
    "Sign the issue with its comments?": "Assinar a issue com os seus comentários?",
    "Sign {count} issues with their comments?": "Assinar {count} issues com os seus comentários?",
    "#{number}: signed.": "#{number}: assinada.",
}
