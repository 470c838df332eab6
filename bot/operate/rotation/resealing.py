"""Seals again with the newest key what issues hold; what is left shows in the issues, so a later run resumes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from bot.adapters.github.bodies import Bodies
from bot.adapters.github.repository import Repository
from bot.core import logs
from bot.core.errors import RepositoryError, SealError
from bot.core.issues import Comment, Issue
from bot.core.settings import Configuration, Settings
from bot.rules.people.sealing import Vault
from bot.rules.wire import resealing


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many texts were sealed again, how many are left, and in which issues something opens with no key."""

    done: int
    left: int
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Old:
    """The place of a text of ours that needs an older key; comment 0 is the issue itself."""

    issue: int
    comment: int


def reseal(settings: Settings, vault: Vault, most: int) -> Resealed:
    """Seal again what older keys are needed for, at most so many texts; with 0 they are only counted.

    Contact ids stay as they are, and with them labels, branches of files and the record of consent. Jobs write
    meanwhile: each text is sealed again as it is at that moment, not as it was when it was found.
    """
    bodies = Bodies(settings)
    done, left, lost = 0, 0, set()
    for found in _old(Repository(settings), vault, settings.config):
        if isinstance(found, int):
            lost.add(found)
        elif done >= most:
            left += 1
        else:
            try:
                done += bodies.rewrite(found.issue, found.comment, partial(resealing.resealed, vault=vault))
            except SealError:
                lost.add(found.issue)
    logs.step("resealed", count=done)
    return Resealed(done, left, tuple(sorted(lost)))


def _old(repository: Repository, vault: Vault, config: Configuration) -> Iterator[_Old | int]:
    """Yield what needs an older key; the number of an issue in which something opens with none."""
    bot = config.conversations.bot_login
    for issue in list(repository.issues_with_label(config.labels.gateway)):
        texts: list[Issue | Comment] = [issue, *_comments(repository, issue.number)]
        for text in texts:
            if text.author != bot:
                continue
            try:
                body = resealing.resealed(text.body, vault)
            except SealError:
                yield issue.number
                continue
            if body != text.body:
                yield _Old(issue.number, text.id if isinstance(text, Comment) else 0)


def _comments(repository: Repository, number: int) -> list[Comment]:
    """Return the comments of an issue, none of one that was deleted meanwhile."""
    try:
        return repository.comments(number)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return []
