"""Sentences about the age of credentials, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class RotationTexts:
    """The sentences of one language; the keys of the mappings are those of `credentials` and of the live checks."""

    # On the administrators' phones.
    overdue_alarm: str
    expiry_alarm: str
    expired_alarm: str

    # In the issues.
    names: Mapping[str, str]
    title: str
    due: str
    expires: str
    expired: str
    living_since: str
    sources: Mapping[str, str]
    restarted: str
    moved: str
    what_to_do: str
    checklists: Mapping[str, str]
    when_done: str
    ahead: str
    tomorrow: str
    today: str
    yesterday: str
    overdue: str
    closed_unchecked: str
    alarmed: str
    rotated: str
    rotated_but: str
    not_due: str
    not_yet_due: str
    not_permitted: str
    good: str
    bad: str
    unchanged: str
    one_unchanged: str
    findings: Mapping[str, str]
    not_here: str
    no_conversation: str
    dates_unknown: str
    not_in_use: str


PT_BR = RotationTexts(
    overdue_alarm="AUDITORIA360: a credencial {name} venceu em {day}. Veja a issue {number} no GitHub.",
    expiry_alarm=(
        "AUDITORIA360: a credencial {name} expira em {day} e deixa de funcionar. Troque antes: issue {number} no "
        "GitHub."
    ),
    expired_alarm=(
        "AUDITORIA360: a credencial {name} expirou em {day} e parou de funcionar. Veja a issue {number} no GitHub."
    ),
    names={
        "twilio-auth-token": "Auth Token da Twilio",
        "twilio-api-key": "API Key da Twilio",
        "github-token": "token do GitHub usado pelo relay",
        "github-app-key": "chave da GitHub App usada pelo relay",
        "contact-key": "chave que cifra números e textos (CONTACT_KEY)",
        "api-tokens": "tokens dos outros sistemas (GATEWAY_API_TOKENS)",
    },
    title="Rotação: {name}",
    due="**Vence em {day}**",
    expires="**Expira em {day}** e deixa de funcionar",
    expired="**Expirou em {day}** e não funciona mais",
    living_since="Em uso desde {day} ({source}).",
    sources={
        "changed": "a troca foi vista por este workflow",
        "verified": "conferido com `/rotated`",
        "secret": "data do secret no GitHub",
        "configured": "`rotation.rotated_on` em config.yml",
        "first-seen": "vista pela primeira vez; pode ser mais antiga, corrija com `rotation.rotated_on` em config.yml",
        "restarted": "contada desde então, porque a issue anterior não foi encontrada",
    },
    restarted=(
        "⚠️ **A idade recomeçou.** Este fluxo já rodou antes, mas a issue sobre esta credencial não foi encontrada: foi "
        "apagada ou transferida, ou alguém alterou a primeira linha dela, que é oculta. Nada mais mostra desde quando "
        "ela está em uso. A idade conta desde {day}; a credencial pode ser mais antiga.\n\n"
        "**O que fazer:** escreva o dia da última troca em `rotation.rotated_on.{setting}`, em config.yml, ou troque a "
        "credencial agora. Feche estas issues em vez de apagá-las: nelas o bot guarda a idade das credenciais."
    ),
    moved=(
        "📋 A issue anterior sobre esta credencial não foi encontrada: foi apagada ou transferida, ou alguém alterou a "
        "primeira linha dela, que é oculta. A idade veio da cópia que as outras issues de rotação guardam: não é "
        "preciso fazer nada. Da próxima vez, feche a issue em vez de apagá-la."
    ),
    what_to_do="O que fazer",
    checklists={
        "twilio-auth-token": (
            "- [ ] No servidor do relay, na pasta do bot: `bot rotate twilio-auth-token`. Cria o token novo, entrega "
            "ao relay e ao GitHub, confere os dois lados e só então promove; nenhuma mensagem se perde. Se parar no "
            "meio, rode de novo.\n"
            "- [ ] À mão: no console da Twilio (**Account → API keys & tokens**) crie o Auth Token secundário.\n"
            "- [ ] À mão: ponha-o em `TWILIO_AUTH_TOKEN_SECONDARY` no `.env` do relay e no secret `TWILIO_AUTH_TOKEN` "
            "do GitHub; espere terminar o que já está em execução em **Actions**.\n"
            "- [ ] À mão: promova-o no console; passe-o para `TWILIO_AUTH_TOKEN` no `.env` e apague a linha "
            "`_SECONDARY`."
        ),
        "twilio-api-key": (
            "- [ ] No servidor do relay, na pasta do bot: `bot rotate twilio-api-key`. Cria a chave nova, do mesmo "
            "tipo, entrega ao GitHub e ao `.env`, espera terminar o que usa a antiga e a apaga; nenhuma mensagem se "
            "perde. Se parar no meio, rode de novo.\n"
            "- [ ] À mão: no console da Twilio (**Account → API keys & tokens**) crie outra API Key, do mesmo tipo "
            "(**Duplicate key**, se for Restricted).\n"
            "- [ ] À mão: ponha-a, como `SID:segredo`, no secret `TWILIO_API_KEY` do GitHub, e no `.env` do relay se a "
            "antiga estiver lá; espere terminar o que já está em execução em **Actions**.\n"
            "- [ ] À mão: apague os secrets `TWILIO_API_KEY_SID` e `TWILIO_API_KEY_SECRET`, se existirem, e a chave "
            "antiga no console."
        ),
        "github-token": (
            "- [ ] No servidor do relay: `bot rotate github-token`. Diz que permissões marcar, confere o token novo e "
            "o grava no `.env`; o relay passa a usá-lo na hora.\n"
            "- [ ] Revogue o token antigo no GitHub."
        ),
        "github-app-key": (
            "- [ ] No GitHub, na página da App (**Settings → Developer settings → GitHub Apps → Edit**), em **Private "
            "keys**: **Generate a private key**. As duas chaves valem ao mesmo tempo.\n"
            "- [ ] No servidor do relay: `bot rotate github-app-key ARQUIVO.pem`. Experimenta a chave e a grava no "
            "`.env`; o relay passa a usá-la na hora.\n"
            "- [ ] Apague a chave antiga na página da App; depois `bot rotate github-app-key --finish`, que vê se o "
            "GitHub já a recusa."
        ),
        "contact-key": (
            "- [ ] No servidor do relay: `bot rotate contact-key`. A chave nova passa à frente da antiga, no `.env` e "
            "no GitHub.\n"
            "- [ ] `bot rotate contact-key --reseal`: o que as issues guardam passa para a chave nova.\n"
            "- [ ] `bot rotate contact-key --finish`: tira a antiga, quando nada mais precisa dela."
        ),
        "api-tokens": (
            "- [ ] No servidor do relay, para cada sistema: `bot rotate api-token NOME`. O token antigo continua "
            "valendo.\n"
            "- [ ] Entregue o token novo ao sistema e veja que ele o usa.\n"
            "- [ ] `bot rotate api-token NOME --finish`: o antigo deixa de valer."
        ),
    },
    when_done="Feito? Comente `/rotated` (ou `/rotacionada`): o workflow confere a credencial nova e fecha esta issue.",
    ahead="⏳ Faltam {days} dias: {due}",
    tomorrow="⏳ Falta um dia: {due}",
    today="⚠️ É hoje: {due}",
    yesterday="🚨 Venceu ontem: {due}",
    overdue="🚨 Vencida há {days} dias: {due}",
    closed_unchecked=(
        "Esta issue foi fechada sem conferência, e nada mostra que a credencial foi trocada. Troque-a e comente "
        "`/rotated`."
    ),
    alarmed="📟 Os administradores foram avisados por mensagem.",
    rotated="✅ A credencial foi trocada em {day} ({source}) e funciona. Próximo vencimento: {due}.",
    rotated_but="⚠️ A credencial foi trocada, mas nem tudo funciona:",
    not_due="📅 O vencimento passou para {due}, sem que se visse uma troca. {since}",
    not_yet_due="📅 O vencimento continua em {due}, e os lembretes voltam mais perto desse dia. {since}",
    not_permitted=(
        "@{login}, conferir uma credencial pede a permissão `{needed}` neste repositório; a sua é `{current}`. Quem "
        "administra o repositório pode mudar isso em Settings → Collaborators."
    ),
    good="✅ Conferido:",
    bad="😕 Ainda não conta:",
    unchanged="- ❌ É a mesma credencial de antes, em uso desde {day}. Nada mostra que foi trocada.",
    one_unchanged="- ❌ Um dos tokens é o mesmo de antes, em uso desde {day}. Nada mostra que foi trocado.",
    findings={
        "twilio-takes-it": "✅ A Twilio aceita a credencial.",
        "twilio-refuses-it": "❌ A Twilio recusa a credencial que está nos secrets do GitHub.",
        "relay-takes-signature": "✅ O relay aceita o que é assinado com ela.",
        "relay-refuses-signature": (
            "❌ O relay não aceita o que é assinado com ela: confira `TWILIO_AUTH_TOKEN` no `.env`."
        ),
        "relay-silent": (
            "❌ O relay não responde a este workflow: está no ar, na mesma versão, com a mesma CONTACT_KEY?"
        ),
        "github-works": "✅ O relay pode entregar mensagens ao GitHub e ver execuções.",
        "github-lacks": "❌ O token do relay não serve: {what}.",
        "github-expires": "❌ O token do relay expira em {what}.",
        "app-lacks": "❌ A GitHub App do relay não serve: {what}.",
        "app-old-key": (
            "❌ O GitHub ainda aceita a chave antiga da App: apague-a na página da App e termine com `bot rotate "
            "github-app-key --finish`."
        ),
        "keys-agree": "✅ O relay e os workflows cifram com a mesma chave.",
        "keys-differ": "❌ O relay cifra com outra chave: reinicie-o depois de mudar o `.env`.",
        "tokens-there": "✅ O relay tem tokens para {what}.",
        "tokens-doubled": "❌ Ainda valem dois tokens de {what}: termine com `bot rotate api-token NOME --finish`.",
        "tokens-none": "❌ O relay não tem token nenhum.",
    },
    not_here=(
        "Nada foi feito: `/rotated` vale na issue da credencial, que tem a label da rotação, não em uma conversa."
    ),
    no_conversation=(
        "Esta issue é de uma credencial, não uma conversa: nada foi enviado. Aqui vale `/rotated` (ou `/rotacionada`)."
    ),
    dates_unknown=(
        "As datas dos secrets não puderam ser lidas, então vale o que este workflow viu ou o que config.yml diz. Para "
        "lê-las: um token fine-grained deste repositório com *Secrets: read* no secret `ADMIN_GITHUB_TOKEN`."
    ),
    not_in_use="Esta credencial não é mais usada: não haverá mais lembretes dela.",
)

EN = RotationTexts(
    overdue_alarm="AUDITORIA360: the credential {name} was due on {day}. See issue {number} on GitHub.",
    expiry_alarm=(
        "AUDITORIA360: the credential {name} expires on {day} and stops working. Change it before: issue {number} on "
        "GitHub."
    ),
    expired_alarm=(
        "AUDITORIA360: the credential {name} expired on {day} and no longer works. See issue {number} on GitHub."
    ),
    names={
        "twilio-auth-token": "Twilio's auth token",
        "twilio-api-key": "Twilio's API key",
        "github-token": "the relay's GitHub token",
        "github-app-key": "the key of the relay's GitHub App",
        "contact-key": "the key that seals numbers and texts (CONTACT_KEY)",
        "api-tokens": "the tokens of other systems (GATEWAY_API_TOKENS)",
    },
    title="Rotation: {name}",
    due="**Due on {day}**",
    expires="**Expires on {day}** and stops working then",
    expired="**Expired on {day}** and no longer works",
    living_since="In use since {day} ({source}).",
    sources={
        "changed": "this workflow saw the change",
        "verified": "checked by `/rotated`",
        "secret": "GitHub's date of the secret",
        "configured": "`rotation.rotated_on` in config.yml",
        "first-seen": "seen for the first time; it may be older, correct it with `rotation.rotated_on` in config.yml",
        "restarted": "counted from then, since the earlier issue was not found",
    },
    restarted=(
        "⚠️ **The age has started again.** This workflow has run before, but the issue about this credential was not "
        "found: it was deleted or transferred, or somebody changed its first line, which is hidden. Nothing else shows "
        "since when the credential is in use. Its age counts from {day}; the credential may be older.\n\n"
        "**What to do:** write the day of its last change in `rotation.rotated_on.{setting}` in config.yml, or change "
        "the credential now. Close these issues rather than delete them: in them the bot keeps the ages of "
        "credentials."
    ),
    moved=(
        "📋 The earlier issue about this credential was not found: it was deleted or transferred, or somebody changed "
        "its first line, which is hidden. Its age comes from the copy that the other rotation issues keep: nothing has "
        "to be done. Next time, close the issue rather than delete it."
    ),
    what_to_do="What to do",
    checklists={
        "twilio-auth-token": (
            "- [ ] On the relay's server, in the bot's folder: `bot rotate twilio-auth-token`. It makes the new token, "
            "gives it to the relay and to GitHub, checks both directions and only then promotes it; no message is "
            "lost. If it stops midway, run it again.\n"
            "- [ ] By hand: in Twilio's console (**Account → API keys & tokens**) create the secondary auth token.\n"
            "- [ ] By hand: put it into `TWILIO_AUTH_TOKEN_SECONDARY` in the relay's `.env` and into the secret "
            "`TWILIO_AUTH_TOKEN` on GitHub; wait until what runs under **Actions** has ended.\n"
            "- [ ] By hand: promote it in the console; move it to `TWILIO_AUTH_TOKEN` in `.env` and delete the "
            "`_SECONDARY` line."
        ),
        "twilio-api-key": (
            "- [ ] On the relay's server, in the bot's folder: `bot rotate twilio-api-key`. It makes the new key, of "
            "the same kind, gives it to GitHub and to `.env`, waits until what uses the old one has ended and deletes "
            "it; no message is lost. If it stops midway, run it again.\n"
            "- [ ] By hand: in Twilio's console (**Account → API keys & tokens**) create another API key of the same "
            "kind (**Duplicate key** for a Restricted one).\n"
            "- [ ] By hand: put it, as `SID:secret`, into the secret `TWILIO_API_KEY` on GitHub, and into the relay's "
            "`.env` if the old one is there; wait until what runs under **Actions** has ended.\n"
            "- [ ] By hand: delete the secrets `TWILIO_API_KEY_SID` and `TWILIO_API_KEY_SECRET`, if they exist, and "
            "the old key in the console."
        ),
        "github-token": (
            "- [ ] On the relay's server: `bot rotate github-token`. It says which permissions to tick, checks the new "
            "token and writes it to `.env`; the relay uses it at once.\n"
            "- [ ] Revoke the old token on GitHub."
        ),
        "github-app-key": (
            "- [ ] On GitHub, on the App's page (**Settings → Developer settings → GitHub Apps → Edit**), under "
            "**Private keys**: **Generate a private key**. Both keys work at the same time.\n"
            "- [ ] On the relay's server: `bot rotate github-app-key FILE.pem`. It tests the key and writes it to "
            "`.env`; the relay uses it at once.\n"
            "- [ ] Delete the old key on the App's page; then `bot rotate github-app-key --finish`, which checks that "
            "GitHub refuses it."
        ),
        "contact-key": (
            "- [ ] On the relay's server: `bot rotate contact-key`. The new key is placed before the old one, in "
            "`.env` and on GitHub.\n"
            "- [ ] `bot rotate contact-key --reseal`: what the issues hold is sealed with the new key.\n"
            "- [ ] `bot rotate contact-key --finish`: drops the old key once nothing needs it."
        ),
        "api-tokens": (
            "- [ ] On the relay's server, for each system: `bot rotate api-token NAME`. The old token stays valid.\n"
            "- [ ] Give the new token to the system and make sure that it uses it.\n"
            "- [ ] `bot rotate api-token NAME --finish`: the old one stops working."
        ),
    },
    when_done=(
        "Done? Comment `/rotated` (or `/rotacionada`): the workflow checks the new credential and closes this issue."
    ),
    ahead="⏳ {days} days left: {due}",
    tomorrow="⏳ One day left: {due}",
    today="⚠️ It is today: {due}",
    yesterday="🚨 Overdue since yesterday: {due}",
    overdue="🚨 Overdue for {days} days: {due}",
    closed_unchecked=(
        "This issue was closed without a check, and nothing shows that the credential was changed. Change it and "
        "comment `/rotated`."
    ),
    alarmed="📟 The administrators were notified by message.",
    rotated="✅ The credential was changed on {day} ({source}) and works. Due again on {due}.",
    rotated_but="⚠️ The credential was changed, but not everything works:",
    not_due="📅 The due date is now {due}, but no change was seen. {since}",
    not_yet_due="📅 The due date is still {due}; reminders come again closer to that day. {since}",
    not_permitted=(
        "@{login}, checking a credential requires the permission `{needed}` in this repository; yours is `{current}`. "
        "Whoever administers the repository can change that under Settings → Collaborators."
    ),
    good="✅ Checked:",
    bad="😕 It does not count yet:",
    unchanged="- ❌ It is the same credential as before, in use since {day}. Nothing shows that it was changed.",
    one_unchanged="- ❌ One of the tokens is the same as before, in use since {day}. No change of it was seen.",
    findings={
        "twilio-takes-it": "✅ Twilio accepts the credential.",
        "twilio-refuses-it": "❌ Twilio rejects the credential in GitHub's secrets.",
        "relay-takes-signature": "✅ The relay accepts what is signed with it.",
        "relay-refuses-signature": (
            "❌ The relay does not accept what is signed with it: check `TWILIO_AUTH_TOKEN` in `.env`."
        ),
        "relay-silent": (
            "❌ The relay does not answer this workflow: is it running, in the same version, with the same CONTACT_KEY?"
        ),
        "github-works": "✅ The relay can deliver messages to GitHub and see runs.",
        "github-lacks": "❌ The relay's token cannot be used: {what}.",
        "github-expires": "❌ The relay's token expires on {what}.",
        "app-lacks": "❌ The relay's GitHub App cannot be used: {what}.",
        "app-old-key": (
            "❌ GitHub still accepts the App's old key: delete it on the App's page and finish with `bot rotate "
            "github-app-key --finish`."
        ),
        "keys-agree": "✅ Relay and workflows seal with the same key.",
        "keys-differ": "❌ The relay seals with another key: restart it after changing `.env`.",
        "tokens-there": "✅ The relay has tokens for {what}.",
        "tokens-doubled": "❌ Two tokens of {what} are still valid: finish with `bot rotate api-token NAME --finish`.",
        "tokens-none": "❌ The relay has no tokens at all.",
    },
    not_here=(
        "Nothing was done: `/rotated` belongs in the issue of a credential, which has the rotation label, not in a "
        "conversation."
    ),
    no_conversation="This issue is about a credential, not a conversation: nothing was sent. Use `/rotated` here.",
    dates_unknown=(
        "The dates of the secrets could not be read, so what this workflow saw or config.yml says counts. To read "
        "them, put a fine-grained token for this repository with *Secrets: read* in the secret `ADMIN_GITHUB_TOKEN`."
    ),
    not_in_use="This credential is no longer used: there will be no more reminders about it.",
)
