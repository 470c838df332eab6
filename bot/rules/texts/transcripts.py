"""Sentences about and in transcripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class TranscriptTexts:
    """The sentences of one language; `fates` by what became of a text that was sent."""

    asked: str
    done: str
    off: str
    public: str
    refused: str
    not_permitted: str

    title: str
    person: str
    number: str
    ours: str
    channel: str
    period: str
    messages: str
    issues: str
    made: str
    made_by: str
    period_of: str
    masked: str
    whole: str
    begins_later: str
    nothing: str

    somebody: str
    automatic: str
    system: str
    file: str
    lost: str
    fates: Mapping[str, str]


PT_BR = TranscriptTexts(
    asked="⏳ A transcrição será feita em alguns minutos, no máximo em uma hora, e o link aparece aqui.",
    done="📄 **[{name}]({url})**: {count} mensagens. {numbers} Quem pode ler este repositório pode abrir o arquivo.",
    off="A configuração (`media.keep`) não guarda arquivos, e uma transcrição é um arquivo: nada foi feito.",
    public="Este repositório é público, e nele nenhum arquivo é guardado: não há onde pôr a transcrição.",
    refused="⚠️ O GitHub não aceitou o arquivo da transcrição. O log da execução mostra o motivo.",
    not_permitted=(
        "@{login}, uma transcrição com os números completos exige a permissão `{needed}` neste repositório; a sua é "
        "`{current}`. `/transcricao` os mascara."
    ),
    title="TRANSCRIÇÃO DA CONVERSA {issues}",
    person="Pessoa",
    number="Número",
    ours="Nosso número",
    channel="Canal",
    period="Período",
    messages="Mensagens",
    issues="Conversas",
    made="Feita em",
    made_by="{when}, a pedido de @{login}",
    period_of="{since} a {until}",
    masked="Os números de telefone estão mascarados.",
    whole="Os números de telefone estão completos: guarde este arquivo com cuidado.",
    begins_later="Começa na conversa #{number}: o que veio antes não cabe aqui; peça a transcrição em #{before}.",
    nothing="Não há mensagens nesta conversa.",
    somebody="Pessoa",
    automatic="automático",
    system="sistema {name}",
    file="[arquivo: {name}]",
    lost="[o texto vinha de um modelo que mudou ou já não existe]",
    fates={
        "delivered": "entregue",
        "sent": "enviada",
        "undelivered": "não entregue",
        "unknown": "não se sabe se saiu",
        "partly": "saiu em parte: {sent} de {parts} mensagens",
    },
)

EN = TranscriptTexts(
    asked="⏳ The transcript will be made within minutes, an hour at most, and its link appears here.",
    done="📄 **[{name}]({url})**: {count} messages. {numbers} Whoever may read this repository may open the file.",
    off="The configuration (`media.keep`) keeps no files, and a transcript is a file: nothing was done.",
    public="This repository is public and keeps no files: there is no place for a transcript.",
    refused="⚠️ GitHub did not take the file of the transcript. The log of the workflow run shows why.",
    not_permitted=(
        "@{login}, a transcript with whole numbers needs the permission `{needed}` on this repository; yours is "
        "`{current}`. `/transcript` masks them."
    ),
    title="TRANSCRIPT OF CONVERSATION {issues}",
    person="Person",
    number="Number",
    ours="Our number",
    channel="Channel",
    period="Period",
    messages="Messages",
    issues="Conversations",
    made="Made at",
    made_by="{when}, for @{login}",
    period_of="{since} to {until}",
    masked="Phone numbers are masked.",
    whole="Phone numbers are shown in full: keep this file with care.",
    begins_later="Begins with conversation #{number}: what came before does not fit; ask for that in #{before}.",
    nothing="There are no messages in this conversation.",
    somebody="Person",
    automatic="automatic",
    system="system {name}",
    file="[file: {name}]",
    lost="[the text came from a template that has changed or is gone]",
    fates={
        "delivered": "delivered",
        "sent": "sent",
        "undelivered": "not delivered",
        "unknown": "it is not known whether it left",
        "partly": "left in part: {sent} of {parts} messages",
    },
)
