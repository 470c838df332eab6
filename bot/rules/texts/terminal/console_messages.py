"""What the console's page *Messages* says."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    # The filters.
    "Direction": "Sentido",
    "State": "Situação",
    "From": "De",
    "Until": "Até",
    "both": "os dois",
    "any": "todos",
    "any state": "todas",
    "from people": "recebidas",
    "to people": "enviadas",
    "received by the bot": "recebidas",
    "on their way": "a caminho",
    "delivered to them": "entregues",
    "not delivered to them": "não entregues",
    "number or id": "número ou id",
    "Show": "Mostrar",
    "As a spreadsheet": "Em planilha",
    "There are more than {count} messages, or too many to look through.": (
        "Há mais de {count} mensagens, ou mensagens demais para procurar."
    ),
    "Choose a shorter period; `bot messages --excel` on the server knows no limit.": (
        "Escolha um período menor; `bot messages --excel` no servidor não tem limite."
    ),
    "Asking Twilio and GitHub …": "Consultando a Twilio e o GitHub …",
    "{field}: give a date such as {example}.": "{field}: informe uma data como {example}.",
    "The period ends before it begins.": "O período termina antes de começar.",
    "Give the earlier day first.": "Informe primeiro o dia mais antigo.",
    "That is neither a number, such as (11) 98765-4321, nor a contact id.": (
        "Isso não é um número, como (11) 98765-4321, nem um id de contato."
    ),
    "Contact ids are known only with the whole CONTACT_KEY.": (
        "Ids de contato só são conhecidos com a CONTACT_KEY inteira."
    ),
    "Give the number.": "Informe o número.",
    "This list is of long ago.": "Esta lista é antiga demais.",
    "Load the page again.": "Recarregue a página.",
    # The list.
    "List of messages": "Lista de mensagens",
    "The list comes from Twilio.": "A lista vem da Twilio.",
    "Show the list": "Mostrar a lista",
    "from": "de",
    "to": "para",
    "Looked through until {moment}.": "Procurado até {moment}.",
    "Look further back": "Procurar mais para trás",
    "Older ones": "Mais antigas",
    "Without a GitHub token of yours the list knows few of the issues.": (
        "Sem um token seu do GitHub, a lista conhece poucas das issues."
    ),
    "So much was written in that time that not every issue was found.": (
        "Houve tanto movimento nesse período que nem toda issue foi encontrada."
    ),
    "Without the whole CONTACT_KEY the issue of a message to a person is shown only where the relay's log names it.": (
        "Sem a CONTACT_KEY inteira, a issue de uma mensagem enviada só aparece quando o log do relay a cita."
    ),
    "The answer takes too long.": "A resposta está demorando demais.",
    "Try again in a moment.": "Tente de novo daqui a pouco.",
    # What is held.
    "Held": "Retidas",
    "1 message of a person": "1 mensagem recebida",
    "{count} messages of people": "{count} mensagens recebidas",
    "1 ordered message": "1 mensagem pedida",
    "{count} ordered messages": "{count} mensagens pedidas",
    "1 delivery report": "1 aviso de entrega",
    "{count} delivery reports": "{count} avisos de entrega",
    "since {moment}": "desde {moment}",
    "under way": "a caminho",
    "next try at {moment}": "próxima tentativa: {moment}",
    "being sent now": "tentando agora",
    "Try again": "Tentar de novo",
    "Try again: {what}": "Tentar de novo: {what}",
    "Try all again": "Tentar tudo de novo",
    "{count} more batches are held.": "Mais {count} lotes estão retidos.",
    "Messages that wait behind them: {count}.": "Mensagens que esperam atrás delas: {count}.",
    "Nothing is held any more: GitHub has everything.": "Nada mais está retido: o GitHub recebeu tudo.",
    # The way of one.
    "Way of a message": "Caminho da mensagem",
    "All messages": "Todas as mensagens",
    "Message of a person": "Mensagem recebida",
    "Message of ours": "Mensagem enviada",
    "Order of a system": "Pedido de um sistema",
    "Comment in an issue": "Comentário em uma issue",
    "Segments": "Segmentos",
    "Files": "Arquivos",
    "Conversation": "Conversa",
    "Show the text": "Mostrar o texto",
    "The log notes who has a text shown.": "O log anota quem pede para ver um texto.",
    "Twilio has no text of it, or not any more.": "A Twilio não tem o texto, ou não tem mais.",
    "All messages with this contact": "Todas as mensagens com este contato",
    "Nothing is known of this id here.": "Nada se sabe deste id aqui.",
    "Without a GitHub token of yours the issue and what happened in it are not seen.": (
        "Sem um token seu do GitHub, a issue e o que houve nela não aparecem."
    ),
    "Ask Twilio and GitHub too": "Consultar também a Twilio e o GitHub",
    "Twilio does not show it. {why}": "A Twilio não mostra. {why}",
    "GitHub does not show it. {why}": "O GitHub não mostra. {why}",
    "Twilio says: {status}": "a Twilio diz: {status}",
    "Stations": "Por onde passou",
    "Received": "Recebida",
    "Stored": "Guardada no relay",
    "Dispatched to GitHub": "Enviada ao GitHub",
    "Recorded by a run": "Registrada por uma execução",
    "In the issue": "Na issue",
    "Replied": "Respondida",
    "Written in the issue": "Escrita na issue",
    "Sent": "Enviada",
    "Delivered": "Entregue",
    "Noted in the issue": "Anotada na issue",
    "trouble": "problema",
    "not yet": "ainda não",
    "not seen from here": "não se vê daqui",
    "What cannot be seen from here": "O que não se vê daqui",
}
