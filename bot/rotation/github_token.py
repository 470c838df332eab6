"""The relay's GitHub token changed for one that somebody made on GitHub, which lets no program do so."""

from __future__ import annotations

from bot import relay_door
from bot.errors import BotError
from bot.repository.admin import Administration
from bot.rotation.site import RESTART, Site
from bot.sealing import Vault

GITHUB_TOKEN = "GITHUB_TOKEN"  # noqa: S105 - the name of a variable


def rotate_github_token(site: Site, token: str) -> None:
    """Check a new token for the relay and write it to `.env`; raises BotError for one that will not do."""
    site.must_come_from_env_file(GITHUB_TOKEN)
    settings = site.settings()
    known = settings.environment.GITHUB_TOKEN
    if known is None:
        raise BotError(
            "A GitHub App acts here, not a token.",
            "Change its key: bot rotate github-app-key. For a token instead, take GITHUB_APP_ID out of .env first.",
        )
    if token == known.get_secret_value():
        raise BotError("That is the token which stands in .env already.", "Make a new one.")
    facts = Administration(settings, token).examine()
    if facts.faults:
        raise BotError(
            f"The token will not do: {', '.join(facts.faults)}.",
            f"It needs, for {settings.repository} alone: Contents: read and write, Actions: read.",
        )
    try:
        site.env.change({GITHUB_TOKEN: token})
    except ValueError:
        raise BotError("That is no token of GitHub's.", "Copy it whole, without quotes.") from None
    until = f"until {facts.expires:%Y-%m-%d}" if facts.expires else "and does not expire"
    site.say(f"The token works {until}; it stands in .env.")
    vault = Vault(settings.contact_keys)
    report = relay_door.report(settings.relay_url, vault)
    if report is None or not set(report.github_token) & set(vault.fingerprints(token)):
        raise BotError("The relay does not use it yet.", f"{RESTART} Then revoke the old token on GitHub.")
    site.say("The relay uses it. Now revoke the old token on GitHub.")
