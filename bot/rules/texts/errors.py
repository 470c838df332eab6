"""Errors as a run shows them to maintainers, by the English pattern with which they arise (`bot/core/sentences.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.sentences import Sentence


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ErrorTexts:
    """The sentences of one language, by their English patterns."""

    patterns: Mapping[str, str]

    def shown(self, sentence: str) -> str:
        """Return a sentence in this language, and the sentences in it; one that is not known stays as it is."""
        if not isinstance(sentence, Sentence):
            return self.patterns.get(sentence, sentence)
        values = {
            name: self.shown(value) if isinstance(value, str) else value
            for name, value in sentence.values.items()
        }
        return self.patterns.get(sentence.pattern, sentence.pattern).format(**values)


_PORTUGUESE: Mapping[str, str] = {
    # Any error, and what a run could not finish.
    "Unexpected {kind} at {place}. Please report this line.": (
        "Erro inesperado {kind} em {place}. Relate esta linha a quem mantém o sistema."
    ),
    "It is tried again; nothing is lost.": "Será tentado de novo; nada se perdeu.",
    "There was trouble with {names}.": "Houve problemas com {names}.",
    "Not done yet for {names}: {why}": "Ainda não concluído para {names}: {why}",
    "Some steps failed: {names}. {why}": "Algumas etapas falharam: {names}. {why}",
    "Stopped at: {name}. {why}": "Parou em: {name}. {why}",
    # How a run was started.
    "GITHUB_EVENT_PATH does not name a readable event.": "GITHUB_EVENT_PATH não indica um evento legível.",
    "Workflows start this script; `bot sandbox` runs them on this machine.": (
        "Este script é iniciado por workflows; `bot sandbox` os executa nesta máquina."
    ),
    "The event is not a JSON object.": "O evento não é um objeto JSON.",
    "The configuration has {count} faults:\n{faults}": "A configuração tem {count} erros:\n{faults}",
    "The configuration has 1 fault:\n{faults}": "A configuração tem 1 erro:\n{faults}",
    "The dispatched payload is not of version {version}.": "O lote recebido não é da versão {version}.",
    "Run the same version of the bot in the relay and on the default branch of the repository.": (
        "Use a mesma versão do bot no relay e no branch padrão do repositório."
    ),
    "The dispatched payload is damaged.": "O lote recebido está danificado.",
    "The relay sends it again.": "O relay o envia de novo.",
    "The relay has not handed over {count} messages of this batch.": (
        "O relay não entregou {count} mensagens deste lote."
    ),
    "It sends them again, in smaller batches.": "Ele as envia de novo, em lotes menores.",
    "A sealed value cannot be opened with the keys in CONTACT_KEY.": (
        "Um valor lacrado não abre com as chaves de CONTACT_KEY."
    ),
    "Give this process the same CONTACT_KEY as the one that sealed it; after a rotation keep the old key, behind a "
    "comma.": (
        "Dê a este processo a mesma CONTACT_KEY com que o valor foi lacrado; depois de uma troca, mantenha a chave "
        "antiga depois de uma vírgula."
    ),
    # The form of send-notification.
    "{count} fields are wrong:\n{faults}": "{count} campos estão errados:\n{faults}",
    "1 field is wrong:\n{faults}": "1 campo está errado:\n{faults}",
    "{field} {reason}. Example: {shown}": "{field} {reason}. Exemplo: {shown}",
    "is missing or empty": "falta ou está vazio",
    "is not a text": "não é um texto",
    "is not a list of texts": "não é uma lista de textos",
    "holds half a character (a lone surrogate)": "contém meio caractere (um surrogate isolado)",
    "has {count:,} characters; {most:,} are the most": "tem {count} caracteres; o máximo são {most}",
    "is missing; give one of {known}": "falta; informe um destes: {known}",
    "is not one of {known}": "não é um destes: {known}",
    "is not a set of names, each with a text": "não é um conjunto de nomes, cada um com um texto",
    "has {count} entries; {most} are the most": "tem {count} entradas; o máximo são {most}",
    "has a name of more than {most} characters": "tem um nome com mais de {most} caracteres",
    "has a value of more than {most:,} characters": "tem um valor com mais de {most} caracteres",
    "has more than {most} characters": "tem mais de {most} caracteres",
    "is not a field of this request; {known} is": "não é um campo deste pedido; {known} é",
    "is not a field of this request; known are {known}": (
        "não é um campo deste pedido; os que existem são {known}"
    ),
    "is given together with message; give one of the two": (
        "foi informado junto com message; informe só um dos dois"
    ),
    "belongs to a template, and none is named": "é de um modelo, e nenhum foi informado",
    # The form that begins a conversation.
    "is given together with a text; give one of the two": (
        "foi informado junto com uma mensagem; informe só um dos dois"
    ),
    "is a heading of the form, and stands there twice; leave such a line out of the text": (
        "é um título do formulário e aparece duas vezes; tire essa linha do texto"
    ),
    "has no heading where the form puts it; fill in the form and leave its headings as they are": (
        "não tem seu título no lugar em que o formulário o põe; preencha o formulário e deixe os títulos como estão"
    ),
    "has no name and = in line {line}, as in nome=Ana": (
        "não tem, na linha {line}, um nome e um =, como em nome=Ana"
    ),
    "names a value twice, in line {line}": "repete um nome na linha {line}",
    "is too long to be kept until it is sent": "é longo demais para ser guardado até sair",
    "is one of our own numbers": "é um dos nossos próprios números",
    "is a premium-rate, satellite or global number, which costs many times as much": (
        "é um número de tarifa especial, de satélite ou global, que custa muitas vezes mais"
    ),
    "belongs to a country that policy.countries in config.yml does not list": (
        "é de um país que não está em policy.countries, no config.yml"
    ),
    "begins with {prefix} but type is {channel}; use the same channel in both": (
        "começa com {prefix}, mas type é {channel}; use o mesmo canal nos dois"
    ),
    "contains something other than digits, spaces and dashes": (
        "contém algo além de dígitos, espaços e hifens"
    ),
    "begins with no country code that exists": "não começa com um código de país que exista",
    "has an area code that no place in Brazil has": "tem um DDD que não existe no Brasil",
    "has too many digits": "tem dígitos demais",
    "has too few digits": "tem dígitos de menos",
    "has no + before its country code": "não tem + antes do código do país",
    "has no country code; a number in Brazil begins with +55": (
        "não tem código do país; um número do Brasil começa com +55"
    ),
    "is not a number in international form: +, country code, area code, number": (
        "não é um número no formato internacional: +, código do país, DDD, número"
    ),
    "differs from the header Idempotency-Key; give one of the two": (
        "difere do cabeçalho Idempotency-Key; informe só um dos dois"
    ),
    # GitHub.
    "GitHub cannot be reached.": "O GitHub não pôde ser alcançado.",
    "What answers as {service} sends more than it ever would.": (
        "O que responde no lugar de {service} manda mais do que seria possível."
    ),
    "GitHub did not answer in time.": "O GitHub não respondeu a tempo.",
    "GitHub is out of order (HTTP {status}).": "O GitHub está com problemas (HTTP {status}).",
    "GitHub has not yet taken in an earlier change (HTTP {status}).": (
        "O GitHub ainda não assimilou uma mudança anterior (HTTP {status})."
    ),
    "GitHub asks to slow down; it accepts requests again at {time} UTC.": (
        "O GitHub pede que se vá mais devagar; ele volta a aceitar pedidos às {time} UTC."
    ),
    "GitHub's limit of requests is used up; it accepts requests again at {time} UTC.": (
        "O limite de pedidos ao GitHub foi usado por inteiro; ele volta a aceitar pedidos às {time} UTC."
    ),
    "This run has opened {count} issues, and GitHub soon refuses more.": (
        "Esta execução abriu {count} issues, e em breve o GitHub recusaria mais."
    ),
    "GitHub refused (HTTP {status}: {message}).": "O GitHub recusou (HTTP {status}: {message}).",
    "{variable} is not valid (any more): make a new token and set it.": (
        "{variable} não vale (mais): crie um token novo e configure-o."
    ),
    "{lacks}: grant it to the token.": "{lacks}: dê essa permissão ao token.",
    "{lacks}: grant it, then accept it where the App is installed.": (
        "{lacks}: dê essa permissão e aceite-a onde o App está instalado."
    ),
    "{variable} lacks a permission": "{variable} não tem uma permissão necessária",
    "{variable} lacks a permission ({needed})": "{variable} não tem uma permissão necessária ({needed})",
    "The GitHub App lacks a permission": "O GitHub App não tem uma permissão necessária",
    "The GitHub App lacks a permission ({needed})": "O GitHub App não tem uma permissão necessária ({needed})",
    "Check GITHUB_REPO_OWNER and GITHUB_REPO_NAME, and that {variable} may reach that repository.": (
        "Confira GITHUB_REPO_OWNER e GITHUB_REPO_NAME, e se {variable} alcança esse repositório."
    ),
    "Check GITHUB_REPO_OWNER and GITHUB_REPO_NAME, and that the GitHub App is installed there.": (
        "Confira GITHUB_REPO_OWNER e GITHUB_REPO_NAME, e se o GitHub App está instalado nele."
    ),
    "Was the repository renamed? Set GITHUB_REPO_OWNER and GITHUB_REPO_NAME to its present name.": (
        "O repositório foi renomeado? Ponha em GITHUB_REPO_OWNER e GITHUB_REPO_NAME o nome atual."
    ),
    "This is a fault of the bot or of its version: report it with this line.": (
        "É um defeito do bot ou da sua versão: relate-o com esta linha."
    ),
    "Issues are switched off in this repository: switch them on under Settings, General, Features.": (
        "As issues estão desligadas neste repositório: ligue-as em Settings, General, Features."
    ),
    "This issue is locked: unlock it on its page, or go on in the issue that continues it.": (
        "Esta issue está bloqueada: desbloqueie-a na sua página, ou siga na issue que a continua."
    ),
    "GitHub takes no more than 2,500 comments in an issue: go on in the issue that continues it.": (
        "O GitHub aceita no máximo 2.500 comentários em uma issue: siga na issue que a continua."
    ),
    "This issue was deleted or moved away: go on in another.": (
        "Esta issue foi apagada ou transferida: siga em outra."
    ),
    "The repository is archived: unarchive it in its settings.": (
        "O repositório está arquivado: desarquive-o nas configurações."
    ),
    "Authorize the token for the organization's single sign-on.": (
        "Autorize o token para o login único (SSO) da organização."
    ),
    "Add this machine's address to the organization's IP allow list.": (
        "Inclua o endereço desta máquina na lista de IPs permitidos da organização."
    ),
    "GitHub has blocked the repository or the account: its owner has to write to GitHub's support.": (
        "O GitHub bloqueou o repositório ou a conta: o dono precisa escrever ao suporte do GitHub."
    ),
    "Take some labels off the issue: GitHub takes 100.": (
        "Retire algumas labels da issue: o GitHub aceita 100."
    ),
    "It is longer than GitHub takes: report this line, and shorten it meanwhile.": (
        "É mais longo do que o GitHub aceita: relate esta linha e, por enquanto, encurte-o."
    ),
    "GitHub takes this for spam: the owner of the account has to write to GitHub's support.": (
        "O GitHub toma isto por spam: o dono da conta precisa escrever ao suporte do GitHub."
    ),
    "Enable the workflow on the page Actions.": "Ative o workflow na página Actions.",
    "Correct the assignees in config.yml: each must have access here.": (
        "Corrija os assignees no config.yml: cada um precisa ter acesso a este repositório."
    ),
    "Correct `labels` in config.yml: GitHub refuses the name of one of them.": (
        "Corrija `labels` no config.yml: o GitHub recusa o nome de uma delas."
    ),
    "The branch that keeps a person's files changes all the time.": (
        "O branch que guarda os arquivos de uma pessoa muda o tempo todo."
    ),
    "A message's sid is no name for a folder.": "O sid de uma mensagem não serve de nome de pasta.",
    "This is a folder, not a file.": "Isto é uma pasta, não um arquivo.",
    "A file of a comment cannot be reached.": "Um anexo de um comentário não pôde ser alcançado.",
    # The GitHub App.
    "GitHub no longer accepts the token that it issued to the App: a new one is requested.": (
        "O GitHub não aceita mais o token que deu ao App: um novo é pedido."
    ),
    "The GitHub App lacks a permission in {repository}: {permissions}.": (
        "O GitHub App não tem uma permissão necessária em {repository}: {permissions}."
    ),
    "Grant it on the App's page under Permissions & events, then accept it where the App is installed.": (
        "Dê essa permissão na página do App, em Permissions & events, e aceite-a onde o App está instalado."
    ),
    "The GitHub App's installation is suspended.": "A instalação do GitHub App está suspensa.",
    "Its owner ends that on GitHub: Settings > Applications > Installed GitHub Apps > Configure.": (
        "O dono encerra a suspensão no GitHub: Settings > Applications > Installed GitHub Apps > Configure."
    ),
    "There is no GitHub App with that GITHUB_APP_ID.": "Não existe um GitHub App com esse GITHUB_APP_ID.",
    "Copy it from the App's page.": "Copie-o da página do App.",
    "The GitHub App is not installed in {repository}.": "O GitHub App não está instalado em {repository}.",
    "Install it there (the App's page, Install App), or check GITHUB_REPO_OWNER and GITHUB_REPO_NAME.": (
        "Instale-o ali (página do App, Install App), ou confira GITHUB_REPO_OWNER e GITHUB_REPO_NAME."
    ),
    "GitHub gives the App no token (HTTP {status}: {message}).": (
        "O GitHub não dá um token ao App (HTTP {status}: {message})."
    ),
    "Make sure that it has, in {repository}: {permissions}.": (
        "Confira se ele tem, em {repository}: {permissions}."
    ),
    "GitHub refuses the App's key.": "O GitHub recusa a chave do App.",
    "GitHub refuses the App's key, since this machine's clock is {seconds} seconds ahead of GitHub's.": (
        "O GitHub recusa a chave do App, pois o relógio desta máquina está {seconds} segundos adiantado."
    ),
    "GitHub refuses the App's key, since this machine's clock is {seconds} seconds behind GitHub's.": (
        "O GitHub recusa a chave do App, pois o relógio desta máquina está {seconds} segundos atrasado."
    ),
    "Set the clock and keep it synchronized: timedatectl set-ntp true.": (
        "Acerte o relógio e mantenha-o sincronizado: timedatectl set-ntp true."
    ),
    "Make sure that GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY belong together. If the key was deleted, make one on the "
    "App's page: bot rotate github-app-key.": (
        "Confira se GITHUB_APP_ID e GITHUB_APP_PRIVATE_KEY são do mesmo App. Se a chave foi apagada, crie outra na "
        "página do App: bot rotate github-app-key."
    ),
    # Twilio.
    "Twilio cannot be reached.": "A Twilio não pôde ser alcançada.",
    "Twilio did not answer as it should.": "A resposta da Twilio não foi a esperada.",
    "Twilio asks to slow down.": "A Twilio pede que se vá mais devagar.",
    "Twilio is out of order (HTTP {status}).": "A Twilio está com problemas (HTTP {status}).",
    "Twilio refused our credentials (HTTP {status}).": "A Twilio recusou nossas credenciais (HTTP {status}).",
    "Twilio refused the message (code {code}, HTTP {status}).": (
        "A Twilio recusou a mensagem (código {code}, HTTP {status})."
    ),
    "Twilio does not list a message that may have left.": (
        "A Twilio não mostra na lista uma mensagem que pode ter saído."
    ),
    "Twilio redirects a file in circles.": "A Twilio redireciona um anexo em círculos.",
    "Twilio refused a file to our credentials (HTTP {status}).": (
        "A Twilio recusou um anexo às nossas credenciais (HTTP {status})."
    ),
    "Twilio cannot deliver a file now (HTTP {status}).": (
        "A Twilio não consegue entregar um anexo agora (HTTP {status})."
    ),
    "A file cannot be fetched from Twilio.": "Um anexo não pôde ser buscado na Twilio.",
    "Fetching a file from Twilio takes too long.": "Buscar um anexo na Twilio demora demais.",
    "There was no time left to fetch a file.": "Não houve mais tempo para buscar um anexo.",
    "Twilio refused a question about the bill (code {code}, HTTP {status}).": (
        "A Twilio recusou uma pergunta sobre a conta (código {code}, HTTP {status})."
    ),
    "See https://status.twilio.com.": "Veja https://status.twilio.com.",
    "Compare TWILIO_ACCOUNT_SID with the console.": "Compare TWILIO_ACCOUNT_SID com o console da Twilio.",
    "Twilio does not show the bill to these credentials (code {code}).": (
        "A Twilio não mostra a conta a estas credenciais (código {code})."
    ),
    "Compare them with the console, or give the API key the permissions for usage and messages.": (
        "Compare-as com o console, ou dê à chave de API as permissões de uso (usage) e de mensagens."
    ),
    "There is no budget to set triggers for.": "Não há orçamento para os gatilhos de uso.",
    "Set billing.monthly_budget in config.yml.": "Defina billing.monthly_budget no config.yml.",
    "Twilio does not know where to call.": "A Twilio não sabe que endereço chamar.",
    "Set relay.public_url in config.yml.": "Defina relay.public_url no config.yml.",
    "The budget is in {currency}, the account in {other}.": (
        "O orçamento está em {currency}, a conta em {other}."
    ),
    "Correct billing.currency and its amounts in config.yml.": (
        "Corrija billing.currency e seus valores no config.yml."
    ),
    # The relay.
    "The relay does not answer.": "O relay não responde.",
    "The relay is asked about its credentials too often. Try again in a minute.": (
        "O relay recebe perguntas demais sobre suas credenciais. Tente de novo em um minuto."
    ),
    "no answer came from {url}": "não veio resposta de {url}",
    "A test message cannot be sent.": "Não é possível enviar a mensagem de teste.",
    "It needs relay.public_url in config.yml and TWILIO_AUTH_TOKEN, which signs it.": (
        "Ela precisa de relay.public_url no config.yml e de TWILIO_AUTH_TOKEN, que a assina."
    ),
    # What a job could not do now.
    "This run has no time left for them.": "Esta execução não tem mais tempo para elas.",
    "The acknowledgement could not be sent; the messages are recorded.": (
        "A resposta automática não pôde ser enviada; as mensagens estão registradas."
    ),
    "An automatic text could not be sent; the messages are recorded.": (
        "Um texto automático não pôde ser enviado; as mensagens estão registradas."
    ),
    "The answer to a keyword could not be sent; the message is recorded.": (
        "A resposta a uma palavra-chave não pôde ser enviada; a mensagem está registrada."
    ),
    "Another run writes into the same conversations. The next one merges them.": (
        "Outra execução escreve nas mesmas conversas. A próxima as une."
    ),
    "A reply of #{number} is deferred.": "Uma resposta de #{number} está adiada.",
    "A reply of #{number} could not be sent now.": "Uma resposta de #{number} não pôde ser enviada agora.",
    "{count} of {total} messages could not be sent now.": (
        "Mensagens que não puderam ser enviadas agora: {count} de {total}."
    ),
    "No number is configured for {channel}.": "Não há número configurado para {channel}.",
    "Set the secret {name}.": "Defina o secret {name}.",
    "The template {template} does not fit.": "O modelo {template} não serve.",
    "Check its name, channels and variables with `bot templates list`.": (
        "Confira o nome, os canais e as variáveis com `bot templates list`."
    ),
    "The field issue is not an issue number.": "O campo issue não é o número de uma issue.",
    "Enter only digits, such as 42.": "Escreva só dígitos, como 42.",
    "The marker of #{number} cannot be read.": "O marcador de #{number} não pode ser lido.",
    "The administrators could not be alerted now.": "Os administradores não puderam ser avisados agora.",
    "Not every administrator could be alerted now.": "Nem todos os administradores puderam ser avisados agora.",
    "Not everything that is due could be sent now.": (
        "Nem tudo o que chegou à sua hora pôde ser enviado agora."
    ),
    "{count} issues still have the labels of an earlier prefix.": (
        "{count} issues ainda têm as labels de um prefixo anterior."
    ),
    "There was no time for all files: the next run goes on with them.": (
        "Não houve tempo para todos os anexos: a próxima execução continua com eles."
    ),
    "Not everything could be looked after: {names}.": "Não foi possível cuidar de tudo: {names}.",
}

PT_BR = ErrorTexts(_PORTUGUESE)

EN = ErrorTexts({pattern: pattern for pattern in _PORTUGUESE})
