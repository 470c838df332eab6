"""The start page: whether all is well, and the same figures as /metrics."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.console.entry.sessions import IDLE, Sessions
from bot.console.overview import charts
from bot.console.tools import writing
from bot.core import clock
from bot.core.messages import DeliveryStatus
from bot.core.settings import Language
from bot.relay import job_figures
from bot.relay.mounting import RelayParts
from bot.relay.store.notes import SharedNotes
from bot.rules.upkeep.credentials import AgeSource, Credential
from bot.rules.wire.due_report import AnswerFigures, CredentialAge, DueReport, MonthSpending, TwilioBalance
from tests.conftest import MovedClock
from tests.console.browser import Visiting
from tests.relay.harness import RelayHarness


def figure(page: str, name: str) -> str:
    """Return what a tile shows."""
    found = re.search(rf'id="{name}">([^<]*)<', page)
    assert found, name
    return found[1].replace("\N{NO-BREAK SPACE}", " ")


def report(parts: RelayParts, **figures: object) -> None:
    """Post a job's report of its figures."""
    now = clock.now()
    job_figures.keep(DueReport(now, **figures), SharedNotes(parts.store), now)  # type: ignore[arg-type]  # by name


def spent(amount: str, at: datetime) -> MonthSpending:
    return MonthSpending(at.date().replace(day=1), Decimal(amount), "USD")


def test_a_relay_that_has_just_begun_says_what_is_not_known_yet_and_why(signed_in: Visiting) -> None:
    page = signed_in.get("/").text

    assert figure(page, "waiting") == "0"
    for name in ("to-issue", "to-answer", "spent", "next-due"):
        assert figure(page, name) == "ainda não se sabe"
    assert "O check-billing informa uma vez por dia." in page
    assert "O remind-rotation informa as idades na próxima execução." in page


def test_messages_and_reports_change_the_figures(signed_in: Visiting, harness: RelayHarness) -> None:
    harness.now = clock.now()
    harness.writes("um", "dois", "três")
    harness.reports(1, DeliveryStatus.DELIVERED)
    harness.reports(2, DeliveryStatus.DELIVERED)
    harness.reports(3, DeliveryStatus.UNDELIVERED)

    page = signed_in.get("/now").text

    assert figure(page, "received") == "3"
    assert figure(page, "sent") == "3"
    assert figure(page, "rate") == "66,6%"
    assert figure(page, "waiting") == "6"
    assert "<!doctype html>" not in page


def test_what_jobs_report_shows_with_its_moment(signed_in: Visiting, parts: RelayParts) -> None:
    now = clock.now()
    report(
        parts,
        spending=spent("1234.5", now),
        balance=TwilioBalance(Decimal("3.00"), "USD"),
        answers=AnswerFigures(8, timedelta(minutes=5), timedelta(hours=3, minutes=20)),
        credentials=(CredentialAge(Credential.CONTACT_KEY, now - timedelta(days=100), AgeSource.CHANGED),),
    )

    page = signed_in.get("/").text

    assert figure(page, "spent") == "US$ 1.234,50"
    assert figure(page, "to-answer") == "5 min"
    assert "3 h 20 min" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "Saldo: US$ 3,00" in page
    assert "vencida" in page
    assert "Credenciais vencidas: 1." in page
    assert "As mensagens fluem; há algo que merece atenção" in page or "problema" in page


def test_what_another_month_cost_is_not_this_months(signed_in: Visiting, parts: RelayParts) -> None:
    report(parts, spending=spent("99.00", clock.now() - timedelta(days=40)))

    assert figure(signed_in.get("/").text, "spent") == "ainda não se sabe"


def test_what_is_wrong_stands_first_with_its_remedy(signed_in: Visiting, parts: RelayParts) -> None:
    signed_in.post("/language", language="en")
    page = signed_in.get("/").text

    # No dispatcher runs in this test.
    assert "Something is wrong" in page or "things are wrong" in page
    for problem in parts.health.problems(parts.health.queue(), clock.now()):
        assert problem.remedy in page.replace("&#39;", "'")


def test_a_page_that_renews_itself_keeps_nobody_signed_in(
    signed_in: Visiting, parts: RelayParts, moved_clock: MovedClock
) -> None:
    for _ in range(4):
        moved_clock.advance(IDLE / 3)
        signed_in.get("/now", **{"HX-Request": "true", "X-Unattended": "1"})

    assert (
        signed_in.get("/now", **{"HX-Request": "true", "X-Unattended": "1"}).headers["HX-Refresh"] == "true"
    )
    assert Sessions(parts.store).count("marina") == 0


def test_a_page_that_renews_itself_without_scripts_keeps_nobody_signed_in_either(
    signed_in: Visiting, moved_clock: MovedClock
) -> None:
    found = re.search(r'http-equiv="refresh" content="30;url=/console([^"]+)"', signed_in.get("/").text)
    assert found
    for _ in range(2):
        moved_clock.advance(IDLE / 3)
        assert signed_in.get(found[1]).status_code == 200

    moved_clock.advance(IDLE / 2)
    assert signed_in.get(found[1]).status_code == 303


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3_599, "59 min"),
        (3_600, "1 h"),
        (3_720, "1 h 2 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_a_time_is_written_in_its_two_largest_units(seconds: int, shown: str) -> None:
    assert writing.span(timedelta(seconds=seconds)).replace("\N{NO-BREAK SPACE}", " ") == shown


def test_nearly_all_is_never_written_as_all() -> None:
    assert writing.percent(0.99999, Language.PT_BR) == "99,9%"
    assert writing.percent(1, Language.PT_BR) == "100%"
    assert writing.percent(0.5, Language.EN) == "50%"
    assert writing.number(12_345, Language.PT_BR) == "12.345"


def test_the_highest_bar_fills_the_drawing_and_the_smallest_can_be_seen() -> None:
    chart = charts.bars([[0, 0], [1, 0], [900, 100]])

    assert chart.most == 1000
    assert min(part.height for part in chart.parts) >= 2
    assert {part.x for part in chart.parts} == {charts.STEP, 2 * charts.STEP}
    assert min(part.y for part in chart.parts) == 0
    assert charts.bars([[0], [0]]).parts == ()
