"""What `bot sandbox` says, and its help."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # What it says while it runs.
    "The sandbox is running, all of it on this machine:": "O sandbox está rodando, inteiro nesta máquina:",
    "screen": "tela",
    "issues": "issues",
    "Every other command works on it from here, once it is named in this terminal:": (
        "Qualquer outro comando age nele a partir daqui, se for indicado no terminal:"
    ),
    "Ctrl-C ends it.": "Ctrl-C encerra.",
    "Stopping.": "Encerrando.",
    "{message} The next attempt is in {seconds} seconds.": "{message} A próxima tentativa é em {seconds} segundos.",
    "The relay ended with {code}; {file} shows why. It is started again.": (
        "O relay terminou com {code}; {file} mostra por quê. Ele é iniciado de novo."
    ),
    "The relay did not start: {why}": "O relay não iniciou: {why}",
    "it printed nothing": "não mostrou nada",
    "Give --folder an empty folder or a new one, or delete this one yourself.": (
        "Informe em --folder uma pasta vazia ou nova, ou apague esta você mesmo."
    ),
    "{folder} holds something other than a sandbox, which would be deleted.": (
        "{folder} contém algo que não é um sandbox e que seria apagado."
    ),
    "Use it, or stop it with Ctrl-C first.": "Use-o ou, antes, encerre-o com Ctrl-C.",
    "The usual ports {first} to {last} are not all free: this sandbox has others.": (
        "As portas de sempre, {first} a {last}, não estão todas livres: este sandbox usa outras."
    ),
    "A sandbox runs in {folder} already.": "Já há um sandbox rodando em {folder}.",
    "Start the sandbox in the folder of the project.": "Inicie o sandbox na pasta do projeto.",
    "There are no workflows here.": "Aqui não há workflows.",
    # Its commands.
    "No sandbox runs in this folder.": "Nenhum sandbox está rodando nesta pasta.",
    "Start one with `bot sandbox` in another terminal, or name its folder: `bot sandbox --folder FOLDER ...`.": (
        "Inicie um com `bot sandbox` em outro terminal, ou informe a pasta dele: `bot sandbox --folder PASTA ...`."
    ),
    "No sandbox answers there.": "Nenhum sandbox responde ali.",
    "Start one with `bot sandbox` in another terminal, and stay in this folder.": (
        "Inicie um com `bot sandbox` em outro terminal e fique nesta pasta."
    ),
    "{id}: the relay answered {status}.": "{id}: o relay respondeu {status}.",
    "{id}: the relay did not answer.": "{id}: o relay não respondeu.",
    "Is it running? The end of {file} shows. reconcile brings the message back.": (
        "Ele está rodando? O fim de {file} mostra. O reconcile traz a mensagem de volta."
    ),
    "This phone has no messages.": "Este telefone não tem mensagens.",
    "There are no issues yet.": "Ainda não há issues.",
    "No workflow has run yet.": "Nenhum workflow rodou ainda.",
    "{login} commented on #{number} ({id}).": "{login} comentou em #{number} ({id}).",
    "#{number} is locked.": "#{number} está bloqueada.",
    "#{number} is open to comments again.": "#{number} aceita comentários de novo.",
    "The relay is running.": "O relay está rodando.",
    "The relay did not start.": "O relay não iniciou.",
    "The end of relay.out in the sandbox's folder says why.": "O fim de relay.out, na pasta do sandbox, diz por quê.",
    "The relay is down. Start it again by `bot sandbox start-relay`, or on the sandbox's screen.": (
        "O relay está parado. Inicie-o de novo com `bot sandbox start-relay` ou na tela do sandbox."
    ),
    "Kill the relay at once, as a power cut would; it stays down until `bot sandbox start-relay`.": (
        "Derruba o relay na hora, como numa queda de energia; fica parado até `bot sandbox start-relay`."
    ),
    "Start the relay again after `bot sandbox kill-relay`.": (
        "Inicia de novo o relay depois de `bot sandbox kill-relay`."
    ),
    "is on": "ligada",
    "is off": "desligada",
    "was done": "feita",
    "the run": "a execução",
    "The run goes on: `bot sandbox runs` lists it.": "A execução continua: `bot sandbox runs` a lista.",
    "There is no issue {number}.": "Não há a issue {number}.",
    "`bot sandbox issues` lists them.": "`bot sandbox issues` lista as que existem.",
    "There is no user {login}.": "Não há o usuário {login}.",
    "Comment as marina, tiago or estranha.": "Comente como marina, tiago ou estranha.",
    "{file} is not a scheduled workflow.": "{file} não é um workflow agendado.",
    "The scheduled workflows: {names}.": "Os workflows agendados: {names}.",
    "There is no fault {fault}.": "Não existe a falha {fault}.",
    "`bot sandbox fault` lists them all.": "`bot sandbox fault` lista todas.",
    "The sandbox is still busy after {time}.": "O sandbox ainda está ocupado depois de {time}.",
    "Waited {time} for {what}, which did not come.": "Depois de {time} de espera não veio {what}.",
    "{file} holds a new key of the App.": "{file} tem uma chave nova do App.",
    "This sandbox has no GitHub App.": "Este sandbox não tem GitHub App.",
    "Start it with `bot sandbox --app`.": "Inicie-o com `bot sandbox --app`.",
    "No key is left.": "Não resta nenhuma chave.",
    "Try the whole system on this machine.": "Experimenta o sistema inteiro nesta máquina.",
    "Run the whole system on this machine: emulated Twilio and GitHub, the real relay and workflows.": (
        "Roda o sistema inteiro nesta máquina: Twilio e GitHub emulados, relay e workflows de verdade."
    ),
    "Without a command it starts and runs until Ctrl-C; use the commands from another terminal.": (
        "Sem comando, inicia e roda até Ctrl-C; use os comandos em outro terminal."
    ),
    "The sandbox's folder.": "A pasta do sandbox.",
    "Use a GitHub App for the relay instead of a token.": (
        "Usa para o relay um GitHub App em vez de um token."
    ),
    "Make and delete keys of the GitHub App.": "Cria e exclui chaves do GitHub App.",
    "It acts for the relay in `bot sandbox --app`.": "Ele age pelo relay em `bot sandbox --app`.",
    "Delete the key with that FINGERPRINT: GitHub refuses it from then on.": (
        "Exclui a chave com essa IMPRESSÃO: o GitHub a recusa daí em diante."
    ),
    "List its keys by their fingerprints, as the App's page shows them.": (
        "Lista as chaves pelas impressões, como a página do App as mostra."
    ),
    "Make one more key and save it as FILE.": "Cria mais uma chave e a salva em ARQUIVO.",
    "Comment on an issue, as a maintainer or as somebody else.": (
        "Comenta uma issue, como quem atende ou como outra pessoa."
    ),
    "tiago may triage; estranha may only read.": "tiago pode fazer triagem; estranha só pode ler.",
    "By an answer to the notification mail, of which BODY is all.": (
        "Respondendo ao e-mail de notificação, do qual TEXTO é tudo."
    ),
    "Play conversations on both channels and an outage, on the terminal and the screen, then stay until Ctrl-C.": (
        "Encena conversas nos dois canais e uma pane, no terminal e na tela, e fica até Ctrl-C."
    ),
    "Exit after the last act.": "Sai depois do último ato.",
    "Do not open the screen in a browser.": "Não abre a tela em um navegador.",
    "Switch a fault on or off; without NAME, list them all.": (
        "Liga ou desliga uma falha; sem NOME, lista todas."
    ),
    "Switch the fault off.": "Desliga a falha.",
    "How many times it occurs; without it, until it is switched off.": (
        "Quantas vezes acontece; sem isso, até ser desligada."
    ),
    "Make one more token for the relay, as on GitHub's page, and print it.": (
        "Cria mais um token para o relay, como na página do GitHub, e o mostra."
    ),
    "Show an issue with its comments and reactions.": "Mostra uma issue com comentários e reações.",
    "List the issues.": "Lista as issues.",
    "Lock an issue as marina: workflows can no longer comment on it.": (
        "Bloqueia uma issue como marina: os workflows não podem mais comentar nela."
    ),
    "Unlock it.": "Desbloqueia.",
    "List what the phone with NUMBER shows.": "Lista o que o telefone de NÚMERO mostra.",
    "List the workflow runs.": "Lista as execuções dos workflows.",
    "Start a scheduled WORKFLOW now, as its schedule would.": (
        "Inicia já um WORKFLOW agendado, como a agenda dele faria."
    ),
    "Prints what was done. WORKFLOW is reconcile, check-billing or remind-rotation.": (
        "Mostra o que foi feito. WORKFLOW é reconcile, check-billing ou remind-rotation."
    ),
    "Text as the person with NUMBER, or, by WhatsApp, with a user id and no number.": (
        "Escreve como a pessoa de NÚMERO ou, por WhatsApp, com um id de usuário e sem número."
    ),
    "By WhatsApp instead of SMS.": "Por WhatsApp em vez de SMS.",
    "The name in the WhatsApp profile.": "O nome no perfil do WhatsApp.",
    "Only WhatsApp tells a name: use --name with --whatsapp.": (
        "Só o WhatsApp informa um nome: use --name com --whatsapp."
    ),
    "a comment needs a text: GitHub takes no empty one.": (
        "um comentário precisa de um texto: o GitHub não aceita um vazio."
    ),
    "WhatsApp's id for the user, named beside the number.": (
        "O id do usuário no WhatsApp, informado junto com o número."
    ),
}
