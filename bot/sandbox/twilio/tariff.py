"""What the emulated Twilio charges, and in which of its usage categories. The prices are made up.

Source of the categories: twilio.com/docs/usage/api/usage-record, "Usage Categories".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from bot.sandbox.twilio.values import Charge, Message, plain

# Per segment, or per message on WhatsApp and for files: outbound and inbound.
_SMS, _MMS, _WHATSAPP = (
    (Decimal("0.0750"), Decimal("0.0075")),
    (Decimal("0.0900"), Decimal("0.0200")),
    (Decimal("0.0050"), Decimal("0.0050")),
)
CARRIER_FEE = Decimal("0.0030")  # per segment, in the United States
FAILED_FEE = Decimal("0.0010")
TEMPLATE_FEE = Decimal("0.0080")
RENT = Decimal("1.1500")  # on the first of each month after the one in which the number was bought

# Each category, and the categories that include it.
PARENTS = {
    "sms-outbound-longcode": ("sms-outbound", "sms"),
    "sms-inbound-longcode": ("sms-inbound", "sms"),
    "mms-outbound-longcode": ("mms-outbound", "mms"),
    "mms-inbound-longcode": ("mms-inbound", "mms"),
    "sms-messages-carrierfees": (),
    "failed-message-processing-fee": (),
    "channels-messaging-outbound": ("channels-messaging", "channels"),
    "channels-messaging-inbound": ("channels-messaging", "channels"),
    "channels-whatsapp-template-utility": ("channels-whatsapp", "channels"),
    "channels-whatsapp-service": ("channels-whatsapp", "channels"),
    "phonenumbers-local": ("phonenumbers",),
    "shortcodes-random": ("shortcodes",),
    "calls-outbound": ("calls",),
    "recordings": (),
}


def price(message: Message) -> Decimal:
    """Return the price of a message as its resource shows it, below zero and without fees."""
    channel = _MMS if message.media else _SMS
    each = _WHATSAPP if message.whatsapp else channel
    return -each[message.inbound] * message.segments


def charges(before: Message | None, after: Message) -> Iterator[Charge]:
    """Yield the charges of a message's change: its price once it has one, and the fees that go with it."""
    if after.price is not None and (before is None or before.price is None):
        yield Charge(_category(after), after.updated_at, -after.price, usage=after.segments)
        if not after.inbound and not after.whatsapp and plain(after.recipient).startswith("+1"):
            fee = CARRIER_FEE * after.segments
            yield Charge("sms-messages-carrierfees", after.updated_at, fee, usage=after.segments)
        if not after.inbound and after.whatsapp:
            kind, fee = ("template-utility", TEMPLATE_FEE) if after.content_sid else ("service", Decimal(0))
            yield Charge(f"channels-whatsapp-{kind}", after.updated_at, fee)
    if after.status == "failed" and not after.whatsapp and (before is None or before.status != "failed"):
        yield Charge("failed-message-processing-fee", after.updated_at, FAILED_FEE)


def _category(message: Message) -> str:
    way = "inbound" if message.inbound else "outbound"
    if message.whatsapp:
        return f"channels-messaging-{way}"
    return f"{'mms' if message.media else 'sms'}-{way}-longcode"


def rents(bought: Iterable[datetime], now: datetime) -> Iterator[Charge]:
    """Yield the rent of each number, due on the first of each month."""
    for moment in bought:
        due = _next_first(moment)
        while due <= now:
            yield Charge("phonenumbers-local", due, RENT)
            due = _next_first(due)


def _next_first(moment: datetime) -> datetime:
    year, month = (moment.year + 1, 1) if moment.month == 12 else (moment.year, moment.month + 1)
    return moment.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
