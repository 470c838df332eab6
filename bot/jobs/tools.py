"""What a job works with, made once from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from bot.adapters import quick_reply_files, relay_reports
from bot.adapters.github.failures import GITHUB_TOKEN
from bot.adapters.github.recent import RecentActivity
from bot.adapters.github.repository import Repository
from bot.adapters.twilio.client import Messages
from bot.core.errors import LimitError
from bot.core.issues import Comment, Issue
from bot.core.marks import Mark
from bot.core.messages import Address, MessageSid
from bot.core.settings import LabelsSection, Language, Settings
from bot.jobs.record.agenda import Agenda
from bot.jobs.record.conversations import Conversations
from bot.jobs.record.ledger import Ledger
from bot.jobs.record.notices import Notices
from bot.jobs.record.own_issues import OwnIssues
from bot.rules import texts
from bot.rules.conversation.routing import Turns
from bot.rules.people.sealing import Vault
from bot.rules.sending import quick_replies
from bot.rules.sending.phone_sentences import PhoneTexts
from bot.rules.sending.quick_replies import QuickReplies
from bot.rules.text.rendering import Style
from bot.rules.texts import Texts, own
from bot.rules.texts.summaries import SummaryTexts
from bot.rules.wire import envelope


@dataclass(frozen=True)
class Tools:
    """What a job works with; `run_url` links to the run on GitHub."""

    settings: Settings
    vault: Vault
    repository: Repository
    messages: Messages
    conversations: Conversations
    ledger: Ledger
    own: OwnIssues
    notices: Notices
    recent: RecentActivity
    run_id: str
    run_url: str
    agenda: Agenda = field(default_factory=Agenda)
    # Messages that this run itself has recorded: no earlier run can have answered them.
    recorded: set[MessageSid] = field(default_factory=set)
    # Whose turn it is of those that `routes` assign.
    turns: Turns = field(default_factory=Turns)
    # The ceilings whose notice this run has read and, if necessary, written.
    shown_ceilings: set[str] = field(default_factory=set)

    def texts_for(self, ours: Address, language: Language | None = None) -> PhoneTexts:
        """Return what people are sent from one of our numbers, in their language or else in the configured one."""
        config = self.settings.config
        spoken = language or config.language.people
        return PhoneTexts(own.of(config, spoken, ours.wire), spoken, ours.channel)

    @property
    def alerts(self) -> Texts:
        """The texts sent to administrators' phones."""
        config = self.settings.config
        return own.of(config, config.language.people)

    @property
    def maintainers(self) -> Texts:
        """The texts in issues."""
        return texts.of(self.settings.config.language.maintainers)

    @property
    def summaries(self) -> SummaryTexts:
        """The texts of the summary page."""
        return self.maintainers.summaries

    @cached_property
    def quick_replies(self) -> QuickReplies:
        """The texts that /q sends, of the files in the checkout and of config.yml."""
        files = quick_reply_files.read(self.settings.env_folder)
        return quick_replies.collected(files, self.settings.config.quick_replies)

    def shown(self, sentence: str) -> str:
        """Return the sentence of an error as maintainers read it."""
        return self.maintainers.errors.shown(sentence)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of times shown in issues."""
        return ZoneInfo(self.settings.config.time_zone)

    def moment(self, when: datetime) -> str:
        """Return date and time as issues show them."""
        return self.maintainers.dates.write_moment(when.astimezone(self.zone))

    def spoken(self, when: datetime) -> str:
        """Return date and time as people say them, as issues show them where seconds do not matter."""
        return self.maintainers.dates.write_spoken(when.astimezone(self.zone))

    def our_marks(self, comment: Comment) -> set[str]:
        """Return the marks that the bot has put on a comment; no request if nobody has put any."""
        return self.repository.marks_by(self.settings.config.conversations.bot_login, comment)

    def our_marks_on_issue(self, issue: Issue) -> set[str]:
        """Return the marks that the bot has put on an issue itself; no request if nobody has put any."""
        if not issue.reactions.keys() & set(Mark):
            return set()
        login = self.settings.config.conversations.bot_login
        return self.repository.reactions_by(login, issue.number, 0)

    def link_to(self, label: str) -> str:
        """Return the address of the page that lists the issues with a label."""
        return f"{self.run_url.partition('/actions/')[0]}/labels/{quote(label, safe='')}"

    @property
    def labels(self) -> LabelsSection:
        return self.settings.config.labels


def make(
    settings: Settings, environ: Mapping[str, str], event: Mapping[str, Any] = MappingProxyType({})
) -> Tools:
    """Return the tools for the settings, and for the event that started the run, if any.

    GitHub is asked whether the repository may show texts only when the first one is written.
    """
    vault = Vault(settings.contact_keys)
    repository = Repository(settings)
    allowed = settings.config.privacy.public_repository == "allow" or _says_private(event, environ)
    maintainers = texts.of(settings.config.language.maintainers)

    @cache
    def style() -> Style:
        shown = allowed or not repository.is_public()
        config = settings.config
        return Style(
            maintainers,
            ZoneInfo(config.time_zone),
            show_texts=shown,
            title=config.conversations.title,
            names_in_titles=config.privacy.names_in_titles,
        )

    own = OwnIssues(repository, vault, settings.config.conversations.bot_login)
    conversations = Conversations(repository, own, vault, settings.config, style)
    server = environ.get("GITHUB_SERVER_URL", "https://github.com")
    return Tools(
        settings=settings,
        vault=vault,
        repository=repository,
        messages=Messages(settings),
        conversations=conversations,
        ledger=Ledger(
            repository,
            own,
            vault,
            settings.config,
            maintainers,
            lambda anchors: relay_reports.report_anchors(settings.relay_url, anchors, vault),
        ),
        own=own,
        notices=Notices(repository, own, conversations, vault, maintainers.upkeep),
        recent=RecentActivity(settings),
        run_id=environ.get("GITHUB_RUN_ID", ""),
        run_url=f"{server}/{settings.repository}/actions/runs/{environ.get('GITHUB_RUN_ID', '')}",
    )


def _says_private(event: Mapping[str, Any], environ: Mapping[str, str]) -> bool:
    """Whether the event shows that the repository is private; the event of a rerun is too old to trust."""
    repository = event.get("repository")
    private = isinstance(repository, dict) and repository.get("private") is True
    return private and environ.get("GITHUB_RUN_ATTEMPT") == "1"


def report_limit(tools: Tools, limit: LimitError) -> None:
    """Ask the relay to dispatch nothing until GitHub grants the jobs requests again; see `LimitError.token`."""
    if limit.token == GITHUB_TOKEN:
        relay_reports.report_limit(tools.settings.relay_url, limit.resets, tools.vault)


def report_unopened(tools: Tools, event: Mapping[str, Any]) -> None:
    """Report to the relay that this run has not the key of the batch that started it, since nobody reads its log."""
    batch = envelope.named_batch(event.get("client_payload"))
    if batch:
        relay_reports.report_unopened(tools.settings.relay_url, batch)


def report_due(tools: Tools) -> None:
    """Report to the relay when a scheduled workflow is next needed, if this run has learned that."""
    report = tools.agenda.report()
    if report:
        relay_reports.report_due(tools.settings.relay_url, report, tools.vault)
