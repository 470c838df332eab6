"""What `bot doctor` shows of checks and of what they found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from bot.cli import screen
from bot.core.sentences import Sentence

if TYPE_CHECKING:
    from bot.operate.doctor.checks import Check
    from bot.operate.doctor.engine import Result

_MARKS = {"ok": "✓", "wrong": "✗", "attention": "!", "cannot-tell": "?"}
_NOT_LOOKED = "-"
_AREAS = {
    "computer": "This computer",
    "twilio": "Twilio",
    "github": "GitHub",
    "relay": "Relay",
    "first-contact": "First contact",
}


class FindingLines:
    """Prints findings as they come, in the order of their checks, and each remedy once.

    What somebody has to set right is told under its line. What would let more be seen is told at the end: one token
    shows what a dozen checks ask for.
    """

    def __init__(self) -> None:
        self._area = ""
        self._told: dict[str, str] = {}  # by remedy: the title of the check that had it first
        self._unseen: dict[str, list[tuple[str, str]]] = {}  # by pattern: remedies, with the titles

    def show(self, result: Result) -> None:
        check, finding = result.check, result.finding
        if check.area != self._area:
            if self._area:
                click.echo()
            self._area = check.area
            click.echo(screen.shown(_AREAS[check.area]))
        mark = _MARKS.get(finding.verdict, _NOT_LOOKED)
        title = screen.shown(check.title)
        click.echo(f"{mark} {title}: {screen.shown(finding.evidence)}")
        if not finding.remedy or finding.verdict in ("not-tried", "not-needed"):
            return
        if finding.verdict == "cannot-tell":
            pattern = finding.remedy.pattern if isinstance(finding.remedy, Sentence) else finding.remedy
            self._unseen.setdefault(pattern, []).append((finding.remedy, title))
            return
        told = self._told.get(finding.remedy)
        self._told.setdefault(finding.remedy, title)
        click.echo(f"    {screen.shown(Sentence('As for: {title}', title=told) if told else finding.remedy)}")

    def end(self) -> None:
        """Tell what would show what could not be seen."""
        if self._unseen:
            screen.say("\nWhat would show what could not be seen:")
        for found in self._unseen.values():
            for remedy, titles in _joined(found).items():
                click.echo(f"? {', '.join(titles)}\n    {screen.shown(remedy)}")


def _joined(found: Sequence[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    """Return remedies of one pattern with their titles; those that differ in the permission alone become one."""
    permissions = [
        remedy.values["permission"]
        for remedy, _ in found
        if isinstance(remedy, Sentence) and remedy.values.keys() == {"permission"}
    ]
    if len(permissions) == len(found) and isinstance(found[0][0], Sentence):
        together = ", ".join(dict.fromkeys(str(one) for one in permissions))
        return {Sentence(found[0][0].pattern, permission=together): [title for _, title in found]}
    titles: dict[str, list[str]] = {}
    for remedy, title in found:
        titles.setdefault(remedy, []).append(title)
    return titles


def sum_up(results: Sequence[Result]) -> None:
    """Print how many checks found what."""
    counts = {name: sum(one.finding.verdict == name for one in results) for name in _MARKS}
    others = len(results) - sum(counts.values())
    screen.say(
        Sentence(
            "\n{wrong} wrong, {attention} worth knowing, {unknown} not to be seen from here, {ok} in order, "
            "{others} not tried or not needed.",
            wrong=counts["wrong"],
            attention=counts["attention"],
            unknown=counts["cannot-tell"],
            ok=counts["ok"],
            others=others,
        )
    )


def list_checks(checks: Sequence[Check], *, as_json: bool) -> int:
    """Print the checks there are, by their ids."""
    if as_json:
        click.echo(json.dumps([_described(check) for check in checks], indent=2, ensure_ascii=False))
        return 0
    width, area = max(len(check.id) for check in checks), ""
    for check in checks:
        if check.area != area:
            click.echo(f"\n{screen.shown(_AREAS[check.area])}" if area else screen.shown(_AREAS[check.area]))
            area = check.area
        click.echo(f"  {check.id:<{width}}  {screen.shown(check.title)}")
    return 0


def _described(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "area": str(check.area),
        "title": screen.shown(check.title),
        "costs": screen.shown(check.costs) if check.costs else "",
    }
