"""The way of one message: what the relay, GitHub and Twilio know of it, and its text if somebody asks for that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, g, render_template, request
from werkzeug.exceptions import NotFound

from bot.adapters.twilio.message_log import LoggedMessage, MessageLog
from bot.adapters.twilio.parameters import SID
from bot.console.entry import visitor
from bot.console.entry.visitor import Visitor
from bot.console.messages import filters
from bot.console.messages import stations as messages_stations
from bot.console.messages.listing import tone_of
from bot.console.messages.stations import SaidStep, Station
from bot.console.tools import patience
from bot.core import clock, logs
from bot.core.errors import BotError
from bot.core.messages import MessageSid
from bot.core.sentences import Sentence
from bot.core.settings import Language
from bot.operate.messages.issue_index import IssueIndex, ShownIn
from bot.operate.tracing import telling, way
from bot.operate.tracing.github_side import GithubSide
from bot.operate.tracing.relay_side import RelaySide
from bot.operate.tracing.steps import IdKind, Trail
from bot.relay.mounting import RelayParts
from bot.rules import texts
from bot.rules.people import contacts
from bot.rules.people.sealing import Vault
from bot.rules.sending import costs
from bot.rules.text import networks
from bot.rules.text.characters import clean
from bot.rules.texts import terminal, tracing

_TWILIO_SECONDS, _GITHUB_SECONDS = 6.0, 9.0
_MOST_LISTED = 500  # of issues and of comments
_KINDS = {
    IdKind.RECEIVED: "Message of a person",
    IdKind.SENT: "Message of ours",
    IdKind.ORDER: "Order of a system",
    IdKind.COMMENT: "Comment in an issue",
}
_DELIVERED = frozenset({"delivered", "read", "partially_delivered"})
_NOT_DELIVERED = frozenset({"failed", "undelivered", "canceled"})


@dataclass(frozen=True, slots=True)
class MessageFacts:
    """What Twilio's log has of the message; sentences are in the language of the page.

    `since` is the day with which the list of the contact's messages begins, for this one to be in it.
    """

    number: str
    channel: str
    at: datetime
    inbound: bool
    status: str
    tone: str
    meaning: str
    remedy: str
    segments: int
    files: int
    price: str
    contact: str
    since: str
    issue: ShownIn | None


@dataclass(frozen=True, slots=True)
class MessageWay:
    """The way as the page shows it; `is_whole` says that GitHub and Twilio were asked."""

    kind: str
    stations: Sequence[Station]
    unseen: Sequence[str]
    facts: MessageFacts | None = None
    is_whole: bool = False
    is_known: bool = True


def add_routes(area: Blueprint, parts: RelayParts) -> None:
    """Add the page of one message."""

    @area.get("/messages/<message>")
    def way(message: str) -> str:
        """Return what the relay knows of it; the page asks for the rest itself, or by a link without scripts."""
        known, found = _known(message), _Follower(parts, visitor.visitor(), str(g.language))
        shown = found.whole(known) if request.args.get("whole") else found.begun(known)
        return render_template("messages_way.html", message=known, way=shown, text=None)

    @area.get("/messages/<message>/way")
    def whole_way(message: str) -> str:
        known = _known(message)
        shown = _Follower(parts, visitor.visitor(), str(g.language)).whole(known)
        return render_template("messages_way_part.html", message=known, way=shown)

    @area.post("/messages/<message>/text")
    def text(message: str) -> str:
        """Show the text, as Twilio has it; the log names who asked."""
        known, who = _known(message), visitor.visitor()
        if not SID.fullmatch(known):
            raise NotFound("That is not the id of a message.")
        logs.step("console-text-shown", reason=who.name, message=known)
        found = patience.within(_TWILIO_SECONDS, lambda: _twilio_has(parts, known))
        said = clean(found.text) if found else ""
        if request.headers.get("HX-Request"):
            return render_template("messages_text.html", text=said)
        shown = _Follower(parts, who, str(g.language)).begun(known)
        return render_template("messages_way.html", message=known, way=shown, text=said)


def _known(message: str) -> str:
    try:
        return way.read_id(message)
    except BotError as error:
        raise NotFound(error.message) from None


def _twilio_has(parts: RelayParts, message: str) -> LoggedMessage | None:
    return MessageLog(parts.live.current).message(MessageSid(message)) if SID.fullmatch(message) else None


class _Follower:
    """Follows messages for one visitor, in the language of the page."""

    def __init__(self, parts: RelayParts, who: Visitor, language: str) -> None:
        self._parts = parts
        self._settings = who.settings(parts.live.current)
        self._has_token = who.github_token is not None
        self._language = Language(language)
        self._zone = ZoneInfo(self._settings.config.time_zone)
        self._texts = tracing.of_page(language)
        self._shown = terminal.of(language).shown
        self._shown_again = terminal.read_back(language).shown

    def begun(self, message: str) -> MessageWay:
        """Return what the relay knows."""
        trail = way.follow(message, self._relay(), None)
        return replace(self._way(trail, None, None, ()), is_whole=False)

    def whole(self, message: str) -> MessageWay:
        """Return all that can be seen; a service that does not answer in time is named."""
        unseen: list[str] = []
        logged = None
        try:
            logged = patience.within(_TWILIO_SECONDS, lambda: _twilio_has(self._parts, message))
        except BotError as error:
            unseen.append(self._shown(Sentence("Twilio does not show it. {why}", why=error.message)))
        try:
            trail, issue = patience.within(_GITHUB_SECONDS, lambda: self._follow(message, logged))
        except BotError as error:
            unseen.append(self._shown(Sentence("GitHub does not show it. {why}", why=error.message)))
            trail, issue = way.follow(message, self._relay(), None, logged), None
        return self._way(trail, logged, issue, unseen)

    def _follow(self, message: str, logged: LoggedMessage | None) -> tuple[Trail, ShownIn | None]:
        github = GithubSide(self._settings, self._texts, self._shown, self._has_token, _MOST_LISTED)
        trail = way.follow(message, self._relay(), github, logged)
        if logged is None or logged.inbound or any("issue" in step.fields for step in trail.steps):
            return trail, None
        return trail, self._conversation(logged)

    def _conversation(self, logged: LoggedMessage) -> ShownIn | None:
        """Return the conversation that a message of ours belongs to, where no report has named its comment."""
        if not self._has_token or not self._settings.environment.CONTACT_KEY:
            return None
        index = IssueIndex(self._settings, _MOST_LISTED)
        index.read(logged.created_at)
        ids = Vault(self._settings.contact_keys).ids(logged.person)
        return index.conversation(logged.person, ids, logged.created_at)

    def _relay(self) -> RelaySide:
        dates = texts.of(self._language).dates
        return RelaySide(
            Path(self._settings.config.relay.log_file),
            self._texts,
            lambda moment: dates.write_moment(moment.astimezone(self._zone)),
            self._parts.store,
        )

    def _way(
        self, trail: Trail, logged: LoggedMessage | None, issue: ShownIn | None, unseen: Sequence[str]
    ) -> MessageWay:
        said = {
            step: SaidStep(
                step.at,
                telling.sentence(step, self._texts, self._shown, self._shown_again),
                telling.address(step),
            )
            for step in trail.steps
        }
        stations = messages_stations.line_of(trail, said)
        if logged and not logged.inbound and logged.status in _DELIVERED | _NOT_DELIVERED:
            sentence = self._shown(Sentence("Twilio says: {status}", status=logged.status))
            stations = messages_stations.with_word_of_twilio(
                stations, sentence, good=logged.status in _DELIVERED
            )
        return MessageWay(
            _KINDS[trail.kind],
            stations,
            [*unseen, *trail.unseen],
            self._facts(logged, issue) if logged else None,
            is_whole=True,
            is_known=bool(trail.steps),
        )

    def _facts(self, logged: LoggedMessage, issue: ShownIn | None) -> MessageFacts:
        spoken = texts.of(self._language)
        meaning = spoken.codes.get(logged.code, spoken.other_code) if logged.code else None
        key = self._settings.environment.CONTACT_KEY
        price = logged.price
        return MessageFacts(
            contacts.masked(logged.person),
            networks.channel_name(logged.person),
            logged.created_at,
            logged.inbound,
            self._shown(logged.status),
            tone_of(logged.status),
            f"{meaning.what[:1].upper()}{meaning.what[1:]} ({logged.code})" if meaning else "",
            meaning.remedy if meaning else "",
            logged.segments,
            logged.files,
            costs.money(price, logged.currency, self._language) if price is not None else "",
            Vault(self._settings.contact_keys).contact_id(logged.person) if key else "",
            filters.beginning(clock.now(), self._zone, at=logged.created_at),
            issue,
        )
