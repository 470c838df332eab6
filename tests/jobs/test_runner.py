"""The boundary of every job: what it is given, and how it reports its end."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from requests import PreparedRequest, Response

from bot.core import calls, clock, service_clocks
from bot.core.errors import BotError, TemporaryError
from bot.core.sentences import Sentence
from bot.jobs import runner
from bot.jobs.runner import Job
from bot.jobs.tools import Tools
from tests import wire
from tests.stage import CONFIG, ROOT, Stage

Run = Callable[[Job], str]


@pytest.fixture(autouse=True)
def _untouched_logging() -> Iterator[None]:
    logger = logging.getLogger("bot")
    before = (list(logger.handlers), logger.level, logger.propagate)
    yield
    logger.handlers, logger.level, logger.propagate = before


@pytest.fixture(name="run")
def _run(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run a job as its script does, in a folder with the project's config.yml; return what it printed."""
    (tmp_path / "config.yml").write_text(CONFIG.read_text("utf-8"), "utf-8")
    (tmp_path / "event.json").write_text('{"issue": {"number": 7}}', "utf-8")
    monkeypatch.chdir(tmp_path)
    for name, value in stage.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    monkeypatch.setenv("GITHUB_RUN_ID", "42")

    def run(job: Job) -> str:
        try:
            runner.main(job)
        finally:
            clock.unfollow()
            run.printed = capsys.readouterr().out  # type: ignore[attr-defined] # for runs that exit
        return str(run.printed)  # type: ignore[attr-defined] # see above

    return run


def printed(run: Run, job: Job, code: int) -> str:
    """Return what a run printed that ended with the exit code."""
    with pytest.raises(SystemExit) as caught:
        run(job)
    assert caught.value.code == code
    return str(run.printed)  # type: ignore[attr-defined] # set above


def failing(error: Exception) -> Job:
    def job(_event: object, _tools: Tools) -> list[str]:
        raise error

    return job


def test_a_job_gets_the_event_and_its_lines_become_the_summary(run: Run) -> None:
    runs: list[str] = []

    def job(event: object, tools: Tools) -> list[str]:
        runs.append(tools.run_url)
        return [json.dumps(event), "Zwei"]

    run(job)

    assert Path("summary.md").read_text("utf-8") == '{"issue": {"number": 7}}\nZwei\n'
    assert runs == ["https://github.com/escritorio/AUDITORIA360/actions/runs/42"]


@pytest.mark.parametrize("wrong", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_job_goes_by_github_s_time_whatever_its_machine_s_clock_shows(
    run: Run, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    real, found = clock.own, list[timedelta]()
    monkeypatch.setattr(clock, "own", lambda: real() + wrong)

    def dated(_: PreparedRequest, response: Response) -> None:
        response.headers["Date"] = format_datetime(real(), usegmt=True)

    def job(_: object, tools: Tools) -> list[str]:
        service_clocks.measure(calls.TWILIO, format_datetime(real(), usegmt=True))
        began = clock.steady()
        with wire.passing(dated):
            tools.repository.newest_issues_lately()
        found.extend([clock.now() - real(), clock.at(began) - real(), service_clocks.ahead(calls.TWILIO)])
        return []

    run(job)

    assert all(abs(one) < timedelta(seconds=5) for one in found)


def test_an_expected_failure_is_reported_in_one_line_with_its_remedy(run: Run) -> None:
    out = printed(run, failing(BotError("100% wrong.\nReally.", "Mend it.")), 1)

    assert out == "::error::100%25 wrong.%0AReally. Mend it.\n"
    assert not Path("summary.md").exists()


def test_an_unexpected_failure_shows_its_place_and_none_of_its_text(run: Run) -> None:
    out = printed(run, failing(ValueError("+5511987654321 segredo")), 1)

    assert out.startswith("::error::Erro inesperado ValueError em test_runner.py:")
    assert "segredo" not in out
    assert "+55" not in out


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("language:\n  maintainers: en\n", "Unexpected KeyError at "),
        ("language:\n  maintainers: pt-BR\n", "Erro inesperado KeyError em "),
        ("", "Erro inesperado KeyError em "),
    ],
)
def test_a_failure_is_reported_in_the_maintainers_language(run: Run, config: str, says: str) -> None:
    Path("config.yml").write_text(config, "utf-8")

    assert says in printed(run, failing(KeyError()), 1)


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ("language:\n  maintainers: en\nreplies: 7\n", "The configuration has 1 fault"),
        ("language:\n  maintainers: xx\n", "A configuração tem 1 erro"),
        ("language: [", "A configuração tem 1 erro"),
        ("- language", "A configuração tem 1 erro"),
        ("language: 2026-99-99", "A configuração tem 1 erro"),
    ],
)
def test_so_are_the_faults_of_the_configuration(run: Run, config: str, says: str) -> None:
    Path("config.yml").write_text(config, "utf-8")

    assert says in printed(run, failing(AssertionError()), 2)


def test_an_error_within_an_error_is_translated_too(run: Run) -> None:
    why = Sentence("Twilio is out of order (HTTP {status}).", status=503)
    error = TemporaryError(Sentence("Not done yet for {names}: {why}", names="abc", why=why))

    out = printed(run, failing(error), 1)

    assert out == (
        "::error::Ainda não concluído para abc: A Twilio está com problemas (HTTP 503). "
        "Será tentado de novo; nada se perdeu.\n"
    )


def test_a_faulty_configuration_is_reported_with_every_fault(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTACT_KEY", "short")
    monkeypatch.delenv("TWILIO_ACCOUNT_SID")

    out = printed(run, failing(AssertionError()), 2)

    assert out.count("\n") == 1
    assert "CONTACT_KEY" in out
    assert "TWILIO_ACCOUNT_SID" in out
    assert "short" not in out


@pytest.mark.parametrize("content", [None, "no json", "[1]"])
def test_an_event_that_cannot_be_read_is_reported(run: Run, content: str | None) -> None:
    if content is None:
        Path("event.json").unlink()
    else:
        Path("event.json").write_text(content, "utf-8")

    assert "event" in printed(run, failing(AssertionError()), 1).lower()


def test_without_a_place_for_a_summary_the_job_still_runs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")

    assert run(lambda _event, _tools: ["Line"]) == ""


def test_a_script_masks_the_number_before_anything_else_and_shows_it_nowhere(
    stage: Stage, tmp_path: Path
) -> None:
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"client_payload": stage.payload([stage.event("Um segredo")])}), "utf-8")
    environ = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        **stage.environment,
    }
    script = [sys.executable, str(ROOT / "scripts/record_messages.py")]

    done = subprocess.run(script, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)

    mask, *others = done.stdout.splitlines()
    assert mask == "::add-mask::+5511987654321"
    output = "\n".join([*others, done.stderr, (tmp_path / "summary.md").read_text("utf-8")])
    assert "messages-recorded" in output
    assert "#1: registradas: 1" in output
    assert not [secret for secret in ("98765", "4321", "segredo", stage.contact_key) if secret in output]
