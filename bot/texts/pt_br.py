"""Português do Brasil."""

from bot.messages import Channel
from bot.texts.shape import Meaning, Texts

TEXTS = Texts(
    acknowledgement="Recebemos sua mensagem. Protocolo {number}. Vamos responder por aqui.",
    title="Nova mensagem via Twilio",
    notice_title="Notificação via Twilio",
    to="Para",
    sent_by="📤 Mensagem enviada a pedido de {name}:",
    person="De",
    channel="Canal",
    channel_names={Channel.SMS: "SMS", Channel.WHATSAPP: "WhatsApp"},
    hidden_number="número oculto (repositório público)",
    sealed_message="Mensagem lacrada, porque este repositório é público. `bot conversation show N` a abre:",
    empty_message="_Mensagem sem conteúdo._",
    choice="**Opção escolhida:** {title}",
    location="**Localização:** {place}",
    media="**Anexos:** {count} ({kinds})",
    in_reply_to="**Em resposta a:** {sid}",
    forwarded="_Mensagem encaminhada._",
    came_by_fallback="_Chegou pelo endereço de reserva; erro do endereço principal: {code}._",
    previous_conversation="Conversa anterior: #{number}",
    how_to_answer=(
        "Responda com um comentário que comece com `/reply` (ou `/responder`): o texto vai para o telefone da "
        "pessoa. Qualquer outro comentário é interno. `/help` mostra os comandos."
    ),
    cannot_be_answered="Este remetente é um nome, não um número: não recebe respostas.",
    command="Comando",
    arguments={"text": "texto", "optional_text": "[texto]"},
    meaning="O que faz",
    commands={
        "reply": "Envia o texto à pessoa, pelo canal que ela usou.",
        "retry": "Envia outra vez a última resposta que falhou.",
        "status": "Mostra a situação da conversa e o destino das últimas mensagens.",
        "close": "Encerra a conversa, depois de enviar o texto, se houver.",
        "note": "Fica entre nós: nunca é enviado.",
        "help": "Mostra esta tabela.",
    },
    nothing_failed="Nenhuma resposta desta conversa falhou: não há o que reenviar.",
    standing="Situação",
    standing_person="Pessoa",
    standing_answers_from="Respostas saem de",
    standing_last="Últimas mensagens enviadas",
    standing_none="nenhuma",
    unknown_command="Não existe o comando `/{name}`; nada foi enviado.{hint} `/help` mostra os comandos.",
    did_you_mean=" Seria `/{name}`?",
    no_text="`/{name}` precisa de um texto: `/{name} Olá, ...`. Nada foi enviado.",
    edited=(
        "Este comentário foi editado antes de ser enviado. Edições nunca são enviadas, para que ninguém receba "
        "um texto diferente do que foi aprovado. Escreva a resposta em um novo comentário."
    ),
    edited_midway=(
        "Este comentário foi editado enquanto era enviado, e não dá para saber se o texto anterior saiu. Confira com a "
        "pessoa ou no console da Twilio (Monitor → Logs → Messages) antes de escrever a resposta de novo."
    ),
    not_permitted=(
        "@{login}, responder pede a permissão `{needed}` neste repositório; a sua é `{current}`. Nada foi enviado. "
        "Quem administra o repositório pode mudar isso em Settings → Collaborators."
    ),
    no_permission="nenhuma",
    name_cannot_be_answered="O remetente desta conversa é um nome, não um número: não recebe respostas.",
    refused=(
        "A mensagem **não foi entregue à operadora**. Twilio {code}: {what}\n\n**O que fazer:** {remedy}"
    ),
    undelivered="A mensagem **não chegou ao telefone**. Twilio {code}: {what}\n\n**O que fazer:** {remedy}",
    partly_sent="Atenção: {sent} de {total} partes já tinham sido enviadas.",
    other_code=Meaning(
        "recusou a mensagem por um motivo sem explicação cadastrada.",
        "Veja o código em https://www.twilio.com/docs/api/errors e escreva um novo `/reply` depois de corrigir.",
    ),
    delayed=(
        "A mensagem **ainda não foi enviada**: o serviço não respondeu. Nada se perdeu: ela segue na próxima "
        "execução, quando alguém comentar nesta conversa ou ao repetir a execução em [Actions]({url})."
    ),
    acknowledgement_refused="A confirmação automática não pôde ser enviada.",
    codes={
        20003: Meaning(
            "as credenciais da Twilio não foram aceitas, ou a conta está suspensa.",
            "Confira TWILIO_ACCOUNT_SID e TWILIO_AUTH_TOKEN nos segredos do repositório e o saldo da conta.",
        ),
        20008: Meaning(
            "as credenciais são de teste.",
            "Troque nos segredos do repositório pelas credenciais reais da conta.",
        ),
        20404: Meaning("a conta ou o recurso não existe.", "Confira TWILIO_ACCOUNT_SID."),
        20429: Meaning(
            "a Twilio pediu para diminuir o ritmo.", "Aguarde um minuto e escreva um novo `/reply`."
        ),
        21211: Meaning(
            "o número de destino não é válido.",
            "Confirme o número com a pessoa por outro meio; peça que escreva de novo.",
        ),
        21212: Meaning(
            "o nosso número não é válido.", "Confira TWILIO_PHONE_NUMBER e TWILIO_WHATSAPP_NUMBER."
        ),
        21408: Meaning(
            "a conta não tem permissão para enviar a esse país.",
            "Ative o país em Messaging → Settings → Geo permissions no console da Twilio.",
        ),
        21601: Meaning("o nosso número não envia SMS.", "Use um número com SMS na conta da Twilio."),
        21602: Meaning("a mensagem estava vazia.", "Escreva um texto depois de `/reply`."),
        21604: Meaning("faltou o destino.", "Isto é uma falha do sistema: avise quem o mantém."),
        21606: Meaning(
            "o nosso número não pertence a esta conta ou não envia SMS.",
            "Confira o número no console da Twilio, em Phone Numbers → Active numbers.",
        ),
        21608: Meaning(
            "a conta é de avaliação e o número da pessoa não foi verificado.",
            "Verifique o número no console da Twilio ou passe a conta para paga.",
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
        21614: Meaning(
            "o destino não é um celular.", "Telefones fixos não recebem SMS: ligue para a pessoa."
        ),
        21617: Meaning("o texto passa de 1.600 caracteres.", "Divida o texto em mais de um `/reply`."),
        21620: Meaning("o endereço do anexo não serve.", "Envie o texto sem o anexo."),
        21635: Meaning(
            "o destino é um telefone fixo.", "Telefones fixos não recebem SMS: ligue para a pessoa."
        ),
        21654: Meaning("faltou o modelo da mensagem.", "Confira os modelos em config.yml."),
        21655: Meaning("o modelo da mensagem não existe.", "Confira os modelos em config.yml."),
        21656: Meaning("os valores do modelo não servem.", "Confira os campos do modelo."),
        21658: Meaning("um campo passa do tamanho permitido.", "Encurte o texto."),
        21703: Meaning(
            "o Messaging Service não tem números.", "Acrescente um número a ele no console da Twilio."
        ),
        21705: Meaning("o Messaging Service não é válido.", "Confira TWILIO_MESSAGING_SERVICE_SID."),
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
        30008: Meaning(
            "a operadora não disse o motivo.", "Tente outra vez; se persistir, fale por outro canal."
        ),
        30032: Meaning(
            "o número gratuito não foi verificado.", "Conclua a verificação no console da Twilio."
        ),
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
        63032: Meaning("o WhatsApp limita mensagens a esta pessoa.", "Tente mais tarde ou por SMS."),
        63033: Meaning("a pessoa bloqueou mensagens deste tipo.", "Fale com ela por outro meio."),
        63038: Meaning(
            "a conta atingiu o limite diário de mensagens.", "Tente amanhã ou peça aumento à Twilio."
        ),
    },
)
