"""README's pictures can be made again, and show what they should."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser

from bot.sandbox.world import World
from tests.architecture import ROOT
from tests.browser import photographs
from tests.journeys.conftest import CHANGES
from tests.stage import CONFIG
from tests.warm import WarmPython

KEPT = ROOT / "docs" / "pictures"


def test_the_pictures_show_a_conversation_and_the_bill(
    browser: Browser, warm_python: WarmPython, tmp_path: Path
) -> None:
    with World(tmp_path / "world", warm_python.tree, config=CONFIG, changes=CHANGES) as world:
        warm_python.serve(world.actions)
        words = photographs.take(browser, world, tmp_path)

    for piece in (
        "Preciso da segunda via",
        "Recebemos sua mensagem",
        "/responder Bom dia, Ana!",
        "Chegou, muito obrigada!",
    ):
        assert piece in words["conversation"]
    assert "Situação" in words["console"]
    assert "orçamento" in words["bill"]
    assert "SMS enviados" in words["bill"]
    assert "mermaid" not in words["bill"]
    for name in words:
        for scheme in photographs.SCHEMES:
            assert 0 < (tmp_path / f"{name}-{scheme}.png").stat().st_size < photographs.MOST_BYTES


def test_readme_shows_the_pictures_that_are_kept_in_light_and_dark() -> None:
    named = set(re.findall(r'"docs/pictures/([\w-]+\.png)"', (ROOT / "README.md").read_text("utf-8")))

    assert {
        f"{name}-{scheme}.png"
        for name in ("conversation", "console", "bill")
        for scheme in photographs.SCHEMES
    } <= named
    for name in named:
        assert 0 < (KEPT / name).stat().st_size < photographs.MOST_BYTES
