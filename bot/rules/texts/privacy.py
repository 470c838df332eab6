"""Sentences about people's data: what is kept about them, and how it is erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PrivacyTexts:
    """The sentences of one language."""

    # On the phone: without accents two SMS at most for what is kept, one for each of the others.
    kept: str
    kept_name: str
    kept_opted_out: str
    kept_consents: str
    kept_withdrawals: str
    purposes: Mapping[str, str]
    confirm: str
    wrong_code: str
    wrong_try: str
    tries_used_up: str
    asked_too_often: str
    handed_over: str
    opted_in_later: str
    erased: str

    # In the issue.
    likely_opt_out: str
    summary_sent: str
    summary_not_sent: str
    confirmation_sent: str
    confirmation_not_sent: str
    wrong_codes: str
    asked_too_often_note: str
    for_maintainers: str
    forget: str
    forget_history: str
    forget_wrong_code: str
    forget_not_permitted: str
    erased_title: str
    erased_body: str
    history_remains: str
    under_way: str
    by_the_person: str
    receipt: str
    receipt_rest: str
    receipt_all: str
    rest_history: str
    rest_files: str
    rest_twilio: str


PT_BR = PrivacyTexts(
    kept=(
        "Guardamos de você, de {since} a {until}: conversas {conversations}, mensagens suas {received}, nossas {sent}, "
        "arquivos {files}. {consent}Cópia completa: peca aqui. Para apagar tudo, envie APAGAR."
    ),
    kept_name="Nome: {name}. ",
    kept_opted_out="Você não recebe mensagens nossas. ",
    kept_consents="Autorizou: {purposes}. ",
    kept_withdrawals="Retirou: {purposes}. ",
    purposes={"notification": "avisos", "marketing": "propaganda", "alert": "alertas"},
    confirm=(
        "Vamos apagar: conversas {conversations}, mensagens {messages}, arquivos {files}. Não há volta. "
        "Para confirmar em até {hours} h, envie APAGAR {code}"
    ),
    wrong_code="Este código não vale ou venceu; nada foi apagado. Para pedir outro, envie APAGAR.",
    wrong_try="Código errado; nada foi apagado. Tentativas que restam: {left}.",
    tries_used_up="Código errado 3 vezes: ele não vale mais, e nada foi apagado. Para pedir outro, envie APAGAR.",
    asked_too_often=(
        "Já enviamos 3 códigos em 24 horas e não enviaremos outro agora; nada foi apagado. Escreva aqui e atendemos."
    ),
    handed_over="Recebemos seu pedido de apagar os seus dados. A resposta vem por aqui em até 15 dias.",
    opted_in_later="Recebemos seu pedido de voltar a receber mensagens. Vamos conferir e responder por aqui.",
    erased="Pronto: apagamos suas conversas, mensagens e arquivos. Recibo {number}.",
    likely_opt_out=(
        "✋ Esta mensagem parece um pedido para **não receber mais mensagens**, mas também pode ser outra coisa: nada "
        "foi registrado. Se for o pedido, comente `/bloquear`."
    ),
    summary_sent=(
        "⚖️ A pessoa perguntou **o que guardamos dela** (LGPD, art. 18 e 19) e já recebeu um resumo. Se ela pedir a "
        "cópia completa, o prazo é de 15 dias: `bot person export NUMERO` a reúne em um arquivo."
    ),
    summary_not_sent=(
        "⚖️ A pessoa perguntou **o que guardamos dela** (LGPD, art. 18 e 19), e o resumo automático não pôde sair. "
        "Responda em até 15 dias; `bot person export NUMERO` reúne tudo em um arquivo."
    ),
    confirmation_sent=(
        "⚖️ A pessoa pede **que apaguemos os seus dados** (LGPD, art. 18). Ela recebeu um código; se o enviar em até "
        "{hours} h, tudo o que está aqui, na outra conversa dela e na Twilio é apagado, sem volta. O que a lei manda "
        "guardar (art. 16) precisa estar em outro lugar até lá."
    ),
    confirmation_not_sent=(
        "⚖️ A pessoa pede **que apaguemos os seus dados** (LGPD, art. 18), e a pergunta de confirmação não pôde sair. "
        "Confirme com ela por outro meio; `/esquecer` apaga."
    ),
    wrong_codes=(
        "⚠️ **Dois códigos errados** para apagar os dados desta pessoa; o terceiro encerra o pedido. O remetente de "
        "um SMS pode ser forjado: talvez não seja ela. Fale com ela por outro meio; se o pedido for dela, `/esquecer` "
        "apaga."
    ),
    asked_too_often_note=(
        "⚖️ A pessoa pede de novo **que apaguemos os seus dados** (LGPD, art. 18). Recebeu 3 códigos em 24 horas, o "
        "limite, e nenhum outro saiu: ou não consegue confirmar, ou alguém escreve em nome dela. Confirme por outro "
        "meio; `/esquecer` apaga."
    ),
    for_maintainers=(
        "⚖️ A pessoa pede **que apaguemos os seus dados** (LGPD, art. 18). Veja o que a lei manda guardar (art. 16), "
        "guarde isso em outro lugar e apague o resto com `/esquecer`, em até 15 dias."
    ),
    forget=(
        "🗑️ `/esquecer` apaga **sem volta** tudo desta pessoa, nos dois canais: conversas {issues}, {messages} "
        "mensagens, {comments} comentários (os internos também), {files} arquivos e as cópias na Twilio. Ficam só o "
        "registro de consentimento, sem número, e um recibo. O que a lei manda guardar (LGPD, art. 16) precisa estar "
        "em outro lugar.\n\nPara apagar, comente: `/esquecer {code}`"
    ),
    forget_history=(
        "O GitHub guarda o histórico de edições das issues até que quem administra o repositório as exclua: veja "
        "`docs/privacy.md`."
    ),
    forget_wrong_code="Este código é de outra pessoa ou está errado; nada foi apagado. `/esquecer` mostra o certo.",
    forget_not_permitted=(
        "@{login}, apagar dados pede a permissão `{needed}` neste repositório (`privacy.erasure_permission`); a sua é "
        "`{current}`. Nada foi apagado."
    ),
    erased_title="Conversa apagada",
    erased_body="🗑️ Esta conversa foi apagada em {when}, {who}. O recibo está em #{receipt}.",
    history_remains=(
        "O GitHub ainda guarda o título e o texto anteriores no histórico desta issue. Quem administra o repositório "
        "os elimina com *Delete issue*, ao pé da coluna direita."
    ),
    under_way=(
        "🗑️ **Apagamento em curso**, {who}, desde {when}. O que ainda não pôde ser apagado fica com o workflow "
        "`reconcile`; ao fim, um recibo toma o lugar deste comentário."
    ),
    by_the_person="a pedido da própria pessoa",
    receipt=(
        "🗑️ **Dados apagados**, {who}, em {when}.\n\nConversas: {conversations} ({issues}) · mensagens: {messages} · "
        "comentários: {comments} · arquivos: {files}"
    ),
    receipt_rest="**Não foi possível apagar:**",
    receipt_all="Nada ficou para trás onde o bot alcança; veja em `docs/privacy.md` o que ele não alcança.",
    rest_history="o histórico de edições de {issues}: quem administra o repositório o elimina com *Delete issue*.",
    rest_files="os arquivos no ramo `{branch}`: exclua o ramo.",
    rest_twilio="{count} mensagens na Twilio: apague-as no console, em Monitor → Logs → Messages.",
)

EN = PrivacyTexts(
    kept=(
        "What we keep about you, {since} to {until}: conversations {conversations}, messages from you {received}, "
        "from us {sent}, files {files}. {consent}For a full copy, ask here. To erase it all, send ERASE."
    ),
    kept_name="Name: {name}. ",
    kept_opted_out="You get no messages from us. ",
    kept_consents="You agreed to: {purposes}. ",
    kept_withdrawals="You withdrew: {purposes}. ",
    purposes={"notification": "notices", "marketing": "advertising", "alert": "alerts"},
    confirm=(
        "We will erase: conversations {conversations}, messages {messages}, files {files}. This is final. To confirm "
        "within {hours} h, send ERASE {code}"
    ),
    wrong_code="This code is wrong or has expired; nothing was erased. To get another, send ERASE.",
    wrong_try="Wrong code; nothing was erased. Tries left: {left}.",
    tries_used_up="Wrong code 3 times: it is no longer valid, and nothing was erased. To get another, send ERASE.",
    asked_too_often=(
        "We have sent 3 codes in 24 hours and will not send another now; nothing was erased. Write here and we help."
    ),
    handed_over="We got your request to erase your data. We will answer here within 15 days.",
    opted_in_later="We have your request to get messages again. A person will check it and answer here.",
    erased="Done: we erased your conversations, messages and files. Receipt {number}.",
    likely_opt_out=(
        "✋ This message reads as if the person wanted **no more messages**, but it may mean something else: nothing "
        "was recorded. If that is the wish, comment `/optout`."
    ),
    summary_sent=(
        "⚖️ The person asked **what we keep about them** (LGPD, art. 18 and 19) and received a summary. If they want "
        "the full copy, it is due within 15 days: `bot person export NUMBER` collects it in a file."
    ),
    summary_not_sent=(
        "⚖️ The person asked **what we keep about them** (LGPD, art. 18 and 19), and the automatic summary could not "
        "be sent. Answer within 15 days; `bot person export NUMBER` collects everything in a file."
    ),
    confirmation_sent=(
        "⚖️ The person asks us **to erase their data** (LGPD, art. 18). They received a code; if they send it within "
        "{hours} h, everything here, in their other conversation and at Twilio is erased and cannot be restored. "
        "Anything the law requires you to keep (art. 16) must be stored elsewhere by then."
    ),
    confirmation_not_sent=(
        "⚖️ The person asks us **to erase their data** (LGPD, art. 18), and the question to confirm it could not be "
        "sent. Confirm it with them by other means; `/forget` erases."
    ),
    wrong_codes=(
        "⚠️ **Two wrong codes** to erase this person's data; the third one ends the request. The sender of an SMS can "
        "be forged: it may not be them. Ask them by other means; if the request is theirs, `/forget` erases."
    ),
    asked_too_often_note=(
        "⚖️ The person asks again **to have their data erased** (LGPD, art. 18). They have had 3 codes in 24 hours, the "
        "limit, and no other was sent: either they cannot confirm it, or somebody writes in their name. Confirm it "
        "with them by other means; `/forget` erases."
    ),
    for_maintainers=(
        "⚖️ The person asks us **to erase their data** (LGPD, art. 18). Check what the law requires you to keep "
        "(art. 16), store that elsewhere, and erase the rest with `/forget` within 15 days."
    ),
    forget=(
        "🗑️ `/forget` erases **permanently** everything about this person, on both channels: conversations {issues}, "
        "{messages} messages, {comments} comments (internal ones too), {files} files and the copies at Twilio. Only "
        "the consent record, without a number, and a receipt remain. Anything the law requires you to keep (LGPD, "
        "art. 16) must be stored elsewhere.\n\nTo erase it, comment: `/forget {code}`"
    ),
    forget_history=(
        "GitHub keeps the edit history of the issues until an administrator of the repository deletes them: see "
        "`docs/privacy.md`."
    ),
    forget_wrong_code="This code is for another person, or wrong; nothing was erased. `/forget` shows the right one.",
    forget_not_permitted=(
        "@{login}, erasing data needs the permission `{needed}` on this repository (`privacy.erasure_permission`); "
        "yours is `{current}`. Nothing was erased."
    ),
    erased_title="Erased conversation",
    erased_body="🗑️ This conversation was erased on {when}, {who}. The receipt is in #{receipt}.",
    history_remains=(
        "GitHub still keeps the earlier title and text in the history of this issue. An administrator of the "
        "repository removes them with *Delete issue*, at the bottom of the right column."
    ),
    under_way=(
        "🗑️ **Erasure in progress**, {who}, since {when}. The workflow `reconcile` erases what could not be "
        "erased yet; at the end a receipt replaces this comment."
    ),
    by_the_person="at the person's own request",
    receipt=(
        "🗑️ **Data erased**, {who}, on {when}.\n\nConversations: {conversations} ({issues}) · messages: {messages} · "
        "comments: {comments} · files: {files}"
    ),
    receipt_rest="**What could not be erased:**",
    receipt_all="Nothing is left within the bot's reach; `docs/privacy.md` lists what is beyond it.",
    rest_history="the edit history of {issues}: an administrator of the repository removes it with *Delete issue*.",
    rest_files="the files on the branch `{branch}`: delete the branch.",
    rest_twilio="{count} messages at Twilio: delete them in its console, under Monitor → Logs → Messages.",
)
