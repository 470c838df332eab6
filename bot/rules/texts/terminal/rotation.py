"""What every rotation of a credential says, and those of tokens (`bot rotate`)."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # Any rotation.
    "Now: {state}.": "Agora: {state}.",
    "not begun": "ainda não começou",
    "Resuming an earlier rotation: {state}.": "Retomando a troca que ficou no meio: {state}.",
    "The rotation is complete.": "A troca terminou.",
    "Nothing is left to do.": "Não há mais nada a fazer.",
    "A change of the connection was interrupted: the relay and the workflows may have two different ones.": (
        "Uma alteração da conexão foi interrompida: o relay e os workflows podem ter duas diferentes."
    ),
    "Finish it first: on the console's page Connections, save the form once more.": (
        "Termine-a primeiro: na página Conexões do console, salve o formulário de novo."
    ),
    "Run the same command again.": "Rode o mesmo comando de novo.",
    "Run the same command again in a minute.": "Rode o mesmo comando de novo daqui a um minuto.",
    "Run the same command again: it resumes where it stopped.": (
        "Rode o mesmo comando de novo: ele continua de onde parou."
    ),
    "What was done so far stays. {remedy}": "O que já foi feito fica feito. {remedy}",
    "Nothing was changed.": "Nada foi alterado.",
    # The relay.
    "The relay does not use it yet.": "O relay ainda não usa a credencial nova.",
    "The relay does not answer at {url}.": "O relay não responde em {url}.",
    "See that it runs, and run this command where it can be reached. Then run the same command again.": (
        "Confira se ele está rodando e use este comando de onde ele possa ser alcançado. Depois rode o mesmo comando "
        "de novo."
    ),
    "It reads .env in the folder it was started in: run this command there, keep the credential in that file alone, "
    "and restart the relay if it is of an older version. Then run the same command again, with the same credential "
    "if you gave one.": (
        "Ele lê o .env da pasta em que foi iniciado: rode este comando ali, deixe a credencial só nesse arquivo e "
        "reinicie o relay se a versão dele for mais antiga. Depois rode o mesmo comando de novo, com a mesma "
        "credencial, se você informou uma."
    ),
    # The lines of .env.
    "{name} is set in the environment of this command, which hides the line in {file}.": (
        "{name} está definida no ambiente deste comando, o que esconde a linha em {file}."
    ),
    "Unset it here and for the relay, and keep it in {file}.": (
        "Retire-a do ambiente daqui e do relay e deixe-a só em {file}."
    ),
    "Run the command in the relay's folder, as a user who may write there.": (
        "Rode o comando na pasta do relay, com um usuário que possa gravar nela."
    ),
    # The workflows.
    "ADMIN_GITHUB_TOKEN is not set: the workflows could not be given the new credential.": (
        "ADMIN_GITHUB_TOKEN não está definido: não seria possível dar a nova credencial aos workflows."
    ),
    "Make a fine-grained token for this repository alone with Secrets: read and write, valid for a day. Give it to "
    "this shell alone, where no history keeps it: read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN": (
        "Crie um token fine-grained só para este repositório, com Secrets: read and write, válido por um dia. Dê-o só "
        "a este terminal, sem que fique no histórico: read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN"
    ),
    "The secret {name} on GitHub is written.": "O secret {name} no GitHub está gravado.",
    "GitHub does not show the secret {name} as new.": "O GitHub não mostra o secret {name} como novo.",
    "Workflow runs that have the old credential are still unfinished: {names}.": (
        "Ainda não terminaram execuções que têm a credencial antiga: {names}."
    ),
    "See what delays them under Actions, then run the same command again.": (
        "Veja em Actions o que as atrasa e depois rode o mesmo comando de novo."
    ),
    # What GitHub and Twilio refuse.
    "GitHub rejects the {what} (HTTP {status}).": "O GitHub recusa o {what} (HTTP {status}).",
    "The {what} lacks permissions: {permissions}.": "Faltam permissões ao {what}: {permissions}.",
    "It needs, for {repository} alone: Contents: read and write, Actions: read.": (
        "Ele precisa, só para {repository}, de Contents: read and write e Actions: read."
    ),
    "Twilio refuses this (error {code}, HTTP {status}).": "A Twilio recusa isto (erro {code}, HTTP {status}).",
    "See what prevents it in {console}, then run the same command again.": (
        "Veja o que impede isso no {console} e depois rode o mesmo comando de novo."
    ),
    "Twilio's console (Account, API keys & tokens)": "console da Twilio (Account, API keys & tokens)",
    # twilio-auth-token.
    "Make a second auth token at Twilio, and write it to .env.": (
        "Criar um segundo auth token na Twilio e gravá-lo no .env."
    ),
    "See that the relay accepts both signatures.": "Conferir se o relay aceita as duas assinaturas.",
    "Put it into the repository's secret {primary}, if that exists, and wait for runs with the old one.": (
        "Gravá-lo no secret {primary} do repositório, se existir, e esperar as execuções que têm o antigo."
    ),
    "Promote it at Twilio, which then signs with it and rejects the old one.": (
        "Promovê-lo na Twilio, que então assina com ele e recusa o antigo."
    ),
    "Put it first in .env, and see that the relay accepts it.": (
        "Colocá-lo em primeiro lugar no .env e conferir se o relay o aceita."
    ),
    "Remove the old token from .env after {overlap}, when nothing signed with it is on its way.": (
        "Retirar o token antigo do .env depois de {overlap}, quando nada assinado com ele está mais a caminho."
    ),
    "See that the secret {primary} is the first, and remove the second.": (
        "Conferir se o secret {primary} é o primeiro e retirar o segundo."
    ),
    "the new token exists, the old one signs": "o token novo existe, o antigo assina",
    "the new token signs, Twilio rejects the old one": "o token novo assina, a Twilio recusa o antigo",
    "only the old token is left to remove": "só falta retirar o token antigo",
    "Twilio rejects the second token in .env: nothing was promoted": (
        "a Twilio recusa o segundo token do .env; nada foi promovido"
    ),
    "Nothing was rotated: run the same command again for that.": (
        "Nada foi trocado: para isso, rode o mesmo comando de novo."
    ),
    "today's auth token": "o auth token atual",
    "the old token": "o token antigo",
    "the new token": "o token novo",
    "The relay rejects a request signed with {name} (HTTP {status}).": (
        "O relay recusa um pedido assinado com {name} (HTTP {status})."
    ),
    "Twilio rejects {primary} in .env.": "A Twilio recusa o {primary} do .env.",
    "Copy the primary auth token from {console} into .env.": (
        "Copie para o .env o auth token primário, que está no {console}."
    ),
    "Twilio refuses to make a second auth token (HTTP {status}).": (
        "A Twilio se recusa a criar um segundo auth token (HTTP {status})."
    ),
    "If there is one in the console that nobody uses, delete it there, or with --discard-secondary.": (
        "Se no console há um que ninguém usa, exclua-o ali ou com --discard-secondary."
    ),
    "Twilio rejects the second auth token: somebody has deleted it. Nothing was promoted.": (
        "A Twilio recusa o segundo auth token: alguém o excluiu. Nada foi promovido."
    ),
    "Run the same command again. If another second token is there that nobody uses, with --discard-secondary.": (
        "Rode o mesmo comando de novo. Se já há outro segundo token que ninguém usa, com --discard-secondary."
    ),
    "Twilio refuses to promote the second auth token (error {code}): both tokens are as they were.": (
        "A Twilio se recusa a promover o segundo auth token (erro {code}): os dois tokens estão como antes."
    ),
    "See in Twilio's console (Account, API keys & tokens) whether the second one is still there, then run the same "
    "command again.": (
        "Veja no console da Twilio (Account, API keys & tokens) se o segundo ainda está lá e depois rode o mesmo "
        "comando de novo."
    ),
    "Twilio has not promoted the new token yet.": "A Twilio ainda não promoveu o token novo.",
    # github-token.
    "On GitHub: Settings > Developer settings > Fine-grained tokens > Generate new token.\n"
    "  Repository access  Only select repositories: {repository}\n"
    "  Permissions        Contents: read and write; Actions: read\n"
    "  Expiration         90 days": (
        "No GitHub: Settings > Developer settings > Fine-grained tokens > Generate new token.\n"
        "  Repository access  Only select repositories: {repository}\n"
        "  Permissions        Contents: read and write; Actions: read\n"
        "  Expiration         90 days"
    ),
    "The new token": "O token novo",
    "No token was given.": "Nenhum token foi informado.",
    "Paste it when asked, or give it on standard input.": (
        "Cole-o quando for pedido ou passe-o pela entrada padrão."
    ),
    "A GitHub App acts here, not a token.": "Aqui quem age é um GitHub App, não um token.",
    "Change its key: bot rotate github-app-key. For a token instead, remove GITHUB_APP_ID from .env first.": (
        "Troque a chave dele: bot rotate github-app-key. Para usar um token, antes retire GITHUB_APP_ID do .env."
    ),
    "That token is in .env already.": "Esse token já está no .env.",
    "If you have just changed it, revoke the previous one on GitHub; else make a new one.": (
        "Se você acabou de trocá-lo, revogue o anterior no GitHub; senão, crie um novo."
    ),
    "Test the token, and write it to .env.": "Testar o token e gravá-lo no .env.",
    "See that the relay uses it.": "Conferir se o relay o usa.",
    "the new token is in .env": "o token novo está no .env",
    "Now revoke the old token on GitHub.": "Agora revogue o token antigo no GitHub.",
    "That is not a GitHub token.": "Isso não é um token do GitHub.",
    "Copy it whole, without quotes.": "Copie-o inteiro, sem aspas.",
    "The token works until {moment:%Y-%m-%d}.": "O token vale até {moment:%d/%m/%Y}.",
    "The token does not expire.": "O token não expira.",
    # api-token.
    "{name} is not a valid name.": "{name} não é um nome válido.",
    "Use letters, digits, - and _, such as painel.": "Use letras sem acento, algarismos, - e _, como painel.",
    "none": "nenhum",
    "No system is called {name}; those with a token: {names}.": (
        "Nenhum sistema se chama {name}; têm token: {names}."
    ),
    "For a new system: bot rotate api-token {name} --new.": (
        "Para um sistema novo: bot rotate api-token {name} --new."
    ),
    "Both tokens of {name} are valid now. Give this one to the system, then:\n"
    "  bot rotate api-token {name} --finish": (
        "Agora valem os dois tokens de {name}. Dê este ao sistema e depois:\n  bot rotate api-token {name} --finish"
    ),
    "Two tokens of {name} are valid already. When {name} uses the newer one: bot rotate api-token {name} --finish. If "
    "nobody has it: bot rotate api-token {name} --discard.": (
        "Já valem dois tokens de {name}. Quando {name} usar o mais novo: bot rotate api-token {name} --finish. Se "
        "ninguém o tem: bot rotate api-token {name} --discard."
    ),
    "The relay accepts the token of {name}.": "O relay aceita o token de {name}.",
    "{name} has a token. For another: bot rotate api-token {name}.": (
        "{name} já tem um token. Para mais um: bot rotate api-token {name}."
    ),
    "The older token of {name} is no longer valid.": "O token mais antigo de {name} não vale mais.",
    "The newer token of {name} is no longer valid.": "O token mais novo de {name} não vale mais.",
    "{name} has only one token. bot rotate api-token {name} makes a new one.": (
        "{name} tem só um token. bot rotate api-token {name} cria um novo."
    ),
    "{name} has no token any more.": "{name} não tem mais nenhum token.",
    "A token has characters that cannot be written to .env: {names}.": (
        "Há um token com caracteres que não podem ser gravados no .env: {names}."
    ),
    "Replace it in {file} by hand: letters, digits, - and _ are safe.": (
        "Troque-o à mão em {file}: letras sem acento, algarismos, - e _ são seguros."
    ),
    "answers HTTP {status}": "responde HTTP {status}",
    "does not answer": "não responde",
    "The change is in .env, but the relay {happened}.": "A mudança está no .env, mas o relay {happened}.",
    "See that the relay runs in this folder; it reads .env by itself. Do not run the command again.": (
        "Confira se o relay está rodando nesta pasta; ele lê o .env sozinho. Não rode o comando de novo."
    ),
    "`bot rotate api-token {name} --discard` takes back a token that was made and that nobody has.": (
        "`bot rotate api-token {name} --discard` desfaz um token que foi criado e que ninguém tem."
    ),
    "--new, --finish, --discard and --revoke exclude each other: give one.": (
        "--new, --finish, --discard e --revoke se excluem: escolha um."
    ),
}
