"""How `bot sandbox demo` tells its story: where a browser is opened, and what one is invited to try."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.cli import language, sandbox_demo, sandbox_start
from bot.core.errors import BotError
from bot.core.sentences import Sentence
from bot.sandbox.world import World
from tests.stage import Stage


@pytest.mark.parametrize(
    ("environ", "platform", "has_one"),
    [
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({}, "darwin", True),
        ({}, "win32", True),
        ({"CI": "true", "DISPLAY": ":99"}, "linux", False),
        ({"CI": "true"}, "darwin", False),
    ],
)
def test_a_browser_is_opened_only_where_somebody_can_see_it(
    environ: dict[str, str], platform: str, *, has_one: bool
) -> None:
    assert sandbox_demo.has_display(environ, platform) is has_one


@pytest.fixture(name="told")
def _told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the story was asked for, of which nothing is played."""
    asked: dict[str, Any] = {"opened": []}

    class Silent:
        def __init__(self, *_: object, **named: Any) -> None:
            asked.update(named)

        def play(self) -> None:
            asked["is_watched"] = asked["watched"]()
            if "fails" in asked:
                raise asked["fails"]

    monkeypatch.setattr(sandbox_demo, "Demo", Silent)
    monkeypatch.setattr(sandbox_demo, "has_display", lambda *_: True)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setattr("webbrowser.open", lambda url: asked["opened"].append(url) or True)
    monkeypatch.setattr(sandbox_start, "greet", lambda _: asked.update(greeted=True))
    asked["world"] = SimpleNamespace(
        is_watched=True, addresses=SimpleNamespace(screen="http://127.0.0.1:8363"), state=stage.state
    )
    return asked


@pytest.mark.parametrize("browser", [True, False])
def test_the_story_is_told_on_the_screen_unless_one_wants_no_browser(
    told: dict[str, Any], *, browser: bool
) -> None:
    sandbox_demo.play(cast("World", told["world"]), once=False, browser=browser)

    assert told["opened"] == (["http://127.0.0.1:8363"] if browser else [])
    assert told["greeted"]
    assert told["is_watched"]
    assert told["with_addresses"]


def test_a_story_that_is_told_once_opens_nothing_waits_for_nobody_and_names_no_address(
    told: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    sandbox_demo.play(cast("World", told["world"]), once=True, browser=True)

    assert told["opened"] == []
    assert "greeted" not in told
    assert not told["is_watched"]
    assert not told["with_addresses"]
    assert "http" not in capsys.readouterr().out


_NOT_COME = Sentence("Waited {time} for {what}, which did not come.", time="1 minute", what="the issue")


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (BotError(_NOT_COME), "Waited 1 minute for the issue, which did not come."),
        (KeyError("+5511987654321"), "Unexpected KeyError at "),
    ],
    ids=["what it waited for did not come", "nobody foresaw it"],
)
def test_a_story_that_cannot_go_on_says_why_and_leaves_the_sandbox_to_those_who_watch(
    told: dict[str, Any], capsys: pytest.CaptureFixture[str], failure: Exception, sentence: str
) -> None:
    told["fails"] = failure

    sandbox_demo.play(cast("World", told["world"]), once=False, browser=False)

    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"The story ends here. {sentence}")
    assert line.endswith(" The sandbox goes on.")
    assert "+5511987654321" not in line


def test_a_story_that_is_told_once_fails_with_what_did_not_come(told: dict[str, Any]) -> None:
    told["fails"] = BotError(_NOT_COME)

    with pytest.raises(BotError, match="which did not come"):
        sandbox_demo.play(cast("World", told["world"]), once=True, browser=False)


@pytest.mark.parametrize(
    ("spoken", "written"), [("pt_BR.UTF-8", "Boa tarde"), ("en_US.UTF-8", "Good afternoon")]
)
def test_the_invitation_speaks_the_readers_language_and_names_the_next_issue(
    told: dict[str, Any],
    stage: Stage,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    spoken: str,
    written: str,
) -> None:
    monkeypatch.setenv("LC_ALL", spoken)
    language.decide([])
    stage.state.issues.create("github-actions[bot]", "SMS", "")

    sandbox_demo.invite(cast("World", told["world"]))

    printed = capsys.readouterr().out
    assert ("Sua vez" in printed) is spoken.startswith("pt")
    assert f'"{written}"' in printed
    assert f'bot sandbox comment 2 "/reply {written}!"' in printed


def test_the_story_is_told_in_the_language_of_the_terminal(
    told: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LC_ALL", "pt_BR.UTF-8")
    monkeypatch.chdir(tmp_path)
    language.decide([])
    sandbox_demo.play(cast("World", told["world"]), once=True, browser=False)

    assert told["language"] == "pt-BR"
