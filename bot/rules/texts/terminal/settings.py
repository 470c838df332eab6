"""What is wrong with config.yml, `.env` and the environment, and what `bot config check` says."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # Files that cannot be read.
    "{path}: is not UTF-8 text. Save it again as UTF-8.": (
        "{path}: não é texto em UTF-8. Salve-o de novo como UTF-8."
    ),
    "{path}: is not a file. Move it away, and write the variables into a file of that name.": (
        "{path}: não é um arquivo. Tire-o do lugar e escreva as variáveis num arquivo com esse nome."
    ),
    "{path}: cannot be read ({why}). Run the command as the user whose file it is: the relay's.": (
        "{path}: não pode ser lido ({why}). Rode o comando com o usuário dono do arquivo: o do relay."
    ),
    # What the system says of files.
    "No such file or directory": "não existe",
    "Permission denied": "permissão negada",
    "Operation not permitted": "operação não permitida",
    "Is a directory": "é uma pasta",
    "Not a directory": "o caminho passa por um arquivo",
    "File exists": "já existe",
    "File name too long": "o nome é longo demais",
    "Too many levels of symbolic links": "os links simbólicos formam um círculo",
    "No space left on device": "o disco está cheio",
    "Disk quota exceeded": "a cota de disco acabou",
    "Read-only file system": "o sistema de arquivos é só de leitura",
    "Input/output error": "o disco falhou",
    "Too many open files": "há arquivos abertos demais",
    "Text file busy": "o arquivo está em uso",
    "Device or resource busy": "está em uso",
    "Address already in use": "o endereço já está em uso",
    "Cannot allocate memory": "falta memória",
    "{path}: is too large to be a list of variables.": (
        "{path}: é grande demais para ser uma lista de variáveis."
    ),
    "{path}:{line}: is not NAME=value, or something stands behind its closing quote. Correct the line.": (
        "{path}:{line}: não é NOME=valor, ou há algo depois das aspas que fecham. Corrija a linha."
    ),
    "{path}:{line}: is not NAME=value. Write = instead of the colon.": (
        "{path}:{line}: não é NOME=valor. Escreva = no lugar dos dois-pontos."
    ),
    "{path}:{line}: a quote that opens here is not closed. Close it, or write the value without quotes.": (
        "{path}:{line}: as aspas que abrem aqui não fecham. Feche-as, ou escreva o valor sem aspas."
    ),
    "{path}:{line}: holds a character that no text has. Type the line again.": (
        "{path}:{line}: tem um caractere que nenhum texto tem. Digite a linha de novo."
    ),
    "{path}: others on this computer can read it. Run `chmod 600 {path}`.": (
        "{path}: outros neste computador podem lê-lo. Rode `chmod 600 {path}`."
    ),
    "Variables were read from {path} and from the environment.": (
        "As variáveis foram lidas de {path} e do ambiente."
    ),
    "There is no .env beside {file}, nor in {folder}. `bot setup` writes it; another config.yml is named with "
    "--config.": (
        "Não há .env ao lado de {file}, nem em {folder}. O `bot setup` o escreve; outro config.yml se indica com "
        "--config."
    ),
    "{file}: is not UTF-8 text. Save it again as UTF-8.": (
        "{file}: não é texto em UTF-8. Salve-o de novo como UTF-8."
    ),
    "{file}: is not a file. Name the file itself with --config.": (
        "{file}: não é um arquivo. Indique o próprio arquivo com --config."
    ),
    "{file}: cannot be read ({why}). Start in the folder that holds it, or name another with --config.": (
        "{file}: não pode ser lido ({why}). Rode na pasta em que ele está, ou indique outro com --config."
    ),
    "{file}: is too large to be a configuration.": "{file}: é grande demais para ser uma configuração.",
    "{file}: is nested too deeply.": "{file}: tem níveis demais, um dentro do outro.",
    "{file}:{line}: holds a character that no text has. Type the line again.": (
        "{file}:{line}: tem um caractere que nenhum texto tem. Digite a linha de novo."
    ),
    "{file}:{line}: looks like a date or a number, and is none. Write dates like 2026-11-24.": (
        "{file}:{line}: parece uma data ou um número, e não é. Escreva datas como 2026-11-24."
    ),
    "{file}: a value in it cannot be read. Write dates like 2026-11-24.": (
        "{file}: um valor não pôde ser lido. Escreva datas como 2026-11-24."
    ),
    "{file}:{line}: is not YAML: {problem}.": "{file}:{line}: não é YAML: {problem}.",
    "a line begins with a tab; use blanks": "uma linha começa com tabulação; use espaços",
    "a quote or a bracket is not closed": "faltam aspas ou um colchete para fechar",
    "a quote that opens here is not closed": "as aspas que abrem aqui não fecham",
    "a comma is missing, or a bracket is not closed": "falta uma vírgula, ou um colchete não está fechado",
    "the line does not begin as far to the right as those that it belongs to": (
        "a linha não começa tão à direita quanto as outras da mesma seção"
    ),
    "a colon stands where none may be: put the text in quotes": (
        "há dois-pontos onde não podem estar: ponha o texto entre aspas"
    ),
    "a colon is missing after a name": "faltam os dois-pontos depois de um nome",
    "--- begins a second document": "--- começa um segundo documento",
    "it holds a tag (!) that a configuration has no use for": (
        "tem uma marca (!) que não serve numa configuração"
    ),
    "it refers (*) to something that is not there": "faz referência (*) a algo que não existe",
    "a list or a section cannot be a name": "uma lista ou uma seção não pode ser um nome",
    "it is written as no YAML is": "a escrita não é a do YAML",
    # Settings.
    "{file}:{line}: {name} appears twice; keep one.": "{file}:{line}: {name} aparece duas vezes; deixe só um.",
    "{place}: {name}: expected {expected}.": "{place}: {name}: esperado: {expected}.",
    "{place}: {name} is missing.": "{place}: falta {name}.",
    "{place}: {name} cannot be the name of a setting.": "{place}: {name} não pode ser nome de configuração.",
    "{place}: {name} is {found}; expected {expected}.": "{place}: {name} é {found}; esperado: {expected}.",
    "{place}: {name} is not a setting.": "{place}: {name} não é uma configuração.",
    "{place}: {name} is not a setting. Take it out, and write {variable} into .env.": (
        "{place}: {name} não é uma configuração. Tire daqui, e escreva {variable} no .env."
    ),
    "Did you mean {nearest}?": "Você quis dizer {nearest}?",
    "Known here: {known}.": "Aqui existem: {known}.",
    "{file}: relay.public_url is not set. Write the address that Twilio calls, such as https://seu-dominio.com: "
    "signatures are made over it.": (
        "{file}: falta relay.public_url. Escreva o endereço que a Twilio chama, como https://seu-dominio.com: as "
        "assinaturas são feitas sobre ele."
    ),
    "{file}: relay.public_url is {url}, which Twilio cannot reach from the internet. Write the proxy's own address, "
    "such as https://bot.escritorio.com.br.": (
        "{file}: relay.public_url é {url}, que a Twilio não alcança pela internet. Escreva o endereço do próprio "
        "proxy, como https://bot.escritorio.com.br."
    ),
    "{file}: relay.public_url is an example. Write the address of your own relay.": (
        "{file}: relay.public_url é um exemplo. Escreva o endereço do seu relay."
    ),
    "{expected}, such as {example}": "{expected}, como {example}",
    "one of {known}": "um destes: {known}",
    "at least one of {known}": "pelo menos um destes: {known}",
    "a day, such as 2026-11-24": "um dia, como 2026-11-24",
    "a day that is not in the future, such as 2026-11-24": "um dia que não esteja no futuro, como 2026-11-24",
    "a section with settings below it": "uma seção com configurações abaixo",
    "a whole number": "um número inteiro",
    "a whole number of few digits": "um número inteiro com poucos dígitos",
    "at most {le}": "no máximo {le}",
    "at least {ge}": "no mínimo {ge}",
    "true or false": "true ou false",
    "a text": "um texto",
    "a text without half characters": "um texto sem caracteres pela metade",
    "a text that is not empty": "um texto que não esteja vazio",
    "a text of at most {max_length} characters": "um texto de no máximo {max_length} caracteres",
    "a list in brackets": "uma lista entre colchetes",
    "a list with at least {min_length} entries": "uma lista com pelo menos {min_length} itens",
    "a list with at most {max_length} entries": "uma lista com no máximo {max_length} itens",
    "another kind of value": "outro tipo de valor",
    "a number with its unit, such as 30s, 15m, 12h or 7d": (
        "um número com unidade, como 30s, 15m, 12h ou 7d"
    ),
    "a time that a person lives to see, such as 90d": "um prazo que alguém viva para ver, como 90d",
    "a time from {least} to {most}, such as {example}": "um tempo de {least} a {most}, como {example}",
    "a label without a comma, such as falha-entrega": "uma label sem vírgula, como falha-entrega",
    "a moment with its offset from UTC, such as 2026-11-24T09:00:00-03:00": (
        "um momento com a diferença para UTC, como 2026-11-24T09:00:00-03:00"
    ),
    "a day such as 2026-12-24, or 01-25 for one of every year": (
        "um dia, como 2026-12-24, ou 01-25 para um de todo ano"
    ),
    "the name of a time zone, such as America/Sao_Paulo": "o nome de um fuso horário, como America/Sao_Paulo",
    "enabled: false beside relay.allow_from, since test messages come from GitHub's runners, which have no fixed "
    "addresses": (
        "enabled: false junto com relay.allow_from, pois as mensagens de teste vêm dos runners do GitHub, que não têm "
        "endereço fixo"
    ),
    "{name} not to begin with {prefix}, as the labels of persons do": (
        "{name} sem começar com {prefix}, como as labels de pessoas"
    ),
    "{file}: {name} and {other} have the same name, {label}. Give each a label of its own.": (
        "{file}: {name} e {other} têm o mesmo nome, {label}. Dê uma label própria a cada um."
    ),
    "a login on GitHub without @, such as ana-lima": "um login do GitHub sem @, como ana-lima",
    "[one, two]": "[um, dois]",
    "the networks of your proxies alone: a sender who is trusted may name any address": (
        "só as redes dos seus proxies: quem é de confiança pode dizer qualquer endereço"
    ),
    "the two letters of a country, such as BR or PT": "as duas letras de um país, como BR ou PT",
    "the two letters of a country, such as BR or PT (did you mean {nearest}?)": (
        "as duas letras de um país, como BR ou PT (você quis dizer {nearest}?)"
    ),
    "a network such as 203.0.113.0/24 or 2001:db8::/32, or one address": (
        "uma rede como 203.0.113.0/24 ou 2001:db8::/32, ou um endereço"
    ),
    "a network by its first address, such as {network}": ("uma rede pelo primeiro endereço, como {network}"),
    'an amount above zero in quotes, such as "50.00", or null': (
        'um valor acima de zero entre aspas, como "50.00", ou null'
    ),
    "the address that Twilio calls, without a path, such as https://bot.escritorio.com.br": (
        "o endereço que a Twilio chama, sem caminho, como https://bot.escritorio.com.br"
    ),
    "a host name in plain letters; one with accents is written in its form xn--...": (
        "um nome em letras simples; um com acentos se escreve na forma xn--..."
    ),
    "a host name without an underscore, which Twilio does not call": (
        "um nome sem sublinhado, que a Twilio não chama"
    ),
    "an address with a port from 1 to 65535, or better without one": (
        "um endereço com porta de 1 a 65535, ou melhor sem porta"
    ),
    "a whole host name: {address}": "um nome completo: {address}",
    "an address that Twilio can reach from the internet": "um endereço que a Twilio alcance pela internet",
    "the address of your own relay; this one is an example": "o endereço do seu relay; este é um exemplo",
    "an address that begins with https://: what people write travels over it": (
        "um endereço que comece com https://: o que as pessoas escrevem passa por ele"
    ),
    "a web address, such as https://api.github.com": "um endereço web, como https://api.github.com",
    "an address that begins with https://, except on this machine: secrets travel over it": (
        "um endereço que comece com https://, a não ser nesta máquina: segredos passam por ele"
    ),
    "the address of the API, https://api.github.com, and not that of the pages": (
        "o endereço da API, https://api.github.com, e não o das páginas"
    ),
    "days before the due date from {most} to 0, the most first, each once, such as [14, 7, 0]": (
        "dias antes do vencimento, de {most} a 0, do maior ao menor, cada um uma vez, como [14, 7, 0]"
    ),
    "every.{name} longer than the {days} days of remind_before, such as 90d and [14, 7, 0]": (
        "every.{name} maior que os {days} dias de remind_before, como 90d e [14, 7, 0]"
    ),
    "ask_status_until no shorter than ask_status_after, such as 3d and 1h": (
        "ask_status_until não menor que ask_status_after, como 3d e 1h"
    ),
    "look_back longer than lost_after, such as 7d and 15m": "look_back maior que lost_after, como 7d e 15m",
    'words with letters or digits, unlike "{word}" under {intent}': (
        'palavras com letras ou dígitos, diferentes de "{word}" em {intent}'
    ),
    "each word under one meaning; {word} is under {known} and under {intent}": (
        "cada palavra com um só sentido; {word} está em {known} e em {intent}"
    ),
    "a span such as 09:00-22:00, 22:00-06:00, or 00:00-24:00 for the whole day": (
        "um intervalo como 09:00-22:00, 22:00-06:00, ou 00:00-24:00 para o dia inteiro"
    ),
    "a number and a time, such as 1 per 1d or 5 per 12h, or none": (
        "um número e um tempo, como 1 per 1d ou 5 per 12h, ou none"
    ),
    "every_comment_since beside every-comment, such as 2026-11-24T09:00:00-03:00, so that older comments stay "
    "internal": (
        "every_comment_since junto com every-comment, como 2026-11-24T09:00:00-03:00, para que comentários mais "
        "antigos continuem internos"
    ),
    'a price in quotes with a decimal point, such as "0.0525"': (
        'um preço entre aspas com ponto decimal, como "0.0525"'
    ),
    "{name} in variables too, since text uses it": "{name} também em variables, pois text o usa",
    "{{{name}}} in text too, since variables lists it": "{{{name}}} também em text, pois variables o lista",
    "{name} in variables once": "{name} uma só vez em variables",
    "HX and 32 hexadecimal digits, as the Content Template Builder shows it": (
        "HX e 32 dígitos hexadecimais, como o Content Template Builder mostra"
    ),
    "small letters, digits, - and _, such as boleto-vence": (
        "letras minúsculas, dígitos, - e _, como boleto-vence"
    ),
    "a letter, then letters, digits and _, such as nome": "uma letra, depois letras, dígitos e _, como nome",
    "the three capital letters of a currency, such as USD": (
        "as três letras maiúsculas de uma moeda, como USD"
    ),
    "a file such as data/relay.db, or postgresql://user@host:5432/database": (
        "um arquivo como data/relay.db, ou postgresql://usuario@servidor:5432/banco"
    ),
    "the address without the password, which belongs to RELAY_DATABASE_PASSWORD in .env": (
        "o endereço sem a senha, que vai em RELAY_DATABASE_PASSWORD no .env"
    ),
    "relay.host is {host}, so that other machines reach the relay, but relay.trusted_proxies names none of them: who "
    "calls through a proxy there counts as that proxy.": (
        "relay.host é {host}, de modo que outras máquinas alcançam o relay, mas relay.trusted_proxies não cita nenhuma "
        "delas: quem chama por um proxy de lá conta como esse proxy."
    ),
    "Write the proxy's address there; if it is on this machine, set relay.host to 127.0.0.1.": (
        "Escreva ali o endereço do proxy; se ele estiver nesta máquina, ponha 127.0.0.1 em relay.host."
    ),
}
