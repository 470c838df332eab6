"""Labels of issues, and reactions to issues and comments."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core import clock
from bot.sandbox.github.values import (
    MAX_LABEL_CHARACTERS,
    MAX_LABELS,
    REACTIONS,
    InvalidError,
    Label,
    MissingError,
    Reaction,
    Subject,
)

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterable

_COLOR = re.compile(r"[0-9a-fA-F]{6}")
MAX_DESCRIPTION_CHARACTERS = 100


def check_label(label: Label) -> Label:
    if not label.name.strip():
        raise InvalidError("Label", "name", "missing_field")
    if len(label.name) > MAX_LABEL_CHARACTERS:
        message = f"name is too long (maximum is {MAX_LABEL_CHARACTERS} characters)"
        raise InvalidError("Label", "name", "custom", message)
    if not _COLOR.fullmatch(label.color):
        raise InvalidError("Label", "color", "invalid")
    if len(label.description or "") > MAX_DESCRIPTION_CHARACTERS:
        message = f"description is too long (maximum is {MAX_DESCRIPTION_CHARACTERS} characters)"
        raise InvalidError("Label", "description", "custom", message)
    return label


class Labels:
    """The repository's labels; issues refer to them by id, so a renamed label is renamed everywhere."""

    def __init__(self, lock: threading.RLock, next_id: Callable[[], int]) -> None:
        self._lock = lock
        self._next_id = next_id
        self._labels: dict[int, Label] = {}
        self.grey: Callable[[], bool] = lambda: (
            False
        )  # whether a fault shows all as they are made by naming them
        self.coloured: Callable[[], object] = lambda: None  # called once somebody gives one its colour

    def _shown(self, label: Label) -> Label:
        return replace(label, color=Label.color, description=None) if self.grey() else label

    def _keep_grey(self) -> None:
        """Make what the fault shows true of all labels, and end it, since one of them is about to change."""
        if self.grey():
            self._labels = {key: self._shown(label) for key, label in self._labels.items()}
            self.coloured()

    def all(self) -> list[Label]:
        with self._lock:
            return [self._shown(label) for label in self._labels.values()]

    def by_id(self, label_id: int) -> Label:
        with self._lock:
            return self._shown(self._labels[label_id])

    def find(self, name: str) -> Label | None:
        """Find a label by its name, without regard to case."""
        with self._lock:
            return next((each for each in self.all() if each.name.lower() == name.lower()), None)

    def get(self, name: str) -> Label:
        label = self.find(name)
        if label is None:
            raise MissingError(f"no label {name}")
        return label

    def create(self, name: str, color: str = "ededed", description: str | None = None) -> Label:
        with self._lock:
            if self.find(name) is not None:
                raise InvalidError("Label", "name", "already_exists")
            label = check_label(Label(self._next_id(), name, color.lower(), description))
            self._labels[label.id] = label
            return label

    def change(self, name: str, new_name: str, color: str, description: str | None) -> Label:
        with self._lock:
            self._keep_grey()
            label = self.get(name)
            if self.find(new_name) not in {None, label}:
                raise InvalidError("Label", "name", "already_exists")
            changed = check_label(replace(label, name=new_name, color=color.lower(), description=description))
            self._labels[label.id] = changed
            return changed

    def delete(self, name: str) -> Label:
        with self._lock:
            label = self.get(name)
            del self._labels[label.id]
            return label

    def ids(self, names: Iterable[str], base: tuple[int, ...] = ()) -> tuple[int, ...]:
        """Return the ids of `base` and of the named labels, creating any that are missing."""
        unique = list(dict.fromkeys(name.strip() for name in names))
        with self._lock:
            for name in unique:
                check_label(self.find(name) or Label(0, name))
            known = {label.id for label in map(self.find, unique) if label is not None}
            new = sum(self.find(name) is None for name in unique)
            if len(known | set(base)) + new > MAX_LABELS:
                message = f"Issues cannot have more than {MAX_LABELS} labels"
                raise InvalidError("Issue", "labels", "custom", message)
            added = [(self.find(name) or self.create(name)).id for name in unique]
            return tuple(dict.fromkeys([*base, *added]))


class Reactions:
    """Reactions; a user has each kind at most once on a subject."""

    def __init__(self, lock: threading.RLock, next_id: Callable[[], int]) -> None:
        self._lock = lock
        self._next_id = next_id
        self._on: dict[Subject, dict[int, Reaction]] = {}
        self.changes = 0  # so far: by it one can tell that there was another

    def on(self, subject: Subject) -> list[Reaction]:
        with self._lock:
            return list(self._on.get(subject, {}).values())

    def add(self, subject: Subject, login: str, content: str) -> tuple[Reaction, bool]:
        """Add a reaction; the second value is whether it is new."""
        if content not in REACTIONS:
            raise InvalidError("Reaction", "content", "invalid")
        with self._lock:
            for each in self.on(subject):
                if (each.login, each.content) == (login, content):
                    return each, False
            reaction = Reaction(self._next_id(), subject, login, content, clock.now())
            self._on.setdefault(subject, {})[reaction.id] = reaction
            self.changes += 1
            return reaction, True

    def remove(self, subject: Subject, reaction_id: int) -> Reaction:
        with self._lock:
            reaction = self._on.get(subject, {}).pop(reaction_id, None)
            self.changes += 1
        if reaction is None:
            raise MissingError(f"no reaction {reaction_id}")
        return reaction

    def forget(self, subject: Subject) -> None:
        """Remove all reactions to a deleted issue or comment."""
        with self._lock:
            self._on.pop(subject, None)
