"""The names of a webhook's parameters: which are known, and which can only come from a request that was cut up.

Twilio's signature has no separators between names and values, so `Body=oi` and `Bod=yoi` are signed alike: whoever
captured a request could move letters from one to the other. Twilio also adds parameters without notice, so an unknown
name is accepted unless it is such a cut (twilio.com/docs/usage/webhooks/webhooks-security).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

from bot.core.messages import MAX_MEDIA

SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
# Free text, or what decides about consent: nothing that goes on after these names is a name.
_CLOSED = ("Body", "OptOutType")
# twilio.com/docs/messaging/guides/webhook-request, .../track-outbound-message-status, /usage/api/usage-trigger, and
# what is sent besides.
_DOCUMENTED = """
AccountSid ApiVersion Body From MessageSid MessagingServiceSid MessageStatus NumMedia NumSegments OptOutType
SmsMessageSid SmsSid SmsStatus To
Address ButtonPayload ButtonText ButtonType FlowData InteractiveData Label Latitude ListDescription ListId ListTitle
Longitude MessageType
ChannelInstallSid ChannelMetadata ChannelPrefix ChannelStatusCode ChannelStatusMessage ChannelToAddress EventType
ExternalUserId Forwarded FrequentlyForwarded OriginalRepliedMessageSender OriginalRepliedMessageSid
ParentExternalUserId ProfileName ProfileUsername WaId
ReferralBody ReferralCtwaClid ReferralHeadline ReferralMediaContentType ReferralMediaId ReferralMediaUrl
ReferralNumMedia ReferralSourceId ReferralSourceType ReferralSourceUrl
ErrorCode ErrorMessage ErrorUrl RawDlrDoneDate
CurrentValue DateFired IdempotencyToken Nonce Recurring TriggerBy TriggerValue UsageCategory UsageRecordUri
UsageTriggerSid
"""
_KNOWN = {
    *_DOCUMENTED.split(),
    *(f"{end}{part}" for end, part in product(("From", "To"), ("City", "Country", "State", "Zip"))),
    *(f"{name}{number}" for name, number in product(("MediaUrl", "MediaContentType"), range(MAX_MEDIA))),
}
_CUT = {name[:length] for name in _KNOWN for length in range(len(name))} - _KNOWN
_LIKE_A_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,63}")


def are_whole(names: Iterable[str]) -> bool:
    """Return whether no name can be a piece of a known one, or a known one with a piece of its value."""
    return all(map(_is_whole, set(names) - _KNOWN))


def _is_whole(name: str) -> bool:
    if name in _CUT or name.startswith(_CLOSED) or not _LIKE_A_NAME.fullmatch(name):
        return False
    # A new name goes on as Twilio writes its names, `ToRegion`; a value that was cut may go on in any way.
    return not any(name.startswith(known) and name[len(known)].islower() for known in _KNOWN)
