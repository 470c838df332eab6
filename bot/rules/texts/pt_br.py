"""Português do Brasil."""

from bot.core.messages import Channel
from bot.rules.texts import (
    answering,
    assigning,
    billing,
    codes_pt_br,
    dates,
    desk,
    errors,
    forms,
    history,
    inbound,
    merging,
    naming,
    office,
    overview,
    privacy,
    quick_replies,
    rotation,
    sending,
    sorting,
    summaries,
    transcripts,
    upkeep,
    waiting,
)
from bot.rules.texts.meaning import Meaning
from bot.rules.texts.shape import Texts

TEXTS = Texts(
    dates=dates.PT_BR,
    privacy=privacy.PT_BR,
    rotation=rotation.PT_BR,
    answering=answering.PT_BR,
    assigning=assigning.PT_BR,
    merging=merging.PT_BR,
    acknowledgement="Recebemos sua mensagem. Protocolo {number}. Vamos responder por aqui.",
    opted_out="Você não receberá mais mensagens nossas. Para voltar a receber, envie VOLTAR.",
    opted_in="Pronto, você volta a receber nossas mensagens. Para parar, envie SAIR.",
    keyword_help="Escreva sua mensagem e respondemos por aqui. Para parar de receber, envie SAIR; para voltar, VOLTAR.",
    ledger_title="Consentimento",
    ledger_body=(
        "Registro do que esta pessoa autorizou e retirou. Só se acrescenta, nunca se apaga; `bot consent verify` "
        "confere a sequência."
    ),
    consent_actions={
        "granted": "autorizou",
        "withdrawn": "retirou a autorização",
        "erased": "dados apagados",
    },
    consent_everything="todas as mensagens",
    consent_sources={
        "keyword": "por mensagem",
        "command": "por comando",
        "twilio": "pela Twilio",
        "cli": "por `bot consent add`",
        "error-21610": "pelo erro 21610 da Twilio",
    },
    opt_out_noted="A pessoa **não recebe mais mensagens** a partir de agora, em nenhum canal.",
    consent_noted="Registrado: a pessoa autorizou {words} (`{purpose}`).",
    bad_arguments={
        "consent": "`/consentimento` pede uma finalidade: `notificação`, `marketing` ou `alerta`. Nada foi registrado.",
        "assign": "`/atribuir` pede logins do GitHub, como `/atribuir @ana @bia`; sozinho, atribui a você.",
        "snooze": "`/adiar` pede até quando, como `/adiar 2d`, `/adiar 24/12` ou `/adiar fim`.",
        "spam": "`/spam` vem sozinho; `/spam desfazer` volta atrás.",
        "name": "`/nome` pede um nome, como `/nome Ana Souza, Padaria Pão Quente`; `/nome -` o retira.",
        "merge": "`/unir` pede o número da outra conversa, como `/unir #12`; `/unir desfazer #12` volta atrás.",
        "transcript": "`/transcricao` vem sozinho; `/transcricao números` mostra os números inteiros.",
    },
    opt_in_noted="A pessoa **volta a receber mensagens**.",
    begun_by_us="conversa iniciada por nós",
    reopens_later="Nós escrevemos primeiro: a conversa reabre quando a pessoa responder.",
    continuing="continuação da #{number}",
    answered="**Resposta automática:** {text}",
    answer_marks="🚀 enviada · 🎉 entregue · 😕 falhou · sem reação: não enviada",
    to="Para",
    sent_by="📤 Mensagem a pedido de {name}:",
    hidden_number="número oculto (repositório público)",
    sealed_message="Mensagem lacrada, porque este repositório é público. `bot conversation show N` a abre:",
    empty_message="_Mensagem sem conteúdo._",
    choice="**Opção escolhida:** {title}",
    location="📍 **Localização:** {place}",
    media="**Anexos:** {count} ({kinds})",
    media_not_kept="⚠️ Anexo {place} ({kind}) não guardado: {why}",
    media_reasons={
        "off": "a configuração (`media.keep`) não guarda anexos. Ele fica na Twilio até ser apagado lá.",
        "public": "este repositório é público. Ele fica na Twilio até ser apagado lá.",
        "foreign": "o endereço não é da nossa conta na Twilio; nada foi baixado.",
        "type": "o tipo não é permitido (`media.types`), ou o conteúdo não é do tipo declarado.",
        "size": "passa de {limit} MB (`media.max_megabytes`).",
        "gone": "a Twilio não o tem mais. Peça que a pessoa envie de novo.",
        "unreachable": "a Twilio não o entregou.",
        "refused": "o GitHub recusou guardá-lo. A execução do workflow diz por quê.",
        "certificate": (
            "é um certificado ou uma chave particular (`media.refuse`): quem o tem, com a senha, assina pela empresa. "
            "Combine outro jeito de entrega e apague-o no console da Twilio."
        ),
        "executable": "é um programa ou tem macros (`media.refuse`). Não o abra; confira com a pessoa o que enviou.",
    },
    forwarded="↪️ _Mensagem encaminhada._",
    came_by_fallback="_Chegou pelo endereço de reserva; erro do endereço principal: {code}._",
    previous_conversation="Conversa anterior: #{number}",
    continued_in=(
        "🔗 Esta conversa **continua na #{number}**: {why}. Um comando escrito aqui ainda é executado, e a resposta "
        "aparece lá."
    ),
    continued_because={
        "locked": "alguém bloqueou esta issue, e o GitHub não aceita mais comentários do bot aqui",
        "full": "esta já tem comentários demais, e o GitHub só aceita 2.500 em uma issue",
        "refused": "o GitHub não aceita mais nada aqui",
    },
    how_to_answer=(
        "Responda com um comentário que comece com `/responder`: o texto vai para o telefone da "
        "pessoa. Qualquer outro comentário é interno. `/ajuda` mostra os comandos."
    ),
    cannot_be_answered="Este remetente é um nome, não um número: não recebe respostas.",
    command="Comando",
    argument="O que vem depois",
    template_command="modelo",
    arguments={
        "logins": "[@pessoa ...]",
        "until": "2d, 4h, 24/12 09:00 ou fim",
        "off": "[desfazer]",
        "name": "NOME[, EMPRESA]",
        "issue": "[desfazer] #número",
        "whole": "[números]",
        "template": "NOME k=v ...",
        "text": "texto",
        "optional_text": "[texto]",
        "attachment": "[anexo]",
        "handle": "código",
        "optional_code": "[código]",
        "quick_reply": "[NOME k=v ...]",
        "purpose": "notificação, marketing ou alerta",
    },
    meaning="O que faz",
    commands={
        "reply": "Envia o texto à pessoa, pelo canal que ela usou.",
        "template": "Envia um modelo aprovado de config.yml, também depois das 24 horas do WhatsApp.",
        "q": "Envia uma resposta rápida, um texto que o escritório guarda; sem nome, mostra a lista.",
        "preview": "Mostra como o texto sairia e quanto custaria; nada é enviado.",
        "retry": "Envia outra vez a última resposta que falhou.",
        "status": "Mostra a situação da conversa e o destino das últimas mensagens.",
        "close": "Encerra a conversa, depois de enviar o texto, se houver.",
        "optout": "Registra que a pessoa não quer mais mensagens, em nenhum canal.",
        "optin": "Registra que a pessoa quer mensagens de novo.",
        "consent": "Registra que a pessoa autorizou mensagens dessa finalidade.",
        "forget": "Apaga tudo da pessoa, depois de mostrar o quê e pedir um código; não há volta.",
        "fetch": "Guarda um anexo que não foi guardado, como `/buscar 1`, se quem pede pode escrever no repositório.",
        "assign": "Atribui a conversa a quem é citado, ou a quem comenta; `ninguém` a deixa sem responsável.",
        "snooze": "Deixa a conversa em pausa até lá, ou até a pessoa escrever.",
        "spam": "Não responde mais nada a esta pessoa; `desfazer` volta atrás.",
        "name": "Diz como a pessoa se chama, para os colegas; `-` retira o nome.",
        "merge": "A pessoa da outra conversa e a desta são uma só, com dois números.",
        "transcript": "Guarda tudo o que foi dito em um arquivo, com os números mascarados.",
        "open": "Em uma lista de pessoas que esperam: abre a conversa daquela pessoa antes das outras.",
        "note": "Fica entre nós: nunca é enviado.",
        "help": "Mostra esta tabela.",
    },
    status_title="Situação",
    status_person="Pessoa",
    status_sender="Respostas saem de",
    status_last="Últimas mensagens enviadas",
    status_none="nenhuma",
    unknown_command="Não existe o comando `/{name}`; nada foi enviado.{hint} `/ajuda` mostra os comandos.",
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
    media_obstacles={
        "private": (
            "O anexo {place} não pode ser enviado: a Twilio busca o arquivo sem entrar em conta nenhuma, e o endereço "
            "não o entrega assim: só abre para quem entrou, leva a uma página ou não existe. Imagens e vídeos colados "
            "no comentário funcionam; para outro arquivo, use um link público (https) ou envie o conteúdo como texto. "
            "Escreva um novo comentário."
        ),
        "size": (
            "O anexo {place} passa de 5 MB, o limite da Twilio. Reduza o arquivo ou envie um link no texto, em um novo "
            "comentário."
        ),
        "type": (
            "O anexo {place} é de um tipo que não pode ser enviado. Use JPEG, PNG, PDF, MP4, áudio ou documento do "
            "Office, ou envie um link no texto, em um novo comentário."
        ),
        "many": "São no máximo 10 anexos por resposta. Divida-os em mais de um comentário.",
    },
    not_permitted=(
        "@{login}, responder pede a permissão `{needed}` neste repositório; a sua é `{current}`. Nada foi enviado. "
        "Quem administra o repositório pode mudar isso em Settings → Collaborators."
    ),
    no_permission="nenhuma",
    no_conversation="Esta issue não é uma conversa: nada foi enviado. Os comandos valem na conversa com a pessoa.",
    refused=(
        "A mensagem **não foi entregue à operadora**. Twilio {code}: {what}\n\n**O que fazer:** {remedy}"
    ),
    undelivered="A mensagem **não chegou ao telefone**. Twilio {code}: {what}\n\n**O que fazer:** {remedy}",
    partly_sent="Atenção: {sent} de {total} partes já tinham sido enviadas.",
    other_code=Meaning(
        "recusou a mensagem por um motivo sem explicação cadastrada.",
        "Veja o código em https://www.twilio.com/docs/api/errors e escreva um novo `/responder` depois de corrigir.",
    ),
    delayed=(
        "A mensagem **ainda não foi enviada**: o serviço não respondeu. Nada se perdeu: ela segue na próxima "
        "execução, quando alguém comentar nesta conversa ou ao repetir a execução em [Actions]({url})."
    ),
    acknowledgement_refused="A confirmação automática não pôde ser enviada.",
    ready_templates="**Modelos para este canal** (preencha os valores em um novo comentário):",
    no_templates="Nenhum modelo está configurado para este canal: veja `templates` em config.yml.",
    template_unknown="Não existe o modelo `{name}` para este canal; nada foi enviado.{hint}",
    template_variables="Os valores do modelo `{name}` não servem; nada foi enviado. {faults}",
    template_missing="Faltam: {names}.",
    template_extra="Desconhecido: `{name}`.{hint}",
    template_too_long="O modelo `{name}` com seus valores tem {units} caracteres; o limite é 1.024. Nada foi enviado.",
    template_known=" Seria `{name}`?",
    bad_values={
        "quotes": 'Uma aspa ficou aberta; nada foi enviado. Escreva os valores assim: `nome="Ana Souza"`.',
        "no-name": "`/{name}` precisa de um nome em seguida; nada foi enviado.",
        "no-value": 'Em `/{name}` cada valor precisa de um nome, como `nome="Ana Souza"`; nada foi enviado.',
        "twice": "Um valor de `/{name}` está repetido; nada foi enviado.",
    },
    free_until="⏳ resposta livre até {until}",
    window_open="aberta até {until}",
    window_closed="fechada desde {until}: só modelos, com `/modelo`",
    window_unknown="a Twilio não lista mensagem da pessoa: só modelos, com `/modelo`",
    preview="Prévia (nada foi enviado)",
    preview_parts="Mensagens",
    preview_encoding="Alfabeto",
    preview_units="Caracteres",
    preview_segments="Segmentos",
    preview_culprits="Encarecem o SMS",
    preview_price="Preço estimado",
    preview_price_each="{amount} ({count} * {each} por {unit}; {source})",
    preview_price_from=", conforme a operadora a partir de {least}",
    preview_price_unknown="desconhecido: a Twilio não o informou; `prices` em config.yml pode defini-lo",
    preview_files="Anexos",
    price_units={Channel.SMS: "segmento", Channel.WHATSAPP: "mensagem", Channel.OTHER: "mensagem"},
    price_sources={"config": "de config.yml", "twilio": "maior preço da lista da Twilio para o país"},
    deferred="A mensagem **espera até {until}**: {reason}",
    held_back="A mensagem **não foi enviada**: {reason}\n\n**O que fazer:** {remedy}",
    needs_template=(
        "A mensagem **não foi enviada**: {reason}\n\n**O que fazer:** envie um modelo aprovado com "
        "`/modelo NOME k=v`, use SMS ou espere a pessoa escrever de novo."
    ),
    reasons={
        "not-a-number": "o destinatário é um nome, não um número.",
        "other-channel": "a pessoa escreve por um canal pelo qual o bot não envia.",
        "short-code": "o destinatário é um número curto, e a Twilio não envia a números curtos.",
        "our-number": "o destinatário é um dos nossos próprios números.",
        "costly-number": "é um número de tarifa especial, de satélite ou de rede global, que custa muito mais.",
        "foreign-country": "o número é de um país que não está em `policy.countries`, no config.yml.",
        "twilio-answered": "a própria Twilio já respondeu a esta palavra.",
        "opted-out": "a pessoa pediu para não receber mais mensagens.",
        "consent-broken": (
            "o registro de consentimento da pessoa foi alterado ou tem entradas sem lacre; até alguém conferir, vale "
            "como um pedido de não receber mensagens."
        ),
        "consent-withdrawn": "a pessoa retirou o consentimento para mensagens deste tipo.",
        "no-consent": "mensagens deste tipo pedem o consentimento da pessoa, e não há registro dele.",
        "too-many-media": "tem mais de 10 anexos.",
        "too-many-automatic": "a pessoa já recebeu todas as respostas automáticas que cabem neste período.",
        "too-often": "a pessoa já recebeu todas as mensagens deste tipo que cabem neste período.",
        "quiet-hours": "mensagens deste tipo não saem a esta hora no lugar onde a pessoa está.",
        "no-common-hour": "o número pode estar em vários fusos, e nunca é hora deste tipo de mensagem em todos.",
        "window-closed": "passaram mais de 24 horas desde a última mensagem da pessoa no WhatsApp.",
        "window-closes-before": (
            "teria de esperar, e até lá terminam as 24 horas do WhatsApp desde a última mensagem da pessoa."
        ),
    },
    remedies={
        "check-number": "Confira o número.",
        "allow-country": (
            "Se mensagens desse país são esperadas, acrescente-o a `policy.countries`. Um `/responder` sai em todo "
            "caso."
        ),
        "other-way": "Fale com a pessoa por outro meio.",
        "nothing": "Nada: a pessoa já tem a resposta.",
        "wait-for-opt-in": "Respeite o pedido. Ela volta a receber depois de enviar VOLTAR ou START.",
        "ask-consent": "Peça o consentimento e registre-o com `/consentimento`.",
        "check-consent": (
            "`bot consent verify` mostra o que está errado: restaure o texto pelo histórico de edições do comentário. "
            "Se as entradas são de antes dos lacres, use `bot consent seal`."
        ),
        "fewer-media": "Envie o resto em outra mensagem.",
        "answer-by-hand": "Veja se é um robô que escreve; se for uma pessoa, responda com `/responder`.",
        "widen-hours": "Amplie `hours` ou `days` deste tipo em `policy`, no `config.yml`.",
    },
    costly="{characters} fazem este SMS custar {segments} segmentos; sem isso seriam {without}.",
    transliterated="Escrita sem acentos para custar menos: {after} segmentos em vez de {before}.",
    not_transliterated="Enviada com acentos: {characters} não têm forma no alfabeto mais barato.",
    inbound=inbound.PT_BR,
    sending=sending.PT_BR,
    quick=quick_replies.PT_BR,
    office=office.PT_BR,
    history=history.PT_BR,
    overview=overview.PT_BR,
    desk=desk.PT_BR,
    naming=naming.PT_BR,
    transcripts=transcripts.PT_BR,
    sorting=sorting.PT_BR,
    waiting=waiting.PT_BR,
    forms=forms.PT_BR,
    upkeep=upkeep.PT_BR,
    summaries=summaries.PT_BR,
    errors=errors.PT_BR,
    codes=codes_pt_br.PT_BR,
    billing=billing.PT_BR,
)
