"""The last act of the demo: GitHub is down, the relay is killed, and what was written arrives all the same, once."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core import clock
from bot.core.messages import MessageSid
from bot.core.sentences import Sentence
from bot.rules.wire import markers
from bot.sandbox.demo.dialogues import OutageDialogue
from bot.sandbox.demo.teller import Teller
from bot.sandbox.github.people import JOB_LOGIN

_GITHUB = "github-down"
_SLACK = timedelta(seconds=2)  # a job's clock goes by whole seconds of GitHub's
_RUN_SECONDS = 300.0


def play(dialogue: OutageDialogue, teller: Teller) -> None:
    """Play it; GitHub and the relay are up again afterwards, also if it fails."""
    teller.head("GitHub is down, and the relay is killed")
    before = len(teller.sandbox.issues())
    try:
        _breaks(dialogue, teller)
    finally:
        teller.sandbox.switch_off(_GITHUB)
        teller.world.start_relay()
    teller.line("GitHub and the relay", "are up again")
    teller.caption("GitHub and the relay are up again.")
    issue = teller.opened(before)
    teller.receives(dialogue.person, dialogue.number, 1)
    teller.caption(Sentence("The first message has arrived: #{number}.", number=issue))
    _is_found(dialogue, issue, teller)
    comment = teller.comments(issue, "marina", dialogue.answer)
    teller.receives(dialogue.person, dialogue.number, 2)
    teller.gets_reaction(issue, comment, "rocket", "the reaction")
    teller.caption("Both are in one conversation, and answered.")
    _counts(dialogue, teller)


def _breaks(dialogue: OutageDialogue, teller: Teller) -> None:
    """Write one message that only the relay has, and one that not even the relay has."""
    teller.sandbox.switch_on(_GITHUB)
    teller.line("GitHub", "is down: it answers 503 to everybody")
    teller.caption("GitHub is down.")
    teller.writes(dialogue.person, dialogue.number, dialogue.channel, dialogue.opening)
    teller.line("relay", "has stored the message, and tries GitHub again and again")
    teller.caption(Sentence("{person} writes. The relay has it on its disk.", person=dialogue.person))
    teller.world.relay.kill()
    teller.line("relay", "is killed, as by a power cut")
    teller.caption("The relay is killed, as by a power cut.")
    teller.writes(dialogue.person, dialogue.number, dialogue.channel, dialogue.meanwhile)
    teller.line("Twilio", "has called the relay several times; nobody answered")
    teller.caption("Twilio calls several times; nobody answers.")


def _is_found(dialogue: OutageDialogue, issue: int, teller: Teller) -> None:
    """Run reconcile as the schedule does every few hours: it finds at Twilio what the relay never got."""
    configuration = teller.world.configuration
    newest = max(datetime.fromisoformat(one["at"]) for one in teller.sandbox.phone(dialogue.number))
    lost = newest + configuration.reconcile.lost_after + _SLACK
    teller.sandbox.until(lambda: clock.now() > lost, "the message to count as lost")
    before = len(teller.sandbox.issue(issue)["comments"])
    run = teller.sandbox.schedule("reconcile")["id"]
    teller.sandbox.until(lambda: teller.sandbox.run(run)["conclusion"], "the run", _RUN_SECONDS)
    teller.sandbox.until(lambda: teller.sandbox.issue(issue)["comments"][before:], "the comment")
    teller.line("reconcile", "finds at Twilio what the relay never got")
    teller.line(Sentence("#{number} has a new comment", number=issue), dialogue.meanwhile)
    teller.caption("The workflow reconcile found the second message at Twilio.")


def _counts(dialogue: OutageDialogue, teller: Teller) -> None:
    """Count what this person wrote and what the issues show of it: the story ends well only if it did."""
    teller.sandbox.rest()
    issues = teller.world.state.issues
    bodies = [one.body or "" for one in issues.everything() if one.author == JOB_LOGIN]
    bodies += [one.body for one in issues.comments() if one.author == JOB_LOGIN]
    shown = [sid for body in bodies for sid in markers.sids(body)]
    written = [
        MessageSid(one.sid)
        for one in teller.world.twilio.state.messages()
        if one.inbound and one.sender.endswith(dialogue.number)
    ]
    count = sum(shown.count(sid) for sid in written)
    answers = len(teller.sandbox.received(dialogue.number))
    teller.line(
        Sentence("{count} messages written", count=len(written)),
        Sentence(
            "{count} in the issue, {answers} on the phone: none lost, none twice",
            count=count,
            answers=answers,
        )
        if all(shown.count(sid) == 1 for sid in written)
        else Sentence("{count} in the issue", count=count),
    )
    teller.caption("No message was lost, and none came twice.")
