"""The installation that a command works on: a config.yml, its `.env` and the environment of the process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import language
from bot.core.errors import RepositoryError
from bot.core.sentences import Sentence
from bot.core.settings import Settings, config
from bot.core.settings.config import Role

if TYPE_CHECKING:
    from bot.jobs.tools import Tools


class _Known:
    """Whether the command that runs has an administrator's token, for the remedy of what GitHub refuses."""

    has_admin_token = False


CONFIG = language.FILE


def settings(file: Path = CONFIG, role: Role = Role.JOB) -> Settings:
    """Return the settings; raises BotError with everything that is wrong with them."""
    found = config.load_local(file, role)
    _Known.has_admin_token = found.environment.ADMIN_GITHUB_TOKEN is not None
    return found


def of_this_machine(file: Path = CONFIG) -> Settings:
    """Return the settings of a machine that has the whole CONTACT_KEY, or only the relay's share of it."""
    return settings(file, Role.JOB if environment(file).get("CONTACT_KEY") else Role.RELAY)


def environment(file: Path = CONFIG) -> dict[str, str]:
    """Return the variables of the `.env` of a config.yml and of this process, unchecked."""
    return config.local_environment(config.env_folder(file))


def tools(file: Path = CONFIG) -> Tools:
    """Return a job's tools, with the administrator's GitHub token if there is one.

    The relay's own token may not read issues, and does not have to.
    """
    # Imported here: the clients of GitHub and Twilio take long to load, and `--help` needs neither.
    from bot.jobs import tools  # noqa: PLC0415 - see above

    return tools.make(settings(file).as_administrator(), environment(file))


def remedy(error: RepositoryError) -> str:
    """Return the remedy for a refusal at a terminal: nobody should give the relay's token more permissions."""
    if not error.lacks or _Known.has_admin_token:
        return error.remedy
    return Sentence(
        "{lacks}, and the relay does not need it. Give this shell a token of yours that has it: "
        "read -rs ADMIN_GITHUB_TOKEN && export ADMIN_GITHUB_TOKEN",
        lacks=error.lacks,
    )
