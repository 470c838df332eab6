"""`bot config` as a person uses it: sentences on the screen, an exit code for scripts, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.core.contact_keys import is_key, new_key
from tests.made_up import AUTH_TOKEN, secret

ROOT = Path(__file__).parent.parent.parent
GOOD = {
    "TWILIO_ACCOUNT_SID": f"AC{'0' * 32}",
    "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
    "TWILIO_PHONE_NUMBER": "+5511987654321",
    "GITHUB_TOKEN": f"github_pat_{secret('github')}",
    "GITHUB_REPOSITORY": "escritorio/AUDITORIA360",
    "CONTACT_KEY": new_key(),
}

PUBLIC = "relay:\n  public_url: https://bot.exemplo.com.br\n"


def _bot(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    path = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LANG": "en"}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=folder,
        env={**path, **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def _env(folder: Path, text: str) -> None:
    file = folder / ".env"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)


def test_a_good_configuration_is_confirmed_with_the_address_for_twilio(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(
        "relay:\n  public_url: https://bot.exemplo.com.br\n", encoding="utf-8"
    )

    done = _bot(tmp_path, "config", "check", **GOOD)

    assert (done.returncode, done.stderr) == (0, "")
    assert "https://bot.exemplo.com.br/api/notifications/webhook/twilio" in done.stdout
    assert GOOD["GITHUB_TOKEN"] not in done.stdout
    assert "11987654321" not in done.stdout


def test_it_shows_where_the_relay_listens_and_stores_and_whether_it_shows_figures(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(
        f"{PUBLIC}  workers: 2\n  database: postgresql://relay@db.exemplo.com.br/relay\n", encoding="utf-8"
    )

    done = _bot(tmp_path, "config", "check", **GOOD, RELAY_DATABASE_PASSWORD="geheim")
    of_a_job = _bot(tmp_path, "config", "check", "--role", "job", **GOOD)

    assert "127.0.0.1:8360, processes: 2\n" in done.stdout
    assert "postgresql://relay@db.exemplo.com.br/relay, with a password\n" in done.stdout
    assert "off, no METRICS_TOKEN" in done.stdout
    assert "geheim" not in done.stdout
    assert "postgresql" not in of_a_job.stdout


@pytest.mark.parametrize(
    ("host", "proxies", "warns"),
    [
        ("0.0.0.0", "", True),
        ("10.0.0.11", "", True),
        ("10.0.0.11", "  trusted_proxies: [127.0.0.0/8, 10.0.0.1]\n", False),
        ("127.0.0.1", "", False),
        ("localhost", "", False),
    ],
)
def test_a_relay_for_a_proxy_on_another_machine_is_asked_for_its_address(
    tmp_path: Path, host: str, proxies: str, warns: bool
) -> None:
    (tmp_path / "config.yml").write_text(f'{PUBLIC}  host: "{host}"\n{proxies}', encoding="utf-8")

    done = _bot(tmp_path, "config", "check", **GOOD)

    assert done.returncode == 0
    assert (f"relay.host is {host}, so that other machines reach the relay" in done.stdout) is warns
    assert ("Write the proxy's address there" in done.stdout) is warns


def test_a_misspelt_variable_in_env_is_named_with_the_one_that_was_meant(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(PUBLIC, encoding="utf-8")
    _env(tmp_path, "METRICS_TOKN=abc\nEDITOR=vi\n")

    done = _bot(tmp_path, "config", "check", **GOOD)

    assert done.returncode == 2
    assert done.stderr.splitlines()[1:] == [
        "- METRICS_TOKN: is not a variable of the bot. Did you mean METRICS_TOKEN?"
    ]


def test_in_a_folder_without_env_it_says_so_where_variables_are_missing(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(PUBLIC, encoding="utf-8")

    elsewhere = _bot(tmp_path, "config", "check")
    (tmp_path / ".env").touch()
    here = _bot(tmp_path, "config", "check")

    assert f"There is no .env beside {tmp_path}/config.yml, nor in {tmp_path}." in elsewhere.stderr
    assert f"Variables were read from {tmp_path}/.env" in here.stderr


def test_a_checkout_that_brings_people_s_files_to_the_relay_is_named_with_the_command_that_ends_it(
    tmp_path: Path,
) -> None:
    (tmp_path / "config.yml").write_text(PUBLIC, encoding="utf-8")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (tmp_path / ".git" / "config").write_text(
        '[remote "origin"]\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n'
    )

    done = _bot(tmp_path, "config", "check", **GOOD)
    of_a_job = _bot(tmp_path, "config", "check", "--role", "job", **GOOD)

    assert (done.returncode, done.stderr) == (0, "")
    assert "the files that people sent" in done.stdout
    assert "git remote set-branches origin main" in done.stdout
    assert "files that people sent" not in of_a_job.stdout


def test_words_of_a_number_that_is_not_here_are_pointed_out_without_the_number(tmp_path: Path) -> None:
    numbers = f"texts:\n  numbers:\n    {GOOD['TWILIO_PHONE_NUMBER']}: {{}}\n    +5511987654322: {{}}\n"
    (tmp_path / "config.yml").write_text(f"{PUBLIC}{numbers}", encoding="utf-8")

    done = _bot(tmp_path, "config", "check", **GOOD)

    assert done.returncode == 0
    assert "texts.numbers has numbers that are not of this environment: 1." in done.stdout + done.stderr
    assert "5511987654322" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("hours", "code", "shown"), [("08:30-08:40", 2, "may never"), ("18:00-20:00", 0, "short hours")]
)
def test_hours_that_no_run_meets_are_refused_and_those_that_need_the_relay_warned_of(
    tmp_path: Path, hours: str, code: int, shown: str
) -> None:
    text = f"{PUBLIC}policy:\n  notification:\n    hours: {hours}\n"
    (tmp_path / "config.yml").write_text(text, encoding="utf-8")

    done = _bot(tmp_path, "config", "check", **GOOD)

    assert done.returncode == code
    (line,) = (line for line in (done.stdout + done.stderr).splitlines() if shown in line)
    assert "notification" in line


def test_a_bad_one_is_reported_in_full_with_exit_code_2_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("rely:\n  port: 1\n", encoding="utf-8")

    done = _bot(tmp_path, "config", "check")

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n- ") == 8
    assert "config.yml:1: rely is not a setting. Did you mean relay?" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_env_file_is_read_and_the_process_overrules_it(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(PUBLIC, encoding="utf-8")
    lines = [f"{name}={value}" for name, value in {**GOOD, "GITHUB_REPOSITORY": "a/from-file"}.items()]
    _env(tmp_path, "\n".join(lines))

    assert "a/from-file" in _bot(tmp_path, "config", "check").stdout
    assert "b/from-process" in _bot(tmp_path, "config", "check", GITHUB_REPOSITORY="b/from-process").stdout


def test_a_new_key_is_one_that_is_accepted(tmp_path: Path) -> None:
    assert is_key(_bot(tmp_path, "config", "new-key").stdout.strip())


def test_the_schema_is_json(tmp_path: Path) -> None:
    assert json.loads(_bot(tmp_path, "config", "schema").stdout)["title"] == "Configuration"


@pytest.mark.parametrize(
    "arguments", [["confg"], ["config", "chek"], ["config", "check", "--nope"]], ids=" ".join
)
def test_a_mistake_on_the_command_line_is_a_sentence(tmp_path: Path, arguments: list[str]) -> None:
    done = _bot(tmp_path, *arguments)

    assert done.returncode == 2
    assert "Error:" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_relays_share_of_the_key_is_enough_for_the_relay_and_for_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(PUBLIC, encoding="utf-8")
    made = _bot(tmp_path, "config", "relay-key", CONTACT_KEY=GOOD["CONTACT_KEY"])
    given = {**GOOD, "CONTACT_KEY": "", "RELAY_KEY": made.stdout.strip()}

    relay = _bot(tmp_path, "config", "check", **given)
    job = _bot(tmp_path, "config", "check", "--role", "job", **given)

    assert (made.returncode, relay.returncode, job.returncode) == (0, 0, 2)
    assert "RELAY_KEY: seals, and opens nothing" in relay.stdout
    assert "CONTACT_KEY: missing" in job.stderr
    assert made.stdout.strip() not in relay.stdout + job.stderr


def test_who_keeps_the_whole_key_on_the_relay_is_told_of_the_share(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(PUBLIC, encoding="utf-8")

    assert "bot config relay-key" in _bot(tmp_path, "config", "check", **GOOD).stdout
    assert "bot config relay-key" not in _bot(tmp_path, "config", "check", "--role", "job", **GOOD).stdout


@pytest.mark.parametrize("key", ["", "short"])
def test_without_the_whole_key_there_is_no_share(tmp_path: Path, key: str) -> None:
    done = _bot(tmp_path, "config", "relay-key", CONTACT_KEY=key)

    assert (done.returncode, done.stdout) == (1, "")
    assert "CONTACT_KEY is not set here" in done.stderr


def test_the_cron_lines_are_written_as_the_configuration_says_and_compared(tmp_path: Path) -> None:
    workflows = tmp_path / ".github" / "workflows"
    shutil.copytree(ROOT / ".github" / "workflows", workflows)
    (tmp_path / "config.yml").write_text(
        f"{PUBLIC}reconcile:\n  every: 1h\nrotation:\n  look_every: 1d\n", encoding="utf-8"
    )
    refused = _bot(tmp_path, "config", "check", **GOOD)
    written = _bot(tmp_path, "config", "workflows")
    again = _bot(tmp_path, "config", "workflows")
    accepted = _bot(tmp_path, "config", "check", **GOOD)

    assert refused.returncode == 2
    assert "reconcile.yml, remind-rotation.yml" in refused.stderr
    assert "bot config workflows" in refused.stderr
    assert (written.returncode, again.stdout) == (0, "Nothing to change.\n")
    assert '- cron: "23 * * * *"' in (workflows / "reconcile.yml").read_text(encoding="utf-8")
    assert '- cron: "37 12 * * *"' in (workflows / "remind-rotation.yml").read_text(encoding="utf-8")
    assert (accepted.returncode, accepted.stderr) == (0, "")


def test_a_rate_that_no_cron_line_can_say_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text(f"{PUBLIC}reconcile:\n  every: 5h\n", encoding="utf-8")

    done = _bot(tmp_path, "config", "workflows")

    assert done.returncode == 2
    assert "1h, 2h, 3h, 4h, 6h, 8h, 12h, 1d" in done.stderr
