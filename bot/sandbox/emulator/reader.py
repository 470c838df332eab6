"""In which language and at which clock the pages speak: as config.yml has it for maintainers, or as a reader chose.

`CONFIGURATION` of an app's `config` returns the sandbox's configuration as it is now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request

from bot.core.settings import Configuration
from bot.pages import templates
from bot.pages.assets import Assets

CHOSEN = "sandbox_language"  # the cookie of who chose a language, on whichever page of the sandbox


def install(app: Flask, assets: Assets) -> None:
    """Give the templates of an app what they can use, in the reader's language."""
    usual = Configuration()
    app.config.setdefault("CONFIGURATION", lambda: usual)
    templates.install(app, assets, language, lambda: ZoneInfo(_configuration().time_zone))


def language() -> str:
    """Return the language of the page in work."""
    chosen = request.cookies.get(CHOSEN, "")
    return chosen if chosen in templates.LANGUAGES else str(_configuration().language.maintainers)


def _configuration() -> Configuration:
    return cast("Callable[[], Configuration]", current_app.config["CONFIGURATION"])()
