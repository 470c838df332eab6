"""What `bot doctor` finds of the addresses and senders at Twilio."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
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
}
