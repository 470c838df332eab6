"""Where the tests of the commands run: in a folder of their own, with the configuration as it is shipped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.stage import CONFIG


@pytest.fixture(autouse=True)
def _own_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder: Path = tmp_path_factory.mktemp("office")
    shutil.copy(CONFIG, folder / "config.yml")
    monkeypatch.chdir(folder)
