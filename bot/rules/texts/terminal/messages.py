"""What `bot messages` and `bot conversation` say."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # The table.
    "Time": "Data e hora",
    "Channel": "Canal",
    "Number": "Número",
    "Issue": "Issue",
    "Status": "Status",
    "Seg.": "Seg.",
    "Price": "Preço",
    "Id": "Id",
    "accepted": "aceita",
    "scheduled": "agendada",
    "queued": "na fila",
    "sending": "enviando",
    "sent": "enviada",
    "delivered": "entregue",
    "read": "lida",
    "partially_delivered": "entregue em parte",
    "undelivered": "não entregue",
    "failed": "falhou",
    "canceled": "cancelada",
    "receiving": "recebendo",
    "received": "recebida",
    # Why a message is in no issue.
    "is still on its way to its issue": "ainda está a caminho da issue",
    "waits in the relay": "espera no relay",
    "gateway/status says what it waits for; once that is repaired, `bot relay retry` sends it at once.": (
        "gateway/status mostra o que ela espera; resolvido isso, `bot relay retry` a envia na hora."
    ),
    "is not recorded yet": "ainda não foi registrada",
    "`reconcile` records it at its next run; Actions → reconcile → Run workflow starts one. If it comes again, "
    "`bot doctor` says why.": (
        "O `reconcile` a registra na próxima execução; Actions → reconcile → Run workflow inicia uma. Se voltar a "
        "acontecer, `bot doctor` mostra o motivo."
    ),
    "was never recorded, and is older than reconcile.look_back": (
        "nunca foi registrada e é mais antiga que reconcile.look_back"
    ),
    "Raise reconcile.look_back in config.yml and start the workflow reconcile.": (
        "Aumente reconcile.look_back no config.yml e inicie o workflow reconcile."
    ),
    "was passed on to GitHub, which does not show it: its issue or comment was deleted, or its run has not ended": (
        "foi passada ao GitHub, que não a mostra: a issue ou o comentário foi apagado, ou a execução não terminou"
    ),
    "`bot trace` and its id show how far it came.": "`bot trace` e o id dela mostram até onde ela chegou.",
    "is older than the first issue of the bot": "é anterior à primeira issue do bot",
    "came to or from a number of the account that is not the bot's": "é de um número da conta que não é o do bot",
    "If it should be, put the number into TWILIO_PHONE_NUMBER or TWILIO_WHATSAPP_NUMBER and run `bot setup`.": (
        "Se deveria ser, coloque o número em TWILIO_PHONE_NUMBER ou TWILIO_WHATSAPP_NUMBER e rode `bot setup`."
    ),
    "is an alert to ADMIN_PHONES, which no issue shows": "é um alerta para ADMIN_PHONES, que nenhuma issue mostra",
    "belongs to no conversation: something else sent it with this account, or the issue was deleted": (
        "não pertence a nenhuma conversa: outro sistema a enviou com esta conta, ou a issue foi apagada"
    ),
    "If you do not know what sent it, look at who has the auth token: .github/SECURITY.md, After a leak.": (
        "Se você não sabe o que a enviou, veja quem tem o auth token: .github/SECURITY.md, After a leak."
    ),
    "could not be looked for": "não pôde ser procurada",
    # What is not shown.
    "There is no such message.": "Não há nenhuma mensagem assim.",
    "Only the newest {count} messages are shown; --limit shows more.": (
        "São mostradas só as {count} mensagens mais recentes; --limit mostra mais."
    ),
    "Issues are shown only for messages since {moment}: ask for a shorter period.": (
        "As issues são mostradas só para mensagens desde {moment}: peça um período menor."
    ),
    "GitHub does not show the issues. {message} {why}": "O GitHub não mostra as issues. {message} {why}",
    "Without the whole CONTACT_KEY no contact id is shown, and the issue of a message to a person only where this "
    "machine's log names it.": (
        "Sem a CONTACT_KEY inteira não aparece nenhum id de contato, e a issue de uma mensagem enviada só quando o log "
        "desta máquina a cita."
    ),
    "The relay's store cannot be read ({why}).": "O banco do relay não pode ser lido ({why}).",
    "The relay's store is not on this machine: what waits there is not shown.": (
        "O banco do relay não está nesta máquina: o que espera nele não aparece."
    ),
    "Reading GitHub's issues ...": "Lendo as issues do GitHub ...",
    "Reading Twilio's messages: {count} ...": "Lendo as mensagens da Twilio: {count} ...",
    # What was asked for.
    "Choose one of --json, --csv and --excel.": "Escolha um entre --json, --csv e --excel.",
    "{option}: give a time such as 12h or 7d, or a date such as {example}.": (
        "{option}: informe um tempo como 12h ou 7d, ou uma data como {example}."
    ),
    "--until is before --since.": "--until é anterior a --since.",
    "Give the earlier time to --since.": "Informe o momento mais antigo em --since.",
    # `bot conversation list`.
    "Contact": "Contato",
    "Since": "Desde",
    "Waits for": "Espera",
    "Last text": "Último texto",
    "the office": "o escritório",
    "the person": "a pessoa",
    "nobody: closed": "ninguém: encerrada",
    "nobody: it is paused": "ninguém: em pausa",
    "none yet": "nenhum ainda",
    "is not carried out yet": "ainda não executado",
    "leaves later": "sai mais tarde",
    "has left": "enviado",
    "is being sent again": "sendo reenviado",
    "refused: no permission": "recusado: sem permissão",
    "refused": "recusado",
    "held by the rules": "retido pelas regras",
    "refused by Twilio": "recusado pela Twilio",
    "not delivered": "não entregue",
    "taken back": "cancelado",
    "nobody knows whether it left": "não se sabe se saiu",
    "There is no such conversation.": "Não há nenhuma conversa assim.",
    "Only {count} conversations are shown; --limit shows more.": (
        "São mostradas só {count} conversas; --limit mostra mais."
    ),
    "Reading conversations: {count} ...": "Lendo as conversas: {count} ...",
    "There is no issue {number}, or the token may not see it.": "Não há a issue {number}, ou o token não pode vê-la.",
    "Choose one of --json and --csv.": "Escolha um entre --json e --csv.",
    # Their help.
    "List the messages at Twilio, each with its status, price and issue.": (
        "Lista as mensagens na Twilio, cada uma com situação, preço e issue."
    ),
    "One line for each, the newest first: when, from (←) or to (→) whom, the issue that shows it, what became of it, "
    "and its id, which `bot trace` follows. A message in no issue says why. Numbers are masked, and texts left out, "
    "unless --reveal asks for them.": (
        "Uma linha para cada, a mais recente primeiro: quando, de quem (←) ou para quem (→), a issue que a mostra, o "
        "que aconteceu com ela e o id, que o `bot trace` segue. Mensagem sem issue diz por quê. Os números aparecem "
        "mascarados e os textos ficam de fora, a não ser com --reveal."
    ),
    "It reads Twilio, GitHub and, in the relay's folder, what waits there. This shell may need an ADMIN_GITHUB_TOKEN "
    "of yours, since the relay's own token may not read issues.": (
        "Lê a Twilio, o GitHub e, na pasta do relay, o que espera nele. Este terminal pode precisar de um "
        "ADMIN_GITHUB_TOKEN seu, porque o token do relay não pode ler issues."
    ),
    "Such as 12h, 7d or 2026-11-30.": "Como 12h, 7d ou 2026-11-30.",
    "The same; a date means its end.": "Igual; uma data vale até o fim do dia.",
    "On this channel alone.": "Só neste canal.",
    "From people (in) or to them (out).": "Das pessoas (in) ou para elas (out).",
    "With this status of Twilio's alone.": "Só com este status da Twilio.",
    "The most messages to show.": "O máximo de mensagens a mostrar.",
    "Show numbers and texts.": "Mostra números e textos.",
    "Print CSV instead.": "Mostra em CSV.",
    "Print CSV as Excel opens it by a double click.": "Mostra em CSV como o Excel abre com um clique duplo.",
    "Begin, list, open and show conversations, and bind one to its issue again.": (
        "Inicia, lista, abre e mostra conversas, e vincula uma de novo à sua issue."
    ),
    "List conversations, the longest wait first.": "Lista as conversas, a que espera há mais tempo primeiro.",
    "One line for each: the issue, the channel, the person's masked number and contact id, since when it waits for "
    "whom, and what became of the last text to the person. Needs CONTACT_KEY.": (
        "Uma linha para cada: a issue, o canal, o número mascarado e o id de contato da pessoa, desde quando espera e "
        "por quem, e o que aconteceu com o último texto enviado. Precisa da CONTACT_KEY."
    ),
    "Open ones. This is the default.": "As abertas. É o padrão.",
    "Open ones that wait for the office's answer.": "As abertas que esperam a resposta do escritório.",
    "Closed ones.": "As encerradas.",
    "Only those with this label.": "Só as que têm esta label.",
    "The most conversations to show.": "O máximo de conversas a mostrar.",
    "Open a conversation in the browser, or print its address.": (
        "Abre uma conversa no navegador ou mostra o endereço dela."
    ),
    "Without a screen, or where the output goes elsewhere, it only prints the address.": (
        "Sem tela, ou quando a saída vai para outro lugar, só mostra o endereço."
    ),
    "LABEL": "LABEL",
    "TIME": "MOMENTO",
}
