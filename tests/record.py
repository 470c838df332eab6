"""`scripts/demo --record FOLDER`: take README's pictures of a sandbox of its own.

Emojis show only where the machine has a font for them, such as Debian's fonts-noto-color-emoji.
"""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

from bot.cli import sandbox_start
from bot.sandbox.world import World

ROOT = Path(__file__).parent.parent


def main(folder: Path) -> str:
    """Take the pictures; return why not, or nothing."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if importlib.util.find_spec("playwright") is None or browser is None:
        return (
            "Pictures need the packages that scripts/setup installs, and Chromium: install it, "
            "such as by `apt install chromium`."
        )
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - where it is missing, that is said above

    from tests.browser import photographs  # noqa: PLC0415 - it needs Playwright

    with (
        tempfile.TemporaryDirectory() as place,
        World(Path(place), ROOT) as world,
        sync_playwright() as playwright,
    ):
        sandbox_start.colour_labels(world.state, ROOT / "config.yml")
        photographs.take(
            playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"]), world, folder
        )
    return ""


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])) or 0)
