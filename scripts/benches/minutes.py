"""Compute the minutes of GitHub Actions in a month, by traffic, from the runs that an exchange takes.

A journey test counts these runs; a run takes less than a minute and is billed as one. Prints the table of
docs/operations.md.

Usage: scripts/bench minutes
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.core.settings import Configuration
from bot.rules.upkeep import periods

# Runs of one conversation of a day: a message with its greeting, and one answer. Reports of deliveries gather.
RUNS: Mapping[str, int] = {"record-messages": 1, "send-replies": 1}
REPORTS = 2  # the greeting's and the answer's, in runs of record-delivery
CONVERSATIONS = (0, 10, 50, 200, 500)
DAYS, OFFICE_HOURS = 30, 10
INCLUDED = 2_000  # minutes a month: GitHub Free, private repositories
SLIM, LINUX = (
    0.002,
    0.006,
)  # dollars a minute: ubuntu-slim, and the Linux runner that included minutes are counted in


def scheduled(config: Configuration) -> int:
    """Return the runs in a month that GitHub's clock starts."""
    return sum(round(timedelta(days=DAYS) / periods.every(name, config)) for name in periods.SCHEDULED)


def of_traffic(conversations: int, config: Configuration) -> int:
    """Return the runs in a month of so many conversations a day, spread over the hours of an office.

    The first report waits for those of `gather_delivered`, and all go in one run.
    """
    reports = conversations * REPORTS
    joining = reports * (config.dispatch.gather_delivered / timedelta(hours=OFFICE_HOURS))
    return round(DAYS * (conversations * sum(RUNS.values()) + reports / (1 + joining)))


def table(config: Configuration) -> list[str]:
    """Return the lines of the table."""
    lines = [
        "| conversations a day | runs a month | a slim minute counts as one | it counts by its price |",
        "|---:|---:|---:|---:|",
    ]
    for conversations in CONVERSATIONS:
        runs = scheduled(config) + of_traffic(conversations, config)
        by_price = runs * SLIM / LINUX
        lines.append(f"| {conversations} | {runs:,} | {_share(runs, SLIM)} | {_share(by_price, LINUX)} |")
    return lines


def _share(minutes: float, price: float) -> str:
    """Return the share of the included minutes, and what is paid beyond them."""
    beyond = max(0.0, minutes - INCLUDED) * price
    return f"{minutes / INCLUDED:.0%} of {INCLUDED:,}" + (f", {beyond:.2f} dollars beyond" if beyond else "")


def main() -> None:
    for line in table(Configuration()):
        print(line)
