"""What a broadcast comes to for each person: ordered before, allowed, to wait, or refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from bot.adapters import relay_client
from bot.core.gateway import Gateway
from bot.core.messages import Purpose
from bot.jobs.tools import Tools
from bot.operate.broadcast import judging
from bot.operate.broadcast.judging import Told
from bot.rules.people import contacts
from bot.rules.people.sealing import Vault
from bot.rules.sending.broadcast_list import Recipient
from bot.rules.sending.policy import Allow, Defer, Verdict
from bot.rules.wire.order_status import KnownOrder


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One template for many people; messages of one name reach each of them once."""

    name: str
    template: str
    purpose: Purpose

    def key(self, recipient: Recipient, vault: Vault) -> str:
        """Return the idempotency key of a message: keyed, since anybody could try out all numbers otherwise.

        It is the same for the two forms of a person's number, on either channel and for either purpose: nobody gets the
        same twice because an option changed. It outlives a new CONTACT_KEY, as contact ids do.
        """
        person = contacts.canonical(recipient.person)
        whole = json.dumps([self.name, self.template, person, recipient.variables])
        return f"broadcast-{vault.sign(f'broadcast {whole}'.encode())}"


@dataclass(frozen=True, slots=True)
class BroadcastLine:
    """A message of a broadcast: what the relay knows of it, else what the policy decides, or why it was not taken."""

    recipient: Recipient
    key: str = field(repr=False)
    known: KnownOrder | None = None
    verdict: Verdict | None = None
    not_taken: str = ""

    @property
    def is_to_order(self) -> bool:
        """Whether it was not ordered yet, and may leave now or later."""
        return self.known is None and not self.not_taken and isinstance(self.verdict, Allow | Defer)


def drawn_up(broadcast: Broadcast, recipients: Iterable[Recipient], vault: Vault) -> list[BroadcastLine]:
    """Return the lines of a broadcast, of which nothing is known yet."""
    return [BroadcastLine(recipient, broadcast.key(recipient, vault)) for recipient in recipients]


def looked_up(lines: Sequence[BroadcastLine], gateway: Gateway) -> list[BroadcastLine]:
    """Return the lines with what the relay knows of them now; raises as `relay_client.reports_by_key` does."""
    found = relay_client.reports_by_key(gateway.url, gateway.token, [line.key for line in lines])
    return [replace(line, known=found.get(line.key, line.known)) for line in lines]


def judged(
    broadcast: Broadcast, lines: Sequence[BroadcastLine], tools: Tools, told: Told
) -> list[BroadcastLine]:
    """Return the lines with the policy's verdict on those that were not ordered; raises as the repository does."""
    asked = [line.recipient for line in lines if line.known is None]
    verdicts = judging.verdicts(asked, broadcast.template, broadcast.purpose, tools, told)
    return [line if line.known else replace(line, verdict=verdicts[line.recipient.line]) for line in lines]
