"""What `bot sandbox` prints, in the language of the terminal, over the emulated services."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import cli, sandbox_start
from bot.core.errors import BotError
from bot.core.settings import Configuration
from bot.rules.upkeep import label_looks
from tests.stage import CONFIG, Stage


@pytest.fixture(name="folder")
def _folder(stage: Stage, tmp_path: Path) -> Path:
    """The folder of a sandbox that runs."""
    folder = tmp_path / "sandbox"
    folder.mkdir()
    (folder / "world.json").write_text(json.dumps(asdict(stage.sandbox.addresses)))
    return folder


def _sandbox(folder: Path, *words: str, language: str = "en") -> Result:
    return CliRunner().invoke(cli, ["sandbox", "--folder", str(folder), *words], env={"LC_ALL": language})


def test_the_faults_are_listed_in_both_languages(folder: Path) -> None:
    english = _sandbox(folder, "fault").output.splitlines()
    portuguese = _sandbox(folder, "fault", language="pt_BR.UTF-8").output.splitlines()

    assert len(english) == len(portuguese) > 80
    assert [line.split()[-1] for line in english if "github-down" in line] == ["503."]
    assert any(line.startswith("desligada github-down ") and "Toda chamada" in line for line in portuguese)
    assert not {line.split(maxsplit=2)[2] for line in portuguese} & {
        line.split(maxsplit=3)[3] for line in english
    }


def test_a_fault_with_a_code_shows_that_it_is_on_by_its_name_and_in_the_list(folder: Path) -> None:
    switched = _sandbox(folder, "fault", "twilio-refuse-21614").output

    assert switched.startswith("is on     twilio-refuse-21614 ")
    assert switched in _sandbox(folder, "fault").output
    assert _sandbox(folder, "fault", "twilio-refuse-21614", "--off").output.startswith("is off ")
    assert "21614 " not in _sandbox(folder, "fault").output


def test_without_an_app_its_keys_are_refused_with_what_to_start(folder: Path) -> None:
    for words in (("keys",), ("new-key", str(folder / "new.pem")), ("delete-key", "SHA256:x")):
        refused = _sandbox(folder, "app", *words).exception
        assert isinstance(refused, BotError)
        assert str(refused) == "This sandbox has no GitHub App. Start it with `bot sandbox --app`."
    assert not (folder / "new.pem").exists()


def test_a_person_may_have_a_name_on_whatsapp_and_only_there(folder: Path, stage: Stage) -> None:
    named = _sandbox(folder, "text", "--whatsapp", "--name", "Ana Souza", "+5511987654321", "Oi")
    refused = _sandbox(folder, "text", "--name", "Ana", "+5511987654321", "Oi")

    forms = [dict(message.form) for message in stage.twilio.state.messages()]
    assert [form["ProfileName"] for form in forms] == ["Ana Souza"]
    assert isinstance(named.exception, BotError)  # no relay is there
    assert "Only WhatsApp tells a name: use --name with --whatsapp." in refused.output


@pytest.mark.parametrize("number", ["5511", "123", "+55"])
def test_a_number_that_is_too_short_is_refused_with_a_sentence(
    folder: Path, stage: Stage, number: str
) -> None:
    refused = _sandbox(folder, "text", number, "Oi")

    assert refused.exit_code == 2
    assert "Example: +5511987654321" in refused.output
    assert not stage.twilio.state.messages()


@pytest.mark.parametrize("body", ["", " \n"])
def test_an_empty_comment_is_refused_before_it_is_sent(folder: Path, stage: Stage, body: str) -> None:
    refused = _sandbox(folder, "comment", "1", body)

    assert refused.exit_code == 2
    assert "a comment needs a text" in refused.output
    assert "Validation Failed" not in refused.output


def test_its_labels_look_as_after_setup(stage: Stage) -> None:
    sandbox_start.colour_labels(stage.state, CONFIG)

    for look in label_looks.wanted(Configuration()):
        label = stage.state.labels.find(look.name)
        assert label
        assert (label.color, bool(label.description)) == (look.colour, True)
