"""Sentences about what a person's message carries besides its text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class InboundTexts:
    """The sentences of one language."""

    referral: str
    profile_name: str
    unknown_kind: str
    nothing_of_kind: str
    often_forwarded: str
    map: str
    kinds: Mapping[str, str]  # of what came without words, for titles
    damaged: str
    cut: str
    continues: str
    continuation: str
    quoted: str
    quoted_link: str
    contact_card: str
    contact_cards: str
    media_awaited: str
    media_at_twilio: str
    fetch_asked: str
    fetch_none: str
    fetch_which: str
    fetch_choice: str
    fetch_not_permitted: str
    channel_cannot_be_answered: str
    certificate_advised: str
    certificate_not_advised: str

    separators: str  # of thousands, and of what is smaller than one

    # On the phone: without accents two SMS at most.
    certificate_advice: str

    def amount(self, reais: Decimal) -> str:
        """Return an amount of money of a Brazilian invoice."""
        return f"R$ {f'{reais:,.2f}'.translate(str.maketrans(',.', self.separators))}"


PT_BR = InboundTexts(
    referral="**Veio de um anúncio:** {ad}",
    profile_name="**Nome no perfil:** {name}",
    unknown_kind="⚠️ Mensagem do tipo {kind}: além do que se vê aqui, pode ter conteúdo que a Twilio não repassa.",
    nothing_of_kind=(
        "⚠️ Mensagem do tipo {kind}: o conteúdo não pode ser mostrado, porque a Twilio não o repassa. Peça que a pessoa "
        "o envie de outro jeito, como texto, foto ou arquivo."
    ),
    often_forwarded="↪️ _Mensagem encaminhada muitas vezes._",
    map="[ver no mapa]({url})",
    kinds={
        "image": "📷 Foto",
        "sticker": "Figurinha",
        "audio": "🎤 Áudio",
        "video": "🎬 Vídeo",
        "contacts": "📇 Contato",
        "document": "📎 Documento",
        "place": "📍 Localização",
    },
    damaged=(
        "⚠️ Uma parte desta mensagem não pôde ser lida; o que se leu está aqui. O log do relay diz qual parte. Confira "
        "com a pessoa se falta algo."
    ),
    cut="⚠️ O texto é longo demais para chegar inteiro: falta o fim. Peça que a pessoa envie o resto.",
    continues="_O texto continua no próximo comentário._",
    continuation="_Continuação do texto, parte {part} de {parts}:_",
    quoted="↩️ **Em resposta a:** {words}",
    quoted_link="↩️ **Em resposta a:** {words} ([ver]({url}))",
    contact_card="📇 **Contato:**",
    contact_cards="📇 **Contatos:**",
    media_awaited="⏳ Anexo {place} ({kind}) a caminho: aparece aqui assim que for guardado.",
    media_at_twilio=(
        "Ele fica na Twilio até ser apagado lá: no console, Monitor → Logs → Messages, mensagem {sid}. Para guardá-lo "
        "aqui, comente `/buscar {place}`."
    ),
    fetch_asked=(
        "📎 Anexo {place}: será guardado em alguns minutos, no máximo em uma hora, e aparece onde está a "
        "mensagem dele."
    ),
    fetch_none="Não há aqui nenhum anexo assim que a Twilio ainda tenha e que se possa guardar.",
    fetch_which="Qual deles? Comente um destes comandos:",
    fetch_choice="- `/buscar {code}`: anexo {place} ({kind}) da mensagem {sid}",
    fetch_not_permitted=(
        "@{login}, guardar um anexo que a configuração não guarda exige a permissão `{needed}` neste repositório; a "
        "sua é `{current}`."
    ),
    channel_cannot_be_answered=(
        "Esta pessoa escreve por {channel}, um canal pelo qual o bot não envia: não recebe respostas por aqui. Fale "
        "com ela por outro meio."
    ),
    certificate_advised="🔐 Avisei a pessoa, por mensagem automática, que não envie certificados por aqui:\n\n{text}",
    certificate_not_advised=(
        "🔐 A pessoa enviou um certificado ou uma chave, e o aviso automático não pôde sair. Peça que ela o apague da "
        "conversa e o entregue de outro jeito."
    ),
    separators=".,",
    certificate_advice=(
        "Recebemos um certificado digital e não o guardamos: quem o tem, com a senha, assina pela sua empresa. Apague "
        "o arquivo desta conversa, não envie a senha e combine conosco outro jeito de entrega."
    ),
)

EN = InboundTexts(
    referral="**Came from an advertisement:** {ad}",
    profile_name="**Profile name:** {name}",
    unknown_kind="⚠️ A message of type {kind}: it may hold more than is shown here, which Twilio does not pass on.",
    nothing_of_kind=(
        "⚠️ A message of type {kind}: its content cannot be shown, because Twilio does not pass it on. Ask the person "
        "to send it in another way, as a text, a photo or a file."
    ),
    often_forwarded="↪️ _Forwarded many times._",
    map="[show on a map]({url})",
    kinds={
        "image": "📷 Photo",
        "sticker": "Sticker",
        "audio": "🎤 Audio",
        "video": "🎬 Video",
        "contacts": "📇 Contact",
        "document": "📎 Document",
        "place": "📍 Location",
    },
    damaged=(
        "⚠️ A part of this message could not be read; what could be read is here. The relay's log says which part. "
        "Check with the person whether something is missing."
    ),
    cut="⚠️ The text is too long to arrive whole: its end is missing. Ask the person to send the rest.",
    continues="_The text goes on in the next comment._",
    continuation="_The text goes on, part {part} of {parts}:_",
    quoted="↩️ **In reply to:** {words}",
    quoted_link="↩️ **In reply to:** {words} ([view]({url}))",
    contact_card="📇 **Contact:**",
    contact_cards="📇 **Contacts:**",
    media_awaited="⏳ Attachment {place} ({kind}) is on its way: it appears here once it is kept.",
    media_at_twilio=(
        "It stays at Twilio until it is deleted there: in the console, Monitor → Logs → Messages, message {sid}. To "
        "keep it here, comment `/fetch {place}`."
    ),
    fetch_asked="📎 Attachment {place}: it will be kept in minutes, an hour at most, and shown where its message is.",
    fetch_none="There is no such attachment here that Twilio still has and that can be kept.",
    fetch_which="Which one? Comment one of these commands:",
    fetch_choice="- `/fetch {code}`: attachment {place} ({kind}) of message {sid}",
    fetch_not_permitted=(
        "@{login}, keeping an attachment that the configuration does not keep takes the permission `{needed}` in this "
        "repository; yours is `{current}`."
    ),
    channel_cannot_be_answered=(
        "This person writes by {channel}, a channel that the bot cannot send on: they get no answers here. Reach them "
        "in another way."
    ),
    certificate_advised="🔐 I told the person, by an automatic message, not to send certificates here:\n\n{text}",
    certificate_not_advised=(
        "🔐 The person sent a certificate or a key, and the automatic advice could not leave. Ask them to delete it "
        "from the chat and to deliver it in another way."
    ),
    separators=",.",
    certificate_advice=(
        "We got a digital certificate and did not keep it: whoever has it, with its password, signs for your company. "
        "Delete it from this chat, do not send the password, and agree with us on another way."
    ),
)
