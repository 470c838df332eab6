"""What `bot doctor` finds at Twilio."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.rules.texts import en, pt_br

_OWN: Mapping[str, str] = {
    # Titles
    "Twilio's credentials": "Credenciais da Twilio",
    "The auth token signs webhooks": "O auth token assina os webhooks",
    "Kind and state of the account": "Tipo e situação da conta",
    "Balance": "Saldo",
    "API key": "Chave de API",
    "No second auth token is left over": "Nenhum segundo auth token esquecido",
    "Usage triggers": "Gatilhos de uso",
    "SMS come to this relay": "Os SMS chegam a este relay",
    "SMS come by POST": "Os SMS chegam por POST",
    "Fallback address for SMS": "Endereço reserva para SMS",
    "WhatsApp messages come to this relay": "As mensagens de WhatsApp chegam a este relay",
    "Fallback address for WhatsApp": "Endereço reserva para WhatsApp",
    "No application answers for our number": "Nenhuma aplicação responde pelo nosso número",
    "No Messaging Service answers for our senders": "Nenhum Messaging Service responde pelos nossos remetentes",
    "Number for SMS": "Número para SMS",
    "WhatsApp sender": "Remetente de WhatsApp",
    "Messaging Service": "Messaging Service",
    "Countries that SMS may go to": "Países para onde SMS podem ir",
    "SMS Pumping Protection": "SMS Pumping Protection",
    "Answers from Brazilian phones": "Respostas de celulares brasileiros",
    "Twilio's own errors of the last day": "Erros que a Twilio registrou no último dia",
    "Templates": "Modelos",
    "A message leaves for your phone": "Uma mensagem sai para o seu celular",
    "Twilio lists the message as it was sent": "A Twilio lista a mensagem como foi enviada",
    "The message is delivered": "A mensagem é entregue",
    "The answer from your phone comes back": "A resposta do seu celular volta",
    "a message": "uma mensagem",
    # What cannot be seen
    "the account": "a conta",
    "the numbers of the account": "os números da conta",
    "the WhatsApp senders": "os remetentes de WhatsApp",
    "the Messaging Services": "os Messaging Services",
    "the Messaging Service": "o Messaging Service",
    "the senders of a Messaging Service": "os remetentes de um Messaging Service",
    "the balance": "o saldo",
    "the API keys": "as chaves de API",
    "the second auth token": "o segundo auth token",
    "the usage triggers": "os gatilhos de uso",
    "the geographic permissions": "as permissões geográficas",
    "the received messages": "as mensagens recebidas",
    "its error log": "o registro de erros",
    "the templates": "os modelos",
    "the message": "a mensagem",
    "Twilio does not show {what} (code {code}, HTTP {status}).": (
        "A Twilio não mostra {what} (código {code}, HTTP {status})."
    ),
    "Twilio does not show {what}: the account is not active.": (
        "A Twilio não mostra {what}: a conta não está ativa."
    ),
    "Look at the check of the account.": "Veja o teste da conta.",
    "The API key may not see {what}: it lacks {names}.": "A chave de API não pode ver {what}: falta {names}.",
    "Give the key that permission, or look from the relay's computer, which has the auth token.": (
        "Dê essa permissão à chave, ou teste no computador do relay, que tem o auth token."
    ),
    "Twilio does not show {what} to these credentials.": "A Twilio não mostra {what} a estas credenciais.",
    "Look at the check of the credentials.": "Veja o teste das credenciais.",
    "Twilio did not answer when asked for {what}: {why}": "A Twilio não respondeu sobre {what}: {why}",
    "Run it again in a minute.": "Rode de novo daqui a um minuto.",
    # The account
    "Twilio refuses TWILIO_ACCOUNT_SID with TWILIO_AUTH_TOKEN: one of them is wrong, or they are of two accounts.": (
        "A Twilio recusa TWILIO_ACCOUNT_SID com TWILIO_AUTH_TOKEN: um deles está errado, ou são de contas diferentes."
    ),
    "Copy both from one page, Account Info in Twilio's console: not the test credentials, not an API key.": (
        "Copie os dois da mesma página, Account Info, no console da Twilio: nem credenciais de teste, nem chave de API."
    ),
    "Twilio knows no account TWILIO_ACCOUNT_SID for these credentials: they are of another one.": (
        "Para estas credenciais a Twilio não tem a conta TWILIO_ACCOUNT_SID: elas são de outra."
    ),
    "Copy TWILIO_ACCOUNT_SID from the account that the API key is of.": (
        "Copie TWILIO_ACCOUNT_SID da conta a que a chave de API pertence."
    ),
    "These are Twilio's test credentials: nothing that they send ever leaves.": (
        "Estas são as credenciais de teste da Twilio: nada do que elas enviam sai de lá."
    ),
    "Copy the live credentials, under Account Info in Twilio's console.": (
        "Copie as credenciais reais (live), em Account Info no console da Twilio."
    ),
    "Twilio takes the API key; there is no auth token here.": (
        "A Twilio aceita a chave de API; não há auth token aqui."
    ),
    "Twilio takes the account's SID and auth token.": "A Twilio aceita o SID e o auth token da conta.",
    "There is no auth token here: the relay has it, which checks signatures.": (
        "Não há auth token aqui: quem o tem é o relay, que confere as assinaturas."
    ),
    "Twilio does not show which auth token signs webhooks.": (
        "A Twilio não mostra qual auth token assina os webhooks."
    ),
    "Compare it with the console.": "Compare-o com o console.",
    "The auth token is the primary one: webhooks are signed with it.": (
        "O auth token é o primário: os webhooks são assinados com ele."
    ),
    "The auth token is not the primary one: every webhook is signed with another and refused.": (
        "O auth token não é o primário: todo webhook vem assinado com outro e é recusado."
    ),
    "The auth token is not the primary one; signatures by TWILIO_AUTH_TOKEN_SECONDARY are taken as well.": (
        "O auth token não é o primário; assinaturas com TWILIO_AUTH_TOKEN_SECONDARY também são aceitas."
    ),
    "Copy the primary auth token from Account Info in Twilio's console into TWILIO_AUTH_TOKEN.": (
        "Copie o auth token primário de Account Info, no console da Twilio, para TWILIO_AUTH_TOKEN."
    ),
    "The account is active, and no trial.": "A conta está ativa e não é de avaliação (trial).",
    "Upgrade it: {where}, Upgrade.": "Faça o upgrade: {where}, Upgrade.",
    "It is a trial account: SMS reach only verified numbers in the USA, begin with Twilio's own words, and end after "
    "30 days.": (
        "É uma conta de avaliação (trial): os SMS só chegam a números verificados nos EUA, começam com palavras da "
        "própria Twilio e acabam depois de 30 dias."
    ),
    "It is a trial account: it ends after 30 days, and cannot register a WhatsApp sender.": (
        "É uma conta de avaliação (trial): acaba depois de 30 dias e não pode registrar um remetente de WhatsApp."
    ),
    "The account is {status}: nothing is sent, and nothing comes in.": (
        "A conta está em situação {status}: nada é enviado e nada chega."
    ),
    "suspended": "suspensa (suspended)",
    "closed": "encerrada (closed)",
    "suspended or closed": "suspensa ou encerrada",
    "Look at the notices in Twilio's console; without funds, pay some in. It is back within ten minutes.": (
        "Veja os avisos no console da Twilio; se faltar saldo, faça uma recarga. Ela volta em até dez minutos."
    ),
    "billing.balance_floor is null: the account pays by invoice.": (
        "billing.balance_floor é null: a conta paga por fatura."
    ),
    "Twilio does not show the balance: to a subaccount, or to this key.": (
        "A Twilio não mostra o saldo: a uma subconta, ou a esta chave."
    ),
    "Look at it in the console.": "Veja-o no console.",
    "Pay some in, or switch on Auto-recharge under Billing in Twilio's console.": (
        "Faça uma recarga, ou ligue Auto-recharge em Billing, no console da Twilio."
    ),
    "The balance is {amount}: Twilio suspends the account.": "O saldo é {amount}: a Twilio suspende a conta.",
    "The balance is {amount}, below billing.balance_floor.": "O saldo é {amount}, abaixo de billing.balance_floor.",
    "The balance is {amount}.": "O saldo é {amount}.",
    "No API key is used: messages are sent with the auth token.": (
        "Nenhuma chave de API em uso: as mensagens saem com o auth token."
    ),
    "Twilio refuses the API key: it was deleted, or its secret is another one.": (
        "A Twilio recusa a chave de API: foi apagada, ou o segredo é outro."
    ),
    "`bot rotate twilio-api-key --create` makes a new one; the auth token is not concerned.": (
        "`bot rotate twilio-api-key --create` cria uma nova; o auth token não muda."
    ),
    "The API key is of another account.": "A chave de API é de outra conta.",
    "Make one in this account.": "Crie uma nesta conta.",
    "The API key cannot be tried.": "Não dá para testar a chave de API.",
    "Twilio takes the API key, and lists messages for it; what else it may do only the auth token sees.": (
        "A Twilio aceita a chave de API e lista mensagens para ela; o que mais ela pode, só o auth token vê."
    ),
    "Twilio takes the API key, which may send and list messages.": (
        "A Twilio aceita a chave de API, que pode enviar e listar mensagens."
    ),
    "The API key sends and lists messages, and lacks {names}.": (
        "A chave de API envia e lista mensagens; faltam {names}."
    ),
    "Add them to the key in Twilio's console, for erasures, the error log and the bill.": (
        "Acrescente-as à chave no console da Twilio: exclusões, registro de erros e conta dependem delas."
    ),
    "The API key is restricted, and may do all that the bot does.": (
        "A chave de API é restrita e pode tudo o que o bot faz."
    ),
    "The API key is restricted, and lacks {names}.": "A chave de API é restrita; falta {names}.",
    "Add that permission to the key in Twilio's console; without it the workflows cannot work.": (
        "Acrescente essa permissão à chave no console da Twilio; sem ela os workflows não funcionam."
    ),
    "No second auth token is configured; whether the account has one, Twilio does not show.": (
        "Nenhum segundo auth token configurado; se a conta tem um, a Twilio não mostra."
    ),
    "A second auth token still opens the account: a rotation is not finished.": (
        "Um segundo auth token ainda abre a conta: uma troca não terminou."
    ),
    "Run `bot rotate twilio-auth-token` again, which finishes it.": (
        "Rode `bot rotate twilio-auth-token` de novo, que a termina."
    ),
    "TWILIO_AUTH_TOKEN_SECONDARY is no longer valid at Twilio.": (
        "TWILIO_AUTH_TOKEN_SECONDARY já não vale na Twilio."
    ),
    "Remove its line from .env.": "Tire a linha dela do .env.",
    "billing.usage_triggers is off.": "billing.usage_triggers está desligado.",
    "Of {count} usage triggers {missing} are missing, and {surplus} are left of earlier settings.": (
        "De {count} gatilhos de uso faltam {missing}, e sobram {surplus} de configurações anteriores."
    ),
    "`bot billing triggers` sets them.": "`bot billing triggers` os ajusta.",
    "All {count} usage triggers are set.": "Todos os {count} gatilhos de uso estão em ordem.",
    "Twilio did not answer: {why}": "A Twilio não respondeu: {why}",
    "See whether this computer may open connections to api.twilio.com, and https://status.twilio.com.": (
        "Veja se este computador pode abrir conexões com api.twilio.com, e https://status.twilio.com."
    ),
    # What Twilio reports
    "Twilio's error log has nothing of the last day.": "O registro de erros da Twilio não tem nada do último dia.",
    "Twilio's error log of the last day concerns single messages: {codes}.": (
        "O registro de erros da Twilio do último dia trata de mensagens isoladas: {codes}."
    ),
    "The comments that sent them say what became of each.": (
        "Os comentários que as enviaram dizem o que houve com cada uma."
    ),
    "Twilio's error log of the last day: {codes}. {what}": (
        "Registro de erros da Twilio do último dia: {codes}. {what}"
    ),
    "config.yml has no templates.": "O config.yml não tem modelos.",
    "Of {count} templates {faulty} cannot be sent: {names}.": (
        "De {count} modelos, {faulty} não podem ser enviados: {names}."
    ),
    "`bot templates check` says what is wrong with each.": "`bot templates check` diz o que há com cada um.",
    "All {count} templates can be sent.": "Todos os {count} modelos podem ser enviados.",
    # First contact
    "AUDITORIA360: test of the connection. Please answer this message with OK.": (
        "AUDITORIA360: teste da conexão. Responda esta mensagem com OK, por favor."
    ),
    "ADMIN_PHONES is not set: there is no phone to try it with.": (
        "ADMIN_PHONES não está definida: não há celular para o teste."
    ),
    "Twilio refuses the status address of our messages (21609): it cannot be called from the internet.": (
        "A Twilio recusa o endereço de status das nossas mensagens (21609): a internet não chega a ele."
    ),
    "Set relay.public_url to the address that Twilio reaches, with https.": (
        "Ponha em relay.public_url o endereço que a Twilio alcança, com https."
    ),
    "No message left: {why}": "Nenhuma mensagem saiu: {why}",
    "Twilio took a message by {channel}, with the status address.": (
        "A Twilio aceitou uma mensagem por {channel}, com o endereço de status."
    ),
    "No message left.": "Nenhuma mensagem saiu.",
    "Twilio's list did not show the message right after it was sent.": (
        "A lista da Twilio não mostrou a mensagem logo depois do envio."
    ),
    "Nothing to do: the bot waits for the list before it sends again.": (
        "Nada a fazer: o bot espera pela lista antes de enviar de novo."
    ),
    "Twilio's list showed the message at once, word by word.": (
        "A lista da Twilio mostrou a mensagem na hora, palavra por palavra."
    ),
    "Twilio put words of its own before the text: it is a trial account.": (
        "A Twilio pôs palavras dela antes do texto: é uma conta de avaliação (trial)."
    ),
    "Upgrade the account.": "Faça o upgrade da conta.",
    "Twilio's list shows another text than was sent.": "A lista da Twilio mostra outro texto que o enviado.",
    "Switch off Smart Encoding and link shortening in the Messaging Service, or report this.": (
        "Desligue Smart Encoding e o encurtador de links no Messaging Service, ou relate isso."
    ),
    "The statuses were {order}: the last is unknown to this version.": (
        "Os status foram {order}: esta versão não conhece o último."
    ),
    "The message was not delivered (code {code}); its statuses: {order}.": (
        "A mensagem não foi entregue (código {code}); os status: {order}."
    ),
    "The message was delivered; its statuses: {order}.": "A mensagem foi entregue; os status: {order}.",
    "After {seconds} seconds no carrier had confirmed it; its statuses: {order}.": (
        "Depois de {seconds} segundos nenhuma operadora a confirmou; os status: {order}."
    ),
    "If it is on your phone, all is well: some carriers report nothing.": (
        "Se ela está no seu celular, tudo certo: há operadoras que não confirmam nada."
    ),
    "The answer from your phone came back.": "A resposta do seu celular voltou.",
    "No answer from your phone reached Twilio within {seconds} seconds.": (
        "Nenhuma resposta do seu celular chegou à Twilio em {seconds} segundos."
    ),
    "If you have answered: your carrier brings no answers to this number, so use WhatsApp. Else run it again.": (
        "Se você respondeu: a sua operadora não traz respostas a este número; use o WhatsApp. Senão, rode de novo."
    ),
    "None of our numbers is on the channel of the first of ADMIN_PHONES.": (
        "Nenhum número nosso está no canal do primeiro de ADMIN_PHONES."
    ),
    "Write a phone there that one of our numbers reaches.": "Escreva ali um celular que um número nosso alcance.",
    "See https://www.twilio.com/docs/api/errors/{code}.": "Veja https://www.twilio.com/docs/api/errors/{code}.",
}


def _of_codes() -> Iterator[tuple[str, str]]:
    """Yield what the tables of Twilio's codes say, in both languages."""
    for english, portuguese in (
        (en.TEXTS.upkeep.alert_codes, pt_br.TEXTS.upkeep.alert_codes),
        (en.TEXTS.codes, pt_br.TEXTS.codes),
    ):
        for code, meaning in english.items():
            yield meaning.what, portuguese[code].what
            yield meaning.remedy, portuguese[code].remedy


PORTUGUESE: Mapping[str, str] = {**dict(_of_codes()), **_OWN}
