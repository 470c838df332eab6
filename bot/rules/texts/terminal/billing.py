"""What `bot billing` says."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "Total": "Total",
    "Forecast": "Previsão para o mês",
    "Pace, a day": "Ritmo por dia",
    "Budget used": "Orçamento usado",
    "Balance": "Saldo",
    "Days left": "Dias que o saldo dura",
    "unknown": "não se sabe",
    "no budget": "sem orçamento",
    "in another currency": "em outra moeda",
    "give a month such as 2026-10.": "informe um mês como 2026-10.",
    "{month} has not begun.": "{month} ainda não começou.",
    "Give a past month, or omit it for the current one.": (
        "Informe um mês que já passou, ou nenhum para o mês atual."
    ),
    # bot billing triggers
    "set up": "criado",
    "1 trigger was removed.": "1 gatilho foi removido.",
    "{count} triggers were removed.": "{count} gatilhos foram removidos.",
    "There is no trigger.": "Não há nenhum gatilho.",
    # Their help.
    "Show what messages cost.": "Mostra quanto as mensagens custam.",
    "Show the bill by category, with forecast and balance.": (
        "Mostra a conta por categoria, com previsão e saldo."
    ),
    "For an earlier month, shows what it cost in the end.": (
        "De um mês anterior, mostra quanto custou no fim."
    ),
    "A month other than the current one.": "Um mês que não o atual.",
    "Create budget triggers at Twilio.": "Cria na Twilio os gatilhos de uso do orçamento.",
    "When a threshold of the budget is crossed, Twilio then notifies the relay at once. Running it again changes "
    "nothing.": (
        "Quando o gasto passa de um limite do orçamento, a Twilio avisa o relay na hora. Rodar de novo não muda nada."
    ),
    "Remove all triggers that the bot made.": "Remove todos os gatilhos que o bot criou.",
}
