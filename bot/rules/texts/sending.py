"""Sentences about messages that systems send: scheduled at Twilio, canceled, previewed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SendingTexts:
    """The sentences of one language."""

    short_code_cannot_be_answered: str
    unanswered: str
    in_doubt: str
    sent_elsewhere: str
    left_unknown: str
    order_left_unknown: str
    known_since: str
    arrived_late: str
    left_late: str
    order_template_unfit: str
    order_unconfirmed: str
    begun_elsewhere: str
    halted: str
    as_links: str

    # The issue about ceilings of messages, and the alert on administrators' phones.
    ceilings_title: str
    ceilings_body: str
    ceiling_reached: str
    ceiling_names: Mapping[str, str]
    ceiling_hour: str
    ceiling_day: str
    ceiling_phone: str
    ceilings_over: str

    scheduled: str
    opted_out_meanwhile: str
    not_bound: str
    recorded_but_broken: str
    canceled: str

    # Rows and remarks of /preview and `bot send --dry-run`.
    title: str
    template: str
    without: str
    verdict: str
    leaves_now: str
    waits: str
    kept_by_twilio: str
    refused: str
    needs_template: str
    consent_unread: str
    caps_unread: str
    window_unread: str
    arrives: str
    arrives_in_parts: str
    nothing_arrives: str


PT_BR = SendingTexts(
    short_code_cannot_be_answered="Este remetente é um número curto: a Twilio não envia respostas a números curtos.",
    unanswered="**Nenhuma resposta automática foi enviada**: {reason}\n\n**O que fazer:** {remedy}",
    in_doubt=(
        "⏳ **Não se sabe se a mensagem saiu**: a Twilio não respondeu, ou a execução parou no meio, e a lista da "
        "Twilio ainda não a mostra. Ela não é repetida agora, para não chegar duas vezes; uma execução depois de "
        "{minutes} minutos confere de novo."
    ),
    left_unknown=(
        "❓ **Não se sabe se a mensagem saiu**, e a lista da Twilio não esclarece. Para não chegar duas vezes, ela não "
        "é enviada de novo.\n\n**O que fazer:** veja em Monitor → Logs → Messaging no console da Twilio, ou pergunte à "
        "pessoa. Se não chegou, `/reenviar` envia de novo."
    ),
    order_left_unknown=(
        "❓ **Não se sabe se a mensagem saiu**, e a lista da Twilio não esclarece. Para não chegar duas vezes, ela não "
        "é enviada de novo.\n\n**O que fazer:** veja em Monitor → Logs → Messaging no console da Twilio, ou pergunte à "
        "pessoa. Se não chegou, envie com `/responder` ou peça de novo no sistema de origem."
    ),
    known_since=(
        "✔️ De início não se sabia se a mensagem tinha saído. Agora se sabe: veja o comentário posterior. Não é preciso "
        "conferir mais nada por causa deste."
    ),
    arrived_late="✅ **A mensagem chegou**: a Twilio informou a entrega depois. Não é preciso enviar de novo.",
    left_late=(
        "✅ **A mensagem saiu**: a lista da Twilio a mostra agora. Não é preciso enviar de novo; a entrega aparece no "
        "comentário que a enviou, se a operadora a informar."
    ),
    order_template_unfit="O modelo {template} não serve; veja o config.yml.",
    order_unconfirmed="A Twilio não confirmou que aceitou a mensagem.",
    halted=(
        "⏳ A Twilio não aceita o texto agora. Partes que já saíram: {sent} de {total}. O resto sai na próxima "
        "tentativa."
    ),
    begun_elsewhere="⏳ Enviando o texto. A conversa em que ele foi escrito está bloqueada e não aceita reações.",
    sent_elsewhere="✅ O texto saiu. A conversa em que ele foi escrito está bloqueada e não aceita reações.",
    as_links=(
        "⚠️ Por SMS, os anexos chegam a esse país como link no texto, não como imagem: quem tiver o link abre o arquivo "
        "sem senha. Segmentos com os links: cerca de {segments}. No WhatsApp chegariam como imagem."
    ),
    ceilings_title="Teto de mensagens atingido",
    ceilings_body=(
        "Os tetos de `ceilings`, em config.yml, limitam o que estranhos ou um token roubado podem gastar. Cada "
        "comentário diz qual foi atingido e quando.\n\n"
        "- **Respostas automáticas:** as mensagens são registradas como sempre; quem ficou sem resposta tem a label "
        "`{label}`. Um `/responder` continua saindo.\n"
        "- **Pedidos de sistemas:** o relay os recusa com 429 e diz quando aceita de novo.\n\n"
        "**O que fazer:** confira de onde vêm as mensagens. Se o movimento é legítimo, aumente o teto; se um token "
        "vazou, troque-o com `bot rotate api-token`. A issue se fecha após um dia sem novo aviso."
    ),
    ceiling_reached="⚠️ **{when}**: {what} - o teto é de {most} {period}.",
    ceiling_names={
        "answers": "respostas automáticas de um dos nossos números",
        "one-system": "segmentos pedidos com o token `{whose}`",
        "all-systems": "segmentos pedidos com todos os tokens",
    },
    ceiling_hour="por hora",
    ceiling_day="por dia",
    ceiling_phone="Auditoria360: teto de mensagens atingido. Veja a issue {number} no GitHub.",
    ceilings_over="Nenhum teto foi atingido no último dia.",
    scheduled="⏰ **Agendada na Twilio para {at}**: {reason}",
    recorded_but_broken="Registrado, mas ainda nada sai para a pessoa: {reason} {remedy}",
    not_bound=(
        "Nada foi enviado: a conversa não está ligada a esta issue. Ou a issue foi transferida, ou é de antes das "
        "assinaturas, ou alguém copiou ou alterou a primeira linha dela. Quem administra a instalação confere e roda "
        "`bot conversation rebind {number}`; depois, escreva o comando de novo."
    ),
    opted_out_meanwhile="**Cancelada na Twilio antes de sair**: a pessoa pediu para não receber mais mensagens.",
    canceled="**Cancelada na Twilio antes de sair.**",
    title="Ensaio (nada foi enviado)",
    template="Modelo",
    without="Segmentos sem eles",
    verdict="Regras",
    leaves_now="pode sair agora",
    waits="espera até {until}: {reason}",
    kept_by_twilio="agendada na Twilio",
    refused="não sai: {reason} {remedy}",
    needs_template="não sai como texto livre: {reason} Envie um modelo aprovado.",
    consent_unread="O registro de consentimento não pôde ser lido no GitHub: o veredito não o considera.",
    caps_unread="As mensagens anteriores não puderam ser lidas no GitHub: o veredito não considera os limites.",
    window_unread="A Twilio não disse quando a pessoa escreveu pela última vez: o veredito supõe que foi agora.",
    arrives="Texto que chega",
    arrives_in_parts="Texto que chega, parte {number} de {count}",
    nothing_arrives="Nada chegaria: a página do GitHub não mostra nenhum texto deste comentário.",
)

EN = SendingTexts(
    short_code_cannot_be_answered="This sender is a short code: Twilio sends no answers to short codes.",
    unanswered="**No automatic answer was sent**: {reason}\n\n**What to do:** {remedy}",
    in_doubt=(
        "⏳ **It is not known whether the message left**: Twilio did not answer, or the run stopped midway, and Twilio "
        "does not list it yet. It is not repeated now, so that it does not arrive twice; a run after {minutes} minutes "
        "checks again."
    ),
    left_unknown=(
        "❓ **It is not known whether the message left**, and Twilio's list does not show it. It is not sent again, "
        "so that it does not arrive twice.\n\n**What to do:** look at Monitor → Logs → Messaging in Twilio's console, "
        "or ask the person. If it did not arrive, `/retry` sends it again."
    ),
    order_left_unknown=(
        "❓ **It is not known whether the message left**, and Twilio's list does not show it. It is not sent again, "
        "so that it does not arrive twice.\n\n**What to do:** look at Monitor → Logs → Messaging in Twilio's console, "
        "or ask the person. If it did not arrive, send it with `/reply`, or order it again in its "
        "system."
    ),
    known_since=(
        "✔️ At first it was not known whether the message had left. Now it is: see the later comment. Nothing has to be "
        "checked any more because of this one."
    ),
    arrived_late="✅ **The message arrived**: Twilio has now reported its delivery. Do not send it again.",
    left_late=(
        "✅ **The message left**: Twilio now lists it as sent. Do not send it again; its delivery will appear on the "
        "comment that sent it, if the carrier reports it."
    ),
    order_template_unfit="The template {template} does not fit; see config.yml.",
    order_unconfirmed="Twilio did not confirm that it took the message.",
    halted=(
        "⏳ Twilio does not take the text now. Parts that have left: {sent} of {total}. The rest leaves with the next "
        "attempt."
    ),
    begun_elsewhere="⏳ Sending the text. The conversation it was written in is locked and takes no reactions.",
    sent_elsewhere="✅ The text has left. The conversation it was written in is locked and takes no reactions.",
    as_links=(
        "⚠️ By SMS, attachments reach that country as links in the text, not as pictures: whoever has the link opens "
        "the file without a password. Segments with the links: about {segments}. On WhatsApp they would arrive "
        "as pictures."
    ),
    ceilings_title="Ceiling of messages reached",
    ceilings_body=(
        "The `ceilings` in config.yml bound what strangers or a stolen token can spend. Each comment says which one "
        "was reached, and when.\n\n"
        "- **Automatic answers:** messages are recorded as always; whoever got no answer has the label `{label}`. A "
        "`/reply` is still sent.\n"
        "- **Orders of systems:** the relay refuses them with 429 and says when it accepts new ones.\n\n"
        "**What to do:** check where the messages come from. If they are legitimate, raise the ceiling; if a token has "
        "leaked, replace it with `bot rotate api-token`. The issue is closed after a day without a new entry."
    ),
    ceiling_reached="⚠️ **{when}**: {what} - the ceiling is {most} {period}.",
    ceiling_names={
        "answers": "automatic answers from one of our numbers",
        "one-system": "segments ordered with the token `{whose}`",
        "all-systems": "segments ordered with all tokens",
    },
    ceiling_hour="per hour",
    ceiling_day="per day",
    ceiling_phone="Auditoria360: a ceiling of messages was reached. See issue {number} on GitHub.",
    ceilings_over="No ceiling has been reached for a day.",
    scheduled="⏰ **Scheduled at Twilio for {at}**: {reason}",
    recorded_but_broken="Recorded, but nothing leaves for the person yet: {reason} {remedy}",
    not_bound=(
        "Nothing was sent: the conversation is not bound to this issue. Either the issue was transferred, or it is "
        "older than the signatures, or somebody copied or changed its first line. Whoever runs the installation checks "
        "that and runs `bot conversation rebind {number}`; then write the command again."
    ),
    opted_out_meanwhile="**Cancelled at Twilio before it was sent**: the person asked for no more messages.",
    canceled="**Cancelled at Twilio before it was sent.**",
    title="Dry run (nothing was sent)",
    template="Template",
    without="Segments without them",
    verdict="Rules",
    leaves_now="can be sent now",
    waits="waits until {until}: {reason}",
    kept_by_twilio="scheduled at Twilio",
    refused="is not sent: {reason} {remedy}",
    needs_template="is not sent as free text: {reason} Send an approved template.",
    consent_unread="The consent record could not be read from GitHub: the verdict does not consider it.",
    caps_unread="Earlier messages could not be read from GitHub: the verdict does not consider the caps.",
    window_unread="Twilio did not report when the person last wrote: the verdict assumes it was just now.",
    arrives="Text that arrives",
    arrives_in_parts="Text that arrives, part {number} of {count}",
    nothing_arrives="Nothing would arrive: GitHub's page shows no text of this comment.",
)
