"""What the doctor finds on the relay's computer."""

from __future__ import annotations

import shutil
import subprocess
from collections import namedtuple
from pathlib import Path, PurePosixPath

import pytest

from bot.core import service_clocks
from bot.operate.doctor import here, systemd_unit
from bot.operate.doctor.checks import Verdict
from bot.operate.setup import service_files
from bot.operate.setup.service_files import Home
from bot.rules.people.relay_keys import relay_key
from tests.nearby import NearbyRelay
from tests.operate.doctor.conftest import Look

_Usage = namedtuple("_Usage", "total used free")  # noqa: PYI024 - as shutil has it


def test_an_env_that_others_can_read_is_wrong(look: Look, relay: NearbyRelay) -> None:
    assert look("env-rights").verdict == Verdict.OK

    relay.env.path.chmod(0o640)
    found = look("env-rights")
    assert (found.verdict, str(found.evidence)) == (
        Verdict.WRONG,
        "Others on this computer can read .env (mode 640).",
    )
    assert "chmod 600" in found.remedy


def test_the_whole_key_beside_the_relay_is_pointed_out(look: Look, relay: NearbyRelay) -> None:
    assert look("whole-key").verdict == Verdict.ATTENTION

    relay.env.change({"CONTACT_KEY": None, "RELAY_KEY": relay_key([relay.stage.contact_key])})
    assert look("whole-key").verdict == Verdict.OK


def test_a_checkout_that_brings_the_files_of_people_is_wrong(look: Look, relay: NearbyRelay) -> None:
    git = shutil.which("git")
    assert git
    subprocess.run([git, "init", "-q", str(relay.folder)], check=True)
    assert look("checkout-files").verdict == Verdict.OK

    remote = [git, "-C", str(relay.folder), "remote", "add", "origin", "https://github.com/o/r.git"]
    subprocess.run(remote, check=True)
    found = look("checkout-files")
    assert found.verdict == Verdict.WRONG
    assert "git remote set-branches origin" in found.remedy


@pytest.mark.parametrize(
    ("free", "verdict", "size"),
    [
        (67_303_014_400, Verdict.OK, "62 GB"),
        (500 * 2**20, Verdict.ATTENTION, "500 MB"),
        (50 * 2**20, Verdict.WRONG, "50 MB"),
        (0, Verdict.WRONG, "0 kB"),
    ],
)
def test_a_disk_that_fills_is_noticed_in_time(
    look: Look, monkeypatch: pytest.MonkeyPatch, free: int, verdict: Verdict, size: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(2**40, 0, free))

    found = look("disk-space")
    assert (found.verdict, found.evidence) == (verdict, f"{size} are free for the store and the log.")


def test_a_clock_that_is_set_wrong_is_measured_by_what_the_services_answer(
    look: Look, relay: NearbyRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look("clock").verdict == Verdict.OK

    relay.stage.github_faults.switch_on("github-clock-behind")
    found = look("clock")
    assert found.verdict == Verdict.WRONG
    assert "ahead of that of GitHub" in found.evidence
    service_clocks.forget()


def test_a_store_is_opened_as_the_relay_would(look: Look, relay: NearbyRelay) -> None:
    assert look("store").verdict == Verdict.OK
    assert look("store", database="elsewhere.db").verdict == Verdict.ATTENTION
    assert not (relay.folder / "elsewhere.db").exists()

    (relay.folder / "garbage.db").write_bytes(b"no database at all" * 100)
    found = look("store", database="garbage.db")
    assert found.verdict == Verdict.WRONG
    assert found.remedy


def test_a_log_that_is_not_there_is_pointed_out(look: Look, relay: NearbyRelay) -> None:
    assert look("log-file").verdict == Verdict.ATTENTION
    (relay.folder / "relay.log").touch()
    assert look("log-file").verdict == Verdict.OK


def test_a_relay_that_no_reboot_brings_back_is_pointed_out(
    look: Look, relay: NearbyRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    wants = relay.folder / "multi-user.target.wants"
    monkeypatch.setattr(here, "_SYSTEMD", relay.folder)
    monkeypatch.setattr(here, "_STARTED_AT_BOOT", wants)
    assert look("starts-at-boot").verdict == Verdict.ATTENTION

    wants.mkdir()
    (wants / "auditoria360-relay.service").symlink_to("/nowhere/unit")
    assert look("starts-at-boot").verdict == Verdict.OK

    monkeypatch.setattr(here, "_SYSTEMD", relay.folder / "none")
    assert look("starts-at-boot").verdict == Verdict.NOT_NEEDED


def test_nobody_to_alert_is_pointed_out(look: Look, relay: NearbyRelay) -> None:
    assert look("alert-phones").verdict == Verdict.ATTENTION

    relay.env.change({"ADMIN_PHONES": "+5511987654321,whatsapp:+5511912345678"})
    found = look("alert-phones")
    assert (found.verdict, str(found.evidence)) == (Verdict.OK, "Phones that get alerts: 2.")


def test_callers_hidden_by_a_proxy_are_pointed_out(look: Look) -> None:
    assert look("hidden-callers").verdict == Verdict.OK
    assert look("hidden-callers", host="0.0.0.0").verdict == Verdict.ATTENTION


UNIT = "auditoria360-relay.service"


def _unit(folder: Path, home: Home, *more: str) -> None:
    (folder / UNIT).write_text("\n".join((service_files.unit(home), *more)))


HOME = Home("ana", PurePosixPath("/home/ana/bot"), PurePosixPath("/home/ana/bot/.venv/bin/bot"))


def test_a_unit_that_hides_the_relays_home_is_found(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(systemd_unit, "_FOLDER", tmp_path)
    assert look("unit-home").verdict == Verdict.NOT_NEEDED

    for home in (Home(), HOME):  # as the setup writes them
        _unit(tmp_path, home)
        assert look("unit-home").verdict == Verdict.OK

    _unit(tmp_path, HOME, "[Service]", "ProtectHome=true", "# ProtectHome=no")
    found = look("unit-home")
    assert found.verdict == Verdict.WRONG
    assert "hides /home/ana/bot from the relay (ProtectHome=true)" in str(found.evidence)
    _unit(tmp_path, HOME, "ProtectHome=tmpfs", "BindReadOnlyPaths=/home/ana/bot")
    assert look("unit-home").verdict == Verdict.OK


def test_what_adds_to_a_unit_counts_and_a_python_behind_a_link_too(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(systemd_unit, "_FOLDER", tmp_path)
    bin_folder = tmp_path / "venv" / "bin"
    bin_folder.mkdir(parents=True)
    (bin_folder / "python").symlink_to("/home/ana/.local/share/python/bin/python3.11")
    _unit(tmp_path, Home(program=PurePosixPath(bin_folder / "bot")))
    assert "/home/ana/.local" in str(look("unit-home").evidence)

    (tmp_path / f"{UNIT}.d").mkdir()
    (tmp_path / f"{UNIT}.d" / "home.conf").write_text("[Service]\nProtectHome=read-only\n")
    assert look("unit-home").verdict == Verdict.OK


@pytest.mark.parametrize("line", ['ExecStart="', "ExecStart=", "ExecStart=-/root/bot", "WorkingDirectory=~"])
def test_a_unit_that_somebody_wrote_otherwise_is_read_too(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(systemd_unit, "_FOLDER", tmp_path)
    (tmp_path / UNIT).write_text(f"{line}\nProtectHome=yes\n")

    assert look("unit-home").verdict == (Verdict.WRONG if "/root" in line else Verdict.OK)
