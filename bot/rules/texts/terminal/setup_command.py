"""What `bot setup` says of its own."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "There is nobody to ask for {flag}.": "Não há a quem perguntar {flag}.",
    "Run it in a terminal, or give every answer as an option or in .env, with --yes.": (
        "Rode em um terminal, ou informe todas as respostas como opções ou no .env, com --yes."
    ),
    "`{command}` is at work in this folder already (process {process}).": (
        "`{command}` já está trabalhando nesta pasta (processo {process})."
    ),
    "A credential is being changed on the console's pages already (process {process}).": (
        "Uma credencial já está sendo trocada nas páginas do console (processo {process})."
    ),
    "The connection is being changed on the console's pages already (process {process}).": (
        "A conexão já está sendo alterada nas páginas do console (processo {process})."
    ),
    "Nothing was changed. Wait until it ends, or end it, then try again.": (
        "Nada foi alterado. Espere que ele termine, ou encerre-o, e tente de novo."
    ),
    "Nothing was changed. Wait until it ends, then try again.": (
        "Nada foi alterado. Espere terminar e tente de novo."
    ),
    "Something else is changing {file} and does not end.": "Outra coisa está alterando {file} e não termina.",
    "Nothing was changed. Try again in a minute; `fuser -v {folder}` names what holds it.": (
        "Nada foi alterado. Tente de novo daqui a um minuto; `fuser -v {folder}` mostra o que o segura."
    ),
    "Run the command as the user that owns this folder.": "Rode o comando como o usuário dono desta pasta.",
    "Taken back: {count}. What stays: .env, config.yml, the key, and the new values of secrets that had others "
    "before.": (
        "Desfeito: {count}. Ficam: o .env, o config.yml, a chave e os valores novos de secrets que antes tinham outros."
    ),
    "ADMIN_GITHUB_TOKEN is not set: what was changed at GitHub could not be taken back.": (
        "ADMIN_GITHUB_TOKEN não está definida: o que foi mudado no GitHub não poderia ser desfeito."
    ),
    "Give this shell the token of the setup: read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN": (
        "Dê a este terminal o token do setup: read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN"
    ),
    "Complete the commands of bot in your shell, or do not ask about it.": (
        "Completa os comandos do bot no seu terminal, ou nem pergunta por isso."
    ),
    "\nComplete the commands of `bot` with the Tab key, by lines in {file}?": (
        "\nCompletar os comandos do `bot` com a tecla Tab, por meio de linhas em {file}?"
    ),
    "This is no shell of yours whose commands `bot` can complete.": (
        "Este não é um shell seu em que o `bot` possa completar comandos."
    ),
    "Run `bot completion bash --install` (or zsh, fish) as the user who types the commands.": (
        "Rode `bot completion bash --install` (ou zsh, fish) como o usuário que digita os comandos."
    ),
    "The lines in {file} that complete the commands of `bot`": (
        "As linhas em {file} que completam os comandos do `bot`"
    ),
    "Completion in the shell": "Comandos completados no terminal",
    "written; it counts in the next shell": "gravadas; valem a partir do próximo terminal",
    "{file} is a link, which is left alone.": "{file} é um link, e links ficam como estão.",
    "Print the lines with `bot completion`, and place them where it leads.": (
        "Imprima as linhas com `bot completion` e coloque-as onde o link leva."
    ),
    "Run the setup with --no-completion.": "Rode o setup com --no-completion.",
    "\nThe answers so far are kept, but no secret: the next `bot setup` offers them.": (
        "\nAs respostas dadas até aqui ficam guardadas, menos os segredos: o próximo `bot setup` as oferece."
    ),
    "{country} is no country's code.": "{country} não é o código de um país.",
    "Two letters, such as BR.": "Duas letras, como BR.",
    "Choose a line from 1 to {count}.": "Escolha uma linha de 1 a {count}.",
    "\nWorth knowing, as `bot doctor` sees it:": "\nVale saber, segundo o `bot doctor`:",
    "Take this back?": "Desfazer isto?",
    "  left as it is, since it is not as the setup left it: {what}": (
        "  fica como está, porque foi mudado depois do setup: {what}"
    ),
    "There is nothing to take back.": "Não há nada a desfazer.",
    "Done. Write /reply and a text as a comment in the issue to answer.": (
        "Pronto. Para responder, escreva /responder e um texto como comentário na issue."
    ),
    "\nNow text this number from your phone: {numbers}": (
        "\nAgora mande uma mensagem do seu telefone para este número: {numbers}"
    ),
    "\nThe relay does not answer at its public address yet: start it, then run `bot setup` again.": (
        "\nO relay ainda não responde no endereço público: inicie-o e rode `bot setup` de novo."
    ),
    "\nLeft for you:": "\nFalta você fazer:",
    "\nThis will be changed:": "\nO que vai mudar:",
    "Everything is as it should be; nothing to change.": "Tudo já está como deve; não há nada a mudar.",
    "Give the .pem file as GitHub made it.": "Use o arquivo .pem tal como o GitHub o gerou.",
    "This is not an App's private key.": "Essa não é a chave privada de um App.",
    "Do not wait for a message at the end.": "Não espera uma mensagem ao final.",
    "Take back what the setup did at Twilio and GitHub.": "Desfaz o que o setup fez na Twilio e no GitHub.",
    "Show what would change, and change nothing.": "Mostra o que mudaria, sem mudar nada.",
    "Ask nothing: take the answers given, and make the changes.": (
        "Não pergunta nada: usa as respostas dadas e faz as mudanças."
    ),
    "Only list the numbers to buy in a country, such as BR.": "Só lista os números à venda em um país, como BR.",
    "Phones for alerts, separated by commas, or - for none.": (
        "Telefones para alertas, separados por vírgulas, ou - para nenhum."
    ),
    "The public address of this server.": "O endereço público deste servidor.",
    "The App's private key, the .pem file.": "A chave privada do App, o arquivo .pem.",
    "The relay's GitHub App, in place of a token.": "O GitHub App do relay, no lugar de um token.",
    "The relay's GitHub token; better in the variable GITHUB_TOKEN.": (
        "O token do GitHub do relay; melhor na variável GITHUB_TOKEN."
    ),
    "A GitHub token of yours; better in the variable ADMIN_GITHUB_TOKEN.": (
        "Um token do GitHub seu; melhor na variável ADMIN_GITHUB_TOKEN."
    ),
    "The repository of the issues, as owner/name.": "O repositório das issues, como dono/nome.",
    "Our WhatsApp sender, or - for none.": "Nosso remetente de WhatsApp, ou - para nenhum.",
    "Our number for SMS, or - for none.": "Nosso número para SMS, ou - para nenhum.",
    "Twilio's auth token; better in the variable TWILIO_AUTH_TOKEN.": (
        "O auth token da Twilio; melhor na variável TWILIO_AUTH_TOKEN."
    ),
    "Twilio's Account SID.": "O Account SID da Twilio.",
    "Language of phones and issues: pt-BR or en.": "Idioma dos telefones e das issues: pt-BR ou en.",
    "Set everything up, or what differs.": "Configura tudo, ou o que difere.",
    "This computer": "Este computador",
    "Press Enter when it is installed": "Tecle Enter quando estiver instalado",
    "Now install it in this repository alone: {page}": "Agora instale-o só neste repositório: {page}",
    "Open {page} in the browser of this computer.": "Abra {page} no navegador deste computador.",
    "Give at least one of both.": "Informe ao menos um dos dois.",
    "There is neither a number for SMS nor a WhatsApp sender.": (
        "Não há nem número para SMS nem remetente de WhatsApp."
    ),
    "Give them as options or in .env, or run the command without --yes.": (
        "Dê-as como opções ou no .env, ou rode o comando sem --yes."
    ),
    "These answers are missing: {flags}.": "Faltam estas respostas: {flags}.",
    "Run the command again where a browser is at hand, or make the App by hand and give --app-id and --app-key.": (
        "Rode o comando de novo onde houver um navegador, ou crie o App à mão e dê --app-id e --app-key."
    ),
    "GitHub has not come back with the App.": "O GitHub não voltou com o App.",
    "Create the GitHub App": "Criar o GitHub App",
    "The App is made: go back to the terminal.": "O App foi criado: volte ao terminal.",
    "Ask for what is needed, each answer checked at once, and set up this folder, Twilio and GitHub.": (
        "Pergunta o necessário, testa cada resposta na hora e configura esta pasta, a Twilio e o GitHub."
    ),
    "Run it in the relay's folder. It shows what is there now and what it will be before it changes anything."
    " Run again, it asks only what is not known yet and changes only what differs; stopped anywhere, it goes "
    "on. Another answer is given by its option.": (
        "Rode na pasta do relay. Mostra o que há agora e o que passará a ser antes de mudar algo. Rodado de"
        " novo, pergunta só o que ainda não sabe e muda só o que difere; interrompido em qualquer ponto, "
        "continua. Outra resposta se dá pela opção dela."
    ),
    "LANGUAGE": "IDIOMA",
    "TOKEN": "TOKEN",
    "REPOSITORY": "REPOSITÓRIO",
    "PHONES": "TELEFONES",
    "COUNTRY": "PAÍS",
}
