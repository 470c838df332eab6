"""What is wrong with variables of `.env` and of the environment, and what `bot config check` says of them."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "{name}: expected {expected}.": "{name}: esperado: {expected}.",
    "{name}: missing. {meaning}": "{name}: falta. {meaning}",
    "{given} is set: did you mean {name}?": "{given} existe: você quis dizer {name}?",
    "{name}: is not a variable of the bot. Did you mean {nearest}?": (
        "{name}: não é uma variável do bot. Você quis dizer {nearest}?"
    ),
    "You seem to have swapped {name} and {other}.": "Parece que {name} e {other} estão trocadas.",
    "It looks like {what}, which belongs in {other}.": "Parece {what}, que vai em {other}.",
    "the SID of a Twilio account": "o SID de uma conta da Twilio",
    "an API key of Twilio": "uma chave de API da Twilio",
    "the SID of an API key of Twilio": "o SID de uma chave de API da Twilio",
    "the SID of a Messaging Service": "o SID de um Messaging Service",
    "an auth token of Twilio": "um auth token da Twilio",
    "a token of GitHub": "um token do GitHub",
    "a number for WhatsApp": "um número de WhatsApp",
    "a number for SMS": "um número de SMS",
    # What belongs together.
    "TWILIO_API_KEY_SID and TWILIO_API_KEY_SECRET go together; set both or neither.": (
        "TWILIO_API_KEY_SID e TWILIO_API_KEY_SECRET andam juntas; defina as duas ou nenhuma."
    ),
    "TWILIO_PHONE_NUMBER, TWILIO_WHATSAPP_NUMBER: both are missing; set the one you have, or both.": (
        "TWILIO_PHONE_NUMBER, TWILIO_WHATSAPP_NUMBER: faltam as duas; defina a que você tem, ou ambas."
    ),
    "{names}: missing; set GITHUB_REPO_OWNER and GITHUB_REPO_NAME.": (
        "{names}: falta; defina GITHUB_REPO_OWNER e GITHUB_REPO_NAME."
    ),
    "GITHUB_REPOSITORY: expected owner/name. Better set GITHUB_REPO_OWNER and GITHUB_REPO_NAME.": (
        "GITHUB_REPOSITORY: esperado: dono/nome. É melhor definir GITHUB_REPO_OWNER e GITHUB_REPO_NAME."
    ),
    "GITHUB_REPOSITORY is in .env and is not read: GITHUB_REPO_OWNER and GITHUB_REPO_NAME name the repository. Take it "
    "out.": (
        "GITHUB_REPOSITORY está no .env e não é lida: GITHUB_REPO_OWNER e GITHUB_REPO_NAME indicam o repositório. "
        "Tire-a."
    ),
    "GITHUB_REPOSITORY is in .env: write GITHUB_REPO_OWNER and GITHUB_REPO_NAME in its place, which take precedence "
    "over it.": (
        "GITHUB_REPOSITORY está no .env: escreva GITHUB_REPO_OWNER e GITHUB_REPO_NAME no lugar dela, que têm "
        "precedência."
    ),
    "policy.marketing: in Brazil advertising may not leave outside {hours}, nor on Sundays. Correct its hours "
    "and days.": (
        "policy.marketing: no Brasil, propaganda não pode sair fora de {hours} nem aos domingos. Corrija "
        "hours e days."
    ),
    "GITHUB_TOKEN and GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY: both are set; keep the one to use.": (
        "GITHUB_TOKEN e GITHUB_APP_ID, GITHUB_APP_PRIVATE_KEY: estão todas definidas; deixe só o que vai usar."
    ),
    "Or set GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY.": "Ou defina GITHUB_APP_ID e GITHUB_APP_PRIVATE_KEY.",
    "GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY go together; set both, or GITHUB_TOKEN instead.": (
        "GITHUB_APP_ID e GITHUB_APP_PRIVATE_KEY andam juntas; defina as duas, ou GITHUB_TOKEN no lugar delas."
    ),
    "METRICS_TOKEN: is in GATEWAY_API_TOKENS too, so that Prometheus could send messages with it; `bot config "
    "new-token` makes another.": (
        "METRICS_TOKEN: está também em GATEWAY_API_TOKENS, de modo que o Prometheus poderia enviar mensagens com ele; "
        "`bot config new-token` cria outro."
    ),
    "CONTACT_KEY: missing. This needs the whole key; RELAY_KEY opens nothing.": (
        "CONTACT_KEY: falta. Isto precisa da chave inteira; RELAY_KEY não abre nada."
    ),
    # The forms of values.
    "a secret of your own: this one is an example or can be guessed": (
        "um segredo seu: este é um exemplo ou pode ser adivinhado"
    ),
    "a token of your own: this one is an example or can be guessed; `bot config new-token` makes one": (
        "um token seu: este é um exemplo ou pode ser adivinhado; `bot config new-token` cria um"
    ),
    "letters, digits and signs without accents, blanks or curly quotes: copy it once more, without quotes": (
        "letras, dígitos e sinais sem acentos, espaços ou aspas curvas: copie de novo, sem aspas"
    ),
    "the auth token of the Twilio console, 32 hexadecimal digits": (
        "o auth token do console da Twilio, 32 dígitos hexadecimais"
    ),
    "AC and 32 hexadecimal digits, as the Twilio console shows it": (
        "AC e 32 dígitos hexadecimais, como o console da Twilio mostra"
    ),
    "SK and 32 hexadecimal digits": "SK e 32 dígitos hexadecimais",
    "MG and 32 hexadecimal digits, as the Twilio console shows it": (
        "MG e 32 dígitos hexadecimais, como o console da Twilio mostra"
    ),
    "name:token pairs separated by commas, each token of 24 characters or more; `bot config new-token` makes one": (
        "pares nome:token separados por vírgulas, cada token com 24 caracteres ou mais; `bot config new-token` cria um"
    ),
    "24 visible ASCII characters or more; `bot config new-token` makes one": (
        "24 caracteres ASCII visíveis ou mais; `bot config new-token` cria um"
    ),
    "the SID of the key, a colon and its secret: SK...:...": (
        "o SID da chave, dois-pontos e o segredo dela: SK...:..."
    ),
    "a number in international form, such as +5511987654321": (
        "um número no formato internacional, como +5511987654321"
    ),
    "{expected}: this one {why}": "{expected}: este {why}",
    "a number in the form whatsapp:+14155238886": "um número na forma whatsapp:+14155238886",
    "a key made by `bot config new-key` (several, newest first, are separated by commas)": (
        "uma chave criada por `bot config new-key` (várias, da mais nova à mais antiga, separadas por vírgulas)"
    ),
    "what `bot config relay-key` prints where CONTACT_KEY is": (
        "o que `bot config relay-key` mostra onde está a CONTACT_KEY"
    ),
    "the App's private key, the whole .pem file: in double quotes over several lines, or on one line as base64 "
    "(base64 -w0 FILE)": (
        "a chave privada do App, o arquivo .pem inteiro: entre aspas em várias linhas, ou numa linha em base64 (base64 "
        "-w0 ARQUIVO)"
    ),
    "numbers separated by commas, each as +5511987654321 or whatsapp:+5511987654321": (
        "números separados por vírgulas, cada um como +5511987654321 ou whatsapp:+5511987654321"
    ),
    "the account or organisation alone, as in https://github.com/OWNER": (
        "só a conta ou organização, como em https://github.com/DONO"
    ),
    "the name of the repository alone, without owner and address": (
        "só o nome do repositório, sem dono e sem endereço"
    ),
    "the App's ID, digits, as its page on GitHub shows it": (
        "o ID do App, dígitos, como a página dele no GitHub mostra"
    ),
    # What cannot be right.
    "{name}: is an example. Write the number that Twilio gave you.": (
        "{name}: é um exemplo. Escreva o número que a Twilio deu a você."
    ),
    "{name}: is an example. Write your own.": "{name}: é um exemplo. Escreva o seu.",
    "{name}: is no token of GitHub: those begin with github_pat_ or ghp_.": (
        "{name}: não é um token do GitHub: esses começam com github_pat_ ou ghp_."
    ),
    # What the variables are for.
    "The Twilio account.": "A conta da Twilio.",
    "Checks webhooks; the relay requires it.": "Confere os webhooks; o relay precisa dele.",
    "Acts on the repository, where no GitHub App does.": "Age no repositório, onde nenhum GitHub App age.",
    "Seals numbers and texts; made by `bot config new-key`.": (
        "Lacra números e textos; `bot config new-key` a cria."
    ),
    "What the relay needs of CONTACT_KEY, instead of it; made by `bot config relay-key`.": (
        "O que o relay precisa da CONTACT_KEY, no lugar dela; `bot config relay-key` a cria."
    ),
    # bot config check
    "The cron line in {names} is not what {file} says. Run `bot config workflows`, and commit what it writes.": (
        "A linha de cron em {names} não é a que {file} pede. Rode `bot config workflows` e faça commit do que ele "
        "grava."
    ),
    "The hours of {kinds} under policy in {file} are so short that a deferred message may never leave. Let them be "
    "open for at least {minutes} minutes without a break.": (
        "O horário de {kinds} em policy, em {file}, é tão curto que uma mensagem adiada pode nunca sair. Deixe-o "
        "aberto por pelo menos {minutes} minutos seguidos."
    ),
    "{kind}: short hours. Only the relay is sure to wake reconcile within them; give reconcile.every a shorter time.": (
        "{kind}: horário curto. Só o relay acorda o reconcile dentro dele com certeza; dê a reconcile.every um tempo "
        "menor."
    ),
    "TWILIO_WHATSAPP_NUMBER is Twilio's sandbox for WhatsApp: it reaches only phones that joined it, for three days "
    "each.": (
        "TWILIO_WHATSAPP_NUMBER é o sandbox de WhatsApp da Twilio: só alcança telefones que entraram nele, por três "
        "dias cada."
    ),
    "CONTACT_KEY is here: whoever takes it from the relay's computer can read every conversation. `bot config "
    "relay-key` prints what the relay needs instead.": (
        "A CONTACT_KEY está aqui: quem a tirar do computador do relay pode ler todas as conversas. `bot config "
        "relay-key` mostra o que o relay precisa no lugar dela."
    ),
    "{file} and the environment are in order.": "{file} e o ambiente estão em ordem.",
    "variables": "variáveis",
    "repository": "repositório",
    "contact keys": "chaves",
    "store": "banco",
    "configured": "configurado",
    "no number": "sem número",
    "token": "token",
    "App {id}": "App {id}",
    "sends by API key": "envia com chave de API",
    "sends by auth token": "envia com o auth token",
    "{path} and the environment": "{path} e o ambiente",
    "the environment alone: there is no {path}": "só o ambiente: não há {path}",
    "{host}:{port}, processes: {count}": "{host}:{port}, processos: {count}",
    "{place}": "{place}",
    "{place}, with a password": "{place}, com senha",
    "{place}, without a password": "{place}, sem senha",
    "with METRICS_TOKEN": "com METRICS_TOKEN",
    "off, no METRICS_TOKEN": "desligado, sem METRICS_TOKEN",
    "RELAY_KEY: seals, and opens nothing": "RELAY_KEY: lacra, e não abre nada",
    "CONTACT_KEY, keys: {count}": "CONTACT_KEY, chaves: {count}",
    "Commit these files: GitHub reads them on the default branch.": (
        "Faça commit destes arquivos: o GitHub os lê no branch padrão."
    ),
    "Nothing to change.": "Nada a mudar.",
    "CONTACT_KEY is not set here, or is no key.": "A CONTACT_KEY não está definida aqui, ou não é uma chave.",
    "Run this where the whole key is, such as in the folder of an administrator's .env; `bot config new-key` makes a "
    "first one.": (
        "Rode onde está a chave inteira, como na pasta do .env de um administrador; `bot config new-key` cria a "
        "primeira."
    ),
}
