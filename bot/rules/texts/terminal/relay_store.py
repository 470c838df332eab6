"""What the relay says at a terminal, of its start and of its store (`bot relay`)."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # How it starts.
    "The relay cannot listen on {host}:{port} ({why}).": "O relay não consegue escutar em {host}:{port} ({why}).",
    "Stop what listens there, or set relay.host and relay.port in config.yml.": (
        "Pare o que escuta ali ou defina relay.host e relay.port no config.yml."
    ),
    "The log file {file} cannot be written ({why}).": "O arquivo de log {file} não pode ser gravado ({why}).",
    "Set relay.log_file in config.yml to a place this user may write to.": (
        "Defina relay.log_file no config.yml com um lugar em que este usuário possa gravar."
    ),
    # `bot relay retry`.
    "Nothing waits to be sent again.": "Não há nada esperando para ser enviado de novo.",
    "Sent again now: batches {batches}, messages {messages}.": (
        "Enviados de novo agora: lotes {batches}, mensagens {messages}."
    ),
    "{database} does not exist.": "{database} não existe.",
    "Run the command in the relay's folder, or name its --config.": (
        "Rode o comando na pasta do relay ou informe o --config dele."
    ),
    # `bot relay migrate-store`.
    "FROM": "DE",
    "TO": "PARA",
    "{old} does not exist.": "{old} não existe.",
    "Name the file that relay.database in config.yml names so far.": (
        "Informe o arquivo que relay.database no config.yml indica até agora."
    ),
    "FROM and TO are the same.": "DE e PARA são o mesmo.",
    "Name the new database second.": "Informe o banco novo em segundo lugar.",
    "FROM was moved into another database already.": "DE já foi transferido para outro banco.",
    "Name the database that holds what waits.": "Informe o banco que tem o que está esperando.",
    "TO is not empty.": "PARA não está vazio.",
    "Name a new file, or a new database of PostgreSQL.": "Informe um arquivo novo ou um banco novo do PostgreSQL.",
    "Moved; messages that wait: {waiting}. Set relay.database in config.yml to the new place now; on the old one no "
    "relay starts any more.": (
        "Transferido; mensagens que esperam: {waiting}. Agora defina relay.database no config.yml com o lugar novo; no "
        "antigo nenhum relay inicia mais."
    ),
    "Nothing is lost: FROM has all that waits. Name a new, empty TO.": (
        "Nada se perdeu: DE tem tudo o que espera. Informe um PARA novo e vazio."
    ),
    "A relay runs on {which}.": "Há um relay rodando em {which}.",
    "the store": "o banco",
    "Stop all relays that use it, wait for ten seconds, and repeat the command. What is connected to a PostgreSQL, "
    "also from a machine that is gone, its pg_stat_activity shows.": (
        "Pare todos os relays que o usam, espere dez segundos e repita o comando. O que está conectado a um "
        "PostgreSQL, até de uma máquina que não existe mais, aparece no pg_stat_activity dele."
    ),
    "What relay.database in config.yml names was moved into another database.": (
        "O que relay.database no config.yml indica foi transferido para outro banco."
    ),
    "Write the new place there. To use this one again, run `bot relay migrate-store` from the new one to it.": (
        "Escreva ali o lugar novo. Para voltar a usar este, rode `bot relay migrate-store` do novo para ele."
    ),
    "The address of the store is neither a file nor a PostgreSQL.": (
        "O endereço do banco não é nem um arquivo nem um PostgreSQL."
    ),
    "Write it like data/relay.db or postgresql://user@host:5432/database.": (
        "Escreva-o como data/relay.db ou postgresql://usuario@host:5432/banco."
    ),
    # `bot relay downgrade-store`.
    "The store is of revision {revision} now. Install the earlier version before you start a relay.": (
        "O banco está agora na revisão {revision}. Instale a versão anterior antes de iniciar um relay."
    ),
    "The tables of the store are as they were.": "As tabelas do banco estão como antes.",
    "There is no revision {revision}.": "Não existe a revisão {revision}.",
    "These are: {revisions}.": "Existem: {revisions}.",
    # Its revisions.
    "{store} is of revision {found}, and this version of the bot knows {known}": (
        "{store} está na revisão {found}, e esta versão do bot conhece a {known}"
    ),
    "Use the version that the relay runs.": "Use a versão que o relay roda.",
    "Use the version that the relay runs; one of this version upgrades it when it starts.": (
        "Use a versão que o relay roda; um relay desta versão o atualiza ao iniciar."
    ),
    "{store} is of a newer version of the bot: its revision is {found}, and this one knows {known}": (
        "{store} é de uma versão mais nova do bot: está na revisão {found}, e esta conhece a {known}"
    ),
    "Install the newer version again. If you want this one, stop all relays and first run `bot relay downgrade-store "
    "{known}` with the newer one.": (
        "Instale de novo a versão mais nova. Se quer esta, pare todos os relays e antes rode, com a mais nova, `bot "
        "relay downgrade-store {known}`."
    ),
    "{file} is not changed to revision {revision}, since no copy of it can be put aside: {reason}": (
        "{file} não é levado à revisão {revision}, porque não foi possível guardar uma cópia: {reason}"
    ),
    "Make room in its folder for a second {file}, and see that the relay's user may write there; then start the relay "
    "again.": (
        "Abra espaço na pasta para um segundo {file} e confira se o usuário do relay pode gravar nela; depois inicie o "
        "relay de novo."
    ),
    # Why it does not work.
    "The message store does not work ({reason}).": "O banco de mensagens não funciona ({reason}).",
    "it is locked by an earlier write that does not end": "está travado por uma gravação anterior que não termina",
    "it is locked by another process": "está travado por outro processo",
    "the relay is stopping": "o relay está parando",
    "the commit was interrupted": "a gravação foi interrompida",
    "an item was deleted while it came again": "um item foi apagado enquanto chegava de novo",
    "Check the disk (full? read-only?) and the folder of relay.database in config.yml.": (
        "Confira o disco (cheio? só leitura?) e a pasta de relay.database no config.yml."
    ),
    "Another program holds the database: end it (`fuser` with the file of relay.database names it). Twilio delivers "
    "again meanwhile.": (
        "Outro programa segura o banco: encerre-o (`fuser` com o arquivo de relay.database mostra qual é). Enquanto "
        "isso a Twilio entrega de novo."
    ),
    "Twilio delivers again meanwhile.": "Enquanto isso a Twilio entrega de novo.",
    "Another process dispatches by now.": "A esta altura outro processo já envia.",
    "{file} was moved or replaced while the relay ran": "{file} foi movido ou trocado enquanto o relay rodava",
    "Restart the relay. The next run of reconcile brings back the messages that Twilio lists.": (
        "Reinicie o relay. A próxima execução do reconcile traz de volta as mensagens que a Twilio lista."
    ),
    "SQLite's quick_check finds it damaged": "o quick_check do SQLite o encontra danificado",
    "Stop the relay, move {name}, {name}-wal and {name}-shm out of their folder, and start it again with a new store. "
    "The next run of reconcile brings back the messages that Twilio lists.": (
        "Pare o relay, tire {name}, {name}-wal e {name}-shm da pasta e inicie-o de novo com um banco novo. A próxima "
        "execução do reconcile traz de volta as mensagens que a Twilio lista."
    ),
    # PostgreSQL.
    "PostgreSQL: {reason}": "PostgreSQL: {reason}",
    "it reports error {code}": "informa o erro {code}",
    "it cannot be reached": "não pôde ser alcançado",
    "all its connections are in use": "todas as conexões estão em uso",
    "it is read-only, as a standby is": "está só para leitura, como um standby",
    "it does not let the relay in": "não deixa o relay entrar",
    "it refuses the user or the password": "recusa o usuário ou a senha",
    "it has no such database": "não tem esse banco",
    "two writes held each other up": "duas gravações se travaram",
    "its user may not do this": "o usuário não tem permissão para isso",
    "its disk is full": "o disco está cheio",
    "it has no connection free": "não tem conexão livre",
    "it is locked by another write that does not end": "está travado por outra gravação que não termina",
    "it is not reached by TLS as sslmode asks": "não é alcançado por TLS como o sslmode pede",
    "it takes too long to answer": "demora demais para responder",
    "Create the database that relay.database in config.yml names.": (
        "Crie o banco que relay.database no config.yml indica."
    ),
    "Make the relay's user the owner of the database.": "Torne o usuário do relay dono do banco.",
    "Make room on PostgreSQL's machine. A running relay goes on by itself.": (
        "Abra espaço na máquina do PostgreSQL. Um relay em andamento continua sozinho."
    ),
    "Raise max_connections: a relay process takes up to 32.": (
        "Aumente max_connections: um processo do relay usa até 32."
    ),
    "Check sslmode and sslrootcert in relay.database, and the certificate of the server.": (
        "Confira sslmode e sslrootcert em relay.database e o certificado do servidor."
    ),
    "Check that PostgreSQL runs and can be reached as relay.database in config.yml says. A running relay goes on by "
    "itself once it answers; Twilio delivers again meanwhile.": (
        "Confira se o PostgreSQL está rodando e pode ser alcançado como diz relay.database no config.yml. Um relay em "
        "andamento continua sozinho quando ele responder; enquanto isso a Twilio entrega de novo."
    ),
    "Check relay.database in config.yml and RELAY_DATABASE_PASSWORD in .env, and start the relay again.": (
        "Confira relay.database no config.yml e RELAY_DATABASE_PASSWORD no .env e inicie o relay de novo."
    ),
    "Another relay or program keeps the database busy: look at pg_stat_activity. Twilio delivers again meanwhile.": (
        "Outro relay ou programa mantém o banco ocupado: olhe o pg_stat_activity. Enquanto isso a Twilio entrega de "
        "novo."
    ),
}
