"""What terminals show of the relay's home: the files for its server."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "Files for the server": "Arquivos para o servidor",
    "as the setup wrote it": "como a configuração o escreveu",
    "as before": "como antes",
    "removed": "removido",
    "not there": "não existe",
    "differs": "diferente",
    "written; to use it: {command}": "escrito; para usá-lo: {command}",
    "{file} cannot be read.": "{file} não pode ser lido.",
    "Move it away, and run the same command again.": "Tire-o do lugar e rode o mesmo comando de novo.",
    "{file} cannot be written ({reason}).": "{file} não pode ser escrito ({reason}).",
    "Name another folder for the files of the server, which this user may write to.": (
        "Indique outra pasta para os arquivos do servidor, em que este usuário possa escrever."
    ),
    "{value} cannot stand in a unit of systemd.": "{value} não pode aparecer em uma unidade do systemd.",
    "Use letters, digits and - _ . alone in the names of the relay's user, its folder and the program's.": (
        "Use só letras, dígitos e - _ . nos nomes do usuário do relay, da sua pasta e da pasta do programa."
    ),
    "relay.public_url names no host that a proxy could serve.": (
        "relay.public_url não indica um host que um proxy possa atender."
    ),
    "Write the address that Twilio calls, such as https://bot.escritorio.com.br.": (
        "Escreva o endereço que a Twilio chama, como https://bot.escritorio.com.br."
    ),
}
