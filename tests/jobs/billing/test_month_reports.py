"""The report of a month of known traffic is right to the cent, and every month gets one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.core.messages import Address
from bot.jobs.billing import billing_report
from bot.sandbox.twilio.values import Template
from bot.sandbox.world import SMS_NUMBER, WHATSAPP_NUMBER
from tests import wire
from tests.actors import ANA, BIA, JOHN
from tests.conftest import MovedClock
from tests.jobs.spending import MARINA, at, check_bill, issues_about, send, spend
from tests.stage import Stage

TEMPLATE = f"HX{'a' * 32}"

ACCENTS = "A guia já está no portal; o vencimento é amanhã, até as 21h. Qualquer dúvida, é só responder."


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
    # 0.0050 and Meta's 0.0080.
    stage.tools.messages.send_template(
        Address.parse(f"whatsapp:{ANA}"), Address.parse(WHATSAPP_NUMBER), TEMPLATE, '{"1": "30/11"}'
    )
    assert stage.twilio.wait_idle(5)
    clock.set(at(11, 20))
    stage.twilio.state.change_phone("+5511900000009", unreachable=True)
    send(stage, "+5511900000009", "Alô?")  # 0.0750, undelivered


def test_the_report_of_a_month_is_right_to_the_cent(installation: Stage, moved_clock: MovedClock) -> None:
    _october_and_november(installation, moved_clock)
    moved_clock.set(at(12, 1))
    summary = check_bill(installation)

    (report,) = issues_about(installation, "Custos das mensagens em novembro de 2026")
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


def test_the_report_shows_what_each_cost_what_failed_and_what_would_have_cost_less(
    installation: Stage, moved_clock: MovedClock
) -> None:
    _october_and_november(installation, moved_clock)
    moved_clock.set(at(12, 1))
    check_bill(installation)

    (report,) = issues_about(installation, "em novembro")
    body = report["body"]
    total = Decimal("0.9750") + Decimal("0.0075") + Decimal("0.0030") + Decimal("0.0230") + Decimal("1.1500")
    assert total == Decimal("2.1585")
    # Ana by SMS and by WhatsApp, John, Bia, and the phone that is off.
    assert "Custo médio de uma conversa: US$ 0,4317 (conversas: 5, uma por pessoa e canal)." in body
    assert "Custo médio de uma mensagem: US$ 0,1799 (mensagens: 12)." in body
    assert "1 no mês, ao custo de US$ 0,0750: US$ 0,0750 por enviar e US$ 0,0000 de taxas." in body
    savings = [line.partition(". ")[0] for line in body.splitlines() if line.startswith("- ")]
    assert savings == [
        # 0.6000 against 4 x (0.0050 + 0.0080): none was within 24 hours of what she wrote there
        (
            "- **US$ 0,5480** em 4 SMS: a pessoa também conversa por WhatsApp, onde uma resposta em até 24 horas custa "
            "US$ 0,0050, e depois, com `/modelo`, US$ 0,0130 (o tipo mais caro do mês)"
        ),
        "- **US$ 0,3000** em 4 SMS: sem acentos, o texto caberia em menos segmentos",
        "- **US$ 0,0750** em 1 SMS: a confirmação automática",
        "- **US$ 0,0750** em 1 SMS: o texto passou do limite de um segmento por até 10 caracteres",
    ]
    assert '    "SMS enviados" : 0.98\n' in body
    assert f"    bar [{', '.join(['1.15', '0.00', '0.61'] + ['0.00'] * 6 + ['0.33'])}" in body


def test_the_report_holds_no_number_and_no_text(installation: Stage, moved_clock: MovedClock) -> None:
    _october_and_november(installation, moved_clock)
    moved_clock.set(at(12, 1))
    summary = check_bill(installation)

    shown = summary + "".join(issue["body"] for issue in issues_about(installation, "Custos"))
    assert not [
        secret for secret in (ANA[3:], BIA[3:], JOHN[2:], "portal", "Obrigada", "form") if secret in shown
    ]


def test_the_same_report_is_written_in_english(installation: Stage, moved_clock: MovedClock) -> None:
    installation.configure({"language": {"maintainers": "en"}})
    _october_and_november(installation, moved_clock)
    moved_clock.set(at(12, 1))
    check_bill(installation)

    (report,) = issues_about(installation, "Cost of messages in November 2026")
    assert "**The messages of November 2026 cost US$2.16**, 66% more than in October 2026." in report["body"]


def test_two_runs_a_day_change_nothing_twice(installation: Stage, moved_clock: MovedClock) -> None:
    installation.set_variables(ADMIN_PHONES=MARINA)
    installation.configure({"billing": {"monthly_budget": "1.00"}})
    _october_and_november(installation, moved_clock)
    moved_clock.set(at(12, 1))
    check_bill(installation)
    check_bill(installation)  # the text to Marina has cost something too
    before = wire.seen(installation)
    check_bill(installation)

    assert wire.seen(installation) == before
    assert len(installation.sandbox.received(MARINA)) == 1


def test_late_prices_are_brought_up_to_date_on_the_first_days_only(
    installation: Stage, moved_clock: MovedClock
) -> None:
    _october_and_november(installation, moved_clock)
    moved_clock.set(at(12, 1))
    check_bill(installation)
    moved_clock.set(at(11, 30))
    send(installation, BIA)  # comes in late
    for day, total in ((2, "US$ 2,23"), (3, "US$ 2,23")):
        moved_clock.set(at(12, day))
        check_bill(installation)
        assert total in issues_about(installation, "em novembro")[0]["body"]
    moved_clock.set(at(11, 30))
    send(installation, BIA)
    moved_clock.set(at(12, 4))
    check_bill(installation)

    assert "US$ 2,23" in issues_about(installation, "em novembro")[0]["body"]


def test_reports_that_were_missed_are_written_late(installation: Stage, moved_clock: MovedClock) -> None:
    for month in (10, 11, 12):
        moved_clock.set(at(month, 15))
        send(installation, BIA)
        if month == 11:
            check_bill(installation)  # the report of October; then nothing ran for two months
    moved_clock.set(at(1, 20, year=2027))
    check_bill(installation)
    check_bill(installation)

    titles = [issue["title"] for issue in issues_about(installation, "Custos")]
    assert titles == [
        f"Custos das mensagens em {name} de 2026" for name in ("outubro", "novembro", "dezembro")
    ]


def test_a_new_installation_reports_the_last_month_and_none_before(
    installation: Stage, moved_clock: MovedClock
) -> None:
    for month in (10, 11):
        moved_clock.set(at(month, 15))
        send(installation, BIA)
    moved_clock.set(at(12, 20))
    check_bill(installation)

    assert [issue["title"] for issue in issues_about(installation, "Custos")] == [
        "Custos das mensagens em novembro de 2026"
    ]


def test_a_month_without_costs_and_a_report_that_is_off_make_no_issue(
    installation: Stage, moved_clock: MovedClock
) -> None:
    moved_clock.set(at(10, 1, hour=0))  # the rent of October is due, September cost nothing
    check_bill(installation)
    assert issues_about(installation, "Custos") == []
    installation.configure({"billing": {"report": False}})
    moved_clock.set(at(11, 15))
    check_bill(installation)

    assert issues_about(installation, "Custos") == []


def test_the_report_shows_that_there_were_more_messages_than_were_read(
    installation: Stage, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing_report, "MOST_MESSAGES", 2)
    moved_clock.set(at(11, 5))
    spend(installation, 30)
    moved_clock.set(at(12, 1))
    page = check_bill(installation)

    assert "Só as 2 mensagens mais recentes do mês foram lidas" in page
    assert "Custo médio" not in page
