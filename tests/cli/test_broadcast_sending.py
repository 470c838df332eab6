"""`bot broadcast` sends to everybody once, within the ceilings, and reports what became of each line."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.adapters import relay_client
from bot.cli import cli
from bot.core import clock
from bot.core.messages import Purpose
from bot.rules.wire.order_status import OrderReport, OrderStatus
from tests.cli import broadcast_office
from tests.cli.broadcast_office import ANA, BIA, CAIO, CONFIG, FILE, ROWS, Office, table
from tests.conftest import MovedClock
from tests.relay.caller import orders

office = broadcast_office.office


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
        self, tmp_path: Path, moved_clock: MovedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(clock, "sleep", lambda seconds: moved_clock.advance(timedelta(seconds=seconds)))
        with Office(tmp_path, monkeypatch, "ceilings: {token_segments_per_hour: 2}") as office:
            begun = clock.now()
            done = office.notifies("--yes")

            assert "The ceiling of an hour is reached: it goes on in about 1 hour." in done.stderr
            assert clock.now() - begun > timedelta(minutes=59)
            assert office.orders() == [(ANA, "05/12"), (BIA, "05/12"), (CAIO, "06/12")]

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
