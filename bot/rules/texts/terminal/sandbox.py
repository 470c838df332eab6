"""What `bot sandbox` says, and its help."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
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
    "Play a conversation in both languages and on both channels, then stay until Ctrl-C.": (
        "Encena uma conversa nas duas línguas e nos dois canais, e fica até Ctrl-C."
    ),
    "Exit after the conversation.": "Sai depois da conversa.",
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
    "WhatsApp's id for the user, named beside the number.": (
        "O id do usuário no WhatsApp, informado junto com o número."
    ),
}
