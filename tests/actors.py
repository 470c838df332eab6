"""The people of the story, so that a test reads like one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.client import SandboxClient

# Numbers that people of the stories write from; `tests.making` has Ana as an address.
ANA, BIA, CAIO, JOHN = "+5511987654321", "+5521912345678", "+5531933334444", "+12025550123"


@dataclass(frozen=True)
class Person:
    """Somebody with a phone."""

    sandbox: SandboxClient
    number: str
    channel: str = "sms"

    def text(self, body: str, **more: Any) -> str:
        """Write to us; return the MessageSid once the relay has answered 200."""
        answer = self.sandbox.text(self.number, body, channel=self.channel, **more)
        assert answer["webhook"]["status"] == 200
        return str(answer["sid"])

    @property
    def received(self) -> list[str]:
        return self.sandbox.received(self.number)

    def issues(self) -> list[dict[str, Any]]:
        """The issues whose title shows this person on this channel, the oldest first."""
        label, end = f"via-twilio-{self.channel}", f"-{self.number[-4:]}"
        return [
            one
            for one in self.sandbox.issues()
            if label in one["labels"] and re.search(rf"{end}(?!\d)", one["title"])
        ]

    def issue(self, timeout: float = 60.0) -> dict[str, Any]:
        """The person's newest issue with its comments, as soon as there is one."""
        found = self.sandbox.until(self.issues, "the person's issue", timeout)
        return self.sandbox.issue(found[-1]["number"])


@dataclass(frozen=True)
class Maintainer:
    """Somebody with an account on GitHub."""

    sandbox: SandboxClient
    login: str

    def comment(self, issue: int, body: str) -> int:
        return int(self.sandbox.comment(issue, self.login, body)["id"])

    def reactions(self, issue: int, comment: int) -> set[str]:
        """What the bot has put on a comment."""
        reactions = {one["id"]: one["reactions"] for one in self.sandbox.issue(issue)["comments"]}
        return {content for content, logins in reactions[comment].items() if "github-actions[bot]" in logins}
