"""Sentences about the bill, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class BillingTexts:
    """The sentences about the bill in one language; the keys of mappings are those of the rules."""

    months: tuple[str, ...]
    month: str
    # Whether a month is its number or its name, beside the number of a day.
    short_months: tuple[str, ...]
    day: str
    categories: Mapping[str, str]

    # The month so far: the run's page and the alert.
    page_title: str
    alert_title: str
    so_far: str
    closes_at: str
    budget: str
    budget_unused: str
    no_budget: str
    other_currency: str
    balance: str
    lasts: str
    balance_unknown: str
    # What the page lacks without Twilio's answer, by question.
    unanswered: Mapping[str, str]
    how_pace: str
    how_forecast: str
    how_new: str
    crossed: Mapping[str, str]
    unsettled: Mapping[str, str]
    again: str
    all_well: str

    # On the administrators' phones: one segment without accents, and nothing that changes from run to run.
    phone_alerts: Mapping[str, str]

    # The table and the charts.
    category: str
    count: str
    amount: str
    share: str
    before: str
    total: str
    new: str
    pie_title: str
    bars_title: str
    # Beside the charts: what they cannot show.
    pie_without_credits: str
    bar_with_rent: str
    bars_below_zero: str
    bars_apart: str

    # The report of a month.
    report_title: str
    headline: str
    headline_of_credits: str
    changes: Mapping[str, str]
    each: str
    each_conversation: str
    budget_was: str
    failed_title: str
    failed: str
    failed_remedy: str
    failed_none: str
    savings_title: str
    savings: Mapping[str, str]
    whatsapp_prices: Mapping[str, str]
    savings_note: str
    savings_none: str
    partial: str
    unpriced: str
    utc: str

    # About usage triggers.
    triggers: str


PT_BR = BillingTexts(
    months=(
        *("janeiro", "fevereiro", "março", "abril", "maio", "junho"),
        *("julho", "agosto", "setembro", "outubro", "novembro", "dezembro"),
    ),
    month="{name} de {year}",
    short_months=("01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"),
    day="{day:02}/{month}",
    categories={
        "sms-out": "SMS enviados",
        "sms-in": "SMS recebidos",
        "mms": "Arquivos por MMS",
        "whatsapp": "Mensagens de WhatsApp",
        "fees": "Taxas das operadoras",
        "failed": "Taxas de mensagens que falharam",
        "numbers": "Aluguel de números",
        "other": "Outros usos e ajustes",
    },
    page_title="Custos das mensagens neste mês",
    alert_title="Custos das mensagens: um limite foi atingido",
    so_far="**{month}, até {day}: {total}.**",
    closes_at="Neste ritmo, o mês fecha em **{forecast}**.",
    budget="Orçamento: {percent}% de {budget} usados; a previsão é {forecast}%.",
    budget_unused="Orçamento: nada usado de {budget}, porque os créditos superaram os custos.",
    no_budget="Sem orçamento: defina `billing.monthly_budget` em `config.yml` para ser avisado.",
    other_currency=(
        "⚠️ Os limites em `config.yml` estão em {ours} e a conta da Twilio em {theirs}: nada foi comparado. Corrija "
        "`billing.currency` e os valores."
    ),
    balance="Saldo na Twilio: **{balance}**.",
    lasts="Duração neste ritmo, em dias: cerca de {days}.",
    balance_unknown=(
        "Saldo desconhecido: a Twilio não o mostra a subcontas nem a chaves de API sem essa permissão. O resto vale."
    ),
    unanswered={
        "month": "⚠️ A Twilio não informou quanto custou cada categoria: falta a tabela.",
        "before": "⚠️ A Twilio não informou quanto custou o mês anterior: falta a comparação.",
        "days": "⚠️ A Twilio não informou quanto custou cada dia: faltam o ritmo, a previsão e as barras.",
        "rent": "⚠️ A Twilio não informou quanto é o aluguel de números: faltam o ritmo e a previsão.",
        "balance": "⚠️ A Twilio não informou o saldo.",
        "messages": (
            "⚠️ A Twilio não informou as mensagens: faltam os custos médios, as falhas e as economias."
        ),
    },
    how_pace=(
        "Ritmo: {pace} por dia, uma média dos últimos dias completos (aqui {days}) em que os sete mais recentes contam "
        "em dobro. Para que um dia fora do comum não decida, o mais caro conta como o segundo mais caro, o mais barato "
        "como o segundo mais barato, e um crédito como zero."
    ),
    how_forecast=(
        "Previsão: o gasto até agora, {today} até o fim de hoje, {to_come} pelos dias seguintes (aqui {left}) e "
        "{rent} de aluguel de números que ainda não foi cobrado."
    ),
    how_new="Ainda não há um dia completo de uso nas últimas quatro semanas: não há ritmo para prever.",
    crossed={
        "budget": "🔔 **{percent}% do orçamento de {month} já foi usado**: {total} de {budget}.",
        "balance": "🔔 **O saldo na Twilio é {balance}**; o aviso vale a partir de {floor}. Sem saldo nada é enviado.",
        "days": "🔔 **O saldo dura menos de {least} dias neste ritmo.** Dias restantes: cerca de {days}.",
    },
    unsettled={
        "budget": "⚠️ O orçamento não pôde ser conferido hoje; este aviso fica aberto.",
        "balance": "⚠️ O saldo não pôde ser conferido hoje; este aviso fica aberto.",
        "days": "⚠️ Quanto o saldo dura não pôde ser conferido hoje; este aviso fica aberto.",
        "wavers": "⚠️ O saldo dura agora {days} dias; o limite é {least} e este aviso se fecha a partir de {clearly}.",
    },
    again="🔔 Um limite que já tinha sido avisado está atingido outra vez.",
    all_well="✅ Nenhum limite está atingido agora.",
    phone_alerts={
        "budget": "{percent}% do orçamento de mensagens de {month} ({budget}) foi usado. Veja #{issue} no GitHub.",
        "balance": "O saldo na Twilio chegou a {floor} ou menos. Sem saldo nada sai. Veja #{issue} no GitHub.",
        "days": "O saldo na Twilio dura menos de {least} dias neste ritmo. Veja #{issue} no GitHub.",
    },
    category="Categoria",
    count="Quantidade",
    amount="Valor",
    share="Parte",
    before="Mês anterior",
    total="**Total do mês**",
    new="novo",
    pie_title="Por categoria, em {currency}",
    bars_title="Por dia, em {currency}",
    pie_without_credits=(
        "Créditos ({credits}) não cabem no gráfico: as partes dele são do que foi cobrado, as da tabela, do total."
    ),
    bar_with_rent="A barra de {day} inclui {rent} de aluguel de números.",
    bars_below_zero="Abaixo de zero, por créditos, e desenhado como zero: {days}.",
    bars_apart="Os dias somam {days}: a diferença para o total, {apart}, ainda não tem dia na Twilio.",
    report_title="Custos das mensagens em {month}",
    headline="**As mensagens de {month} custaram {total}**{change}.",
    headline_of_credits="**Em {month} os créditos superaram os custos das mensagens: {total}**.",
    changes={
        "credits": "; em {before} os créditos superaram os custos",
        "more": ", {percent}% a mais do que em {before}",
        "less": ", {percent}% a menos do que em {before}",
        "same": ", o mesmo que em {before}",
        "first": "; em {before} não houve custos",
    },
    each="Custo médio de uma mensagem: {message} (mensagens: {messages}).",
    each_conversation=(
        "Custo médio de uma conversa: {conversation} (conversas: {conversations}, uma por pessoa e canal)."
    ),
    budget_was="Orçamento: {percent}% de {budget} usados.",
    failed_title="Mensagens que não chegaram",
    failed="{count} no mês, ao custo de {amount}: {price} por enviar e {fees} de taxas.",
    failed_remedy="Cada uma está explicada na conversa, com a label `{label}`. Um número corrigido não custa mais.",
    failed_none="Todas as mensagens enviadas chegaram ou estão a caminho.",
    savings_title="O que teria custado menos",
    savings={
        "accents": (
            "**{amount}** em {messages} SMS: sem acentos, o texto caberia em menos segmentos. Ponha "
            "`messages.transliterate: true` em `config.yml`."
        ),
        "accents-followed": (
            "**{amount}** em {messages} SMS: sem acentos, o texto caberia em menos segmentos. "
            "`messages.transliterate` já está ligado: ou saíram antes disso, ou o acento está no que nunca muda, como "
            "nomes entre aspas e modelos."
        ),
        "signs": (
            "**{amount}** em {messages} SMS: no máximo três caracteres especiais encareceram o texto inteiro{signs}. "
            "`/previa` mostra quais são antes do envio."
        ),
        "slightly-long": (
            "**{amount}** em {messages} SMS: o texto passou do limite de um segmento por até {characters} caracteres. "
            "`/previa` mostra o tamanho antes do envio."
        ),
        "acknowledgements": (
            "**{amount}** em {messages} SMS: a confirmação automática. Se ela não faz falta, ponha "
            "`acknowledgement.enabled: false` em `config.yml`."
        ),
        "acknowledgements-followed": (
            "**{amount}** em {messages} SMS: a confirmação automática, que agora está desligada em `config.yml`."
        ),
        "whatsapp": (
            "**{amount}** em {messages} SMS: a pessoa também conversa por WhatsApp, onde {prices}. Contam só os SMS "
            "que teriam custado menos por lá."
        ),
    },
    whatsapp_prices={
        "one": "cada mensagem custa {answer}; depois de 24 horas responda com `/modelo`",
        "answer": "uma resposta em até 24 horas custa {answer}",
        "template": "uma mensagem com `/modelo` custa {template}",
        "both": (
            "uma resposta em até 24 horas custa {answer}, e depois, com `/modelo`, {template} (o tipo mais caro do "
            "mês)"
        ),
    },
    savings_note="Cada linha vale por si; uma mensagem pode estar em mais de uma.",
    savings_none="Nada foi encontrado nas mensagens deste mês.",
    partial="⚠️ Só as {count} mensagens mais recentes do mês foram lidas; conversas, falhas e economias são destas.",
    unpriced="Mensagens cujo preço a Twilio ainda não disse: {count}; elas não entram nas economias.",
    utc="Dias e meses são os da Twilio, em UTC. Números: API de uso da Twilio; economias: cada mensagem do mês.",
    triggers="Avisos imediatos na Twilio: {made} criados, {removed} removidos, {kept} mantidos.",
)

EN = BillingTexts(
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    month="{name} {year}",
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    day="{day} {month}",
    categories={
        "sms-out": "SMS sent",
        "sms-in": "SMS received",
        "mms": "MMS files",
        "whatsapp": "WhatsApp messages",
        "fees": "Carrier fees",
        "failed": "Fees for messages that failed",
        "numbers": "Phone number rental",
        "other": "Other usage and adjustments",
    },
    page_title="Cost of messages this month",
    alert_title="Cost of messages: a limit was reached",
    so_far="**{month}, up to {day}: {total}.**",
    closes_at="At this pace the month ends at **{forecast}**.",
    budget="Budget: {percent}% of {budget} used; the forecast is {forecast}%.",
    budget_unused="Budget: nothing of {budget} used, since credits exceeded the costs.",
    no_budget="No budget: set `billing.monthly_budget` in `config.yml` to be warned.",
    other_currency=(
        "⚠️ The limits in `config.yml` are in {ours} and the Twilio account is in {theirs}: nothing was compared. "
        "Correct `billing.currency` and the amounts."
    ),
    balance="Balance at Twilio: **{balance}**.",
    lasts="Days it will last at this pace: about {days}.",
    balance_unknown=(
        "Balance unknown: Twilio does not show it to subaccounts, nor to API keys without that permission. "
        "Everything else is valid."
    ),
    unanswered={
        "month": "⚠️ Twilio did not report what each category cost: the table is missing.",
        "before": "⚠️ Twilio did not report what the previous month cost: the comparison is missing.",
        "days": "⚠️ Twilio did not report what each day cost: pace, forecast and bars are missing.",
        "rent": "⚠️ Twilio did not report what the rental of numbers costs: pace and forecast are missing.",
        "balance": "⚠️ Twilio did not report what the balance is.",
        "messages": (
            "⚠️ Twilio did not report which messages there were: average costs, failures and savings are missing."
        ),
    },
    how_pace=(
        "Pace: {pace} a day, an average of the last complete days (here {days}) in which the latest seven count twice. "
        "So that no unusual day decides, the most expensive one counts as the second most expensive, the cheapest as "
        "the second cheapest, and a credit as zero."
    ),
    how_forecast=(
        "Forecast: the amount spent so far, {today} until the end of today, {to_come} for the days after it (here "
        "{left}) and {rent} of number rental not charged yet."
    ),
    how_new="There is no complete day of usage in the last four weeks yet, so there is no pace to forecast from.",
    crossed={
        "budget": "🔔 **{percent}% of the budget for {month} has been used**: {total} of {budget}.",
        "balance": (
            "🔔 **The balance at Twilio is {balance}**; the warning starts at {floor}. Without a balance nothing is "
            "sent."
        ),
        "days": "🔔 **At this pace the balance will last less than {least} days.** Days left: about {days}.",
    },
    unsettled={
        "budget": "⚠️ The budget could not be checked today; this warning stays open.",
        "balance": "⚠️ The balance could not be checked today; this warning stays open.",
        "days": "⚠️ How long the balance will last could not be checked today; this warning stays open.",
        "wavers": (
            "⚠️ The balance will now last {days} days; the limit is {least}, and this warning closes from {clearly} "
            "on."
        ),
    },
    again="🔔 A limit that was reported before has been reached again.",
    all_well="✅ No limit is reached at the moment.",
    phone_alerts={
        "budget": "{percent}% of the message budget for {month} ({budget}) has been used. See #{issue} on GitHub.",
        "balance": "The balance at Twilio is {floor} or less. At zero nothing is sent. See #{issue} on GitHub.",
        "days": "At this pace the balance at Twilio will last less than {least} days. See #{issue} on GitHub.",
    },
    category="Category",
    count="Count",
    amount="Amount",
    share="Share",
    before="Previous month",
    total="**Total for the month**",
    new="new",
    pie_title="By category, in {currency}",
    bars_title="By day, in {currency}",
    pie_without_credits=(
        "Credits ({credits}) cannot be drawn: the chart's parts are of what was charged, the table's of the total."
    ),
    bar_with_rent="The bar of {day} includes {rent} of number rental.",
    bars_below_zero="Below zero, because of credits, and drawn as zero: {days}.",
    bars_apart="The days add up to {days}: the difference from the total, {apart}, has no day at Twilio yet.",
    report_title="Cost of messages in {month}",
    headline="**The messages of {month} cost {total}**{change}.",
    headline_of_credits="**In {month} credits exceeded the cost of messages: {total}**.",
    changes={
        "credits": "; in {before} credits exceeded the costs",
        "more": ", {percent}% more than in {before}",
        "less": ", {percent}% less than in {before}",
        "same": ", the same as in {before}",
        "first": "; {before} had no costs",
    },
    each="Average cost of a message: {message} (messages: {messages}).",
    each_conversation=(
        "Average cost of a conversation: {conversation} (conversations: {conversations}, one for each person and "
        "channel)."
    ),
    budget_was="Budget: {percent}% of {budget} used.",
    failed_title="Messages that did not arrive",
    failed="{count} in the month, at a cost of {amount}: {price} for sending and {fees} in fees.",
    failed_remedy=(
        "Each one is explained in its conversation, labelled `{label}`. A corrected number costs nothing more."
    ),
    failed_none="All messages that were sent have arrived or are on their way.",
    savings_title="What would have cost less",
    savings={
        "accents": (
            "**{amount}** in {messages} SMS: without accents the text would fit into fewer segments. Set "
            "`messages.transliterate: true` in `config.yml`."
        ),
        "accents-followed": (
            "**{amount}** in {messages} SMS: without accents the text would fit into fewer segments. "
            "`messages.transliterate` is already on: either they left before that, or the accent is in what never "
            "changes, such as names in quotes and templates."
        ),
        "signs": (
            "**{amount}** in {messages} SMS: at most three special characters made the whole text more "
            "expensive{signs}. `/preview` shows them before anything is sent."
        ),
        "slightly-long": (
            "**{amount}** in {messages} SMS: shortening the text by up to {characters} characters would have saved a "
            "segment. `/preview` shows the size before anything is sent."
        ),
        "acknowledgements": (
            "**{amount}** in {messages} SMS: the automatic acknowledgement. If nobody needs it, set "
            "`acknowledgement.enabled: false` in `config.yml`."
        ),
        "acknowledgements-followed": (
            "**{amount}** in {messages} SMS: the automatic acknowledgement, which is now off in `config.yml`."
        ),
        "whatsapp": (
            "**{amount}** in {messages} SMS: the person also writes to us on WhatsApp, where {prices}. Only the SMS "
            "that would have cost less there are counted."
        ),
    },
    whatsapp_prices={
        "one": "each message costs {answer}; after 24 hours answer with `/template`",
        "answer": "an answer within 24 hours costs {answer}",
        "template": "a message with `/template` costs {template}",
        "both": (
            "an answer within 24 hours costs {answer} and later, with `/template`, {template} (the month's most "
            "expensive kind)"
        ),
    },
    savings_note="Each line is calculated on its own; a message may count in several.",
    savings_none="Nothing was found in this month's messages.",
    partial=(
        "⚠️ Only the latest {count} messages of the month were read; conversations, failures and savings cover only "
        "these."
    ),
    unpriced="Messages whose price Twilio has not given yet: {count}; they are not included in the savings.",
    utc="Days and months are Twilio's, in UTC. Amounts: Twilio's usage API; savings: each message of the month.",
    triggers="Immediate warnings at Twilio: {made} created, {removed} removed, {kept} kept.",
)
