"""Values that tests are about: people, messages, events, settings."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from bot.core.contact_keys import new_key
from bot.core.messages import (
    SENDING,
    Address,
    Channel,
    Choice,
    Event,
    InboundMessage,
    Location,
    Media,
    MessageSid,
)
from bot.rules.people.sealing import Vault

ANA = Address(Channel.SMS, "+5511987654321")
OUR_SMS = Address(Channel.SMS, "+15551234567")
OUR_WHATSAPP = Address(Channel.WHATSAPP, "+14155238886")
NOON = datetime(2026, 11, 23, 15, 0, 0, tzinfo=UTC)

VAULT = Vault([new_key()])

_numbers = itertools.count(1)


def message(text: str = "Oi", sender: Address = ANA, recipient: Address | None = None) -> InboundMessage:
    """Return a new message, unlike all others."""
    ours = OUR_SMS if sender.channel is Channel.SMS else OUR_WHATSAPP
    return InboundMessage(MessageSid(f"SM{next(_numbers):032x}"), sender, recipient or ours, text)


def event(text: str = "Oi", sender: Address = ANA) -> Event:
    number = next(_numbers)
    return Event(number, NOON + timedelta(seconds=number), message(text, sender))


def texts(max_size: int = 400) -> st.SearchStrategy[str]:
    """Texts as hostile as people can send them; half surrogate pairs cannot come through a form."""
    everything = st.text(st.characters(exclude_categories=["Cs"]), max_size=max_size)
    nasty = st.lists(
        st.sampled_from(
            [
                *(
                    "`",
                    "``",
                    "```",
                    "````",
                    "~~~",
                    "\\",
                    "<",
                    ">",
                    "<!--",
                    "-->",
                    "<b>",
                    "</b>",
                    "&lt;",
                    "\n",
                    "\r\n",
                ),
                *(
                    "\r",
                    "\u2028",
                    "\t",
                    " ",
                    "    ",
                    "@fulano",
                    "#1",
                    "GH-1",
                    "a/b#2",
                    "![x](http://x.y/z.png)",
                ),
                *(
                    "[a](b)",
                    "https://x.y",
                    "www.x.y",
                    "| a | b |",
                    "|---|---|",
                    "---",
                    "===",
                    "# ",
                    "- ",
                    "1. ",
                ),
                *("> ", "$`x`$", "**", "__", "é", "ç", "😜", "\u202e", "\u200b", "\x00", "*", "_", "x"),
            ]
        ),
        max_size=30,
    ).map("".join)
    return st.one_of(everything, nasty)


def addresses() -> st.SearchStrategy[Address]:
    return st.one_of(
        st.builds(Address, st.sampled_from(SENDING), st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True)),
        st.builds(
            Address, st.just(Channel.WHATSAPP), st.from_regex(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}", fullmatch=True)
        ),
        st.builds(Address, st.just(Channel.SMS), st.from_regex(r"[A-Z]{3,11}", fullmatch=True)),
        st.from_regex(
            r"(rcs:\+[1-9][0-9]{7,14}|messenger:[0-9]{8,20}|x-y_z:[a-z]{8,20})", fullmatch=True
        ).map(Address.parse),
    )


def events() -> st.SearchStrategy[Event]:
    messages = st.builds(
        InboundMessage,
        st.from_regex(r"(SM|MM)[0-9a-f]{32}", fullmatch=True).map(MessageSid),
        addresses(),
        st.just(OUR_SMS),
        text=texts(1600),
        media=st.lists(st.builds(Media, texts(100), texts(40)), max_size=10).map(tuple),
        location=st.none() | st.builds(Location, texts(20), texts(20), texts(50), texts(50)),
        choice=st.none() | st.builds(Choice, texts(50), texts(50)),
        profile_name=texts(50),
        also=st.lists(addresses(), max_size=2).map(tuple),
    )
    moments = st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - by timezones
    return st.builds(Event, st.integers(1, 2**40), moments, messages)
