"""Every fault of both emulated services, in the groups that the screen shows them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.sentences import Sentence
from bot.sandbox.emulator.faults import Faults, family_of

# What one tries first; each is in its group as well.
FIRST = ("github-down", "twilio-down", "run-fails-to-start", "twilio-30003", "webhooks-twice")
# What the screen says first of the most common ones; of any other, its sentence in the catalogue.
HEADLINES: Mapping[str, str] = {
    "github-down": "GitHub is down.",
    "github-bad-credentials": "GitHub refuses the token.",
    "github-slow": "GitHub is slow.",
    "actions-off": "GitHub Actions is switched off.",
    "minutes-used-up": "The minutes of GitHub Actions are used up.",
    "twilio-down": "Twilio is down.",
    "run-fails-to-start": "Workflow runs fail at once.",
    "twilio-30003": "The phones of SMS cannot be reached.",
    "twilio-slow": "Twilio is slow.",
    "webhooks-twice": "Twilio delivers every message twice.",
    "twilio-suspended": "The Twilio account is suspended.",
    "twilio-closed": "The Twilio account is closed.",
}
_DEEDS = "Twilio: set wrongly by somebody"
_WITH_CODE: Mapping[str, str] = {
    "twilio-refuse-CODE": "Twilio refuses messages with error {code}.",
    "twilio-fail-CODE": "Messages fail with error {code}.",
}
# By how their names begin; the first that fits counts.
_GROUPS: Sequence[tuple[str, Sequence[str]]] = (
    (
        "GitHub: out of reach, slow, limited",
        (
            *("github-down", "github-slow", "github-hang", "github-secondary", "github-long", "github-few"),
            *("github-too-quickly", "github-lost", "github-late", "github-lagging", "github-broken"),
            *("github-failed", "github-clock"),
        ),
    ),
    (
        "GitHub: tokens and rights",
        (
            *("github-bad-credentials", "github-no-app", "github-no-repository", "github-no-dispatch"),
            *("github-no-graphql", "github-broad", "github-classic", "github-token", "github-many-writers"),
        ),
    ),
    ("GitHub: repository and settings", ("github-",)),
    ("GitHub Actions", ("actions-", "workflows-", "minutes-", "run-")),
    (
        "Twilio: messages",
        (
            *("twilio-21610", "twilio-30003", "twilio-63016", "twilio-refuse", "twilio-fail", "twilio-smart"),
            *(
                "twilio-no-callback",
                "twilio-no-status",
                "twilio-no-template",
                "twilio-20009",
                "webhooks-twice",
            ),
            "webhooks-out-of-order",
        ),
    ),
    (
        "Twilio: out of reach, slow, limited",
        ("twilio-down", "twilio-slow", "twilio-busy", "twilio-lost", "twilio-hang", "twilio-lagging"),
    ),
    ("Twilio: account and senders", ("twilio-",)),
    (_DEEDS, ()),
)


@dataclass(frozen=True, slots=True)
class ShownFault:
    """A fault: `is_on`, how many `left` (None: until it is switched off), whether it needs a code or is done once."""

    name: str
    sentence: str
    is_on: bool = False
    left: int | None = None
    needs_code: bool = False
    is_deed: bool = False

    @property
    def headline(self) -> str:
        family = family_of(self.name)
        if family in _WITH_CODE and not self.needs_code:
            return Sentence(_WITH_CODE[family], code=self.name.removeprefix(family.removesuffix("CODE")))
        return HEADLINES.get(self.name, self.sentence)


@dataclass(frozen=True, slots=True)
class FaultGroup:
    """Faults of one kind."""

    title: str
    faults: tuple[ShownFault, ...]

    @property
    def on(self) -> int:
        return sum(one.is_on for one in self.faults)


def everything(services: Sequence[Faults]) -> list[ShownFault]:
    """Return every fault, as it is now; those with a code that are on follow their family."""
    found = []
    for service in services:
        standing = service.standing()
        coded = {name: family_of(name) for name in standing if name not in service.catalogue}
        for name, sentence in service.catalogue.items():
            needs_code, on = name.endswith("CODE"), name in standing
            found.append(
                ShownFault(name, sentence, on, standing.get(name), needs_code, is_deed=service.is_deed(name))
            )
            found += [
                ShownFault(one, sentence, is_on=True, left=standing[one])
                for one, family in coded.items()
                if family == name
            ]
    return found


def groups(faults: Sequence[ShownFault]) -> list[FaultGroup]:
    """Return the faults by groups; each is in one."""
    members: dict[str, list[ShownFault]] = {title: [] for title, _ in _GROUPS}
    for one in faults:
        fits = (title for title, begins in _GROUPS if one.name.startswith(tuple(begins)))
        members[_DEEDS if one.is_deed else next(fits, _DEEDS)].append(one)
    return [FaultGroup(title, tuple(found)) for title, found in members.items()]
