"""Seals again with the newest key what issues hold; what is left shows in the issues, so a later run resumes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from bot.adapters.github.body_editor import BodyEditor
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


def reseal(settings: Settings, vault: Vault, most: int) -> Resealed:
    """Seal again what older keys are needed for, at most so many texts; with 0 they are only counted.

    Contact ids stay as they are, and with them labels, branches of files and the consent records. Jobs write
    meanwhile: each text is sealed again as it is at that moment, not as it was when it was found.
    """
    editor, again = BodyEditor(settings), partial(resealing.resealed, vault=vault)
    done, left, lost = 0, 0, set()
    for issue, text in _written_by_bot(Repository(settings), settings.config):
        try:
            if again(text.body) == text.body:
                continue
            if done < most:
                done += editor.rewrite(issue, text.id if isinstance(text, Comment) else 0, again)
            else:
                left += 1
        except SealError:
            lost.add(issue)
    logs.step("resealed", count=done)
    return Resealed(done, left, tuple(sorted(lost)))


def _written_by_bot(repository: Repository, config: Configuration) -> Iterator[tuple[int, Issue | Comment]]:
    for issue in list(repository.issues_with_label(config.labels.gateway)):
        texts: list[Issue | Comment] = [issue, *_comments(repository, issue.number)]
        for text in texts:
            if text.author == config.conversations.bot_login:
                yield issue.number, text


def _comments(repository: Repository, number: int) -> list[Comment]:
    """Return the comments of an issue, none of one that was deleted meanwhile."""
    try:
        return repository.comments(number)
    except RepositoryError as error:
        if not error.is_gone:
            raise
        return []
