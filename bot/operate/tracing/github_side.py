"""What GitHub shows of a message: the run that recorded it, where, the reply to it and the marks of the bot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from bot.adapters.github.recent import RecentActivity
from bot.adapters.github.repository import Repository
from bot.core.errors import BotError, RepositoryError
from bot.core.issues import Comment, Run
from bot.core.marks import Mark
from bot.core.messages import BatchId
from bot.core.settings import Settings
from bot.operate.tracing.steps import SeenIn, TraceStep
from bot.relay.batches.batch import Batch
from bot.rules.text import commands
from bot.rules.texts.tracing import TraceTexts
from bot.rules.wire import binding, markers
from bot.rules.wire.about import About

# Issues and comments are listed by hundreds: twenty requests each.
MOST = 2_000
_SKEW = timedelta(minutes=10)  # of the relay's clock and GitHub's
_MOST_RUNS = 5


@dataclass(frozen=True, slots=True)
class TracePlace:
    """An issue, or a comment in it."""

    about: About
    at: datetime
    url: str


@dataclass
class GithubSide:
    """Asks GitHub; what it refuses is in `unseen`, as `shown` has the sentences.

    The relay's token may read runs, the administrator's issues; neither has to be able to do both. Without
    `sees_issues` it asks for runs alone; of issues and comments it lists `most`.
    """

    settings: Settings
    texts: TraceTexts
    shown: Callable[[str], str]
    sees_issues: bool = True
    most: int = MOST
    unseen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._runs, self._newest_runs = RecentActivity(self.settings), Repository(self.settings)
        administrator = self.settings.as_administrator()
        self._recent, self._repository = RecentActivity(administrator), Repository(administrator)

    def runs(self, known: dict[int, str], waiting: Iterable[Batch]) -> list[TraceStep]:
        """Return when the runs began and ended: those that are known by their ids, and those of the batches."""
        found: list[tuple[Run, str]] = []
        for number, batch in list(known.items())[-_MOST_RUNS:]:
            with self._asking(self.texts.runs):
                found.append((self._runs.run(number), batch))
        for each in waiting:
            with self._asking(self.texts.runs):
                listed = self._newest_runs.recent_runs(f"{each.kind}.yml") or []
                found += [(run, each.id) for run in listed if each.id in run.name and run.id not in known]
        return [step for run, batch in found for step in _steps_of(run, BatchId(batch))]

    def place_of(self, message: str, since: datetime | None) -> TracePlace | None:
        """Return where a message of a person, or an order, is shown; looked for since the moment it came."""
        if not self.sees_issues:
            return None
        after = since and since - _SKEW
        with self._asking(self.texts.issues):
            comments = islice(self._recent.comments_in_turn(after), self.most)
            found = next((one for one in comments if self._shows(one.author, one.body, message)), None)
            if found:
                return _place(found)
            for issue in islice(self._recent.issues_in_turn(after), self.most):
                if after and issue.created_at < after:
                    break
                if self._shows(issue.author, issue.body, message):
                    return TracePlace(About(issue.number), issue.created_at, issue.url)
            self.unseen.append(self.texts.not_found.format(most=self.most))
        return None

    def place(self, about: About) -> TracePlace | None:
        """Return the place that the report on a message of ours names; without an issue, wherever the comment is."""
        if not self.sees_issues:
            return None
        with self._asking(self.texts.issues):
            if about.comment:
                return self._commented(about)
            issue = self._repository.issue(about.issue)
            return TracePlace(about, issue.created_at, issue.url)
        return None

    def _commented(self, about: About) -> TracePlace | None:
        try:
            return _place(self._recent.comment(about.comment))
        except RepositoryError as error:
            if not error.is_gone:
                raise
            self.unseen.append(self.texts.no_comment.format(id=about.comment))
        return None

    def reply_to(self, place: TracePlace) -> TracePlace | None:
        """Return the first command after a message that sends the person something, None if there is none yet."""
        login = self.settings.config.conversations.bot_login
        with self._asking(self.texts.issues):
            later = self._repository.comments(place.about.issue, place.at)
            given = (one for one in later if one.author != login and one.created_at >= place.at)
            return next((_place(one) for one in given if self._sends(one)), None)
        return None

    def marks(self, place: TracePlace) -> list[TraceStep]:
        """Return the bot's reactions on a comment or an issue."""
        login = self.settings.config.conversations.bot_login
        with self._asking(self.texts.issues):
            found = self._recent.marks(login, place.about.comment, place.about.issue)
            known = {mark: at for mark, at in found.items() if mark in set(Mark)}
            about = {"issue": place.about.issue, "comment": place.about.comment}
            name = "mark" if place.about.comment else "mark-on-issue"
            return [TraceStep(at, name, SeenIn.GITHUB, {**about, "mark": mark}) for mark, at in known.items()]
        return []

    def _shows(self, author: str, body: str, message: str) -> bool:
        if author != self.settings.config.conversations.bot_login:
            return False
        return message in markers.sids(body) or binding.content(body).get("order") == message

    def _sends(self, comment: Comment) -> bool:
        every_comment = self.settings.config.replies.mode == "every-comment"
        command = commands.parse(comment.body, every_comment=every_comment)
        return command is not None and commands.sends_text(command)

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        """Note what GitHub does not show, and go on."""
        try:
            yield
        except BotError as error:
            why = f"{self.shown(error.message)} {self._remedy(error, self.shown)}".rstrip()
            sentence = self.texts.refused.format(what=what, why=why)
            if sentence not in self.unseen:
                self.unseen.append(sentence)

    def _remedy(self, error: BotError, shown: Callable[[str], str]) -> str:
        """Return what to do at a terminal: nobody should give the relay's token more permissions."""
        if not isinstance(error, RepositoryError):
            return ""
        if error.lacks and not self.settings.environment.ADMIN_GITHUB_TOKEN:
            return self.texts.lacks.format(lacks=shown(error.lacks))
        return shown(error.remedy)


def _place(comment: Comment) -> TracePlace:
    return TracePlace(About(comment.issue, comment.id), comment.created_at, comment.url)


def _steps_of(run: Run, batch: BatchId) -> list[TraceStep]:
    named: dict[str, str | int] = {"run": run.id, "event": run.workflow, "batch": batch, "url": run.url}
    began = TraceStep(run.created_at, "run-began", SeenIn.GITHUB, named)
    if not run.ended_at:
        return [began]
    ended = {**named, "status": run.conclusion or ""}
    return [began, TraceStep(run.ended_at, "run-ended", SeenIn.GITHUB, ended)]
