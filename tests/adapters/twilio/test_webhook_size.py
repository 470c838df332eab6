"""However much a form holds, what the bot keeps of it fits into one dispatch."""

from __future__ import annotations

import random
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.twilio.webhook import (
    parse,
    parse_status,
)
from bot.core import clock, contact_keys
from bot.core.messages import (
    MAX_MEDIA,
    Event,
)
from bot.rules.people import sealing
from bot.rules.wire import envelope
from tests.adapters.twilio.forms import CALLBACK, SMS, WHATSAPP

VAULT = sealing.Vault([contact_keys.new_key()])
FREE_FIELDS = (
    "Body",
    "ProfileName",
    "Label",
    "Address",
    "Latitude",
    "Longitude",
    "ListTitle",
    "ListDescription",
    "ListId",
    "OptOutType",
    "ErrorCode",
    "FlowData",
    "ProfileUsername",
    "MessageType",
    "ReferralHeadline",
    "ReferralBody",
    "ReferralSourceUrl",
    "ReferralSourceId",
    "ReferralMediaUrl",
    "WaId",
    *(f"MediaUrl{index}" for index in range(MAX_MEDIA)),
    *(f"MediaContentType{index}" for index in range(MAX_MEDIA)),
)
long_texts = st.builds(
    lambda seed, times: (seed * times)[:6000],
    st.text(min_size=1, max_size=40),
    st.sampled_from([1, 30, 6000]),
)


@given(st.dictionaries(st.sampled_from(FREE_FIELDS), long_texts))
@settings(max_examples=60)
def test_one_message_always_fits_into_a_dispatch(form: dict[str, str]) -> None:
    assert _fits({**SMS, **form})


@given(
    st.integers(),
    st.sampled_from([(0x20, 0x7F), (0x80, 0x800), (0x4E00, 0x9FFF), (0x10000, 0x110000), (0, 0x20)]),
)
@settings(max_examples=25, deadline=None)
def test_even_text_that_does_not_compress_fits(seed: int, characters: tuple[int, int]) -> None:
    spread = random.Random(seed)

    def noise(length: int) -> str:
        return "".join(chr(spread.randrange(*characters)) for _ in range(length))

    free = {name: noise(5000 if name == "Body" else 1100) for name in FREE_FIELDS}
    ids = {
        name: f"BR.{start}.{''.join(spread.choices(string.ascii_letters, k=128))}"
        for name, start in (("ExternalUserId", "A" * 16), ("ParentExternalUserId", "B" * 16))
    }

    assert _fits({**SMS, **free})
    assert _fits({**WHATSAPP, **free, **ids, "WaId": "5521999990000"})


def _fits(form: dict[str, str]) -> bool:
    event = Event(2**62, clock.now(), parse(form))
    return envelope.fits(envelope.seal_item(event, VAULT.relay_keys))


@given(st.text(max_size=6000), st.text(max_size=6000))
@settings(max_examples=20)
def test_one_report_always_fits_into_a_dispatch(person: str, about: str) -> None:
    report = parse_status({**CALLBACK, "To": f"+{person}"}, {"about": about}, clock.now())

    assert report
    assert envelope.fits(envelope.seal_item(report, VAULT.relay_keys))
