"""The sandbox used by hand, from another terminal; and the demo."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.cli.sandbox_start import fresh_world, revive
from bot.core import clock
from bot.core.messages import MessageSid
from bot.sandbox.client import SandboxClient
from bot.sandbox.demo import outage
from bot.sandbox.demo.dialogues import DIALOGUES, OUTAGES
from bot.sandbox.demo.play import Demo
from bot.sandbox.demo.teller import Teller
from bot.sandbox.world import World
from tests.actors import Maintainer, Person
from tests.journeys.conftest import new_number
from tests.journeys.observer import Observer
from tests.stage import CONFIG, ROOT

Command = Callable[..., str]


def _bot(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot.cli", "sandbox", "--folder", str(folder), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


@pytest.fixture
def bot(world: World) -> Command:
    """Runs `bot sandbox` against the common world and returns what it prints."""

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(
            cli, ["sandbox", "--folder", str(world.folder), *arguments], catch_exceptions=False
        )
        assert (done.exit_code, done.stderr) == (0, "")
        return done.stdout

    return run


def test_conversations_by_hand(bot: Command, observer: Observer, stranger: Maintainer) -> None:
    number = new_number()
    assert "the relay answered 200" in bot("text", number, "Bom dia")
    assert "the relay answered 200" in bot("text", "--whatsapp", number, "Olá")
    observer.settled()
    issue = observer.conversation(number)["number"]
    assert "marina commented" in bot("comment", str(issue), "/reply Bom dia!")
    login = stranger.login
    assert f"{login} commented" in bot("comment", str(issue), "--as", login, "/reply spam")
    observer.settled()

    shown = bot("issue", str(issue))
    assert "> Bom dia\n" in shown
    assert "marina  (eyes rocket" in shown
    assert f"{login}  (confused):" in shown
    assert "<!--" not in shown
    last = bot("phone", number).splitlines()[-1]
    assert last.endswith(" sms      <- Bom dia!")
    (*_, newest) = json.loads(bot("phone", number, "--json"))
    at = datetime.fromisoformat(newest["at"]).astimezone(ZoneInfo("America/Sao_Paulo"))
    assert last.startswith(f"{at:%H:%M:%S} ")  # as the issue shows it
    assert f"#{issue} " in bot("issues")
    assert "send-replies" in bot("runs")


def test_the_clock_starts_a_scheduled_workflow_and_its_summary_is_shown(bot: Command) -> None:
    printed = bot("schedule", "reconcile")

    assert printed.startswith("reconcile ")
    assert "success" in printed.splitlines()[0]
    assert " foi verificado." in printed
    assert "Chamadas de API: GitHub " in printed


def test_everything_is_shown_as_json_too(bot: Command, caller: Person) -> None:
    def printed(*arguments: str) -> Any:
        return json.loads(bot(*arguments, "--json"))

    issue = caller.issue()["number"]
    assert [one["direction"] for one in printed("phone", caller.number)] == ["sent", "received"]
    assert issue in [one["number"] for one in printed("issues")]
    assert printed("issue", str(issue))["number"] == issue
    assert "record-messages" in {one["name"] for one in printed("runs")}


def test_an_issue_is_locked_and_commented_by_mail_by_hand(
    bot: Command, sandbox: SandboxClient, caller: Person
) -> None:
    issue = caller.issue()["number"]
    assert bot("lock", str(issue)) == f"#{issue} is locked.\n"
    assert sandbox.issue(issue)["locked"]
    bot("lock", str(issue), "--off")
    bot("comment", str(issue), "--by-email", "Entre nós")

    seen = sandbox.issue(issue)
    assert (seen["locked"], seen["comments"][-1]["via_email"]) == (False, True)


@pytest.mark.usefixtures("faultless")
def test_faults_are_listed_and_switched_by_hand(bot: Command, sandbox: SandboxClient) -> None:
    def state(listed: str, fault: str) -> str:
        return next(line for line in listed.splitlines() if f" {fault} " in line).partition(fault)[0].strip()

    assert state(bot("fault"), "github-slow") == "is off"
    assert state(bot("fault", "twilio-busy", "--times", "1"), "twilio-busy") == "is on"
    assert state(bot("fault", "twilio-busy", "--off"), "twilio-busy") == "is off"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["issue", "999999"], "There is no issue 999999."),
        (["comment", "999999", "/help"], "There is no issue 999999."),
        (["fault", "github-sleepy"], "There is no fault github-sleepy."),
        (["text", "5511987654321", "Oi"], "has no + before its country code"),
        (["text", "11987654321", "Oi"], "a number in Brazil begins with +55"),
        (["schedule", "send-replies"], "The scheduled workflows: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_is_answered_with_a_sentence(world: World, arguments: list[str], sentence: str) -> None:
    done = _bot(world.folder, *arguments)

    assert done.returncode == (2 if arguments[0] == "text" else 1)
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_every_command_works_on_the_running_sandbox_once_its_configuration_is_named(
    world: World, caller: Person
) -> None:
    issue = str(caller.issue()["number"])
    (message,) = [one["sid"] for one in world.sandbox.phone(caller.number) if one["direction"] == "sent"]
    settings = {
        "BOT_CONFIG": str(world.folder / "config.yml"),
        "LANG": "pt_BR.UTF-8",
        "PATH": os.environ["PATH"],
    }
    for line in (
        "consent list",
        f"send {caller.number} Oi --dry-run",
        f"send {caller.number} Oi",
        "canary send",
        f"person export {caller.number}",
        "conversation list",
        f"conversation show {issue}",
        "messages",
        "templates check",
        "quick-replies check",
        f"trace {message}",
        "billing show",
        "rotate twilio-auth-token --dry-run",
        "rotate --help",
        "config check",
    ):
        done = subprocess.run(
            [sys.executable, "-m", "bot.cli", *line.split()],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env=settings,
            cwd=ROOT,
        )
        assert (line, done.returncode, done.stderr) == (line, 0, done.stderr)
        assert done.stdout or done.stderr  # an empty list is a sentence
    checked = subprocess.run(
        [sys.executable, "-m", "bot.cli", "doctor"],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env=settings,
        cwd=ROOT,
    )
    assert checked.returncode in (0, 1), checked.stderr  # 1: the sandbox is not all that a real one is
    assert "Traceback" not in checked.stderr


def test_a_user_who_does_not_exist_is_named(world: World, caller: Person) -> None:
    done = _bot(world.folder, "comment", str(caller.issue()["number"]), "--as", "ninguem", "/status")

    assert done.returncode == 1
    assert "There is no user ninguem." in done.stderr


@pytest.mark.parametrize("what", ["a folder", "a link"])
def test_what_is_not_a_sandbox_is_never_deleted_for_one(tmp_path: Path, what: str) -> None:
    kept, given = tmp_path / "kept.txt", tmp_path / "given"
    kept.write_text("Guia de FGTS")
    if what == "a link":
        given.symlink_to(tmp_path)
    else:
        given = tmp_path

    done = _bot(given)

    assert done.returncode == 1
    assert "would be deleted" in done.stderr
    assert kept.read_text() == "Guia de FGTS"


def test_a_sandbox_that_has_stopped_makes_room_for_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "tried"
    with World(folder, Path.cwd(), config=CONFIG):
        pass
    old = folder / "config.yml"
    written = old.stat().st_mtime_ns

    with fresh_world(folder):
        assert old.stat().st_mtime_ns > written


def test_without_a_sandbox_the_commands_explain_how_to_start_one(tmp_path: Path) -> None:
    done = _bot(tmp_path, "issues")

    assert done.returncode == 1
    assert "Start one with `bot sandbox`" in done.stderr


@pytest.mark.parametrize("language", ["pt-BR", "en"])
def test_the_demo_runs_to_the_end_and_the_sandbox_speaks_the_readers_language(
    fragile: World, onlooker: Observer, language: str
) -> None:
    fragile.configure({"reconcile": {"lost_after": "1s"}})
    printed: list[str] = []
    Demo(fragile, printed.append, language=language).play()
    onlooker.settled()

    for dialogue in DIALOGUES[language]:
        person = Person(fragile.sandbox, dialogue.number, dialogue.channel)
        answer = dialogue.answer.removeprefix("/reply ")
        assert person.received[1:] == [answer]
        lines = [line for line in printed if dialogue.person in line]
        assert any(line.endswith(dialogue.opening) for line in lines)
        assert any(line.endswith(dialogue.thanks) for line in lines)
        assert any(line.endswith(answer) and f"{dialogue.person}'s phone" in line for line in lines)
        assert dialogue.number not in "\n".join(printed)
    acts = [line for line in printed if line.startswith("\n")]
    assert acts[-1] == "\nGitHub is down, and the relay is killed"
    assert acts[0].endswith(f"texts in {'English' if language == 'en' else 'Portuguese'}")
    assert len([line for line in printed if "/issues/" in line]) == len(acts) == len(DIALOGUES[language]) + 1
    (refused,) = [line for line in printed if "😕 nothing was sent" in line]
    assert "@estranha" in refused
    assert fragile.configuration.language.people == fragile.configuration.language.maintainers == language
    assert fragile.story.now == ""


@pytest.mark.parametrize("language", ["pt-BR"])
def test_in_the_demos_outage_nothing_is_lost_and_nothing_comes_twice(
    fragile: World, onlooker: Observer, language: str
) -> None:
    fragile.configure({"reconcile": {"lost_after": "1s"}})
    told = OUTAGES[language]
    printed: list[str] = []
    outage.play(told, Teller(fragile, printed.append, str, lambda: False, with_addresses=False))
    onlooker.settled()

    written = [one.sid for one in reversed(fragile.twilio.state.messages()) if one.inbound]
    person = Person(fragile.sandbox, told.number, told.channel)
    assert len(written) == 2
    assert onlooker.recorded(told.number) == written
    assert person.received[1:] == [told.answer.removeprefix("/reply ")]
    assert len(person.issues()) == 1
    assert printed[-1].endswith("2 in the issue, 2 on the phone: none lost, none twice")
    assert not [line for line in printed if "http" in line or told.number in line]
    assert fragile.relay.runs
    assert fragile.github_faults.active() == []


class Onlooker:
    """Somebody who watches a demo, and does something as soon as a caption comes for the first time."""

    def __init__(self, world: World, *acts: tuple[str, Callable[[], object]]) -> None:
        self._world, self._acts = world, list(acts)
        self.seen: list[str] = []

    def __call__(self) -> bool:
        self.seen.append(self._world.story.now)
        for act in [one for one in self._acts if one[0] in self._world.story.now]:
            self._acts.remove(act)
            act[1]()
        return False

    @property
    def is_done(self) -> bool:
        return not self._acts


def test_the_outage_is_told_to_its_end_when_the_relay_had_reconcile_run_before(
    fragile: World, onlooker: Observer
) -> None:
    fragile.configure({"reconcile": {"lost_after": "1s"}})
    told = OUTAGES["en"]

    def reconcile() -> None:
        second = next(one for one in fragile.twilio.state.messages() if one.body == told.meanwhile)
        fragile.sandbox.until(lambda: clock.now() > second.created_at + timedelta(seconds=3), "its time")
        run = fragile.sandbox.schedule("reconcile")["id"]
        fragile.sandbox.until(lambda: fragile.sandbox.run(run)["conclusion"], "the run", 120)
        assert teller.issues_with(MessageSid(second.sid))

    watching = Onlooker(fragile, ("The first message has arrived", reconcile))
    printed: list[str] = []
    teller = Teller(fragile, printed.append, str, watching, with_addresses=False)
    outage.play(told, teller)

    assert watching.is_done
    assert printed[-1].endswith("2 in the issue, 2 on the phone: none lost, none twice")
    assert watching.seen[-1] == "No message was lost, and none came twice."


def test_whoever_writes_and_comments_during_the_demo_does_not_end_it(
    fragile: World, onlooker: Observer
) -> None:
    fragile.configure({"reconcile": {"lost_after": "1s"}})
    first, second = DIALOGUES["en"]
    emma = OUTAGES["en"]

    def newcomer(number: str, channel: str = "sms") -> None:
        """Write, and be the newest conversation."""
        before = len(fragile.sandbox.issues())
        fragile.sandbox.text(number, "Oi?", channel=channel)
        fragile.sandbox.until(lambda: fragile.sandbox.issues()[before:], "the newcomer's issue")

    def meddle() -> None:
        fragile.sandbox.comment(1, "tiago", "Eu vi!")
        fragile.sandbox.text(second.number, "E mais uma coisa", channel=second.channel)
        newcomer(emma.number)

    def start() -> None:
        fragile.start_relay()

    watching = Onlooker(
        fragile,
        (f"{first.person} writes to the office.", lambda: newcomer(new_number())),
        (
            "Marina answers with /reply.",
            lambda: fragile.sandbox.text(first.number, "?", channel=first.channel),
        ),
        ("Somebody without the permission", meddle),
        (f"{first.person} knows that", lambda: fragile.sandbox.comment(1, "estranha", "/reply spam")),
        ("The relay is killed, as by", start),
    )
    printed: list[str] = []
    Demo(fragile, printed.append, language="en", watched=watching).play()

    assert watching.is_done
    for dialogue in (first, second, emma):
        answer = dialogue.answer.removeprefix("/reply ")
        assert answer in Person(fragile.sandbox, dialogue.number, dialogue.channel).received
        assert any(line.endswith(answer) and f"{dialogue.person}'s phone" in line for line in printed)
    assert printed[-1].split("  ")[-1].startswith("2 in the issue, ")
    assert not any("reconcile" in line or "nobody answered" in line for line in printed)
    assert watching.seen[-1] == "No message was lost, and none came twice."


def test_a_message_that_comes_to_nothing_or_twice_is_counted_as_that(fragile: World) -> None:
    told = OUTAGES["en"]
    watching = Onlooker(fragile)

    class Sees(Teller):
        def issues_with(self, sid: MessageSid) -> list[int]:
            return [1, 1] if sid == "SM1" else []

    printed: list[str] = []
    outage.count(
        told,
        (MessageSid("SM1"), MessageSid("SM2")),
        Sees(fragile, printed.append, str, watching, with_addresses=False),
    )

    assert watching.seen == ["Messages lost: 1. Messages that came twice: 1."]
    assert printed[-1].endswith("2 in the issue")


def test_a_relay_that_ended_is_named_and_started_again(
    fragile: World, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fragile.relay.process
    assert fragile.relay.ended is None
    fragile.relay.process.kill()
    fragile.relay.process.wait(10)
    unheard = _bot(fragile.folder, "text", new_number(), "Oi")
    assert unheard.returncode == 1
    assert "the relay did not answer. Is it running? The end of" in unheard.stderr

    revive(fragile)
    assert "The relay ended with -9" in capsys.readouterr().out
    assert "the relay answered 200" in _bot(fragile.folder, "text", new_number(), "Oi").stdout


def test_a_relay_whose_power_was_cut_stays_down_until_somebody_starts_it(
    fragile: World, capsys: pytest.CaptureFixture[str]
) -> None:
    fragile.relay.kill()
    revive(fragile)
    assert not fragile.relay.runs
    assert capsys.readouterr().out == ""

    fragile.start_relay()
    running = fragile.relay.process
    fragile.start_relay()
    assert fragile.relay.process is running
    assert fragile.relay.runs


def test_the_relay_is_killed_and_started_from_a_terminal(fragile: World, onlooker: Observer) -> None:
    number = new_number()
    killed = _bot(fragile.folder, "kill-relay")
    assert "The relay is down." in killed.stdout
    assert not fragile.relay.runs
    assert _bot(fragile.folder, "text", number, "Oi").returncode == 1

    assert "The relay is running." in _bot(fragile.folder, "start-relay").stdout
    assert "the relay answered 200" in _bot(fragile.folder, "text", number, "Alô?").stdout
    onlooker.settled()
    assert len(onlooker.recorded(number)) == 1
