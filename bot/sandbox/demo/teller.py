"""Tells what happens: a line on the terminal, and a caption on the screen for those who watch it there."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.core import clock
from bot.core.messages import Address, Channel, MessageSid
from bot.core.sentences import Sentence
from bot.rules.people import contacts
from bot.rules.wire import markers
from bot.sandbox.client import SandboxClient
from bot.sandbox.github.people import JOB_LOGIN
from bot.sandbox.world import World

WIDTH = 30
_TAKEN = 200
_READ_SECONDS = 3.0  # how long a watcher has for a caption, and for what it tells of


@dataclass(frozen=True)
class TextSent:
    """A text that somebody of the story has sent, and whether the relay took it from Twilio at once."""

    sid: MessageSid
    was_taken: bool


class Teller:
    """Acts in a world as people do, and tells of it in the reader's language, by the office's clock.

    Those who watch may write, comment and break things meanwhile. What the story waits for is therefore known by its
    own message or words, never by how many there are.
    """

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

    def writes(self, name: str, number: str, channel: Channel, body: str) -> TextSent:
        """Text as a person."""
        self.line(f"{name} {contacts.masked(Address(channel, number))}", body)
        self.world.story.look_at(phone=number)
        sent = self.sandbox.text(number, body, channel=channel)
        return TextSent(MessageSid(sent["sid"]), sent["webhook"]["status"] == _TAKEN)

    def issues_with(self, sid: MessageSid) -> list[int]:
        """Return the issue of each place that shows a message, in an issue's text or in a comment."""
        issues = self.world.state.issues
        places = [(one.number, one.author, one.body or "") for one in issues.everything()]
        places += [(one.issue, one.author, one.body) for one in issues.comments()]
        shown = [(number, markers.sids(body)) for number, author, body in places if author == JOB_LOGIN]
        return [number for number, sids in shown for _ in range(sids.count(sid))]

    def recorded(self, sid: MessageSid, what: str) -> int:
        """Wait until an issue shows a message, and return the issue's number."""
        return self.sandbox.until(lambda: self.issues_with(sid), what)[0]

    def opened(self, sid: MessageSid) -> int:
        """Wait for the issue that shows a message, and return its number."""
        issue = self.sandbox.issue(self.recorded(sid, "the issue"))
        self.line(Sentence("#{number} opened", number=issue["number"]), issue["title"])
        self.line("", " ".join(f"[{label}]" for label in issue["labels"]))
        self.world.story.look_at(issue=int(issue["number"]))
        if self._with_addresses:
            self.line("", issue["html_url"])
        return int(issue["number"])

    def receives(self, name: str, number: str, words: str = "") -> None:
        """Wait until a phone has received these words, without them anything, and tell of it."""
        texts = self.sandbox.until(
            lambda: [text for text in self.sandbox.received(number) if _plain(words) in _plain(text)],
            "a message on the phone",
        )
        self.line(Sentence("{person}'s phone", person=name), texts[-1])

    def comments(self, issue: int, login: str, body: str) -> int:
        """Comment as somebody with an account at GitHub; return the comment's id."""
        self.line(Sentence("{login} on #{number}", login=login, number=issue), body)
        return int(self.sandbox.comment(issue, login, body)["id"])

    def gets_reaction(self, issue: int, comment: int, reaction: str, what: str) -> None:
        """Wait until the bot has put a reaction on a comment."""
        self.sandbox.until(lambda: reaction in self._reactions(issue, comment), what)

    def told(self, issue: int, login: str) -> str:
        """Return what the bot has last told somebody in an issue; it says the same thing once an hour."""
        bodies = [one["body"] for one in self.sandbox.issue(issue)["comments"] if one["author"] == JOB_LOGIN]
        lines = [line for body in bodies for line in body.splitlines() if line.startswith(f"@{login}")]
        return lines[-1] if lines else ""

    def _reactions(self, issue: int, comment: int) -> Mapping[str, list[str]]:
        reactions = {one["id"]: one["reactions"] for one in self.sandbox.issue(issue)["comments"]}
        return dict(reactions.get(comment, {}))


def _plain(text: str) -> str:
    """Return a text without its accents, which an SMS may lose."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
