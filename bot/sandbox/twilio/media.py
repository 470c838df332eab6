"""The Media resource, and the address of its bytes.

Source: Twilio's API reference, page "Media resource".
"""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import urlsplit

from flask import Response, jsonify, request

from bot.sandbox.twilio import shapes
from bot.sandbox.twilio.responses import nothing_left, page
from bot.sandbox.twilio.state import UnknownSidError
from bot.sandbox.twilio.switchboard import Switchboard


def listed(switchboard: Switchboard, sid: str) -> Response:
    account_sid = switchboard.state.account_sid
    entries = [shapes.media(media, account_sid, sid) for media in switchboard.state.message(sid).media]
    return page("media_list", entries, ())


def fetch(switchboard: Switchboard, sid: str, media: str) -> Response:
    found = switchboard.state.media(sid, media)
    return jsonify(shapes.media(found, switchboard.state.account_sid, sid))


def delete(switchboard: Switchboard, sid: str, media: str) -> Response:
    switchboard.state.remove_media(sid, media)
    return nothing_left()


def redirected(switchboard: Switchboard, sid: str, media: str) -> Response:
    """Redirect to the bytes on another host, which takes a signed address and no credentials."""
    switchboard.state.media(sid, media)
    port = urlsplit(request.host_url).port
    host = "localhost" if request.host.startswith("127.0.0.1") else "127.0.0.1"
    path = f"/_media/{sid}/{media}"
    target = f"http://{host}:{port}{path}?Signature={_media_signature(switchboard, path)}"
    return Response(status=302, headers={"Location": target})


def _media_signature(switchboard: Switchboard, path: str) -> str:
    return hmac.new(switchboard.state.auth_token.encode(), path.encode(), hashlib.sha256).hexdigest()


def stored(switchboard: Switchboard, message_sid: str, media_sid: str) -> Response:
    """Answer as the content delivery network does: credentials in addition to a signed address are an error."""
    if "Authorization" in request.headers:
        return Response("Only one auth mechanism allowed", status=400, mimetype="text/plain")
    good = _media_signature(switchboard, request.path)
    if not hmac.compare_digest(request.args.get("Signature", ""), good):
        return Response("Access denied", status=403, mimetype="text/plain")
    try:
        media = switchboard.state.media(message_sid, media_sid)
    except UnknownSidError:
        return Response("Not found", status=404, mimetype="text/plain")
    response = Response(media.content, content_type=media.content_type)
    # The sender chose content and type: no browser may run it with this page's rights.
    response.headers["Content-Security-Policy"] = "sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
