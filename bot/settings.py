"""What can be configured: every key of config.yml and every variable of the environment, one sentence each."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

import phonenumbers
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, WithJsonSchema

from bot import sealing

_DURATION = re.compile(r"(\d+)\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _duration(value: Any) -> Any:
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found:
        raise ValueError("a number with its unit, such as 30s, 15m, 12h or 7d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _time_zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError("the name of a time zone, such as America/Sao_Paulo")
    return value


def _public_url(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^/?#\s@]+", value.rstrip("/")):
        raise ValueError("the address that Twilio calls, without a path, such as https://seu-dominio.com")
    return value.rstrip("/")


def _base_url(value: str) -> str:
    if not re.fullmatch(r"https?://[^?#\s@]+", value):
        raise ValueError("a web address, such as https://api.github.com")
    return value.rstrip("/")


def _phone(value: str) -> str:
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        number = None
    if not value.startswith("+") or number is None or not phonenumbers.is_possible_number(number):
        raise ValueError("a number in international form, such as +5511987654321")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _whatsapp(value: str) -> str:
    prefix, colon, number = value.partition(":")
    if prefix != "whatsapp" or not colon:
        raise ValueError("a number in the form whatsapp:+14155238886")
    return f"whatsapp:{_phone(number)}"


def _contact_keys(value: str) -> SecretStr:
    keys = [key.strip() for key in value.split(",")]
    if not all(sealing.is_key(key) for key in keys):
        raise ValueError(
            "a key made by `bot config new-key` (several, newest first, are separated by commas)"
        )
    return SecretStr(",".join(keys))


def _api_tokens(value: str) -> SecretStr:
    for part in value.split(","):
        name, colon, token = part.strip().partition(":")
        if not colon or not re.fullmatch(r"[\w-]+", name) or len(token) < 24:
            raise ValueError("name:token pairs separated by commas, each token of 24 characters or more")
    return SecretStr(value)


def _matching(pattern: str, expectation: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(expectation)
        return value

    return AfterValidator(check)


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": r"^\d+\s*[smhd]$", "examples": ["30s", "15m", "12h", "7d"]}),
]
LabelName = Annotated[str, Field(min_length=1, max_length=50)]
Sid = Annotated[
    str, _matching("AC[0-9a-f]{32}", "AC and 32 hexadecimal digits, as the Twilio console shows it")
]


class Language(StrEnum):
    PT_BR = "pt-BR"
    EN = "en"


class Permission(StrEnum):
    """What a person may do in the repository, least first."""

    READ = "read"
    TRIAGE = "triage"
    WRITE = "write"
    MAINTAIN = "maintain"
    ADMIN = "admin"


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class LanguageSection(Section):
    """In which language the bot writes."""

    people: Language = Field(Language.PT_BR, description="Texts that arrive on a phone.")
    maintainers: Language = Field(Language.PT_BR, description="Issues and comments.")


class RelaySection(Section):
    """The small server that Twilio calls."""

    public_url: Annotated[str, AfterValidator(_public_url)] = Field(
        "",
        description="The address configured at Twilio; signatures are checked against it and statuses go there.",
    )
    host: str = Field("127.0.0.1", description="Where the relay listens; a proxy with TLS stands before it.")
    port: int = Field(8360, ge=1, le=65535, description="The port it listens on.")
    database: str = Field(
        "data/relay.db", min_length=1, description="The file that holds messages on their way."
    )
    log_file: str = Field("logs/communication_gateway.log", min_length=1, description="One line a step.")
    log_megabytes: int = Field(
        10, ge=1, le=1000, description="The log file is rotated at this size; five are kept."
    )
    keep: Duration = Field(
        timedelta(days=30),
        description="How long a delivered message is remembered, to recognise a repetition.",
    )
    orders_per_minute: int = Field(
        60, ge=1, le=6000, description="At most this many requests to send a minute, of each API token."
    )


class DispatchSection(Section):
    """How messages travel from the relay to GitHub."""

    gather: Duration = Field(
        timedelta(seconds=10), description="While a run is under way, messages gather at most this long."
    )
    gather_delivered: Duration = Field(
        timedelta(minutes=5),
        description="Reports of success gather this long, since each run costs; a failure takes them along.",
    )
    per_minute: int = Field(30, ge=1, le=80, description="At most this many dispatches a minute.")
    check_run_every: Duration = Field(
        timedelta(seconds=10), description="How often an unfinished workflow run is looked at."
    )
    run_appears_within: Duration = Field(
        timedelta(minutes=10), description="A dispatch without a run after this time is sent again."
    )


class LabelsSection(Section):
    """The names of the labels."""

    received: LabelName = Field("mensagem-recebida", description="Every conversation.")
    gateway: LabelName = Field("gateway-comunicacao", description="Every issue of this gateway.")
    sms: LabelName = Field("via-twilio-sms", description="Conversations by SMS.")
    whatsapp: LabelName = Field("via-twilio-whatsapp", description="Conversations by WhatsApp.")
    contact_prefix: Annotated[str, Field(min_length=1, max_length=30)] = Field(
        "contato-", description="Followed by the contact id: one label a person."
    )
    waiting: LabelName = Field(
        "aguardando-resposta", description="The person's last message has no answer yet."
    )
    failed: LabelName = Field("falha-entrega", description="An answer could not be delivered.")


class ConversationsSection(Section):
    """How messages become issues."""

    reopen_within: Duration = Field(
        timedelta(days=7), description="A closed conversation is reopened by a message within this time."
    )
    bot_login: str = Field(
        "github-actions[bot]",
        min_length=1,
        description="The account the workflows act as; only its markers count.",
    )


class AcknowledgementSection(Section):
    """The automatic answer to the first message of a conversation."""

    enabled: bool = Field(default=True, description="Whether it is sent.")


class RepliesSection(Section):
    """Maintainers' answers."""

    permission: Permission = Field(
        Permission.TRIAGE, description="The least repository permission whose commands are obeyed."
    )
    mode: Literal["command", "every-comment"] = Field(
        "command", description="Whether only commands are sent, or every comment that is not a /note."
    )


