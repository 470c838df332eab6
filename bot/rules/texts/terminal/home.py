"""What terminals show of the relay's home: the files for its server."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # How long something takes.
    "1 day": "1 dia",
    "{count} days": "{count} dias",
    "1 hour": "1 hora",
    "{count} hours": "{count} horas",
    "1 minute": "1 minuto",
    "{count} minutes": "{count} minutos",
    "1 second": "1 segundo",
    "{count} seconds": "{count} segundos",
    "Files for the server": "Arquivos para o servidor",
    "as the setup wrote it": "como a configuração o escreveu",
    "as before": "como antes",
    "removed": "removido",
    "not there": "não existe",
    "differs": "diferente",
    "written; to use it: {command}": "escrito; para usá-lo: {command}",
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
    # bot relay --dev
    "For a trial: one process, and the addresses that Twilio needs are printed.": (
        "Para um teste: um só processo, e mostra os endereços de que a Twilio precisa."
    ),
    "For this run, in the place of relay.public_url: a tunnel's address.": (
        "Só nesta execução, no lugar de relay.public_url: o endereço de um túnel."
    ),
    "At Twilio, under A message comes in, HTTP POST: {address}": (
        "Na Twilio, em A message comes in, HTTP POST: {address}"
    ),
    "Under Primary handler fails: {address}": "Em Primary handler fails: {address}",
    "--public-url: expected the address of a tunnel, such as https://x.ngrok.app.": (
        "--public-url: esperava-se o endereço de um túnel, como https://x.ngrok.app."
    ),
    # bot completion
    "Complete commands and options in a shell: print the lines for bash, zsh or fish.": (
        "Completa comandos e opções no terminal: mostra as linhas para bash, zsh ou fish."
    ),
    "Write it to where the shell looks for it, for this user.": "Grava onde o shell procura, para este usuário.",
    "{file} is of another program.": "{file} é de outro programa.",
    "Print the lines without --install, and place them.": "Mostre as linhas sem --install e coloque-as você mesmo.",
    "Written to {file}; it counts in the next shell.": "Gravado em {file}; vale a partir do próximo terminal.",
    "SHELL": "SHELL",
    # bot upgrade-config
    "Give settings of an earlier version their present names.": (
        "Dá às opções de uma versão anterior os nomes de hoje."
    ),
    "Shows each changed line. Values, comments and their order stay as they are.": (
        "Mostra cada linha alterada. Valores, comentários e a ordem ficam como estão."
    ),
    "Every setting has its present name.": "Toda opção já tem o nome de hoje.",
    # bot init
    "Set up the repository in this folder to use the bot: conversations become issues there.": (
        "Faz o repositório desta pasta adotar o bot: as conversas passam a ficar nele."
    ),
    (
        "Writes small workflows, which check the bot out at one commit and run it, the form for new conversations, and "
        "config.yml. It overwrites no file and changes nothing else. Run it by the bot of a clone."
    ): (
        "Grava workflows pequenos, que baixam o bot em um commit fixo e o executam, o formulário de novas conversas "
        "e o config.yml. Não sobrescreve nenhum arquivo e não muda mais nada. Rode-o com o bot de um clone."
    ),
    "The bot's repository at GitHub.": "O repositório do bot no GitHub.",
    "The commit to run; by default the newest that was pushed.": (
        "O commit a executar; sem ela, o mais novo que já foi enviado ao GitHub."
    ),
    "COMMIT": "COMMIT",
    "OWNER": "DONO",
    "This folder is no repository of yours.": "Esta pasta não é um repositório seu.",
    "Go to the top of the repository that is to adopt the bot.": "Vá à raiz do repositório que vai adotar o bot.",
    "The bot here was not started from a clone.": "Este bot não foi iniciado de um clone.",
    "Run the bot of a clone: its commit is what will run.": "Rode o bot de um clone: o commit dele é o que vai rodar.",
    "These files are there already: {files}.": "Estes arquivos já existem: {files}.",
    "Nothing was written. Remove them, or take over the change yourself: --dry-run shows it.": (
        "Nada foi gravado. Remova-os, ou passe a mudança você mesmo: --dry-run a mostra."
    ),
    "Files to write: {count}.": "Arquivos a gravar: {count}.",
    "Where the bot's repository is at GitHub is not known: the clone here has another origin.": (
        "Não se sabe onde o repositório do bot está no GitHub: o clone daqui tem outra origem."
    ),
    "Files written: {count}; they run {repository} at {commit}. Commit them, then run `bot setup`.": (
        "Arquivos gravados: {count}; eles executam {repository} em {commit}. Faça o commit deles e rode `bot setup`."
    ),
    "{file} is, or lies behind, a link to another place.": "{file} é, ou fica atrás de, um link para outro lugar.",
    "Nothing was written. Put a file or a folder of this repository in its place.": (
        "Nada foi gravado. Ponha no lugar dele um arquivo ou uma pasta deste repositório."
    ),
    "Run the command as a user who may write there.": "Rode o comando como um usuário que possa gravar ali.",
    "written; add it to the Caddyfile of other sites, or where there are none: {command}": (
        "escrito; junte-o ao Caddyfile dos outros sites ou, se não houver outros: {command}"
    ),
    "Name it: --bot OWNER/AUDITORIA360.": "Indique-o: --bot OWNER/AUDITORIA360.",
    "The commit of the bot is not known.": "O commit do bot não é conhecido.",
    "Name one of 40 characters that is at GitHub: --commit.": (
        "Indique um de 40 caracteres que esteja no GitHub: --commit."
    ),
    "A workflow of the bot has a form that cannot be adopted.": "Um workflow do bot tem uma forma que não se adota.",
}
