"""What the demo tells, on the terminal and on the sandbox's screen."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "{channel}, texts in {language}": "{channel}, textos em {language}",
    "Portuguese": "português",
    "English": "inglês",
    "#{number} opened": "#{number} aberta",
    "#{number} has a new comment": "#{number} tem comentário novo",
    "{person}'s phone": "telefone de {person}",
    "{login} on #{number}": "{login} em #{number}",
    "a plain comment is not sent": "um comentário comum não é enviado",
    "🚀 on the comment: Twilio has it": "🚀 no comentário: a Twilio já recebeu",
    "the same conversation goes on": "a mesma conversa continua",
    "😕 nothing was sent": "😕 nada foi enviado",
    # What is waited for.
    "the issue": "a issue",
    "the reaction": "a reação",
    "the comment": "o comentário",
    "the refusal": "a recusa",
    "a message on the phone": "uma mensagem no telefone",
    "the message to count as lost": "que a mensagem conte como perdida",
    # The captions on the screen.
    "{person} writes to the office.": "{person} escreve ao escritório.",
    "The message is an issue now: #{number}.": "A mensagem virou uma issue: #{number}.",
    "{person} knows that it has arrived.": "{person} já sabe que a mensagem chegou.",
    "Marina comments: that stays internal.": "Marina comenta: isso fica interno.",
    "Marina answers with /reply.": "Marina responde com /reply.",
    "The answer is on {person}'s phone.": "A resposta está no telefone de {person}.",
    "The same conversation goes on in the same issue.": "A conversa continua na mesma issue.",
    "Somebody without the permission tries to answer.": "Alguém sem permissão tenta responder.",
    "Nothing was sent, and the bot says why.": "Nada foi enviado, e o bot diz por quê.",
    # The outage.
    "GitHub is down, and the relay is killed": "O GitHub fora do ar e o relay derrubado",
    "is down: it answers 503 to everybody": "está fora do ar: responde 503 a todos",
    "relay": "relay",
    "has stored the message, and tries GitHub again and again": (
        "guardou a mensagem e tenta o GitHub de novo e de novo"
    ),
    "{person} writes. The relay has it on its disk.": "{person} escreve. O relay guardou a mensagem em disco.",
    "is killed, as by a power cut": "é derrubado, como numa queda de energia",
    "The relay is killed, as by a power cut.": "O relay é derrubado, como numa queda de energia.",
    "has called the relay several times; nobody answered": "chamou o relay várias vezes; ninguém atendeu",
    "Twilio calls several times; nobody answers.": "A Twilio chama várias vezes; ninguém atende.",
    "GitHub and the relay": "GitHub e relay",
    "are up again": "voltaram",
    "GitHub and the relay are up again.": "O GitHub e o relay voltaram.",
    "The first message has arrived: #{number}.": "A primeira mensagem chegou: #{number}.",
    "finds at Twilio what the relay never got": "acha na Twilio o que nunca chegou ao relay",
    "The workflow reconcile found the second message at Twilio.": (
        "O workflow reconcile achou a segunda mensagem na Twilio."
    ),
    "Both are in one conversation, and answered.": "As duas estão na mesma conversa, respondidas.",
    "{count} messages written": "{count} mensagens escritas",
    "{count} in the issue, {answers} on the phone: none lost, none twice": (
        "{count} na issue, {answers} no telefone: nenhuma perdida, nenhuma em dobro"
    ),
    "{count} in the issue": "{count} na issue",
    "No message was lost, and none came twice.": "Nenhuma mensagem se perdeu, e nenhuma chegou em dobro.",
    "Messages lost: {lost}. Messages that came twice: {repeated}.": (
        "Mensagens perdidas: {lost}. Mensagens em dobro: {repeated}."
    ),
    # Behind it.
    "The story ends here. {why}": "A história termina aqui. {why}",
    "The sandbox goes on.": "O sandbox continua.",
    "Your turn, on the pages named above, or in another terminal:": (
        "Sua vez, nas páginas acima ou em outro terminal:"
    ),
}
