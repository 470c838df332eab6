"""Settings of conversations: languages, labels, replies, files."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bot.core.content_types import DEFAULT_GROUPS, RefusedKind, content_types
from bot.core.messages import Channel
from bot.core.settings.patterns import TITLE, TITLE_FIELDS, TitlePattern
from bot.core.settings.types import (
    Duration,
    LabelName,
    LabelPrefix,
    MediaType,
    Moment,
    Section,
    between,
)


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

    def at_least(self, needed: "Permission") -> bool:
        ranked = list(Permission)
        return ranked.index(self) >= ranked.index(needed)


class LanguageSection(Section):
    """In which language the bot writes."""

    people: Language = Field(Language.PT_BR, description="Texts that arrive on a phone.")
    follow: bool = Field(
        default=True,
        description="Whether a person whose messages are surely in the other language is answered in that one.",
    )
    maintainers: Language = Field(Language.PT_BR, description="Issues and comments.")


class LabelsSection(Section):
    """The names of the labels."""

    received: LabelName = Field("mensagem-recebida", description="Every conversation.")
    gateway: LabelName = Field("gateway-comunicacao", description="Every issue of this gateway.")
    sms: LabelName = Field("via-twilio-sms", description="Conversations by SMS.")
    whatsapp: LabelName = Field("via-twilio-whatsapp", description="Conversations by WhatsApp.")
    other_channel: LabelName = Field(
        "via-twilio-outro", description="Conversations by another channel, on which the bot cannot send."
    )
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
    unanswered: LabelName = Field(
        "sem-resposta-automatica", description="No automatic answer was sent; a comment says why."
    )
    overflow: LabelName = Field("fila", description="A list of people who wait for their conversation.")
    overdue: LabelName = Field(
        "resposta-atrasada", description="A conversation that has waited longer than desk.answer_within."
    )
    snoozed: LabelName = Field(
        "em-pausa", description="A conversation snoozed until the moment that /snooze named."
    )
    spam: LabelName = Field("spam", description="Nothing of this person is answered: see /spam.")
    operations: LabelName = Field("operacao", description="What needs an administrator's attention.")

    def of_channel(self, channel: Channel) -> str:
        """Return the label of the conversations on a channel."""
        own = {Channel.SMS: self.sms, Channel.WHATSAPP: self.whatsapp}
        return own.get(channel, self.other_channel)

    def of_contact(self, contact: str) -> str:
        """Return the label of the person with that contact id."""
        return f"{self.contact_prefix}{contact}"


class ConversationsSection(Section):
    """How messages become issues."""

    title: TitlePattern = Field(
        TITLE, description="The titles of conversations. In braces: " + ", ".join(TITLE_FIELDS) + "."
    )
    overview_after: int = Field(
        10, ge=0, le=2000, description="From this many comments on a summary stands on top; 0 for never."
    )
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
    by_apps: bool = Field(
        default=False, description="Whether commands count that an app wrote in a maintainer's name."
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


HARD_MEGABYTES = 40  # what GitHub takes of one file through its API, with room to spare


class MediaSection(Section):
    """Files that come with messages."""

    keep: bool = Field(
        default=True,
        description="Whether they are kept, in a private repository, on a branch for each person.",
    )
    max_megabytes: int = Field(16, ge=1, le=HARD_MEGABYTES, description="A larger file is not kept.")
    types: tuple[MediaType, ...] = Field(
        DEFAULT_GROUPS,
        description="The groups of files and the content types that are kept, by claim and by content.",
    )
    refuse: tuple[RefusedKind, ...] = Field(
        tuple(RefusedKind),
        description="What is not kept whatever its type: certificates with their keys, and what runs.",
    )

    @property
    def allowed(self) -> frozenset[str]:
        """Return the content types that are kept."""
        return content_types(self.types)
