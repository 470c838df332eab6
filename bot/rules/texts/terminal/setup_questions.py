"""What `bot setup` asks, and what it says of the answers."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "Start the relay: sudo install -m 644 {file} {place} && sudo systemctl daemon-reload && sudo systemctl enable"
    " --now {unit}; and the proxy with the lines in {folder}, nginx.conf or Caddyfile.": (
        "Inicie o relay: sudo install -m 644 {file} {place} && sudo systemctl daemon-reload && sudo systemctl enable "
        "--now {unit}; e o proxy com as linhas que estão em {folder}, nginx.conf ou Caddyfile."
    ),
    "In Twilio's console, under Messaging, Settings, Geo permissions, leave only the countries you write to.": (
        "No console da Twilio, em Messaging, Settings, Geo permissions, deixe só os países para os quais "
        "você escreve."
    ),
    "Enter {host} at your DNS provider, with the address of this server.": (
        "Cadastre {host} no seu provedor de DNS, com o endereço deste servidor."
    ),
    "Write {url} into the WhatsApp sandbox's settings in Twilio's console, as POST.": (
        "Escreva {url} nas configurações do sandbox de WhatsApp no console da Twilio, como POST."
    ),
    "Commit config.yml and push it to the default branch: the workflows read it there.": (
        "Faça commit do config.yml e push para o branch padrão: os workflows o leem lá."
    ),
    "Put the key in {file} into a safe place (a password manager), then delete the file: whoever has it can "
    "read every conversation, and without it nobody can.": (
        "Guarde a chave de {file} em lugar seguro (um gerenciador de senhas) e depois apague o arquivo: "
        "quem a tem lê todas as conversas, e sem ela ninguém lê."
    ),
    "who gets a text about trouble and costs, such as +5511987654321, separated by commas; - for none": (
        "quem recebe mensagem sobre problemas e custos, como +5511987654321, separados por vírgulas; - para"
        " nenhum"
    ),
    "such as bot.escritorio.com.br": "como bot.escritorio.com.br",
    "Public address of this server": "Endereço público deste servidor",
    "as before, with Contents: read and write and Actions: read alone; or app, to make a GitHub App, which "
    "does not expire, in the browser of this computer": (
        "como antes, só com Contents: read and write e Actions: read; ou app, para criar um GitHub App, que"
        " não expira, no navegador deste computador"
    ),
    "The relay's own GitHub token": "O token do GitHub do próprio relay",
    "github.com: Settings, Developer settings, Fine-grained tokens; for this repository alone, valid for a "
    "day, with Administration, Actions, Issues, Secrets and Variables: read and write, and Contents: read": (
        "github.com: Settings, Developer settings, Fine-grained tokens; só para este repositório, válido "
        "por um dia, com Administration, Actions, Issues, Secrets e Variables: read and write, e Contents: "
        "read"
    ),
    "A GitHub token of yours, for the time of this setup": "Um token do GitHub seu, para a duração deste setup",
    "Repository of the issues": "Repositório das issues",
    "one of the account's senders; - for none": "um dos remetentes da conta; - para nenhum",
    "WhatsApp sender": "Remetente de WhatsApp",
    "one of the account's numbers; - for none": "um dos números da conta; - para nenhum",
    "Number for SMS": "Número para SMS",
    "beside the Account SID; it is not shown while you paste it": (
        "ao lado do Account SID; não aparece enquanto você cola"
    ),
    "Twilio's auth token": "Auth token da Twilio",
    "AC..., from console.twilio.com: Account, Account Info": "AC..., de console.twilio.com: Account, Account Info",
    "Twilio's Account SID": "Account SID da Twilio",
    "pt-BR or en": "pt-BR ou en",
    "owner/name": "dono/nome",
    "Phones for alerts": "Telefones para alertas",
    "Language of phones and issues": "Idioma dos telefones e das issues",
    "Give the name of the server, such as bot.escritorio.com.br.": (
        "Dê o nome do servidor, como bot.escritorio.com.br."
    ),
    "Twilio cannot reach this address from the internet.": "A Twilio não alcança este endereço pela internet.",
    "Expected {expected}.": "Esperado: {expected}.",
    "{api} does not answer.": "{api} não responde.",
    "You are root, and the relay should not be: sudo useradd --system --home-dir {folder} {user}; sudo chown -R "
    "{user}: {folder}": (
        "Você é root, e o relay não deve ser: sudo useradd --system --home-dir {folder} {user}; sudo chown -R {user}: "
        "{folder}"
    ),
    "It expires on {day}; `bot rotate github-token` changes it.": (
        "Expira em {day}; `bot rotate github-token` o troca."
    ),
    "It needs, for this repository alone: Contents: read and write, Actions: read.": (
        "Precisa, só para este repositório: Contents: read and write, Actions: read."
    ),
    "This token lacks {rights}.": "Falta a este token: {rights}.",
    "Copy it again, whole, and let it reach this repository.": (
        "Copie-o de novo, inteiro, e deixe-o alcançar este repositório."
    ),
    "GitHub refuses this token (HTTP {status}).": "O GitHub recusa este token (HTTP {status}).",
    "Issues are switched off in it: switch them on under Settings, General, Features.": (
        "As issues estão desligadas nele: ligue-as em Settings, General, Features."
    ),
    "The repository is public: texts are sealed in it, see `privacy` in config.yml.": (
        "O repositório é público: nele os textos são lacrados; veja `privacy` no config.yml."
    ),
    "Compare the name with the repository's address, and let the token reach this repository.": (
        "Compare o nome com o endereço do repositório e deixe o token alcançar este repositório."
    ),
    "This token does not see {repository}.": "Este token não vê {repository}.",
    "Copy it again, whole; it may have expired.": "Copie-o de novo, inteiro; pode ter expirado.",
    "GitHub does not accept this token.": "O GitHub não aceita este token.",
    "Such as escritorio/AUDITORIA360, as in its address.": "Como escritorio/AUDITORIA360, igual ao endereço dele.",
    "A repository is written owner/name.": "Um repositório se escreve dono/nome.",
    "This sender is {status}: nothing comes or goes until it is online.": (
        "Este remetente está {status}: nada chega nem sai até estar online."
    ),
    "Register it in the console under Messaging, Senders, WhatsApp senders, or choose one of those listed.": (
        "Cadastre-o no console em Messaging, Senders, WhatsApp senders, ou escolha um dos listados."
    ),
    "This is no WhatsApp sender of the account.": "Este não é um remetente de WhatsApp da conta.",
    "This is Twilio's WhatsApp sandbox, for trials: only phones that have sent it the join words write to it,"
    " for 72 hours, and it has no templates of your own. Its address is set in the console: Messaging, Try it"
    " out, Send a WhatsApp message, Sandbox settings.": (
        "Este é o sandbox de WhatsApp da Twilio, para testes: só telefones que lhe enviaram a frase de "
        "entrada escrevem para ele, por 72 horas, e ele não tem modelos próprios. O endereço dele se define"
        " no console: Messaging, Try it out, Send a WhatsApp message, Sandbox settings."
    ),
    "Buy one here, then run this again: {page}": "Compre um aqui e rode isto de novo: {page}",
    "Twilio sells no number in {country} that can SMS.": "A Twilio não vende em {country} número que faça SMS.",
    "{country}, {kind}: {price} a month, such as {example}. It asks for: {asks}.": (
        "{country}, {kind}: {price} por mês, como {example}. Exige: {asks}."
    ),
    "This number is not Brazilian. Phones in Brazil get its SMS, often from another sender's number, and "
    "cannot always answer it: offer WhatsApp to whoever should write to you.": (
        "Este número não é brasileiro. Telefones no Brasil recebem os SMS dele, muitas vezes de outro "
        "número, e nem sempre conseguem responder: ofereça WhatsApp a quem deve escrever para você."
    ),
    "Choose another, or buy one that can.": "Escolha outro, ou compre um que faça.",
    "This number cannot send or receive SMS.": "Este número não envia nem recebe SMS.",
    "Choose one of those listed, or buy one first.": "Escolha um dos listados, ou compre um antes.",
    "This number does not belong to the account.": "Este número não é da conta.",
    "Take the auth token of the account.": "Use o auth token da conta.",
    "This key may not list messages.": "Esta chave não pode listar mensagens.",
    "Take the live ones, above them in the console.": "Use as reais, acima delas no console.",
    "These are test credentials, which send nothing.": "Estas são credenciais de teste, que não enviam nada.",
    "See why in Twilio's console.": "Veja por quê no console da Twilio.",
    "The Twilio account is suspended or closed.": "A conta da Twilio está suspensa ou encerrada.",
    "Copy the Account SID from console.twilio.com: Account, Account Info.": (
        "Copie o Account SID de console.twilio.com: Account, Account Info."
    ),
    "Twilio knows no such account.": "A Twilio não conhece essa conta.",
    "Copy both again from console.twilio.com: the primary token, by the button beside it.": (
        "Copie os dois de novo de console.twilio.com: o token primário, pelo botão ao lado dele."
    ),
    "Twilio refuses this auth token for the account.": "A Twilio recusa este auth token para a conta.",
    "This is a trial account: it texts only phones that you have verified with Twilio, and puts a sentence of"
    " its own before each text. Upgrade it before people write to you.": (
        "Esta é uma conta de teste: ela só escreve para telefones que você verificou na Twilio e põe uma "
        "frase própria antes de cada texto. Faça o upgrade antes que as pessoas escrevam para você."
    ),
    "Copy the primary one from console.twilio.com: Account, Account Info.": (
        "Copie o primário de console.twilio.com: Account, Account Info."
    ),
    "This is the secondary auth token: Twilio signs webhooks with the primary one.": (
        "Este é o auth token secundário: a Twilio assina webhooks com o primário."
    ),
    "Choose pt-BR or en.": "Escolha pt-BR ou en.",
    "{value} is not a language of the bot.": "{value} não é um idioma do bot.",
    "The answer is on its way to the phone.": "A resposta está a caminho do telefone.",
    "A comment in issue #{number} says why.": "Um comentário na issue #{number} diz por quê.",
    "No answer has left.": "Nenhuma resposta saiu.",
    "It is in issue #{number}: {url}": "Está na issue #{number}: {url}",
    "`bot doctor` says where it is stuck; until that is set right it waits, and nothing is lost.": (
        "`bot doctor` diz onde ela parou; até isso ser acertado ela espera, e nada se perde."
    ),
    "No issue shows the message.": "Nenhuma issue mostra a mensagem.",
    "Twilio has the message.": "A Twilio tem a mensagem.",
    "Was it sent to the number shown, from a phone that can text it? An SMS to a foreign number needs that "
    "service of the carrier; the WhatsApp sandbox needs its join word first.": (
        "Foi enviada ao número mostrado, de um telefone que consegue escrever para ele? SMS para número "
        "estrangeiro depende desse serviço na operadora; o sandbox de WhatsApp precisa antes da frase de "
        "entrada."
    ),
    "No message has reached Twilio.": "Nenhuma mensagem chegou à Twilio.",
}
