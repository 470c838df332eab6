"""The page *Send a message*: a form that counts, prices and judges as one types, and is taken as an order once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from werkzeug.exceptions import TooManyRequests

from bot.console.entry import returning, visitor
from bot.console.sending import addressed, destination, form, test_message, views
from bot.console.sending.counting import PriceInquiries
from bot.console.sending.form import SendForm
from bot.console.sending.judging import Judge
from bot.console.sending.sent import Follower, token_name
from bot.core import logs
from bot.core.messages import Purpose
from bot.core.settings import Settings
from bot.relay.mounting import RelayParts
from bot.relay.store.lock import StoreError
from bot.rules.sending import templates
from bot.rules.sending.order_form import InvalidFieldsError, SendRequest
from bot.rules.texts import terminal

# How long a request waits for others: as one types hardly, since the page asks again; longer where it cannot.
_TYPING_SECONDS, _PAGE_SECONDS = 0.2, 5.0
_USED = "This form has already sent a message, which is in the list below. Send again to order another one."
_NO_PHONE = "There is no such phone any more in ADMIN_PHONES."

_Answer = Response | str | tuple[str, int]


def blueprint(parts: RelayParts) -> Blueprint:
    """Return the routes of the page."""
    area = Blueprint("send", __name__)
    follower = Follower(parts)
    follower.add_routes(area)
    Composer(parts, follower).add_routes(area)
    return area


class Composer:
    """The form of the page, and what it sends."""

    def __init__(self, parts: RelayParts, follower: Follower) -> None:
        self._parts = parts
        self._follower = follower
        self._judge = Judge()
        self._prices = PriceInquiries()

    def add_routes(self, area: Blueprint) -> None:
        @area.get("/send")
        def page() -> str:
            return self._page(SendForm.of({}, self._settings))

        @area.post("/send")
        def send() -> _Answer:
            filled = SendForm.of(request.form, self._settings)
            return self._checked(filled) if "check" in request.form else self._sent(filled)

        @area.post("/send/content")
        def content() -> Response:
            """Show the fields of the chosen channel and template, and trigger the checks that depend on them."""
            filled = SendForm.of(request.form, self._settings)
            answer = make_response(render_template("send_content.html", **self._fields(filled)))
            answer.headers["HX-Trigger-After-Settle"] = "renewed"
            return answer

        @area.post("/send/check")
        def check() -> str:
            filled = SendForm.of(request.form, self._settings)
            return render_template("send_check.html", live=True, **self._looked(filled, _TYPING_SECONDS))

        @area.post("/send/verdict")
        def verdict() -> str:
            filled = SendForm.of(request.form, self._settings)
            return render_template("send_verdict.html", **self._judged(filled, _TYPING_SECONDS))

        @area.post("/send/test")
        def test() -> _Answer:
            empty = SendForm.of({}, self._settings)
            wanted = test_message.request_of(request.form, self._settings)
            if wanted is None:
                return self._page(empty, trouble=_NO_PHONE), 404
            return self._ordered(wanted, empty, {})

    @property
    def _settings(self) -> Settings:
        return self._parts.live.current

    def _checked(self, filled: SendForm) -> str:
        checked = form.check(filled, self._settings)
        return self._page(filled, checked.faults, patience=_PAGE_SECONDS)

    def _sent(self, filled: SendForm) -> _Answer:
        checked = form.check(filled, self._settings)
        return self._ordered(checked.request, filled, checked.faults)

    def _ordered(self, wanted: SendRequest | None, filled: SendForm, faults: Mapping[str, str]) -> _Answer:
        """Order the message as the API would, and show its way; or the form with what is wrong."""
        if wanted is None:
            logs.trouble("order-refused", status=422, count=len(faults))
            return self._page(filled, faults), 422
        who, intake = visitor.visitor(), self._parts.intake
        try:
            intake.quota.take(token_name(who.name))
            order = intake.take(wanted, token_name(who.name))
        except TooManyRequests as error:
            trouble = terminal.read_back(g.language).shown(error.description or "")
            return self._page(filled, trouble=trouble), 429
        except StoreError as error:
            return self._page(filled, trouble=error.message), 503
        except InvalidFieldsError as error:
            if any(fault.field == "idempotency_key" for fault in error.faults):
                return self._page(replace(filled, key=form.new_key()), trouble=_USED), 409
            return self._page(filled, form.by_field(error)), 422
        answer = returning.to(url_for("send.order", order=order))
        addressed.keep(answer, order, wanted, who.session, self._parts.store.keys)
        return answer

    def _page(
        self,
        filled: SendForm,
        faults: Mapping[str, str] | None = None,
        *,
        trouble: str = "",
        patience: float = 0.0,
    ) -> str:
        return render_template(
            "send.html",
            live=False,
            trouble=trouble,
            orders=self._follower.latest(),
            tests=test_message.offered(self._settings),
            **self._fields(filled, faults or {}),
            **self._looked(filled, patience),
        )

    def _fields(self, filled: SendForm, faults: Mapping[str, str] = MappingProxyType({})) -> dict[str, Any]:
        """Return what the fields of the form hold and offer, and what is wrong with them."""
        settings = self._settings
        return {
            "form": filled,
            "faults": faults,
            "purposes": list(Purpose),
            "channels": form.channels(settings),
            "countries": destination.choices(settings),
            "templates": templates.for_channel(settings.config.templates, filled.channel),
            "section": filled.section(settings),
        }

    def _looked(self, filled: SendForm, patience: float) -> dict[str, Any]:
        """Return what the text costs, what was understood of the number, and the verdict."""
        settings = self._settings
        counted = self._prices.count(filled, settings, patience)
        estimate = counted.estimate
        return {
            "number": filled.number,
            "counted": counted,
            "price": views.price(estimate, filled.channel) if estimate else None,
            "ours": views.ours(filled.channel, settings),
            **self._judged(filled, patience),
        }

    def _judged(self, filled: SendForm, patience: float) -> dict[str, Any]:
        """Return the verdict on what is in the form; it needs a number, and does not depend on the text."""
        settings = self._settings
        subject = form.subject_of(filled, settings)
        if isinstance(subject, str):
            return {"verdict": None, "pending": False, "hindrance": subject}
        who = visitor.visitor()
        told = self._judge.judge(subject, who.session.digest, who.settings(settings), patience)
        shown = views.verdict(told, settings) if told else None
        return {"verdict": shown, "pending": told is None, "hindrance": ""}
