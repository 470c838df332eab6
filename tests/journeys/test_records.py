"""What an office keeps of a person for itself: a name, and a transcript, through the real relay and workflows."""

from __future__ import annotations

import re

from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.journeys.observer import Observer


def _last(sandbox: SandboxClient, number: int, words: str) -> str:
    """Wait for a comment of the bot that holds the words."""
    found = sandbox.until(
        lambda: [one["body"] for one in sandbox.issue(number)["comments"] if words in one["body"]],
        f"a comment with {words!r}",
    )
    return str(found[-1])


def test_a_person_gets_a_name_that_the_other_channel_shows_too(
    sandbox: SandboxClient, caller: Person, marina: Maintainer, observer: Observer
) -> None:
    number = caller.issue()["number"]
    marina.comment(number, "/nome Ana Souza, Padaria Pão")
    _last(sandbox, number, "**Ana Souza, Padaria Pão**")
    Person(sandbox, caller.number, "whatsapp").text("E por aqui?")
    issue = Person(sandbox, caller.number, "whatsapp").issue()
    observer.settled()

    assert re.match(r"SMS · Ana Souza, Padaria Pão \(\+55 .*\): Bom dia$", sandbox.issue(number)["title"])
    assert re.match(r"WhatsApp · Ana Souza, Padaria Pão \(\+55 .*\): E por aqui\?$", issue["title"])
    assert "\n👤 **Ana Souza, Padaria Pão** · +55" in issue["body"]


def test_a_maintainer_gets_a_transcript(
    world: World, sandbox: SandboxClient, caller: Person, marina: Maintainer, observer: Observer
) -> None:
    number = caller.issue()["number"]
    marina.comment(number, "/reply Segue **a guia**")
    sandbox.until(lambda: "Segue a guia" in caller.received, "the answer")
    marina.comment(number, "/transcricao")
    _last(sandbox, number, "A transcrição será feita")
    observer.settled()
    sandbox.schedule("reconcile")
    link = _last(sandbox, number, "📄")
    observer.settled()

    (place,) = re.findall(r"/blob/(midia/\w+)/(transcricoes/transcricao-\d+\.txt)\)", link)
    content = world.state.files.blob(world.state.files.listing(place[0])[place[1]])
    text = content.decode("utf-8-sig")
    # Reports of delivered messages gather for a while.
    assert re.search(r"@marina\r\n    Segue a guia\r\n    \((entregue|enviada)\)", text)
    assert caller.number[-8:-4] not in re.sub(r"\d\d/\d\d/\d{4} \d\d:\d\d:\d\d", "", text)
