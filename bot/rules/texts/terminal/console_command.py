"""The command `bot console`."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "what `bot console password` writes: name:hash, of several separated by commas": (
        "o que `bot console password` grava: nome:hash; se forem vários, separados por vírgulas"
    ),
    "Who may sign in to the relay's pages.": "Quem pode entrar nas páginas do relay.",
    "Say who may sign in to the console, the pages that the relay shows at /console.": (
        "Define quem pode entrar no console, as páginas que o relay mostra em /console."
    ),
    "Without an administrator the console is off. Run these in the relay's folder; the relay needs no restart.": (
        "Sem administrador o console fica desligado. Rode estes comandos na pasta do relay; não é preciso reiniciá-lo."
    ),
    "The administrator's name.": "O nome do administrador.",
    "Whoever is signed in under that name has to sign in again.": (
        "Quem já entrou com esse nome precisa entrar de novo."
    ),
    "Ask for a password and write its hash to .env, so that the administrator can sign in with it.": (
        "Pede uma senha e grava o hash dela no .env, para o administrador entrar com ela."
    ),
    "Make a link with which the administrator signs in once, within ten minutes.": (
        "Cria um link com que o administrador entra uma vez, dentro de dez minutos."
    ),
    "Whoever has it can sign in: send it to nobody else.": "Quem tiver o link entra: não o envie a mais ninguém.",
    "End all sessions and links, so that everybody has to sign in again.": (
        "Encerra todas as sessões e links, de modo que todos precisam entrar de novo."
    ),
    "Of this administrator alone.": "Só deste administrador.",
    "Once more": "Mais uma vez",
    "The password has fewer than {count} characters.": "A senha tem menos de {count} caracteres.",
    "Nothing was changed. Take a longer one, such as four words that do not belong together.": (
        "Nada foi mudado. Use uma mais longa, como quatro palavras sem relação entre si."
    ),
    "{name} can sign in at {address}.": "{name} pode entrar em {address}.",
    "Open this address within ten minutes; it works once:": "Abra este endereço em até dez minutos; ele vale uma vez:",
    "Ended sessions and links: {count}.": "Sessões e links encerrados: {count}.",
    "An administrator's name has small letters, digits, - and _, and begins with a letter or digit.": (
        "O nome de um administrador tem letras minúsculas, dígitos, - e _, e começa com letra ou dígito."
    ),
    "Nothing was changed. Give another --name.": "Nada foi mudado. Informe outro --name.",
    "The relay's store is not on this machine.": "O banco do relay não está nesta máquina.",
    "Start the relay once, and run this in its folder.": "Inicie o relay uma vez e rode isto na pasta dele.",
}
