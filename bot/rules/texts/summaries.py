"""What a job writes on the summary page of its run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class SummaryTexts:
    """The sentences of one language; `steps` has one for each step of reconcile."""

    # Messages, files, orders and reports of a batch.
    messages: str
    reports: str
    recorded: str
    files: str
    transcript_made: str
    orders: str
    delivered: str
    has_left: str
    not_delivered: str
    gone: str

    # The commands of an issue.
    comment: str
    nothing_to_send: str
    refused: str
    refused_for_file: str
    refused_by_twilio: str
    explained: str
    closed: str
    sent: str
    sent_in: str
    unknown: str
    held: str
    erased: str
    erasing: str
    no_conversation: str
    answered_elsewhere: str
    not_answerable: str
    not_bound: str

    # The form that begins a conversation.
    form_settled: str
    form_refused: str
    form_none: str
    form_deleted: str

    # A scheduled job.
    last_success: str
    never_succeeded: str
    last_unknown: str
    runs_unreadable: str

    # reconcile.
    steps: Mapping[str, str]
    checked_since: str
    cut: str
    nothing_lost: str
    api_calls: str
    erased_there: str
    erasing_there: str
    labels_put_back: str
    recovered: str
    continues: str
    still_wait: str
    still_waits: str
    replies_started: str
    left_to_run: str
    out_of_place: str
    all_well: str
    runs_cut: str
    runs_left: str
    twilio_unreadable: str
    twilio_errors: str
    twilio_cut: str
    ceilings: str
    overdue: str
    in_time: str
    digest: str
    canary_sent: str
    canary_refused: str
    canary_missing: str
    schedule_refused: str
    schedule_enabled: str

    # remind-rotation.
    due: str
    due_in_issue: str
    rotated: str
    rotated_but: str


PT_BR = SummaryTexts(
    messages="Lote `{batch}`, mensagens: {count}",
    reports="Lote `{batch}`, relatórios de entrega: {count}",
    recorded="- #{number}: registradas: {new}; já conhecidas: {known}",
    files="- #{number}: anexos resolvidos: {done} de {count}",
    orders="Pedidos executados: {done}; adiados: {deferred}",
    delivered="- #{number}: entregue",
    has_left="- #{number}: saiu",
    not_delivered="- #{number}: não entregue ({code})",
    gone="- #{number}: não existe mais no GitHub; nada a mostrar",
    comment="- [comentário]({url}): {result}",
    nothing_to_send="Nada a enviar.",
    refused="recusado",
    refused_for_file="recusado por causa de um anexo",
    refused_by_twilio="recusado pela Twilio ({code})",
    explained="respondido",
    closed="conversa encerrada",
    sent="enviado",
    sent_in="enviado em {parts} partes",
    unknown="não se sabe se saiu",
    held="retido pelas regras de envio",
    erased="dados apagados",
    erasing="apagamento em andamento",
    no_conversation="#{number} não é uma conversa: nada a fazer.",
    answered_elsewhere="#{number} não é uma conversa; os comandos escritos nela foram respondidos.",
    not_answerable="#{number} não é uma conversa. {why}",
    not_bound="#{number} não está ligada à sua issue; os comandos escritos nela foram respondidos.",
    form_settled="O pedido #{form} continua na conversa #{number}.",
    form_refused="O pedido #{form} não foi aceito; nada foi enviado.",
    form_none="#{form} não é um pedido a atender: nada a fazer.",
    form_deleted="O pedido #{form} foi apagado, com seu histórico.",
    last_success="Último sucesso: {when}.",
    never_succeeded="Nenhuma execução anterior teve sucesso.",
    last_unknown="Não se sabe quando foi o último sucesso. {why}",
    runs_unreadable="O GitHub não mostra as execuções. {why} O job precisa de `actions: read`.",
    transcript_made="- #{number}: transcrição",
    steps={
        "erasures": "Apagamentos",
        "labels": "Etiquetas",
        "lost-messages": "Mensagens perdidas",
        "duplicates": "Conversas duplicadas",
        "files": "Anexos a caminho",
        "transcripts": "Transcrições",
        "deferred": "Mensagens adiadas",
        "commands": "Comandos sem resposta",
        "forms": "Conversas pedidas pelo formulário",
        "reports": "Mensagens sem status final",
        "doubtful": "Mensagens que talvez não tenham saído",
        "unbound": "Issues fora do lugar",
        "anchors": "Âncoras de consentimento",
        "runs": "Execuções que falharam",
        "twilio-errors": "Erros da Twilio",
        "pauses": "Conversas em pausa",
        "spam": "Conversas de spam",
        "overdue": "Respostas atrasadas",
        "digest": "Lista de quem espera",
        "ceilings": "Tetos",
        "canary": "Mensagem de teste",
        "schedules": "Agendamentos",
    },
    checked_since="Tudo desde {since} foi verificado.",
    cut="⚠️ A pausa foi mais longa que `reconcile.look_back`: o que é mais antigo não foi verificado.",
    nothing_lost="Nada se perdeu.",
    api_calls="Chamadas de API: {calls}",
    erased_there="- #{number}: dados apagados",
    erasing_there="- #{number}: apagamento em andamento",
    labels_put_back="- #{number}: labels repostas: {count}",
    recovered="Mensagens perdidas que foram recuperadas: {count}",
    continues="- #{number}: segue em #{there}",
    still_wait="- #{number}: ainda esperam: {count}",
    still_waits="- #{number}: continua esperando. {why}",
    replies_started="- #{number}: `send-replies` foi iniciado",
    left_to_run="- #{number}: fica para a execução de `send-replies` já em andamento",
    out_of_place="- #{number}: não está ligada à sua issue, ou seu registro de consentimento foi alterado",
    all_well="- #{number}: encerrada, está tudo em ordem",
    runs_cut="Só as {count} execuções mais recentes foram vistas.",
    runs_left="Execuções que deixaram trabalho por fazer: {count} (#{number})",
    twilio_unreadable="Os erros da Twilio não podem ser lidos: falta esse direito à chave de API; o auth token o tem.",
    twilio_errors="Erros da Twilio: {codes}",
    twilio_cut="Só os {count} registros mais recentes foram lidos: pode haver mais de cada código.",
    ceilings="- #{number}: tetos atingidos: {count}",
    overdue="- #{number}: espera resposta há tempo demais",
    in_time="- #{number}: não espera mais além do prazo",
    digest="- #{number}: esperam resposta: {count}",
    canary_sent="Uma mensagem de teste está a caminho.",
    canary_refused="O relay não aceitou a mensagem de teste: {why}.",
    canary_missing="A última mensagem de teste não chegou (#{number}).",
    schedule_refused="- {name}: está `{state}` e não pode ser ativado. {why}",
    schedule_enabled="- {name}: estava `{state}` e foi ativado de novo",
    due="vence em {day}",
    due_in_issue="vence em {day}, #{number}",
    rotated="trocada, vence em {day}",
    rotated_but="trocada, mas não funciona: #{number}",
)

EN = SummaryTexts(
    messages="Batch `{batch}`, messages: {count}",
    reports="Batch `{batch}`, delivery reports: {count}",
    recorded="- #{number}: recorded: {new}; known already: {known}",
    files="- #{number}: files settled: {done} of {count}",
    orders="Orders carried out: {done}; deferred: {deferred}",
    delivered="- #{number}: delivered",
    has_left="- #{number}: has left",
    not_delivered="- #{number}: not delivered ({code})",
    gone="- #{number}: gone from GitHub; nothing to show",
    comment="- [comment]({url}): {result}",
    nothing_to_send="Nothing to send.",
    refused="refused",
    refused_for_file="refused because of a file",
    refused_by_twilio="refused by Twilio ({code})",
    explained="answered",
    closed="conversation closed",
    sent="sent",
    sent_in="sent in {parts} parts",
    unknown="not known whether it left",
    held="held by the sending rules",
    erased="data erased",
    erasing="erasure under way",
    no_conversation="#{number} is not a conversation; nothing to do.",
    answered_elsewhere="#{number} is not a conversation; the commands in it were answered.",
    not_answerable="#{number} is not a conversation. {why}",
    not_bound="#{number} is not bound to its issue; the commands in it were answered.",
    form_settled="Request #{form} became conversation #{number}.",
    form_refused="Request #{form} was not taken; nothing was sent.",
    form_none="#{form} is no request to carry out: nothing to do.",
    form_deleted="Request #{form} was deleted, with its history.",
    last_success="Last success: {when}.",
    never_succeeded="No earlier run has succeeded.",
    last_unknown="It is not known when the last success was. {why}",
    runs_unreadable="GitHub does not list the runs. {why} The job needs `actions: read`.",
    transcript_made="- #{number}: transcript",
    steps={
        "erasures": "Erasures",
        "labels": "Labels",
        "lost-messages": "Lost messages",
        "duplicates": "Duplicate conversations",
        "files": "Awaited files",
        "transcripts": "Transcripts",
        "deferred": "Deferred messages",
        "commands": "Unanswered commands",
        "forms": "Conversations asked for by the form",
        "reports": "Messages without final status",
        "doubtful": "Messages that may not have left",
        "unbound": "Issues out of place",
        "anchors": "Consent anchors",
        "runs": "Failed runs",
        "twilio-errors": "Twilio's errors",
        "pauses": "Paused conversations",
        "spam": "Spam",
        "overdue": "Overdue answers",
        "digest": "List of who waits",
        "ceilings": "Ceilings",
        "canary": "Test message",
        "schedules": "Schedules",
    },
    checked_since="Everything since {since} was checked.",
    cut="⚠️ The gap was longer than `reconcile.look_back`: anything older was not checked.",
    nothing_lost="Nothing was lost.",
    api_calls="API calls: {calls}",
    erased_there="- #{number}: data erased",
    erasing_there="- #{number}: erasure under way",
    labels_put_back="- #{number}: labels put back: {count}",
    recovered="Lost messages recovered: {count}",
    continues="- #{number}: continues in #{there}",
    still_wait="- #{number}: still waiting: {count}",
    still_waits="- #{number}: still waits. {why}",
    replies_started="- #{number}: `send-replies` was started",
    left_to_run="- #{number}: left to its own run of `send-replies`",
    out_of_place="- #{number}: not bound to its issue, or its consent record was changed",
    all_well="- #{number}: closed, all is well",
    runs_cut="Only the newest {count} runs were looked at.",
    runs_left="Runs that left their work undone: {count} (#{number})",
    twilio_unreadable="Twilio's errors cannot be read: the API key lacks that right; the auth token has it.",
    twilio_errors="Twilio's errors: {codes}",
    twilio_cut="Only the newest {count} entries were read: there may be more of each code.",
    ceilings="- #{number}: ceilings reached: {count}",
    overdue="- #{number}: has waited too long for an answer",
    in_time="- #{number}: waits no longer than agreed",
    digest="- #{number}: wait for an answer: {count}",
    canary_sent="A test message is on its way.",
    canary_refused="The relay did not accept the test message: {why}.",
    canary_missing="The last test message has not arrived (#{number}).",
    schedule_refused="- {name}: is `{state}` and cannot be switched on. {why}",
    schedule_enabled="- {name}: was `{state}`, switched on again",
    due="due on {day}",
    due_in_issue="due on {day}, #{number}",
    rotated="rotated, due on {day}",
    rotated_but="rotated, but it does not work: #{number}",
)
