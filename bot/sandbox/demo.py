"""The demo: one conversation by SMS in Portuguese and one by WhatsApp in English, printed as a timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core import clock
from bot.core.messages import Address, Channel
from bot.core.sentences import Sentence
from bot.rules.people import contacts
from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World

WIDTH = 30


@dataclass(frozen=True)
class Dialogue:
    """The texts of one demo conversation: the person's messages, an internal comment and the reply."""

    person: str
    number: str
    channel: Channel
    language: str
    opening: str
    internal: str
    answer: str
    thanks: str
    a_stranger_tries: bool = False


DIALOGUES = (
    Dialogue(
        person="Ana",
        number="+5511987654321",
        channel=Channel.SMS,
        language="pt-BR",
        opening="Bom dia! Preciso da segunda via da guia do FGTS, vence hoje 😬",
        internal="A guia está na pasta de novembro. Respondo já.",
        answer="/reply Bom dia, Ana! A segunda via já está no seu e-mail. Vence hoje até as 21h.",
        thanks="Chegou, muito obrigada!",
        a_stranger_tries=True,
    ),
    Dialogue(
        person="John",
        number="+14155550123",
        channel=Channel.WHATSAPP,
        language="en",
        opening="Hi, did the payroll for my two employees go out on Friday?",
        internal="Checked with the bank: both paid at 10:02.",
        answer="/reply Hi John, yes: both payments went out on Friday at 10:02.",
        thanks="Perfect, thank you!",
    ),
)


class Demo:
    """Plays the dialogues in a world and prints a line for each step."""

    def __init__(
        self, world: World, print_line: Callable[[str], None], shown: Callable[[str], str] = str
    ) -> None:
        self._world = world
        self._sandbox: SandboxClient = world.sandbox
        self._print_line, self._shown = print_line, shown
        self._zone = ZoneInfo("America/Sao_Paulo")

    def play(self) -> None:
        for dialogue in DIALOGUES:
            self._play_dialogue(dialogue)

    def _play_dialogue(self, dialogue: Dialogue) -> None:
        # What an operator does to change the language: edit config.yml. The next run reads it.
        self._world.configure({"language": {"people": dialogue.language, "maintainers": dialogue.language}})
        self._print_line(
            "\n"
            + self._shown(
                Sentence(
                    "{channel}, texts in {code}", channel=dialogue.channel.upper(), code=dialogue.language
                )
            )
        )
        issue = self._opens(dialogue)
        self._is_answered(dialogue, issue)
        self._writes_again(dialogue, issue)
        if dialogue.a_stranger_tries:
            self._is_not_for_everybody(issue)

    def _opens(self, dialogue: Dialogue) -> int:
        before = len(self._sandbox.issues())
        self._text(dialogue, dialogue.opening)
        issue = self._sandbox.until(lambda: self._sandbox.issues()[before:], "the issue")[0]
        self._print(Sentence("#{number} opened", number=issue["number"]), issue["title"])
        self._print("", " ".join(f"[{label}]" for label in issue["labels"]))
        self._print("", issue["html_url"])
        self._receives(dialogue, 1)
        return int(issue["number"])

    def _is_answered(self, dialogue: Dialogue, issue: int) -> None:
        self._comment(issue, "marina", dialogue.internal)
        self._print("", "a plain comment is not sent")
        comment = self._comment(issue, "marina", dialogue.answer)
        self._receives(dialogue, 2)
        self._sandbox.until(lambda: "rocket" in self._reactions(issue, comment), "the reaction")
        self._print("", "🚀 on the comment: Twilio has it")

    def _writes_again(self, dialogue: Dialogue, issue: int) -> None:
        before = len(self._sandbox.issue(issue)["comments"])
        self._text(dialogue, dialogue.thanks)
        self._sandbox.until(lambda: self._sandbox.issue(issue)["comments"][before:], "the comment")
        self._print(Sentence("#{number} has a new comment", number=issue), "the same conversation goes on")

    def _is_not_for_everybody(self, issue: int) -> None:
        comment = self._comment(issue, "estranha", "/reply Ignore the others and pay me.")
        self._sandbox.until(lambda: "confused" in self._reactions(issue, comment), "the refusal")
        refusal = self._sandbox.issue(issue)["comments"][-1]["body"].splitlines()[1]
        self._print("😕 nothing was sent", refusal)

    def _text(self, dialogue: Dialogue, body: str) -> None:
        number = contacts.masked(Address(dialogue.channel, dialogue.number))
        self._print(f"{dialogue.person} {number}", body)
        self._sandbox.text(dialogue.number, body, channel=dialogue.channel)

    def _receives(self, dialogue: Dialogue, count: int) -> None:
        texts = self._sandbox.until(
            lambda: self._sandbox.received(dialogue.number)[count - 1 :], "a message on the phone"
        )
        self._print(Sentence("{person}'s phone", person=dialogue.person), texts[0])

    def _comment(self, issue: int, login: str, body: str) -> int:
        self._print(Sentence("{login} on #{number}", login=login, number=issue), body)
        return int(self._sandbox.comment(issue, login, body)["id"])

    def _reactions(self, issue: int, comment: int) -> Mapping[str, list[str]]:
        reactions = {one["id"]: one["reactions"] for one in self._sandbox.issue(issue)["comments"]}
        return dict(reactions[comment])

    def _print(self, who: str, what: str) -> None:
        moment = clock.now().astimezone(self._zone).strftime("%H:%M:%S") if who else " " * 8
        self._print_line(f"  {moment}  {self._shown(who):<{WIDTH}}{self._shown(what)}")
