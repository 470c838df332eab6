"""What `bot setup` changes at GitHub."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "The secret {name}": "O secret {name}",
    "set; GitHub does not show the value, so it cannot be brought back": (
        "com valor; o GitHub não o mostra, então não há como voltar a ele"
    ),
    "a new value": "um valor novo",
    "The label {name}": "A label {name}",
    "The variable {name}": "A variável {name}",
    "The workflow {name}": "O workflow {name}",
    "not there": "não existe",
    "grey": "cinza",
    "on": "ligado",
    "off": "desligado",
    "What Actions may run": "O que o Actions pode rodar",
    "all actions": "todas as ações",
    "actions of this owner alone": "só ações deste dono",
    "actions of this owner, and those of GitHub": "ações deste dono e as do GitHub",
    "From where order-message may be called": "De onde o order-message pode ser chamado",
    "this repository alone": "só deste repositório",
    "the owner's private repositories": "dos repositórios privados do dono",
    "the organization's repositories": "dos repositórios da organização",
}
