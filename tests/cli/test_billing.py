"""`bot billing`: what it prints, exactly, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli
from bot.core.errors import BotError
from bot.core.messages import Address
from bot.sandbox.world import SMS_NUMBER
from tests.conftest import MovedClock
from tests.stage import Stage


@pytest.fixture(name="installation")
def _installation(moved_clock: MovedClock) -> Iterator[Stage]:
    """An account with twenty days of 0.15 each, and a number that was bought in October."""
    moved_clock.set(datetime(2026, 10, 20, tzinfo=UTC))
    with Stage() as stage:
        for day in range(4, 24):
            moved_clock.set(datetime(2026, 11, day, 12, tzinfo=UTC))
            for _ in range(2):
                stage.tools.messages.send(Address.parse("+5511987654321"), Address.parse(SMS_NUMBER), "Oi")
            # Twilio dates a message when it leaves, on a thread of its own; the clock moves on when it has.
            assert stage.twilio.wait_idle(10)
        moved_clock.set(datetime(2026, 11, 24, 12, tzinfo=UTC))
        yield stage


def _bot(
    stage: Stage, folder: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], *words: str
) -> Result:
    file = folder / "config.yml"
    file.write_text(json.dumps(settings), encoding="utf-8")
    for name, value in stage.environment.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(cli, ["billing", *words, "--config", str(file)])


def test_the_month_so_far(installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = _bot(installation, tmp_path, monkeypatch, {}, "show")

    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "November 2026",
        "SMS sent             40   US$3.0000",
        "Phone number rental   1   US$1.1500",
        "Total                     US$4.1500",
        "Forecast                  US$5.2000",
        "Pace, a day               US$0.1500",
        "Budget used               no budget",
        "Balance                  US$20.8500",
        "Days left                       110",
    ]


def test_the_month_so_far_in_portuguese(
    installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_MESSAGES", "pt_BR.UTF-8")
    settings = {"billing": {"currency": "BRL", "monthly_budget": "50.00"}}

    result = _bot(installation, tmp_path, monkeypatch, settings, "show")

    assert result.output.splitlines() == [
        "novembro de 2026",
        "SMS enviados           40      US$ 3,0000",
        "Aluguel de números      1      US$ 1,1500",
        "Total                          US$ 4,1500",
        "Previsão para o mês            US$ 5,2000",
        "Ritmo por dia                  US$ 0,1500",
        "Orçamento usado            em outra moeda",
        "Saldo                         US$ 20,8500",
        "Dias que o saldo dura                 110",
    ]


def test_another_month_as_json(installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = _bot(installation, tmp_path, monkeypatch, {}, "show", "--month", "2026-10", "--json")

    shown = json.loads(result.output)
    assert (shown["month"], shown["currency"], shown["total"]) == ("2026-10", "USD", "0")
    assert set(shown["categories"]["sms-out"]) == {"amount", "count"}
    assert "forecast" not in shown


def test_a_balance_that_twilio_does_not_show_is_unknown(
    installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation.sandbox.switch_on("twilio-no-balance")

    lines = _bot(installation, tmp_path, monkeypatch, {}, "show").output.splitlines()

    assert ["Balance", "unknown"] in [line.split() for line in lines]


def test_what_twilio_does_not_answer_is_unknown_but_without_the_month_there_is_nothing_to_show(
    installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick: None
) -> None:
    installation.sandbox.switch_on("twilio-balance-down")
    lines = _bot(installation, tmp_path, monkeypatch, {}, "show").output.splitlines()
    known = json.loads(_bot(installation, tmp_path, monkeypatch, {}, "show", "--json").output)
    installation.sandbox.switch_on("twilio-usage-down")
    refused = _bot(installation, tmp_path, monkeypatch, {}, "show")

    shown = [line.split() for line in lines]
    assert ["Total", "US$4.1500"] in shown
    assert ["Balance", "unknown"] in shown
    assert (known["pace"], known["forecast"], known["balance"]) == ("0.1500", "5.2000", None)
    assert refused.exit_code == 1
    assert "out of order" in str(refused.exception)


def test_a_month_that_has_not_begun_is_refused(
    installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = _bot(installation, tmp_path, monkeypatch, {}, "show", "--month", "2027-01")

    assert "2027-01 has not begun" in str(result.exception)


def test_a_budget_in_another_currency_makes_no_trigger(
    installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {
        "billing": {"monthly_budget": "50.00", "currency": "BRL"},
        "relay": {"public_url": "https://bot.example.com"},
    }
    result = _bot(installation, tmp_path, monkeypatch, settings, "triggers")

    assert "The budget is in BRL, the account in USD." in str(result.exception)
    assert (
        json.loads(
            _bot(installation, tmp_path, monkeypatch, settings, "triggers", "--remove", "--json").output
        )
        == []
    )


@pytest.mark.parametrize("month", ["2026-13", "October", "2026-1"])
def test_what_is_no_month_is_refused(
    installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, month: str
) -> None:
    result = _bot(installation, tmp_path, monkeypatch, {}, "show", "--month", month)

    assert result.exit_code == 2
    assert "a month such as 2026-10" in result.output


def test_triggers_are_set_up_shown_and_taken_away(
    installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = {
        "billing": {"monthly_budget": "50.00", "thresholds": [80, 100]},
        "relay": {"public_url": "https://bot.example.com"},
    }

    def printed(*words: str) -> str:
        return _bot(installation, tmp_path, monkeypatch, settings, "triggers", *words).output

    assert printed().splitlines() == ["  80%  US$40.00  set up", " 100%  US$50.00  set up"]
    assert printed().splitlines() == ["  80%  US$40.00  as before", " 100%  US$50.00  as before"]
    assert [one["percent"] for one in json.loads(printed("--json"))] == [80, 100]
    assert printed("--remove").splitlines() == ["2 triggers were removed.", "There is no trigger."]


def test_triggers_are_in_portuguese_too(
    installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_MESSAGES", "pt_BR.UTF-8")
    settings = {
        "billing": {"monthly_budget": "50.00", "thresholds": [80]},
        "relay": {"public_url": "https://bot.example.com"},
    }

    made = _bot(installation, tmp_path, monkeypatch, settings, "triggers")
    again = _bot(installation, tmp_path, monkeypatch, settings, "triggers")
    removed = _bot(installation, tmp_path, monkeypatch, settings, "triggers", "--remove")

    assert made.output == "  80%  US$ 40,00  criado\n"
    assert again.output == "  80%  US$ 40,00  como antes\n"
    assert removed.output.splitlines() == ["1 gatilho foi removido.", "Não há nenhum gatilho."]


def test_without_a_budget_there_is_nothing_to_trigger(
    installation: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = _bot(installation, tmp_path, monkeypatch, {}, "triggers")

    assert isinstance(result.exception, BotError)
    assert "Set billing.monthly_budget in config.yml." in str(result.exception)
