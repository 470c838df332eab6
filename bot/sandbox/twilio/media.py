"""The Media resource, and the address of its bytes.

Source: Twilio's API reference, page "Media resource".
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import quote, urlsplit

from flask import Response, jsonify, request

from bot.sandbox.twilio import shapes
from bot.sandbox.twilio.emulator import TwilioEmulator
from bot.sandbox.twilio.responses import nothing_left, page
from bot.sandbox.twilio.state import UnknownSidError


def listed(twilio: TwilioEmulator, sid: str) -> Response:
    account_sid = twilio.state.account_sid
    entries = [shapes.media(media, account_sid, sid) for media in twilio.state.message(sid).media]
    return page("media_list", entries, ())


def fetch(twilio: TwilioEmulator, sid: str, media: str) -> Response:
    found = twilio.state.media(sid, media)
    return jsonify(shapes.media(found, twilio.state.account_sid, sid))


def delete(twilio: TwilioEmulator, sid: str, media: str) -> Response:
    twilio.state.remove_media(sid, media)
    return nothing_left()


def redirected(twilio: TwilioEmulator, sid: str, media: str) -> Response:
    """Redirect to the bytes on another host, which takes a signed address and no credentials."""
    twilio.state.media(sid, media)
    port = urlsplit(request.host_url).port
    host = "localhost" if request.host.startswith("127.0.0.1") else "127.0.0.1"
    path = f"/_media/{sid}/{media}"
    target = f"http://{host}:{port}{path}?Signature={_media_signature(twilio, path)}"
    return Response(status=302, headers={"Location": target})


def _media_signature(twilio: TwilioEmulator, path: str) -> str:
    return hmac.new(twilio.state.auth_token.encode(), path.encode(), hashlib.sha256).hexdigest()


def stored(twilio: TwilioEmulator, message_sid: str, media_sid: str) -> Response:
    """Answer as the content delivery network does: credentials in addition to a signed address are an error."""
    if "Authorization" in request.headers:
        return Response("Only one auth mechanism allowed", status=400, mimetype="text/plain")
    good = _media_signature(twilio, request.path)
    if not hmac.compare_digest(request.args.get("Signature", ""), good):
        return Response("Access denied", status=403, mimetype="text/plain")
    try:
        media = twilio.state.media(message_sid, media_sid)
    except UnknownSidError:
        return Response("Not found", status=404, mimetype="text/plain")
    response = Response(media.content, content_type=media.content_type)
    if media.name:
        response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(media.name, safe='')}"
    # The sender chose content and type: no browser may run it with this page's rights.
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
