"""Markers are read back as written, and nothing a person writes can pass for one."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.contact_keys import new_key
from bot.core.errors import SealError
from bot.core.marks import Outcome
from bot.core.messages import Address, ContactId, MessageSid
from bot.rules.people.called import NAMELESS, Called
from bot.rules.people.sealing import Vault
from bot.rules.wire import binding, markers, resealing
from bot.rules.wire.markers import (
    ConversationMarker,
    KeyedMarker,
    Marker,
    MessagesMarker,
    NoteMarker,
    OrderMarker,
    ScheduledMarker,
    TopicMarker,
    TranscriptMarker,
)
from bot.rules.wire.pause_markers import PauseMarker, PauseOverMarker
from bot.rules.wire.rights_markers import (
    ConsentMarker,
    ErasedMarker,
    ErasureMarker,
    LedgerMarker,
    ReceiptMarker,
    RequestMarker,
)
from tests.making import ANA, NOON, OUR_SMS, VAULT, addresses, texts

SIDS = st.lists(
    st.from_regex(r"(SM|MM)[0-9a-f]{32}", fullmatch=True).map(MessageSid), min_size=1, max_size=5
).map(tuple)
WHOLE_SECONDS = st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(microsecond=0))


@st.composite
def _conversations(draw: st.DrawFn) -> ConversationMarker:
    person = draw(addresses())
    groups = st.lists(st.lists(addresses(), min_size=1, max_size=2).map(tuple), max_size=2).map(tuple)
    names = st.one_of(st.just(NAMELESS), st.builds(Called, texts(80).filter(bool), texts(80)))
    sender, sids, merged, called = draw(addresses()), draw(SIDS), draw(groups), draw(names)
    return ConversationMarker(VAULT.contact_id(person), person, sender, sids, merged=merged, called=called)


MARKERS = st.one_of(
    _conversations(),
    st.builds(MessagesMarker, SIDS),
    st.builds(OrderMarker, texts(40), texts(40)),
    st.builds(
        LedgerMarker,
        st.just(VAULT.contact_id(ANA)),
        texts(40),
        *(st.lists(texts(16).map(ContactId), max_size=2).map(tuple) for _ in range(2)),
    ),
    st.builds(RequestMarker, texts(40)),
    st.builds(ConsentMarker, texts(80)),
    st.builds(ErasureMarker, texts(40), texts(40), texts(40)),
    st.builds(ReceiptMarker, texts(40), texts(40)),
    st.just(ErasedMarker()),
    st.builds(TopicMarker, texts(40), texts(40)),
    st.builds(KeyedMarker, texts(40)),
    st.builds(
        NoteMarker,
        st.integers(0, 2**40),
        st.sampled_from(Outcome),
        *(st.integers(0, 9) for _ in range(2)),
        st.integers(0, 2**40),
    ),
    st.builds(ScheduledMarker, st.integers(0, 2**40), WHOLE_SECONDS),
)

NEWER = st.one_of(
    st.builds(PauseMarker, st.integers(0, 2**40), WHOLE_SECONDS, st.booleans(), texts(40)),
    st.builds(PauseOverMarker, st.integers(0, 2**40), st.integers(0, 2**40)),
)

TRANSCRIPTS = st.builds(
    TranscriptMarker, st.integers(0, 2**40), texts(40), whole=st.booleans(), done=st.booleans()
)


@given(st.one_of(MARKERS, TRANSCRIPTS, NEWER), texts())
def test_a_marker_is_read_back_from_the_first_line(marker: Marker, rest: str) -> None:
    found = markers.read(f"{markers.write(marker, VAULT, 7)}\n{rest}", VAULT, 7)

    assert type(marker) is type(found)
    assert asdict(marker) == asdict(found)


@given(MARKERS, texts())
def test_a_marker_from_before_kinds_were_named_is_still_read(marker: Marker, rest: str) -> None:
    line, kinds = re.subn(r'"kind":"\w+",', "", markers.write(marker, VAULT, 7), count=1)

    found = markers.read_unbound(f"{line}\n{rest}", VAULT)

    assert kinds == 1
    assert type(marker) is type(found)
    assert asdict(marker) == asdict(found)


@pytest.mark.parametrize(
    ("content", "marker"),
    [
        ('"sids":["SM1","SM2"]', MessagesMarker((MessageSid("SM1"), MessageSid("SM2")))),
        ('"about":7,"final":true,"sent":2', NoteMarker(7, Outcome.FAILED, 2)),
        ('"about":7,"final":true,"sent":0', NoteMarker(7, Outcome.EXPLAINED)),
        ('"about":7,"final":false,"sent":1', NoteMarker(7, Outcome.WAITING, 1)),
        (
            '"about":7,"final":true,"verdict":"of a later version","sent":2',
            NoteMarker(7, Outcome.EXPLAINED, 2),
        ),
        ('"order":"o1","what":"x"', OrderMarker("o1", "x")),
        ('"scheduled":7,"at":"2026-11-23T15:00:00+00:00"', ScheduledMarker(7, NOON)),
        ('"wish":"SM1"', RequestMarker(MessageSid("SM1"))),
        ('"ledger":"c1","seal":"s"', LedgerMarker(ContactId("c1"), "s")),
        ('"consent":"{}"', ConsentMarker("{}")),
        ('"erasure":"k","gone":"g","plan":"p"', ErasureMarker("k", "g", "p")),
        ('"receipt":"k","gone":"g"', ReceiptMarker("k", "g")),
        ('"erased":true', ErasedMarker()),
        ('"topic":"saldo","state":"80"', TopicMarker("saldo", "80")),
        ('"said":"80%"', KeyedMarker("80%")),
    ],
)
def test_the_first_markers_named_no_kind_and_are_still_read(content: str, marker: Marker) -> None:
    found = markers.read_unbound(f'<!-- auditoria360 {{"v":1,{content}}} -->\nTexto', VAULT)

    assert found is not None
    assert asdict(marker) == asdict(found)


def test_a_marker_is_of_the_kind_it_names_whatever_else_it_holds() -> None:
    line = '<!-- auditoria360 {"v":1,"kind":"keyed","said":"80%","about":1,"sids":["SM1"]} -->'

    assert KeyedMarker("80%") == markers.read_unbound(line, VAULT)


@given(MARKERS | NEWER)
def test_a_marker_is_one_html_comment_that_nothing_inside_ends(marker: Marker) -> None:
    line = markers.write(marker, VAULT, 7)

    assert "\n" not in line
    assert "--" not in line.removeprefix("<!--").removesuffix("-->")


@given(texts())
def test_what_people_write_is_no_marker(text: str) -> None:
    assert markers.read(text, VAULT, 7) is None


@pytest.mark.parametrize("before", ["x\n", " ", "> ", "\n"])
def test_a_marker_elsewhere_than_on_the_first_line_does_not_count(before: str) -> None:
    assert markers.read(before + markers.write(NoteMarker(1, Outcome.DONE), VAULT, 7), VAULT, 7) is None


def test_windows_line_ends_do_not_hide_a_marker() -> None:
    line = markers.write(NoteMarker(1, Outcome.DONE), VAULT, 7)

    assert NoteMarker(1, Outcome.DONE) == markers.read(f"{line}\r\nrest", VAULT, 7)


def test_the_number_cannot_be_read_from_a_marker() -> None:
    line = markers.write(ConversationMarker(VAULT.contact_id(ANA), ANA, OUR_SMS, ()), VAULT, 7)

    assert "87654321" not in line
    assert OUR_SMS.value not in line


def test_no_number_of_a_merged_person_can_be_read_and_the_one_that_wrote_last_may_be_any_of_them() -> None:
    rui = Address.parse("+5521999990000")
    marker = ConversationMarker(VAULT.contact_id(ANA), rui, OUR_SMS, (), merged=((ANA,),))
    line = markers.write(marker, VAULT, 7)

    assert marker == markers.read(line, VAULT, 7)
    assert "87654321" not in line
    assert "99990000" not in line


def test_what_a_person_is_called_cannot_be_read_from_a_marker_either() -> None:
    marker = ConversationMarker(
        VAULT.contact_id(ANA), ANA, OUR_SMS, (), called=Called("Ana Souza", "Padaria Pão")
    )
    line = markers.write(marker, VAULT, 7)

    assert markers.read(line, VAULT, 7) == marker
    assert not {"Ana", "Souza", "Padaria"} & set(re.findall(r"\w+", line))


@pytest.mark.parametrize(
    "held", [5, "Ana", ["Ana"], ["", ""], ["Ana", 5], ["Ana", "b", "c"], {"a": 1, "b": 2}]
)
def test_a_conversation_with_a_mangled_name_is_none(held: object) -> None:
    marker = ConversationMarker(VAULT.contact_id(ANA), ANA, OUR_SMS, (), called=Called("Ana"))
    line = markers.write(marker, VAULT, 7)
    mangled = VAULT.seal(json.dumps(held).encode())

    assert markers.read_unbound(re.sub(r'"called":"[^"]+"', f'"called":"{mangled}"', line), VAULT) is None
    assert markers.read_unbound(re.sub(r'"called":"[^"]+"', '"called":5', line), VAULT) is None


def test_a_name_is_sealed_again_with_a_new_key() -> None:
    old, new = new_key(), new_key()
    before, both, after = Vault([old]), Vault([new, old]), Vault([new])
    marker = ConversationMarker(before.contact_id(ANA), ANA, OUR_SMS, (), called=Called("Ana"))
    again = resealing.resealed(markers.write(marker, before, 7), both)

    found = binding.content(again)
    assert isinstance(found["called"], str)
    assert json.loads(after.open(found["called"])) == ["Ana", ""]


def test_a_conversation_moved_to_another_contact_is_refused() -> None:
    other = VAULT.contact_id(Address.parse("+5521999990000"))
    line = markers.write(ConversationMarker(VAULT.contact_id(ANA), ANA, OUR_SMS, ()), VAULT, 7)

    with pytest.raises(SealError):
        markers.read(line.replace(VAULT.contact_id(ANA), other), VAULT, 7)


def test_a_conversation_sealed_before_a_rotation_is_still_read() -> None:
    old, new = new_key(), new_key()
    before, after = Vault([old]), Vault([new, old])
    marker = ConversationMarker(before.contact_id(ANA), ANA, OUR_SMS, (MessageSid("SM1"),))

    assert marker == markers.read(markers.write(marker, before, 7), after, 7)


@pytest.mark.parametrize(
    "content",
    [
        '{"v":1}',
        '{"v":1,"sids":5}',
        '{"v":1,"about":"x","final":true,"sent":0}',
        '{"v":1,"about":1}',
        '{"v":1,"sealed":5}',
        '{"v":1,"kind":"unheard-of","about":1,"final":true,"sent":0}',
        '{"v":1,"kind":["note"],"about":1,"final":true,"sent":0}',
        '{"v":1,"kind":"note","about":Infinity,"final":true,"sent":0}',
        '{"v":1,"kind":"topic","topic":"x","follows":-Infinity}',
    ],
)
def test_a_marker_that_somebody_mangled_is_none(content: str) -> None:
    assert markers.read_unbound(f"<!-- auditoria360 {content} -->", VAULT) is None


@pytest.mark.parametrize("content", ["{", "[]", json.dumps({"v": 99, "sids": []}), json.dumps({"sids": []})])
def test_a_marker_of_no_known_version_is_none(content: str) -> None:
    assert markers.read_unbound(f"<!-- auditoria360 {content} -->", VAULT) is None


@given(texts(80), texts(40))
def test_the_seal_of_an_entry_is_read_back_and_an_old_one_has_none(line: str, seal: str) -> None:
    sealed = markers.read(markers.write(ConsentMarker(line, seal), VAULT, 7), VAULT, 7)
    of_old = markers.read(markers.write(ConsentMarker(line), VAULT, 7), VAULT, 7)

    assert isinstance(sealed, ConsentMarker)
    assert sealed.seal == seal
    assert isinstance(of_old, ConsentMarker)
    assert of_old.seal == ""
