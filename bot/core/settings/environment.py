"""The variables of the environment: secrets, and addresses of other systems."""

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from bot.core.settings.secret_types import (
    Administrators,
    ApiKey,
    ApiTokens,
    AuthToken,
    MetricsToken,
    Secret,
)
from bot.core.settings.types import (
    AppId,
    AppKey,
    ContactKeys,
    KeySid,
    Owner,
    Phone,
    Phones,
    RelayKey,
    RepositoryName,
    ServiceSid,
    Sid,
    WhatsApp,
)
from bot.core.settings.url_types import BaseUrl


class Environment(BaseModel):
    """Secrets and addresses: the variables that are read from the environment."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    TWILIO_ACCOUNT_SID: Sid = Field(description="The Twilio account.")
    TWILIO_AUTH_TOKEN: AuthToken | None = Field(None, description="Checks webhooks; the relay requires it.")
    TWILIO_AUTH_TOKEN_SECONDARY: AuthToken | None = Field(
        None, description="Also accepted, while tokens rotate."
    )
    TWILIO_API_KEY: ApiKey | None = Field(
        None, description="An API key to send with, instead of the auth token: SID:secret."
    )
    TWILIO_API_KEY_SID: KeySid | None = Field(
        None, description="The SID alone, where TWILIO_API_KEY is not set."
    )
    TWILIO_API_KEY_SECRET: Secret | None = Field(None, description="The secret of that SID.")
    TWILIO_PHONE_NUMBER: Phone | None = Field(None, description="Our number for SMS (alias FROM_PHONE).")
    TWILIO_WHATSAPP_NUMBER: WhatsApp | None = Field(
        None, description="Our number for WhatsApp, whatsapp:+... (alias FROM_WHATSAPP)."
    )
    TWILIO_MESSAGING_SERVICE_SID: ServiceSid | None = Field(
        None, description="A Messaging Service with our senders: Twilio then keeps deferred messages."
    )
    TWILIO_API_URL: BaseUrl | None = Field(
        None, description="Another address for all of Twilio's APIs, such as the sandbox."
    )
    GITHUB_TOKEN: Secret | None = Field(None, description="Acts on the repository, where no GitHub App does.")
    GITHUB_APP_ID: AppId | None = Field(
        None, description="A GitHub App that acts on the repository, instead of GITHUB_TOKEN."
    )
    GITHUB_APP_PRIVATE_KEY: AppKey | None = Field(None, description="The private key of that App.")
    GITHUB_APP_PRIVATE_KEY_OLD: AppKey | None = Field(
        None, description="Its previous key, which `bot rotate github-app-key` keeps until GitHub refuses it."
    )
    ADMIN_GITHUB_TOKEN: Secret | None = Field(
        None,
        description="An administrator's: for the age of credentials, `bot rotate`, commands that read issues.",
    )
    GITHUB_REPO_OWNER: Owner | None = Field(None, description="Who owns the repository.")
    GITHUB_REPO_NAME: RepositoryName | None = Field(None, description="The name of the repository.")
    GITHUB_REPOSITORY: str | None = Field(None, description="owner/name, as Actions sets it.")
    GITHUB_API_URL: BaseUrl = Field(
        "https://api.github.com",
        description="GitHub's API; another address for GitHub Enterprise or the sandbox.",
    )
    ERASURE_TOKEN: Secret | None = Field(
        None, description="A token of an administrator, with which erased conversations are deleted whole."
    )
    CONTACT_KEY: ContactKeys | None = Field(
        None, description="Seals numbers and texts; made by `bot config new-key`."
    )
    RELAY_KEY: RelayKey | None = Field(
        None,
        description="What the relay needs of CONTACT_KEY, instead of it; made by `bot config relay-key`.",
    )
    RELAY_DATABASE_PASSWORD: SecretStr | None = Field(
        None,
        description="The password of PostgreSQL, where relay.database is one; not needed with a `.pgpass`.",
    )
    RELAY_URL: BaseUrl | None = Field(
        None, description="Where the workflows reach the relay, if not at relay.public_url."
    )
    ADMIN_PHONES: Phones | None = Field(
        None, description="Who gets alerts by message: numbers, separated by commas."
    )
    GATEWAY_API_TOKENS: ApiTokens | None = Field(
        None, description="name:token pairs that may send messages and see the relay's full status."
    )
    METRICS_TOKEN: MetricsToken | None = Field(
        None, description="Who has it may read the relay's figures at /metrics; without one there are none."
    )
    CONSOLE_ADMINISTRATORS: Administrators | None = Field(
        None,
        description="Who may sign in to the console at /console, as `bot console password` writes it; without any it "
        "is off.",
    )


ALIASES = {"FROM_PHONE": "TWILIO_PHONE_NUMBER", "FROM_WHATSAPP": "TWILIO_WHATSAPP_NUMBER"}
