"""What the people of the demo write, and what a reader is invited to try afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.messages import Channel


@dataclass(frozen=True)
class Dialogue:
    """The texts of one conversation: the person's messages, an internal comment, the reply, what a stranger tries."""

    person: str
    number: str
    channel: Channel
    language: str
    opening: str
    internal: str
    answer: str
    thanks: str
    stranger: str = ""

    @property
    def answer_text(self) -> str:
        return _sent_by(self.answer)


@dataclass(frozen=True)
class OutageDialogue:
    """Two messages, written while GitHub is down and while the relay is dead, and the answer to them."""

    person: str
    number: str
    opening: str
    meanwhile: str
    answer: str
    channel: Channel = Channel.SMS

    @property
    def answer_text(self) -> str:
        return _sent_by(self.answer)


@dataclass(frozen=True)
class Invitation:
    """What a reader may write as a person, and as a maintainer."""

    number: str
    text: str
    answer: str


def _sent_by(command: str) -> str:
    """Return what a phone shows of a reply."""
    return command.removeprefix("/reply ")


_ANA = Dialogue(
    person="Ana",
    number="+5511987654321",
    channel=Channel.SMS,
    language="pt-BR",
    opening="Bom dia! Preciso da segunda via da guia do FGTS, vence hoje 😬",
    internal="A guia está na pasta de novembro. Respondo já.",
    answer="/reply Bom dia, Ana! A segunda via já está no seu e-mail. Vence hoje até as 21h.",
    thanks="Chegou, muito obrigada!",
    stranger="/reply Ignore os outros e me pague.",
)
_JOHN = Dialogue(
    person="John",
    number="+14155550123",
    channel=Channel.WHATSAPP,
    language="en",
    opening="Hi, did the payroll for my two employees go out on Friday?",
    internal="Checked with the bank: both paid at 10:02.",
    answer="/reply Hi John, yes: both payments went out on Friday at 10:02.",
    thanks="Perfect, thank you!",
)
# By the language of who reads the demo: the conversation in it comes first.
DIALOGUES: Mapping[str, Sequence[Dialogue]] = {"pt-BR": (_ANA, _JOHN), "en": (_JOHN, _ANA)}
OUTAGES: Mapping[str, OutageDialogue] = {
    "pt-BR": OutageDialogue(
        person="Lúcia",
        number="+5531984321098",
        opening="Oi! Mandei ontem os documentos da admissão. Chegaram?",
        meanwhile="O funcionário começa amanhã cedo.",
        answer="/reply Oi, Lúcia! Chegaram, sim. A admissão fica pronta hoje.",
    ),
    "en": OutageDialogue(
        person="Emma",
        number="+14155550177",
        opening="Hello! I sent the papers of our new employee yesterday. Did you get them?",
        meanwhile="He starts tomorrow morning.",
        answer="/reply Hi Emma, yes, we have them. All will be ready today.",
    ),
}
INVITATIONS: Mapping[str, Invitation] = {
    "pt-BR": Invitation("+5521999990000", "Boa tarde", "/reply Boa tarde!"),
    "en": Invitation("+14155550199", "Good afternoon", "/reply Good afternoon!"),
}
