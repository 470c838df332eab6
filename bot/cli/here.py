"""The installation that a command is run in: what config.yml, `.env` and the environment say in this folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.errors import RepositoryError
from bot.core.settings import Settings, config

if TYPE_CHECKING:
    from bot.jobs.tools import Tools

CONFIG = Path("config.yml")


def settings(file: Path = CONFIG) -> Settings:
    """Return the settings; raises BotError that says all that is wrong with them."""
    return config.load(file, config.local_environment(Path()))


def tools() -> Tools:
    """Return what a job would have here, with the administrator's token on GitHub where there is one.

    The relay's own may see no issues, and needs not.
    """
    # Imported here: the clients of GitHub and Twilio take long to load, and `--help` needs neither.
    from bot.jobs import tools  # noqa: PLC0415 - see above

    environ = config.local_environment(Path())
    return tools.make(config.load(CONFIG, environ).as_administrator(), environ)


def remedy(error: RepositoryError) -> str:
    """Return what to do about a refusal at a terminal, where nobody should give the relay's token more rights."""
    if not error.lacks or config.local_environment(Path()).get("ADMIN_GITHUB_TOKEN"):
        return error.remedy
    return (
        f"{error.lacks}, and the relay needs no such right. Give this shell a token of yours that has it: "
        "read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN"
    )
