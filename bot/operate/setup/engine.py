"""Goes through the steps: shows what differs, changes it, and takes it back.

Nothing is remembered of how far a run got: each step compares the world with what is wanted, so a run that was
interrupted goes on when it is started again, and one on a finished installation changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.errors import BotError
from bot.operate.setup.installation import Installation
from bot.operate.setup.journal import Entry, Journal
from bot.operate.setup.steps import Change, Place, Step


@dataclass(frozen=True, slots=True)
class Planned:
    """A change, and the step that it belongs to."""

    step: Step
    change: Change


def outstanding(steps: Sequence[Step], installation: Installation) -> Iterator[Planned]:
    """Yield what is left to change; raises BotError where a step cannot find that out."""
    for step in steps:
        for change in step.changes(installation):
            yield Planned(step, change)


def carry_out(steps: Sequence[Step], installation: Installation, begins: Callable[[Planned], None]) -> int:
    """Make all changes and return their number; `begins` is called before each. Raises BotError where one fails."""
    journal, count = Journal(installation.folder), 0
    for planned in outstanding(steps, installation):
        begins(planned)
        if planned.change.undo:
            journal.note(Entry(planned.step.id, planned.change.what, planned.change.undo))
        planned.change.apply()
        count += 1
    return count


def reversible(steps: Sequence[Step], installation: Installation) -> Iterator[tuple[Entry, Planned | None]]:
    """Yield what the setup changed, newest first, with the change that takes it back; None if it is not as we left it.

    Raises BotError where a service cannot be asked, or the journal does not hold what a step needs.
    """
    by_id = {step.id: step for step in steps}
    journal = Journal(installation.folder)
    for entry in reversed(journal.entries()):
        step = by_id.get(entry.step)
        if step is None:
            raise journal.unreadable()
        if step.place is Place.GITHUB and not installation.answers.admin_token:
            raise BotError(
                "ADMIN_GITHUB_TOKEN is not set: what was changed at GitHub could not be taken back.",
                "Give this shell the token of the setup: read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN",
            )
        try:
            change = step.take_back(installation, entry.undo)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise journal.unreadable() from error
        yield entry, Planned(step, change) if change else None


def take_back(steps: Sequence[Step], installation: Installation, begins: Callable[[Planned], None]) -> int:
    """Take back what the setup changed, newest first, and return how many changes that took."""
    journal, count = Journal(installation.folder), 0
    for entry, planned in list(reversible(steps, installation)):
        if planned:
            begins(planned)
            planned.change.apply()
            count += 1
        journal.drop(entry)
    return count
