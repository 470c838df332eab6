"""The help of commands and options, paragraph by paragraph."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "From where order-message may be called; without it, that stays as it is.": (
        "De onde o order-message pode ser chamado; sem ela, fica como está."
    ),
    # Of the command itself, and of several.
    "Turn text messages into GitHub issues, and comments on them into replies on the phone.": (
        "Transforma mensagens de texto em issues do GitHub, e comentários nelas em respostas no telefone."
    ),
    "Example:": "Exemplo:",
    "Exit codes": "Códigos de saída",
    "done": "feito",
    "not done: the error says why": "não foi feito: o erro diz por quê",
    "the command or the configuration is wrong": "o comando ou a configuração está errada",
    "not known yet, or later: `bot send --wait`, `bot broadcast`": (
        "ainda não se sabe, ou fica para depois: `bot send --wait`, `bot broadcast`"
    ),
    "interrupted by Ctrl-C": "interrompido por Ctrl-C",
    "The configuration file. `.env` is the one beside it or, if there is none, in the current folder.": (
        "O arquivo de configuração. O `.env` é o que está ao lado dele ou, se não houver, o da pasta atual."
    ),
    "Print JSON instead.": "Mostra em JSON.",
    "Needs CONTACT_KEY.": "Precisa da CONTACT_KEY.",
    "Show what would be done, and change nothing.": "Mostra o que seria feito, sem mudar nada.",
    # bot config
    "Check the configuration, print its schema, make keys.": (
        "Confere a configuração, mostra o esquema dela e cria chaves."
    ),
    "List every fault in config.yml, .env and the environment.": (
        "Lista todos os erros de config.yml, de .env e do ambiente."
    ),
    "It refuses what cannot be right too: examples that were left in, values in each other's place, addresses that "
    "Twilio cannot reach, a `.env` that others can read. Whether the services accept it, `bot doctor` finds out.": (
        "Recusa também o que não pode estar certo: exemplos que ficaram, valores em lugar trocado, endereços que a "
        "Twilio não alcança, um `.env` que outros podem ler. Se os serviços aceitam, `bot doctor` descobre."
    ),
    "Which process reads this environment; a job can do without the auth token.": (
        "Qual processo lê este ambiente; um job dispensa o auth token."
    ),
    "Make a key for CONTACT_KEY.": "Cria uma chave para CONTACT_KEY.",
    "Make a token for a system that may send, to be written as name:token into GATEWAY_API_TOKENS.": (
        "Cria um token para um sistema que pode enviar; escreva-o como nome:token em GATEWAY_API_TOKENS."
    ),
    "Print RELAY_KEY for the relay's .env: made from CONTACT_KEY, it seals and opens nothing.": (
        "Mostra a RELAY_KEY para o .env do relay: feita da CONTACT_KEY, ela lacra e não abre nada."
    ),
    "Print the JSON Schema of config.yml, for editors.": (
        "Mostra o JSON Schema de config.yml, para editores de texto."
    ),
    "Write the cron lines of the workflow files as config.yml has them.": (
        "Grava as linhas de cron dos workflows como estão em config.yml."
    ),
    # bot conversation, bot person
    "Show conversations, and bind one to its issue again.": (
        "Mostra conversas e vincula uma de novo à sua issue."
    ),
    "Let an issue send again after it was transferred, or that is older than the signatures.": (
        "Deixa voltar a enviar uma issue que foi transferida, ou que é anterior às assinaturas."
    ),
    "The bot signs the hidden line of each of its issues and comments together with the issue's number, so that a "
    "copied line sends nothing. A transfer changes the number. This shows what it would sign, asks, and signs it. "
    "Needs CONTACT_KEY.": (
        "O bot assina a linha oculta de cada issue e comentário seu junto com o número da issue, para que uma linha "
        "copiada não envie nada. Uma transferência muda o número. O comando mostra o que assinaria, pergunta e "
        "assina. Precisa da CONTACT_KEY."
    ),
    "All issues that the bot opened.": "Todas as issues que o bot abriu.",
    "Print a conversation with its number and sealed texts opened.": (
        "Mostra uma conversa com o número e os textos lacrados abertos."
    ),
    "Export everything kept about a person.": "Exporta tudo o que está guardado sobre uma pessoa.",
    "Print everything kept about a person, as JSON.": (
        "Mostra em JSON tudo o que está guardado sobre uma pessoa."
    ),
    "It covers both channels, every address that Twilio named for the person and every number merged by /merge, and "
    "needs CONTACT_KEY. NUMBER may be a WhatsApp user id, as `bot conversation show` prints it. It is the full copy "
    "that a person may request, due within 15 days (LGPD, art. 18 and 19). Read it before you hand it over: it "
    "contains internal comments, which may mention somebody else. Files are on the branches it lists.": (
        "Vale para os dois canais, para todo endereço que a Twilio deu para a pessoa e para todo número unido por "
        "`/unir`, e precisa da CONTACT_KEY. "
        "NÚMERO pode ser um id de usuário do WhatsApp, como `bot conversation show` mostra. É a cópia completa que a "
        "pessoa pode pedir, a entregar em até 15 dias (LGPD, art. 18 e 19). Leia antes de entregar: ela contém "
        "comentários internos, que podem citar outra pessoa. Os arquivos estão nos branches que ela lista."
    ),
    # bot relay
    "Receive messages from Twilio and pass them to GitHub, until Ctrl-C.": (
        "Recebe mensagens da Twilio e as passa ao GitHub, até Ctrl-C."
    ),
    "Secrets come from the environment or from `.env`, beside config.yml or else in the current folder.": (
        "Os segredos vêm do ambiente ou do `.env`, ao lado de config.yml ou, se não houver, na pasta atual."
    ),
    "Prepare the store for an earlier version of the bot.": (
        "Prepara o banco de dados para uma versão anterior do bot."
    ),
    "Change the tables of the store back to an earlier revision, before you install an earlier version of the bot.": (
        "Leva as tabelas do banco de dados de volta a uma revisão anterior, antes de instalar uma versão anterior do "
        "bot."
    ),
    "An earlier version names the revision that it knows when it refuses the store; those without PostgreSQL know "
    "0001. Stop all relays before. A copy of a file stays beside it; of a PostgreSQL make one yourself.": (
        "Ao recusar o banco de dados, a versão anterior diz a revisão que conhece; as que não têm PostgreSQL conhecem "
        "a 0001. Pare antes todos os relays. De um arquivo fica uma cópia ao lado; de um PostgreSQL, faça você a cópia."
    ),
    "Move the store into another database.": "Muda o banco de dados de lugar.",
    "Move what waits, and what is remembered, from one database into another, new one.": (
        "Passa o que espera, e o que está memorizado, de um banco de dados para outro, novo."
    ),
    "Each is a file or the address of a PostgreSQL, as in `relay.database`; RELAY_DATABASE_PASSWORD is used for both. "
    "Stop all relays before, and write the new place to config.yml before you start them again.": (
        "Cada um é um arquivo ou o endereço de um PostgreSQL, como em `relay.database`; RELAY_DATABASE_PASSWORD vale "
        "para os dois. Pare antes todos os relays, e escreva o novo lugar em config.yml antes de iniciá-los de novo."
    ),
    "Send at once what waits after a failure.": "Envia já o que espera depois de uma falha.",
    "Send at once what waits to be sent again, instead of after its growing wait: its cause is fixed.": (
        "Envia já o que espera para ser enviado de novo, sem cumprir a espera crescente: a causa foi resolvida."
    ),
    "Run it in the relay's folder, as the relay's user. The relay, which keeps running, sends the batches within "
    "seconds, one after the other.": (
        "Rode na pasta do relay, com o usuário do relay. O relay, que continua rodando, envia os lotes em segundos, "
        "um depois do outro."
    ),
    # bot rotate
    "Replace credentials. Run it where the relay's `.env` is.": (
        "Troca credenciais. Rode onde está o `.env` do relay."
    ),
    "No credential is ever printed, except a new API token, which is for somebody else.": (
        "Nenhuma credencial é mostrada, exceto um token de API novo, que é para outra pessoa."
    ),
    "Make a new token for the system NAME and print it; the one it has stays valid until --finish.": (
        "Cria um token novo para o sistema NOME e o mostra; o que ele tem continua valendo até --finish."
    ),
    "The system has no token yet: give it its first.": (
        "O sistema ainda não tem token: dá a ele o primeiro."
    ),
    "Revoke the older token of that name.": "Revoga o token mais antigo desse nome.",
    "Revoke the newer token, if nobody has it.": "Revoga o token mais novo, se ninguém o tem.",
    "Revoke all tokens of that name.": "Revoga todos os tokens desse nome.",
    "Put a new key before the old one, seal everything again, remove the old one: three steps.": (
        "Põe uma chave nova antes da antiga, lacra tudo de novo e remove a antiga: três passos."
    ),
    "People keep their contact ids. Needs ADMIN_GITHUB_TOKEN with Secrets: read and write; for --reseal and --finish "
    "with Issues: read and write too.": (
        "As pessoas mantêm seus ids de contato. Precisa de ADMIN_GITHUB_TOKEN com Secrets: read and write; para "
        "--reseal e --finish, também com Issues: read and write."
    ),
    "Seal again what issues hold, with the new key.": "Lacra de novo, com a chave nova, o que está nas issues.",
    "Seal at most this many texts; then run it again.": (
        "Lacra no máximo esta quantidade de textos; depois, rode de novo."
    ),
    "Remove the old key, once nothing needs it.": "Remove a chave antiga, quando nada mais precisa dela.",
    "Try out a new key of the relay's GitHub App and write it to `.env`; GitHub has no API to create one.": (
        "Testa uma chave nova do GitHub App do relay e a grava no `.env`; o GitHub não tem API para criar uma."
    ),
    "The key is read from the .pem FILE downloaded from GitHub's page, or from standard input (-). Both keys are valid "
    "until you delete the old one there; --finish checks that GitHub rejects it. Stopped at any point, run the same "
    "command again.": (
        "A chave é lida do ARQUIVO .pem baixado da página do GitHub, ou da entrada padrão (-). As duas chaves valem "
        "até você excluir a antiga lá; --finish confere que o GitHub a recusa. Se parar no meio, rode o mesmo comando "
        "de novo."
    ),
    "Try the key out, and change nothing.": "Testa a chave, sem mudar nada.",
    "Remove the old key, once GitHub rejects it.": "Remove a chave antiga, quando o GitHub a recusa.",
    "Check a new GitHub token for the relay and write it to `.env`; GitHub has no API to create one.": (
        "Confere um token novo do GitHub para o relay e o grava no `.env`; o GitHub não tem API para criar um."
    ),
    "The token is asked for without being shown, or read from standard input.": (
        "O token é pedido sem aparecer na tela, ou lido da entrada padrão."
    ),
    "Make a new API key at Twilio, give it to GitHub and to the relay, delete the old one.": (
        "Cria uma chave de API nova na Twilio, passa-a ao GitHub e ao relay e exclui a antiga."
    ),
    "The new key is of the old one's kind, with its permissions and its name. The workflows get it as one secret, "
    "TWILIO_API_KEY; the old key is deleted when no run has it. Stopped at any point, run the same command again. "
    "Needs TWILIO_AUTH_TOKEN in .env, and ADMIN_GITHUB_TOKEN: a fine-grained token with Secrets: read and write.": (
        "A chave nova é do tipo da antiga, com as permissões e o nome dela. Os workflows a recebem em um só secret, "
        "TWILIO_API_KEY; a antiga é excluída quando nenhuma execução a tem. Se parar no meio, rode o mesmo comando de "
        "novo. Precisa de TWILIO_AUTH_TOKEN no .env, e de ADMIN_GITHUB_TOKEN: um token fine-grained com Secrets: read "
        "and write."
    ),
    "Make the first key, where none is in use.": "Cria a primeira chave, onde nenhuma está em uso.",
    "The key that the workflows have, where nothing here shows it.": (
        "A chave que os workflows têm, onde nada aqui a mostra."
    ),
    "Make a new auth token at Twilio, give it to the relay and to GitHub, promote it, remove the old one.": (
        "Cria um auth token novo na Twilio, passa-o ao relay e ao GitHub, promove-o e remove o antigo."
    ),
    "The relay accepts both until the end, so no webhook is refused. Stopped at any point, run the same command again. "
    "Needs ADMIN_GITHUB_TOKEN: a fine-grained token with Secrets: read and write, given to this shell alone.": (
        "O relay aceita os dois até o fim, de modo que nenhum webhook é recusado. Se parar no meio, rode o mesmo "
        "comando de novo. Precisa de ADMIN_GITHUB_TOKEN: um token fine-grained com Secrets: read and write, dado só a "
        "este terminal."
    ),
    "Delete a second token at Twilio that nobody uses.": (
        "Exclui na Twilio um segundo token que ninguém usa."
    ),
    # bot send
    "Send a message, or see what it would cost.": "Envia uma mensagem, ou mostra quanto custaria.",
    "Send TEXT to NUMBER; if TEXT is -, read it from standard input.": (
        "Envia TEXTO a NÚMERO; se TEXTO for -, ele é lido da entrada padrão."
    ),
    "Exits with 0 once the relay has the message. With --wait: 0 delivered, 1 failed or refused, 3 not known yet, or "
    "deferred. A dry run needs no relay, but the variables of a job in .env.": (
        "Sai com 0 assim que o relay tem a mensagem. Com --wait: 0 entregue, 1 falhou ou foi recusada, 3 ainda não se "
        "sabe, ou foi adiada. O ensaio (--dry-run) não precisa do relay, mas das variáveis de um job no .env."
    ),
    "Send this template from config.yml with the given values.": (
        "Envia este modelo de config.yml com os valores informados."
    ),
    "Repeating the command with the same key sends only once.": (
        "Repetir o comando com a mesma chave envia uma só vez."
    ),
    "The relay's address. Default: RELAY_URL, or relay.public_url in config.yml.": (
        "O endereço do relay. Padrão: RELAY_URL, ou relay.public_url de config.yml."
    ),
    "Which of GATEWAY_API_TOKENS to use. Default: the first.": (
        "Qual dos GATEWAY_API_TOKENS usar. Padrão: o primeiro."
    ),
    "Wait until the message has arrived or failed.": "Espera até a mensagem chegar ou falhar.",
    "Seconds to wait.": "Quantos segundos esperar.",
    "Send nothing; show parts, price and the policy's decision.": (
        "Não envia nada; mostra partes, preço e a decisão das regras de envio."
    ),
    # bot quick-replies
    "List and check the quick replies that /q sends.": "Lista e confere as respostas rápidas que /rapida envia.",
    "They are in `.github/quick-replies/NAME.md` beside config.yml, or in its `quick_replies`. Needs no credentials.": (
        "Elas ficam em `.github/quick-replies/NOME.md`, ao lado de config.yml, ou em `quick_replies` dele. Não precisa "
        "de credenciais."
    ),
    "List the quick replies.": "Lista as respostas rápidas.",
    "Shows the command that sends each, and its text.": "Mostra o comando que envia cada uma e o texto dela.",
    "Check every quick reply as a job would.": "Confere cada resposta rápida como uma execução faria.",
    # bot templates, bot trace
    "List and check the templates that /template sends.": "Lista e confere os modelos que /modelo envia.",
    "Compare the configured templates with Twilio's.": "Compara os modelos configurados com os da Twilio.",
    "Exits with 1 if one of them cannot be sent as it is.": (
        "Sai com 1 se um deles não pode ser enviado como está."
    ),
    "List the configured templates.": "Lista os modelos configurados.",
    "Shows the command that sends each. Needs no credentials.": (
        "Mostra o comando que envia cada um. Não precisa de credenciais."
    ),
    "Follow a message by its id.": "Segue uma mensagem pelo id.",
    "Print the way of a message with times: webhook, batch, run, issue, reply, delivery, reaction.": (
        "Mostra o caminho de uma mensagem com horários: webhook, lote, execução, issue, resposta, entrega, reação."
    ),
    "MESSAGE-ID is Twilio's SM... or MM... of a message in either direction, the id of an order, or the number of a "
    "comment. Run it in the relay's folder: it reads the relay's log, its store and GitHub, and says what it cannot "
    "see. The relay's own token may not read issues; give this shell an ADMIN_GITHUB_TOKEN of yours. It prints neither "
    "a number nor a text.": (
        "ID-DA-MENSAGEM é o SM... ou MM... da Twilio de uma mensagem em qualquer direção, o id de um pedido ou o "
        "número de um comentário. Rode na pasta do relay: o comando lê o log e o banco de dados do relay e o GitHub, e "
        "diz o que não consegue ver. O token do relay pode não ler issues; dê a este terminal um ADMIN_GITHUB_TOKEN "
        "seu. Não mostra número nem texto."
    ),
}
