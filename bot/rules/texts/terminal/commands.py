"""What the commands print, and what any of them may end with."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # Ends and questions of any command.
    "Stopped.": "Interrompido.",
    "y/yes": "s/sim",
    "n/no": "n/não",
    "Answer yes or no.": "Responda sim ou não.",
    "It is as it was before. Make room on the disk, and run the same command again.": (
        "Esse arquivo continua como antes. Libere espaço no disco e rode o mesmo comando de novo."
    ),
    "Nothing was changed. Run the same command again then.": "Nada foi mudado. Depois rode o mesmo comando de novo.",
    "Run the same command again in a moment.": "Rode o mesmo comando de novo daqui a pouco.",
    "The computer refused: {why}.": "O computador recusou: {why}.",
    "{file}: cannot be used ({why}).": "{file}: não pode ser usado ({why}).",
    "the number {why}. Example: +5511987654321": "o número {why}. Exemplo: +5511987654321",
    "{lacks}, and the relay does not need it. Give this shell a token of yours that has it: read -rs "
    "ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN": (
        "{lacks}, e o relay não precisa dela. Dê a este terminal um token seu que a tenha: read -rs ADMIN_GITHUB_TOKEN "
        "&& export ADMIN_GITHUB_TOKEN"
    ),
    "The package {package} is not installed.": "O pacote {package} não está instalado.",
    "Install the bot again: {command}, or scripts/setup in a clone.": (
        "Instale o bot de novo: {command}, ou scripts/setup em um clone."
    ),
    "The package {package} is not installed: the bot was installed without its part `{extra}`.": (
        "O pacote {package} não está instalado: o bot foi instalado sem a sua parte `{extra}`."
    ),
    "Install that too: {command}, or scripts/setup in a clone.": (
        "Instale-a também: {command}, ou scripts/setup em um clone."
    ),
}
