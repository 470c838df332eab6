"""Maintainers sort conversations: one is paused until a moment, and spam stays closed and unanswered."""

from __future__ import annotations

from bot.sandbox.client import SandboxClient
from tests.actors import Maintainer, Person
from tests.journeys.observer import Observer

WAITING, RESTS, SPAM = "aguardando-resposta", "em-pausa", "spam"


def test_a_conversation_rests_until_its_moment_or_until_the_person_writes(
    sandbox: SandboxClient, observer: Observer, caller: Person, marina: Maintainer
) -> None:
    issue = caller.issue()["number"]
    marina.comment(issue, "/adiar 1min")
    observer.settled()
    assert RESTS in sandbox.issue(issue)["labels"]
    assert WAITING not in sandbox.issue(issue)["labels"]

    sandbox.schedule("reconcile")
    observer.settled()
    found = sandbox.issue(issue)
    assert WAITING in found["labels"]
    assert RESTS not in found["labels"]
    assert "@marina, a pausa terminou" in found["comments"][-1]["body"]

    marina.comment(issue, "/adiar 24/12 09:00")
    observer.settled()
    assert RESTS in sandbox.issue(issue)["labels"]
    caller.text("Alguma novidade?")
    observer.settled()
    assert WAITING in sandbox.issue(issue)["labels"]
    assert RESTS not in sandbox.issue(issue)["labels"]


def test_spam_is_recorded_and_not_answered_but_rights_are(
    sandbox: SandboxClient, observer: Observer, caller: Person, marina: Maintainer
) -> None:
    issue, before = caller.issue()["number"], len(caller.received)
    marina.comment(issue, "/spam")
    observer.settled()
    sids = [caller.text("Compre já!"), caller.text("AJUDA")]
    by_whatsapp = Person(sandbox, caller.number, "whatsapp")
    by_whatsapp.text("Compre aqui também!")
    observer.settled()

    for found in (sandbox.issue(issue), by_whatsapp.issue()):
        assert (found["state"], found["state_reason"]) == ("closed", "not_planned")
        assert SPAM in found["labels"]
        assert WAITING not in found["labels"]
    assert observer.recorded(caller.number)[-2:] == sids
    assert len(caller.received) == before

    caller.text("MEUS DADOS")
    observer.settled()
    assert caller.received[before:][0].startswith("Guardamos de")
    assert len(caller.received) == before + 1

    marina.comment(issue, "/spam off")
    observer.settled()
    assert sandbox.issue(issue)["state"] == "open"
    assert WAITING in sandbox.issue(issue)["labels"]
