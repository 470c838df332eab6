"""What there is to see of a world from outside: what was recorded, what was logged, what still waits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

import requests

from bot.core.messages import Address, Channel
from bot.rules.people.sealing import Vault
from bot.rules.wire import markers
from bot.rules.wire.markers import ConversationMarker, MessagesMarker
from bot.sandbox.world import World

API = "/api/notifications"


class Observer:
    """Looks at one world; changes nothing in it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._vault = Vault([world.contact_key])
        self._relay = requests.Session()

    def settled(self, timeout: float = 60.0) -> None:
        """Wait until all that people wrote is handed on, and nothing is under way anywhere.

        Reports of delivered messages are not waited for: they gather for minutes.
        """
        self.world.sandbox.until(lambda: self.waiting() == 0, "the relay's queue to be empty", timeout)
        self.world.sandbox.rest(timeout)

    def status(self) -> dict[str, Any]:
        """What an operator sees of the relay."""
        answer = self._relay.get(
            f"{self.world.relay_url}{API}/gateway/status",
            headers={"Authorization": f"Bearer {self.world.status_token}"},
            timeout=10,
        )
        return dict(answer.json())

    def waiting(self) -> int:
        """How many messages of people the relay has not yet seen recorded."""
        return int(self.status()["queue"]["kinds"]["record-messages"]["messages"])

    def stored(self) -> int:
        """How many messages the relay has ever taken in."""
        with sqlite3.connect(f"file:{self.world.folder / 'relay.db'}?mode=ro", uri=True) as database:
            return int(database.execute("SELECT count(*) FROM events").fetchone()[0])

    def conversations(self, wire: str) -> list[dict[str, Any]]:
        """The issues about a person on a channel, the oldest first, with their comments."""
        person = Address.parse(wire)
        channel = "via-twilio-sms" if person.channel is Channel.SMS else "via-twilio-whatsapp"
        wanted = {f"contato-{self._vault.contact_id(person)}", channel}
        sandbox = self.world.sandbox
        return [sandbox.issue(one["number"]) for one in sandbox.issues() if wanted <= set(one["labels"])]

    def conversation(self, wire: str) -> dict[str, Any]:
        """The one issue about a person on a channel."""
        (only,) = self.conversations(wire)
        return only

    def recorded(self, wire: str) -> list[str]:
        """The MessageSids recorded for a person on a channel, in the order of the issue."""
        return [sid for issue in self.conversations(wire) for sid in self._sids(issue)]

    def _sids(self, issue: dict[str, Any]) -> Iterator[str]:
        for item in (issue, *issue["comments"]):
            marker = markers.read(item["body"], self._vault, issue["number"])
            if item["author"] == "github-actions[bot]" and isinstance(
                marker, ConversationMarker | MessagesMarker
            ):
                yield from marker.sids

    def replying(self, issue: int) -> list[dict[str, Any]]:
        """The runs of send-replies for an issue, the oldest first."""
        runs = [run for run in self.world.sandbox.runs()[::-1] if run["name"] == "send-replies"]
        return [run for run in runs if int(run["title"].rpartition(" ")[2].lstrip("#")) == issue]

    def recordings(self) -> list[dict[str, Any]]:
        """The runs of record-messages, the oldest first."""
        return [run for run in self.world.sandbox.runs()[::-1] if run["name"] == "record-messages"]

    def log(self) -> str:
        """What the relay has logged."""
        return (self.world.folder / "logs" / "communication_gateway.log").read_text("utf-8")

    def traces(self) -> str:
        """All that strangers to the conversation may see: logs, names and summaries of runs, the relay's status."""
        folder, sandbox = self.world.folder, self.world.sandbox
        logs = [folder / "relay.out", *(folder / "logs").iterdir(), *(folder / "actions" / "logs").iterdir()]
        runs = [
            requests.get(f"{self.world.addresses.github}/_sandbox/runs/{run['id']}", timeout=10).json()
            for run in sandbox.runs()
        ]
        seen = [log.read_text("utf-8", "replace") for log in logs]
        seen += [f"{run['title']} {run['summary']}" for run in runs]
        return "\n".join([*seen, str(self.status())])

    def disk(self) -> bytes:
        """What the relay's database holds on the disk."""
        return b"".join(file.read_bytes() for file in self.world.folder.glob("relay.db*") if file.is_file())
