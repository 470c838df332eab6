"""What the sandbox's screen shows in its frame."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "Sandbox": "Sandbox",
    "Skip to the issue": "Ir para a issue",
    "The relay's console": "Console do relay",
    "Everything runs on this machine; nobody is written to.": (
        "Tudo roda nesta máquina; ninguém recebe mensagem de verdade."
    ),
    "The sandbox does not answer.": "O sandbox não responde.",
    "Language": "Idioma",
    "Parts of the screen": "Partes da tela",
    "Phones": "Telefones",
    "Issue": "Issue",
    "Way": "Caminho",
    "Switches": "Controles",
    "The way of the messages, and switches": "O caminho das mensagens e os controles",
    "The way of the messages": "O caminho das mensagens",
}
