"""What `bot setup` changes in the relay's folder."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "The workflows of this repository have a CONTACT_KEY already, and a new one would open nothing of what is "
    "sealed.": (
        "Os workflows deste repositório já têm uma CONTACT_KEY, e uma nova não abriria nada do que está lacrado."
    ),
    "Run `bot config relay-key` where that key is and write RELAY_KEY=... into .env here; or give this shell the key: "
    "read -rs CONTACT_KEY && export CONTACT_KEY. If nothing that it sealed matters any more, delete that secret.": (
        "Rode `bot config relay-key` onde essa chave está e escreva RELAY_KEY=... no .env daqui; ou dê a chave a "
        "este terminal: read -rs CONTACT_KEY && export CONTACT_KEY. Se nada do que ela lacrou importa mais, "
        "exclua esse secret."
    ),
    "not set": "sem valor",
    "set": "com valor",
    "new": "valor novo",
    "The relay's .env": "O .env do relay",
    "Keys": "Chaves",
    "config.yml": "config.yml",
    "RELAY_KEY in .env, which seals and opens nothing": "RELAY_KEY no .env, que lacra e não abre nada",
    "CONTACT_KEY, which opens every number and text that is sealed": (
        "CONTACT_KEY, que abre todo número e texto lacrado"
    ),
    "new, in {file}: put it into a safe place, then delete that file": (
        "valor novo, em {file}: guarde-o em lugar seguro e depois apague esse arquivo"
    ),
    "The rights of .env": "As permissões do .env",
    "{name} in .env": "{name} no .env",
    "GATEWAY_API_TOKENS in .env, a token for the office's own commands": (
        "GATEWAY_API_TOKENS no .env, um token para os comandos do próprio escritório"
    ),
    "{name} in config.yml": "{name} no config.yml",
    "{file} cannot be changed.": "{file} não pode ser alterado.",
    "Write {name}: {value} into it, and run the same command again.": (
        "Escreva {name}: {value} nele e rode o mesmo comando de novo."
    ),
    "{file} cannot be read.": "{file} não pode ser lido.",
    "Nothing was changed. Take the file away to go on without taking back what it lists.": (
        "Nada foi mudado. Tire o arquivo do lugar para continuar sem desfazer o que ele lista."
    ),
}
