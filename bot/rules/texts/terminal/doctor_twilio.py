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
    # Where messages go
    "`bot doctor --fix` sets it.": "`bot doctor --fix` ajusta.",
    "There is no number for SMS (TWILIO_PHONE_NUMBER).": "Não há número para SMS (TWILIO_PHONE_NUMBER).",
    "There is no number for WhatsApp (TWILIO_WHATSAPP_NUMBER).": (
        "Não há número para WhatsApp (TWILIO_WHATSAPP_NUMBER)."
    ),
    "relay.public_url is not set, so no address can be compared.": (
        "relay.public_url não está definido, então não há endereço para comparar."
    ),
    "Set relay.public_url in config.yml.": "Defina relay.public_url no config.yml.",
    "The account has no such number: look at the check of the number.": (
        "A conta não tem esse número: veja o teste do número."
    ),
    "The account has no such sender: look at the check of the WhatsApp sender.": (
        "A conta não tem esse remetente: veja o teste do remetente de WhatsApp."
    ),
    "A Messaging Service answers in its place: look at the check of that.": (
        "Um Messaging Service responde no lugar dele: veja o teste disso."
    ),
    "Only the console shows the address of Twilio's WhatsApp sandbox.": (
        "Só o console mostra o endereço do sandbox de WhatsApp da Twilio."
    ),
    "Compare it there: Messaging, Try it out, Send a WhatsApp message, Sandbox settings, `When a message comes in`.": (
        "Compare lá: Messaging, Try it out, Send a WhatsApp message, Sandbox settings, `When a message comes in`."
    ),
    "The number": "O número",
    "The WhatsApp sender": "O remetente de WhatsApp",
    "{which} calls no address: what people write is lost.": (
        "{which} não chama endereço nenhum: o que as pessoas escrevem se perde."
    ),
    "{which} still calls Twilio's demo, as a new number does: the relay gets nothing.": (
        "{which} ainda chama a demonstração da Twilio, como todo número novo: o relay não recebe nada."
    ),
    "{which} calls another host than relay.public_url: the relay gets nothing.": (
        "{which} chama outro servidor, e não relay.public_url: o relay não recebe nada."
    ),
    "{which} calls the relay by another scheme than relay.public_url: signatures do not fit.": (
        "{which} chama o relay com outro protocolo (http/https) que relay.public_url: as assinaturas não conferem."
    ),
    "{which} calls this host, but not the relay's webhook.": (
        "{which} chama este servidor, mas não o webhook do relay."
    ),
    "An application at Twilio answers the number: all its addresses are ignored.": (
        "Uma aplicação na Twilio responde pelo número: todos os endereços dele são ignorados."
    ),
    "`bot doctor --fix` takes it away from the number.": "`bot doctor --fix` a desliga do número.",
    "No application answers in the number's place.": "Nenhuma aplicação responde no lugar do número.",
    "No Messaging Service answers in the place of our senders.": (
        "Nenhum Messaging Service responde no lugar dos nossos remetentes."
    ),
    "A Messaging Service answers for our sender: what people write goes to the service's address, or nowhere.": (
        "Um Messaging Service responde pelo nosso remetente: o que as pessoas escrevem vai para o endereço dele, ou "
        "para lugar nenhum."
    ),
    "`bot doctor --fix` has it leave that to the number where nobody else is in the service; else switch on `Defer to "
    "sender's webhook` under Integration in the service's settings.": (
        "`bot doctor --fix` devolve isso ao número, se não houver mais ninguém no serviço; senão, ligue `Defer to "
        "sender's webhook` em Integration, nas configurações do serviço."
    ),
    "{which} calls this relay, and again after a failure.": "{which} chama este relay, e de novo depois de uma falha.",
    "{which} calls this relay, but only once: a restart of it loses messages.": (
        "{which} chama este relay, mas uma vez só: um reinício dele perde mensagens."
    ),
    "{which} has the fallback address of this relay.": "{which} tem o endereço reserva deste relay.",
    "{which} falls back to another host than relay.public_url.": (
        "{which} tem como reserva outro servidor, e não relay.public_url."
    ),
    "Leave it if a relay of yours is there; else `bot doctor --fix` sets it.": (
        "Deixe assim se houver lá um relay seu; senão, `bot doctor --fix` ajusta."
    ),
    "{which} has no fallback address of this relay: what failed is not tried there.": (
        "{which} não tem o endereço reserva deste relay: o que falhou não é tentado lá."
    ),
    "{which} sends by POST.": "{which} envia por POST.",
    "{which} sends by {method}: the relay takes POST alone.": "{which} envia por {method}: o relay só aceita POST.",
    # What we send from
    "TWILIO_PHONE_NUMBER is no number of this account: nothing can be sent from it.": (
        "TWILIO_PHONE_NUMBER não é um número desta conta: nada pode sair dele."
    ),
    "Take one of the account's numbers, under Phone Numbers, Active numbers, in Twilio's console.": (
        "Use um dos números da conta, em Phone Numbers, Active numbers, no console da Twilio."
    ),
    "TWILIO_PHONE_NUMBER can only make calls.": "TWILIO_PHONE_NUMBER só faz ligações.",
    "Take or buy a number with the capability SMS: `bot setup` lists them.": (
        "Use ou compre um número com a capacidade SMS: `bot setup` os lista."
    ),
    "The number is one of this account, and does SMS.": "O número é desta conta e tem SMS.",
    "TWILIO_WHATSAPP_NUMBER is Twilio's sandbox: it reaches only who has sent it `join`, for three days, and sends no "
    "template of yours.": (
        "TWILIO_WHATSAPP_NUMBER é o sandbox da Twilio: só alcança quem lhe mandou `join`, por três dias, e não envia "
        "modelos seus."
    ),
    "Register a sender of your own: Messaging, Senders, WhatsApp senders, in Twilio's console; it takes days.": (
        "Registre um remetente próprio: Messaging, Senders, WhatsApp senders, no console da Twilio; leva dias."
    ),
    "TWILIO_WHATSAPP_NUMBER is no WhatsApp sender of this account.": (
        "TWILIO_WHATSAPP_NUMBER não é um remetente de WhatsApp desta conta."
    ),
    "Take one of those under Messaging, Senders, WhatsApp senders, in Twilio's console, or register it there.": (
        "Use um dos que estão em Messaging, Senders, WhatsApp senders, no console da Twilio, ou registre-o lá."
    ),
    "The WhatsApp sender is registered, and online.": "O remetente de WhatsApp está registrado e no ar.",
    "The WhatsApp sender is not ready: its status is {status}.": (
        "O remetente de WhatsApp não está pronto: a situação dele é {status}."
    ),
    "Finish its registration under Messaging, Senders, in Twilio's console; Meta's part takes days.": (
        "Termine o registro em Messaging, Senders, no console da Twilio; a parte da Meta leva dias."
    ),
    "The WhatsApp sender is {status} (codes: {codes}).": (
        "O remetente de WhatsApp está em situação {status} (códigos: {codes})."
    ),
    "Open it under Messaging, Senders, in Twilio's console: it says why, and what Meta wants.": (
        "Abra-o em Messaging, Senders, no console da Twilio: lá está o motivo, e o que a Meta pede."
    ),
    "No Messaging Service is configured: `reconcile` sends what is deferred.": (
        "Nenhum Messaging Service configurado: o `reconcile` envia o que foi adiado."
    ),
    "The account has no Messaging Service TWILIO_MESSAGING_SERVICE_SID: deferred messages are refused.": (
        "A conta não tem o Messaging Service TWILIO_MESSAGING_SERVICE_SID: mensagens adiadas são recusadas."
    ),
    "Copy its SID from Messaging, Services, in Twilio's console, or remove the line.": (
        "Copie o SID de Messaging, Services, no console da Twilio, ou tire a linha."
    ),
    "The Messaging Service lacks our sender for {channels}: deferred messages are refused.": (
        "O Messaging Service não tem o nosso remetente de {channels}: mensagens adiadas são recusadas."
    ),
    "Add it under Sender Pool in the service's settings in Twilio's console.": (
        "Acrescente-o em Sender Pool, nas configurações do serviço no console da Twilio."
    ),
    "The Messaging Service has our senders.": "O Messaging Service tem os nossos remetentes.",
    "SMS to {countries} are switched off at Twilio (21408).": (
        "SMS para {countries} estão desligados na Twilio (21408)."
    ),
    "`bot doctor --fix` switches them on.": "`bot doctor --fix` os liga.",
    "Twilio lists no country for SMS to this account.": "A Twilio não lista nenhum país para SMS a esta conta.",
    "Look at Messaging, Settings, Geo permissions, in Twilio's console.": (
        "Veja Messaging, Settings, Geo permissions, no console da Twilio."
    ),
    "SMS are switched on for countries that policy.countries lacks ({count}): {names}.": (
        "Há SMS ligados para países que policy.countries não tem ({count}): {names}."
    ),
    "Leave only those you write to: Messaging, Settings, Geo permissions, in Twilio's console. A stolen token could "
    "write to all of them.": (
        "Deixe só aqueles para os quais você escreve: Messaging, Settings, Geo permissions, no console da Twilio. "
        "Quem roubasse o token poderia escrever para todos."
    ),
    "SMS may go to the countries of policy.countries, and to no others.": (
        "SMS podem ir aos países de policy.countries, e a nenhum outro."
    ),
    "Twilio has no API that shows whether SMS Pumping Protection is on.": (
        "A Twilio não tem API que mostre se a SMS Pumping Protection está ligada."
    ),
    "Look at it: Messaging, Settings, General, in Twilio's console. Switch it on where your account offers it.": (
        "Veja: Messaging, Settings, General, no console da Twilio. Ligue-a, se a sua conta a oferece."
    ),
    "The number for SMS is Brazilian: answers from Brazilian phones reach it.": (
        "O número para SMS é brasileiro: respostas de celulares brasileiros chegam a ele."
    ),
    "{count} SMS from Brazilian phones reached this foreign number in 30 days.": (
        "{count} SMS de celulares brasileiros chegaram a este número estrangeiro em 30 dias."
    ),
    "The number for SMS is foreign, and no SMS from a Brazilian phone reached it in 30 days: carriers may replace the "
    "sender, and then answers, SAIR and APAGAR do not come back.": (
        "O número para SMS é estrangeiro, e nenhum SMS de celular brasileiro chegou a ele em 30 dias: as operadoras "
        "podem trocar o remetente, e aí respostas, SAIR e APAGAR não voltam."
    ),
    "`bot doctor --first-contact` tries it with your phone. If nothing comes back, use WhatsApp.": (
        "`bot doctor --first-contact` testa com o seu celular. Se nada voltar, use o WhatsApp."
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
