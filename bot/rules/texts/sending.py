"""Sentences about messages that systems send: scheduled at Twilio, canceled, previewed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SendingTexts:
    """The sentences of one language."""

    short_code_cannot_be_answered: str
    unanswered: str
    scheduled: str
    opted_out_meanwhile: str
    not_bound: str
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


PT_BR = SendingTexts(
    short_code_cannot_be_answered="Este remetente é um número curto: a Twilio não envia respostas a números curtos.",
    unanswered="**Nenhuma resposta automática foi enviada**: {reason}\n\n**O que fazer:** {remedy}",
    scheduled="⏰ **Agendada na Twilio para {at}**: {reason}",
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
)

EN = SendingTexts(
    short_code_cannot_be_answered="This sender is a short code: Twilio sends no answers to short codes.",
    unanswered="**No automatic answer was sent**: {reason}\n\n**What to do:** {remedy}",
    scheduled="⏰ **Scheduled at Twilio for {at}**: {reason}",
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
)
