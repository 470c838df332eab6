"""What was agreed to can be proved: nothing in the chain can be changed unseen, and it contains no number."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.messages import ContactId, MessageSid, Purpose
from bot.rules.people import consent
from bot.rules.people.consent import (
    ChainFault,
    ConsentAction,
    ConsentChange,
    ConsentEntry,
    ConsentSource,
    ConsentState,
    FaultKind,
)
from tests.making import NOON, texts

ANA, RUI = ContactId("aaaaaaaaaaaaaaaa"), ContactId("bbbbbbbbbbbbbbbb")
SID = MessageSid(f"SM{'12345678' * 4}")

CHANGES = st.builds(
    ConsentChange,
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - by timezones
    st.sampled_from(ConsentAction),
    st.sampled_from(ConsentSource),
    st.none() | st.sampled_from(Purpose),
    st.sampled_from(["", "sms", "whatsapp"]),
    texts(400),
    texts(30),
    st.none() | st.just(SID),
)


def _chain(*changes: ConsentChange, contact: ContactId = ANA) -> list[ConsentEntry]:
    chain: list[ConsentEntry] = []
    for change in changes:
        chain.append(consent.append(contact, chain, change))
    return chain


def _lines(chain: list[ConsentEntry]) -> list[str]:
    return [consent.write(entry) for entry in chain]


def _change(action: ConsentAction, purpose: Purpose | None = None) -> ConsentChange:
    return ConsentChange(NOON, action, ConsentSource.KEYWORD, purpose)


CHAINS = st.lists(CHANGES, min_size=1, max_size=6).map(lambda changes: _chain(*changes))


@given(CHAINS)
def test_what_is_written_can_be_read_and_verified(chain: list[ConsentEntry]) -> None:
    lines = _lines(chain)

    assert [consent.read(line) for line in lines] == chain
    assert all("\n" not in line and line.isascii() for line in lines)
    assert consent.verify(ANA, lines) == []
    assert consent.verify(ANA, lines, consent.anchor(chain)) == []


@given(CHAINS, st.data())
def test_any_changed_character_is_found(chain: list[ConsentEntry], data: st.DataObject) -> None:
    lines = _lines(chain)
    place = data.draw(st.integers(0, len(lines) - 1))
    at = data.draw(st.integers(0, len(lines[place]) - 1))
    other = data.draw(st.characters(min_codepoint=32, max_codepoint=126))
    assume(other != lines[place][at])
    lines[place] = lines[place][:at] + other + lines[place][at + 1 :]

    assert place + 1 in {fault.place for fault in consent.verify(ANA, lines)}


@given(CHAINS, st.data())
def test_an_entry_rewritten_with_a_new_hash_is_found_by_the_next_or_by_the_anchor(
    chain: list[ConsentEntry], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    change = data.draw(CHANGES)
    forged = _chain(*(entry.change for entry in chain[:place]), change)
    assume(forged[place] != chain[place])

    faults = consent.verify(ANA, _lines([*forged, *chain[place + 1 :]]), consent.anchor(chain))

    if place + 1 < len(chain):
        assert faults == [ChainFault(place + 2, FaultKind.NOT_FOLLOWING)]
    else:
        assert faults == [ChainFault(len(chain), FaultKind.CUT_OFF)]


@given(CHAINS, st.data())
def test_a_removed_entry_is_found_unless_it_was_the_last(
    chain: list[ConsentEntry], data: st.DataObject
) -> None:
    lines = _lines(chain)
    removed = data.draw(st.integers(0, len(lines) - 1))
    left = lines[:removed] + lines[removed + 1 :]

    found = consent.verify(ANA, left)

    assert bool(found) == (removed + 1 < len(lines))
    assert FaultKind.CUT_OFF in {fault.what for fault in consent.verify(ANA, left, consent.anchor(chain))}


@given(CHAINS, st.data())
def test_a_moved_entry_is_found(chain: list[ConsentEntry], data: st.DataObject) -> None:
    lines = _lines(chain)
    moved = data.draw(st.permutations(lines))
    assume(moved != lines)

    assert consent.verify(ANA, moved)


@given(CHAINS, CHANGES, st.data())
def test_an_inserted_entry_is_found(
    chain: list[ConsentEntry], change: ConsentChange, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(chain) - 1))
    inserted = consent.append(ANA, chain[:place], change)
    lines = _lines([*chain[:place], inserted, *chain[place:]])

    assert consent.verify(ANA, lines)


def test_a_chain_cannot_be_passed_off_as_another_persons() -> None:
    lines = _lines(_chain(_change(ConsentAction.GRANTED), _change(ConsentAction.WITHDRAWN), contact=RUI))

    assert consent.verify(ANA, lines) == [ChainFault(1, FaultKind.NOT_FOLLOWING)]


def test_a_chain_that_has_grown_still_holds_its_old_anchor_and_an_empty_one_has_none() -> None:
    chain = _chain(
        _change(ConsentAction.GRANTED), _change(ConsentAction.WITHDRAWN), _change(ConsentAction.GRANTED)
    )

    assert consent.verify(ANA, _lines(chain), consent.anchor(chain[:1])) == []
    assert consent.anchor([]) == ""
    assert consent.verify(ANA, []) == []


@pytest.mark.parametrize("anchor", ["x", "1:", "0:abc", "9:abc", "-1:abc", ":"])
def test_an_anchor_that_fits_nothing_is_a_fault(anchor: str) -> None:
    assert consent.verify(ANA, _lines(_chain(_change(ConsentAction.GRANTED))), anchor) == [
        ChainFault(1, FaultKind.CUT_OFF)
    ]


@pytest.mark.parametrize("line", ["", "{}", "[]", "null", "1", '"a"', "{", "[" * 100_000, '{"v": 1}'])
def test_a_line_that_is_no_entry_is_reported(line: str) -> None:
    good = _lines(_chain(_change(ConsentAction.GRANTED)))

    assert consent.verify(ANA, [line, *good])[0] == ChainFault(1, FaultKind.UNREADABLE)
    with pytest.raises(ValueError, match=r"not an entry|Expecting|JSON"):
        consent.read(line)


def test_an_entry_spelt_differently_is_unreadable() -> None:
    line = _lines(_chain(_change(ConsentAction.GRANTED)))[0]
    blanks, reordered = json.dumps(json.loads(line)), json.dumps(dict(reversed(json.loads(line).items())))
    more = json.dumps({**json.loads(line), "z": 1}, separators=(",", ":"))

    for other in (blanks, reordered, more):
        assert consent.verify(ANA, [other]) == [ChainFault(1, FaultKind.UNREADABLE)]


@pytest.mark.parametrize(
    "number",
    ["+5511987654321", "11987654321", "(11) 98765-4321", "+55 11 98765 4321", "+1.415.523.8886", "9876-5432"],
)
def test_no_number_is_written(number: str) -> None:
    change = replace(_change(ConsentAction.WITHDRAWN), text=f"SAIR, tel{number}, obrigado", by=number)
    line = _lines(_chain(change))[0]

    assert number not in line
    assert json.loads(line)["text"] in ("SAIR, tel***, obrigado", "SAIR, tel(***, obrigado")
    assert not re.search(r"\d{4}", json.loads(line)["by"])


@pytest.mark.parametrize(
    "text",
    [
        "formulário de 03/11/2026, pasta 12",
        "ligação em 3.11.2026 14:30",
        "termo 2026-11-03",
        "de 01-02-2025 a 03-11-2026",
    ],
)
def test_the_date_of_what_proves_a_consent_is_written(text: str) -> None:
    entry = _chain(replace(_change(ConsentAction.GRANTED), text=text))[0]

    assert entry.change.text == text


@pytest.mark.parametrize("number", ["11-12-2054-3210", "11/98/7654/321", "1112 2054321", "03/11/20265555"])
def test_a_number_is_no_date_for_its_slashes(number: str) -> None:
    line = _lines(_chain(replace(_change(ConsentAction.GRANTED), text=f"tel {number}")))[0]

    assert json.loads(line)["text"] == "tel ***"


def test_a_login_that_ends_in_digits_and_a_message_sid_stay() -> None:
    entry = _chain(replace(_change(ConsentAction.WITHDRAWN), by="joao19901224", sid=SID, text="SAIR"))[0]

    assert (entry.change.by, entry.change.sid, entry.change.text) == ("joao19901224", SID, "SAIR")


def test_a_long_text_is_kept_as_its_hash_and_never_shown_by_repr() -> None:
    short, long = _chain(
        replace(_change(ConsentAction.GRANTED), text="a" * 300),
        replace(_change(ConsentAction.GRANTED), text="a" * 301),
    )

    assert short.change.text == "a" * 300
    assert re.fullmatch("sha256:[0-9a-f]{64}", long.change.text)
    assert "aaaa" not in repr(short)


def test_times_are_written_in_utc_whatever_zone_they_come_in() -> None:
    local = NOON.astimezone(timezone(-timedelta(hours=3)))

    assert _chain(replace(_change(ConsentAction.GRANTED), at=local)) == _chain(_change(ConsentAction.GRANTED))


OUT, IN = _change(ConsentAction.WITHDRAWN), _change(ConsentAction.GRANTED)
ERASED = _change(ConsentAction.ERASED)
ADS, NO_ADS = (
    _change(ConsentAction.GRANTED, Purpose.MARKETING),
    _change(ConsentAction.WITHDRAWN, Purpose.MARKETING),
)
NEWS = _change(ConsentAction.GRANTED, Purpose.NOTIFICATION)


@pytest.mark.parametrize(
    ("changes", "opted_out", "marketing"),
    [
        ([], False, ConsentState.NONE),
        ([IN], False, ConsentState.NONE),
        ([NEWS], False, ConsentState.NONE),
        ([ADS], False, ConsentState.GIVEN),
        ([ADS, NO_ADS], False, ConsentState.WITHDRAWN),
        ([ADS, NO_ADS, ADS], False, ConsentState.GIVEN),
        ([OUT], True, ConsentState.WITHDRAWN),
        ([ADS, OUT], True, ConsentState.WITHDRAWN),
        ([OUT, ADS], True, ConsentState.WITHDRAWN),
        ([OUT, OUT, IN], False, ConsentState.NONE),
        ([ADS, OUT, IN], False, ConsentState.NONE),
        ([OUT, IN, ADS], False, ConsentState.GIVEN),
        ([NO_ADS, OUT, IN], False, ConsentState.WITHDRAWN),
        ([ADS, ERASED], False, ConsentState.NONE),
        ([NO_ADS, ERASED], False, ConsentState.WITHDRAWN),
        ([OUT, ERASED], True, ConsentState.WITHDRAWN),
        ([OUT, ERASED, IN], False, ConsentState.NONE),
        ([ADS, NEWS, NO_ADS], False, ConsentState.WITHDRAWN),
    ],
)
def test_how_things_stand_after_what_happened(
    changes: list[ConsentChange], opted_out: bool, marketing: ConsentState
) -> None:
    chain = _chain(*changes)

    assert consent.opted_out(chain) is opted_out
    assert consent.state(chain, Purpose.MARKETING) is marketing
