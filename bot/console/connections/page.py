"""The routes of the page *Messaging connections*."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, Response, g, render_template, request, url_for
from markupsafe import Markup, escape
from werkzeug.exceptions import NotFound

from bot.console.connections import account, form, results
from bot.console.connections.asking import TwilioQuestion
from bot.console.connections.changing import ConnectionWork
from bot.console.connections.testing import STEP_OF, ConnectionTests, Tester
from bot.console.entry import returning
from bot.console.entry.visitor import visitor
from bot.console.tools.work import Work
from bot.core import clock
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.operate.connecting import connection_change, connections
from bot.operate.connecting.connections import Faults, TwilioConnection
from bot.relay.mounting import RelayParts

_VERIFIED_WITHIN_SECONDS = 15.0
_CODE, _STRESSED = re.compile(r"`([^`]+)`"), re.compile(r"\*(\w[^*<]*)\*")
_CUT_OFF_AFTER = timedelta(minutes=2)
_NEEDS_TOKEN = BotError(
    "Without a GitHub token of yours the workflows' secrets cannot be changed from here, and the relay alone is not "
    "changed."
)


def blueprint(parts: RelayParts) -> Blueprint:
    """Return the routes of the page."""
    area = Blueprint("connections", __name__)
    pages = _Pages(parts)
    area.add_app_template_filter(decimal, "decimal")
    area.add_app_template_filter(marked, "marked")
    for rule, view, method in (
        ("/connections", pages.page, "GET"),
        ("/connections/test", pages.progress, "GET"),
        ("/connections/test", pages.test, "POST"),
        ("/connections/fix", pages.fix, "POST"),
        ("/connections/change", pages.open_form, "GET"),
        ("/connections/change", pages.change, "POST"),
        ("/connections/numbers", pages.numbers, "POST"),
        ("/connections/change/<work>", pages.changed, "GET"),
    ):
        name = view.__name__
        area.add_url_rule(rule, name, view, methods=[method])
    return area


def marked(sentence: str) -> Markup:
    """Return a sentence with what it names as a terminal does, `such` or *such*, as the page does."""
    text = _CODE.sub(r"<code>\1</code>", str(escape(sentence)))
    return Markup(_STRESSED.sub(r"<em>\1</em>", text))  # noqa: S704 - escaped above


def decimal(number: float) -> str:
    """Return a number with one digit behind the comma or point of the page's language."""
    return f"{number:.1f}".replace(".", "," if g.language == "pt-BR" else ".")


def _is_part() -> bool:
    """Return whether htmx asks, which takes a part of the page."""
    return "HX-Request" in request.headers


class _Pages:
    """The views."""

    def __init__(self, parts: RelayParts) -> None:
        self._parts = parts
        self._tests = ConnectionTests(parts.store)
        self._work = Work(parts.store)

    @property
    def _settings(self) -> Settings:
        """The relay's settings as they are, with the visitor's own GitHub token."""
        return visitor().settings(self._parts.live.current)

    def page(self) -> str:
        # Before Twilio is asked: the store answers within the time of a request.
        test = results.shown(self._tests.progress())
        since = connection_change.interrupted_since(self._parts.live.folder)
        return render_template(
            "connections.html",
            connection=account.look(self._settings),
            test=test,
            cut_off=since is not None and clock.now() - since > _CUT_OFF_AFTER,
        )

    def progress(self) -> str | Response:
        if not _is_part():
            return _to_test()
        return render_template("connections_test.html", test=results.shown(self._tests.progress()))

    def test(self) -> str | Response:
        self._tests.start(visitor().name, self._tester.test)
        return self.progress()

    def fix(self) -> str | Response:
        check, plan, tester = request.form.get("check", ""), request.form.get("plan", ""), self._tester
        if check not in STEP_OF:
            raise NotFound("There is no such check.")
        self._tests.go_on(visitor().name, lambda report: tester.set_right(check, plan, report))
        return self.progress()

    @property
    def _tester(self) -> Tester:
        return Tester(self._settings, self._parts.live.folder)

    def open_form(self) -> str:
        return render_template("connections_form.html", form=form.blank(visitor(), self._settings))

    def numbers(self) -> str:
        """Show what the account has that is typed, without changing anything."""
        given, settings = form.typed(request.form), self._settings
        present = TwilioConnection.of(settings)
        wanted = TwilioConnection.typed(given, present)
        faults = connections.faults_of_shape(wanted, present, settings)
        faults = {name: fault for name, fault in faults.items() if name in ("account_sid", "auth_token")}
        shown = self._looked_up(
            given, faults, lambda: connections.faults_at_twilio(wanted, settings, ["auth_token"])
        )
        return render_template(
            "connections_numbers.html" if _is_part() else "connections_form.html", form=shown
        )

    def change(self) -> str | Response | tuple[str, int]:
        given, settings, who = form.typed(request.form), self._settings, visitor()
        present = TwilioConnection.of(settings)
        wanted = TwilioConnection.typed(given, present)
        faults = connections.faults_of_shape(wanted, present, settings)
        names = connections.to_verify(wanted, present)
        shown = self._looked_up(
            given,
            faults,
            lambda: connections.faults_at_twilio(wanted, settings, names),
            None if who.github_token else _NEEDS_TOKEN,
        )
        if shown.faults or shown.trouble:
            return render_template("connections_form.html", form=shown), 422
        is_seen = self._is_seen(request.form.get("seen", ""))
        change = ConnectionWork(self._parts.live, wanted, who.github_token)
        work = self._work.start(
            "connection-change", who.session.digest, lambda report: change.make(report, is_seen)
        )
        return returning.to(url_for("connections.changed", work=work))

    def _is_seen(self, seen: str) -> Callable[[TwilioConnection], bool]:
        """Return what tells whether a connection is the one that the form in work was made of."""
        who = visitor()
        return lambda present: form.fingerprint(who, present) == seen

    def _looked_up(
        self,
        given: dict[str, str],
        faults: Faults,
        ask: Callable[[], Faults],
        trouble: BotError | None = None,
    ) -> form.ConnectionForm:
        """Return the form with what is wrong: in itself, or, where nothing is, at Twilio."""
        if not faults and trouble is None:
            try:
                faults = TwilioQuestion("the account", ask, _VERIFIED_WITHIN_SECONDS).required()
            except BotError as error:
                trouble = error
        return form.filled(given, request.form.get("seen", ""), self._settings, faults, trouble)

    def changed(self, work: str) -> str:
        found = self._work.progress(work, visitor().session.digest)
        if found is None:
            raise NotFound("That change is of another sign-in, or too long ago.")
        template = "connections_progress.html" if _is_part() else "connections_changed.html"
        return render_template(template, work=found, id=work)


def _to_test() -> Response:
    return returning.to(url_for("connections.page", _anchor="test"))
