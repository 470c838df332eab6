"""The report of a month: corrected until its figures are final, and honest about how much of it was read."""

from __future__ import annotations

import pytest

from bot.billing import Month
from bot.jobs import billing_report
from bot.providers.twilio.billing import Account
from bot.sandbox.world import WHATSAPP_NUMBER
from tests.conftest import MovedClock
from tests.jobs.office import ANA, BIA, at, issues_about, look, send, spend
from tests.stage import Stage

NOVEMBER = Month(2026, 11)


def test_a_price_in_another_currency_is_not_compared_with_the_bill(
    office: Stage, moved_clock: MovedClock
) -> None:
    office.configure({"prices": {"whatsapp_message": "0.0001", "currency": "BRL"}})
    moved_clock.set(at(11, 5))
    send(office, ANA)
    office.switchboard.person_texts(f"whatsapp:{ANA}", WHATSAPP_NUMBER, "Oi")  # 0.0050
    send(office, f"whatsapp:{ANA}")  # 0.0050
    moved_clock.set(at(12, 1))
    look(office)

    (report,) = issues_about(office, "em novembro")
    assert "onde cada mensagem custa cerca de US$ 0,0100" in report["body"]


@pytest.mark.parametrize(("most", "read"), [(3, None), (2, None), (1, 1)])
def test_a_message_of_the_next_month_takes_no_place_among_those_that_are_read(
    office: Stage, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch, most: int, read: int | None
) -> None:
    monkeypatch.setattr(billing_report, "MOST_MESSAGES", most)
    moved_clock.set(at(11, 5))
    spend(office, 15)
    send(office, BIA, "dezembro")
    state = office.switchboard.state
    state.change(state.messages()[0].sid, sent_at=at(12, 1, 0))
    moved_clock.set(at(12, 2))

    report = billing_report.make(Account(office.tools.settings), NOVEMBER, office.tools.settings)

    assert (report.read, report.findings.messages) == (read, read or 2)
