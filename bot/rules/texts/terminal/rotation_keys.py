"""What the rotations of keys say: Twilio's API key, the App's key and CONTACT_KEY (`bot rotate`)."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # twilio-api-key.
    "a Standard key": "uma chave Standard",
    "a Restricted key with the old one's permissions": "uma chave Restricted com as permissões da antiga",
    "without a name": "sem nome",
    "no key": "nenhuma chave",
    "Make {kind} at Twilio, and write it to .env.": "Criar {kind} na Twilio e gravá-la no .env.",
    "See that Twilio accepts it and lists messages for it.": (
        "Conferir se a Twilio a aceita e lista mensagens com ela."
    ),
    "Put it into the repository's secret {whole}, wait for the runs that have the old one, and delete the secrets "
    "{sid} and {secret}, if they are there.": (
        "Gravá-la no secret {whole} do repositório, esperar as execuções que têm a antiga e excluir os secrets {sid} "
        "e {secret}, se existirem."
    ),
    "Make it {whole} in .env, for the relay.": "Gravá-la como {whole} no .env, para o relay.",
    "Delete the old key at Twilio, and see that Twilio rejects it: {key}.": (
        "Excluir a chave antiga na Twilio e conferir se a Twilio a recusa: {key}."
    ),
    "Remove the notes of the rotation from .env.": "Retirar do .env as anotações da troca.",
    "the new key exists": "a chave nova existe",
    "the new key does not exist yet": "a chave nova ainda não existe",
    "Another key is in .env: {sid}.": "No .env está outra chave: {sid}.",
    "Leave out --old.": "Deixe --old de fora.",
    "A key is in use: {key}.": "Há uma chave em uso: {key}.",
    "Without --create it is replaced by a new one.": "Sem --create ela é trocada por uma nova.",
    "No API key is in use: the relay and the workflows use the auth token with Twilio.": (
        "Nenhuma chave de API está em uso: o relay e os workflows usam o auth token na Twilio."
    ),
    "The workflows have an API key, but GitHub does not show which one.": (
        "Os workflows têm uma chave de API, mas o GitHub não mostra qual."
    ),
    "Twilio has no key {sid}: somebody has deleted it.": "A Twilio não tem a chave {sid}: alguém a excluiu.",
    "With --create a new one is made, which the workflows then use; the one that they have is named by --old SK... "
    "Twilio has: {known}.": (
        "Com --create é criada uma nova, que os workflows passam a usar; a que eles têm é informada com --old SK... A "
        "Twilio tem: {known}."
    ),
    "The workflows on GitHub are older than this command: they know no secret {whole}.": (
        "Os workflows no GitHub são mais antigos que este comando: não conhecem o secret {whole}."
    ),
    "Bring the repository's default branch up to date first.": "Antes, atualize o branch padrão do repositório.",
    "The old key is a Main key, which no program can make: a Standard key replaces it.": (
        "A chave antiga é do tipo Main, que nenhum programa pode criar: uma chave Standard a substitui."
    ),
    "Twilio refuses to make {kind} (error {code}).": "A Twilio se recusa a criar {kind} (erro {code}).",
    "Duplicate the old one in {console} and put the new one, as SID:secret, into the secret {whole} on GitHub and into "
    "{whole} in .env; delete the old one once the runs under Actions are over.": (
        "Duplique a antiga no {console} e grave a nova, como SID:segredo, no secret {whole} do GitHub e em {whole} no "
        ".env; exclua a antiga quando as execuções em Actions tiverem terminado."
    ),
    "Warning: the permissions of the old key, and so of the new, lack {permissions}.": (
        "Aviso: às permissões da chave antiga, e portanto às da nova, falta {permissions}."
    ),
    "Twilio rejects the new key {sid} (error {code}).": "A Twilio recusa a chave nova {sid} (erro {code}).",
    "Run the same command again in a minute; if somebody has deleted the key, remove the line {next} from .env "
    "first.": (
        "Rode o mesmo comando de novo daqui a um minuto; se alguém excluiu a chave, antes retire do .env a linha "
        "{next}."
    ),
    "A key of this rotation whose secret was lost is deleted: {sid}.": (
        "Foi excluída uma chave desta troca cujo segredo se perdeu: {sid}."
    ),
    "Twilio has not deleted the old key {sid} yet.": "A Twilio ainda não excluiu a chave antiga {sid}.",
    # github-app-key.
    "On GitHub: Settings of the account or organisation that owns the App > Developer settings > GitHub Apps\n"
    "  > Edit > Private keys > Generate a private key. Then, with the file that is downloaded:\n"
    "  bot rotate github-app-key FILE.pem": (
        "No GitHub: Settings da conta ou organização dona do App > Developer settings > GitHub Apps\n"
        "  > Edit > Private keys > Generate a private key. Depois, com o arquivo baixado:\n"
        "  bot rotate github-app-key ARQUIVO.pem"
    ),
    "Delete the file {file}: the key is in .env.": "Apague o arquivo {file}: a chave está no .env.",
    "--finish takes no key and has no --dry-run: it checks, then removes the old one.": (
        "--finish não recebe chave e não tem --dry-run: confere e depois retira a antiga."
    ),
    "A token acts on GitHub here, not an App.": "Aqui quem age no GitHub é um token, não um App.",
    "Change it: bot rotate github-token. For an App instead, see docs/by-hand.md, step 4.": (
        "Troque-o: bot rotate github-token. Para usar um App, veja docs/by-hand.md, passo 4."
    ),
    "That key is in .env already.": "Essa chave já está no .env.",
    "No key was given.": "Nenhuma chave foi informada.",
    "Make a new one, and name its .pem file or give it on standard input.": (
        "Crie uma nova e informe o arquivo .pem dela ou passe-a pela entrada padrão."
    ),
    "Test the key {key}, and write it to .env before the old one.": (
        "Testar a chave {key} e gravá-la no .env antes da antiga."
    ),
    "See that the relay uses the key.": "Conferir se o relay usa a chave.",
    "the new key is in .env": "a chave nova está no .env",
    "Then: bot rotate github-app-key --finish": "Depois: bot rotate github-app-key --finish",
    "GitHub accepts the key, and the App may dispatch events and see runs. Nothing was changed.": (
        "O GitHub aceita a chave, e o App pode disparar eventos e ver execuções. Nada foi alterado."
    ),
    "That is not the private key of a GitHub App.": "Isso não é a chave privada de um GitHub App.",
    "Give the whole .pem file from the App's page.": "Informe o arquivo .pem inteiro, da página do App.",
    "The previous rotation is not complete: GitHub still accepts the key before.": (
        "A troca anterior não terminou: o GitHub ainda aceita a chave de antes."
    ),
    "Delete {key} on the App's page, then run: bot rotate github-app-key --finish": (
        "Exclua {key} na página do App e depois rode: bot rotate github-app-key --finish"
    ),
    "Now delete the old key, {key}, on the App's page on GitHub.": (
        "Agora exclua a chave antiga, {key}, na página do App no GitHub."
    ),
    "There is no older key.": "Não há chave mais antiga.",
    "GitHub rejects the new key, {key}.": "O GitHub recusa a chave nova, {key}.",
    "If that one was deleted instead of the old one, make another on the App's page: bot rotate github-app-key "
    "FILE.pem": (
        "Se foi excluída essa em vez da antiga, crie outra na página do App: bot rotate github-app-key ARQUIVO.pem"
    ),
    "GitHub still accepts the old key, {key}.": "O GitHub ainda aceita a chave antiga, {key}.",
    "Delete it on the App's page, under Private keys. Then run the same command again.": (
        "Exclua-a na página do App, em Private keys. Depois rode o mesmo comando de novo."
    ),
    "Remove the old key from .env: GitHub rejects it.": "Retirar a chave antiga do .env: o GitHub a recusa.",
    # contact-key.
    "--reseal and --finish are two steps, one after the other.": (
        "--reseal e --finish são dois passos, um depois do outro."
    ),
    "(Where it has {share} in an .env of its own, put there what `bot config relay-key` prints here now, and run this "
    "command again.)": (
        "(Se ele tem {share} em um .env próprio, grave ali o que `bot config relay-key` mostra aqui agora e rode este "
        "comando de novo.)"
    ),
    "Seal again what issues hold: --reseal. Then remove the older key: --finish.": (
        "Lacrar de novo o que está nas issues: --reseal. Depois retirar a chave antiga: --finish."
    ),
    "the new key seals, an older one only opens": "a chave nova lacra, uma antiga só abre",
    "The previous rotation is not complete: an older key is still there.": (
        "A troca anterior não terminou: ainda há uma chave antiga."
    ),
    "Run `bot rotate contact-key --reseal`, then `--finish`.": (
        "Rode `bot rotate contact-key --reseal` e depois `--finish`."
    ),
    "Write a new key to .env, after the old one; contact ids stay as they are.": (
        "Gravar uma chave nova no .env, depois da antiga; os ids de contato não mudam."
    ),
    "See that the relay opens with it.": "Conferir se o relay abre com ela.",
    "Put it after the old one in the repository's secret {key}, and wait for the runs without it.": (
        "Gravá-la depois da antiga no secret {key} do repositório e esperar as execuções sem ela."
    ),
    "Put it before the old one there, then in .env, and see that the relay seals with it.": (
        "Passá-la para antes da antiga ali e depois no .env, e conferir se o relay lacra com ela."
    ),
    "the new key is in .env after the old one, which still seals": (
        "a chave nova está no .env depois da antiga, que ainda lacra"
    ),
    "Keep a copy of {key} in a safe place. Then: bot rotate contact-key --reseal": (
        "Guarde uma cópia de {key} em lugar seguro. Depois: bot rotate contact-key --reseal"
    ),
    "The relay does not open with the new key.": "O relay não abre com a chave nova.",
    "The relay does not seal with the new key.": "O relay não lacra com a chave nova.",
    "Sealed with the new key now: {count}. Left: {left}.": (
        "Lacrados agora com a chave nova: {count}. Restam: {left}."
    ),
    "#{number}: something is sealed with a key that is not here.": (
        "#{number}: há algo lacrado com uma chave que não está aqui."
    ),
    "Run it again: bot rotate contact-key --reseal": "Rode de novo: bot rotate contact-key --reseal",
    "Then: bot rotate contact-key --finish": "Depois: bot rotate contact-key --finish",
    "The older key is still needed: {reasons}.": "A chave antiga ainda é necessária: {reasons}.",
    "Run this again later.": "Rode isto de novo mais tarde.",
    "What GitHub keeps as the edit history of issues is sealed with the older key: discard your copy of it only if "
    "nobody needs that.": (
        "O que o GitHub guarda como histórico de edição das issues está lacrado com a chave antiga: só descarte a sua "
        "cópia dela se ninguém precisa disso."
    ),
    "Remove the older key from GitHub and .env.": "Retirar a chave antiga do GitHub e do .env.",
    "1 text in an issue is sealed with it (--reseal)": "1 texto nas issues está lacrado com ela (--reseal)",
    "{count} texts in issues are sealed with it (--reseal)": (
        "{count} textos nas issues estão lacrados com ela (--reseal)"
    ),
    "the relay does not open with the new key": "o relay não abre com a chave nova",
    "the relay still seals with it": "o relay ainda lacra com ela",
    "1 message waits in the relay": "1 mensagem espera no relay",
    "{count} messages wait in the relay": "{count} mensagens esperam no relay",
    "1 workflow run has it": "1 execução de workflow a tem",
    "{count} workflow runs have it": "{count} execuções de workflow a têm",
}
