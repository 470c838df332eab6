"""Twilio does not answer a question, or begins to later: what depends on it waits, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from requests import PreparedRequest, Response
from requests.exceptions import ReadTimeout

from bot.core.errors import UnfinishedError
from bot.jobs.billing import check_billing
from tests import wire
from tests.actors import BIA
from tests.conftest import MovedClock
from tests.jobs.spending import MARINA, alert_of, at, charge, check_bill, issues_about, send
from tests.stage import Stage

Asks = Callable[[str], bool]

QUESTIONS: dict[str, tuple[Asks, str]] = {
    "balance": (lambda url: "/Balance.json" in url, "não informou o saldo"),
    "days": (lambda url: "Category=totalprice" in url, "quanto custou cada dia"),
    "rent of numbers": (lambda url: "Category=phonenumbers" in url, "quanto é o aluguel de números"),
    "rent of short codes": (lambda url: "Category=shortcodes" in url, "quanto é o aluguel de números"),
    "month": (
        lambda url: "Records.json" in url and "StartDate=2026-12-01" in url,
        "quanto custou cada categoria",
    ),
    "before": (
        lambda url: "Records.json" in url and "StartDate=2026-11-01" in url,
        "quanto custou o mês anterior",
    ),
}


@pytest.fixture(name="december")
def _december(installation: Stage, moved_clock: MovedClock, quick: None) -> Stage:
    """The 10th of December, after nine days of which each cost 0.15, a rent, and a budget half used."""
    installation.set_variables(ADMIN_PHONES=MARINA)
    installation.configure(
        {
            "billing": {
                "monthly_budget": "4.00",
                "balance_floor": "21.00",
                "days_left_floor": 0,
                "report": False,
            }
        }
    )
    for day in range(1, 10):
        charge(installation, at(12, day), "0.15")
    moved_clock.set(at(12, 10))
    return installation


def _trouble(kind: str) -> Callable[[Response], None]:
    def change(response: Response) -> None:
        if kind == "time-out":
            response.close()
            raise ReadTimeout
        wire.rewrite(response, {"code": 20500, "message": "trouble", "status": int(kind)}, int(kind))

    return change


def _never(asks: Asks, kind: str = "500") -> wire.Look:
    trouble = _trouble(kind)

    def look(request: PreparedRequest, response: Response) -> None:
        if request.method == "GET" and asks(str(request.url)):
            trouble(response)

    return look


@pytest.mark.parametrize(
    ("question", "kind"), [*((one, "500") for one in QUESTIONS), ("balance", "429"), ("days", "time-out")]
)
def test_a_question_without_an_answer_costs_its_own_lines_and_no_alarm_about_another(
    december: Stage, question: str, kind: str
) -> None:
    asks, lacks = QUESTIONS[question]
    with wire.passing(_never(asks, kind)), pytest.raises(UnfinishedError) as raised:
        check_bill(december)

    page = "\n".join(raised.value.lines)
    assert page.count("A Twilio não informou") == 1
    assert lacks in page
    assert "Dezembro de 2026, até 10/12: US$ 2,50" in page
    alerts = [text.split(" ")[0] for text in december.sandbox.received(MARINA)]
    assert alerts == ["50%", *(["O"] if question != "balance" else [])]


def test_a_balance_that_is_not_told_for_days_stops_no_alarm_of_the_budget(
    december: Stage, moved_clock: MovedClock
) -> None:
    december.sandbox.switch_on("twilio-balance-down")
    for day in range(10, 21, 2):
        moved_clock.set(at(12, day))
        charge(december, at(12, day), "0.35")
        with pytest.raises(UnfinishedError, match="out of order"):
            check_bill(december)

    texts = december.sandbox.received(MARINA)
    assert [text.split(" ")[0] for text in texts] == ["50%", "80%", "100%"]


@pytest.mark.parametrize(
    ("question", "kind"), [*((one, "503") for one in QUESTIONS), ("balance", "429"), ("days", "time-out")]
)
def test_a_question_that_fails_once_is_asked_again_within_the_run(
    december: Stage, question: str, kind: str
) -> None:
    asks, trouble, asked = QUESTIONS[question][0], _trouble(kind), list[str]()

    def once(request: PreparedRequest, response: Response) -> None:
        if asks(str(request.url)):
            asked.append(str(request.url))
            if len(asked) == 1:
                trouble(response)

    with wire.passing(once):
        page = check_bill(december)

    assert "A Twilio não informou" not in page
    assert len(asked) == 2


def test_where_twilio_is_out_of_order_the_run_says_so_and_asks_few_times(december: Stage) -> None:
    requests = list[str]()

    def all_of_it(request: PreparedRequest, response: Response) -> None:
        if "/2010-04-01/" in str(request.url):
            requests.append(str(request.url))
            _trouble("503")(response)

    with wire.passing(all_of_it), pytest.raises(UnfinishedError) as raised:
        check_bill(december)

    assert "\n".join(raised.value.lines).count("A Twilio não informou") == 5
    assert len(requests) <= 12


def test_an_alert_of_a_limit_without_its_answer_stays_open(december: Stage) -> None:
    check_bill(december)
    december.twilio.state.pay_in(Decimal(100))
    with wire.passing(_never(QUESTIONS["balance"][0])), pytest.raises(UnfinishedError):
        check_bill(december)

    assert "O saldo não pôde ser conferido hoje" in alert_of(december)["body"]


def test_an_answer_that_cannot_be_read_is_none(december: Stage) -> None:
    def nonsense(request: PreparedRequest, response: Response) -> None:
        if "/Balance.json" in str(request.url):
            wire.rewrite(response, {"balance": "twenty", "currency": 7})

    with wire.passing(nonsense), pytest.raises(UnfinishedError, match="Unexpected") as raised:
        check_bill(december)

    assert "A Twilio não informou o saldo" in "\n".join(raised.value.lines)
    assert "twenty" not in str(raised.value)


def test_a_page_does_not_wait_for_github(december: Stage) -> None:
    def without_issues(request: PreparedRequest, response: Response) -> None:
        if "/issues" in str(request.url):
            wire.rewrite(response, {"message": "Issues are disabled for this repo"}, 410)

    with wire.passing(without_issues), pytest.raises(UnfinishedError) as raised:
        check_bill(december)

    page = "\n".join(raised.value.lines)
    assert "Dezembro de 2026, até 10/12: US$ 2,50" in page
    assert "⚠️" in page


def test_while_usage_is_down_the_balance_is_watched(december: Stage) -> None:
    december.sandbox.switch_on("twilio-usage-down")
    with pytest.raises(UnfinishedError):
        check_bill(december)

    (text,) = december.sandbox.received(MARINA)
    assert text.startswith("O saldo na Twilio chegou a US$ 21,00")


def test_a_report_lacks_what_was_not_answered_and_the_next_run_completes_it(
    installation: Stage, moved_clock: MovedClock, quick: None
) -> None:
    moved_clock.set(at(11, 5))
    charge(installation, at(11, 5), "0.30")
    send(installation, BIA)
    moved_clock.set(at(12, 5))
    with wire.passing(_never(lambda url: "/Messages.json" in url)), pytest.raises(UnfinishedError):
        check_bill(installation)
    (first,) = issues_about(installation, "em novembro")
    assert "A Twilio não informou as mensagens" in first["body"]
    assert "custaram US$ 1,53" in first["body"]
    assert "Mensagens que não chegaram" not in first["body"]
    check_bill(installation)

    (second,) = issues_about(installation, "em novembro")
    assert "A Twilio não informou" not in second["body"]
    assert "Custo médio de uma mensagem" in second["body"]


def test_a_whole_report_is_not_replaced_by_one_that_lacks_something(
    installation: Stage, moved_clock: MovedClock, quick: None
) -> None:
    moved_clock.set(at(11, 5))
    charge(installation, at(11, 5), "0.30")
    send(installation, BIA)
    moved_clock.set(at(12, 1))
    check_bill(installation)
    (whole,) = issues_about(installation, "em novembro")
    moved_clock.set(at(12, 2))
    with wire.passing(_never(lambda url: "/Messages.json" in url)), pytest.raises(UnfinishedError):
        check_bill(installation)

    assert issues_about(installation, "em novembro") == [whole]


def test_a_month_that_was_not_answered_stops_no_other_report(
    installation: Stage, moved_clock: MovedClock, quick: None
) -> None:
    moved_clock.set(at(9, 5))
    for month in (9, 10, 11, 12):
        moved_clock.set(at(month, 5))
        charge(installation, at(month, 5), "0.30")
        if month == 10:
            check_bill(installation)  # the report of September
    unread = _never(lambda url: "/Messages.json" in url and "2026-10" in url)
    with wire.passing(unread), pytest.raises(UnfinishedError):
        check_bill(installation)

    assert issues_about(installation, "em novembro")


def test_a_run_over_midnight_has_one_day(installation: Stage, moved_clock: MovedClock) -> None:
    """It begins on the last evening of a month of 31 days and asks in a month of 30."""
    installation.configure({"billing": {"monthly_budget": "1.00", "report": False}})
    moved_clock.set(datetime(2026, 10, 31, 23, 59, 50, tzinfo=UTC))

    def later(_request: PreparedRequest, _response: Response) -> None:
        moved_clock.set(datetime(2026, 11, 1, 0, 0, 10, tzinfo=UTC))

    with wire.passing(later):
        page = "\n".join(check_billing.run({}, installation.tools))

    assert "Outubro de 2026, até 31/10" in page
