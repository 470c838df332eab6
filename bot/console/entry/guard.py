"""Admits visitors who are signed in, and forms of the console's own pages alone."""

from __future__ import annotations

import hmac

from flask import Response, g, request, url_for
from werkzeug.exceptions import Forbidden, Unauthorized

from bot.console.entry import returning, visitor, written
from bot.console.entry.administrators import Administrators
from bot.console.entry.sessions import Sessions
from bot.console.entry.visitor import Visitor
from bot.core.sentences import Sentence
from bot.pages import hosts
from bot.relay.mounting import RelayParts

FIELD, HEADER = "form-token", "X-Form-Token"
# What pages send that ask by themselves: who has left is signed out nevertheless.
UNATTENDED, UNATTENDED_FIELD = "X-Unattended", "unattended"
# What is shown to who is not signed in.
OPEN = frozenset({"sign_in.form", "sign_in.sign_in", "sign_in.link", "sign_in.use_link", "account.language"})
_ASSETS = "assets.asset"
_SIGNED_IN_AGAIN = "You have signed in again since this page was loaded, as {name}: send it once more."
_ENDED = "Your session has ended, and nothing was sent. Sign in in another tab, then send it again here."
_ENDED_AND_LEFT = (
    "Your session had ended: nothing was sent. Copy what you had written, sign in and send it again."
)


class Guard:
    """Looks at each request before its page does."""

    def __init__(self, parts: RelayParts, sessions: Sessions) -> None:
        self._parts = parts
        self._sessions = sessions

    def admit(self) -> Response | None:
        """Return None to let the request in, else the answer to give; raises Forbidden, StoreError."""
        g.visitor, g.is_own_form = None, False
        if request.endpoint == _ASSETS:
            return None
        if request.method not in ("GET", "HEAD"):
            _require_own_page(self._parts.live.current.config.relay.public_url)
            g.is_own_form = True
        g.visitor = self._visitor()
        if g.visitor is None:
            return None if request.endpoint in OPEN else _to_sign_in()
        if request.method not in ("GET", "HEAD"):
            _require_form_token(g.visitor)
        return None

    def _visitor(self) -> Visitor | None:
        secret = visitor.cookie(visitor.SESSION)
        is_unattended = UNATTENDED in request.headers or UNATTENDED_FIELD in request.args
        # A form is sent by somebody, also from within a part that asks by itself.
        used = request.method == "POST" or not is_unattended
        session = self._sessions.find(secret, used=used) if secret else None
        administrators = Administrators.of(self._parts.live.current.environment.CONSOLE_ADMINISTRATORS)
        if session is None or session.name not in administrators:
            return None
        return Visitor(session, visitor.github_token(session, self._parts.store.keys))


def _require_own_page(public_url: str) -> None:
    """Raise Forbidden for a form that another site sends: browsers name the page's site (Fetch Standard, 3.1)."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin is None:
        is_ours = site in ("same-origin", "none")
    else:
        given = hosts.of_address(origin)
        # A proxy may not pass on the host that the browser asked for.
        is_ours = bool(given) and given in (request.host, hosts.of_address(public_url))
    if not is_ours:
        raise Forbidden("This form was sent by another site. Open the console and send it from there.")


def _require_form_token(visitor: Visitor) -> None:
    given = request.headers.get(HEADER) or request.form.get(FIELD, "")
    if not hmac.compare_digest(visitor.session.form_token.encode(), given.encode(errors="replace")):
        if "HX-Request" in request.headers:  # whose page stays, and has the token of now from this answer
            raise Forbidden(Sentence(_SIGNED_IN_AGAIN, name=visitor.name))
        raise Forbidden("This form is of an earlier sign-in. Load the page again and send it once more.")


def _to_sign_in() -> Response:
    """Send the browser to the sign-in page, from where it comes back.

    For htmx that is a reload, but where somebody may be writing: the page keeps their text, and says what happened.
    Without scripts there is no page that could keep it, and what says so shows it.
    """
    is_form = request.method == "POST" and request.endpoint != "account.sign_out"
    if "HX-Request" in request.headers:
        if is_form:
            raise Unauthorized(_ENDED)
        answer = Response(status=204)
        answer.headers["HX-Refresh"] = "true"
        return answer
    if is_form and written.texts():
        raise Unauthorized(_ENDED_AND_LEFT)
    here = returning.here()
    return returning.to(url_for("sign_in.form", to=None if here == "/" else here, ended=int(is_form) or None))
