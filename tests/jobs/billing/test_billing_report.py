"""The report of a month: corrected until its figures are final, and honest about how much of it was read."""

from __future__ import annotations

import pytest

from bot.adapters.twilio.billing import Account
from bot.jobs.billing import billing_report
from bot.jobs.billing.billing_report import FINAL, due, topic
from bot.jobs.billing.questions import Asking
from bot.rules.money.bill import Month
from bot.sandbox.world import WHATSAPP_NUMBER
from tests.actors import ANA, BIA
from tests.conftest import MovedClock
from tests.jobs.spending import at, check_bill, issues_about, send, spend
from tests.stage import Stage

OCTOBER, NOVEMBER, DECEMBER = Month(2026, 10), Month(2026, 11), Month(2026, 12)


def test_a_report_of_the_first_days_is_corrected_later_where_no_run_did(
    installation: Stage, moved_clock: MovedClock
) -> None:
    moved_clock.set(at(11, 5))
    send(installation, BIA)
    moved_clock.set(at(12, 1))
    check_bill(installation)
    moved_clock.set(at(11, 30))
    send(installation, BIA)  # comes in late
    moved_clock.set(at(12, 4))  # nothing ran on the 2nd and the 3rd
    check_bill(installation)

    assert "custaram US$ 1,30" in issues_about(installation, "em novembro")[0]["body"]


def test_a_report_that_is_final_is_not_read_again(installation: Stage, moved_clock: MovedClock) -> None:
    moved_clock.set(at(11, 5))
    send(installation, BIA)
    moved_clock.set(at(12, 4))
    assert "# Custos das mensagens em novembro" in check_bill(installation)
    moved_clock.set(at(12, 5))

    assert "# Custos das mensagens em novembro" not in check_bill(installation)


@pytest.mark.parametrize(
    ("day", "known", "months"),
    [
        (1, {}, [NOVEMBER]),
        (20, {}, [NOVEMBER]),
        (2, {NOVEMBER: ""}, [NOVEMBER]),
        (20, {NOVEMBER: ""}, [NOVEMBER]),
        (3, {NOVEMBER: FINAL}, []),
        (20, {OCTOBER: "", NOVEMBER: FINAL}, [OCTOBER]),
        (20, {OCTOBER.before: FINAL}, [OCTOBER, NOVEMBER]),
        (20, {OCTOBER.before.before: "", NOVEMBER: FINAL}, [OCTOBER.before, OCTOBER]),
    ],
    ids=str,
)
def test_due_are_reports_that_are_missing_or_not_final(
    day: int, known: dict[Month, str], months: list[Month]
) -> None:
    states = {topic(month): state for month, state in known.items()} | {"billing-alert": ""}

    assert due(DECEMBER.first.replace(day=day), states) == months


def test_a_price_in_another_currency_is_not_compared_with_the_bill(
    installation: Stage, moved_clock: MovedClock
) -> None:
    installation.configure({"prices": {"whatsapp_message": "0.0001", "currency": "BRL"}})
    moved_clock.set(at(11, 5))
    installation.twilio.person_texts(f"whatsapp:{ANA}", WHATSAPP_NUMBER, "Oi")  # 0.0050
    send(installation, ANA)
    send(installation, f"whatsapp:{ANA}")  # 0.0050
    moved_clock.set(at(12, 1))
    check_bill(installation)

    (report,) = issues_about(installation, "em novembro")
    assert "onde uma resposta em até 24 horas custa US$ 0,0050" in report["body"]


@pytest.mark.parametrize(("most", "read"), [(3, None), (2, None), (1, 1)])
def test_a_message_of_the_next_month_takes_no_place_among_those_that_are_read(
    installation: Stage, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch, most: int, read: int | None
) -> None:
    monkeypatch.setattr(billing_report, "MOST_MESSAGES", most)
    moved_clock.set(at(11, 5))
    spend(installation, 15)
    send(installation, BIA, "dezembro")
    state = installation.twilio.state
    state.change(state.messages()[0].sid, sent_at=at(12, 1, 0))
    moved_clock.set(at(12, 2))

    settings = installation.tools.settings
    report = billing_report.make(Account(settings), NOVEMBER, settings, Asking())

    assert report
    assert report.findings
    assert (report.read, report.findings.messages) == (read, read or 2)
