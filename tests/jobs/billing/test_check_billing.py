"""The bill of a month of known traffic, to the cent; alerts once each; runs that were missed, repeated or cut short."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from requests import PreparedRequest, Response

from bot.core.errors import BotError, TemporaryError
from bot.core.messages import Address
from bot.jobs.billing import billing_report, check_billing
from bot.jobs.tools import Tools
from bot.sandbox.twilio.values import Charge, Template
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests import wire
from tests.actors import ANA, BIA, JOHN
from tests.conftest import MovedClock
from tests.jobs.office import MARINA, alert_of, at, issues_about, look, said_in, send, spend
from tests.stage import Stage

TEMPLATE = f"HX{'a' * 32}"
ACCENTS = "A guia já está no portal; o vencimento é amanhã, até as 21h. Qualquer dúvida, é só responder."
BUDGET = {"billing": {"monthly_budget": "10.00"}}


def _october_and_november(stage: Stage, clock: MovedClock) -> None:
    """Two months whose every cent is known; see the table that the test expects."""
    clock.set(at(10, 15))
    for _ in range(2):
        send(stage, BIA)  # 2 x 0.0750
    clock.set(at(11, 3))
    for _ in range(4):
        send(stage, ANA, ACCENTS)  # 4 x 2 x 0.0750
    stage.twilio.person_texts(ANA, SMS_NUMBER, "Obrigada!")  # 0.0075
    clock.set(at(11, 10))
    send(stage, JOHN, "Your form is ready.")  # 0.0750 and a carrier fee of 0.0030
    send(stage, BIA, "x" * 165)  # 2 x 0.0750
    send(stage, BIA, "Recebemos sua mensagem. Protocolo 7. Vamos responder por aqui.")  # 0.0750
    stage.twilio.person_texts(f"whatsapp:{ANA}", WHATSAPP_NUMBER, "Oi")  # 0.0050
    send(stage, f"whatsapp:{ANA}", "Olá")  # 0.0050
    stage.twilio.state.put_template(Template(TEMPLATE, "Vence em {{1}}", at(11, 10)))
    stage.tools.messages.send_template(
        Address.parse(f"whatsapp:{ANA}"), Address.parse(WHATSAPP_NUMBER), TEMPLATE, '{"1": "30/11"}'
    )  # 0.0050 and Meta's 0.0080
    assert stage.twilio.wait_idle(5)
    clock.set(at(11, 20))
    stage.twilio.state.change_phone("+5511900000009", unreachable=True)
    send(stage, "+5511900000009", "Alô?")  # 0.0750, undelivered


def test_the_report_of_a_month_is_right_to_the_cent(office: Stage, moved_clock: MovedClock) -> None:
    _october_and_november(office, moved_clock)
    moved_clock.set(at(12, 1))
    summary = look(office)

    (report,) = issues_about(office, "Custos das mensagens em novembro de 2026")
    body = report["body"]
    # 12 segments of 0.0750, 0.0075, 0.0030, 0.0150 + 0.0080 + 0.0050 and the rent of 1.1500.
    assert "**As mensagens de novembro de 2026 custaram US$ 2,16**" in body
    assert ", 66% a mais do que em outubro de 2026." in body
    rows = [
        "| SMS enviados | 8 | US$ 0,98 | 45% | US$ 0,15 |",
        "| SMS recebidos | 1 | US$ 0,01 | 0% | US$ 0,00 |",
        "| Mensagens de WhatsApp | 3 | US$ 0,02 | 1% | US$ 0,00 |",
        "| Taxas das operadoras | 1 | US$ 0,00 | 0% | US$ 0,00 |",
        "| Aluguel de números | 1 | US$ 1,15 | 53% | US$ 1,15 |",
        "| **Total do mês** | | **US$ 2,16** | | US$ 1,30 |",
    ]
    assert [line for line in body.splitlines() if line.startswith("| ")][1:] == rows
    assert set(report["labels"]) == {"custos", "gateway-comunicacao"}
    assert body.partition("\n")[2] in summary


def test_the_report_says_what_each_cost_what_failed_and_what_would_have_cost_less(
    office: Stage, moved_clock: MovedClock
) -> None:
    _october_and_november(office, moved_clock)
    moved_clock.set(at(12, 1))
    look(office)

    (report,) = issues_about(office, "em novembro")
    body = report["body"]
    total = Decimal("0.9750") + Decimal("0.0075") + Decimal("0.0030") + Decimal("0.0230") + Decimal("1.1500")
    assert total == Decimal("2.1585")
    # Ana by SMS and by WhatsApp, John, Bia, and the phone that is off.
    assert "Custo médio de uma conversa: US$ 0,4317 (conversas: 5, uma por pessoa e canal)." in body
    assert "Custo médio de uma mensagem: US$ 0,1799 (mensagens: 12)." in body
    assert "1 no mês, ao custo de US$ 0,0750: US$ 0,0750 por enviar e US$ 0,0000 de taxas." in body
    savings = [line.partition(". ")[0] for line in body.splitlines() if line.startswith("- ")]
    assert savings == [
        # 0.6000 against 4 x (0.0150 + 0.0080) / 2 for each that was sent
        (
            "- **US$ 0,5540** em 4 SMS: a pessoa também conversa por WhatsApp, onde cada mensagem custa cerca de "
            "US$ 0,0115"
        ),
        "- **US$ 0,3000** em 4 SMS: sem acentos, o texto caberia em menos segmentos",
        "- **US$ 0,0750** em 1 SMS: a confirmação automática",
        "- **US$ 0,0750** em 1 SMS: o texto passou do limite de um segmento por até 10 caracteres",
    ]
    assert '    "SMS enviados" : 0.98\n' in body
    assert f"    bar [{', '.join(['1.15', '0.00', '0.61'] + ['0.00'] * 6 + ['0.33'])}" in body


def test_the_report_holds_no_number_and_no_text(office: Stage, moved_clock: MovedClock) -> None:
    _october_and_november(office, moved_clock)
    moved_clock.set(at(12, 1))
    summary = look(office)

    shown = summary + "".join(issue["body"] for issue in issues_about(office, "Custos"))
    assert not [
        secret for secret in (ANA[3:], BIA[3:], JOHN[2:], "portal", "Obrigada", "form") if secret in shown
    ]


def test_the_same_report_is_written_in_english(office: Stage, moved_clock: MovedClock) -> None:
    office.configure({"language": {"maintainers": "en"}})
    _october_and_november(office, moved_clock)
    moved_clock.set(at(12, 1))
    look(office)

    (report,) = issues_about(office, "Cost of messages in November 2026")
    assert "**The messages of November 2026 cost US$2.16**, 66% more than in October 2026." in report["body"]


def test_two_runs_a_day_change_nothing_twice(office: Stage, moved_clock: MovedClock) -> None:
    office.set_variables(ADMIN_PHONES=MARINA)
    office.configure({"billing": {"monthly_budget": "1.00"}})
    _october_and_november(office, moved_clock)
    moved_clock.set(at(12, 1))
    look(office)
    look(office)  # the text to Marina has cost something too
    before = wire.seen(office)
    look(office)

    assert wire.seen(office) == before
    assert len(office.sandbox.received(MARINA)) == 1


def test_late_prices_are_brought_up_to_date_on_the_first_days_only(
    office: Stage, moved_clock: MovedClock
) -> None:
    _october_and_november(office, moved_clock)
    moved_clock.set(at(12, 1))
    look(office)
    moved_clock.set(at(11, 30))
    send(office, BIA)  # comes in late
    for day, total in ((2, "US$ 2,23"), (3, "US$ 2,23")):
        moved_clock.set(at(12, day))
        look(office)
        assert total in issues_about(office, "em novembro")[0]["body"]
    moved_clock.set(at(11, 30))
    send(office, BIA)
    moved_clock.set(at(12, 4))
    look(office)

    assert "US$ 2,23" in issues_about(office, "em novembro")[0]["body"]


def test_reports_that_were_missed_are_written_late(office: Stage, moved_clock: MovedClock) -> None:
    for month in (10, 11, 12):
        moved_clock.set(at(month, 15))
        send(office, BIA)
        if month == 11:
            look(office)  # the report of October; then nothing ran for two months
    moved_clock.set(at(1, 20, year=2027))
    look(office)
    look(office)

    titles = [issue["title"] for issue in issues_about(office, "Custos")]
    assert titles == [
        f"Custos das mensagens em {name} de 2026" for name in ("outubro", "novembro", "dezembro")
    ]


def test_a_new_installation_reports_the_last_month_and_none_before(
    office: Stage, moved_clock: MovedClock
) -> None:
    for month in (10, 11):
        moved_clock.set(at(month, 15))
        send(office, BIA)
    moved_clock.set(at(12, 20))
    look(office)

    assert [issue["title"] for issue in issues_about(office, "Custos")] == [
        "Custos das mensagens em novembro de 2026"
    ]


def test_a_month_without_costs_and_a_report_that_is_off_make_no_issue(
    office: Stage, moved_clock: MovedClock
) -> None:
    moved_clock.set(at(10, 1, hour=0))  # the rent of October is due, September cost nothing
    look(office)
    assert issues_about(office, "Custos") == []
    office.configure({"billing": {"report": False}})
    moved_clock.set(at(11, 15))
    look(office)

    assert issues_about(office, "Custos") == []


def test_the_page_of_a_run_says_how_the_month_stands(office: Stage, moved_clock: MovedClock) -> None:
    office.configure(BUDGET)
    for day in range(4, 24):
        moved_clock.set(at(11, day))
        spend(office, 15)
    moved_clock.set(at(11, 24))
    page = look(office)

    # Twenty days of 0.15 and a rent of 1.15; today and six days more at 0.15.
    assert "**Novembro de 2026, até 24/11: US$ 4,15.** Neste ritmo, o mês fecha em **US$ 5,20**." in page
    assert "Orçamento: 41% de US$ 10,00 usados; a previsão é 52%." in page
    # 25.00 less 3.00 and two rents, at 0.15 and a thirtieth of the rent a day.
    assert "Saldo na Twilio: **US$ 19,70**. Duração neste ritmo, em dias: cerca de 104." in page
    assert "Ritmo: US$ 0,1500 por dia, a média dos últimos dias completos (aqui 20)" in page
    assert page.count("```mermaid") == 2 * 2  # how the month stands, and October's report
    assert issues_about(office, "um limite") == []


def test_on_the_first_of_a_month_the_pace_comes_from_the_month_before(
    office: Stage, moved_clock: MovedClock
) -> None:
    for day in range(25, 31):
        moved_clock.set(at(11, day))
        spend(office, 15)
    moved_clock.set(at(12, 1))

    assert "Dezembro de 2026, até 01/12: US$ 1,15.** Neste ritmo, o mês fecha em **US$ 5,80**" in look(office)


def test_the_rent_of_a_short_code_is_no_pace(office: Stage, moved_clock: MovedClock) -> None:
    office.configure({"billing": {"report": False}})
    office.twilio.state.charge(Charge("shortcodes-random", at(11, 1), Decimal(500)))
    for day in range(2, 11):
        moved_clock.set(at(11, day))
        spend(office, 15)
    moved_clock.set(at(11, 11))
    page = look(office)

    assert "Ritmo: US$ 0,1500 por dia" in page
    # Nine days, both rents, and 0.15 for today and each of nineteen days more.
    assert "até 11/11: US$ 502,50.** Neste ritmo, o mês fecha em **US$ 505,50**" in page


def test_each_threshold_opens_the_alert_or_adds_to_it_and_is_texted_once(
    office: Stage, moved_clock: MovedClock
) -> None:
    office.set_variables(ADMIN_PHONES=MARINA)
    office.configure({"billing": {"monthly_budget": "4.00", "report": False}})
    moved_clock.set(at(11, 5))
    spend(office, 75)  # 1.90 with the rent
    look(office)
    assert issues_about(office, "Custos") == []
    spend(office, 15)  # 2.05: over half
    look(office)
    look(office)
    assert said_in(alert_of(office)) == ["billing.2026-11.budget-4-50"]
    moved_clock.advance(timedelta(days=1))
    spend(office, 225)  # 4.30 and the text: past 80 and 100 at once
    look(office)
    look(office)

    alert = alert_of(office)
    assert said_in(alert) == ["billing.2026-11.budget-4-50", "billing.2026-11.budget-4-100"]
    assert alert["state"] == "open"
    assert (
        "100% do orçamento de novembro de 2026 já foi usado**: US$ 4,38 de US$ 4,00"
        in alert["comments"][1]["body"]
    )
    assert office.sandbox.received(MARINA) == [
        f"{percent}% do orcamento de mensagens de 11/2026 (US$ 4,00) foi usado. Veja #{alert['number']} no GitHub."
        for percent in (50, 100)
    ]


def test_an_administrator_who_cannot_be_told_now_is_told_by_the_next_run(
    office: Stage, moved_clock: MovedClock, quick: None
) -> None:
    office.set_variables(ADMIN_PHONES=MARINA)
    office.configure({"billing": {"monthly_budget": "1.00", "report": False}})
    moved_clock.set(at(11, 5))

    def busy_from_the_alert_on(request: PreparedRequest, response: Response) -> None:
        if request.method == "POST" and str(request.url).endswith("/issues"):
            office.sandbox.switch_on("twilio-busy")

    with wire.passing(busy_from_the_alert_on), pytest.raises(TemporaryError, match="Not every administrator"):
        look(office)
    assert said_in(alert_of(office)) == ["billing.2026-11.budget-1-100"]
    assert office.sandbox.received(MARINA) == []
    office.sandbox.switch_off("twilio-busy")
    look(office)
    look(office)

    assert len(office.sandbox.received(MARINA)) == 1


def test_a_new_month_closes_the_alert_with_a_sentence_and_the_next_threshold_opens_it_again(
    office: Stage, moved_clock: MovedClock
) -> None:
    office.set_variables(ADMIN_PHONES=MARINA)
    office.configure({"billing": {"monthly_budget": "4.00", "thresholds": [50], "report": False}})
    moved_clock.set(at(11, 5))
    spend(office, 150)
    look(office)
    moved_clock.set(at(12, 2))
    look(office)
    look(office)
    alert = alert_of(office)
    assert (alert["state"], said_in(alert)) == ("closed", ["billing.2026-11.budget-4-50", "well.1"])
    assert "Nenhum limite está atingido agora." in alert["comments"][-1]["body"]
    spend(office, 150)
    look(office)

    alert = alert_of(office)
    assert alert["state"] == "open"
    assert said_in(alert)[2:] == ["billing.2026-12.budget-4-50"]
    assert len(office.sandbox.received(MARINA)) == 2


def test_an_alert_that_people_closed_stays_closed_until_there_is_something_new(
    office: Stage, moved_clock: MovedClock
) -> None:
    office.configure({"billing": {"monthly_budget": "4.00", "report": False}})
    moved_clock.set(at(11, 5))
    spend(office, 120)
    look(office)
    office.sandbox.close(alert_of(office)["number"])
    look(office)
    assert alert_of(office)["state"] == "closed"
    spend(office, 120)
    look(office)

    assert alert_of(office)["state"] == "open"


def test_a_balance_that_falls_again_reopens_the_alert_without_another_text(
    office: Stage, moved_clock: MovedClock
) -> None:
    office.set_variables(ADMIN_PHONES=MARINA)
    office.configure({"billing": {"balance_floor": "23.00", "days_left_floor": 0, "report": False}})
    state = office.twilio.state
    moved_clock.set(at(11, 5))
    look(office)  # two rents: 22.70
    state.pay_in(Decimal(10))
    look(office)
    assert alert_of(office)["state"] == "closed"
    state.pay_in(Decimal(-10))
    look(office)
    look(office)

    alert = alert_of(office)
    assert alert["state"] == "open"
    assert said_in(alert) == ["billing.2026-11.balance-23", "well.1", "again.2"]
    assert office.sandbox.received(MARINA) == [
        f"O saldo na Twilio chegou a US$ 23,00 ou menos. Sem saldo nada sai. Veja #{alert['number']} no GitHub."
    ]


def test_a_balance_that_lasts_a_few_days_is_told(office: Stage, moved_clock: MovedClock) -> None:
    office.set_variables(ADMIN_PHONES=MARINA)
    office.twilio.state.pay_in(Decimal(-14))
    moved_clock.set(at(11, 5))
    spend(office, 150)
    moved_clock.set(at(11, 6))
    look(office)

    (text,) = office.sandbox.received(MARINA)
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
def test_what_is_not_known_or_not_comparable_is_said_and_the_rest_works(
    office: Stage, moved_clock: MovedClock, switch_on: Callable[[Stage], None], sentence: str
) -> None:
    moved_clock.set(at(11, 5))
    switch_on(office)
    page = look(office)

    assert sentence in page
    assert "| Aluguel de números | 1 | US$ 1,15 |" in page
    assert issues_about(office, "um limite") == []


def test_without_the_permission_for_usage_the_run_fails_with_what_to_do(office: Stage) -> None:
    office.sandbox.switch_on("twilio-no-usage")

    with pytest.raises(BotError, match="give the API key the permissions for usage"):
        look(office)


def test_usage_triggers_are_kept_by_the_job_where_wanted(office: Stage, moved_clock: MovedClock) -> None:
    moved_clock.set(at(11, 5))
    office.configure({"billing": {"usage_triggers": True, "report": False}})
    assert "Set billing.monthly_budget in config.yml." in look(office)
    office.configure(
        {
            "billing": {"monthly_budget": "50", "usage_triggers": True, "report": False},
            "relay": {"public_url": "https://bot.example.com"},
        }
    )

    assert "Avisos imediatos na Twilio: 3 criados, 0 removidos, 0 mantidos." in look(office)
    assert "0 criados, 0 removidos, 3 mantidos." in look(office)


def test_when_more_messages_came_than_are_read_the_report_says_so(
    office: Stage, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing_report, "MOST_MESSAGES", 2)
    moved_clock.set(at(11, 5))
    spend(office, 30)
    moved_clock.set(at(12, 1))
    page = look(office)

    assert "Só as 2 mensagens mais recentes do mês foram lidas" in page
    assert "Custo médio" not in page


def test_the_automatic_answers_of_both_languages_are_known() -> None:
    patterns = billing_report.acknowledgements()
    said = ["Recebemos sua mensagem. Protocolo 12. Vamos responder por aqui."]

    assert [one for one in said if any(pattern.fullmatch(one) for pattern in patterns)] == said
    assert len(patterns) == 2


@pytest.mark.parametrize("context", ["alert and report", "well again"])
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
            look(stage)
            stage.configure({"billing": {"monthly_budget": "100.00"}})
        moved_clock.set(at(12, 1))
        if context != "well again":
            spend(stage, 150)

    def job(stage: Stage, tools: Tools) -> None:
        try:
            check_billing.run({}, tools)
        finally:
            assert stage.twilio.wait_idle(5)

    calm: dict[str, Any] = {}
    moved_clock.set(at(9, 20))
    for writes, seen in wire.after_each_crash(prepare, job):
        calm = calm or seen
        assert seen["phones"] == calm["phones"], writes
        assert _without_amounts(seen) == _without_amounts(calm), writes
        moved_clock.set(at(9, 20))  # when the next office buys its number
    assert writes >= 3


def _without_amounts(seen: dict[str, Any]) -> str:
    """What is seen, but for amounts, as the text to an administrator costs something too.

    Nor for ids of contacts, and for whether the administrator's own conversation was closed again.
    """
    issues = [one | {"state": "" if "Notific" in one["title"] else one["state"]} for one in seen["issues"]]
    timeless = re.sub(r'"(order|what)":"[^"]*"|`billing\.[^`]*`', "", str(issues))
    return re.sub(r"\d+([.,]\d+)*", "N", timeless)
