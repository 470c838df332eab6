"""What each language must say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core.messages import Channel
from bot.rules.texts.answering import AnsweringTexts
from bot.rules.texts.assigning import AssigningTexts
from bot.rules.texts.billing import BillingTexts
from bot.rules.texts.dates import DateTexts
from bot.rules.texts.desk import DeskTexts
from bot.rules.texts.errors import ErrorTexts
from bot.rules.texts.forms import FormTexts
from bot.rules.texts.history import HistoryTexts
from bot.rules.texts.inbound import InboundTexts
from bot.rules.texts.meaning import Meaning
from bot.rules.texts.merging import MergingTexts
from bot.rules.texts.naming import NamingTexts
from bot.rules.texts.office import OfficeTexts
from bot.rules.texts.overview import OverviewTexts
from bot.rules.texts.privacy import PrivacyTexts
from bot.rules.texts.quick_replies import QuickReplyTexts
from bot.rules.texts.rotation import RotationTexts
from bot.rules.texts.sending import SendingTexts
from bot.rules.texts.sorting import SortingTexts
from bot.rules.texts.summaries import SummaryTexts
from bot.rules.texts.transcripts import TranscriptTexts
from bot.rules.texts.upkeep import UpkeepTexts
from bot.rules.texts.waiting import WaitingTexts


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Texts:
    """The sentences of one language."""

    dates: DateTexts
    privacy: PrivacyTexts

    # On the phone. An SMS loses its accents where that saves a segment: see rules/sending/phone_sentences.
    acknowledgement: str
    opted_out: str
    opted_in: str
    keyword_help: str

    # In the issue.
    ledger_title: str
    ledger_body: str
    consent_actions: Mapping[str, str]
    consent_everything: str
    consent_sources: Mapping[str, str]
    opt_out_noted: str
    consent_noted: str
    bad_arguments: Mapping[str, str]
    opt_in_noted: str
    begun_by_us: str
    reopens_later: str
    continuing: str
    answered: str
    answer_marks: str
    to: str
    sent_by: str
    hidden_number: str
    sealed_message: str
    empty_message: str
    choice: str
    location: str
    media: str
    media_not_kept: str
    media_reasons: Mapping[str, str]
    forwarded: str
    came_by_fallback: str
    previous_conversation: str
    continued_in: str
    continued_because: Mapping[str, str]
    how_to_answer: str
    cannot_be_answered: str

    # Answers to maintainers' commands.
    command: str
    argument: str
    template_command: str
    arguments: Mapping[str, str]
    meaning: str
    commands: Mapping[str, str]
    status_title: str
    status_person: str
    status_sender: str
    status_last: str
    status_none: str
    unknown_command: str
    did_you_mean: str
    no_text: str
    edited: str
    edited_midway: str
    media_obstacles: Mapping[str, str]
    not_permitted: str
    no_conversation: str
    no_permission: str
    refused: str
    undelivered: str
    partly_sent: str
    other_code: Meaning
    delayed: str
    acknowledgement_refused: str

    # Why a message does not simply leave (the slugs of policy.Reason and policy.Remedy), and what it costs.
    deferred: str
    held_back: str
    needs_template: str
    ready_templates: str
    no_templates: str
    template_unknown: str
    template_variables: str
    template_missing: str
    template_extra: str
    template_too_long: str
    template_known: str
    bad_values: Mapping[str, str]
    free_until: str
    window_open: str
    window_closed: str
    window_unknown: str
    preview: str
    preview_parts: str
    preview_encoding: str
    preview_units: str
    preview_segments: str
    preview_culprits: str
    preview_price: str
    preview_price_each: str
    preview_price_from: str
    preview_price_unknown: str
    preview_files: str
    price_units: Mapping[Channel, str]
    price_sources: Mapping[str, str]
    reasons: Mapping[str, str]
    remedies: Mapping[str, str]
    costly: str
    transliterated: str
    not_transliterated: str

    # Topics with a module of their own.
    answering: AnsweringTexts
    assigning: AssigningTexts
    merging: MergingTexts
    rotation: RotationTexts
    sending: SendingTexts
    quick: QuickReplyTexts
    office: OfficeTexts
    inbound: InboundTexts
    history: HistoryTexts
    overview: OverviewTexts
    desk: DeskTexts
    naming: NamingTexts
    transcripts: TranscriptTexts
    sorting: SortingTexts
    waiting: WaitingTexts
    forms: FormTexts
    # What the clock looks after.
    upkeep: UpkeepTexts
    # What a run shows of itself: its summary page, and the error it ended with.
    summaries: SummaryTexts
    errors: ErrorTexts

    # Twilio's error codes. Source: twilio.com/docs/api/errors.
    codes: Mapping[int, Meaning]

    billing: BillingTexts
