"""What can be configured: every key of config.yml and every variable of the environment, one sentence each."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator

from bot.core.content_types import NAMES as CONTENT_TYPES
from bot.core.messages import Address
from bot.core.settings.billing import BillingSection
from bot.core.settings.environment import Environment
from bot.core.settings.privacy import PrivacySection
from bot.core.settings.rotation import RotationSection
from bot.core.settings.sending import KeywordsSection, MessagesSection, PolicySection
from bot.core.settings.templates import PricesSection, TemplateName, TemplateSection
from bot.core.settings.types import (
    Duration,
    LabelName,
    LabelPrefix,
    MediaType,
    Moment,
    PublicUrl,
    Section,
    TimeZone,
    between,
)
from bot.core.settings.upkeep import CanarySection, ReconcileSection


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

    def at_least(self, needed: Permission) -> bool:
        ranked = list(Permission)
        return ranked.index(self) >= ranked.index(needed)


class LanguageSection(Section):
    """In which language the bot writes."""

    people: Language = Field(Language.PT_BR, description="Texts that arrive on a phone.")
    maintainers: Language = Field(Language.PT_BR, description="Issues and comments.")


class RelaySection(Section):
    """The small server that Twilio calls."""

    public_url: PublicUrl = Field(
        "",
        description="The address configured at Twilio; signatures are checked against it and statuses go there.",
    )
    host: str = Field("127.0.0.1", description="Where the relay listens, behind a proxy with TLS.")
    port: int = Field(8360, ge=1, le=65535, description="The port it listens on.")
    database: str = Field(
        "data/relay.db", min_length=1, description="The file that holds messages in transit."
    )
    log_file: str = Field("logs/communication_gateway.log", min_length=1, description="One line per step.")
    log_megabytes: int = Field(
        10, ge=1, le=1000, description="The log file is rotated at this size; five are kept."
    )
    keep: Annotated[Duration, between("1d", "3650d", "30d")] = Field(
        timedelta(days=30),
        description="How long the id of a delivered message is kept, to recognise a repeated delivery.",
    )
    orders_per_minute: int = Field(
        60, ge=1, le=6000, description="The most requests to send per minute, for each API token."
    )


class DispatchSection(Section):
    """How messages travel from the relay to GitHub."""

    gather: Annotated[Duration, between("0s", "10m", "10s")] = Field(
        timedelta(seconds=10),
        description="While a run is in progress, messages accumulate at most this long.",
    )
    gather_delivered: Annotated[Duration, between("0s", "1h", "5m")] = Field(
        timedelta(minutes=5),
        description="Reports of success accumulate this long, since each run costs; a failure takes them along.",
    )
    per_minute: int = Field(30, ge=1, le=80, description="The most dispatches per minute.")
    check_run_every: Annotated[Duration, between("1s", "1h", "10s")] = Field(
        timedelta(seconds=10), description="How often an unfinished workflow run is checked."
    )
    run_appears_within: Annotated[Duration, between("1s", "1d", "10m")] = Field(
        timedelta(minutes=10), description="A dispatch without a run after this time is sent again."
    )


class LabelsSection(Section):
    """The names of the labels."""

    received: LabelName = Field("mensagem-recebida", description="Every conversation.")
    gateway: LabelName = Field("gateway-comunicacao", description="Every issue of this gateway.")
    sms: LabelName = Field("via-twilio-sms", description="Conversations by SMS.")
    whatsapp: LabelName = Field("via-twilio-whatsapp", description="Conversations by WhatsApp.")
    contact_prefix: LabelPrefix = Field(
        "contato-", description="Followed by the contact id: one label for each person."
    )
    waiting: LabelName = Field(
        "aguardando-resposta", description="The person's last message has not been answered."
    )
    failed: LabelName = Field("falha-entrega", description="A reply could not be delivered.")
    opt_out: LabelName = Field("opt-out", description="The person asked for no more messages.")
    deferred: LabelName = Field("adiada", description="A message is deferred until its hour.")
    consent: LabelName = Field("consentimento", description="The record of what a person agreed to.")
    erasing: LabelName = Field(
        "apagamento", description="The consent record of a person whose erasure is in progress."
    )
    erased: LabelName = Field("apagada", description="A conversation whose content was erased.")
    operations: LabelName = Field("operacao", description="What needs an administrator's attention.")


class ConversationsSection(Section):
    """How messages become issues."""

    reopen_within: Annotated[Duration, between("0s", "3650d", "7d")] = Field(
        timedelta(days=7), description="A closed conversation is reopened by a message within this time."
    )
    bot_login: str = Field(
        "github-actions[bot]",
        min_length=1,
        description="The account the workflows act as; only its markers count.",
    )


class AcknowledgementSection(Section):
    """The automatic reply to the first message of a conversation."""

    enabled: bool = Field(default=True, description="Whether it is sent.")


class RepliesSection(Section):
    """Maintainers' replies."""

    permission: Permission = Field(
        Permission.TRIAGE, description="The lowest repository permission whose commands are carried out."
    )
    mode: Literal["command", "every-comment"] = Field(
        "command", description="Whether only commands are sent, or every comment that is not a /note."
    )
    every_comment_since: Moment | None = Field(
        None, description="With every-comment: since when. Earlier comments stay internal."
    )

    @model_validator(mode="after")
    def _with_a_beginning(self) -> Self:
        if self.mode == "every-comment" and self.every_comment_since is None:
            raise ValueError(
                "every_comment_since beside every-comment, such as 2026-11-24T09:00:00-03:00, so that older comments "
                "stay internal"
            )
        return self

    @property
    def plain_since(self) -> datetime | None:
        """Return since when comments that are no command are sent too, None where they never are."""
        return self.every_comment_since if self.mode == "every-comment" else None


