"""An act of the demo: somebody writes, is answered, and writes again."""

from __future__ import annotations

from bot.core.messages import Channel
from bot.core.sentences import Sentence
from bot.sandbox.demo.dialogues import Dialogue
from bot.sandbox.demo.teller import Teller

_LANGUAGES = {"pt-BR": "Portuguese", "en": "English"}
_NAMES = {Channel.SMS: "SMS", Channel.WHATSAPP: "WhatsApp"}


def play(dialogue: Dialogue, teller: Teller) -> None:
    """Play one conversation."""
    # What an operator does to change the language: edit config.yml. The next run reads it.
    teller.world.configure({"language": {"people": dialogue.language}})
    teller.head(
        Sentence(
            "{channel}, texts in {language}",
            channel=_NAMES[dialogue.channel],
            language=_LANGUAGES[dialogue.language],
        )
    )
    issue = _opens(dialogue, teller)
    _is_answered(dialogue, issue, teller)
    _writes_again(dialogue, issue, teller)
    if dialogue.stranger:
        _is_not_for_everybody(dialogue, issue, teller)


def _opens(dialogue: Dialogue, teller: Teller) -> int:
    sent = teller.writes(dialogue.person, dialogue.number, dialogue.channel, dialogue.opening)
    teller.caption(Sentence("{person} writes to the office.", person=dialogue.person))
    number = teller.opened(sent.sid)
    teller.caption(Sentence("The message is an issue now: #{number}.", number=number))
    teller.receives(dialogue.person, dialogue.number)
    teller.caption(Sentence("{person} knows that it has arrived.", person=dialogue.person))
    return number


def _is_answered(dialogue: Dialogue, issue: int, teller: Teller) -> None:
    teller.comments(issue, "marina", dialogue.internal)
    teller.line("", "a plain comment is not sent")
    teller.caption("Marina comments: that stays internal.")
    comment = teller.comments(issue, "marina", dialogue.answer)
    teller.caption("Marina answers with /reply.")
    teller.receives(dialogue.person, dialogue.number, dialogue.answer_text)
    teller.gets_reaction(issue, comment, "rocket", "the reaction")
    teller.line("", "🚀 on the comment: Twilio has it")
    teller.caption(Sentence("The answer is on {person}'s phone.", person=dialogue.person))


def _writes_again(dialogue: Dialogue, issue: int, teller: Teller) -> None:
    sent = teller.writes(dialogue.person, dialogue.number, dialogue.channel, dialogue.thanks)
    teller.recorded(sent.sid, "the comment")
    teller.line(Sentence("#{number} has a new comment", number=issue), "the same conversation goes on")
    teller.caption("The same conversation goes on in the same issue.")


def _is_not_for_everybody(dialogue: Dialogue, issue: int, teller: Teller) -> None:
    comment = teller.comments(issue, "estranha", dialogue.stranger)
    teller.caption("Somebody without the permission tries to answer.")
    teller.gets_reaction(issue, comment, "confused", "the refusal")
    teller.line("😕 nothing was sent", teller.told(issue, "estranha"))
    teller.caption("Nothing was sent, and the bot says why.")
