"""The whole configuration of a process: config.yml and its environment."""

from pathlib import Path

from pydantic import SecretStr

from bot.core.errors import ConfigError
from bot.core.messages import Address
from bot.core.settings.configuration import Configuration
from bot.core.settings.environment import Environment
from bot.core.settings.types import (
    Section,
)


class Settings(Section):
    """All settings, read once when the process starts and passed down."""

    config: Configuration
    environment: Environment
    # The relay's process asks GitHub for no more rights than it needs, even if its App may do more.
    relay: bool = False
    # Where `.env` is, which a relay reads again when it changes.
    env_folder: Path = Path()

    @property
    def repository(self) -> str:
        """Return owner/name."""
        environment = self.environment
        if environment.GITHUB_REPO_OWNER and environment.GITHUB_REPO_NAME:
            return f"{environment.GITHUB_REPO_OWNER}/{environment.GITHUB_REPO_NAME}"
        return environment.GITHUB_REPOSITORY or ""

    @property
    def github_login(self) -> tuple[SecretStr | None, str | None, SecretStr | None]:
        """Return the credentials for the repository: a token, or an App and its key."""
        environment = self.environment
        return environment.GITHUB_TOKEN, environment.GITHUB_APP_ID, environment.GITHUB_APP_PRIVATE_KEY

    def as_administrator(self) -> "Settings":
        """Return the settings for a person at a terminal: with the administrator's GitHub token, if there is one."""
        token = self.environment.ADMIN_GITHUB_TOKEN
        if token is None:
            return self
        environment = self.environment.model_copy(update={"GITHUB_TOKEN": token})
        return self.model_copy(update={"environment": environment})

    @property
    def relay_url(self) -> str:
        """Return where the workflows reach the relay; empty if that is not known."""
        return self.environment.RELAY_URL or self.config.relay.public_url

    @property
    def contact_keys(self) -> list[str]:
        """Return the parts of CONTACT_KEY; raises ConfigError where this machine has only the relay's share of it."""
        key = self.environment.CONTACT_KEY
        if key is None:
            raise ConfigError(
                ["CONTACT_KEY: missing. This needs the whole key; RELAY_KEY opens nothing."],
            )
        return key.get_secret_value().split(",")

    @property
    def administrators(self) -> list[Address]:
        """Return who gets alerts by message; empty if ADMIN_PHONES is not set."""
        phones = self.environment.ADMIN_PHONES
        return [Address.parse(wire) for wire in phones.get_secret_value().split(",")] if phones else []

    @property
    def our_numbers(self) -> list[Address]:
        """Return the numbers that we send from."""
        ours = (self.environment.TWILIO_PHONE_NUMBER, self.environment.TWILIO_WHATSAPP_NUMBER)
        return [Address.parse(wire) for wire in ours if wire]

    @property
    def auth_tokens(self) -> list[str]:
        """Return the auth tokens whose signatures are accepted, the primary first."""
        tokens = [self.environment.TWILIO_AUTH_TOKEN, self.environment.TWILIO_AUTH_TOKEN_SECONDARY]
        return [token.get_secret_value() for token in tokens if token]

    @property
    def api_key(self) -> tuple[str, str] | None:
        """Return SID and secret of the API key, None where there is none.

        The single variable takes precedence over the pair, since it can never combine halves of two keys.
        """
        environment = self.environment
        if environment.TWILIO_API_KEY:
            sid, _, secret = environment.TWILIO_API_KEY.get_secret_value().partition(":")
            return sid, secret
        if environment.TWILIO_API_KEY_SID and environment.TWILIO_API_KEY_SECRET:
            return environment.TWILIO_API_KEY_SID, environment.TWILIO_API_KEY_SECRET.get_secret_value()
        return None

    @property
    def twilio_login(self) -> tuple[str, str]:
        """Return user and password for Twilio's REST API: the API key where there is one."""
        return self.api_key or (self.environment.TWILIO_ACCOUNT_SID, self.auth_tokens[0])
