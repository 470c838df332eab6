"""What `bot broadcast` says, with its help."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # Its help.
    "Send one template to many people.": "Envia um modelo a muitas pessoas.",
    "Send one template to everybody in a CSV file.": "Envia um modelo a todas as pessoas de um arquivo CSV.",
    "The first line names the columns: telefone, celular, numero or number; canal, if lines differ in that; and one "
    "for each variable of the template. UTF-8 or Windows-1252, with ; or , between cells, as Excel saves it.": (
        "A primeira linha dá nome às colunas: telefone, celular, numero ou number; canal, se muda de linha para linha; "
        "e uma para cada variável do modelo. UTF-8 ou Windows-1252, com ; ou , entre as células, como o Excel salva."
    ),
    "It shows first who gets the message now, who later and who does not, with the reason, and what it costs; then it "
    "asks. Stopped at any moment, the same command goes on: nobody gets it twice, and of a changed file only what is "
    "new is sent. The relay remembers that for relay.keep, 30 days unless you changed it.": (
        "Antes mostra quem recebe agora, quem depois e quem não recebe, com o motivo, e quanto custa; "
        "então pergunta. Interrompido a qualquer momento, o mesmo comando continua: ninguém recebe duas vezes, e de um "
        "arquivo alterado só sai o que é novo. O relay se lembra disso por relay.keep, 30 dias se você não mudou."
    ),
    "Faulty lines are all named, and then nothing is sent, unless --skip-faulty leaves them out. Needs CONTACT_KEY, a "
    "token of GATEWAY_API_TOKENS, and a GitHub token that may read issues. Exits with 0 once everything is ordered, "
    "with 3 where some is left for later.": (
        "Todas as linhas com erro são apontadas, e então nada sai, a não ser que --skip-faulty as deixe de fora. "
        "Precisa da CONTACT_KEY, de um token de GATEWAY_API_TOKENS e de um token do GitHub que possa ler issues. "
        "Termina com 0 quando tudo foi pedido, com 3 quando uma parte fica para depois."
    ),
    "AMOUNT": "VALOR",
    "The template of config.yml to send.": "O modelo de config.yml a enviar.",
    "For lines that name no channel. Default: that of the template; of one for both, sms.": (
        "Para linhas sem canal. Padrão: o do modelo; se ele serve para os dois, sms."
    ),
    "Under which rules: marketing needs each person's consent.": (
        "Por quais regras: marketing pede o consentimento de cada pessoa."
    ),
    "The broadcast, within which nobody gets the same message twice. Default: the name of the file.": (
        "O nome do envio, dentro do qual ninguém recebe duas vezes a mesma mensagem. Padrão: o nome do arquivo."
    ),
    "Send nothing; show who would get what, and what it costs.": (
        "Não envia nada; mostra quem receberia o quê e quanto custa."
    ),
    "Send nothing; show what became of each message.": "Não envia nada; mostra o que aconteceu com cada mensagem.",
    "Leave faulty lines out, instead of sending nothing.": (
        "Deixa de fora as linhas com erro, em vez de não enviar nada."
    ),
    "Send nothing if all of it would cost more.": "Não envia nada se tudo junto custar mais.",
    "Write what became of each line.": "Grava o que aconteceu com cada linha.",
    "Write whole numbers, instead of masked ones.": "Grava números inteiros, em vez de mascarados.",
    "Do not ask before sending.": "Não pergunta antes de enviar.",
    "give an amount such as 50.00.": "informe um valor como 50.00.",
    "Choose one of --dry-run and --status.": "Escolha --dry-run ou --status.",
    "--json asks nothing: add --yes, --dry-run or --status.": (
        "--json não pergunta nada: acrescente --yes, --dry-run ou --status."
    ),
    "--report names the file of the broadcast itself.": "--report indica o próprio arquivo do envio.",
    # The file.
    "The file has more than {most} MB.": "O arquivo tem mais de {most} MB.",
    "The file has more than {most:,} rows.": "O arquivo tem mais de {most} linhas.",
    "Split it into several.": "Divida-o em vários.",
    "The file is empty.": "O arquivo está vazio.",
    "Its first line names the columns, such as `telefone;nome`.": (
        "A primeira linha dá nome às colunas, como `telefone;nome`."
    ),
    "The file is no CSV, or one in UTF-16.": "O arquivo não é um CSV, ou está em UTF-16.",
    "The file is text neither in UTF-8 nor in Windows-1252.": (
        "O texto do arquivo não está em UTF-8 nem em Windows-1252."
    ),
    "Save it again as `CSV UTF-8`.": "Salve-o de novo como `CSV UTF-8`.",
    "Line {line}: a quotation mark is not closed, or a cell is too long.": (
        "Linha {line}: há aspas que não fecham, ou uma célula longa demais."
    ),
    "Correct it, or save the table as CSV again.": "Corrija, ou salve a tabela de novo como CSV.",
    "1 fault in the file:\n{faults}\n{remedy}": "1 erro no arquivo:\n{faults}\n{remedy}",
    "{count} faults in the file:\n{faults}\n{remedy}": "{count} erros no arquivo:\n{faults}\n{remedy}",
    "line {line}: {reason}": "linha {line}: {reason}",
    "and {count} more": "e mais {count}",
    "Nothing was sent: the first line has to name the columns.": (
        "Nada foi enviado: a primeira linha tem de dar nome às colunas."
    ),
    "Nothing was sent. Correct these lines, or leave them out with --skip-faulty.": (
        "Nada foi enviado. Corrija essas linhas, ou deixe-as de fora com --skip-faulty."
    ),
    "two variables of the template differ only in case or accents; rename one of them": (
        "duas variáveis do modelo só diferem em maiúsculas ou acentos; mude o nome de uma delas"
    ),
    "no column is named as one with numbers: {known}": "nenhuma coluna tem nome de coluna de números: {known}",
    "the column {name} of the template is missing": "falta a coluna {name}, do modelo",
    "the column {name} is none of this template": "a coluna {name} não é deste modelo",
    "several columns hold numbers: {names}": "mais de uma coluna tem números: {names}",
    "several columns hold channels: {names}": "mais de uma coluna tem canais: {names}",
    "the column {name} is there twice": "a coluna {name} aparece duas vezes",
    "number {place}": "de número {place}",
    "there are more cells than columns": "há mais células do que colunas",
    "the channel is neither sms nor whatsapp": "o canal não é sms nem whatsapp",
    "the template {name} is not for {channel}": "o modelo {name} não é para {channel}",
    "the number is that of line {first} again": "o número já está na linha {first}",
    "the number is missing": "falta o número",
    "the number {why}": "o número {why}",
    "the spreadsheet has rounded the number; make the column one of text, and fill it again": (
        "a planilha arredondou o número; formate a coluna como texto e preencha-a de novo"
    ),
    "with its values the text has {units:,} characters; {most:,} are the most": (
        "com os valores o texto tem {units} caracteres; o máximo é {most}"
    ),
    "no value for {names}": "falta valor para {names}",
    # The template.
    "{file} has no template called {template}.": "{file} não tem modelo chamado {template}.",
    "Did you mean {nearest}? {listed}": "Você quis dizer {nearest}? {listed}",
    "`bot templates list` shows them all.": "`bot templates list` mostra todos.",
    "The template {name} cannot be sent as it is:\n{faults}\nNothing was sent. `bot templates check` compares all of "
    "them with Twilio's.": (
        "O modelo {name} não pode ser enviado como está:\n{faults}\nNada foi enviado. `bot templates check` compara "
        "todos com os da Twilio."
    ),
    # The page.
    "{name}: {total}, template {template}, {purpose}": "{name}: {total}, modelo {template}, {purpose}",
    "1 line": "1 linha",
    "{count} lines": "{count} linhas",
    "marketing": "marketing",
    "notification": "notificação",
    "can leave now": "pode sair agora",
    "is not sent": "não sai",
    "faulty line, is not sent": "linha com erro, não sai",
    "{status}, from {first} on": "{status}, a partir de {first}",
    "{status}, from {first} to {last}": "{status}, de {first} a {last}",
    "others: --report lists each line": "outras: --report mostra linha por linha",
    "Messages": "Mensagens",
    "Segments": "Segmentos",
    "Estimated cost": "Custo estimado",
    "Budget": "Orçamento",
    "Ordering takes": "Pedir leva",
    "Sending takes": "Enviar leva",
    "unknown: neither `prices` in config.yml nor Twilio's list has the price": (
        "não se sabe: o preço não está em `prices` de config.yml nem na lista da Twilio"
    ),
    "{least} to {most}, by carrier": "de {least} a {most}, conforme a operadora",
    "{amount}, and {count} messages without a known price": "{amount}, e {count} mensagens sem preço conhecido",
    "{budget} a month; what is spent is not known": "{budget} por mês; não se sabe quanto já foi gasto",
    "{budget} a month; the account is in another currency": "{budget} por mês; a conta está em outra moeda",
    "{spent} of {budget} are spent this month; {share} with these messages": (
        "gastos {spent} de {budget} neste mês; {share} com estas mensagens"
    ),
    "{duration}: the relay takes {most} orders a minute": "{duration}: o relay aceita {most} pedidos por minuto",
    "{duration}: the ceiling is {most} segments an hour": "{duration}: o teto é de {most} segmentos por hora",
    "{duration}: GitHub lets the bot write to {most} people an hour": (
        "{duration}: o GitHub deixa o bot escrever a {most} pessoas por hora"
    ),
    "less than a minute": "menos de um minuto",
    "about 1 minute": "cerca de 1 minuto",
    "about {count} minutes": "cerca de {count} minutos",
    "about 1 hour": "cerca de 1 hora",
    "about {count} hours": "cerca de {count} horas",
    "Line {line}, {number}, {channel}:": "Linha {line}, {number}, {channel}:",
    # Sending.
    "What was sent before is not known, and not considered: {why}": (
        "Não se sabe o que já saiu antes, e isso não foi considerado: {why}"
    ),
    "Consent and hours of {count} of {total} people ...": "Consentimento e horários de {count} de {total} pessoas ...",
    "Send 1 message?": "Enviar 1 mensagem?",
    "Send {count} messages?": "Enviar {count} mensagens?",
    "The price of {count} messages is not known, so --max-cost cannot be kept.": (
        "O preço de {count} mensagens não é conhecido, e --max-cost não pode ser respeitado."
    ),
    "Set `prices` in config.yml, or leave --max-cost out. Nothing was sent.": (
        "Defina `prices` em config.yml, ou omita --max-cost. Nada foi enviado."
    ),
    "The broadcast would cost {amount}, more than --max-cost.": "O envio custaria {amount}, mais que --max-cost.",
    "Nothing was sent.": "Nada foi enviado.",
    "{done} of {total} messages are ordered.": "{done} de {total} mensagens pedidas.",
    "It takes {duration} more.": "Ainda leva {duration}.",
    "To go on, run the same command again: nobody gets it twice.": (
        "Para continuar, rode o mesmo comando de novo: ninguém recebe duas vezes."
    ),
    "The ceiling of an hour is reached: it goes on in {wait}.": "O teto de uma hora foi atingido: continua em {wait}.",
    "The relay did not take:": "O relay não aceitou:",
    "1 message is with the relay.": "1 mensagem está com o relay.",
    "{count} messages are with the relay.": "{count} mensagens estão com o relay.",
    "To see what becomes of them, repeat the command with --status.": (
        "Para ver o que acontece com elas, repita o comando com --status."
    ),
    "Nothing is left to send.": "Não há mais nada a enviar.",
    "The relay is older than this command.": "O relay é mais antigo que este comando.",
    "Update it to the version of this checkout.": "Atualize-o para a versão desta cópia do projeto.",
}
