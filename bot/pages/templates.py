"""What every template can use: `_` for sentences, `moment`, `day`, `hour` and `time` for times, `asset` for files.

Templates are written in English. `_("Sent to {place}", place=...)` shows the sentence in the language of the page; its
Portuguese is in `rules/texts/terminal/`, as that of all that terminals show.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask
from jinja2 import StrictUndefined

from bot.core import clock
from bot.core.sentences import Sentence
from bot.pages.assets import Assets
from bot.rules.texts import terminal

LANGUAGES = {"pt-BR": "Português", "en": "English"}
_MOMENTS = {"pt-BR": ("%d/%m %H:%M", "%d/%m/%Y"), "en": ("%d %b %H:%M", "%d %b %Y")}


def install(app: Flask, assets: Assets, language: Callable[[], str], zone: Callable[[], ZoneInfo]) -> None:
    """Give the templates of an app what they can use; `language` and `zone` are those of the page in work."""
    app.jinja_env.undefined = StrictUndefined  # a slip of ours is an error, not an empty place
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    def shown(pattern: str, **values: object) -> str:
        sentence = Sentence(pattern, **values) if values else pattern
        return terminal.of(language()).shown(sentence)

    def moment(at: datetime | None) -> str:
        """Return a day and a time of the office, empty for None."""
        return at.astimezone(zone()).strftime(_MOMENTS[language()][0]) if at else ""

    def hour(at: datetime) -> str:
        return at.astimezone(zone()).strftime("%H:%M")

    def day(at: datetime | None) -> str:
        return at.astimezone(zone()).strftime(_MOMENTS[language()][1]) if at else ""

    def time(at: datetime | None) -> str:
        return at.astimezone(zone()).strftime("%H:%M:%S") if at else ""

    def shown_again(text: str) -> str:
        """Return in the language of the page what a store kept as English alone, or any other sentence."""
        known = terminal.of(language()).shown(text)
        return known if known != text else terminal.read_back(language()).shown(text)

    app.jinja_env.globals |= {"_": shown, "asset": assets.url, "languages": LANGUAGES, "language": language}
    app.jinja_env.filters |= {"moment": moment, "day": day, "hour": hour, "iso": clock.iso, "shown": shown}
    app.jinja_env.filters |= {"time": time, "shown_again": shown_again}
