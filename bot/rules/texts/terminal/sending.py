"""What `bot send`, `bot templates` and `bot trace` say, beside their help."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # `bot send`.
    "The text is one argument: put it in quotes, or on standard input with -.": (
        "O texto é um só argumento: ponha-o entre aspas ou, com -, na entrada padrão."
    ),
    "The relay's address is not known.": "O endereço do relay não é conhecido.",
    "Give its address with --relay, or in RELAY_URL or relay.public_url.": (
        "Informe-o com --relay ou em RELAY_URL ou relay.public_url."
    ),
    "The relay's address is no web address.": "O endereço do relay não é um endereço web.",
    "Give one such as https://bot.escritorio.com.br with --relay, or in RELAY_URL.": (
        "Informe um como https://bot.escritorio.com.br com --relay ou em RELAY_URL."
    ),
    "GATEWAY_API_TOKENS holds no token called {name}.": "GATEWAY_API_TOKENS não tem token chamado {name}.",
    "No token is known.": "Nenhum token é conhecido.",
    "Set GATEWAY_API_TOKENS=name:token, in the environment or in .env.": (
        "Defina GATEWAY_API_TOKENS=nome:token, no ambiente ou no .env."
    ),
    "It is not known whether the relay has the message. To send it exactly once, repeat the command with --key "
    "{key}": (
        "Não se sabe se o relay tem a mensagem. Para enviá-la uma única vez, repita o comando com --key {key}"
    ),
    "The relay has the message, {order}, and sends it. To go on waiting, repeat the command with --key {key}: nothing "
    "is sent twice.": (
        "O relay tem a mensagem, {order}, e a envia. Para continuar esperando, repita o comando com --key {key}: nada "
        "é enviado duas vezes."
    ),
    "dispatched": "a caminho",
    "handled": "processada",
    "deferred": "adiada",
    "unknown, perhaps sent": "não se sabe se saiu",
    "refused, not sent": "recusada, não enviada",
    # The relay as it answers `bot send`.
    "The relay reports a status that this version of `bot` does not know.": (
        "O relay informa uma situação que esta versão do `bot` não conhece."
    ),
    "Update this checkout.": "Atualize esta cópia do projeto.",
    "The relay cannot be reached.": "O relay não pôde ser alcançado.",
    "The relay does not know this token.": "O relay não conhece este token.",
    "Use one of its GATEWAY_API_TOKENS.": "Use um dos GATEWAY_API_TOKENS dele.",
    "Nothing was ordered.": "Nada foi pedido.",
    "The relay asks to slow down.": "O relay pede que se vá mais devagar.",
    "The relay is out of order (HTTP {status}).": "O relay está com problemas (HTTP {status}).",
    "Something other than the relay answers there (HTTP {status}).": (
        "Quem responde ali não é o relay (HTTP {status})."
    ),
    "Give its address with --relay, in RELAY_URL or as relay.public_url in config.yml.": (
        "Informe o endereço dele com --relay, em RELAY_URL ou como relay.public_url no config.yml."
    ),
    # `bot quick-replies`.
    "{name}: ok": "{name}: em ordem",
    "There are no quick replies: put each into a file {folder}/NAME.md, or under `quick_replies:` in {file}.": (
        "Não há respostas rápidas: ponha cada uma em um arquivo {folder}/NOME.md ou em `quick_replies:` de {file}."
    ),
    "{file}: the quick reply {name} cannot be sent: {fault}": (
        "{file}: a resposta rápida {name} não pode ser enviada: {fault}"
    ),
    "it is empty": "está vazia",
    "it has more than 16,000 characters": "passa de 16.000 caracteres",
    "GitHub's page does not show a part of it, such as an HTML comment or a tag": (
        "a página do GitHub não mostra uma parte dela, como um comentário HTML ou uma tag"
    ),
    "it shows a picture or a file; write its address as a link": (
        "mostra uma imagem ou um arquivo; escreva o endereço como link"
    ),
    "a variable stands where the phone does not show it": "uma variável está onde o telefone não a mostra",
    "it is in a file and in config.yml; delete one of the two": (
        "está em um arquivo e em config.yml; apague um dos dois"
    ),
    "its file is a link, is no text in UTF-8, or its name has more than small letters, digits, - and _": (
        "o arquivo é um link, não é um texto em UTF-8 ou tem no nome mais do que letras minúsculas, dígitos, - e _"
    ),
    # `bot templates`.
    "{file} has no templates: add them under `templates:`.": (
        "{file} não tem modelos: inclua-os em `templates:`."
    ),
    "{file} has no templates: nothing to check.": "{file} não tem modelos: não há o que conferir.",
    "template": "modelo",
    "at Twilio": "na Twilio",
    "variables": "variáveis",
    "language": "idioma",
    "verdict": "resultado",
    "exists": "existe",
    "missing": "falta",
    "FAULTY": "COM ERRO",
    "ok": "ok",
    "approved": "aprovado",
    "pending": "em análise",
    "rejected": "recusado",
    "unsubmitted": "não enviado",
    "paused": "pausado",
    "disabled": "desativado",
    "Twilio has no template with this sid: copy it from the Content Template Builder.": (
        "A Twilio não tem modelo com este sid: copie-o do Content Template Builder."
    ),
    "WhatsApp has not approved it: it is {approval}{because}.": (
        "O WhatsApp não o aprovou. Situação: {approval}{because}."
    ),
    "variables has {ours} names, Twilio's template {theirs}.": (
        "Nomes em variables: {ours}; no modelo da Twilio: {theirs}."
    ),
    'text differs from Twilio\'s: "{text}"': 'text é diferente do da Twilio: "{text}"',
    # `bot trace`.
    "That is not the id of a message.": "Isso não é o id de uma mensagem.",
    "Give the SM... or MM... of Twilio, the id of an order, or the number at the end of a comment's address.": (
        "Informe o SM... ou MM... da Twilio, o id de um pedido ou o número no fim do endereço de um comentário."
    ),
}
