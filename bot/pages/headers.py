"""The headers of every page: it runs no code but ours, is shown in no frame, and tells other hosts nothing.

Sources: W3C Content Security Policy Level 3; OWASP HTTP Headers Cheat Sheet.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response

# No inline code or style, and no host of others. Pictures may be part of a page itself (`data:`).
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # With `no-referrer` browsers would send `Origin: null` with our own forms (Fetch Standard, 3.1).
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def install(area: Flask | Blueprint) -> None:
    """Add the headers to every answer of an app or a blueprint; browsers and proxies keep nothing but assets.

    A view may set a stricter policy for what it answers, such as a stranger's file.
    """

    @area.after_request
    def secure(answer: Response) -> Response:
        for name, value in _HEADERS.items():
            answer.headers.setdefault(name, value)
        if not answer.cache_control.immutable:
            answer.headers["Cache-Control"] = "no-store"
        return answer
