"""Files that arrive by SMS as links, since most countries have no MMS with Twilio.

Sources: twilio.com/en/guidelines/br/sms ("MMS: Converted to SMS with embedded URL"), and for the countries with MMS
help.twilio.com, "Can I send and receive MMS outside the US and Canada?".
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.messages import Address
from bot.rules.people import destinations
from bot.rules.text import segments
from bot.rules.text.attachments import MessagePart
from bot.rules.texts import Texts

_WITH_MMS = frozenset({"US", "CA", "PR"})
# Twilio does not document the address that it puts into the text; its own short ones are below this.
_LINK = "\n" + "x" * 40


def warning(parts: Sequence[MessagePart], person: Address, texts: Texts) -> str:
    """Return that the files of these messages arrive as links, and about how long that makes them; empty if not."""
    files = sum(len(part.files) for part in parts)
    if not files or not person.channel.has_segments or destinations.of(person).country in _WITH_MMS:
        return ""
    counts = (segments.measure(part.text + _LINK * len(part.files)).segments for part in parts)
    return texts.sending.as_links.format(segments=sum(counts))
