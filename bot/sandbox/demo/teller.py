"""Tells what happens: a line on the terminal, and a caption on the screen for those who watch it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core import clock
from bot.core.messages import Address, Channel
from bot.core.sentences import Sentence
from bot.rules.people import contacts
from bot.sandbox.client import SandboxClient
from bot.sandbox.world import World

WIDTH = 30
_READ_SECONDS = 3.0  # how long a watcher has for a caption, and for what it tells of
Found = TypeVar("Found")


class Teller:
    """Acts in a world as people do, and tells of it in the reader's language, by the office's clock."""

    def __init__(
        self,
        world: World,
        print_line: Callable[[str], None],
        shown: Callable[[str], str],
        watched: Callable[[], bool],
        *,
        with_addresses: bool,
    ) -> None:
        self.world = world
        self.sandbox: SandboxClient = world.sandbox
        self._print_line, self._shown, self._watched = print_line, shown, watched
        self._zone = ZoneInfo(world.configuration.time_zone)
        self._with_addresses = with_addresses

    def head(self, sentence: str) -> None:
        """Begin an act."""
        self._print_line(f"\n{self._shown(sentence)}")
        self.caption(sentence)

    def line(self, who: str, what: str) -> None:
        """Print a line; without `who` it belongs to the one before."""
        moment = clock.now().astimezone(self._zone).strftime("%H:%M:%S") if who else " " * 8
        self._print_line(f"  {moment}  {self._shown(who):<{WIDTH}}{self._shown(what)}")

    def caption(self, sentence: str) -> None:
        """Show a sentence on the screen, and give those who watch it the time to read."""
        self.world.story.tell(sentence)
        if self._watched():
            clock.sleep(_READ_SECONDS)

    def end(self) -> None:
        """Take the last caption off the screen."""
        self.world.story.end()

    def writes(self, name: str, number: str, channel: Channel, body: str) -> None:
        """Text as a person."""
        self.line(f"{name} {contacts.masked(Address(channel, number))}", body)
        self.world.story.look_at(phone=number)
        self.sandbox.text(number, body, channel=channel)

    def opened(self, before: int) -> int:
        """Wait for one more issue than there were, and return its number."""
        issue = self.sandbox.until(lambda: self.sandbox.issues()[before:], "the issue")[0]
        self.line(Sentence("#{number} opened", number=issue["number"]), issue["title"])
        self.line("", " ".join(f"[{label}]" for label in issue["labels"]))
        self.world.story.look_at(issue=int(issue["number"]))
        if self._with_addresses:
            self.line("", issue["html_url"])
        return int(issue["number"])

    def receives(self, name: str, number: str, count: int) -> None:
        """Wait until a phone has received `count` messages, and tell of the last of them."""
        texts = self.sandbox.until(
            lambda: self.sandbox.received(number)[count - 1 :], "a message on the phone"
        )
        self.line(Sentence("{person}'s phone", person=name), texts[0])

    def comments(self, issue: int, login: str, body: str) -> int:
        """Comment as somebody with an account at GitHub; return the comment's id."""
        self.line(Sentence("{login} on #{number}", login=login, number=issue), body)
        return int(self.sandbox.comment(issue, login, body)["id"])

    def gets_reaction(self, issue: int, comment: int, reaction: str, what: str) -> None:
        """Wait until the bot has put a reaction on a comment."""
        self.sandbox.until(lambda: reaction in self._reactions(issue, comment), what)

    def _reactions(self, issue: int, comment: int) -> Mapping[str, list[str]]:
        reactions = {one["id"]: one["reactions"] for one in self.sandbox.issue(issue)["comments"]}
        return dict(reactions[comment])
