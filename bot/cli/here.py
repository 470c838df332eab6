"""The installation that a command is run in: what config.yml, `.env` and the environment say in this folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot import config
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.jobs.runner import Tools

CONFIG = Path("config.yml")


def settings(file: Path = CONFIG) -> Settings:
    """Return the settings; raises BotError that says all that is wrong with them."""
    return config.load(file, config.local_environment(Path()))


def tools() -> Tools:
    """Return what a job would have here."""
    # Imported here: the clients of GitHub and Twilio take long to load, and `--help` needs neither.
    from bot.jobs import runner  # noqa: PLC0415 - see above

    environ = config.local_environment(Path())
    return runner.tools(config.load(CONFIG, environ), environ)
