"""The daily reminder on a stage: runs on the days after START, and what its issues show."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.jobs.credentials import remind_rotation
from bot.sandbox.github.values import Actor
from tests.conftest import MovedClock
from tests.made_up import ADMIN
from tests.nearby import NearbyRelay
from tests.stage import Stage

START = datetime(2026, 7, 1, 13, tzinfo=UTC)
DAY = timedelta(days=1)
MARINA = "+5511911111111"
AUTH_TOKEN = "Rotação: Auth Token da Twilio"
API_KEY = "Rotação: API Key da Twilio"
GITHUB_TOKEN = "Rotação: token do GitHub usado pelo relay"
APP_KEY = "Rotação: chave da GitHub App usada pelo relay"
CONTACT_KEY = "Rotação: chave que cifra números e textos (CONTACT_KEY)"
API_TOKENS = "Rotação: tokens dos outros sistemas (GATEWAY_API_TOKENS)"
SILENT = "http://127.0.0.1:9"


class Reminders:
    """The reminder and its issues; without a title that of the auth token."""

    def __init__(self, stage: Stage, clock: MovedClock) -> None:
        self.stage = stage
        self._clock = clock

    def set_day(self, day: float) -> None:
        self._clock.set(START + day * DAY)

    def run(self, *days: float, issue: int = 0) -> list[str]:
        """Run on each of the days, without any today; return what the last run summarises."""
        event, lines = {"issue": {"number": issue}} if issue else {}, list[str]()
        for day in days or [None]:
            if day is not None:
                self.set_day(day)
            lines = remind_rotation.run(event, self.stage.new_tools())
            self.stage.twilio.wait_idle(5)
        return lines

    @property
    def titles(self) -> list[str]:
        return [one["title"] for one in self.stage.sandbox.issues() if "rotacao" in one["labels"]]

    def issue(self, title: str = AUTH_TOKEN) -> dict[str, Any]:
        (found,) = (one for one in self.stage.sandbox.issues() if one["title"] == title)
        return self.stage.sandbox.issue(found["number"])

    def state(self, title: str = AUTH_TOKEN) -> str:
        return str(self.issue(title)["state"])

    def comments(self, title: str = AUTH_TOKEN) -> list[str]:
        """Return what the bot has commented, without the markers."""
        by_bot = (one for one in self.issue(title)["comments"] if one["author"] == "github-actions[bot]")
        return [one["body"].partition("\n")[2] for one in by_bot]

    def shown(self, title: str = AUTH_TOKEN) -> str:
        """Return body and comments of the issue."""
        return "\n".join([self.issue(title)["body"], *self.comments(title)])

    def ask(self, title: str = AUTH_TOKEN, text: str = "/rotated", by: str = "marina") -> dict[str, Any]:
        """Comment and run; return the reactions to the comment."""
        number = int(self.issue(title)["number"])
        comment = self.stage.sandbox.comment(number, by, text)
        self.run(issue=number)
        (found,) = (one for one in self.issue(title)["comments"] if one["id"] == comment["id"])
        return dict(found["reactions"])

    def set_rotation(self, **changes: Any) -> None:
        self.stage.configure({**self.stage.changes, "rotation": changes})

    def date_secrets(self, **secrets: str) -> None:
        """Write secrets, whose dates the workflow may read from now on."""
        for name, value in secrets.items():
            self.stage.state.secrets.put(name, value)
        reader = Actor("marina", "fine-grained", frozenset({"secrets:read"}))
        self.stage.state.add_token(ADMIN, reader)
        self.stage.set_variables(ADMIN_GITHUB_TOKEN=ADMIN)

    def new_auth_token(self, relay: NearbyRelay) -> str:
        """Rotate by hand at Twilio, in the relay and on GitHub."""
        twilio = self.stage.twilio.state
        twilio.make_secondary()
        twilio.promote_secondary()
        relay.env.change({"TWILIO_AUTH_TOKEN": twilio.auth_token})
        self.stage.set_variables(TWILIO_AUTH_TOKEN=twilio.auth_token)
        return twilio.auth_token

    def new_api_key(self, *, pair: bool = False) -> None:
        """Make an API key, by which the workflows send; they know no auth token."""
        key = self.stage.twilio.state.api_keys.add()
        one = {"TWILIO_API_KEY": f"{key.sid}:{key.secret}"}
        two = {"TWILIO_API_KEY_SID": key.sid, "TWILIO_API_KEY_SECRET": key.secret}
        self.date_secrets(**(two if pair else one))
        self.stage.set_variables(**(two if pair else one), TWILIO_AUTH_TOKEN="")