class MediaSection(Section):
    """Files that come with messages."""

    keep: bool = Field(
        default=True,
        description="Whether they are kept, in a private repository, on a branch for each person.",
    )
    max_megabytes: int = Field(16, ge=1, le=40, description="A larger file is not kept.")
    types: tuple[MediaType, ...] = Field(
        CONTENT_TYPES, description="The content types that are kept, by claim and by content."
    )


class Configuration(Section):
    """config.yml."""

    language: LanguageSection = LanguageSection.model_construct()
    time_zone: TimeZone = Field("America/Sao_Paulo", description="The time zone of times shown in issues.")
    relay: RelaySection = RelaySection.model_construct()
    dispatch: DispatchSection = DispatchSection.model_construct()
    labels: LabelsSection = LabelsSection.model_construct()
    conversations: ConversationsSection = ConversationsSection.model_construct()
    acknowledgement: AcknowledgementSection = AcknowledgementSection.model_construct()
    replies: RepliesSection = RepliesSection.model_construct()
    messages: MessagesSection = MessagesSection.model_construct()
    templates: dict[TemplateName, TemplateSection] = Field(
        {}, description="The templates that /template sends, by the names it is given."
    )
    prices: PricesSection = PricesSection.model_construct()
    billing: BillingSection = BillingSection.model_construct()
    policy: PolicySection = PolicySection.model_construct()
    keywords: KeywordsSection = KeywordsSection.model_construct()
    media: MediaSection = MediaSection.model_construct()
    rotation: RotationSection = RotationSection.model_construct()
    privacy: PrivacySection = PrivacySection.model_construct()
    reconcile: ReconcileSection = ReconcileSection.model_construct()
    canary: CanarySection = CanarySection.model_construct()

    @field_validator("labels", "billing", "rotation")
    @classmethod
    def _without_a_persons_label(cls, section: Section, info: ValidationInfo) -> Section:
        """Refuse a label that could be some person's."""
        labels = section if isinstance(section, LabelsSection) else info.data.get("labels")
        if labels:
            prefix = labels.contact_prefix
            for name, label in section:
                named = name == "label" or (section is labels and name != "contact_prefix")
                if named and label.casefold().startswith(prefix.casefold()):
                    raise ValueError(f"{name} not to begin with {prefix}, as the labels of persons do")
        return section


class Settings(Section):
    """Everything, made once at the edge and passed down."""

    config: Configuration
    environment: Environment
    # The relay's process asks GitHub for no more rights than it needs, whatever its App may do besides.
    relay: bool = False

    @property
    def repository(self) -> str:
        """Return owner/name."""
        environment = self.environment
        if environment.GITHUB_REPO_OWNER and environment.GITHUB_REPO_NAME:
            return f"{environment.GITHUB_REPO_OWNER}/{environment.GITHUB_REPO_NAME}"
        return environment.GITHUB_REPOSITORY or ""

    @property
    def github_login(self) -> tuple[SecretStr | None, str | None, SecretStr | None]:
        """Return what we act on the repository with: a token, or an App and its key."""
        environment = self.environment
        return environment.GITHUB_TOKEN, environment.GITHUB_APP_ID, environment.GITHUB_APP_PRIVATE_KEY

    def as_administrator(self) -> Settings:
        """Return the same for somebody at a terminal: with the administrator's token on GitHub, where there is one."""
        token = self.environment.ADMIN_GITHUB_TOKEN
        if token is None:
            return self
        environment = self.environment.model_copy(update={"GITHUB_TOKEN": token})
        return self.model_copy(update={"environment": environment})

    @property
    def relay_url(self) -> str:
        """Return where the workflows reach the relay; empty where that is not known."""
        return self.environment.RELAY_URL or self.config.relay.public_url

    @property
    def contact_keys(self) -> list[str]:
        return self.environment.CONTACT_KEY.get_secret_value().split(",")

    @property
    def administrators(self) -> list[Address]:
        """Return who gets alerts by message; empty if ADMIN_PHONES is not set."""
        phones = self.environment.ADMIN_PHONES
        return [Address.parse(wire) for wire in phones.get_secret_value().split(",")] if phones else []

    @property
    def auth_tokens(self) -> list[str]:
        """Return the auth tokens whose signatures are accepted, the primary first."""
        tokens = [self.environment.TWILIO_AUTH_TOKEN, self.environment.TWILIO_AUTH_TOKEN_SECONDARY]
        return [token.get_secret_value() for token in tokens if token]

    @property
    def api_key(self) -> tuple[str, str] | None:
        """Return SID and secret of the API key, None where there is none.

        The single variable takes precedence over the pair: it can never hold halves of two keys.
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
