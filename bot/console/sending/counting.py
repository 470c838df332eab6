"""What a text costs, in the words of its phone bill: bubbles, segments, the alphabet that decides them, the price."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.adapters.twilio import pricing
from bot.console.sending.form import SendForm
from bot.console.sending.inquiries import Inquiries
from bot.core.errors import TemporaryError
from bot.core.messages import Address, Channel
from bot.core.settings import Settings
from bot.rules.sending import costs, preview
from bot.rules.sending.costs import Estimate, Prices, PriceSource
from bot.rules.sending.preview import Draft
from bot.rules.text.segments import Encoding

_NOT_KNOWN = Prices("USD", PriceSource.TWILIO)


@dataclass(frozen=True, slots=True)
class CountedText:
    """A text as it would leave."""

    draft: Draft = field(repr=False)
    estimate: Estimate | None = None
    is_priced: bool = True  # False while Twilio is being asked

    @property
    def bubbles(self) -> tuple[str, ...]:
        return preview.texts_of(self.draft)

    @property
    def units(self) -> int:
        return sum(measure.units for measure in self.draft.measures)

    @property
    def room(self) -> int:
        """How many units fit into the segments that it has."""
        encoding, count = self.draft.encoding, self.draft.segments
        return encoding.single if count == 1 else encoding.part * count

    @property
    def is_dear(self) -> bool:
        """Whether it needs the alphabet whose segments hold fewer than half as many characters."""
        return self.draft.channel.has_segments and self.draft.encoding is Encoding.UCS_2

    @property
    def culprits(self) -> tuple[str, ...]:
        """The characters that force that alphabet, as they can be shown."""
        return tuple(map(preview.visible, self.draft.culprits[: preview.SHOWN_CULPRITS]))

    @property
    def was_plain(self) -> bool:
        """Whether accents were dropped because that saves a segment."""
        return self.draft.given != self.draft.written.text


class PriceInquiries:
    """What texts cost, with Twilio's list asked beside the requests."""

    def __init__(self) -> None:
        self._inquiries = Inquiries[Prices]()

    def count(self, form: SendForm, settings: Settings, patience: float) -> CountedText:
        """Return what the form holds, counted; priced for its number, or else for its country."""
        plain = settings.config.messages.transliterate and not form.template
        draft = preview.draft_of_order(form.body(settings), form.channel, plain=plain)
        prices = self._prices(form, settings, patience)
        estimate = costs.estimate(draft.measures, form.channel, prices)
        return CountedText(draft, estimate, is_priced=prices is not None)

    def _prices(self, form: SendForm, settings: Settings, patience: float) -> Prices | None:
        country = form.country
        if form.number.value:
            country = pricing.country_of(Address(form.channel, form.number.value))
        return self._inquiries.ask(
            (settings.environment.TWILIO_ACCOUNT_SID, form.channel, country),
            lambda: _asked(settings, form.channel, country),
            _NOT_KNOWN,
            patience,
        )


def _asked(settings: Settings, channel: Channel, country: str) -> Prices:
    try:
        return pricing.prices_of(settings, channel, country) or _NOT_KNOWN
    except TemporaryError:
        return _NOT_KNOWN
