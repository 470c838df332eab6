"""Whether a failed HTTP request may have been carried out."""

from __future__ import annotations

from urllib3.exceptions import MaxRetryError, NewConnectionError, ProxyError


def never_opened(error: Exception) -> bool:
    """Whether no connection was made: the port refused it, or the name did not resolve. Then nothing was done.

    `error` is a ConnectionError of requests, which wraps the one of urllib3 (requests/adapters.py, HTTPAdapter.send).
    """
    wrapped = error.args[0] if error.args else None
    reason = wrapped.reason if isinstance(wrapped, MaxRetryError) else wrapped
    if isinstance(reason, ProxyError):
        reason = reason.original_error
    return isinstance(reason, NewConnectionError)  # NameResolutionError is one
