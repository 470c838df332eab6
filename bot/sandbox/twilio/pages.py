"""The phones as pages in a browser."""

from __future__ import annotations

import base64

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from bot.sandbox.twilio import rules
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.values import Media

# Only these are shown inline: other types could contain scripts.
_SHOWN_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def blueprint(twilio: TwilioEmulator, issues_url: str | None) -> Blueprint:
    """Return the pages, with a link to the issues if there is an address for them."""
    pages = Blueprint("pages", __name__)
    pages.add_app_template_filter(data_url)

    @pages.get("/")
    def home() -> Response:
        return redirect(url_for("pages.phones"))

    @pages.get("/phones")
    def phones() -> str:
        people = [(phone, twilio.state.thread(phone.number)) for phone in twilio.state.phones()]
        return render_template("phones.html", people=people, issues_url=issues_url)

    @pages.get("/phones/<number>")
    def phone(number: str) -> str:
        """Show a phone; opening the page counts as reading its messages."""
        twilio.person_reads(number)
        return render_template(
            "phone.html",
            phone=twilio.state.phone(number),
            bubbles=twilio.state.thread(number),
            issues_url=issues_url,
        )

    @pages.post("/phones/<number>")
    def text(number: str) -> Response:
        whatsapp = request.form.get("channel") == "whatsapp"
        body = request.form.get("body", "").strip()
        if body:
            sender = rules.on_channel(number, whatsapp=whatsapp)
            recipient = twilio.state.sender_for(whatsapp=whatsapp).address
            twilio.person_texts(sender, recipient, body)
        return redirect(url_for("pages.phone", number=number), code=303)

    return pages


def data_url(media: Media) -> str:
    """Return a picture as a `data:` URL, or nothing for other types."""
    if media.content_type not in _SHOWN_TYPES or not media.content:
        return ""
    return f"data:{media.content_type};base64,{base64.b64encode(media.content).decode()}"
