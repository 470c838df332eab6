"""How Twilio changes texts on their way, so that a message's body is not what was asked for.

Sources: twilio.com/docs/messaging/services/smart-encoding-char-list (an excerpt of its table), and for the prefix of
trial accounts twilio.com/docs/usage/tutorials/how-to-use-your-free-trial-account.
"""

from __future__ import annotations

# ruff: noqa: RUF001 - letters that look alike are the subject here

TRIAL_PREFIX = "Sent from your Twilio trial account - "

_REPLACED = {
    **dict.fromkeys("«»“”ʺˮ״„‟″‶", '"'),
    **dict.fromkeys("‘’ʻˈʼʹ′‵‛", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u2000\u2002\u2003\u2009\u202f\u3000", " "),
    **dict.fromkeys("\u200b\u2060\ufeff", ""),
    "…": "...",
    "•": "-",
    "‼": "!!",
    "÷": "/",
    "¼": "1/4",
    "½": "1/2",
    "¾": "3/4",
}


def smart_encoded(text: str) -> str:
    """Return the text with the characters replaced that Smart Encoding knows; it maps no accented letters."""
    return "".join(_REPLACED.get(letter, letter) for letter in text)
