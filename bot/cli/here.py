"""The installation that a command runs in: config.yml, `.env` and the environment of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.errors import RepositoryError
from bot.core.settings import Settings, config

if TYPE_CHECKING:
    from bot.jobs.tools import Tools

CONFIG = Path("config.yml")


def settings(file: Path = CONFIG) -> Settings:
    """Return the settings; raises BotError with everything that is wrong with them."""
    return config.load(file, config.local_environment(Path()))


def of_this_machine(file: Path = CONFIG) -> Settings:
    """Return the settings of a machine that has the whole CONTACT_KEY, or only the relay's share of it."""
    environ = config.local_environment(Path())
    role = config.Role.JOB if environ.get("CONTACT_KEY") else config.Role.RELAY
    return config.load(file, environ, role)


def tools() -> Tools:
    """Return a job's tools, with the administrator's GitHub token if there is one.

    The relay's own token may not read issues, and does not have to.
    """
    # Imported here: the clients of GitHub and Twilio take long to load, and `--help` needs neither.
    from bot.jobs import tools  # noqa: PLC0415 - see above

    environ = config.local_environment(Path())
    return tools.make(config.load(CONFIG, environ).as_administrator(), environ)


def remedy(error: RepositoryError) -> str:
    """Return the remedy for a refusal at a terminal: nobody should give the relay's token more permissions."""
    if not error.lacks or config.local_environment(Path()).get("ADMIN_GITHUB_TOKEN"):
        return error.remedy
    return (
        f"{error.lacks}, and the relay does not need it. Give this shell a token of yours that has it: "
        "read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN"
    )
