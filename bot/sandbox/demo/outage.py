"""The last act of the demo: GitHub is down, the relay is killed, and what was written arrives all the same, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.core import clock
from bot.core.messages import MessageSid
from bot.core.sentences import Sentence
from bot.sandbox.demo.dialogues import OutageDialogue
from bot.sandbox.demo.teller import Teller, TextSent

_GITHUB = "github-down"
_SLACK = timedelta(seconds=2)  # a job's clock goes by whole seconds of GitHub's
_RUN_SECONDS = 300.0


def play(dialogue: OutageDialogue, teller: Teller) -> None:
    """Play it; GitHub and the relay are up again afterwards, also if it fails."""
    teller.head("GitHub is down, and the relay is killed")
    try:
        stored, missed = _breaks(dialogue, teller)
    finally:
        teller.sandbox.switch_off(_GITHUB)
        teller.world.start_relay()
    teller.line("GitHub and the relay", "are up again")
    teller.caption("GitHub and the relay are up again.")
    issue = teller.opened(stored.sid)
    teller.receives(dialogue.person, dialogue.number)
    teller.caption(Sentence("The first message has arrived: #{number}.", number=issue))
    if missed.was_taken:
        teller.recorded(missed.sid, "the comment")
    else:
        _is_found(dialogue, missed.sid, teller)
    comment = teller.comments(issue, "marina", dialogue.answer)
    teller.receives(dialogue.person, dialogue.number, dialogue.answer_text)
    teller.gets_reaction(issue, comment, "rocket", "the reaction")
    teller.caption("Both are in one conversation, and answered.")
    count(dialogue, (stored.sid, missed.sid), teller)


def _breaks(dialogue: OutageDialogue, teller: Teller) -> tuple[TextSent, TextSent]:
    """Write one message that only the relay has, and one that not even the relay has."""
    teller.sandbox.switch_on(_GITHUB)
    teller.line("GitHub", "is down: it answers 503 to everybody")
    teller.caption("GitHub is down.")
    stored = teller.writes(dialogue.person, dialogue.number, dialogue.channel, dialogue.opening)
    if stored.was_taken:  # unless somebody who watches has killed the relay before
        teller.line("relay", "has stored the message, and tries GitHub again and again")
        teller.caption(Sentence("{person} writes. The relay has it on its disk.", person=dialogue.person))
    teller.world.relay.kill()
    teller.line("relay", "is killed, as by a power cut")
    teller.caption("The relay is killed, as by a power cut.")
    missed = teller.writes(dialogue.person, dialogue.number, dialogue.channel, dialogue.meanwhile)
    if not missed.was_taken:  # unless somebody has started it
        teller.line("Twilio", "has called the relay several times; nobody answered")
        teller.caption("Twilio calls several times; nobody answers.")
    return stored, missed


def _is_found(dialogue: OutageDialogue, missed: MessageSid, teller: Teller) -> None:
    """Run reconcile as the schedule does every few hours: it finds at Twilio what the relay never got.

    The relay misses the message by itself too, and wakes reconcile: that run may be the first to find it.
    """
    configuration = teller.world.configuration
    newest = max(datetime.fromisoformat(one["at"]) for one in teller.sandbox.phone(dialogue.number))
    lost = newest + configuration.reconcile.lost_after + _SLACK
    teller.sandbox.until(
        lambda: clock.now() > lost or teller.issues_with(missed), "the message to count as lost"
    )
    if not teller.issues_with(missed):
        run = teller.sandbox.schedule("reconcile")["id"]
        teller.sandbox.until(lambda: teller.sandbox.run(run)["conclusion"], "the run", _RUN_SECONDS)
    number = teller.recorded(missed, "the comment")
    teller.line("reconcile", "finds at Twilio what the relay never got")
    teller.line(Sentence("#{number} has a new comment", number=number), dialogue.meanwhile)
    teller.caption("The workflow reconcile found the second message at Twilio.")


def count(dialogue: OutageDialogue, written: Sequence[MessageSid], teller: Teller) -> None:
    """Count how often the issues show what this person wrote: the story ends well only if each is there once."""
    teller.sandbox.rest()
    shown = [len(teller.issues_with(sid)) for sid in written]
    lost, repeated = shown.count(0), sum(times > 1 for times in shown)
    answers = len(teller.sandbox.received(dialogue.number))
    teller.line(
        Sentence("{count} messages written", count=len(written)),
        Sentence("{count} in the issue", count=sum(shown))
        if lost or repeated
        else Sentence(
            "{count} in the issue, {answers} on the phone: none lost, none twice",
            count=sum(shown),
            answers=answers,
        ),
    )
    teller.caption(
        Sentence("Messages lost: {lost}. Messages that came twice: {repeated}.", lost=lost, repeated=repeated)
        if lost or repeated
        else "No message was lost, and none came twice."
    )
