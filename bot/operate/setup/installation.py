"""What is to be set up, as `bot setup` was answered, and settings made of it before there is a whole configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import SecretStr

from bot.core.settings import Configuration, Settings
from bot.core.settings.environment import Environment

# Where a new CONTACT_KEY is until its owner has put it into a safe place: the relay does without it.
KEY_FILE = "contact-key.txt"
HOST_FOLDER = "host"


@dataclass(frozen=True)
class Answers:
    """The answers, each checked with its service when it was given; empty where there is none."""

    language: str = "pt-BR"
    account_sid: str = ""
    auth_token: str = field(default="", repr=False)
    sms_number: str = field(default="", repr=False)
    whatsapp_number: str = field(default="", repr=False)  # whatsapp:+...
    repository: str = ""  # owner/name
    admin_token: str = field(default="", repr=False)  # the administrator's, for the time of the setup
    relay_token: str = field(default="", repr=False)
    app_id: str = ""
    app_key: str = field(default="", repr=False)
    contact_key: str = field(default="", repr=False)  # one that is in use already
    public_url: str = ""
    admin_phones: str = field(default="", repr=False)
    shared_with: str = ""  # from where order-message may be called: none, user, organization; empty: as it is
    host_folder: str = ""  # where the files for the server go; empty: into `host` beside config.yml
    completion: str = ""  # the shell in which the commands of `bot` are completed; empty: it is left alone
    twilio_api_url: str = ""  # of another place than Twilio: the sandbox
    github_api_url: str = "https://api.github.com"


@dataclass(frozen=True)
class Installation:
    """A config.yml, the relay's folder that it is in, and what was answered."""

    config_file: Path
    answers: Answers
    config: Configuration = field(default_factory=Configuration)

    @property
    def folder(self) -> Path:
        """The relay's folder, which holds `.env`, the key and the journal."""
        return self.config_file.parent

    @property
    def key_file(self) -> Path:
        return self.folder / KEY_FILE

    @property
    def host_folder(self) -> Path:
        """Where the files for the server go, from which an administrator copies them."""
        return self.folder / (self.answers.host_folder or HOST_FOLDER)

    @property
    def contact_key(self) -> str:
        """The whole CONTACT_KEY, while it is here: as it was given, or as it has been made."""
        if self.answers.contact_key:
            return self.answers.contact_key
        return self.key_file.read_text("utf-8").strip() if self.key_file.exists() else ""

    @property
    def secrets(self) -> dict[str, str]:
        """The secrets that the workflows need, by their names at GitHub; CONTACT_KEY only while it is here."""
        answers = self.answers
        wanted = {
            "CONTACT_KEY": self.contact_key,
            "TWILIO_ACCOUNT_SID": answers.account_sid,
            "TWILIO_AUTH_TOKEN": answers.auth_token,
            "TWILIO_PHONE_NUMBER": answers.sms_number,
            "TWILIO_WHATSAPP_NUMBER": answers.whatsapp_number,
            "ADMIN_PHONES": answers.admin_phones,
        }
        return {name: value for name, value in wanted.items() if value}

    @cached_property
    def settings(self) -> Settings:
        """Settings of what is known so far, as the doors to Twilio and GitHub take them.

        They act on GitHub with the administrator's token. What is not known yet is None.
        """
        answers = self.answers
        owner, _, name = answers.repository.partition("/")
        environment = Environment.model_construct(
            TWILIO_ACCOUNT_SID=answers.account_sid,
            TWILIO_AUTH_TOKEN=_secret(answers.auth_token),
            TWILIO_PHONE_NUMBER=answers.sms_number or None,
            TWILIO_WHATSAPP_NUMBER=answers.whatsapp_number or None,
            TWILIO_API_URL=answers.twilio_api_url or None,
            GITHUB_TOKEN=_secret(answers.admin_token),
            ADMIN_GITHUB_TOKEN=_secret(answers.admin_token),
            GITHUB_REPO_OWNER=owner or None,
            GITHUB_REPO_NAME=name or None,
            GITHUB_API_URL=answers.github_api_url,
            ADMIN_PHONES=_secret(answers.admin_phones),
        )
        relay = self.config.relay.model_copy(update={"public_url": answers.public_url})
        config = self.config.model_copy(update={"relay": relay})
        return Settings.model_construct(config=config, environment=environment, relay=False)


def installed(settings: Settings, file: Path) -> Installation:
    """Return the installation that settings describe, for what is to be set right in it."""
    environment = settings.environment
    answers = Answers(
        language=str(settings.config.language.maintainers),
        account_sid=environment.TWILIO_ACCOUNT_SID,
        auth_token=_plain(environment.TWILIO_AUTH_TOKEN),
        sms_number=environment.TWILIO_PHONE_NUMBER or "",
        whatsapp_number=environment.TWILIO_WHATSAPP_NUMBER or "",
        repository=settings.repository,
        admin_token=_plain(environment.ADMIN_GITHUB_TOKEN),
        relay_token=_plain(environment.GITHUB_TOKEN),
        app_id=environment.GITHUB_APP_ID or "",
        app_key=_plain(environment.GITHUB_APP_PRIVATE_KEY),
        public_url=settings.config.relay.public_url,
        admin_phones=_plain(environment.ADMIN_PHONES),
        twilio_api_url=environment.TWILIO_API_URL or "",
        github_api_url=environment.GITHUB_API_URL,
    )
    return Installation(file, answers, settings.config)


def _secret(value: str) -> SecretStr | None:
    return SecretStr(value) if value else None


def _plain(value: SecretStr | None) -> str:
    return value.get_secret_value() if value else ""
