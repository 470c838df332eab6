"""The console's start page."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # The headline.
    "All is well": "Tudo em ordem",
    "Messages are received, recorded and passed on.": "As mensagens chegam, são registradas e repassadas.",
    "Something is wrong": "Há um problema",
    "{count} things are wrong": "Há {count} problemas",
    "Messages flow; something deserves a look": "As mensagens fluem; há algo que merece atenção",
    "Since {moment}": "Desde {moment}",
    "As of {time}": "Dados de {time}",
    "The month has cost more than its budget.": "O mês já custou mais que o orçamento.",
    "The balance at Twilio is below {name} of config.yml.": "O saldo na Twilio está abaixo de {name} do config.yml.",
    "Credentials that are overdue: {count}.": "Credenciais vencidas: {count}.",
    "Credentials that are due soon: {count}.": "Credenciais que vencem em breve: {count}.",
    # The tiles.
    "not known yet": "ainda não se sabe",
    "In the queue": "Na fila",
    "nothing waits": "nada à espera",
    "not due yet: reports of deliveries are gathered": "ainda sem pressa: são relatórios de entrega, que vão juntos",
    "the oldest has been waiting for {time}": "a mais antiga espera há {time}",
    "{count} wait for an earlier one of the same person": "{count} esperam uma anterior da mesma pessoa",
    "Delivery rate": "Taxa de entrega",
    "no report": "sem relatório",
    "of {count} with a final report, in 24 hours": "de {count} com relatório final, em 24 horas",
    "Twilio has reported the end of no message in 24 hours.": (
        "A Twilio não relatou o fim de nenhuma mensagem em 24 horas."
    ),
    "Time to issue": "Até a issue",
    "median of the last 24 hours; messages: {count}": "mediana das últimas 24 horas; mensagens: {count}",
    "No message of the last 24 hours is recorded yet.": "Nenhuma mensagem das últimas 24 horas foi registrada ainda.",
    "Time to answer": "Até a resposta",
    "median; nine in ten within {time}; answers: {count}": "mediana; nove em dez em até {time}; respostas: {count}",
    "Last three days, as of {moment}": "Últimos três dias, dados de {moment}",
    "The first run of reconcile on a day reports it, once there are answers.": (
        "A primeira execução do reconcile em cada dia informa, se houve respostas."
    ),
    "Spent this month": "Gasto no mês",
    "{percent} of the budget": "{percent} do orçamento",
    "{percent} of the budget of {amount}": "{percent} do orçamento de {amount}",
    "without a budget; billing.monthly_budget sets one": "sem orçamento; billing.monthly_budget define um",
    "check-billing reports it once a day.": "O check-billing informa uma vez por dia.",
    "Balance: {amount}": "Saldo: {amount}",
    "Next credential": "Próxima credencial",
    "overdue": "vencida",
    "today": "hoje",
    "1 day": "1 dia",
    "{count} days": "{count} dias",
    "remind-rotation reports the ages with its next run.": (
        "O remind-rotation informa as idades na próxima execução."
    ),
    "All credentials": "Todas as credenciais",
    # The charts.
    "Messages received": "Mensagens recebidas",
    "Delivery results": "Resultados de entrega",
    "in 24 hours": "em 24 horas",
    "now": "agora",
    "most: {count} an hour": "máximo: {count} por hora",
    "arrived": "entregues",
    "did not arrive": "não entregues",
    "Messages received in each of the last 24 hours; {most} in the busiest.": (
        "Mensagens recebidas em cada uma das últimas 24 horas; {most} na mais movimentada."
    ),
    "Messages of ours with a final report in each of the last 24 hours; {most} in the busiest.": (
        "Mensagens nossas com relatório final em cada uma das últimas 24 horas; {most} na mais movimentada."
    ),
    "Messages by the hour": "Mensagens por hora",
    "Hour": "Hora",
    # The clock.
    "Clock": "Relógio",
    "How far this machine's clock is off shows once GitHub has answered.": (
        "O desvio do relógio desta máquina aparece quando o GitHub responder."
    ),
    "This machine's clock agrees with GitHub's.": "O relógio desta máquina confere com o do GitHub.",
    "This machine's clock is {time} ahead of GitHub's.": (
        "O relógio desta máquina está {time} adiantado em relação ao do GitHub."
    ),
    "This machine's clock is {time} behind GitHub's.": (
        "O relógio desta máquina está {time} atrasado em relação ao do GitHub."
    ),
    "The relay looks at the runs every ten minutes.": "O relay olha as execuções a cada dez minutos.",
    "Scheduled workflow": "Workflow agendado",
    "Last run": "Última execução",
    "Last success": "Último sucesso",
    "never": "nunca",
    "has stopped": "parou",
    "has not run yet": "ainda não rodou",
    "in order": "em ordem",
    "running": "rodando",
    "last run failed": "a última falhou",
    "This relay does not watch the workflows.": "Este relay não acompanha os workflows.",
}