class PrivacySection(Section):
    """What the repository may show."""

    public_repository: Literal["seal", "allow"] = Field(
        "seal", description="In a public repository texts are sealed (seal) or shown to everybody (allow)."
    )


class Configuration(Section):
    """config.yml."""

    language: LanguageSection = LanguageSection()
    time_zone: Annotated[str, AfterValidator(_time_zone)] = Field(
        "America/Sao_Paulo", description="The time zone of times shown in issues."
    )
    relay: RelaySection = RelaySection()
    dispatch: DispatchSection = DispatchSection()
    labels: LabelsSection = LabelsSection()
    conversations: ConversationsSection = ConversationsSection()
    acknowledgement: AcknowledgementSection = AcknowledgementSection()
    replies: RepliesSection = RepliesSection()
    privacy: PrivacySection = PrivacySection()


class Environment(BaseModel):
    """Secrets and addresses: the variables that are read from the environment."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    TWILIO_ACCOUNT_SID: Sid = Field(description="The Twilio account.")
    TWILIO_AUTH_TOKEN: SecretStr | None = Field(
        None, description="Checks webhooks; the relay cannot do without."
    )
    TWILIO_AUTH_TOKEN_SECONDARY: SecretStr | None = Field(
        None, description="Also accepted, while tokens rotate."
    )
    TWILIO_API_KEY_SID: Annotated[str, _matching("SK[0-9a-f]{32}", "SK and 32 hexadecimal digits")] | None = (
        Field(None, description="An API key to send with, instead of the auth token.")
    )
    TWILIO_API_KEY_SECRET: SecretStr | None = Field(None, description="The secret of that API key.")
    TWILIO_PHONE_NUMBER: Annotated[str, AfterValidator(_phone)] | None = Field(
        None, description="Our number for SMS (alias FROM_PHONE)."
    )
    TWILIO_WHATSAPP_NUMBER: Annotated[str, AfterValidator(_whatsapp)] | None = Field(
        None, description="Our number for WhatsApp, whatsapp:+... (alias FROM_WHATSAPP)."
    )
    TWILIO_API_URL: Annotated[str, AfterValidator(_base_url)] | None = Field(
        None, description="Another place for all of Twilio's APIs, such as the sandbox."
    )
    GITHUB_TOKEN: SecretStr = Field(description="Acts on the repository.")
    GITHUB_REPO_OWNER: str | None = Field(None, description="Who owns the repository.")
    GITHUB_REPO_NAME: str | None = Field(None, description="The name of the repository.")
    GITHUB_REPOSITORY: str | None = Field(None, description="owner/name, as Actions sets it.")
    GITHUB_API_URL: Annotated[str, AfterValidator(_base_url)] = Field(
        "https://api.github.com",
        description="GitHub's API; another address for GitHub Enterprise or the sandbox.",
    )
    CONTACT_KEY: Annotated[SecretStr, BeforeValidator(_contact_keys)] = Field(
        description="Seals numbers and texts; made by `bot config new-key`."
    )
    GATEWAY_API_TOKENS: Annotated[SecretStr, BeforeValidator(_api_tokens)] | None = Field(
        None, description="name:token pairs that may send messages and see the relay's inner state."
    )


ALIASES = {"FROM_PHONE": "TWILIO_PHONE_NUMBER", "FROM_WHATSAPP": "TWILIO_WHATSAPP_NUMBER"}


class Settings(Section):
    """Everything, made once at the edge and passed down."""

    config: Configuration
    environment: Environment

    @property
    def repository(self) -> str:
        """Return owner/name."""
        environment = self.environment
        if environment.GITHUB_REPO_OWNER and environment.GITHUB_REPO_NAME:
            return f"{environment.GITHUB_REPO_OWNER}/{environment.GITHUB_REPO_NAME}"
        return environment.GITHUB_REPOSITORY or ""

    @property
    def contact_keys(self) -> list[str]:
        return self.environment.CONTACT_KEY.get_secret_value().split(",")

    @property
    def auth_tokens(self) -> list[str]:
        """Return the auth tokens whose signatures are accepted, the primary first."""
        tokens = [self.environment.TWILIO_AUTH_TOKEN, self.environment.TWILIO_AUTH_TOKEN_SECONDARY]
        return [token.get_secret_value() for token in tokens if token]

    @property
    def twilio_login(self) -> tuple[str, str]:
        """Return user and password for Twilio's REST API: the API key where there is one."""
        key, secret = self.environment.TWILIO_API_KEY_SID, self.environment.TWILIO_API_KEY_SECRET
        if key and secret:
            return key, secret.get_secret_value()
        return self.environment.TWILIO_ACCOUNT_SID, self.auth_tokens[0]
