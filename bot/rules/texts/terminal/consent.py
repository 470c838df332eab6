"""What `bot consent` and `bot person` say: an entry is an `entrada`, the issue with all of a person a `registro`."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # bot consent verify
    "There are no consent records.": "Não há registros de consentimento.",
    "#{issue}: {fault}.": "#{issue}: {fault}.",
    "#{issue}: no entry yet.": "#{issue}: ainda sem nenhuma entrada.",
    "#{issue}: 1 entry in order, {hash}.": "#{issue}: 1 entrada em ordem, {hash}.",
    "#{issue}: {count} entries in order, the last is {hash}.": (
        "#{issue}: {count} entradas em ordem, a última é {hash}."
    ),
    "entry {place} is unreadable": "a entrada {place} não pode ser lida",
    "entry {place} was changed": "a entrada {place} foi alterada",
    "entry {place} is out of place": "a entrada {place} está fora do lugar",
    "entry {place} does not follow the one before it": "a entrada {place} não continua a anterior",
    "what followed entry {place} is gone": "o que vinha depois da entrada {place} sumiu",
    "entry {place} has a seal that is not its own": "a entrada {place} tem um lacre que não é dela",
    "entry {place} has no seal": "a entrada {place} está sem lacre",
    "entry {place} that stood here was removed or rewritten; its hash was {hash}": (
        "a entrada {place} que estava aqui foi removida ou reescrita; o hash dela era {hash}"
    ),
    "1 comment of the bot's lost the hidden line that makes it an entry": (
        "1 comentário do bot perdeu a linha oculta que faz dele uma entrada"
    ),
    "{count} comments of the bot's lost the hidden line that makes them entries": (
        "{count} comentários do bot perderam a linha oculta que faz deles entradas"
    ),
    "the record is not bound to its issue": "o registro não está vinculado à sua issue",
    "the record of a number merged with this one is gone": "o registro de um número unido a este sumiu",
    "{contact}: the whole record is gone, with its entry.": (
        "{contact}: o registro inteiro sumiu, com a sua única entrada."
    ),
    "{contact}: the whole record is gone, with {count} entries.": (
        "{contact}: o registro inteiro sumiu, com {count} entradas."
    ),
    "Restore what was changed from the comment's history of edits on GitHub.": (
        "Restaure o que foi alterado pelo histórico de edições do comentário no GitHub."
    ),
    "For what is older than the seals, or was transferred: bot consent seal": (
        "Para o que é de antes dos lacres ou foi transferido: bot consent seal"
    ),
    "{why}: whether entries or whole records were deleted was not checked.": (
        "{why}: não foi conferido se entradas ou registros inteiros foram apagados."
    ),
    "The relay did not answer": "O relay não respondeu",
    "The address of the relay is not known here": "O endereço do relay não é conhecido aqui",
    # bot consent list
    "Notifications": "Notificações",
    "Marketing": "Marketing",
    "Alerts": "Alertas",
    "Messages": "Mensagens",
    "Last change": "Última mudança",
    "given": "autorizou",
    "withdrawn": "retirou",
    "not given": "não autorizou",
    "reachable": "recebe",
    "opted out": "não recebe",
    "not in order": "fora de ordem",
    "A record is not in order; this says what is wrong: bot consent verify": (
        "Há um registro fora de ordem; este comando mostra o que está errado: bot consent verify"
    ),
    # bot consent seal
    "#{issue}: 1 entry to seal.": "#{issue}: 1 entrada a lacrar.",
    "#{issue}: {count} entries to seal.": "#{issue}: {count} entradas a lacrar.",
    "#{issue}: the record is to be bound to its issue.": "#{issue}: o registro será vinculado à sua issue.",
    "There is nothing to seal.": "Não há nada a lacrar.",
    "Is this what people agreed to or refused? Seal it?": (
        "Foi isso que as pessoas autorizaram ou recusaram? Lacrar?"
    ),
    "#{issue}: sealed.": "#{issue}: lacrado.",
    # bot consent add
    "The evidence holds no word or figure that is kept: a consent without proof proves nothing.": (
        "A comprovação não tem nenhuma palavra ou algarismo que fique guardado: um consentimento sem prova não prova "
        "nada."
    ),
    "Write when and how the person agreed, such as where the signed form is filed.": (
        "Escreva quando e como a pessoa concordou, como onde está arquivado o formulário assinado."
    ),
    "{contact}: already recorded; nothing was added.": "{contact}: já estava registrado; nada foi acrescentado.",
    "Somebody else added an entry at the same moment, and this one does not follow it.": (
        "Outra pessoa acrescentou uma entrada no mesmo instante, e esta não continua a dela."
    ),
    "Run the command again, and delete the comment that `bot consent verify` calls out of place.": (
        "Rode o comando de novo e apague o comentário que `bot consent verify` diz estar fora do lugar."
    ),
    "{contact}: entry {place} of #{issue}. The person {what}.": (
        "{contact}: entrada {place} de #{issue}. A pessoa {what}."
    ),
    "agreed to {purpose}": "autorizou {purpose}",
    "withdrew the consent to {purpose}": "retirou a autorização para {purpose}",
    "receives messages again": "volta a receber mensagens",
    "receives no more messages": "não recebe mais mensagens",
    "notifications": "notificações",
    "marketing": "marketing",
    "alerts": "alertas",
    "The evidence is kept without what looks like a number: {kept}": (
        "A comprovação fica guardada sem o que parece um número: {kept}"
    ),
    "The evidence is too long: only its hash is kept, {kept}": (
        "A comprovação é longa demais: só o hash dela fica guardado, {kept}"
    ),
    # bot person
    "Nothing is kept about this person.": "Não há nada guardado sobre esta pessoa.",
    # Their help.
    "List, check and add to the consent records.": "Lista, confere e completa os registros de consentimento.",
    "Record consent that was not given by message.": (
        "Registra um consentimento que não foi dado por mensagem."
    ),
    "The entry is sealed with CONTACT_KEY, since the bot's own account does not write it.": (
        "A entrada é lacrada com a CONTACT_KEY, pois não é a conta do bot que a escreve."
    ),
    "The person's number, such as +5511987654321; it is not printed.": (
        "O número da pessoa, como +5511987654321; ele não é mostrado."
    ),
    "What the messages are for; `all` with --withdraw is an opt-out, without it an opt-in.": (
        "Para que servem as mensagens; `all` com --withdraw é a saída, sem ele a volta."
    ),
    "When and how the person agreed, such as where the signed form is filed. Kept permanently: no names.": (
        "Quando e como a pessoa concordou, como onde está arquivado o formulário assinado. Fica guardado para sempre: "
        "sem nomes."
    ),
    "The person withdrew it.": "A pessoa retirou a autorização.",
    "Print every entry as a line of JSON.": "Mostra cada entrada como uma linha de JSON.",
    "Each has the contact id of its person; numbers are not included. `merged` are the ids of the person's other "
    "numbers.": (
        "Cada uma tem o id de contato da pessoa; números não são incluídos. `merged` são os ids dos outros "
        "números dela."
    ),
    "Print the current state, one line per person.": "Mostra a situação atual, uma linha por pessoa.",
    "Each shows the contact id, the state for each purpose, whether the person opted out, and the last change. A "
    "person whose record is not in order counts as opted out.": (
        "Cada linha mostra o id de contato, a situação de cada finalidade, se a pessoa pediu para sair e a última "
        "mudança. Uma pessoa com o registro fora de ordem conta como quem pediu para sair."
    ),
    "--json prints for each `contact`, `issue`, `in_order`, `opted_out`, `purposes` (given, withdrawn or none), "
    "`last_change` and `merged`, the contact ids of the person's other numbers, whose opt-out holds here too.": (
        "--json mostra de cada uma `contact`, `issue`, `in_order`, `opted_out`, `purposes` (given, withdrawn ou none), "
        "`last_change` e `merged`, os ids de contato dos outros números da pessoa, cujo opt-out vale aqui também."
    ),
    "Seal the entries that are older than the seals, and bind each record to its issue.": (
        "Lacra as entradas anteriores aos lacres e vincula cada registro à sua issue."
    ),
    "An entry without a seal does not count. This shows what it would seal, asks, and seals it; only the entries of a "
    "chain in order. Needs CONTACT_KEY. Run it once, before anything else: later a missing seal means that somebody "
    "removed it. It also reports to the relay where each entry stands, for `bot consent verify`.": (
        "Uma entrada sem lacre não vale. O comando mostra o que lacraria, pergunta e lacra; só as entradas de uma "
        "sequência em ordem. Precisa da CONTACT_KEY. Rode uma única vez, antes de tudo: depois disso, um lacre que "
        "falta quer dizer que alguém o tirou. Também informa ao relay onde está cada entrada, para "
        "`bot consent verify`."
    ),
    "Check the chain of every consent record.": "Confere a sequência de cada registro de consentimento.",
    "Exits with 1 if an entry was changed, removed or inserted, lacks its seal, or its record is not bound to its "
    "issue: then the person counts as opted out. The relay knows where each entry stood: what is gone from the end of "
    "a record, or with its whole issue, is found by asking it. If it does not answer, this says so and exits with 2.": (
        "Sai com 1 se uma entrada foi alterada, removida ou inserida, se está sem lacre, ou se o registro não está "
        "vinculado à sua issue: então a pessoa conta como quem pediu para sair. O relay sabe onde estava cada entrada: "
        "o que sumiu do fim, ou com a issue inteira, se descobre perguntando a ele. Se ele não responder, o comando "
        "diz isso e sai com 2."
    ),
    "--json prints `records`, each with `contact`, `issue`, `entries`, `last_hash` and `faults` (each a `kind` and an "
    "`entry`); `gone`, the `contact` and `entries` of records that are not there any more; and `relay`: answered, "
    "silent or unknown.": (
        "--json mostra `records`, cada um com `contact`, `issue`, `entries`, `last_hash` e `faults` (cada falha com "
        "`kind` e `entry`); `gone`, o `contact` e o `entries` dos registros que não existem mais; e `relay`: answered, "
        "silent ou unknown."
    ),
}
