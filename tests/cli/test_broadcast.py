"""`bot broadcast`: who gets what, once, through consent, hours, prices and ceilings; and what it says about it."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from click.testing import CliRunner, Result

from bot.adapters import relay_client
from bot.cli import cli
from bot.cli.broadcast_files import FaultyLinesError
from bot.core import clock, waits
from bot.core.errors import BotError
from bot.core.messages import Address, Purpose
from bot.core.settings import Settings
from bot.jobs.sending import policy_gate
from bot.operate.broadcast import judging
from bot.relay.app import create_app
from bot.relay.store.orders import Orders
from bot.rules.people.consent import ConsentAction, ConsentChange, ConsentSource
from bot.rules.sending.policy import Allow
from bot.rules.wire.order_status import OrderReport, OrderStatus
from bot.sandbox.emulator.server import Server
from bot.sandbox.twilio.values import Template
from tests.relay.caller import orders, with_environment
from tests.relay.fake_github import FakeGitHub
from tests.relay.harness import OPERATOR_TOKEN, RelayHarness
from tests.stage import Stage

SID = f"HX{'a' * 32}"
ANYTIME = {"hours": "00:00-24:00", "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]}
AVISO = {
    "sid": SID,
    "text": "Olá {nome}, sua guia vence em {data}.",
    "variables": ["nome", "data"],
    "channels": ["sms", "whatsapp"],
}
CONFIG: dict[str, Any] = {
    "templates": {"aviso": AVISO},
    "policy": {"notification": ANYTIME, "marketing": {**ANYTIME, "cap": "none", "needs_consent": True}},
    "prices": {"sms_segment": "0.10", "currency": "USD"},
    "relay": {"orders_per_minute": 6000},
    "language": {"maintainers": "en"},
}
ANA, BIA, CAIO = "+5511987650001", "+5511987650002", "+5511987650003"
ROWS = f"telefone;nome;data\n{ANA};Ana;05/12\n{BIA};Bia;05/12\n{CAIO};Caio;06/12\n"
FILE = "clientes.csv"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waits, "RELAY", (0.01, 0.01, 0.01))


@pytest.fixture(name="office")
def _office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with Office(tmp_path, monkeypatch) as office:
        yield office


class Office:
    """A terminal beside both services and a relay that listens; the template is approved.

    `relay` is more of the relay's own configuration.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, relay: str = "") -> None:
        self._folder, self._monkeypatch, self._relay = folder, monkeypatch, relay
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        self.stage = self._stack.enter_context(Stage(CONFIG))
        github = FakeGitHub(url="http://127.0.0.1:9")
        key = self.stage.contact_key
        self.harness = self._stack.enter_context(RelayHarness(self._folder, github, self._relay, key))
        settings = with_environment(self.harness.settings, GATEWAY_API_TOKENS=f"operator:{OPERATOR_TOKEN}")
        often = settings.config.relay.model_copy(update={"orders_per_minute": 6000})
        config = settings.config.model_copy(update={"relay": often})
        settings = Settings(config=config, environment=settings.environment)
        app = create_app(settings, self.harness.store, self.harness.dispatcher)
        server = self._stack.enter_context(Server(app))
        state = self.stage.twilio.state
        state.put_template(Template(SID, "Olá {{1}}, sua guia vence em {{2}}.", state.created_at))
        for name, value in {**self.stage.environment, "RELAY_URL": server.url}.items():
            self._monkeypatch.setenv(name, value)
        self._monkeypatch.setenv("GATEWAY_API_TOKENS", f"operator:{OPERATOR_TOKEN}")
        self.configure({})
        Path(FILE).write_text(ROWS, encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def reports(self, *reports: OrderReport) -> None:
        """Let jobs have reported what became of orders."""
        for report in reports:
            Orders(self.harness.store).note(report, clock.now())

    def configure(self, changes: dict[str, Any]) -> None:
        Path("config.yml").write_text(json.dumps({**CONFIG, **changes}), encoding="utf-8")

    def agrees(self, *numbers: str) -> None:
        """Record that people agreed to marketing."""
        tools = self.stage.new_tools()
        for number in numbers:
            record = policy_gate.record_of(Address.parse(number), tools)
            change = ConsentChange(
                clock.now(), ConsentAction.GRANTED, ConsentSource.CLI, Purpose.MARKETING, text="ficha"
            )
            tools.ledger.add(record, change)

    def orders(self) -> list[tuple[str, str]]:
        found = (one for one in orders(self.harness) if one.template)  # not what reports a ceiling
        return [(one.person.wire, dict(one.variables)["data"]) for one in found]

    def broadcast(self, *more: str, answer: str = "") -> Result:
        return CliRunner().invoke(
            cli,
            ["broadcast", FILE, "--template", "aviso", *more],
            input=answer,
            env={"LC_ALL": "en_US.UTF-8"},
        )

    def notifies(self, *more: str, answer: str = "") -> Result:
        return self.broadcast("--purpose", "notification", *more, answer=answer)


def sentence(result: Result) -> str:
    assert isinstance(result.exception, BotError), result.output
    return str(result.exception)


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


class TestSending:
    def test_without_a_yes_nothing_is_sent(self, office: Office) -> None:
        refused = office.notifies(answer="n\n")

        assert "Send 3 messages? [y/N]" in refused.output
        assert (refused.exit_code, office.orders()) == (1, [])

    def test_each_gets_their_own_values_once(self, office: Office) -> None:
        done = office.notifies(answer="y\n")
        again = office.notifies()

        assert (done.exit_code, again.exit_code) == (0, 0), (done, again)
        assert office.orders() == [(ANA, "05/12"), (BIA, "05/12"), (CAIO, "06/12")]
        assert done.output.splitlines()[-2:] == [
            "3 messages are with the relay.",
            "To see what becomes of them, repeat the command with --status.",
        ]
        assert "  3  queued" in again.output
        assert again.output.endswith("Nothing is left to send.\n")
        (order, *_) = orders(office.harness)
        assert (order.template, order.purpose, order.by) == ("aviso", Purpose.NOTIFICATION, "operator")

    def test_of_a_changed_file_only_what_is_new_is_sent(self, office: Office) -> None:
        office.notifies("--yes")
        changed = ROWS.replace("Caio;06/12", "Caio;07/12").replace(ANA, "(11) 98765-0001")
        Path(FILE).write_text(f"{changed}+5511987650004;Davi;06/12\n", encoding="utf-8")
        office.notifies("--yes")

        assert office.orders()[3:] == [(CAIO, "07/12"), ("+5511987650004", "06/12")]

    def test_another_name_is_another_broadcast(self, office: Office) -> None:
        for name in ("dezembro", "dezembro", "janeiro"):
            office.notifies("--yes", "--name", name)

        assert len(office.orders()) == 6

    def test_another_channel_or_purpose_sends_nothing_again(self, office: Office) -> None:
        office.agrees(ANA, BIA, CAIO)
        office.notifies("--yes")

        for more in (["--channel", "whatsapp"], ["--purpose", "marketing"]):
            assert "Nothing is left to send." in office.notifies("--yes", *more).output
        assert len(office.orders()) == 3

    def test_no_key_tells_whose_it_is(self, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        keys, place = list[str](), relay_client.place_order

        def noted(*given: Any) -> str:
            keys.append(given[-1])
            return place(*given)

        monkeypatch.setattr(relay_client, "place_order", noted)
        office.notifies("--yes")

        assert len(set(keys)) == 3
        assert not [key for key in keys if "98765" in key or "Ana" in key or "clientes" in key]

    def test_stopped_in_the_middle_it_says_how_to_go_on_and_goes_on(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place, placed = relay_client.place_order, list[str]()

        def interrupted(*given: Any) -> str:
            if len(placed) == 2:
                raise KeyboardInterrupt
            placed.append(place(*given))
            return placed[-1]

        with monkeypatch.context() as during:
            during.setattr(relay_client, "place_order", interrupted)
            stopped = office.notifies("--yes")
        assert stopped.exit_code == 1  # `ends.explain` makes 130 of it
        done = office.notifies("--yes")

        assert "Messages        1\n" in done.output
        assert office.orders() == [(ANA, "05/12"), (BIA, "05/12"), (CAIO, "06/12")]

    def test_over_the_ceiling_of_an_hour_it_waits_and_goes_on(
        self, office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        place, slept, refused = relay_client.place_order, list[float](), list[int]()

        def bounded(*given: Any) -> str:
            if not refused:
                refused.append(429)
                raise relay_client.OverCeilingError("The ceiling is reached.", 1800.0)
            return place(*given)

        monkeypatch.setattr(relay_client, "place_order", bounded)
        monkeypatch.setattr(clock, "sleep", slept.append)
        done = office.notifies("--yes")

        assert "The ceiling of an hour is reached: it goes on in about 30 minutes." in done.stderr
        assert 1800.0 in slept
        assert len(office.orders()) == 3

    def test_over_the_ceiling_of_a_day_it_ends_with_3_and_says_what_is_left(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Office(tmp_path, monkeypatch, "ceilings: {token_segments_per_day: 2}") as office:
            ended = office.notifies("--yes")

            assert ended.exit_code == 3
            assert "The ceiling of 2 segments in a day for this token is reached" in ended.stderr
            assert "2 of 3 messages are ordered. To go on, run the same command again" in ended.stderr
            assert office.orders() == [(ANA, "05/12"), (BIA, "05/12")]

    def test_a_person_whom_the_relay_does_not_take_holds_up_nobody(self, office: Office) -> None:
        office.configure({"policy": {**CONFIG["policy"], "countries": ["BR", "PT"]}})
        Path(FILE).write_text(
            f"telefone;nome;data\n+351912345678;Rui;05/12\n{ANA};Ana;05/12\n", encoding="utf-8"
        )
        done = office.notifies("--yes", "--report", "fates.csv")
        rows = table("fates.csv")

        assert office.orders() == [(ANA, "05/12")]
        assert "The relay did not take:\n  1  is not sent: belongs to a country that" in done.output
        assert "1 message is with the relay." in done.output
        assert "belongs to a country that policy.countries" in rows[0]["why"]
        assert rows[1]["status"] == "queued"


class TestReport:
    def test_a_page_is_one_page_however_many_moments_people_wait_for(self, office: Office) -> None:
        numbers = [f"+55119876600{number:02d}" for number in range(30)]
        Path(FILE).write_text(
            "".join(
                ["telefone;nome;data\n", *(f"{number};Ana;{place}\n" for place, number in enumerate(numbers))]
            ),
            "utf-8",
        )
        office.notifies("--yes")
        begin = datetime(2026, 12, 1, 12, tzinfo=UTC)
        for place, order in enumerate(orders(office.harness)):
            until = clock.iso(begin + timedelta(minutes=place))
            fate, why = (
                (OrderStatus.DEFERRED, f"too-often, until {until}")
                if place < 10
                else (OrderStatus.FAILED, "")
            )
            office.reports(OrderReport(order.id, fate, why, 0 if place < 10 else 30000 + place))
        shown = office.notifies("--status").output

        assert (
            "  10  deferred, from 1 Dec 2026, 09:00:00 -03 to 1 Dec 2026, 09:09:00 -03: the person" in shown
        )
        assert "   9  others: --report lists each line\n" in shown

    def test_each_line_has_its_fate(self, office: Office) -> None:
        Path(FILE).write_text(f"{ROWS}123;Ana;05/12\n+5511987650005;Eva;06/12\n", encoding="utf-8")
        office.stage.record(office.stage.event("SAIR", CAIO))
        office.notifies("--yes", "--skip-faulty")
        ana, bia, eva = orders(office.harness)
        office.reports(
            OrderReport(ana.id, OrderStatus.DELIVERED),
            OrderReport(bia.id, OrderStatus.DEFERRED, "quiet-hours, until 2026-12-01T12:00:00.000Z"),
            OrderReport(eva.id, OrderStatus.FAILED, "", 30006),
        )
        shown = office.notifies("--status", "--skip-faulty", "--report", "fates.csv")

        assert "  1  delivered\n" in shown.output
        assert "  1  failed Twilio 30006: it is a landline or" in shown.output
        rows = table("fates.csv")
        assert [row["line"] for row in rows] == ["2", "3", "4", "5", "6"]
        assert [row["status"] for row in rows] == [
            "delivered",
            "deferred",
            "is not sent",
            "faulty line, is not sent",
            "failed",
        ]
        assert (rows[1]["why"][:17], rows[1]["until"]) == ("messages of this ", "2026-12-01 09:00:00")
        assert "  1  deferred, from 1 Dec 2026, 09:00:00 -03 on: messages" in shown.output
        assert rows[0]["number"] == "'+55 11 *****-0001"
        assert rows[4]["code"] == "30006"
        assert stat.S_IMODE(Path("fates.csv").stat().st_mode) == 0o600

    def test_whole_numbers_are_written_only_where_asked(self, office: Office) -> None:
        office.notifies("--dry-run", "--report", "masked.csv")
        office.notifies("--dry-run", "--report", "whole.csv", "--reveal")

        assert "98765" not in Path("masked.csv").read_text("utf-8")
        assert table("whole.csv")[0]["number"] == f"'{ANA}"

    def test_the_same_for_scripts(self, office: Office) -> None:
        office.notifies("--yes")
        done = json.loads(office.notifies("--status", "--json").output)

        assert (done["broadcast"], done["template"], done["purpose"]) == (FILE, "aviso", "notification")
        assert (done["messages"], done["segments"], done["price"]["amount"]) == (3, 3, "0.30")
        assert done["lines"][0]["number"] == "+55 11 *****-0001"
        assert {line["status"] for line in done["lines"]} == {"queued"}

    def test_a_terminal_in_portuguese_gets_a_table_for_its_excel(self, office: Office) -> None:
        words = ["broadcast", FILE, "--template", "aviso", "--purpose", "notification", "--dry-run"]
        shown = CliRunner().invoke(cli, [*words, "--report", "saida.csv"], env={"LC_ALL": "pt_BR.UTF-8"})
        written = Path("saida.csv").read_bytes()

        assert "clientes.csv: 3 linhas, modelo aviso, notificação" in shown.output
        assert written.startswith(b"\xef\xbb\xbfline;number;channel;status;")
        assert "pode sair agora" in written.decode()


def table(file: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Path(file).read_text("utf-8-sig"))))
