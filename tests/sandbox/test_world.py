from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.env_file import EnvFile
from bot.core.errors import BotError
from bot.core.settings import Configuration
from bot.sandbox.world import World
from tests.stage import CONFIG


@pytest.fixture(name="tree")
def _tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project without anything to run."""
    return tmp_path_factory.mktemp("tree")


def test_what_is_configured_while_a_page_reads_the_configuration_counts_afterwards(
    tmp_path: Path, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path, tree, config=CONFIG)
    read = Configuration.model_validate

    def read_slowly(written: object) -> Configuration:
        monkeypatch.setattr(Configuration, "model_validate", read)
        world.configure({"language": {"people": "en"}})
        return read(written)

    monkeypatch.setattr(Configuration, "model_validate", read_slowly)
    before = world.configuration

    assert before.language.people == "pt-BR"
    assert world.configuration.language.people == "en"
    world.stop()


def test_a_sandbox_of_which_a_part_does_not_start_says_so_and_ends(
    tmp_path: Path, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise BotError("The disk is full.")

    monkeypatch.setattr(EnvFile, "change", breaks)

    with pytest.raises(BotError, match="The disk is full"), World(tmp_path, tree, config=CONFIG):
        pass
