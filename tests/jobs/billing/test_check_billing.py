"""The page of a run shows where the month stands; each limit alerts once; a run cut short is completed by the next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.core.errors import BotError, TemporaryError, UnfinishedError
from bot.jobs.billing import billing_report, check_billing
from bot.jobs.tools import Tools
from bot.sandbox.twilio.values import Charge
from tests import wire
from tests.conftest import MovedClock
from tests.jobs.spending import MARINA, alert_of, at, check_bill, issues_about, reported_in, spend
from tests.stage import Stage

BUDGET = {"billing": {"monthly_budget": "10.00"}}


def test_the_summary_of_a_run_shows_the_state_of_the_month(
    installation: Stage, moved_clock: MovedClock
) -> None:
    installation.configure(BUDGET)
    for day in range(4, 24):
        moved_clock.set(at(11, day))
        spend(installation, 15)
    moved_clock.set(at(11, 24))
    page = check_bill(installation)

    # Twenty days of 0.15 and a rent of 1.15; today and six days more at 0.15.
    assert "**Novembro de 2026, até 24/11: US$ 4,15.** Neste ritmo, o mês fecha em **US$ 5,20**." in page
    assert "Orçamento: 41% de US$ 10,00 usados; a previsão é 52%." in page
    # 25.00 less 3.00 and two rents, at 0.15 and a thirtieth of the rent a day.
    assert "Saldo na Twilio: **US$ 19,70**. Duração neste ritmo, em dias: cerca de 104." in page
    assert "Ritmo: US$ 0,1500 por dia, uma média dos últimos dias completos (aqui 20)" in page
    assert "o mais caro conta como o segundo mais caro" in page
    assert page.count("```mermaid") == 2 * 2  # how the month stands, and October's report
    assert issues_about(installation, "um limite") == []


def test_on_the_first_of_a_month_the_pace_comes_from_the_month_before(
    installation: Stage, moved_clock: MovedClock
) -> None:
    for day in range(25, 31):
        moved_clock.set(at(11, day))
        spend(installation, 15)
    moved_clock.set(at(12, 1))

    assert "Dezembro de 2026, até 01/12: US$ 1,15.** Neste ritmo, o mês fecha em **US$ 5,80**" in check_bill(
        installation
    )


def test_the_rent_of_a_short_code_is_no_pace(installation: Stage, moved_clock: MovedClock) -> None:
    installation.configure({"billing": {"report": False}})
    installation.twilio.state.charge(Charge("shortcodes-random", at(11, 1), Decimal(500)))
    for day in range(2, 11):
        moved_clock.set(at(11, day))
        spend(installation, 15)
    moved_clock.set(at(11, 11))
    page = check_bill(installation)

    assert "Ritmo: US$ 0,1500 por dia" in page
    # Nine days, both rents, and 0.15 for today and each of nineteen days more.
    assert "até 11/11: US$ 502,50.** Neste ritmo, o mês fecha em **US$ 505,50**" in page


def test_each_threshold_opens_the_alert_or_adds_to_it_and_is_texted_once(
    installation: Stage, moved_clock: MovedClock
) -> None:
    installation.set_variables(ADMIN_PHONES=MARINA)
    installation.configure({"billing": {"monthly_budget": "4.00", "report": False}})
    moved_clock.set(at(11, 5))
    spend(installation, 75)  # 1.90 with the rent
    check_bill(installation)
    assert issues_about(installation, "Custos") == []
    spend(installation, 15)  # 2.05: over half
    check_bill(installation)
    check_bill(installation)
    assert reported_in(alert_of(installation)) == ["billing.2026-11.budget-4-50"]
    moved_clock.advance(timedelta(days=1))
    spend(installation, 225)  # 4.30 and the text: past 80 and 100 at once
    check_bill(installation)
    check_bill(installation)

    alert = alert_of(installation)
    assert reported_in(alert) == ["billing.2026-11.budget-4-50", "billing.2026-11.budget-4-100"]
    assert alert["state"] == "open"
    assert (
        "100% do orçamento de novembro de 2026 já foi usado**: US$ 4,38 de US$ 4,00"
        in alert["comments"][1]["body"]
    )
    assert installation.sandbox.received(MARINA) == [
        f"{percent}% do orcamento de mensagens de 11/2026 (US$ 4,00) foi usado. Veja #{alert['number']} no GitHub."
        for percent in (50, 100)
    ]


def test_an_administrator_who_cannot_be_alerted_now_is_alerted_by_the_next_run(
    installation: Stage, moved_clock: MovedClock, quick: None
) -> None:
    installation.set_variables(ADMIN_PHONES=MARINA)
    installation.configure({"billing": {"monthly_budget": "1.00", "report": False}})
    moved_clock.set(at(11, 5))

    def busy_from_the_alert_on(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and str(request.url).endswith("/issues"):
            installation.sandbox.switch_on("twilio-busy")

    with wire.passing(busy_from_the_alert_on), pytest.raises(TemporaryError, match="Not every administrator"):
        check_bill(installation)
    assert reported_in(alert_of(installation)) == ["billing.2026-11.budget-1-100"]
    assert installation.sandbox.received(MARINA) == []
    installation.sandbox.switch_off("twilio-busy")
    check_bill(installation)
    check_bill(installation)

    assert len(installation.sandbox.received(MARINA)) == 1


def test_a_new_month_closes_the_alert_with_a_sentence_and_the_next_threshold_opens_it_again(
    installation: Stage, moved_clock: MovedClock
) -> None:
    installation.set_variables(ADMIN_PHONES=MARINA)
    installation.configure({"billing": {"monthly_budget": "4.00", "thresholds": [50], "report": False}})
    moved_clock.set(at(11, 5))
    spend(installation, 150)
    check_bill(installation)
    moved_clock.set(at(12, 2))
    check_bill(installation)
    check_bill(installation)
    alert = alert_of(installation)
    assert (alert["state"], reported_in(alert)) == ("closed", ["billing.2026-11.budget-4-50", "well.1"])
    assert "Nenhum limite está atingido agora." in alert["comments"][-1]["body"]
    spend(installation, 150)
    check_bill(installation)

    alert = alert_of(installation)
    assert alert["state"] == "open"
    assert reported_in(alert)[2:] == ["billing.2026-12.budget-4-50"]
    assert len(installation.sandbox.received(MARINA)) == 2


def test_an_alert_that_people_closed_stays_closed_until_there_is_something_new(
    installation: Stage, moved_clock: MovedClock
) -> None:
    installation.configure({"billing": {"monthly_budget": "4.00", "report": False}})
    moved_clock.set(at(11, 5))
    spend(installation, 120)
    check_bill(installation)
    installation.sandbox.close(alert_of(installation)["number"])
    check_bill(installation)
    assert alert_of(installation)["state"] == "closed"
    spend(installation, 120)
    check_bill(installation)

    assert alert_of(installation)["state"] == "open"


def test_a_balance_that_falls_again_after_it_was_paid_in_is_told_on_the_phones_again(
    installation: Stage, moved_clock: MovedClock
) -> None:
    installation.set_variables(ADMIN_PHONES=MARINA)
    installation.configure({"billing": {"balance_floor": "23.00", "days_left_floor": 0, "report": False}})
    state = installation.twilio.state
    moved_clock.set(at(11, 5))
    check_bill(installation)  # two rents: 22.70
    state.pay_in(Decimal(10))
    check_bill(installation)
    assert alert_of(installation)["state"] == "closed"
    state.pay_in(Decimal(-10))
    check_bill(installation)
    check_bill(installation)

    alert = alert_of(installation)
    assert alert["state"] == "open"
    assert reported_in(alert) == ["billing.2026-11.balance-23", "well.1", "billing.2026-11.balance-23-2"]
    assert (
        installation.sandbox.received(MARINA)
        == [
            f"O saldo na Twilio chegou a US$ 23,00 ou menos. Sem saldo nada sai. Veja #{alert['number']} no GitHub."
        ]
        * 2
    )


def test_a_balance_that_falls_again_is_told_whoever_closed_the_alert_and_whatever_else_keeps_it_open(
    installation: Stage, moved_clock: MovedClock
) -> None:
    installation.set_variables(ADMIN_PHONES=MARINA)
    limits = {"balance_floor": "23.00", "days_left_floor": 0, "report": False, "monthly_budget": "1.00"}
    installation.configure({"billing": limits})
    state = installation.twilio.state
    moved_clock.set(at(11, 5))
    check_bill(installation)  # two rents: 22.70, and the budget is used up
    for fall in (2, 3):
        if fall == 3:
            installation.sandbox.close(alert_of(installation)["number"])
        state.pay_in(Decimal(10))
        check_bill(installation)
        state.pay_in(Decimal(-10))
        check_bill(installation)
        check_bill(installation)
        assert reported_in(alert_of(installation))[-1] == f"billing.2026-11.balance-23-{fall}"
        assert alert_of(installation)["state"] == "open"

    texts = [text for text in installation.sandbox.received(MARINA) if "O saldo" in text]
    assert len(texts) == 3


def test_a_balance_that_falls_after_people_closed_the_alert_and_paid_in_is_told_again(
    installation: Stage, moved_clock: MovedClock
) -> None:
    installation.set_variables(ADMIN_PHONES=MARINA)
    installation.configure({"billing": {"balance_floor": "23.00", "days_left_floor": 0, "report": False}})
    moved_clock.set(at(11, 5))
    check_bill(installation)
    installation.sandbox.close(alert_of(installation)["number"])
    for paid in (10, -10):
        installation.twilio.state.pay_in(Decimal(paid))
        check_bill(installation)

    assert len(installation.sandbox.received(MARINA)) == 2
    assert alert_of(installation)["state"] == "open"


def test_a_balance_that_lasts_a_few_days_is_reported(installation: Stage, moved_clock: MovedClock) -> None:
    installation.set_variables(ADMIN_PHONES=MARINA)
    installation.twilio.state.pay_in(Decimal(-14))
    moved_clock.set(at(11, 5))
    spend(installation, 150)
    moved_clock.set(at(11, 6))
    check_bill(installation)

    (text,) = installation.sandbox.received(MARINA)
    assert text.startswith("O saldo na Twilio dura menos de 7 dias neste ritmo.")


@pytest.mark.parametrize(
    ("switch_on", "sentence"),
    [
        (
            lambda stage: stage.sandbox.switch_on("twilio-no-balance"),
            "Saldo desconhecido: a Twilio não o mostra",
        ),
        (
            lambda stage: stage.configure({"billing": {"monthly_budget": "1.00", "currency": "BRL"}}),
            "Os limites em `config.yml` estão em BRL e a conta da Twilio em USD: nada foi comparado.",
        ),
        (lambda _: None, "Sem orçamento: defina `billing.monthly_budget`"),
    ],
    ids=["no balance", "another currency", "no budget"],
)
def test_what_is_not_known_or_not_comparable_is_reported_and_the_rest_works(
    installation: Stage, moved_clock: MovedClock, switch_on: Callable[[Stage], None], sentence: str
) -> None:
    moved_clock.set(at(11, 5))
    switch_on(installation)
    page = check_bill(installation)

    assert sentence in page
    assert "| Aluguel de números | 1 | US$ 1,15 |" in page
    assert issues_about(installation, "um limite") == []


def test_without_the_permission_for_usage_the_run_fails_with_what_to_do(installation: Stage) -> None:
    installation.sandbox.switch_on("twilio-no-usage")

    with pytest.raises(BotError, match="give the API key the permissions for usage"):
        check_bill(installation)


def test_the_page_warns_once_of_what_alert_and_report_lack_alike(installation: Stage) -> None:
    installation.sandbox.switch_on("twilio-no-usage")

    with pytest.raises(UnfinishedError) as failed:
        check_bill(installation)

    assert len([line for line in failed.value.lines if "chave de API" in line and "⚠️" in line]) == 1


def test_usage_triggers_are_kept_by_the_job_where_wanted(
    installation: Stage, moved_clock: MovedClock
) -> None:
    moved_clock.set(at(11, 5))
    installation.configure({"billing": {"usage_triggers": True, "report": False}})
    assert "Defina billing.monthly_budget no config.yml." in check_bill(installation)
    installation.configure(
        {
            "billing": {"monthly_budget": "50", "usage_triggers": True, "report": False},
            "relay": {"public_url": "https://bot.example.com"},
        }
    )

    assert "Avisos imediatos na Twilio: 3 criados, 0 removidos, 0 mantidos." in check_bill(installation)
    assert "0 criados, 0 removidos, 3 mantidos." in check_bill(installation)


def test_the_automatic_answers_of_both_languages_are_known() -> None:
    patterns = billing_report.acknowledgements()
    greeting = "Recebemos sua mensagem. Protocolo 12. Vamos responder por aqui."
    sentences = [greeting, f"{greeting} Nosso atendimento volta segunda-feira às 8h."]

    assert [one for one in sentences if any(pattern.fullmatch(one) for pattern in patterns)] == sentences
    assert not any(pattern.fullmatch(f"{greeting} Até logo.") for pattern in patterns)


@pytest.mark.parametrize("context", ["alert and report", "well again", "another fall"])
def test_a_crash_after_any_write_leaves_the_same_as_none(
    moved_clock: MovedClock, quick: None, context: str
) -> None:
    """Everything at once: an alert to open or close, a text to send, triggers, and a report to write."""
    changes = {
        "billing": {"monthly_budget": "1.00", "usage_triggers": True},
        "relay": {"public_url": "https://bot.example.com"},
    }

    def prepare(stage: Stage) -> None:
        moved_clock.set(at(11, 15))
        stage.set_variables(ADMIN_PHONES=MARINA)
        stage.configure({"billing": {"monthly_budget": "1.00"}} if context == "well again" else changes)
        spend(stage, 150)
        if context == "well again":
            check_bill(stage)
            stage.configure({"billing": {"monthly_budget": "100.00"}})
        moved_clock.set(at(12, 1))
        if context != "well again":
            spend(stage, 150)

    def prepare_another_fall(stage: Stage) -> None:
        stage.set_variables(ADMIN_PHONES=MARINA)
        stage.configure({"billing": {"balance_floor": "23.00", "days_left_floor": 0, "report": False}})
        for day, paid in ((15, 0), (16, 10)):
            moved_clock.set(at(11, day))
            stage.twilio.state.pay_in(Decimal(paid))
            check_bill(stage)
        moved_clock.set(at(11, 17))
        stage.twilio.state.pay_in(Decimal(-10))

    def job(stage: Stage, tools: Tools) -> None:
        try:
            check_billing.run({}, tools)
        finally:
            assert stage.twilio.wait_idle(5)

    calm: dict[str, Any] = {}
    moved_clock.set(at(9, 20))
    begin = prepare_another_fall if context == "another fall" else prepare
    for writes, seen in wire.after_each_crash(begin, job):
        calm = calm or seen
        assert seen["phones"] == calm["phones"], writes
        assert _without_amounts(seen) == _without_amounts(calm), writes
        moved_clock.set(at(9, 20))  # when another number is bought
    assert writes >= 3


def _without_amounts(seen: dict[str, Any]) -> str:
    """What is seen, but for amounts, as the text to an administrator costs something too.

    Nor for ids of contacts, and for whether the administrator's own conversation was closed again.
    """
    issues = [one | {"state": "" if "Notific" in one["title"] else one["state"]} for one in seen["issues"]]
    timeless = re.sub(r'"(order|what)":"[^"]*"|`billing\.[^`]*`', "", str(issues))
    return re.sub(r"\d+([.,]\d+)*", "N", timeless)
