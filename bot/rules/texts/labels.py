"""What each label means, in at most 100 characters: GitHub shows it beside the label. Only the setup loads this."""

from __future__ import annotations

from collections.abc import Mapping

# By the setting that names each label.
_PORTUGUESE = {
    "received": "Conversa com uma pessoa que escreveu",
    "gateway": "Issue mantida pelo gateway de mensagens",
    "sms": "Conversa por SMS",
    "whatsapp": "Conversa por WhatsApp",
    "other_channel": "Conversa por outro canal, no qual não é possível responder",
    "waiting": "A última mensagem da pessoa ainda não foi respondida",
    "failed": "Uma resposta não pôde ser entregue",
    "opt_out": "A pessoa pediu para não receber mais mensagens",
    "deferred": "Uma mensagem espera pelo horário permitido",
    "consent": "Registro do que a pessoa autorizou ou recusou",
    "erasing": "Os dados desta pessoa estão sendo apagados",
    "erased": "Conversa cujo conteúdo foi apagado",
    "unanswered": "Nenhuma resposta automática foi enviada; um comentário explica",
    "overflow": "Lista de pessoas que esperam pela sua conversa",
    "overdue": "Espera resposta há mais tempo do que o combinado",
    "snoozed": "Em pausa até a data de /adiar, ou até a pessoa escrever",
    "spam": "Nada que esta pessoa escreve recebe resposta",
    "operations": "Precisa da atenção de quem administra o sistema",
    "billing": "Custos das mensagens: alertas e relatórios do mês",
    "rotation": "Troca de uma credencial",
    "form": "Pedido de iniciar uma conversa, pelo formulário",
    "route": "Assunto ou equipe, conforme routes no config.yml",
}
_ENGLISH = {
    "received": "A conversation with a person who wrote",
    "gateway": "An issue that the message gateway keeps",
    "sms": "A conversation by SMS",
    "whatsapp": "A conversation by WhatsApp",
    "other_channel": "A conversation by another channel, on which nobody can answer",
    "waiting": "The person's last message has not been answered",
    "failed": "A reply could not be delivered",
    "opt_out": "The person asked for no more messages",
    "deferred": "A message waits for its hour",
    "consent": "The record of what a person agreed to or refused",
    "erasing": "This person's data are being erased",
    "erased": "A conversation whose content was erased",
    "unanswered": "No automatic answer was sent; a comment says why",
    "overflow": "A list of people who wait for their conversation",
    "overdue": "Has waited for an answer longer than agreed",
    "snoozed": "Rests until the moment of /snooze, or until the person writes",
    "spam": "Nothing that this person writes is answered",
    "operations": "Needs an administrator's attention",
    "billing": "What messages cost: alerts and monthly reports",
    "rotation": "The rotation of a credential",
    "form": "A request to begin a conversation, by the form",
    "route": "A topic or team, as routes in config.yml has it",
}
_LANGUAGES: Mapping[str, Mapping[str, str]] = {"pt-BR": _PORTUGUESE, "en": _ENGLISH}


def of(language: str) -> Mapping[str, str]:
    """Return the descriptions in a language, named as in config.yml."""
    return _LANGUAGES[language]
