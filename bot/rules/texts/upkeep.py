"""What reconcile says: of what it brought back, of the clock, of Twilio's errors and of the test message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.rules.texts.meaning import Meaning


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class UpkeepTexts:
    """The sentences of one language."""

    # In a conversation.
    recovered: str
    recovered_whatsapp: str
    joined_here: str
    joined_away: str
    twin: str
    notice_goes_on: str
    notice_follows: str

    # The issue about runs.
    runs_title: str
    runs_body: str
    runs_line: str
    runs_times: str
    runs_more: str
    runs_over: str

    # The issue about what a run left out.
    left_out_title: str
    left_out_body: str
    left_out_line: str

    # The issue about what is not bound to its issue.
    unbound_title: str
    unbound_body: str
    unbound_over: str

    # The issue about Twilio's errors.
    alerts_title: str
    alerts_body: str
    alerts_head: str
    alerts_cut: str
    alerts_over: str
    alert_codes: Mapping[int, Meaning]
    alert_other: Meaning

    # The issue about the test message, and what administrators get on the phone.
    canary_title: str
    canary_body: str
    canary_off: str
    canary_missing: str
    canary_refused: str
    canary_back: str
    canary_phone: str

    # What the relay itself sends to the administrators' phones.
    relay_stuck_phone: str
    relay_issues_off_phone: str
    relay_unready_phone: str
    relay_well_phone: str


PT_BR = UpkeepTexts(
    recovered="🔎 _Recuperada da lista da Twilio: esta mensagem não tinha chegado aqui pelo caminho normal._",
    recovered_whatsapp=(
        "_Opção tocada, localização e nome da pessoa não constam dessa lista; se a mensagem parecer incompleta, "
        "pergunte._"
    ),
    joined_here=(
        "🔗 #{other} também estava aberta com a mesma pessoa, pelo mesmo canal. Ela foi encerrada e a conversa segue "
        "**aqui**; o que foi dito lá continua lá."
    ),
    joined_away=(
        "🔗 Duas conversas estavam abertas com a mesma pessoa, pelo mesmo canal. Esta segue em **#{other}**; nada foi "
        "apagado."
    ),
    runs_title="Operação - execuções que falharam",
    runs_body=(
        "Execuções de workflow que falharam, foram canceladas ou passaram do tempo, e cujo trabalho nenhuma execução "
        "posterior concluiu. Abra cada uma, veja o motivo no log e use *Re-run*. Esta issue se fecha sozinha quando "
        "não restar nenhuma; feche-a quando o que resta não importar mais.\n\n{lines}"
    ),
    runs_line="- [`{name}`]({url}): `{conclusion}`, {when}{times}",
    runs_times=", {count} vezes",
    runs_more="- … e mais {count}",
    runs_over="✅ Nenhuma execução com trabalho pendente.",
    left_out_title="Operação - o que não pôde ser concluído",
    left_out_body=(
        "O que uma execução não conseguiu concluir para uma pessoa e não adianta repetir, um comentário por caso; as "
        "outras pessoas não esperam por isso. Mensagens recebidas continuam na Twilio, e o `reconcile` tenta "
        "registrá-las a cada execução. Feche esta issue quando tiver visto tudo: um novo caso a reabre."
    ),
    left_out_line="`{job}`, `{what}`: {why}\n\nExecução: {run}",
    unbound_title="Conversas e consentimentos fora do lugar",
    unbound_body=(
        "Estas issues não contam como estão: foram transferidas, são de antes das assinaturas, ou alguém copiou ou "
        "alterou uma linha, ou alterou ou apagou uma entrada de consentimento. De uma conversa assim nada sai; quem "
        "tem o registro alterado não recebe mensagens.\n\n{lines}\n\nConversas: confira e rode "
        "`bot conversation rebind NÚMERO`, ou `--all` uma vez depois de uma atualização. Registros de consentimento: "
        "`bot consent verify` mostra o que está errado. Esta issue se fecha sozinha quando tudo estiver em ordem."
    ),
    unbound_over="Tudo voltou ao seu lugar e está em ordem.",
    alerts_title="Operação - erros que a Twilio registrou",
    alerts_body=(
        "O que o registro de erros da Twilio (*Console → Monitor → Logs → Errors*) mostra desde {since}. Esta issue se "
        "fecha sozinha depois de um período sem erros novos.\n\n{table}"
    ),
    alerts_head="| código | vezes | primeira | última | o que houve | o que fazer |",
    alerts_cut="Só os {count} registros mais recentes foram lidos: pode haver mais de cada código, e desde antes.",
    alerts_over="✅ Nenhum erro novo desde {since}.",
    alert_codes={
        10001: Meaning(
            "A conta na Twilio não está ativa.", "Veja a conta no console: suspensa ou sem saldo?"
        ),
        11200: Meaning(
            "A Twilio não obteve resposta do relay a tempo, ou obteve um erro.",
            "Confira se o relay e o proxy estão no ar (`/gateway/status`, `/readyz`). O `reconcile` recupera as "
            "mensagens.",
        ),
        11205: Meaning(
            "A Twilio não conseguiu conectar-se ao relay.",
            "Confira servidor, proxy, firewall e DNS de `relay.public_url`. O `reconcile` recupera as mensagens.",
        ),
        11206: Meaning(
            "O que responde no endereço do relay não fala HTTP direito.",
            "Confira o proxy: protocolo e porta precisam combinar com o endereço configurado na Twilio.",
        ),
        11210: Meaning(
            "O nome do servidor no endereço do webhook não existe.",
            "Corrija o endereço no console da Twilio, ou o DNS.",
        ),
        11215: Meaning(
            "O endereço do webhook redireciona demais.",
            "Configure na Twilio o endereço final, com https e sem redirecionamento.",
        ),
        11217: Meaning(
            "O relay respondeu com um erro (4xx ou 5xx).",
            "Procure `webhook-refused` ou `message-not-stored` no log do relay: a linha diz o motivo. 403 é a "
            "assinatura: `relay.public_url` e `TWILIO_AUTH_TOKEN` precisam ser os da Twilio.",
        ),
        11220: Meaning(
            "A conexão segura (TLS) com o relay falhou.", "Confira o certificado e a versão de TLS do proxy."
        ),
        11235: Meaning("O certificado do relay é de outro domínio.", "Emita um certificado para o domínio."),
        11236: Meaning("O certificado do relay venceu.", "Renove o certificado."),
        11237: Meaning(
            "A cadeia do certificado do relay está incompleta.",
            "Sirva também os certificados intermediários.",
        ),
        12100: Meaning(
            "A resposta do relay não é TwiML.",
            "Algo entre a Twilio e o relay responde no lugar dele: confira o proxy e o endereço do webhook.",
        ),
        12200: Meaning(
            "A resposta do relay não é TwiML válido.",
            "Algo entre a Twilio e o relay altera a resposta: confira o proxy.",
        ),
        12300: Meaning(
            "A resposta do relay tem um tipo de conteúdo errado.",
            "Uma página de erro do proxy? Confira se o endereço do webhook leva ao relay.",
        ),
        57012: Meaning(
            "A assinatura foi recusada.",
            "`relay.public_url` precisa ser o endereço configurado na Twilio, e `TWILIO_AUTH_TOKEN` o token primário.",
        ),
    },
    alert_other=Meaning("Veja a página da Twilio.", "https://www.twilio.com/docs/api/errors/{code}"),
    canary_title="Operação - mensagem de teste do caminho inteiro",
    canary_body=(
        "A cada hora uma mensagem que ninguém escreveu percorre o caminho inteiro: relay, GitHub, workflow. A última "
        "que chegou foi enviada em **{when}**. Se uma não chegar, esta issue se abre."
    ),
    notice_goes_on=(
        "🔗 Este aviso **continua na #{number}**: esta issue já tem comentários demais, e o GitHub só aceita "
        "2.500 em uma."
    ),
    notice_follows="Avisos anteriores: #{number}",
    twin="Duas execuções abriram esta issue ao mesmo tempo: continua em #{number}.",
    canary_off="A mensagem de teste está desligada (`canary.enabled` em config.yml).",
    canary_missing=(
        "🚨 A mensagem de teste enviada em {when} **não chegou**. É provável que mensagens de pessoas também não "
        "cheguem. Veja, nesta ordem: o `/gateway/status` do relay (fila, erros), as execuções de `record-messages` em "
        "*Actions*, e a validade do token do relay no GitHub."
    ),
    canary_refused=(
        "🚨 O relay **não aceitou** a mensagem de teste ({reason}). É provável que a Twilio também não o alcance. Veja "
        "se o servidor e o proxy estão no ar, e se `relay.public_url` e `TWILIO_AUTH_TOKEN` são os da Twilio."
    ),
    canary_back="✅ A mensagem de teste voltou a chegar.",
    canary_phone="Bot: a mensagem de teste não chegou; mensagens podem estar paradas. Veja a issue {number}.",
    relay_stuck_phone=(
        "Bot: desde {since} nada chega ao GitHub. Mensagens esperando no servidor: {count}; nenhuma se perdeu. "
        "Veja o status do servidor."
    ),
    relay_issues_off_phone=(
        "Bot: desde {since} nada chega ao GitHub: as Issues do repositório estão desligadas. Ligue em Settings, "
        "General. Mensagens esperando: {count}; nada se perdeu."
    ),
    relay_unready_phone=(
        "Bot: desde {since} o servidor não consegue guardar ou repassar mensagens. Veja o log e o status do servidor."
    ),
    relay_well_phone="Bot: resolvido às {when}. As mensagens voltaram a passar.",
)

EN = UpkeepTexts(
    recovered="🔎 _Recovered from Twilio's list: this message had not arrived here the usual way._",
    recovered_whatsapp=(
        "_A tapped option, a location and the person's name are not in that list; if the message seems incomplete, "
        "ask._"
    ),
    joined_here=(
        "🔗 #{other} was also open with the same person on the same channel. It was closed, and the conversation "
        "continues **here**; what was written there stays there."
    ),
    joined_away=(
        "🔗 Two conversations were open with the same person on the same channel. This one continues in **#{other}**; "
        "nothing was deleted."
    ),
    runs_title="Operations - runs that failed",
    runs_body=(
        "Workflow runs that failed, were cancelled or timed out, and whose work no later run has done. Open each "
        "one, find the reason in its log, and use *Re-run*. This issue closes by itself when none is left; close it "
        "yourself when the rest no longer matters.\n\n{lines}"
    ),
    runs_line="- [`{name}`]({url}): `{conclusion}`, on {when}{times}",
    runs_times=", {count} times",
    runs_more="- … and {count} more",
    runs_over="✅ No run has work left to do.",
    left_out_title="Operations - what could not be done",
    left_out_body=(
        "What a run could not do for one person, and what no repetition changes, one comment each; nobody else waits "
        "for it. Messages received are still at Twilio, and `reconcile` tries to record them in each run. Close "
        "this issue once you have seen it all: a new case reopens it."
    ),
    left_out_line="`{job}`, `{what}`: {why}\n\nRun: {run}",
    unbound_title="Conversations and consent records out of place",
    unbound_body=(
        "These issues do not count as they are: they were transferred, are older than the signatures, or somebody "
        "copied or changed a line, or changed or deleted a consent entry. Nothing is sent from such a conversation; "
        "somebody whose record was changed gets no messages.\n\n{lines}\n\nConversations: check them and run "
        "`bot conversation rebind NUMBER`, or `--all` once after an update. Consent records: `bot consent verify` "
        "shows what is wrong. This issue closes itself once all is in order."
    ),
    unbound_over="Everything is in its place and in order again.",
    alerts_title="Operations - errors logged by Twilio",
    alerts_body=(
        "What Twilio's error log (*Console → Monitor → Logs → Errors*) shows since {since}. This issue closes by "
        "itself after a period without new errors.\n\n{table}"
    ),
    alerts_head="| code | times | first | last | what happened | what to do |",
    alerts_cut="Only the newest {count} entries were read: there may be more of each code, and earlier ones.",
    alerts_over="✅ No new errors since {since}.",
    alert_codes={
        10001: Meaning(
            "The Twilio account is not active.", "Check the account in the console: suspended, or no funds?"
        ),
        11200: Meaning(
            "Twilio got no answer from the relay in time, or got an error.",
            "Check that the relay and the proxy are running (`/gateway/status`, `/readyz`). `reconcile` "
            "recovers the messages.",
        ),
        11205: Meaning(
            "Twilio could not connect to the relay.",
            "Check the server, proxy, firewall and DNS of `relay.public_url`. `reconcile` recovers the messages.",
        ),
        11206: Meaning(
            "Whatever answers at the relay's address does not speak HTTP correctly.",
            "Check the proxy: protocol and port must match the address configured at Twilio.",
        ),
        11210: Meaning(
            "The host name in the webhook's address does not exist.",
            "Correct the address in Twilio's console, or the DNS.",
        ),
        11215: Meaning(
            "The webhook's address redirects too often.",
            "Configure the final address at Twilio, with https and without a redirect.",
        ),
        11217: Meaning(
            "The relay answered with an error (4xx or 5xx).",
            "Look for `webhook-refused` or `message-not-stored` in the relay's log: the line gives the reason. "
            "403 is the signature: `relay.public_url` and `TWILIO_AUTH_TOKEN` must be those at Twilio.",
        ),
        11220: Meaning(
            "The secure connection (TLS) to the relay failed.",
            "Check the proxy's certificate and TLS version.",
        ),
        11235: Meaning("The relay's certificate is for another domain.", "Get a certificate for the domain."),
        11236: Meaning("The relay's certificate has expired.", "Renew the certificate."),
        11237: Meaning(
            "The chain of the relay's certificate is incomplete.", "Serve the intermediate certificates too."
        ),
        12100: Meaning(
            "The relay's answer is not TwiML.",
            "Something between Twilio and the relay answers in its place: check the proxy and the webhook's address.",
        ),
        12200: Meaning(
            "The relay's answer is not valid TwiML.",
            "Something between Twilio and the relay changes the answer: check the proxy.",
        ),
        12300: Meaning(
            "The relay's answer has the wrong content type.",
            "An error page from the proxy? Check that the webhook's address leads to the relay.",
        ),
        57012: Meaning(
            "The signature was refused.",
            "`relay.public_url` must be the address configured at Twilio, `TWILIO_AUTH_TOKEN` the primary token.",
        ),
    },
    alert_other=Meaning("See Twilio's page.", "See https://www.twilio.com/docs/api/errors/{code}"),
    canary_title="Operations - test message through the whole path",
    canary_body=(
        "Every hour a message that nobody wrote travels the whole path: relay, GitHub, workflow. The last one that "
        "arrived was sent on **{when}**. If one does not arrive, this issue opens."
    ),
    notice_goes_on=(
        "🔗 This notice **goes on in #{number}**: this issue has too many comments, and GitHub takes only "
        "2,500 in one."
    ),
    notice_follows="Earlier notices: #{number}",
    twin="Two runs opened this issue at the same time: it goes on in #{number}.",
    canary_off="The test message is switched off (`canary.enabled` in config.yml).",
    canary_missing=(
        "🚨 The test message sent on {when} **has not arrived**. People's messages are probably not arriving either. "
        "Check, in this order, the relay's `/gateway/status` (queue, errors), the runs of `record-messages` in "
        "*Actions*, and whether the relay's GitHub token is still valid."
    ),
    canary_refused=(
        "🚨 The relay **did not accept** the test message ({reason}). Twilio probably cannot reach it either. Check "
        "that the server and the proxy are running, and that `relay.public_url` and `TWILIO_AUTH_TOKEN` are those at "
        "Twilio."
    ),
    canary_back="✅ Test messages are arriving again.",
    canary_phone="Message bot: the test message did not arrive. Messages may be stuck. See issue {number}.",
    relay_stuck_phone=(
        "Message bot: nothing has reached GitHub since {since}. Messages waiting on the server: {count}; none is lost. "
        "See the relay's status."
    ),
    relay_issues_off_phone=(
        "Message bot: nothing reaches GitHub since {since}: its Issues are switched off. Switch them on in Settings, "
        "General. Messages waiting: {count}; none is lost."
    ),
    relay_unready_phone=(
        "Message bot: since {since} the server cannot store or pass on messages. See the relay's log and status."
    ),
    relay_well_phone="Message bot: solved at {when}. Messages are getting through again.",
)
