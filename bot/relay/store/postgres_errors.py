"""What PostgreSQL's errors mean for whoever runs the relay: sentences without hosts, users, statements or values."""

from __future__ import annotations

import psycopg
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.core.sentences import Sentence
from bot.relay.store.lock import StoreError

_ANSWER = (
    "Check that PostgreSQL runs and can be reached as relay.database in config.yml says. A running relay goes on by "
    "itself once it answers; Twilio delivers again meanwhile."
)
_ACCESS = "Check relay.database in config.yml and RELAY_DATABASE_PASSWORD in .env, and start the relay again."
LOCKED = "Another relay or program keeps the database busy: look at pg_stat_activity. Twilio delivers again meanwhile."
# postgresql.org/docs/current/errcodes-appendix.html
_BY_CODE = {
    "25006": ("it is read-only, as a standby is", _ANSWER),
    "28000": ("it does not let the relay in", _ACCESS),
    "28P01": ("it refuses the user or the password", _ACCESS),
    "3D000": ("it has no such database", "Create the database that relay.database in config.yml names."),
    "40P01": ("two writes held each other up", LOCKED),
    "42501": ("its user may not do this", "Make the relay's user the owner of the database."),
    "53100": ("its disk is full", "Make room on PostgreSQL's machine. A running relay goes on by itself."),
    "53300": ("it has no connection free", "Raise max_connections: a relay process takes up to 32."),
    "55P03": ("it is locked by another write that does not end", LOCKED),
    "TLS": (
        "it is not reached by TLS as sslmode asks",
        "Check sslmode and sslrootcert in relay.database, and the certificate of the server.",
    ),
    "57014": ("it takes too long to answer", LOCKED),
}
# Not what it says when a connection breaks, which is no fault of the settings.
_TLS = (
    "does not support SSL",
    "root certificate",
    "certificate verify failed",
    "server certificate",
    "sslmode",
)
# How libpq's own errors while connecting name the same; they have no code.
_BY_WORD = {
    "password": "28P01",
    "no pg_hba.conf entry": "28000",
    'role "': "28000",
    'database "': "3D000",
    "too many": "53300",
    "remaining connection slots": "53300",
}


def error_of(error: Exception) -> StoreError:
    """Return what an error of the driver or the pool means."""
    if isinstance(error, StoreError):
        return error
    cause = getattr(error, "orig", None) or error
    if isinstance(error, PoolTimeoutError):
        return _made("all its connections are in use", LOCKED)
    code = getattr(cause, "sqlstate", None) or _code_of_words(cause)
    if code in _BY_CODE:
        return _made(*_BY_CODE[code])
    if isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError | OSError):
        return _made("it cannot be reached", _ANSWER)
    return _made(Sentence("it reports error {code}", code=code or type(cause).__name__), _ANSWER)


def _code_of_words(cause: BaseException) -> str:
    words = str(cause)
    if "FATAL" not in words and any(word in words for word in _TLS):
        return "TLS"
    if not isinstance(cause, psycopg.OperationalError) or not ("FATAL" in words or "no password" in words):
        return ""
    said = words.partition("FATAL:")[2] or words
    return next((code for word, code in _BY_WORD.items() if word in said), "")


def _made(reason: str, remedy: str) -> StoreError:
    return StoreError(Sentence("PostgreSQL: {reason}", reason=reason), remedy)
