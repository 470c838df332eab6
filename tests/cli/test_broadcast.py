"""`bot broadcast` before anything is sent: what it refuses, and what it says of who gets what at what price."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.cli.broadcast_files import FaultyLinesError
from bot.core import clock
from bot.operate.broadcast import judging
from bot.rules.sending.policy import Allow
from bot.sandbox.twilio.values import Template
from tests.cli import broadcast_office
from tests.cli.broadcast_office import ANA, ANYTIME, BIA, CONFIG, FILE, ROWS, SID, Office, sentence

office = broadcast_office.office


class TestBeforeSending:
    def test_a_dry_run_shows_who_gets_it_what_it_costs_and_the_first_text(self, office: Office) -> None:
        office.stage.record(office.stage.event("SAIR", BIA))
        shown = office.notifies("--dry-run")

        assert shown.exit_code == 0, shown
        head, _, allowed, refused, _, *rows = shown.output.splitlines()[:8]
        assert head == "clientes.csv: 3 lines, template aviso, notification"
        assert allowed == "  2  can leave now"
        assert refused.startswith("  1  is not sent: the person asked for no more messages.")
        assert rows == ["Messages        2", "Segments        2", "Estimated cost  US$0.20"]
        assert shown.output.endswith("Line 2, +55 11 *****-0001, SMS:\nOlá Ana, sua guia vence em 05/12.\n")
        assert "98765" not in shown.output
        assert office.orders() == []

    def test_marketing_is_the_default_and_goes_only_to_those_who_agreed(self, office: Office) -> None:
        office.agrees(ANA)
        shown = office.broadcast("--dry-run").output

        assert "template aviso, marketing" in shown
        assert "  1  can leave now" in shown
        assert "  2  is not sent: messages of this kind need the person's consent" in shown

    def test_out_of_hours_it_says_from_when_on(self, office: Office) -> None:
        hour = (clock.now() - timedelta(hours=3)).hour  # in São Paulo
        hours = f"{(hour + 2) % 24:02d}:00-{(hour + 3) % 24:02d}:00"
        office.configure({"policy": {"notification": {**ANYTIME, "hours": hours}}})
        shown = office.notifies("--dry-run").output

        assert "  3  leaves later, from " in shown
        assert f"{(hour + 2) % 24:02d}:00:00 -03 on: messages of this kind" in shown

    def test_a_dry_run_without_a_relay_says_that_it_knows_nothing_of_earlier_messages(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("GATEWAY_API_TOKENS")
        shown = office.notifies("--dry-run")

        assert "  3  can leave now" in shown.output
        assert "What was sent before is not known, and not considered: No token is known." in shown.stderr

    def test_without_the_consent_records_nothing_is_decided(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")

        assert "GitHub cannot be reached" in sentence(office.notifies("--yes"))
        assert office.orders() == []

    def test_every_fault_is_named_with_its_line_and_nothing_is_sent(self, office: Office) -> None:
        Path(FILE).write_text(f"{ROWS}123;Ana;05/12\n{ANA};;05/12\n", encoding="utf-8")
        refused = office.notifies("--yes")

        assert sentence(refused).startswith("2 faults in the file:\n- line 5: the number is not")
        assert "\n- line 6: no value for nome\nNothing was sent." in sentence(refused)
        assert isinstance(refused.exception, FaultyLinesError)
        assert refused.exception.exit_code == 2
        assert office.orders() == []

    def test_faulty_lines_may_be_left_out(self, office: Office) -> None:
        Path(FILE).write_text(f"{ROWS}123;Ana;05/12\n", encoding="utf-8")
        done = office.notifies("--yes", "--skip-faulty")

        assert (
            "  1  faulty line, is not sent: the number is not a number in international form" in done.output
        )
        assert len(office.orders()) == 3

    @pytest.mark.parametrize(
        ("text", "approval", "said"),
        [
            (
                "Olá {{1}}, sua guia vence em {{2}}.",
                "pending",
                "WhatsApp has not approved it: it is pending.",
            ),
            ("Oi {{1}}, {{2}}.", "approved", "text differs from Twilio's"),
        ],
    )
    def test_a_template_that_is_not_as_approved_is_refused(
        self, office: Office, text: str, approval: str, said: str
    ) -> None:
        state = office.stage.twilio.state
        state.put_template(Template(SID, text, state.created_at, approval=approval))

        assert said in sentence(office.notifies("--yes"))
        assert office.orders() == []

    def test_an_unknown_template_is_answered_with_the_nearest(self) -> None:
        Path("config.yml").write_text(json.dumps(CONFIG), encoding="utf-8")
        Path(FILE).write_text(ROWS, encoding="utf-8")
        refused = CliRunner().invoke(cli, ["broadcast", FILE, "--template", "avizo"])

        assert "Did you mean aviso?" in sentence(refused)

    def test_above_the_highest_price_nothing_is_sent(self, office: Office) -> None:
        assert "would cost US$0.30, more than --max-cost" in sentence(
            office.notifies("--yes", "--max-cost", "0,29")
        )
        assert office.orders() == []
        assert office.notifies("--yes", "--max-cost", "0.30").exit_code == 0

    def test_what_was_sent_before_counts_towards_the_highest_price(self, office: Office) -> None:
        office.notifies("--yes")
        Path(FILE).write_text(f"{ROWS}+5511987650004;Davi;06/12\n", encoding="utf-8")

        assert "would cost US$0.40" in sentence(office.notifies("--yes", "--max-cost", "0.30"))
        assert len(office.orders()) == 3

    def test_an_unknown_price_is_no_price_below_the_highest(self, office: Office) -> None:
        refused = office.notifies("--yes", "--channel", "whatsapp", "--max-cost", "99")

        assert "The price of 3 messages is not known" in sentence(refused)
        assert "Estimated cost  unknown" in refused.output
        assert office.orders() == []

    @pytest.mark.parametrize(
        ("people", "per_minute", "rows"),
        [
            (3, 60, ["Ordering takes  less than a minute: the relay takes 60 orders a minute"]),
            (
                700,
                60,
                [
                    "Ordering takes  about 13 minutes: the relay takes 60 orders a minute",
                    "Sending takes   about 2 hours: GitHub lets the bot write to 320 people an hour",
                ],
            ),
            (
                4000,
                600,
                [
                    "Ordering takes  about 2 hours: the ceiling is 1500 segments an hour",
                    "Sending takes   about 12 hours: GitHub lets the bot write to 320 people an hour",
                ],
            ),
        ],
    )
    def test_it_says_how_long_so_many_take(
        self, office: Office, people: int, per_minute: int, rows: list[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office.configure({"relay": {"orders_per_minute": per_minute}})
        numbers = (f"55119{80_000_000 + place}" for place in range(people))
        lines = "".join(f"{number};Ana;05/12\n" for number in numbers)
        Path(FILE).write_text(f"telefone;nome;data\n{lines}", "utf-8")
        monkeypatch.setattr(judging, "verdicts", lambda asked, *_: {one.line: Allow() for one in asked})
        shown = office.notifies("--dry-run").output

        assert [line for line in shown.splitlines() if " takes  " in line] == rows

    def test_a_budget_is_shown_with_what_is_spent(self, office: Office) -> None:
        office.configure({"billing": {"monthly_budget": "3.00"}})
        shown = office.notifies("--dry-run").output

        assert "of US$3.00 are spent this month; " in shown
        assert "% with these messages" in shown

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["--dry-run", "--status"], "Choose one of"),
            (["--json"], "--json asks nothing"),
            (["--dry-run", "--report", FILE], "--report names the file of the broadcast itself"),
            (["--max-cost", "-1"], "give an amount such as"),
            (["--purpose", "alert"], "alert"),
        ],
    )
    def test_options_that_do_not_fit_are_refused(self, office: Office, words: list[str], said: str) -> None:
        refused = office.broadcast(*words)

        assert (refused.exit_code, said in refused.output) == (2, True)
