"""Twilio's error codes: what happened, and what to do.

Source: twilio.com/docs/api/errors.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.texts.meaning import Meaning

PT_BR: Mapping[int, Meaning] = {
    20003: Meaning(
        "as credenciais da Twilio não foram aceitas, ou a conta está suspensa.",
        "Confira TWILIO_ACCOUNT_SID e TWILIO_AUTH_TOKEN nos segredos do repositório e o saldo da conta.",
    ),
    20008: Meaning(
        "as credenciais são de teste.",
        "Troque nos segredos do repositório pelas credenciais reais da conta.",
    ),
    20404: Meaning("a conta ou o recurso não existe.", "Confira TWILIO_ACCOUNT_SID."),
    20429: Meaning("a Twilio pediu para diminuir o ritmo.", "Aguarde um minuto e escreva um novo `/reply`."),
    21211: Meaning(
        "o número de destino não é válido.",
        "Confirme o número com a pessoa por outro meio; peça que escreva de novo.",
    ),
    21212: Meaning("o nosso número não é válido.", "Confira TWILIO_PHONE_NUMBER e TWILIO_WHATSAPP_NUMBER."),
    21265: Meaning(
        "o destino é um número curto, e números da Twilio não escrevem para números curtos.",
        "Responda por outro meio; este remetente não recebe mensagens nossas.",
    ),
    21266: Meaning(
        "o destino é o nosso próprio número.", "Confira o destino: o serviço não escreve para si mesmo."
    ),
    21408: Meaning(
        "a conta não tem permissão para enviar a esse país.",
        "Ative o país em Messaging → Settings → Geo permissions no console da Twilio.",
    ),
    21601: Meaning("o nosso número não envia SMS.", "Use um número com SMS na conta da Twilio."),
    21602: Meaning("a mensagem estava vazia.", "Escreva um texto depois de `/reply`."),
    21603: Meaning("faltou o nosso número.", "Confira TWILIO_PHONE_NUMBER e TWILIO_WHATSAPP_NUMBER."),
    21604: Meaning("faltou o destino.", "Isto é uma falha do sistema: avise quem o mantém."),
    21606: Meaning(
        "o nosso número não pertence a esta conta ou não envia SMS.",
        "Confira o número no console da Twilio, em Phone Numbers → Active numbers.",
    ),
    21608: Meaning(
        "a conta é de avaliação e o número da pessoa não foi verificado.",
        "Verifique o número no console da Twilio ou passe a conta para paga.",
    ),
    21609: Meaning(
        "o endereço em que a Twilio avisa a entrega não serve: precisa ser completo, público e sem `_` no nome.",
        "Corrija `relay.public_url` em config.yml; até lá nenhuma mensagem sai.",
    ),
    21610: Meaning(
        "a pessoa pediu para não receber mensagens (STOP).",
        "Respeite o pedido. Ela volta a receber quando enviar START; fale com ela por outro meio.",
    ),
    21611: Meaning(
        "há mensagens demais na fila deste número.", "Aguarde a fila esvaziar e escreva um novo `/reply`."
    ),
    21612: Meaning(
        "este número não é alcançável a partir do nosso.", "Responda por outro canal ou por outro número."
    ),
    21614: Meaning("o destino não é um celular.", "Telefones fixos não recebem SMS: ligue para a pessoa."),
    21617: Meaning("o texto passa de 1.600 caracteres.", "Divida o texto em mais de um `/reply`."),
    21620: Meaning("o endereço do anexo não serve.", "Envie o texto sem o anexo."),
    21623: Meaning("há anexos demais.", "Envie até 10 anexos por mensagem."),
    21624: Meaning(
        "o prazo de validade da mensagem não serve.", "Isto é uma falha do sistema: avise quem o mantém."
    ),
    21635: Meaning("o destino é um telefone fixo.", "Telefones fixos não recebem SMS: ligue para a pessoa."),
    21654: Meaning("faltou o modelo da mensagem.", "Confira os modelos em config.yml."),
    21655: Meaning("o modelo da mensagem não existe.", "Confira os modelos em config.yml."),
    21656: Meaning("os valores do modelo não servem.", "Confira os campos do modelo."),
    21658: Meaning("um campo passa do tamanho permitido.", "Encurte o texto."),
    21659: Meaning(
        "o nosso número não pertence a esta conta da Twilio, ou não envia para o país do destino.",
        "Confira o número no console da Twilio, em Phone Numbers → Active numbers.",
    ),
    21703: Meaning(
        "o Messaging Service não tem números.", "Acrescente um número a ele no console da Twilio."
    ),
    21705: Meaning("o Messaging Service não é válido.", "Confira TWILIO_MESSAGING_SERVICE_SID."),
    21910: Meaning(
        "o nosso número e o destino não são do mesmo canal.",
        "Confira TWILIO_PHONE_NUMBER e TWILIO_WHATSAPP_NUMBER.",
    ),
    30001: Meaning("a fila de envio transbordou.", "Aguarde alguns minutos e escreva um novo `/reply`."),
    30002: Meaning("a conta da Twilio está suspensa.", "Regularize a conta no console da Twilio."),
    30003: Meaning(
        "o telefone está desligado, sem sinal ou não existe.",
        "Tente outra vez mais tarde com um novo `/reply`.",
    ),
    30004: Meaning("a operadora bloqueou a mensagem.", "Fale com a pessoa por outro canal."),
    30005: Meaning("o número não existe ou não está em serviço.", "Confirme o número com a pessoa."),
    30006: Meaning(
        "é um telefone fixo ou a operadora não é alcançável.", "Não repita: fale por outro canal."
    ),
    30007: Meaning(
        "a mensagem foi retida por parecer propaganda.",
        "Reescreva sem links encurtados nem texto promocional.",
    ),
    30008: Meaning("a operadora não disse o motivo.", "Tente outra vez; se persistir, fale por outro canal."),
    30032: Meaning("o número gratuito não foi verificado.", "Conclua a verificação no console da Twilio."),
    35114: Meaning("a hora do agendamento não serve.", "Escreva um novo `/reply`."),
    35115: Meaning("a hora do agendamento está fora do prazo permitido.", "Escreva um novo `/reply`."),
    35117: Meaning("a hora do agendamento não serve.", "Escreva um novo `/reply`."),
    35118: Meaning("agendar pede um Messaging Service.", "Configure TWILIO_MESSAGING_SERVICE_SID."),
    35125: Meaning("há mensagens agendadas demais.", "Aguarde e escreva um novo `/reply`."),
    63003: Meaning(
        "o destino não foi encontrado neste canal.", "A pessoa talvez não use WhatsApp: tente por SMS."
    ),
    63007: Meaning(
        "o nosso número não está ativo neste canal.",
        "Confira TWILIO_WHATSAPP_NUMBER em Messaging → Senders.",
    ),
    63013: Meaning("a mensagem fere uma política do WhatsApp.", "Reescreva o texto."),
    63014: Meaning("a pessoa bloqueou o nosso número.", "Fale com ela por outro meio."),
    63015: Meaning(
        "a pessoa não entrou no sandbox do WhatsApp.",
        "Peça que envie a palavra de entrada do sandbox, ou use o canal real.",
    ),
    63016: Meaning(
        "passaram mais de 24 horas desde a última mensagem da pessoa; o WhatsApp só aceita modelos aprovados.",
        "Espere que ela escreva de novo, ou fale por SMS.",
    ),
    63018: Meaning(
        "o WhatsApp pediu para diminuir o ritmo.", "Aguarde um minuto e escreva um novo `/reply`."
    ),
    63021: Meaning("o conteúdo ou o modelo não serve.", "Reescreva; um modelo vai até 1.024 caracteres."),
    63024: Meaning("o destinatário não é válido neste canal.", "Confirme o número com a pessoa."),
    63031: Meaning(
        "o destino é o nosso próprio número.", "Confira o destino: o serviço não escreve para si mesmo."
    ),
    63032: Meaning("o WhatsApp limita mensagens a esta pessoa.", "Tente mais tarde ou por SMS."),
    63033: Meaning("a pessoa bloqueou mensagens deste tipo.", "Fale com ela por outro meio."),
    63038: Meaning("a conta atingiu o limite diário de mensagens.", "Tente amanhã ou peça aumento à Twilio."),
}

EN: Mapping[int, Meaning] = {
    20003: Meaning(
        "Twilio's credentials were not accepted, or the account is suspended.",
        "Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN in the repository's secrets, and the account's balance.",
    ),
    20008: Meaning(
        "the credentials are test credentials.",
        "Put the account's real ones into the repository's secrets.",
    ),
    20404: Meaning("the account or resource does not exist.", "Check TWILIO_ACCOUNT_SID."),
    20429: Meaning("Twilio asks us to slow down.", "Wait a minute and write a new `/reply`."),
    21211: Meaning(
        "the recipient's number is not valid.",
        "Ask the person for the number in another way, or ask them to write again.",
    ),
    21212: Meaning("our number is not valid.", "Check TWILIO_PHONE_NUMBER and TWILIO_WHATSAPP_NUMBER."),
    21265: Meaning(
        "the destination is a short code, and Twilio's numbers cannot write to short codes.",
        "Answer in another way; this sender cannot get messages from us.",
    ),
    21266: Meaning(
        "the destination is our own number.", "Check the destination: the service does not write to itself."
    ),
    21408: Meaning(
        "the account may not send to that country.",
        "Allow the country under Messaging → Settings → Geo permissions in Twilio's console.",
    ),
    21601: Meaning("our number cannot send SMS.", "Use a number with SMS in the Twilio account."),
    21602: Meaning("the message was empty.", "Write a text after `/reply`."),
    21603: Meaning("our number was missing.", "Check TWILIO_PHONE_NUMBER and TWILIO_WHATSAPP_NUMBER."),
    21604: Meaning(
        "the destination was missing.", "This is a bug in the system: report it to whoever maintains it."
    ),
    21606: Meaning(
        "our number does not belong to this account or cannot send SMS.",
        "Check the number in Twilio's console under Phone Numbers → Active numbers.",
    ),
    21608: Meaning(
        "this is a trial account and the person's number is not verified.",
        "Verify the number in Twilio's console, or upgrade the account.",
    ),
    21609: Meaning(
        "Twilio does not accept the address for its delivery reports: it must be complete, public and without `_`.",
        "Correct `relay.public_url` in config.yml; until then no message leaves.",
    ),
    21610: Meaning(
        "the person asked for no more messages (STOP).",
        "Respect that. They will get messages again after sending START; reach them in another way.",
    ),
    21611: Meaning(
        "too many messages are waiting for this number.",
        "Wait until the queue is shorter and write a new `/reply`.",
    ),
    21612: Meaning(
        "this number cannot be reached from ours.", "Answer by another channel or another number."
    ),
    21614: Meaning(
        "the destination is not a mobile phone.", "Landlines cannot receive SMS: call the person."
    ),
    21617: Meaning("the text is longer than 1,600 characters.", "Split it into several `/reply`."),
    21620: Meaning("the address of the attachment does not work.", "Send the text without the attachment."),
    21623: Meaning("there are too many attachments.", "Send at most 10 attachments in one message."),
    21624: Meaning(
        "the message's validity period is not valid.",
        "This is a bug in the system: report it to whoever maintains it.",
    ),
    21635: Meaning("the destination is a landline.", "Landlines cannot receive SMS: call the person."),
    21654: Meaning("the template was missing.", "Check the templates in config.yml."),
    21655: Meaning("the template does not exist.", "Check the templates in config.yml."),
    21656: Meaning("the template's values are not valid.", "Check the template's fields."),
    21658: Meaning("a field is longer than allowed.", "Shorten the text."),
    21659: Meaning(
        "our number does not belong to this Twilio account, or cannot send to the destination's country.",
        "Check the number in Twilio's console under Phone Numbers → Active numbers.",
    ),
    21703: Meaning("the Messaging Service has no numbers.", "Add a number to it in Twilio's console."),
    21705: Meaning("the Messaging Service is not valid.", "Check TWILIO_MESSAGING_SERVICE_SID."),
    21910: Meaning(
        "our number and the destination are on different channels.",
        "Check TWILIO_PHONE_NUMBER and TWILIO_WHATSAPP_NUMBER.",
    ),
    30001: Meaning("the sending queue overflowed.", "Wait a few minutes and write a new `/reply`."),
    30002: Meaning("the Twilio account is suspended.", "Settle the account in Twilio's console."),
    30003: Meaning(
        "the phone is off, out of reach or does not exist.", "Try again later with a new `/reply`."
    ),
    30004: Meaning("the carrier blocked the message.", "Reach the person by another channel."),
    30005: Meaning("the number does not exist or is out of service.", "Ask the person for the number."),
    30006: Meaning(
        "it is a landline or its carrier cannot be reached.", "Do not try again: use another channel."
    ),
    30007: Meaning(
        "the message was blocked because it looks like advertising.",
        "Rewrite it without short links or promotion.",
    ),
    30008: Meaning("the carrier gave no reason.", "Try again; if it persists, use another channel."),
    30032: Meaning("the toll-free number is not verified.", "Finish its verification in Twilio's console."),
    35114: Meaning("the scheduled time is not valid.", "Write a new `/reply`."),
    35115: Meaning("the scheduled time is outside the allowed range.", "Write a new `/reply`."),
    35117: Meaning("the scheduled time is not valid.", "Write a new `/reply`."),
    35118: Meaning("scheduling needs a Messaging Service.", "Set TWILIO_MESSAGING_SERVICE_SID."),
    35125: Meaning("too many messages are scheduled.", "Wait and write a new `/reply`."),
    63003: Meaning("the destination is not on this channel.", "They may not use WhatsApp: try SMS."),
    63007: Meaning(
        "our number is not active on this channel.",
        "Check TWILIO_WHATSAPP_NUMBER under Messaging → Senders.",
    ),
    63013: Meaning("the message violates a policy of WhatsApp.", "Rewrite the text."),
    63014: Meaning("the person blocked our number.", "Reach them in another way."),
    63015: Meaning(
        "the person has not joined the WhatsApp sandbox.",
        "Ask them to send its join word, or use the real channel.",
    ),
    63016: Meaning(
        "more than 24 hours have passed since the person's last message; WhatsApp accepts only approved templates.",
        "Wait until they write again, or use SMS.",
    ),
    63018: Meaning("WhatsApp asks us to slow down.", "Wait a minute and write a new `/reply`."),
    63021: Meaning(
        "the content or the template is not valid.",
        "Rewrite it; a template can have up to 1,024 characters.",
    ),
    63024: Meaning("the recipient is not valid on this channel.", "Ask the person for the number."),
    63031: Meaning(
        "the destination is our own number.", "Check the destination: the service does not write to itself."
    ),
    63032: Meaning("WhatsApp limits messages to this person.", "Try again later, or use SMS."),
    63033: Meaning("the person blocked messages of this kind.", "Reach them in another way."),
    63038: Meaning(
        "the account has reached its daily limit of messages.",
        "Try again tomorrow, or ask Twilio for a higher limit.",
    ),
}
