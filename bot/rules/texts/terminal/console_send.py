"""The console's page *Send a message*."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # The form.
    "No number to send from is configured. The page Messaging connections says what is missing.": (
        "Nenhum número de envio está configurado. A página Conexões de Mensageria mostra o que falta."
    ),
    "Nothing was sent. What is wrong is said under its field.": (
        "Nada foi enviado. O que está errado aparece sob o campo."
    ),
    "Channel": "Canal",
    "Purpose": "Finalidade",
    "Expected notice": "Aviso esperado",
    "Advertising": "Divulgação",
    "Alert to administrators": "Alerta a administradores",
    "To": "Para",
    "Country": "País",
    "Understood:": "Entendido:",
    "With area code, as you would dial it. A number that begins with + may be of any country allowed.": (
        "Com DDD, como você discaria. Um número que começa com + pode ser de qualquer país permitido."
    ),
    "Text or template": "Texto ou modelo",
    "A text of your own": "Texto livre",
    "WhatsApp takes only templates once the person's last message is a day old.": (
        "O WhatsApp só aceita modelos quando a última mensagem da pessoa tem mais de um dia."
    ),
    "Text": "Texto",
    "Check": "Conferir",
    "Send": "Enviar",
    "Leaves once, however often you click.": "Sai uma única vez, mesmo com vários cliques.",
    # What is wrong.
    "This is missing.": "Falta preencher.",
    "This {reason}.": "O valor {reason}.",
    "The number {reason}.": "O número {reason}.",
    "The area code (DDD) is missing: write (11) 98765-4321, for example.": (
        "Falta o DDD: escreva, por exemplo, (11) 98765-4321."
    ),
    "That is no phone number of this country.": "Isto não é um número de telefone deste país.",
    "A digit is missing: mobile numbers have nine after the area code. {meant}?": (
        "Falta um dígito: celulares têm nove depois do DDD. Seria {meant}?"
    ),
    "Without the ninth digit, as older WhatsApp accounts have it. With it: {meant}.": (
        "Sem o nono dígito, como em contas antigas do WhatsApp. Com ele: {meant}."
    ),
    "Nobody has a number like this, as far as is known. Check it.": (
        "Pelo que se sabe, ninguém tem um número assim. Confira."
    ),
    "This is a landline: an SMS rarely arrives there.": "É um telefone fixo: SMS raramente chega.",
    "With these values it has {units} characters; WhatsApp takes 1024.": (
        "Com estes valores tem {units} caracteres; o WhatsApp aceita 1024."
    ),
    "This form has already sent a message, which is in the list below. Send again to order another one.": (
        "Este formulário já enviou uma mensagem, que está na lista abaixo. Clique em Enviar de novo para mandar outra."
    ),
    "There is no such phone any more in ADMIN_PHONES.": "Esse telefone não está mais em ADMIN_PHONES.",
    "More than {most} requests in a minute; the next one may come in {seconds} seconds.": (
        "Mais de {most} pedidos em um minuto; o próximo pode vir em {seconds} segundos."
    ),
    # What the phone will show, and what it costs.
    "As it will arrive": "Como vai chegar",
    "Your text appears here as the phone shows it.": "Seu texto aparece aqui como o telefone o mostra.",
    "Segments": "Segmentos",
    "Segments: {count}.": "Segmentos: {count}.",
    "{units} of {room} characters": "{units} de {room} caracteres",
    "{units} characters; WhatsApp bills by the message": "{units} caracteres; o WhatsApp cobra por mensagem",
    "Room in these segments that is taken": "Espaço ocupado nestes segmentos",
    "Alphabet": "Alfabeto",
    "70 characters a segment instead of 160, because of:": (
        "70 caracteres por segmento em vez de 160, por causa de:"
    ),
    "Without these signs it would have {count} instead of {segments}.": (
        "Sem eles custaria {count} em vez de {segments}."
    ),
    "The cheap one: 160 characters a segment. Letters such as ã, ç or í would make it 70.": (
        "O mais barato: 160 caracteres por segmento. Letras como ã, ç ou í reduzem para 70."
    ),
    "Its accents were dropped, since that saves a segment (messages.transliterate).": (
        "Sai sem acentos, pois assim economiza um segmento (messages.transliterate)."
    ),
    "Price": "Preço",
    "with some carriers {least}": "com algumas operadoras {least}",
    "Not known: Twilio's list has no price for it; prices in config.yml can say it.": (
        "Desconhecido: a lista da Twilio não o traz; prices em config.yml pode defini-lo."
    ),
    "Twilio is being asked ...": "Consultando a Twilio ...",
    # The verdict.
    "What the policy says": "O que diz a política",
    "GitHub and Twilio are being asked about this person ...": "Consultando o GitHub e a Twilio sobre a pessoa ...",
    "It depends on the number: give one.": "Depende do número: informe-o.",
    "may leave now": "pode sair agora",
    "nothing against it here": "nada contra, até onde se vê aqui",
    "waits": "espera",
    "will be refused": "será recusada",
    "needs a template": "precisa de um modelo",
    "cannot be sent there": "não pode ser enviada para lá",
    "Whether the person opted out, agreed, or has had enough messages is in the issues, and is judged when it "
    "leaves.": (
        "Se a pessoa pediu para sair, se consentiu ou se já recebeu demais está nas issues e é conferido no envio."
    ),
    "With a GitHub token of yours it is judged here too": "Com um token seu do GitHub, confere-se também aqui",
    "Whether the person opted out, agreed, or has had enough messages is judged when it leaves: this relay has no "
    "CONTACT_KEY, and so cannot find anybody's issues.": (
        "Se a pessoa pediu para sair, se consentiu ou se já recebeu demais é conferido no envio: este relay não tem a "
        "CONTACT_KEY e por isso não encontra as issues de ninguém."
    ),
    # A test.
    "Test on your own phone": "Teste no seu telefone",
    "A short text of ours to a phone of ADMIN_PHONES, to see that messages leave.": (
        "Um texto curto para um telefone de ADMIN_PHONES, para ver que as mensagens saem."
    ),
    "Send a test to {person} ({channel})": "Enviar um teste para {person} ({channel})",
    "AUDITORIA360: this is a test message. If you can read it, messages leave.": (
        "AUDITORIA360: esta é uma mensagem de teste. Se chegou até aqui, o envio funciona."
    ),
    # The latest, and what became of each.
    "What you have sent here": "O que você enviou por aqui",
    "Nothing yet. What you send appears here, with what became of it.": (
        "Nada ainda. O que você enviar aparece aqui, com o que foi feito dele."
    ),
    "When": "Quando",
    "What became of it": "Situação da mensagem",
    "not kept here": "não guardado aqui",
    "The relay keeps neither numbers nor texts of these; to whom the latest went, this browser knows until you sign "
    "out.": (
        "O relay não guarda números nem textos destas mensagens; para quem foram as últimas, só este navegador sabe, "
        "até você sair."
    ),
    "You have ordered no message of this id here, or it was too long ago.": (
        "Você não pediu nenhuma mensagem com este id por aqui, ou faz tempo demais."
    ),
    "What became of the message": "Acompanhar a mensagem",
    "Send another one": "Enviar outra",
    "Order": "Pedido",
    "Look again": "Atualizar",
    "Its run on GitHub": "Execução no GitHub",
    "in progress": "em andamento",
    "still ahead": "ainda por vir",
    "Until {moment}": "Até {moment}",
    "Taken by the relay": "Recebida pelo relay",
    "Handed to GitHub": "Passada ao GitHub",
    "Judged by the workflow": "Conferida pelo workflow",
    "Taken by Twilio": "Aceita pela Twilio",
    "Delivered to the phone": "Entregue ao telefone",
    "Not delivered": "Não entregue",
    "Not sent": "Não enviada",
    "in the queue": "na fila",
    "on its way": "a caminho",
    "processed": "processada",
    "held until later": "retida até a hora",
    "scheduled": "agendada",
    "not known": "não se sabe",
    "sent": "enviada",
    "delivered": "entregue",
    "not delivered": "não entregue",
    "not sent": "não enviada",
    "The policy holds it; it is judged again then.": "A política a retém; na hora ela é conferida de novo.",
    "Twilio keeps it until then.": "A Twilio a guarda até lá.",
    "Twilio may have taken it, and nobody can tell. It is not sent again.": (
        "Talvez a Twilio a tenha aceitado, e não há como saber. Ela não é enviada de novo."
    ),
    "The workflow has reported nothing yet.": "O workflow ainda não informou nada.",
    "Some carriers never report a delivery.": "Algumas operadoras nunca informam a entrega.",
    "The reason is not known.": "O motivo não é conhecido.",
    # Countries.
    "Angola": "Angola",
    "Argentina": "Argentina",
    "Austria": "Áustria",
    "Australia": "Austrália",
    "Belgium": "Bélgica",
    "Bolivia": "Bolívia",
    "Brazil": "Brasil",
    "Canada": "Canadá",
    "Switzerland": "Suíça",
    "Chile": "Chile",
    "China": "China",
    "Colombia": "Colômbia",
    "Costa Rica": "Costa Rica",
    "Cape Verde": "Cabo Verde",
    "Germany": "Alemanha",
    "Dominican Republic": "República Dominicana",
    "Ecuador": "Equador",
    "Spain": "Espanha",
    "France": "França",
    "United Kingdom": "Reino Unido",
    "Guinea-Bissau": "Guiné-Bissau",
    "Ireland": "Irlanda",
    "Israel": "Israel",
    "India": "Índia",
    "Italy": "Itália",
    "Japan": "Japão",
    "Lebanon": "Líbano",
    "Mexico": "México",
    "Mozambique": "Moçambique",
    "Netherlands": "Países Baixos",
    "Panama": "Panamá",
    "Peru": "Peru",
    "Portugal": "Portugal",
    "Paraguay": "Paraguai",
    "Sao Tome and Principe": "São Tomé e Príncipe",
    "East Timor": "Timor-Leste",
    "United States": "Estados Unidos",
    "Uruguay": "Uruguai",
    "Venezuela": "Venezuela",
    "South Africa": "África do Sul",
}
