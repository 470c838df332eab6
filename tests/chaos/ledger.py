"""What was said and what arrived: lost, doubled, out of order. It shares no code with the bot.

Whoever says something notes it here in words that occur nowhere else; at the end the ledger looks for these words
where people would see them: in the issues, and on the phones.
"""

from __future__ import annotations

import json
import re
import urllib.request
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

BOT = "github-actions[bot]"
_HIDDEN = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something must be seen: in the `issues`, in their `titles`, or on the `phone` of a number."""

    kind: str
    number: str = ""


ISSUES, TITLES = Place("issues"), Place("titles")


def phone(number: str) -> Place:
    return Place("phone", number)


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that must be seen at a place so many times; those of one `line` in the order of the claims."""

    words: str
    place: Place
    line: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many claims were tried, and which of them do not hold."""

    tried: int
    lost: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()
    disordered: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not (self.lost or self.doubled or self.disordered)

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(
            self.tried + other.tried,
            self.lost + other.lost,
            self.doubled + other.doubled,
            self.disordered + other.disordered,
        )


@dataclass(slots=True)
class Seen:
    """What stands in the issues and on the phones, each in the order in which a person reads it."""

    issues: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    phones: dict[str, list[str]] = field(default_factory=dict)

    def at(self, place: Place) -> list[str]:
        match place.kind:
            case "issues":
                return self.issues
            case "titles":
                return self.titles
            case _:
                return self.phones.get(place.number, [])


class Ledger:
    """The claims of one drill."""

    def __init__(self) -> None:
        self.claims: list[Claim] = []
        self._automatic: Counter[str] = Counter()
        self._made = 0

    def words(self) -> str:
        """Return words that nobody has said; none of them begins another."""
        self._made += 1
        return f"zq{self._made:05d}x"

    def written(self, words: str, person: str) -> None:
        """Note that a person wrote these words and was told by a 200 that they were taken."""
        self.claims.append(Claim(words, ISSUES, person))

    def answered(self, words: str, number: str, times: int = 1) -> None:
        """Note that a maintainer, or a system, sent these words to a number so many times."""
        self.claims.append(Claim(words, phone(number), number, times))

    def noted(self, words: str, line: str) -> None:
        """Note that these words must be in the issues once."""
        self.claims.append(Claim(words, ISSUES, line))

    def titled(self, words: str) -> None:
        """Note that one issue must have these words in its title."""
        self.claims.append(Claim(words, TITLES, "titles"))

    def automatic(self, number: str, times: int = 1) -> None:
        """Note that the bot owes a number so many texts of its own, such as the acknowledgement."""
        self._automatic[number] += times

    def judge(self, seen: Seen) -> Verdict:
        lost, doubled = [], []
        for claim in self.claims:
            found = sum(text.count(claim.words) for text in seen.at(claim.place))
            name = f"{claim.words} for {claim.line}"
            lost += [name] * (claim.times - found)
            doubled += [name] * (found - claim.times)
        mine = [claim.words for claim in self.claims]
        for number, owed in self._automatic.items():
            own = [text for text in seen.at(phone(number)) if not any(words in text for words in mine)]
            name = f"text of the bot's own for {number}"
            lost += [name] * (owed - len(own))
            doubled += [name] * (len(own) - owed)
        tried = len(self.claims) + sum(self._automatic.values())
        return Verdict(tried, tuple(lost), tuple(doubled), tuple(self._disordered(seen)))

    def _disordered(self, seen: Seen) -> Iterator[str]:
        lines = dict.fromkeys((claim.place, claim.line) for claim in self.claims)
        for place, line in lines:
            said = [claim.words for claim in self.claims if (claim.place, claim.line) == (place, line)]
            yield from (f"{words} for {line}" for words in out_of_order(said, "\n".join(seen.at(place))))


def out_of_order(said: Sequence[str], shown: str) -> list[str]:
    """Return the words that stand before some that were said earlier; each word counts where it is shown first."""
    places = [(shown.find(words), words) for words in said if words in shown]
    late, found = -1, []
    for place, words in places:
        if place < late:
            found.append(words)
        late = max(late, place)
    return found


def observe(github: str, twilio: str) -> Seen:
    """Read what the emulated services at these addresses show to people."""
    seen = Seen()
    for one in sorted(_read(f"{github}/_sandbox/issues"), key=lambda issue: int(issue["number"])):
        issue = _read(f"{github}/_sandbox/issues/{one['number']}")
        seen.titles.append(str(issue["title"]))
        seen.issues += _of_the_bot([issue, *issue["comments"]])
    for each in _read(f"{twilio}/_sandbox/phones")["phones"]:
        received = [text["body"] for text in each["messages"] if text["direction"] == "received"]
        seen.phones[each["number"]] = received
    return seen


def _of_the_bot(written: Iterable[dict[str, Any]]) -> list[str]:
    return [_HIDDEN.sub("", str(one["body"])) for one in written if one["author"] == BOT]


def _read(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)
