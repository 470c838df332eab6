"""Commands of maintainers that nobody carried out: their run failed, or GitHub never started it."""

from __future__ import annotations

from bot import markers
from bot.commands import Close, Reply, Retry, Template
from bot.errors import LimitError, TemporaryError
from bot.jobs import send_replies
from bot.jobs.reconciling import failures
from bot.jobs.reconciling.scene import Scene
from bot.jobs.send_replies import WaitsError
from bot.repository import Comment

_VERDICTS = frozenset({"rocket", "hooray", "confused"})


def carry_out(scene: Scene) -> list[str]:
    """Carry out what waits, issue by issue; one that cannot be answered now holds up no other."""
    lines, later = [], ""
    for number in sorted(_issues(scene)):
        if scene.is_being_answered(number):
            lines.append(f"- #{number}: left to its own run of send-replies")
            continue
        try:
            lines += send_replies.answer(number, scene.tools)
        except WaitsError as error:
            lines.append(f"- #{number}: {error.message}")
        except LimitError:
            raise  # no other can be answered either
        except TemporaryError as error:
            later = error.message
            continue
        scene.made_good.add(failures.name_of_replies(number))
    if later:
        raise TemporaryError(later)
    return lines


def _issues(scene: Scene) -> set[int]:
    """Return the conversations with a command that waits; those that wait for an hour are looked after apart."""
    failed = failures.undone(scene.runs, scene.period.settled, set())
    found = {failures.issue_of_replies(failure.run) for failure in failed}
    waiting = scene.tools.settings.config.labels.deferred
    found |= {
        comment.issue
        for comment in scene.comments
        if comment.issue in scene.conversations
        and waiting not in scene.conversations[comment.issue].issue.labels
        and (_waits(comment, scene) or _has_been_answered(comment, scene))
    }
    return {number for number in found if number}


def _has_been_answered(comment: Comment, scene: Scene) -> bool:
    """Tell whether a text left and the conversation still says that the person waits: the run died in between."""
    waiting = scene.tools.settings.config.labels.waiting
    labels = scene.conversations[comment.issue].issue.labels
    if waiting not in labels or "rocket" not in comment.reactions:
        return False
    later = (other for other in scene.comments if other.issue == comment.issue and other.id > comment.id)
    return isinstance(scene.command(comment), Reply | Retry | Template | Close) and not any(
        scene.is_ours(other.author) and markers.sids(other.body) for other in later
    )


def _waits(comment: Comment, scene: Scene) -> bool:
    """Tell whether a comment is a command without our verdict; anybody may put the same reactions."""
    if comment.created_at > scene.period.settled or scene.command(comment) is None:
        return False
    if not _VERDICTS & comment.reactions.keys():
        return True
    return not _VERDICTS & scene.marks(comment)
