"""What issues hold sealed, sealed again with the newest key: all of it told from the issues, so that it is resumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot import logs, markers
from bot.errors import SealError
from bot.repository import Comment, Issue, Repository
from bot.sealing import Vault
from bot.settings import Configuration


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many texts were sealed again, how many are left, and in which issues something opens with no key."""

    done: int
    left: int
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Old:
    """A text of ours that an older key is needed for, as it shall be."""

    issue: Issue
    comment: Comment | None
    body: str


def reseal(repository: Repository, vault: Vault, config: Configuration, most: int) -> Resealed:
    """Seal again what older keys are needed for, at most so many texts; with 0 it is only counted.

    Contact ids stay as they are, and with them labels, branches of files and the record of consent.
    """
    done, left, lost = 0, 0, set()
    for found in _old(repository, vault, config):
        if isinstance(found, int):
            lost.add(found)
        elif done < most:
            _rewrite(found, repository)
            done += 1
        else:
            left += 1
    logs.step("resealed", count=done)
    return Resealed(done, left, tuple(sorted(lost)))


def _rewrite(old: _Old, repository: Repository) -> None:
    if old.comment:
        repository.rewrite_comment(old.issue.number, old.comment.id, old.body)
    else:
        repository.rewrite(old.issue.number, old.issue.title, old.body)


def _old(repository: Repository, vault: Vault, config: Configuration) -> Iterator[_Old | int]:
    """Yield what needs an older key; the number of an issue in which something opens with none."""
    bot = config.conversations.bot_login
    for issue in list(repository.issues_with_label(config.labels.gateway)):
        texts: list[Issue | Comment] = [issue, *repository.comments(issue.number)]
        for text in texts:
            if text.author != bot:
                continue
            try:
                body = markers.resealed(text.body, vault)
            except SealError:
                yield issue.number
                continue
            if body != text.body:
                yield _Old(issue, text if isinstance(text, Comment) else None, body)
