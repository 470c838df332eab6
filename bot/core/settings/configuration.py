"""All of config.yml."""

from pydantic import Field, ValidationInfo, field_validator

from bot.core.sentences import Sentence
from bot.core.settings.billing import BillingSection
from bot.core.settings.ceilings import CeilingsSection
from bot.core.settings.conversations import (
    AcknowledgementSection,
    ConversationsSection,
    LabelsSection,
    LanguageSection,
    MediaSection,
    RepliesSection,
)
from bot.core.settings.desk import DeskSection
from bot.core.settings.office import OfficeSection
from bot.core.settings.own_texts import OwnTextsSection
from bot.core.settings.privacy import PrivacySection
from bot.core.settings.relay import DispatchSection, RelaySection
from bot.core.settings.rotation import RotationSection
from bot.core.settings.routes import MOST_LABELS, MOST_ROUTES, RouteSection, labels_of
from bot.core.settings.sending import KeywordsSection, MessagesSection, PolicySection
from bot.core.settings.templates import PricesSection, QuickReplyText, TemplateName, TemplateSection
from bot.core.settings.types import (
    Section,
    TimeZone,
)
from bot.core.settings.upkeep import CanarySection, ReconcileSection


class Configuration(Section):
    """config.yml."""

    language: LanguageSection = LanguageSection.model_construct()
    time_zone: TimeZone = Field("America/Sao_Paulo", description="The time zone of times shown in issues.")
    relay: RelaySection = RelaySection.model_construct()
    dispatch: DispatchSection = DispatchSection.model_construct()
    labels: LabelsSection = LabelsSection.model_construct()
    conversations: ConversationsSection = ConversationsSection.model_construct()
    acknowledgement: AcknowledgementSection = AcknowledgementSection.model_construct()
    office: OfficeSection = OfficeSection.model_construct()
    desk: DeskSection = DeskSection.model_construct()
    routes: tuple[RouteSection, ...] = Field(
        (),
        max_length=MOST_ROUTES,
        description="What is done when a conversation opens: the labels of all rules that are met, and who the first "
        "of them assigns that names somebody.",
    )
    replies: RepliesSection = RepliesSection.model_construct()
    texts: OwnTextsSection = OwnTextsSection.model_construct()
    messages: MessagesSection = MessagesSection.model_construct()
    templates: dict[TemplateName, TemplateSection] = Field(
        {}, description="The templates that /template sends, by the names it is given."
    )
    quick_replies: dict[TemplateName, QuickReplyText] = Field(
        {},
        description="The texts that /q sends, by the names it is given: Markdown, with {name} for a value.",
    )
    prices: PricesSection = PricesSection.model_construct()
    billing: BillingSection = BillingSection.model_construct()
    policy: PolicySection = PolicySection.model_construct()
    ceilings: CeilingsSection = CeilingsSection.model_construct()
    keywords: KeywordsSection = KeywordsSection.model_construct()
    media: MediaSection = MediaSection.model_construct()
    rotation: RotationSection = RotationSection.model_construct()
    privacy: PrivacySection = PrivacySection.model_construct()
    reconcile: ReconcileSection = ReconcileSection.model_construct()
    canary: CanarySection = CanarySection.model_construct()

    @field_validator("canary")
    @classmethod
    def _canary_gets_through(cls, section: CanarySection, info: ValidationInfo) -> CanarySection:
        relay = info.data.get("relay")
        if section.enabled and relay and relay.allow_from:
            raise ValueError(
                "enabled: false beside relay.allow_from, since test messages come from GitHub's runners, which have no "
                "fixed addresses"
            )
        return section

    @property
    def route_labels(self) -> tuple[str, ...]:
        """Return the labels that routes give, each once."""
        return labels_of(self.routes)

    @field_validator("routes")
    @classmethod
    def _with_labels_that_fit(
        cls, routes: tuple[RouteSection, ...], info: ValidationInfo
    ) -> tuple[RouteSection, ...]:
        """Refuse labels of routes that could be a person's, and more of them than an issue takes."""
        labels = info.data.get("labels")
        named = [label for route in routes for label in route.labels]
        prefix = labels.contact_prefix if labels else ""
        if prefix and any(label.casefold().startswith(prefix.casefold()) for label in named):
            raise ValueError(
                Sentence("labels that do not begin with {prefix}, as the labels of persons do", prefix=prefix)
            )
        if len(labels_of(routes)) > MOST_LABELS:
            raise ValueError(Sentence("at most {most} different labels in all", most=MOST_LABELS))
        return routes

    @field_validator("labels", "billing", "rotation")
    @classmethod
    def _without_a_persons_label(cls, section: Section, info: ValidationInfo) -> Section:
        """Refuse a label that could be mistaken for a person's."""
        labels = section if isinstance(section, LabelsSection) else info.data.get("labels")
        if labels:
            prefix = labels.contact_prefix
            for name, label in section:
                named = name == "label" or (section is labels and name != "contact_prefix")
                if named and label.casefold().startswith(prefix.casefold()):
                    raise ValueError(
                        Sentence(
                            "{name} not to begin with {prefix}, as the labels of persons do",
                            name=name,
                            prefix=prefix,
                        )
                    )
        return section
