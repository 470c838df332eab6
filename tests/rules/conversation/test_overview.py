"""The summary on top of a long conversation holds what it says, and disturbs nothing of the text below."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages import Address
from bot.rules import texts
from bot.rules.conversation import overview
from bot.rules.conversation.overview import Overview
from bot.rules.conversation.standing import WaitsFor
from bot.rules.text.inert import quotation
from bot.rules.text.rendering import Style
from tests import github_page, making

ANA = Address.parse("whatsapp:+5511987654321")
STYLE = Style(texts.of("pt-BR"), ZoneInfo("America/Sao_Paulo"))
BEGUN = datetime(2026, 11, 2, 12, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda one: one.replace(microsecond=0)
)
OVERVIEWS = st.builds(
    Overview,
    st.sampled_from(WaitsFor),
    MOMENTS,
    st.none() | MOMENTS,
    has_failed=st.booleans(),
    opted_out=st.booleans(),
    others=st.lists(st.integers(1, 10**6), max_size=3).map(tuple),
    until=st.none() | MOMENTS,
)


def written(body: str, summary: Overview) -> str:
    return overview.written(body, summary, ANA, BEGUN, STYLE)


@given(OVERVIEWS, OVERVIEWS, making.texts())
def test_a_summary_is_read_as_written_and_replaces_the_one_before(
    first: Overview, second: Overview, text: str
) -> None:
    body = f"<!-- auditoria360 {{}} -->\n\n{quotation(text)}\n\n---\n\nfoot"
    once = written(body, first)
    twice = written(once, second)

    assert overview.read(once) == first
    assert overview.read(twice) == second
    assert twice == written(body, second)
    assert twice.startswith("<!-- auditoria360 {} -->\n<!-- overview ")
    assert twice.endswith(body.partition("\n")[2])


@given(making.texts())
def test_no_text_of_a_person_is_taken_for_a_summary(text: str) -> None:
    block = written("", Overview(WaitsFor.PERSON, BEGUN))
    hostile = f"{text}\n{block}{text}"

    assert overview.read(f"<!-- m -->\n\n{quotation(hostile)}\n") is None


@pytest.mark.parametrize("held", ["{}", '{"waits":"nobody"}', "{", '{"waits":1,"since":[]}', "[" * 9_000])
def test_what_somebody_spoiled_is_no_summary(held: str) -> None:
    assert overview.read(f"<!-- m -->\n<!-- overview {held} -->\nx\n<!-- /overview -->\ny") is None


def test_it_says_in_two_lines_who_waits_for_whom() -> None:
    summary = Overview(
        WaitsFor.OFFICE,
        datetime(2026, 11, 28, 8, 51, tzinfo=UTC),
        datetime(2026, 11, 27, 12, 0, tzinfo=UTC),
        has_failed=True,
        opted_out=True,
        others=(12,),
    )
    body = written("<!-- m -->\nwords", summary)

    assert github_page.text(body).strip().partition("\n\n")[0].split("\nwords")[0] == (
        "📌 Resumo · +55 11 *****-4321 · WhatsApp · #12 · desde 02/11/2026\n"
        "Espera o escritório desde 28/11/2026 às 05:51 · última resposta em 27/11/2026 às 09:00 · ⚠️ não foi entregue · "
        "🚫 não recebe mensagens"
    )


def test_it_waits_since_the_first_message_that_nobody_answered() -> None:
    answered = Overview(WaitsFor.PERSON, BEGUN, BEGUN)
    first, second = datetime(2026, 11, 3, tzinfo=UTC), datetime(2026, 11, 4, tzinfo=UTC)

    assert answered.after_message(first).after_message(second) == Overview(WaitsFor.OFFICE, first, BEGUN)


def test_it_says_until_when_the_conversation_rests_and_a_message_ends_that() -> None:
    until, at = datetime(2026, 12, 24, 11, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
    resting = Overview(WaitsFor.LATER, BEGUN, until=until)

    assert "Em pausa até 24/12/2026 às 08:00" in written("<!-- m -->\nwords", resting)
    assert resting.after_message(at) == Overview(WaitsFor.OFFICE, at)
