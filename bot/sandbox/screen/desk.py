"""The right pane: the conversations and one issue as maintainers see it, and the box to comment in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound

from bot.core import contact_keys
from bot.core.errors import BotError
from bot.core.messages import Address, Channel
from bot.core.sentences import Sentence
from bot.rules.people import contacts
from bot.rules.texts import terminal
from bot.sandbox.emulator import reader
from bot.sandbox.github import file_pages, issue_forms, issue_view, label_colours
from bot.sandbox.github.issue_view import IssueReader, IssueRow
from bot.sandbox.github.issues import IssueFilter
from bot.sandbox.github.markdown_links import Surroundings
from bot.sandbox.github.values import Comment, Issue, MissingError
from bot.sandbox.screen import offers
from bot.sandbox.screen.pane import Answer, Pane, keep_open, opened, opened_number
from bot.sandbox.screen.parts import Parts

_USUAL = "marina"
_LISTED = 40
_REVEALED = "shown"


@dataclass(frozen=True, slots=True)
class ListedConversation:
    """A conversation in the list: who it is with, and whether somebody waits."""

    issue: Issue
    who: str
    channel: str
    waits: bool


def pane(parts: Parts) -> Pane:
    desk = _Desk(parts)
    # The issue's entries are drawn by the templates of the emulated GitHub's own pages.
    routes = Blueprint("desk", __name__, template_folder="../page")
    shown = Pane("desk", desk.values, desk.mark, routes)

    def write(number: int) -> Answer:
        login, body = request.form.get("login", ""), request.form.get("body", "").strip()
        state = request.form.get("state", "")
        issue = desk.issue(number)
        keep_open(issue=number)
        if login not in issue_view.commenters(parts.state):
            return shown.refuse("Nobody of that name may comment here.", draft=body)
        if state and not issue_view.may_move(parts.state, login, issue):
            sentence = Sentence("{login} may not close or reopen this issue.", login=login)
            return shown.refuse(sentence, draft=body)
        if not body and not state:
            return shown.refuse("Write a comment first.")
        unwritten = body
        try:
            if body:
                parts.at_github.comment(number, login, body)
                unwritten = ""
            if state:
                move = parts.at_github.close if state == "closed" else parts.at_github.reopen
                move(number, login)
        except BotError as error:
            return shown.refuse(error.message, draft=unwritten)
        return shown.answer()

    def edit(comment: int) -> Answer:
        body, edited = request.form.get("body", "").strip(), desk.comment(comment)
        keep_open(issue=edited.issue)
        try:
            parts.at_github.edit(comment, edited.author, body)
        except BotError as error:
            return shown.refuse(error.message)
        return shown.answer(edit="")

    routes.add_url_rule("/issues/<int:number>", "write", write, methods=["POST"])
    routes.add_url_rule("/comments/<int:comment>", "edit", edit, methods=["POST"])
    routes.add_url_rule("/labels.css", "labels", desk.labels)
    routes.add_url_rule("/files/<path:place>", "file", desk.file)
    routes.add_url_rule("/attachments/<key>", "attachment", desk.attachment)
    return shown


class _Desk:
    def __init__(self, parts: Parts) -> None:
        self._parts, self._state = parts, parts.state

    def mark(self) -> object:
        """Return what changes with any issue; comparing it is cheap, since what stayed is the same object."""
        return tuple(self._state.issues.everything()), self._state.reactions.changes

    def values(self) -> Mapping[str, Any]:
        reading = IssueReader(self._state, self._surroundings())
        rows = self._rows(reading)
        language = reader.language()
        common = {
            "rows": [self._listed(row) for row in rows[:_LISTED]],
            "home": self._home,
            "forms": issue_forms.offered(self._parts.actions.tree.folder),
            "issue": None,
        }
        issue = self._shown(rows)
        if issue is None:
            return common
        reveal = opened("hidden") == _REVEALED
        return {
            **common,
            "issue": issue,
            "labels": reading.labels(issue),
            "timeline": reading.timeline(issue.number, reveal=reveal),
            "reveal": reveal,
            "editing": opened("edit"),
            "people": issue_view.commenters(self._state),
            "usual": _USUAL,
            "commands": offers.of_commands(language),
            "kept": offers.of_kept_texts(self._parts, language),
        }

    def issue(self, number: int) -> Issue:
        try:
            return self._state.issues.get(number)
        except LookupError:
            raise NotFound from None

    def comment(self, number: int) -> Comment:
        """Return a comment that may be edited: nobody edits what others wrote here."""
        try:
            found = self._state.issues.get_comment(number)
        except MissingError:
            raise NotFound from None
        if found.author not in issue_view.commenters(self._state):
            raise NotFound
        return found

    def labels(self) -> Response:
        return Response(label_colours.sheet(self._state.labels.all()), mimetype="text/css")

    def file(self, place: str) -> Response:
        """Return a file that the bot keeps, for a picture in an issue."""
        try:
            return file_pages.typed(file_pages.find(self._state.files, place), place)
        except MissingError:
            raise NotFound from None

    def attachment(self, key: str) -> Response:
        try:
            found = self._state.files.attachment(key)
        except MissingError:
            raise NotFound from None
        return file_pages.served(found.content, found.content_type)

    @property
    def _home(self) -> str:
        return self._parts.addresses.issues.removesuffix("/issues")

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            home=self._home,
            logins=frozenset(user.login.lower() for user in self._state.people.everyone()),
            title=lambda number: issue_view.title_of(self._state, number),
            picture=self._picture,
            comment=terminal.of(reader.language()).shown("comment"),
            target="_blank",
        )

    def _picture(self, url: str) -> str:
        """Return where this page finds a picture of the emulated GitHub: it may fetch nothing from another host."""
        for kind in ("raw", "blob"):
            if url.startswith(f"{self._home}/{kind}/"):
                return url_for("desk.file", place=url.removeprefix(f"{self._home}/{kind}/").partition("?")[0])
        assets = f"{self._parts.addresses.github}/user-attachments/assets/"
        if url.startswith(assets):
            return url_for("desk.attachment", key=url.removeprefix(assets))
        return url

    def _rows(self, reading: IssueReader) -> Sequence[IssueRow]:
        """Return the issues: who waits first, then the other open ones, then the rest; the newest of each first."""
        found = reading.rows(IssueFilter(state="all", sort="updated"))
        waiting = self._parts.configuration.labels.waiting
        return sorted(found, key=lambda row: (row.issue.state != "open", not row.has(waiting)))

    def _listed(self, row: IssueRow) -> ListedConversation:
        labels = self._parts.configuration.labels
        who = row.issue.title
        if row.has(labels.received):
            who = who.partition(": ")[0].rpartition(" · ")[2]
        channel = "SMS" if row.has(labels.sms) else "WhatsApp" if row.has(labels.whatsapp) else ""
        waits = row.issue.state == "open" and row.has(labels.waiting)
        return ListedConversation(row.issue, who, channel, waits)

    def _shown(self, rows: Sequence[IssueRow]) -> Issue | None:
        """Return the issue that is open: the one chosen, else that of the phone that is open, else the first.

        A phone without a conversation shows none: what is written below another person's would be sent to that person.
        """
        known = self._known(opened_number("issue"))
        if known or not opened("phone"):
            return known or (rows[0].issue if rows else None)
        label = self._label_of(opened("phone"))
        return next((row.issue for row in rows if row.has(label)), None)

    def _known(self, number: int) -> Issue | None:
        try:
            return self._state.issues.get(number)
        except LookupError:
            return None

    def _label_of(self, number: str) -> str:
        """Return the label of the person with a phone."""
        key = contact_keys.id_keys([self._parts.contact_key])[0]
        contact = contacts.contact_id(Address(Channel.SMS, number), key)
        return self._parts.configuration.labels.of_contact(contact)
