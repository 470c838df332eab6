"""What `bot setup` changes at Twilio."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "our senders": "os nossos remetentes",
    "none": "nenhum",
    "Where SMS go": "Para onde vão os SMS",
    "How SMS come": "Como chegam os SMS",
    "Fallback address for SMS": "Endereço reserva para SMS",
    "Where WhatsApp messages go": "Para onde vão as mensagens de WhatsApp",
    "Fallback address for WhatsApp": "Endereço reserva para WhatsApp",
    "No application answers for our number": "Nenhuma aplicação responde pelo nosso número",
    "No Messaging Service answers for our senders": "Nenhum Messaging Service responde pelos nossos remetentes",
    "The address that {sender} calls for an SMS": "O endereço que {sender} chama para um SMS",
    "How {sender} sends an SMS": "O método com que {sender} envia um SMS",
    "The fallback address of {sender} for an SMS": "O endereço reserva de {sender} para um SMS",
    "The address that {sender} calls for a WhatsApp message": (
        "O endereço que {sender} chama para uma mensagem de WhatsApp"
    ),
    "The fallback address of {sender} for a WhatsApp message": (
        "O endereço reserva de {sender} para uma mensagem de WhatsApp"
    ),
    "The application that answers {sender}": "A aplicação que responde por {sender}",
    "How the Messaging Service {name} answers": "Como responde o Messaging Service {name}",
    "by the service's address": "pelo endereço do serviço",
    "by the sender's own address": "pelo endereço do próprio remetente",
    "SMS to {countries}": "SMS para {countries}",
    "switched off": "desligados",
    "switched on": "ligados",
    "Countries that SMS may go to": "Países para onde SMS podem ir",
    "There, under General, switch on SMS Pumping Protection where your account offers it: no program can.": (
        "Ali, em General, ligue a SMS Pumping Protection, se a sua conta a oferece: nenhum programa consegue."
    ),
    "Twilio lets only its console switch SMS to {countries}.": (
        "Para {countries}, a Twilio só deixa ligar ou desligar SMS no console dela."
    ),
    "Do it there: Messaging, Settings, Geo permissions; or take the country out of policy.countries.": (
        "Faça isso lá: Messaging, Settings, Geo permissions; ou tire o país de policy.countries."
    ),
    "Twilio refuses to change {what} (code {code}, HTTP {status}).": (
        "A Twilio se recusa a mudar: {what} (código {code}, HTTP {status})."
    ),
    "{what} could not be changed: {why}": "Não foi possível mudar: {what}. {why}",
    "Run the same command again: what is done already is left alone.": (
        "Rode o mesmo comando de novo: o que já está feito fica como está."
    ),
}
