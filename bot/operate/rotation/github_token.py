"""The relay's GitHub token changed for one that somebody made on GitHub, which lets no program do so."""

from __future__ import annotations

from bot.adapters.github.admin import Administration
from bot.core import clock
from bot.core.errors import BotError
from bot.core.settings import Settings
from bot.operate.rotation.site import RESTART, Site
from bot.rules.people.sealing import Vault

GITHUB_TOKEN = "GITHUB_TOKEN"  # noqa: S105 - the name of a variable
BEGUN = (
    "ROTATING_GITHUB_TOKEN"  # a line in .env: the token there is new, and the old one not yet to be revoked
)


def rotate_github_token(site: Site, token: str) -> None:
    """Check a new token for the relay and write it to `.env`; raises BotError for one that will not do.

    Stopped at any point, the same token given again goes on.
    """
    site.must_come_from_env_file(GITHUB_TOKEN)
    with site.alone():
        settings = site.settings()
        known = settings.environment.GITHUB_TOKEN
        if known is None:
            raise BotError(
                "A GitHub App acts here, not a token.",
                "Change its key: bot rotate github-app-key. For a token instead, take GITHUB_APP_ID out of .env first.",
            )
        if token != known.get_secret_value():
            _put(site, settings, token)
        elif BEGUN not in site.env.read():
            raise BotError(
                "That is the token which stands in .env already.",
                "If you have just changed it, revoke the one before on GitHub; else make a new one.",
            )
        _see(site, token)


def _put(site: Site, settings: Settings, token: str) -> None:
    facts = Administration(settings, token).examine()
    needs = f"It needs, for {settings.repository} alone: Contents: read and write, Actions: read."
    if facts.refused:
        raise BotError(f"GitHub does not take the token that was given (HTTP {facts.refused}).", needs)
    if facts.faults:
        raise BotError(f"The token will not do. It lacks: {', '.join(facts.faults)}.", needs)
    try:
        site.env.change({GITHUB_TOKEN: token, BEGUN: clock.iso(clock.now())})
    except ValueError:
        raise BotError("That is no token of GitHub's.", "Copy it whole, without quotes.") from None
    until = f"until {facts.expires:%Y-%m-%d}" if facts.expires else "and does not expire"
    site.say(f"The token works {until}; it stands in .env.")


def _see(site: Site, token: str) -> None:
    vault = Vault(site.settings().contact_keys)
    report = site.ask_relay(vault)
    if report is None or not set(report.github_token) & set(vault.fingerprints(token)):
        raise BotError(
            "The relay does not use it yet.",
            f"{RESTART} Then run the same command again, with the same token.",
        )
    site.env.change({BEGUN: None})
    site.say("The relay uses it. Now revoke the old token on GitHub.")
