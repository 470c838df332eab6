"""Twilio's error codes in Portuguese of Brazil: what happened, and what to do.

Source: twilio.com/docs/api/errors.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.rules.texts.meaning import Meaning

PT_BR: Mapping[int, Meaning] = {
    10001: Meaning(
        "a conta da Twilio não está ativa.", "Reative a conta no console da Twilio, ou fale com o suporte."
    ),
    10002: Meaning(
        "a conta é de avaliação, e isto não funciona nela.", "Passe a conta para paga no console da Twilio."
    ),
    20003: Meaning(
        "as credenciais da Twilio não foram aceitas, ou a conta está suspensa.",
        "Confira TWILIO_ACCOUNT_SID e TWILIO_AUTH_TOKEN nos segredos do repositório e o saldo da conta.",
    ),
    20005: Meaning(
        "a conta da Twilio não está ativa.", "Reative a conta no console da Twilio, ou fale com o suporte."
    ),
    20008: Meaning(
        "as credenciais são de teste.", "Troque nos segredos do repositório pelas credenciais reais da conta."
    ),
    20404: Meaning("a conta ou o recurso não existe.", "Confira TWILIO_ACCOUNT_SID."),
    20429: Meaning(
        "a Twilio pediu para diminuir o ritmo.", "Aguarde um minuto e escreva um novo `/responder`."
    ),
    21211: Meaning(
        "o número de destino não é válido.",
        "Confirme o número com a pessoa por outro meio; peça que escreva de novo.",
    ),
    21212: Meaning("o nosso número não é válido.", "Confira TWILIO_PHONE_NUMBER e TWILIO_WHATSAPP_NUMBER."),
    21219: Meaning(
        "a conta é de avaliação e o número da pessoa não foi verificado.",
        "Verifique o número no console da Twilio ou passe a conta para paga.",
    ),
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
    21602: Meaning("a mensagem estava vazia.", "Escreva um texto depois de `/responder`."),
    21603: Meaning("faltou o nosso número.", "Confira TWILIO_PHONE_NUMBER e TWILIO_WHATSAPP_NUMBER."),
    21604: Meaning("faltou o destino.", "Isto é uma falha do sistema: avise quem o mantém."),
    21606: Meaning(
        "o nosso número não pertence a esta conta ou não envia SMS.",
        "Confira o número no console da Twilio, em Phone Numbers → Active numbers.",
    ),
    21607: Meaning(
        "a conta é de avaliação, e só o número de teste dela envia.",
        "Use o número da conta de avaliação em TWILIO_PHONE_NUMBER, ou passe a conta para paga.",
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
        "há mensagens demais na fila deste número.", "Aguarde a fila esvaziar e escreva um novo `/responder`."
    ),
    21612: Meaning(
        "este número não é alcançável a partir do nosso.", "Responda por outro canal ou por outro número."
    ),
    21614: Meaning("o destino não é um celular.", "Telefones fixos não recebem SMS: ligue para a pessoa."),
    21616: Meaning(
        "o nosso número combina com mais de um número da conta.",
        "Escreva TWILIO_PHONE_NUMBER por inteiro, como +5511...",
    ),
    21617: Meaning("o texto passa de 1.600 caracteres.", "Divida o texto em mais de um `/responder`."),
    21618: Meaning(
        "as operadoras filtram este texto.",
        "Reescreva-o, sem links curtos nem promoção, em um novo `/responder`.",
    ),
    21619: Meaning(
        "a mensagem estava sem texto, anexo ou modelo.", "Escreva um texto depois de `/responder`."
    ),
    21620: Meaning("o endereço do anexo não serve.", "Envie o texto sem o anexo."),
    21621: Meaning(
        "o nosso número não envia arquivos (MMS).", "Envie o texto sem o anexo, ou um link para ele."
    ),
    21622: Meaning("a conta não envia arquivos (MMS).", "Envie o texto sem o anexo, ou um link para ele."),
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
    21660: Meaning(
        "o nosso número é de outra conta da Twilio.",
        "Confira se TWILIO_ACCOUNT_SID e TWILIO_PHONE_NUMBER são da mesma conta (ou subconta).",
    ),
    21701: Meaning("o Messaging Service não existe.", "Confira TWILIO_MESSAGING_SERVICE_SID."),
    21702: Meaning(
        "o Messaging Service não pode enviar agora.",
        "Use `/reenviar`; se continuar, veja o serviço no console da Twilio.",
    ),
    21703: Meaning(
        "o Messaging Service não tem números.", "Acrescente um número a ele no console da Twilio."
    ),
    21704: Meaning(
        "o Messaging Service não tem nenhum número.", "Inclua um número nele no console da Twilio."
    ),
    21705: Meaning("o Messaging Service não é válido.", "Confira TWILIO_MESSAGING_SERVICE_SID."),
    21910: Meaning(
        "o nosso número e o destino não são do mesmo canal.",
        "Confira TWILIO_PHONE_NUMBER e TWILIO_WHATSAPP_NUMBER.",
    ),
    30001: Meaning("a fila de envio transbordou.", "Aguarde alguns minutos e escreva um novo `/responder`."),
    30002: Meaning("a conta da Twilio está suspensa.", "Regularize a conta no console da Twilio."),
    30003: Meaning(
        "o telefone está desligado, sem sinal ou não existe.",
        "Tente outra vez mais tarde com um novo `/responder`.",
    ),
    30004: Meaning(
        "o número está bloqueado para receber esta mensagem.", "Fale com a pessoa por outro canal."
    ),
    30005: Meaning("o número não existe ou não está em serviço.", "Confirme o número com a pessoa."),
    30006: Meaning(
        "é um telefone fixo ou a operadora não é alcançável.", "Não repita: fale por outro canal."
    ),
    30007: Meaning(
        "a mensagem foi retida por parecer propaganda.",
        "Reescreva sem links encurtados nem texto promocional.",
    ),
    30008: Meaning("a operadora não disse o motivo.", "Tente outra vez; se persistir, fale por outro canal."),
    30010: Meaning(
        "a mensagem custaria mais que o preço máximo permitido.",
        "Encurte o texto ou tire os emojis; se acontecer de novo, avise quem mantém o sistema.",
    ),
    30011: Meaning(
        "o aparelho ou a região não recebe arquivos (MMS).", "Envie o texto sem o anexo, ou um link para ele."
    ),
    30017: Meaning(
        "a rede da operadora está congestionada.", "Tente outra vez com `/reenviar` em alguns minutos."
    ),
    30018: Meaning(
        "a operadora exige que o remetente seja registrado antes.",
        "Registre o remetente no console da Twilio, ou use outro número.",
    ),
    30019: Meaning(
        "o conteúdo é grande demais para a operadora.", "Envie um texto mais curto ou um arquivo menor."
    ),
    30020: Meaning(
        "a Twilio falhou ao agendar a mensagem.", "Peça de novo, ou escreva um novo `/responder`."
    ),
    30021: Meaning(
        "o Messaging Service falhou na Twilio.", "Tente outra vez com `/reenviar` em alguns minutos."
    ),
    30022: Meaning(
        "o nosso número passou do ritmo permitido nos EUA (10DLC).",
        "Aguarde alguns minutos e use `/reenviar`.",
    ),
    30023: Meaning(
        "o nosso número atingiu o limite diário nos EUA (10DLC).", "Tente amanhã com `/reenviar`."
    ),
    30024: Meaning(
        "a operadora não conhece o nosso número.", "Fale com o suporte da Twilio, ou use outro número."
    ),
    30027: Meaning(
        "o nosso número atingiu o limite diário da T-Mobile nos EUA.", "Tente amanhã com `/reenviar`."
    ),
    30032: Meaning("o número gratuito não foi verificado.", "Conclua a verificação no console da Twilio."),
    30034: Meaning(
        "o nosso número é dos EUA e não está registrado lá (A2P 10DLC).",
        "Registre o número no console da Twilio, ou use um número do Brasil ou o WhatsApp.",
    ),
    30036: Meaning(
        "a mensagem esperou na Twilio além do seu prazo de validade e não saiu.",
        "Use `/reenviar` para enviar de novo; com um Messaging Service, aumente o prazo (Validity Period) no console.",
    ),
    30409: Meaning(
        "a mensagem agendada não pode mais ser cancelada.",
        "Ela já saiu ou está saindo: avise a pessoa, se preciso.",
    ),
    30410: Meaning(
        "a operadora não respondeu a tempo; a mensagem pode ter chegado.",
        "Pergunte à pessoa antes de enviar de novo com `/reenviar`.",
    ),
    35114: Meaning("a hora do agendamento não serve.", "Escreva um novo `/responder`."),
    35115: Meaning("a hora do agendamento está fora do prazo permitido.", "Escreva um novo `/responder`."),
    35117: Meaning("a hora do agendamento não serve.", "Escreva um novo `/responder`."),
    35118: Meaning("agendar pede um Messaging Service.", "Configure TWILIO_MESSAGING_SERVICE_SID."),
    35125: Meaning("há mensagens agendadas demais.", "Aguarde e escreva um novo `/responder`."),
    63001: Meaning(
        "o WhatsApp não aceitou o acesso da nossa conta.",
        "Confira o remetente do WhatsApp no console da Twilio, em Messaging → Senders.",
    ),
    63002: Meaning(
        "o WhatsApp não encontrou o nosso número.",
        "Confira TWILIO_WHATSAPP_NUMBER e o remetente no console da Twilio.",
    ),
    63003: Meaning(
        "o destino não foi encontrado neste canal.", "A pessoa talvez não use WhatsApp: tente por SMS."
    ),
    63005: Meaning("o WhatsApp não aceitou o conteúdo.", "Envie sem o anexo, ou com outro tipo de arquivo."),
    63006: Meaning(
        "o conteúdo não serve para o WhatsApp.", "Envie sem o anexo, ou com outro tipo de arquivo."
    ),
    63007: Meaning(
        "o nosso número não está ativo neste canal.", "Confira TWILIO_WHATSAPP_NUMBER em Messaging → Senders."
    ),
    63008: Meaning(
        "o remetente do WhatsApp está mal configurado na Twilio.",
        "Confira o remetente no console da Twilio, em Messaging → Senders.",
    ),
    63009: Meaning("o WhatsApp falhou por dentro.", "Tente outra vez com `/reenviar` em alguns minutos."),
    63010: Meaning("a Twilio falhou por dentro.", "Tente outra vez com `/reenviar` em alguns minutos."),
    63011: Meaning(
        "o WhatsApp não respondeu se a pessoa pode receber.",
        "Tente outra vez com `/reenviar` em alguns minutos.",
    ),
    63012: Meaning("o WhatsApp falhou por dentro.", "Tente outra vez com `/reenviar` em alguns minutos."),
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
    63017: Meaning("a conta envia mais rápido que o permitido.", "Aguarde um minuto e use `/reenviar`."),
    63018: Meaning(
        "o WhatsApp pede que se vá mais devagar, ou o limite de conversas do dia acabou.",
        "Espere um minuto e use `/reenviar`; se continuar, espere 24 horas.",
    ),
    63019: Meaning(
        "o WhatsApp não conseguiu baixar o arquivo.",
        "Confira se o arquivo abre e escreva um novo `/responder` com ele; o endereço vale por poucos minutos.",
    ),
    63020: Meaning(
        "há um problema na conta do Gerenciador de Negócios da Meta, como a forma de pagamento.",
        "Confira a conta em business.facebook.com, em pagamentos e em qualidade da conta.",
    ),
    63021: Meaning("o conteúdo ou o modelo não serve.", "Reescreva; um modelo vai até 1.024 caracteres."),
    63022: Meaning(
        "o certificado do nome de exibição no WhatsApp não vale.",
        "Fale com o suporte da Twilio sobre o remetente.",
    ),
    63023: Meaning("o WhatsApp não disse o motivo.", "Tente outra vez; se persistir, fale por outro canal."),
    63024: Meaning("o destinatário não é válido neste canal.", "Confirme o número com a pessoa."),
    63026: Meaning(
        "o WhatsApp tomou o conteúdo por spam.",
        "Reescreva o texto e espere a pessoa responder antes de insistir.",
    ),
    63027: Meaning(
        "o modelo não existe nesse idioma.", "Confira o modelo em config.yml com `bot templates check`."
    ),
    63028: Meaning(
        "o modelo recebeu um número errado de valores.",
        "Confira os campos do modelo com `bot templates check`.",
    ),
    63029: Meaning("o aparelho da pessoa não conseguiu baixar o modelo.", "Tente outra vez com `/reenviar`."),
    63030: Meaning(
        "um campo da mensagem não existe para este canal.",
        "Envie o texto sem o anexo; se persistir, avise quem mantém o sistema.",
    ),
    63031: Meaning(
        "o destino é o nosso próprio número.", "Confira o destino: o serviço não escreve para si mesmo."
    ),
    63032: Meaning(
        "o WhatsApp não entrega esta mensagem a esta pessoa, por uma limitação dele.",
        "Use o SMS ou outro meio: repetir não muda nada.",
    ),
    63033: Meaning("a pessoa bloqueou o nosso número.", "Fale com ela de outro jeito."),
    63034: Meaning("o arquivo é grande demais para o canal: o máximo são 5 MB.", "Envie um arquivo menor."),
    63037: Meaning(
        "o arquivo não pôde ser passado ao WhatsApp.",
        "A Twilio tenta de novo sozinha; se não chegar, envie outro tipo de arquivo.",
    ),
    63038: Meaning("a conta atingiu o limite diário de mensagens.", "Tente amanhã ou peça aumento à Twilio."),
    63040: Meaning(
        "o modelo não foi aceito pelo WhatsApp.",
        "Confira o modelo no console da Twilio, em Content Template Builder.",
    ),
    63041: Meaning(
        "o WhatsApp pausou o modelo, por avaliações ruins.",
        "Use outro modelo; a pausa acaba sozinha, ou o modelo precisa de outro texto.",
    ),
    63042: Meaning(
        "o WhatsApp desativou o modelo, por avaliações ruins repetidas ou por violar uma política.",
        "Use outro, ou peça a aprovação de um novo.",
    ),
    63049: Meaning(
        "a Meta decidiu não entregar esta mensagem de marketing à pessoa, para que ela não receba demais.",
        "Não repita agora: isto não muda em minutos. Tente em alguns dias, ou fale por outro canal.",
    ),
    63054: Meaning(
        "o modelo não está disponível agora.", "Use outro modelo, ou veja o estado dele no console da Twilio."
    ),
    63062: Meaning(
        "faltou aceitar os termos da Meta para mensagens de marketing.",
        "Aceite os termos no Gerenciador do WhatsApp, em Visão geral → Alertas.",
    ),
}
