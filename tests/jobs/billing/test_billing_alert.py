"""The billing alert: what is new is reported once, what is unknown is not well, no failing text blocks the page."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.adapters.twilio import triggers
from bot.core.errors import UnfinishedError
from bot.jobs.billing import check_billing
from bot.sandbox.twilio.values import Charge
from tests import wire
from tests.actors import BIA
from tests.conftest import MovedClock
from tests.jobs.spending import MARINA, alert_of, at, check_bill, issues_about, reported_in, send, spend
from tests.stage import Stage


@pytest.fixture(name="november")
def _november(installation: Stage, moved_clock: MovedClock) -> Stage:
    """The installation on the 5th of November, with an administrator."""
    installation.set_variables(ADMIN_PHONES=MARINA)
    moved_clock.set(at(11, 5))
    return installation


def _limit(stage: Stage, **limits: Any) -> None:
    stage.configure({"billing": {"report": False, **limits}})


def _refund(stage: Stage, amount: str) -> None:
    """Make Twilio correct a price."""
    stage.twilio.state.charge(Charge("sms-outbound-longcode", at(11, 5), -Decimal(amount)))


def _busy(request: PreparedRequest, response: Response) -> None:
    """Make every message fail for now."""
    if request.method == "POST" and str(request.url).endswith("/Messages.json"):
        wire.rewrite(response, {"code": 20429, "message": "busy", "status": 429}, 429)


def _in_reais(request: PreparedRequest, response: Response) -> None:
    """Make Twilio report the balance in another currency than the bill."""
    if "/Balance.json" in str(request.url):
        wire.rewrite(response, response.json() | {"currency": "BRL"})


def test_a_budget_that_was_raised_is_watched_anew(november: Stage) -> None:
    _limit(november, monthly_budget="2.00")
    spend(november, 90)
    check_bill(november)
    _limit(november, monthly_budget="8.00")
    check_bill(november)
    spend(november, 600)
    check_bill(november)

    assert [text for text in november.sandbox.received(MARINA) if "US$ 8,00" in text]


def test_a_floor_of_the_balance_that_was_raised_is_watched_anew(november: Stage) -> None:
    for floor in ("23.00", "23.00", "24.00"):
        _limit(november, balance_floor=floor)
        check_bill(november)

    assert [text.split(" ou menos")[0] for text in november.sandbox.received(MARINA)] == [
        f"O saldo na Twilio chegou a US$ {floor}" for floor in ("23,00", "24,00")
    ]


def test_after_a_threshold_no_lower_one_is_reported(november: Stage) -> None:
    _limit(november, monthly_budget="4.00")
    spend(november, 210)  # 81%
    check_bill(november)
    _refund(november, "0.50")
    check_bill(november)

    assert len(november.sandbox.received(MARINA)) == 1
    assert reported_in(alert_of(november)) == ["billing.2026-11.budget-4-80"]


def test_page_and_report_do_not_wait_for_a_phone(
    installation: Stage, moved_clock: MovedClock, quick: None
) -> None:
    installation.set_variables(ADMIN_PHONES=MARINA)
    installation.configure({"billing": {"balance_floor": "100.00"}})
    moved_clock.set(at(10, 5))
    send(installation, BIA)
    moved_clock.set(at(11, 5))

    with wire.passing(_busy), pytest.raises(UnfinishedError, match="Not every administrator") as raised:
        check_bill(installation)

    assert issues_about(installation, "Custos das mensagens em outubro")
    page = "\n".join(raised.value.lines)
    assert "# Custos das mensagens neste mês" in page
    assert "# Custos das mensagens em outubro de 2026" in page
    assert "⚠️ Nem todos os administradores puderam ser avisados agora." in page


def test_a_report_that_cannot_be_made_keeps_no_page_back(
    installation: Stage, moved_clock: MovedClock
) -> None:
    moved_clock.set(at(11, 5))

    def refused(request: PreparedRequest, response: Response) -> None:
        if "/Messages.json" in str(request.url):
            wire.rewrite(response, {"code": 20003, "message": "denied", "status": 401}, 401)

    with wire.passing(refused), pytest.raises(UnfinishedError, match="does not show the bill") as raised:
        check_billing.run({}, installation.tools)

    assert "| Aluguel de números | 1 | US$ 1,15 |" in "\n".join(raised.value.lines)


@pytest.mark.parametrize("unknown", ["balance", "balance in reais", "currency"])
def test_what_cannot_be_compared_today_is_not_well(november: Stage, unknown: str) -> None:
    limits = {"balance_floor": "100.00", "days_left_floor": 0}
    _limit(november, **limits)
    check_bill(november)
    if unknown == "balance":
        november.sandbox.switch_on("twilio-no-balance")
    elif unknown == "currency":
        _limit(november, **limits, currency="BRL")
    with wire.passing(_in_reais if unknown == "balance in reais" else lambda *_: None):
        check_bill(november)

    alert = alert_of(november)
    assert alert["state"] == "open"
    assert "Nenhum limite está atingido agora." not in alert["body"]
    assert "não pôde ser conferido" in alert["body"]


def test_what_could_not_be_compared_is_still_not_well_after_another_limit_came_and_went(
    november: Stage,
) -> None:
    _limit(november, monthly_budget="1.00", balance_floor="100.00", days_left_floor=0)
    check_bill(november)
    november.sandbox.switch_on("twilio-no-balance")
    check_bill(november)
    _limit(november, monthly_budget="100.00", balance_floor="100.00", days_left_floor=0)
    check_bill(november)
    assert alert_of(november)["state"] == "open"
    november.sandbox.switch_off("twilio-no-balance")
    november.twilio.state.pay_in(Decimal(100))
    check_bill(november)

    assert alert_of(november)["state"] == "closed"


def test_a_balance_that_is_never_known_keeps_no_alert_of_the_budget_open(november: Stage) -> None:
    november.sandbox.switch_on("twilio-no-balance")
    _limit(november, monthly_budget="1.00")
    check_bill(november)
    _limit(november, monthly_budget="100.00")
    check_bill(november)

    assert alert_of(november)["state"] == "closed"


def test_days_left_that_waver_about_their_limit_neither_close_nor_reopen_the_alert(
    november: Stage, moved_clock: MovedClock
) -> None:
    _limit(november, balance_floor=None, days_left_floor=7)
    spend(november, 150)
    moved_clock.set(at(11, 6))
    seen = []
    for paid in ("-11", "1.60", "-1.60", "1.60", "20"):  # from 21.20, at about 1.54 a day
        november.twilio.state.pay_in(Decimal(paid))
        check_bill(november)
        alert = alert_of(november)
        seen.append((alert["state"], len(reported_in(alert)), "O saldo dura agora 7 dias" in alert["body"]))

    assert seen == [*[("open", 1, wavers) for wavers in (False, True, False, True)], ("closed", 2, False)]
    assert len(november.sandbox.received(MARINA)) == 1


def test_a_balance_in_another_currency_than_the_bill_shows_no_days_left(
    november: Stage, moved_clock: MovedClock
) -> None:
    _limit(november, days_left_floor=365)
    spend(november, 150)
    moved_clock.set(at(11, 6))

    with wire.passing(_in_reais):
        page = check_bill(november)

    assert "Saldo na Twilio: **R$ 21,20**." in page
    assert "Duração neste ritmo" not in page
    assert issues_about(november, "um limite") == []


def test_no_trigger_is_set_at_an_amount_of_another_currency(november: Stage) -> None:
    limits = {"monthly_budget": "300.00", "currency": "BRL", "usage_triggers": True, "report": False}
    november.configure({"billing": limits, "relay": {"public_url": "https://bot.example.com"}})
    check_bill(november)

    assert triggers.listed(november.tools.settings) == []


def test_who_is_in_charge_of_the_bill_is_assigned_to_the_alert_and_the_reports(
    installation: Stage, moved_clock: MovedClock
) -> None:
    installation.configure({"billing": {"balance_floor": "100.00", "assignees": ["marina", "ninguem"]}})
    moved_clock.set(at(10, 5))
    send(installation, BIA)
    moved_clock.set(at(11, 5))
    check_bill(installation)

    found = [issue["number"] for issue in issues_about(installation, "Custos das mensagens")]
    assert [installation.state.issues.get(number).assignees for number in found] == [("marina",)] * 2


def test_who_gave_the_alert_to_somebody_else_is_not_overruled_while_nothing_is_new(november: Stage) -> None:
    _limit(november, balance_floor="100.00")
    check_bill(november)
    _limit(november, balance_floor="100.00", assignees=["marina"])
    check_bill(november)

    assert november.state.issues.get(alert_of(november)["number"]).assignees == ()


def test_an_alert_whose_label_was_removed_is_closed_all_the_same(
    november: Stage, moved_clock: MovedClock
) -> None:
    _limit(november, monthly_budget="2.00", thresholds=[100])  # of which December's rent is more than half
    spend(november, 90)
    check_bill(november)
    number = alert_of(november)["number"]
    november.state.issues.set_labels(number, ())
    moved_clock.set(at(12, 2))
    check_bill(november)

    assert november.sandbox.issue(number)["state"] == "closed"
    assert "custos" in november.sandbox.issue(number)["labels"]
